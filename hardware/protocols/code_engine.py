"""扫码器: a QR and bar code engine in serial mode, of the GM65 family. Pure.

It sends what it has read as it stands, with CR or CR LF behind it if it is set so; nothing says where a code begins, so
a pause ends one too. Settings are asked and written in frames:

    to the engine    7E 00 | 07 read or 08 write | length | address, 2 bytes | data | CRC, 2 bytes
    from the engine  02 00 | 00 | length | data | CRC, 2 bytes

CRC: `check.crc_1021` from the third byte on. Sources: GM65 manuals. Which register starts reading by command is told
differently by different makers, so we do not: the engine is set to read by itself, with the codes in its manual.
"""

from dataclasses import dataclass
from typing import TypeAlias

from hardware.protocols.check import crc_1021

LONGEST_CODE = 1024
LONGEST_ANSWER = 16  # we ask for one byte
_ENDS = b"\r\n"
_ANSWER = b"\x02\x00\x00"


@dataclass(frozen=True, slots=True, repr=False)
class Scanned:
    """A code that was read. It may hold anything, a name or number too: `repr` keeps it to itself."""

    text: str

    def __repr__(self) -> str:
        return f"Scanned({len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class Answered:
    """The engine's answer to a question about its settings."""

    data: bytes


Message: TypeAlias = Scanned | Answered


def read_setting(address: int, count: int = 1) -> bytes:
    """The question for `count` bytes from a register on."""
    return _question(7, address, bytes((count,)))


def write_setting(address: int, data: bytes) -> bytes:
    return _question(8, address, data)


def answer(data: bytes) -> bytes:
    """What an engine answers."""
    body = bytes((0, len(data))) + data
    return b"\x02\x00" + body + crc_1021(body).to_bytes(2, "big")


def _question(kind: int, address: int, data: bytes) -> bytes:
    body = bytes((kind, len(data))) + address.to_bytes(2, "big") + data
    return b"\x7e\x00" + body + crc_1021(body).to_bytes(2, "big")


def decoded(data: bytes) -> str | None:
    """The text of a code, in UTF-8 or else GBK; None where it is neither, or has characters nobody can print."""
    for coding in ("utf-8", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        return text if text.isprintable() else None
    return None


class CodeReader:
    """Takes apart what an engine sends. `spoilt` counts codes that were too long or no text.

    `pause_ends`: a code ends with its suffix or with a pause; otherwise only with its suffix.
    """

    def __init__(self, pause_ends: bool = True) -> None:
        self.spoilt = 0
        self._pause_ends = pause_ends
        self._waiting = bytearray()  # of a code
        self._answer = bytearray()
        self._paused = True  # an answer begins after a pause, or behind a code
        self._spoilt = False

    def feed(self, data: bytes) -> list[Message]:
        messages: list[Message] = []
        for byte in data:
            if self._answer or (self._paused and byte == _ANSWER[0]):
                self._answer.append(byte)
                self._take_answer(messages)
                continue
            self._waiting.append(byte)
            self._paused = byte in _ENDS
            if self._paused:
                self._end(messages)
            elif len(self._waiting) > LONGEST_CODE:
                self._spoilt = True
                self._waiting.clear()
        return messages

    def quiet(self) -> list[Message]:
        """A pause: what has come is a whole code, if pauses end one."""
        messages: list[Message] = []
        self._paused = True
        if self._answer:
            self.spoilt += 1
            self._answer.clear()
        if self._pause_ends or not self._waiting:
            self._end(messages)
        return messages

    def reset(self) -> None:
        self._waiting.clear()
        self._answer.clear()
        self._paused, self._spoilt = True, False

    def _take_answer(self, messages: list[Message]) -> None:
        answer = self._answer
        fits = answer[:3] == _ANSWER[: len(answer)] and (len(answer) < 4 or answer[3] <= LONGEST_ANSWER)
        if fits and (len(answer) < 4 or len(answer) < 6 + answer[3]):
            return
        if fits and crc_1021(answer[2:-2]) == int.from_bytes(answer[-2:], "big"):
            messages.append(Answered(bytes(answer[4:-2])))
        else:
            self._spoilt = True  # it may have swallowed the beginning of what comes now
        answer.clear()

    def _end(self, messages: list[Message]) -> None:
        code, spoilt = bytes(self._waiting).strip(_ENDS), self._spoilt
        self._waiting.clear()
        self._spoilt = False
        if not code and not spoilt:
            return
        text = None if spoilt else decoded(code)
        if text is None:
            self.spoilt += 1
        else:
            messages.append(Scanned(text))


# --- the other side -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What an engine is asked: `write` with data, or to read as many bytes as the one data byte says."""

    write: bool
    address: int
    data: bytes


class QuestionReader:
    """Takes apart what an engine receives. A wrong CRC is not answered; AB CD is taken for a right one."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Question]:
        questions: list[Question] = []
        for byte in data:
            self._waiting.append(byte)
            self._take(questions)
        return questions

    def quiet(self) -> list[Question]:
        return []

    def reset(self) -> None:
        self._waiting.clear()

    def _take(self, questions: list[Question]) -> None:
        while self._waiting:
            waiting = self._waiting
            begun = waiting[:2] == b"\x7e\x00"[: len(waiting)] and (len(waiting) < 3 or waiting[2] in (7, 8))
            if begun and (len(waiting) < 4 or len(waiting) < 8 + waiting[3]):
                return
            if begun:
                end = 8 + waiting[3]
                body, check = bytes(waiting[2 : end - 2]), bytes(waiting[end - 2 : end])
                if check in (b"\xab\xcd", crc_1021(body).to_bytes(2, "big")):
                    questions.append(Question(body[0] == 8, int.from_bytes(body[2:4], "big"), body[4:]))
                    del waiting[:end]
                    continue
            del waiting[0]
