"""求助: staff are called to this kiosk; while that cannot be done it says where to go instead.

calling ──answered──▶ coming
    └──refused, too long, or no link──▶ unreachable
"""

from enum import Enum

from kiosk.flow.frame import Dialog, Question
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Server
from kiosk.wish import WAY_OUT_AFTER_MS
from queue_server.contract.commands import CallForHelp


class _Call(Enum):
    CALLING = "calling"
    COMING = "coming"
    UNREACHABLE = "unreachable"


class HelpCall:
    def __init__(self, sight: Sight, server: Server) -> None:
        self._sight = sight
        self._server = server
        self._call: _Call | None = None
        self._key: str | None = None
        self._asked_at_ms = 0

    @property
    def shown(self) -> bool:
        """Somebody has called and has not put the dialog away yet."""
        return self._call is not None

    def call(self) -> None:
        if self._call is _Call.CALLING:
            return
        if self._sight.outlook.linked:
            self._call, self._asked_at_ms = _Call.CALLING, self._sight.outlook.steady_ms
            self._key = self._server.send(CallForHelp(), only_while_linked=True)
        else:
            self._call = _Call.UNREACHABLE

    def tick(self) -> None:
        """Nobody waits for an answer for ever."""
        if self._call is _Call.CALLING and self._sight.outlook.steady_ms - self._asked_at_ms >= WAY_OUT_AFTER_MS:
            self._call = _Call.UNREACHABLE
            self._withdraw()

    def answered(self, key: str) -> None:
        self._ended(key, _Call.COMING)

    def refused(self, key: str) -> None:
        self._ended(key, _Call.UNREACHABLE)

    def end(self) -> None:
        """The dialog was put away, or nobody is there."""
        self._call = None
        self._withdraw()

    def dialog(self) -> Dialog | None:
        look, call = self._sight.outlook, self._call
        if call is None:
            return None
        say = f"dialog.help_{call.value}"
        closed = "_closed" if call is not _Call.CALLING and not look.windows_open else ""
        return Dialog(
            Question.HELP,
            "headset" if call is not _Call.UNREACHABLE else "phone",
            look.say(f"{say}_heading{closed}"),
            look.say(f"{say}_text{closed}", phone=look.phone()),
            look.say("dialog.help_key"),
        )

    def _ended(self, key: str, how: _Call) -> None:
        if key == self._key:
            self._key = None
            self._call = how if self._call is not None else None

    def _withdraw(self) -> None:
        """A call nobody has heard must not ring when the person is long gone."""
        if self._key is not None:
            self._server.withdraw(self._key)
            self._key = None
