"""身份证读卡器: the frames of the SAM in every reader of second-generation ID cards. Pure.

    to the reader    AA AA AA 96 69 | length | command, parameter, data | check
    from the reader  AA AA AA 96 69 | length | SW1 SW2 SW3, data        | check

The length, high byte first, counts all after it; the check is the exclusive or of all between preamble and check.
Sources: GA/T 467-2019 section 7 for the interface (often called "GA 450"); makers' pages for states and answers.
Readers with a wrong check in their own example (find … 20 01 21) are in circulation; the right one ends in 22.
"""

from dataclasses import dataclass
from enum import IntEnum

from hardware.protocols.check import xor_of

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
LONGEST = 0x0A00  # a card with its fingerprints is 2321 bytes

TEXT_BYTES = 256
PHOTO_BYTES = 1024


class Status(IntEnum):
    """SW3: what the reader says to a command."""

    OK = 0x90
    FOUND = 0x9F
    CHECK_WRONG = 0x10  # of what we sent
    LENGTH_WRONG = 0x11
    COMMAND_WRONG = 0x21
    UNRECOGNISED = 0x24
    CARD_REJECTS = 0x31
    CARD_REJECTED = 0x32
    INFORMATION_REJECTED = 0x33
    WRONG_CARD = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    NO_CONTENT = 0x91


def frame(payload: bytes | bytearray) -> bytes:
    """A frame of either direction around its payload, the check included."""
    body = (len(payload) + 1).to_bytes(2, "big") + payload
    return PREAMBLE + body + bytes((xor_of(body),))


RESET = frame(b"\x10\xff")
STATUS = frame(b"\x11\xff")
READ_SAM_ID = frame(b"\x12\xff")
FIND = frame(b"\x20\x01")
SELECT = frame(b"\x20\x02")
READ = frame(b"\x30\x01")


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """What a frame carries. Its payload may hold a card: `wipe` overwrites it, and `repr` keeps it to itself."""

    payload: bytearray

    def __repr__(self) -> str:
        return f"Frame({len(self.payload)} bytes)"

    @property
    def command(self) -> bytes:
        """Command and parameter, of a frame to the reader."""
        return bytes(self.payload[:2])

    @property
    def status(self) -> int | None:
        """SW3, of a frame from the reader; None if it is too short."""
        return self.payload[2] if len(self.payload) >= 3 else None

    def take_text(self) -> bytearray | None:
        """The text block of an answer to `READ`; the photo is overwritten unread. None if the lengths do not fit.

        After the state stand two lengths, text and photo; or three, where the reader sends fingerprints too.
        """
        data = self.payload
        for start in (7, 9):
            lengths = [int.from_bytes(data[at : at + 2], "big") for at in range(3, start, 2)]
            if lengths[0] == TEXT_BYTES and len(data) == start + sum(lengths):
                text = data[start : start + TEXT_BYTES]
                self.wipe()
                return text
        return None

    def wipe(self) -> None:
        wipe(self.payload)


def wipe(buffer: bytearray) -> None:
    """Overwrites a buffer where it stands."""
    buffer[:] = bytes(len(buffer))


class FrameReader:
    """Takes either direction apart. After noise it is in step again at the next preamble.

    A photo may hold the bytes of a preamble, so a frame that has begun is trusted to its length; if its check is wrong,
    it counts as `spoilt`, and the search goes on behind its preamble. What has been read is overwritten in the buffer.
    """

    def __init__(self) -> None:
        self.spoilt = 0
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        self._waiting += data
        frames: list[Frame] = []
        while self._found():
            length = int.from_bytes(self._waiting[5:7], "big")
            if not 3 <= length <= LONGEST:
                self._drop(len(PREAMBLE))
                continue
            if len(self._waiting) < 7 + length:
                break
            # looked at where it stands: a copy of the card would stay behind
            if xor_of(memoryview(self._waiting)[5 : 6 + length]) == self._waiting[6 + length]:
                frames.append(Frame(self._waiting[7 : 6 + length]))
                self._drop(7 + length)
            else:
                self.spoilt += 1
                self._drop(len(PREAMBLE))
        return frames

    def quiet(self) -> list[Frame]:
        return []

    def reset(self) -> None:
        self._drop(len(self._waiting))

    def _found(self) -> bool:
        """Whether a preamble and a length stand first; what stands before a preamble is dropped."""
        at = self._waiting.find(PREAMBLE)
        if at < 0:
            begun = next(size for size in range(len(PREAMBLE) - 1, -1, -1) if self._waiting.endswith(PREAMBLE[:size]))
            self._drop(len(self._waiting) - begun)
            return False
        self._drop(at)
        return len(self._waiting) >= 7

    def _drop(self, count: int) -> None:
        self._waiting[:count] = bytes(count)
        del self._waiting[:count]
