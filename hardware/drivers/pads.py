"""按键评价器, 呼叫键盘, 震动叫号牌: keypads and the bases of vibrating tags, in our own protocol, several on a line.

    pads = RatingPads("serial:///dev/ttyUSB3?addresses=1,2")            9600 baud, unless it says otherwise
    pads = CallPads("serial:///dev/ttyUSB4?addresses=1,2,3&keys=1:next,2:recall&check=xor")

    async for event in pads.events():
        match event:
            case Pressed(address, meaning): ...
            case HealthChanged(address, health): ...

    base = TagBase("serial:///dev/ttyUSB5?addresses=1")
    match await base.vibrate(tag=17):
        case Done(): ...
        case Refused(reason): ...                     the tag is out of reach, or off
        case Offline() | NoAnswer(): ...

    addresses   of the devices on the line; 1 if it does not say
    keys        what each key means, where it is not as in `meanings`
    check       crc or xor
    poll_ms     between two questions of a line, 20 to 2000; 50 if it does not say

Every device is asked in turn. A press that nobody could hear for STALE_S is not carried out any more: whoever pressed
has gone. A question without an answer is asked again as it was, which a device carries out once.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

import structlog

from hardware import health as watching
from hardware import options
from hardware.dialogue import Dialogue
from hardware.health import Health, NoAnswer, Offline
from hardware.link import Address, LinkLost
from hardware.presence import Presence
from hardware.protocols.pads import ADDRESSES, Answer, Ask, Check, Frame, FrameReader, Refusal

ATTEMPTS = 3
BAUD = 9_600
POLL_MS = 50  # between two devices of a line
STALE_S = 5.0
MOST_PULSES = 10

_log = structlog.get_logger("hardware.pads")


class RatingKey(StrEnum):
    """The five levels of a rating, in the words of the hall's contract."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class CallKey(StrEnum):
    """What a clerk's keypad may ask for."""

    NEXT = "next"  # 顺呼
    RECALL = "recall"  # 重呼
    START = "start"  # 开始服务
    FINISH = "finish"  # 结束服务
    NO_SHOW = "no_show"  # 过号
    PARK = "park"  # 挂起
    PAUSE = "pause"  # 暂停
    HELP = "help"  # 呼叫大厅管理员


@dataclass(frozen=True, slots=True)
class Pressed:
    address: int
    meaning: str


@dataclass(frozen=True, slots=True)
class HealthChanged:
    address: int
    health: Health


Event: TypeAlias = Pressed | HealthChanged


