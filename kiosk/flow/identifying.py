"""The page on which somebody says who they are, between the reader and those who want to know."""

from collections.abc import Callable

from kiosk.flow.pages import Place
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Devices
from kiosk.flow.way import Way
from kiosk.messages import CardAwaited, CardLaid
from kiosk.presenters.identity import IdentityPresenter, Purpose


class Identifying:
    """`given` is told the number, and whether it was on a card, on the page that had asked; `arrange` shows it all."""

    def __init__(
        self,
        sight: Sight,
        way: Way,
        devices: Devices,
        given: Callable[[Purpose, str, bool], None],
        arrange: Callable[[], None],
    ) -> None:
        self._sight = sight
        self._way = way
        self._devices = devices
        self._tell = given
        self._arrange = arrange
        self._asked = 0  # readings, so that a card read for somebody who has gone is known
        self.page = IdentityPresenter(sight.outlook, self._read, self._stop, self._given, self._leave)

    def open(self, purpose: Purpose) -> None:
        self.page.look(self._sight.outlook)
        self.page.begin(purpose)
        self._go()

    def ask_guardian(self, purpose: Purpose, number: str) -> None:
        """A child's number was typed elsewhere."""
        self.page.look(self._sight.outlook)
        self.page.ask_guardian(purpose, number)
        self._go()

    def told(self, message: CardLaid | CardAwaited) -> bool:
        """Whether somebody here waits for it."""
        if message.asked != self._asked or self._way.place is not Place.IDENTITY:
            return False
        if isinstance(message, CardLaid):
            self.page.laid(message)
        else:
            self.page.awaited(message.trouble)
        return True

    def look(self) -> None:
        """Whichever way they have left the page: nothing of them stays."""
        if self._way.place is not Place.IDENTITY and not self.page.resting:
            self.page.clear()

    # --- inside ---------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        if self._way.place is not Place.IDENTITY:
            self._way.go(Place.IDENTITY)
            self._arrange()

    def _read(self) -> None:
        self._asked += 1
        self._devices.read_card(self._asked)

    def _stop(self) -> None:
        self._asked += 1
        self._devices.stop_reading()

    def _given(self, purpose: Purpose, number: str, by_card: bool) -> None:
        self._way.back()
        self._tell(purpose, number, by_card)
        self._arrange()

    def _leave(self) -> None:
        self._way.back()
        self._arrange()
