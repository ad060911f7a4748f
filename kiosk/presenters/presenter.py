"""What all presenters of the kiosk share: a state computed from the outlook, renewed whenever that changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk.presenters.outlook import Outlook

S = TypeVar("S")


class Presenter(Generic[S]):
    """Holds one frozen `state` and calls `on_change` with every new one. It answers at once and never waits."""

    def __init__(self, outlook: Outlook) -> None:
        self.on_change: Callable[[S], None] = lambda state: None
        self.outlook = outlook
        self._is_old = False  # the state, for the outlook
        self.state: S = self.compose()

    def look(self, outlook: Outlook) -> None:
        """The hall, the link, the language or the clock is another now; if they are not, the state is as it was."""
        self.expect(outlook)
        if self._is_old:
            self.renew()

    def expect(self, outlook: Outlook) -> None:
        """The same before more is told at once: the state follows with that, or with the next look."""
        if outlook is not self.outlook:
            self.outlook = outlook
            self._is_old = True

    def renew(self) -> None:
        self._is_old = False
        state = self.compose()
        if state != self.state:
            self.state = state
            self.on_change(state)

    def step_back(self) -> bool:
        """返回 was touched: whether there is a step back within this page."""
        return False

    def key_pressed(self, character: str) -> None:
        """Something was typed on a keyboard that is plugged in, or scanned. Most pages have no use for it."""

    def compose(self) -> S:
        """The state as it follows from the outlook and from what was touched."""
        raise NotImplementedError