@dataclass(frozen=True, slots=True)
class Done:
    pass


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot, or not with this tag. None: for a reason it did not tell."""

    reason: Refusal | None


Outcome: TypeAlias = Done | Refused | Offline | NoAnswer


class Line:
    """The devices of one line, by URL. Raises ValueError for such a URL, and for an address that is not in it."""

    _meanings: ClassVar[Mapping[int, str]] = {}
    _known: ClassVar[Collection[str]] = ()

    def __init__(
        self, url: str, *, answer_s: float = 0.3, poll_s: float | None = None, stale_s: float = STALE_S
    ) -> None:
        """`poll_s`: in place of what the URL says."""
        given = Address.parse(url).options
        self._check = Check(options.choice(given, "check", "crc", [check.value for check in Check]))
        self._dialogue: Dialogue[Frame] = Dialogue(
            url,
            FrameReader(self._check),
            answer_s=answer_s,
            options=("addresses", "check", "keys", "poll_ms"),
            baud=BAUD,
        )
        self.addresses = options.numbers(given, "addresses", ADDRESSES) or (1,)
        self.meanings = options.names(given, "keys", self._known, range(1, 256)) or dict(self._meanings)
        poll_ms = options.number(given, "poll_ms", POLL_MS, range(20, 2_001))
        self._poll_s = poll_ms / 1_000 if poll_s is None else poll_s
        self._stale_s = stale_s
        self._sequence = 0
        self._heard = dict.fromkeys(self.addresses, 0)
        self._presence = {address: Presence(url=url, address=address) for address in self.addresses}

    def health(self, address: int) -> Health:
        """As last heard."""
        return self._presence[address].health

    async def light(self, address: int, lamps: int) -> Outcome:
        """Lamps on, a bit each; all others off."""
        return await self._tell(address, Ask.LIGHT, bytes((lamps & 0xFF,)))

    async def status(self) -> Health:
        """Of the line: well when every device answers."""
        for address in self.addresses:
            await self._question(address, Ask.WHO)
        return watching.of_line({presence.health for presence in self._presence.values()})

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The line's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: self._dialogue.link.pause_s, interval_s):
            yield health

    async def close(self) -> None:
        await self._dialogue.close()

    async def events(self) -> AsyncIterator[Event]:
        """Presses and changes of health, for ever. A lost line is tried again after growing pauses."""
        last: dict[int, Health] = {}
        while True:
            for address in self.addresses:
                answer = await self._question(address, Ask.KEY, bytes((self._heard[address],)))
                health = self.health(address)
                if last.get(address) is not health:
                    last[address] = health
                    yield HealthChanged(address, health)
                if isinstance(answer, Frame) and (pressed := self._pressed(answer)):
                    yield pressed
                await asyncio.sleep(self._dialogue.link.pause_s or self._poll_s)

    def _pressed(self, answer: Frame) -> Pressed | None:
        if answer.kind != Answer.KEY or len(answer.payload) != 3:
            return None
        number, key, age = answer.payload
        if number == self._heard[answer.address]:
            return None
        self._heard[answer.address] = number
        meaning = self.meanings.get(key)
        if meaning is None or age / 10 >= self._stale_s:
            _log.warning("key passed over", address=answer.address, key=key, known=meaning is not None, age_s=age / 10)
            return None
        return Pressed(answer.address, meaning)

    async def _tell(self, address: int, kind: Ask, payload: bytes) -> Outcome:
        if address not in self._presence:
            raise ValueError(f"address {address} is not on this line")
        answer = await self._question(address, kind, payload)
        if not isinstance(answer, Frame):
            return answer
        if answer.kind == Answer.DONE:
            return Done()
        known = answer.kind == Answer.REFUSED and answer.payload[:1] in [bytes((refusal,)) for refusal in Refusal]
        return Refused(Refusal(answer.payload[0]) if known else None)

    async def _question(self, address: int, kind: Ask, payload: bytes = b"") -> Frame | Offline | NoAnswer:
        presence = self._presence[address]
        async with self._dialogue.turn():
            self._sequence = (self._sequence + 1) % 256
            question = Frame(address, self._sequence, kind, payload)
            for _ in range(1 if presence.is_lost else ATTEMPTS):
                try:
                    await self._dialogue.ready()
                except LinkLost:
                    break
                with contextlib.suppress(LinkLost):
                    if answer := await self._dialogue.ask(question.coded(self._check), lambda f: f.answers(question)):
                        presence.heard(Health.OK)
                        return answer
            if self._dialogue.link.is_open:
                presence.heard(Health.NO_ANSWER)
                return NoAnswer()
            presence.health = Health.OFFLINE  # the link has said so
            return Offline()


class RatingPads(Line):
    """Keys 1 to 5, 非常满意 first, unless `keys` says otherwise: makers number them in both directions."""

    _known = tuple(RatingKey)
    _meanings = dict(enumerate(RatingKey, 1))


class CallPads(Line):
    """Keys 1 to 8 in the order of `CallKey`, unless `keys` says otherwise."""

    _known = tuple(CallKey)
    _meanings = dict(enumerate(CallKey, 1))


class TagBase(Line):
    """The base that calls vibrating tags."""

    async def vibrate(self, tag: int, pulses: int = 3, address: int | None = None) -> Outcome:
        """`address`: of the base; the only one if it is left out. Raises ValueError for a tag nobody can have."""
        if not (0 < tag <= 0xFFFF and 0 < pulses <= MOST_PULSES):
            raise ValueError(f"a tag has a number from 1 to 65535 and buzzes 1 to {MOST_PULSES} times")
        where = self.addresses[0] if address is None else address
        return await self._tell(where, Ask.VIBRATE, tag.to_bytes(2, "big") + bytes((pulses,)))
