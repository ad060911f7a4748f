"""Virtual keypads and tag bases on one line, in our own protocol: keys that are pressed, lamps, and tags that buzz."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from hardware.protocols.pads import Answer as AnswerKind
from hardware.protocols.pads import Ask, Check, Frame, FrameReader, Model, Refusal
from hardware.simulators.front import Answer
from hardware.simulators.virtual_device import Switches, VirtualDevice

REPEATED_WITHIN_S = 2.0
VERSION = 1
PRESSES_KEPT = 8


@dataclass
class PadSwitches(Switches):
    tags_away: bool = False  # no tag can be reached
    answers_get_lost: bool = False  # every other answer
    late: bool = False  # answers come after the next question


@dataclass
class Pad:
    """One device. `lamps` are on, a bit each; `buzzed` is every tag that was called: (tag, pulses)."""

    model: Model
    lamps: int = 0
    buzzed: list[tuple[int, int]] = field(default_factory=list)
    pressed: deque[tuple[int, int, float]] = field(default_factory=lambda: deque(maxlen=PRESSES_KEPT))
    number: int | None = None  # of the last press; nothing has been heard since it was switched on
    carried_out: tuple[Frame, Frame, float] | None = None


class VirtualPads(VirtualDevice[PadSwitches, FrameReader]):
    def __init__(self, name: str, url: str, pads: dict[int, Model], check: Check = Check.CRC) -> None:
        super().__init__(name, url, PadSwitches(), lambda: FrameReader(check))
        self.pads = {address: Pad(model) for address, model in pads.items()}
        self._check = check
        self._answers = 0

    def press(self, address: int, key: int, age_s: float = 0.0) -> None:
        """`age_s`: pressed so long ago, while nobody asked."""
        pad = self.pads[address]
        number = 0 if pad.number is None else pad.number % 255 + 1
        if pad.number is not None:
            pad.number = number
        pad.pressed.append((number, key, self._now_s() - age_s))

    def restart(self, address: int) -> None:
        """Its power goes and comes back: it has forgotten everything."""
        self.pads[address] = Pad(self.pads[address].model)

    async def take(self, data: bytes, reader: FrameReader, answer: Answer) -> None:
        for frame in reader.feed(data):
            pad = self.pads.get(frame.address)
            if pad is None or frame.kind >= 0x80:
                continue
            reply = self._carried_out(frame, pad)
            self._answers += 1
            if self.switches.answers_get_lost and self._answers % 2:
                continue
            if self.switches.late:
                self.later(0.5, reply.coded(self._check), answer)
            else:
                await self.send(reply.coded(self._check), answer)
        await self.changed()

    def _carried_out(self, frame: Frame, pad: Pad) -> Frame:
        if pad.carried_out is not None:
            before, reply, at_s = pad.carried_out
            if before == frame and self._now_s() - at_s < REPEATED_WITHIN_S:
                return reply
        kind, payload = self._answered(frame, pad)
        reply = Frame(frame.address, frame.sequence, kind, payload)
        pad.carried_out = (frame, reply, self._now_s())
        return reply

    def _answered(self, frame: Frame, pad: Pad) -> tuple[AnswerKind, bytes]:
        match frame.kind, len(frame.payload):
            case Ask.KEY, 1:
                return self._key(frame.payload[0], pad)
            case Ask.WHO, 0:
                return AnswerKind.I_AM, bytes((pad.model, VERSION))
            case Ask.LIGHT, 1:
                pad.lamps = frame.payload[0]
                return AnswerKind.DONE, b""
            case Ask.VIBRATE, 3 if pad.model is Model.TAG_BASE:
                if self.switches.tags_away:
                    return AnswerKind.REFUSED, bytes((Refusal.NO_TAG,))
                pad.buzzed.append((int.from_bytes(frame.payload[:2], "big"), frame.payload[2]))
                return AnswerKind.DONE, b""
        return AnswerKind.REFUSED, bytes((Refusal.UNKNOWN,))

    def _key(self, heard: int, pad: Pad) -> tuple[AnswerKind, bytes]:
        if pad.number is None:  # the first question since it was switched on says where to go on numbering
            pad.number = heard
            pressed, pad.pressed = pad.pressed, deque(maxlen=PRESSES_KEPT)
            for _, key, at_s in pressed:
                pad.number = pad.number % 255 + 1
                pad.pressed.append((pad.number, key, at_s))
        elif any(number == heard for number, _, _ in pad.pressed):
            while pad.pressed.popleft()[0] != heard:
                pass
        if not pad.pressed:
            return AnswerKind.NO_KEY, b""
        number, key, at_s = pad.pressed[0]
        return AnswerKind.KEY, bytes((number, key, min(255, int((self._now_s() - at_s) * 10))))

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()
