"""Pages of a list that is too long for the screen: turning them, and what the keys that turn them say."""

from typing import TypeVar

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Pager
from kiosk.presenters.presenter import Presenter

S = TypeVar("S")


class PagedPresenter(Presenter[S]):
    """`_page` counts from 0. It may stand beyond the last until the list is composed: then it is the last."""

    _page = 0

    def page_back(self) -> None:
        self._page = max(0, self._page - 1)
        self.renew()

    def page_forward(self) -> None:
        self._page += 1
        self.renew()

    def _turned(self, number: int, room: int) -> tuple[int, int]:
        """Where the page in front begins, and how many pages there are; the page before the last if that is gone."""
        pages = pages_of(number, room)
        self._page = min(self._page, pages - 1)
        return self._page * room, pages


def pages_of(number: int, room: int) -> int:
    """How many pages `number` lines make, of `room` lines each; an empty list is a page too."""
    return max(1, -(-number // room))


def pager(outlook: Outlook, page: int, pages: int) -> Pager:
    """`page` counts from 0 here."""
    return Pager(
        page + 1,
        pages,
        outlook.say("pager.text", page=page + 1, pages=pages),
        outlook.say("pager.back"),
        outlook.say("pager.forward"),
    )
