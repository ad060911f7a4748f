"""按键评价器, 呼叫键盘, 震动叫号牌: our own small protocol for keypads and the bases of vibrating tags. Pure.

No open protocol for such devices was found: every maker has a frame or a library of its own. This one is ours; it is
described in docs/devices/pads.md for whoever builds a device or an adapter. On a line the computer asks and one device
answers; nobody speaks unasked, so several can share an RS-485 line.

    55 AA | address | sequence | kind | length | payload, up to 32 | check

The check is over all after 55 AA: `check.crc_1021`, high byte first, or one byte of exclusive or (`Check`). An answer
has the address and sequence of its question. A question that comes again, byte for byte and within two seconds, is
answered again and not carried out again: so a lost answer never makes a tag buzz twice.

A device keeps a key press until its number comes back as heard. Switched on, it numbers its presses from the one after
the first number it is told as heard: so neither a restart there nor one here makes a press count twice, or not at all.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum

from hardware.protocols.check import crc_1021, xor_of

HEAD = b"\x55\xaa"
ADDRESSES = range(1, 255)
LONGEST_PAYLOAD = 32


class Check(Enum):
    CRC = "crc"
    XOR = "xor"

    def of(self, data: bytes | bytearray) -> bytes:
        return crc_1021(data).to_bytes(2, "big") if self is Check.CRC else bytes((xor_of(data),))

    @property
    def size(self) -> int:
        return 2 if self is Check.CRC else 1


class Ask(IntEnum):
    """Kinds of questions."""

    KEY = 0x01  # payload: number of the last press heard, 0 for none since the computer started
    WHO = 0x02
    LIGHT = 0x03  # payload: lamps, a bit each
    VIBRATE = 0x04  # payload: tag, two bytes, high byte first; pulses, 1 to 10


class Answer(IntEnum):
    """Kinds of answers."""

    NO_KEY = 0x81
    KEY = 0x82  # payload: number of the press, after 255 comes 1; key; age in tenths of a second, 255 at most
    I_AM = 0x83  # payload: model, version
    DONE = 0x84
    REFUSED = 0x85  # payload: a Refusal


class Refusal(IntEnum):
    UNKNOWN = 1  # it cannot do that
    NO_TAG = 2  # the tag is out of reach, off, or not one of this base's


class Model(IntEnum):
    RATING_PAD = 1
    CALL_PAD = 2
    TAG_BASE = 3


@dataclass(frozen=True, slots=True)
class Frame:
    address: int
    sequence: int
    kind: int
    payload: bytes = b""

    def coded(self, check: Check) -> bytes:
        """Raises ValueError where something does not fit."""
        if len(self.payload) > LONGEST_PAYLOAD:
            raise ValueError(f"a frame carries at most {LONGEST_PAYLOAD} bytes")
        body = bytes((self.address, self.sequence, self.kind, len(self.payload))) + self.payload
        return HEAD + body + check.of(body)

    def answers(self, question: "Frame") -> bool:
        return (self.address, self.sequence) == (question.address, question.sequence) and self.kind >= 0x80


class FrameReader:
    """Takes either direction apart. A frame with a wrong check is searched for the head of the next one."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        self._waiting += data
        frames: list[Frame] = []
        while self._waiting:
            if self._waiting[:2] != HEAD[: len(self._waiting)] or self._length_impossible():
                del self._waiting[0]
                continue
            size = 6 + self._waiting[5] + self._check.size if len(self._waiting) >= 6 else 0
            if not size or len(self._waiting) < size:
                break
            body, check = self._waiting[2 : size - self._check.size], self._waiting[size - self._check.size : size]
            if self._check.of(body) == check:
                frames.append(Frame(body[0], body[1], body[2], bytes(body[4:])))
                del self._waiting[:size]
            else:
                del self._waiting[0]
        return frames

    def quiet(self) -> list[Frame]:
        return []

    def reset(self) -> None:
        self._waiting.clear()

    def _length_impossible(self) -> bool:
        return len(self._waiting) >= 6 and self._waiting[5] > LONGEST_PAYLOAD
