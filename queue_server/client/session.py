"""A station's session with the server, as a pure state machine: messages and moments in, messages and deliveries out.

    away ──opened──▶ greeting ──welcome──▶ linked
     ▲                  │                    │
     └──────────closed, silence, goodbye─────┘        (dismissed: away, told why, and trying only now and then)

What a station asks stays in the outbox until it is answered. After a break everything unanswered is sent again with its
own key, so the server carries it out once; withdrawals go before anything else. A shell (`link`) brings the socket, the
clock (milliseconds that only grow) and chance; whatever it feeds in, it then takes `outgoing` and `deliveries` out.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import msgspec

from queue_server.contract import wire
from queue_server.contract.commands import AnyCommand, Command, IssueTicket, WithdrawRequest
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, AnyView

AHEAD_HEARD = 20  # heartbeats, a minute: the hall's clock is told by the one that was least delayed
UNSAID_LIMIT = 64  # calls shown while the link was lost; older ones are proof of nothing any more
OUTBOX_LIMIT = 1_000  # requests waiting for an answer; more are refused on the spot
ASK_AGAIN_MS = 5_000  # a request the server could not write down is asked again after this long
FIRST_WAIT_MS = 250
LONGEST_WAIT_MS = 5_000
DISMISSED_WAIT_MS = 30_000  # turned away: somebody may enrol or update it meanwhile, so it still knocks now and then

ONLY_WHILE_LINKED: frozenset[type[Command]] = frozenset({IssueTicket})  # nobody gets a number that nobody keeps


# --- what a presenter receives ------------------------------------------------------------------------------------


class Delivery(msgspec.Struct, frozen=True):
    """Shared shape of what a session tells the presenter of its station."""


class Linked(Delivery, frozen=True):
    """The server answers; views follow."""


class LinkLost(Delivery, frozen=True):
    """From now on what the screen shows is old."""


class ViewArrived(Delivery, frozen=True):
    topic: str
    seq: int
    view: AnyView


class Answered(Delivery, frozen=True):
    """The request `key` was carried out."""

    key: str
    result: Accepted


class WasRefused(Delivery, frozen=True):
    """The request `key` was not carried out and will not be."""

    key: str
    code: RefusalCode
    details: dict[str, str] = {}


class PictureAsked(Delivery, frozen=True):
    """Somebody looks at this screen from the console. `blank`: cover personal fields."""

    blank: bool


class TouchAsked(Delivery, frozen=True):
    """A touch from afar, in fractions of the screen from the top left."""

    x: float
    y: float


class Dismissed(Delivery, frozen=True):
    """The server turned this station away (wrong key, outdated protocol): a person must see to it."""

    code: RefusalCode


AnyDelivery: TypeAlias = Linked | LinkLost | ViewArrived | Answered | WasRefused | PictureAsked | TouchAsked | Dismissed


# --- the session --------------------------------------------------------------------------------------------------


class Phase(StrEnum):
    AWAY = "away"
    GREETING = "greeting"
    LINKED = "linked"


@dataclass(slots=True)
class _Pending:
    """A request without an answer. `sent`: the server may know it. `ask_again_ms`: it answered "not now"."""

    command: AnyCommand
    fleeting: bool  # asked by somebody who stands there now; a late answer helps nobody
    sent: bool = False
    ask_again_ms: int | None = None


class Session:
    """One station's side of the conversation. `topics` are what it shows; of those it `acknowledges` it says `shown`.

    `ahead_ms`: by how much the hall's clock is ahead of the one whose time is fed in; None until the hall has told.
    """

    def __init__(
        self, topics: Sequence[str], *, silence_ms: int = wire.SILENCE_S * 1_000, acknowledges: Sequence[str] = ()
    ) -> None:
        self._acknowledges = tuple(acknowledges)
        self._takes_shown = False
        self._unsaid: deque[wire.Shown] = deque(maxlen=UNSAID_LIMIT)
        self._ahead: deque[int] = deque(maxlen=AHEAD_HEARD)
        self.phase = Phase.AWAY
        self.dismissed: RefusalCode | None = None
        self._last_seqs = dict.fromkeys(topics, 0)
        self._silence_ms = silence_ms
        self._heard_at_ms = 0
        self._failures = 0
        self._withdrawals: dict[str, _Pending] = {}
        self._requests: dict[str, _Pending] = {}
        self._outgoing: list[wire.ToServer] = []
        self._deliveries: list[AnyDelivery] = []

    # out

    def outgoing(self) -> list[wire.ToServer]:
        """Takes the messages to write to the socket now, in order."""
        taken, self._outgoing = self._outgoing, []
        return taken

    def deliveries(self) -> list[AnyDelivery]:
        """Takes what the presenter is to receive now, in order."""
        taken, self._deliveries = self._deliveries, []
        return taken

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Keys of the requests still in the outbox, withdrawals aside."""
        return tuple(self._requests)

    @property
    def ahead_ms(self) -> int | None:
        """Of what was heard lately, what came with the least delay."""
        return max(self._ahead, default=None)

    def wake_at_ms(self) -> int | None:
        """When `tick` has something to do next if nothing arrives; None while away."""
        if self.phase is Phase.AWAY:
            return None
        again = [p.ask_again_ms for p in self._pending().values() if p.ask_again_ms is not None]
        return min([self._heard_at_ms + self._silence_ms, *again])

    def wait_ms(self, chance: float) -> int:
        """How long to stay away before the next try: longer with every failure, spread by `chance` (0..1)."""
        if self.dismissed is not None:
            longest = DISMISSED_WAIT_MS
        else:
            longest = min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(self._failures, 10))
        return round(longest * (0.5 + 0.5 * chance))

    # in: the socket

    def opened(self, now_ms: int) -> None:
        """The socket stands: say hello."""
        self.phase = Phase.GREETING
        self._heard_at_ms = now_ms
        topics = tuple(wire.Topic(topic, last_seq) for topic, last_seq in self._last_seqs.items())
        self._outgoing = [wire.Hello(wire.PROTOCOL, topics, self._acknowledges)]

    def closed(self) -> None:
        """The socket is gone, or could not be opened."""
        if self.phase is Phase.LINKED:
            self._deliveries.append(LinkLost())
            self._failures = 0
        else:
            self._failures += 1
        self.phase = Phase.AWAY
        self._outgoing = []

    def turned_away(self, code: RefusalCode) -> None:
        """The server does not let this station in: said once, until it is let in again."""
        if self.dismissed is not code:
            self.dismissed = code
            self._deliveries.append(Dismissed(code))

    def received(self, message: wire.ToStation, now_ms: int) -> None:
        if self.phase is Phase.AWAY:
            return
        self._heard_at_ms = now_ms
        if isinstance(message, wire.Heartbeat):
            self._ahead.append(message.now_ms - now_ms)
            return
        match message:
            case wire.Welcome():
                self._welcome(message, now_ms)
            case wire.ViewChanged():
                self._view(message)
            case wire.Accepted():
                self._accepted(message)
            case wire.Refused():
                self._refused(message, now_ms)
            case wire.PictureWanted():
                self._deliveries.append(PictureAsked(message.blank))
            case wire.Touch():
                self._deliveries.append(TouchAsked(message.x, message.y))
            case wire.Goodbye():
                self._goodbye(message)

    def tick(self, now_ms: int) -> bool:
        """Time has passed. False: nothing was heard for too long, the shell must close the socket."""
        if self.phase is Phase.AWAY:
            return True
        if now_ms - self._heard_at_ms >= self._silence_ms:
            return False
        if self._withdrawals or self._requests:
            self._ask_again(now_ms)
        return True

    # in: the station

    def send(self, command: AnyCommand, key: str, *, only_while_linked: bool = False) -> None:
        """Asks the server. While away the request waits, or is refused at once if it makes sense only now."""
        fleeting = only_while_linked or type(command) in ONLY_WHILE_LINKED
        full = len(self._requests) >= OUTBOX_LIMIT
        if full or (fleeting and self.phase is not Phase.LINKED):
            self._deliveries.append(WasRefused(key, RefusalCode.UNAVAILABLE))
            return
        self._requests[key] = pending = _Pending(command, fleeting)
        if self.phase is Phase.LINKED:
            self._transmit(key, pending)

    def withdraw(self, key: str) -> None:
        """The person went: `key` is not to be answered any more. What the server may know of is taken back there."""
        pending = self._requests.pop(key, None)
        if pending is not None and pending.sent:
            self._take_back(key)

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        """The call can be seen or heard now. Said at once, or when the link stands again."""
        message = wire.Shown(call_id, device_id)
        if self.phase is not Phase.LINKED:
            self._unsaid.append(message)
        elif self._takes_shown:
            self._outgoing.append(message)

    # inside

    def _pending(self) -> dict[str, _Pending]:
        return self._withdrawals | self._requests

    def _ask_again(self, now_ms: int) -> None:
        for key, pending in self._pending().items():
            if pending.ask_again_ms is not None and now_ms >= pending.ask_again_ms:
                self._transmit(key, pending)

    def _transmit(self, key: str, pending: _Pending) -> None:
        pending.sent = True
        pending.ask_again_ms = None
        self._outgoing.append(wire.Request(key, pending.command))

    def _take_back(self, key: str) -> None:
        withdrawal = _Pending(WithdrawRequest(request_key=key), fleeting=False)
        self._withdrawals["w." + key] = withdrawal
        if self.phase is Phase.LINKED:
            self._transmit("w." + key, withdrawal)

    def _welcome(self, message: wire.Welcome, now_ms: int) -> None:
        if self.phase is not Phase.GREETING:
            return
        self._ahead.clear()  # the hall's clock may have been set right meanwhile
        self._ahead.append(message.now_ms - now_ms)
        if any(seq > message.seq for seq in self._last_seqs.values()):
            # another journal than the one those numbers came from (a hall set up anew): everything it says is news
            self._last_seqs = dict.fromkeys(self._last_seqs, 0)
        self.phase = Phase.LINKED
        self.dismissed = None
        self._failures = 0
        self._takes_shown = message.takes_shown
        if self._takes_shown:
            self._outgoing += self._unsaid
        self._unsaid.clear()
        self._deliveries.append(Linked())
        for key, pending in self._pending().items():
            self._transmit(key, pending)

    def _view(self, message: wire.ViewChanged) -> None:
        last_seq = self._last_seqs.get(message.topic)
        if last_seq is None or message.seq < last_seq:
            return
        self._last_seqs[message.topic] = message.seq
        self._deliveries.append(ViewArrived(message.topic, message.seq, message.view))

    def _accepted(self, message: wire.Accepted) -> None:
        self._withdrawals.pop(message.key, None)
        if self._requests.pop(message.key, None) is not None:
            self._deliveries.append(Answered(message.key, message.result))

    def _refused(self, message: wire.Refused, now_ms: int) -> None:
        key = message.key
        pending = None if key is None else self._pending().get(key)
        if key is None or pending is None:
            return
        if message.code is RefusalCode.UNAVAILABLE and not pending.fleeting:
            pending.ask_again_ms = now_ms + ASK_AGAIN_MS
            return
        if self._requests.pop(key, None) is None:
            del self._withdrawals[key]
            return
        self._deliveries.append(WasRefused(key, message.code, message.details))
        if message.code is RefusalCode.UNAVAILABLE:
            # it may or may not have been written down; nobody waits for it, so it must not stand
            self._take_back(key)

    def _goodbye(self, message: wire.Goodbye) -> None:
        if message.code is not RefusalCode.UNAVAILABLE:
            self.turned_away(message.code)
