"""A clerk's keypad (呼叫键盘) at one window: keys that go to the hall at once or never, and lamps that tell of it.

Whoever presses a key looks for what comes of it now. So a key is never kept for a link that is lost, and one without
an answer is taken back: nobody is called by a key that was pressed a minute ago.
"""

from collections.abc import Callable
from enum import IntFlag

from display.presenters.link import Link
from queue_server.client.session import Answered, AnyDelivery, Dismissed, LinkLost, WasRefused
from queue_server.contract.commands import CallKey, PressKey
from queue_server.contract.views import PanelView, TicketState, WindowState

ANSWER_MS = 5_000  # as long as a press on the pad itself counts
REFUSED_MS = 2_000


class Lamp(IntFlag):
    """Lamps of a pad, a bit each. All dark: the window is closed or paused, or the hall cannot be reached."""

    FREE = 1  # the next one can be called
    CALLED = 2
    SERVING = 4
    REFUSED = 8  # for two seconds: the last key did nothing


class CallPad:
    """`send` asks the hall while it can be reached and returns the key of the request, `withdraw` takes it back."""

    def __init__(
        self,
        device_id: str,
        window_id: str,
        send: Callable[[PressKey], str],
        withdraw: Callable[[str], None],
    ) -> None:
        self._device_id = device_id
        self._window_id = window_id
        self._send = send
        self._withdraw = withdraw
        self._link = Link(PanelView)
        self._asked: dict[str, int] = {}  # key of the request → when it was sent
        self._refused_until_ms: int | None = None

    @property
    def lamps(self) -> Lamp:
        return self._told | (Lamp.REFUSED if self._refused_until_ms is not None else Lamp(0))

    @property
    def _told(self) -> Lamp:
        view = self._link.view
        if view is None or not self._link.stands:
            return Lamp(0)
        match view.ticket_state:
            case TicketState.SERVING:
                return Lamp.SERVING
            case TicketState.CALLED:
                return Lamp.CALLED
        return Lamp.FREE if view.state is WindowState.OPEN else Lamp(0)

    def press(self, key: CallKey, now_ms: int) -> None:
        self._refused_until_ms = None
        if self._link.stands:
            self._asked[self._send(PressKey(self._device_id, self._window_id, key))] = now_ms
        else:
            self._refuse(now_ms)

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        """Of views, that of its own window."""
        self._link.receive(message, now_ms)
        match message:
            case Answered(key=key):
                self._asked.pop(key, None)
            case WasRefused(key=key) if self._asked.pop(key, None) is not None:
                self._refuse(now_ms)
            case LinkLost() | Dismissed():
                self._give_up(list(self._asked), now_ms)
        self.tick(now_ms)

    def tick(self, now_ms: int) -> None:
        self._give_up([key for key, at_ms in self._asked.items() if now_ms - at_ms >= ANSWER_MS], now_ms)
        if self._refused_until_ms is not None and now_ms >= self._refused_until_ms:
            self._refused_until_ms = None

    def _give_up(self, keys: list[str], now_ms: int) -> None:
        for key in keys:
            del self._asked[key]
            self._withdraw(key)
            self._refuse(now_ms)

    def _refuse(self, now_ms: int) -> None:
        self._refused_until_ms = now_ms + REFUSED_MS
