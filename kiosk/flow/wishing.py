"""The wish for a number, from the touch to the hall's answer: one touch, one request."""

from collections.abc import Callable
from dataclasses import replace

from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Server
from kiosk.wish import Wish
from queue_server.contract.commands import CheckIn, IssueTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentView


class Wishing:
    """The wish itself stands in the outlook, for every page to see. `changed` is called when a touch made another.

    `ticket_shown` says whether somebody has a number on the screen: then none is asked for.
    """

    def __init__(
        self, sight: Sight, server: Server, ticket_shown: Callable[[], bool], changed: Callable[[], None]
    ) -> None:
        self._sight = sight
        self._server = server
        self._ticket_shown = ticket_shown
        self._changed = changed
        self._key: str | None = None  # of the request nobody has answered

    def take(
        self,
        item_id: str | None = None,
        queue_id: str | None = None,
        *,
        bundle_id: str | None = None,
        pre_review_id: str | None = None,
    ) -> None:
        """While one is unanswered, further touches ask for nothing."""
        if self._key is not None or self._ticket_shown():
            return
        look = self._sight.outlook
        claimed = look.claimed
        self._sight.see(wish=Wish(item_id, queue_id, look.steady_ms, bundle_id=bundle_id, pre_review_id=pre_review_id))
        command = IssueTicket(
            item_id=item_id,
            queue_id=queue_id,
            bundle_id=bundle_id,
            pre_review_id=pre_review_id,
            for_day=look.for_day,
            language=look.language,
            applicant=look.applicant_of(item_id, bundle_id),
            priority=claimed.id if claimed is not None else None,
            person_key=look.person_key,
        )
        self._key = self._server.send(command, only_while_linked=True)
        self._changed()

    def check_in(self, appointment: AppointmentView) -> None:
        """Who booked is here: a number for that appointment."""
        if self._key is not None or self._ticket_shown():
            return
        look = self._sight.outlook
        claimed = look.claimed
        item_id = appointment.item_id
        self._sight.see(wish=Wish(item_id, None, look.steady_ms, appointment_id=appointment.appointment_id))
        command = CheckIn(
            appointment_id=appointment.appointment_id,
            language=look.language,
            applicant=look.applicant_of(item_id, None),
            priority=claimed.id if claimed is not None else None,
        )
        self._key = self._server.send(command, only_while_linked=True)
        self._changed()

    def give_up(self) -> None:
        """No number after all; what the hall said of an earlier wish is forgotten too."""
        if self._key is not None:
            self._server.withdraw(self._key)
            self._key = None
        self._sight.see(wish=None)
        self._changed()

    def forget_refusal(self) -> None:
        """Somebody goes on to another page."""
        if self._key is None:
            self._sight.see(wish=None)

    def granted(self, key: str) -> Wish | None:
        """The wish this answer fulfils; None if it was given up: the link has taken it back."""
        if key != self._key:
            return None
        wish = self._sight.outlook.wish
        self._key = None
        self._sight.see(wish=None)
        return wish

    def refused(self, key: str, code: RefusalCode, number: str = "") -> bool:
        """Whether it was this wish that the hall refused; it stands with its refusal until somebody goes on."""
        wish = self._sight.outlook.wish
        if key != self._key or wish is None:
            return False
        self._key = None
        self._sight.see(wish=replace(wish, refused=code, number=number))
        return True
