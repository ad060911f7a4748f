"""文件柜锁控板: lock boards of file lockers, several on one RS-485 line. Pure.

    head, board, lock, function, check        the check is the exclusive or of all before it

Source: 485 锁控板通讯协议 2024A1, as implemented in public drivers. 9600 baud, boards 1 to 32, up to 50 locks.

What the states mean depends on how the locks are wired (`Wiring`), which nobody can see from here: 0x11 is shut on one
board and open on the next. A board for eight locks may answer with the states of twenty-four, so the length of an
answer is seen from its end, 0x33 and a right check, and from the pause after it. Two-way adapters may send back what
they were given (echo), and that is, byte for byte, a possible answer.

Opening is a pulse. Nothing here or in the driver ever sends it twice.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from hardware.protocols.check import xor_of

BOARDS = range(1, 33)
LOCKS = range(1, 51)
GROUP = 8  # locks that share a byte
MOST_GROUPS = -(-len(LOCKS) // GROUP)

OPEN, HOLD, RELEASE, QUERY, OPEN_SEVERAL = 0x8A, 0x9A, 0x9B, 0x80, 0x90
CHANGED = 0x82  # some boards tell changes unasked, in a form that is not public; passed over


class Wiring(Enum):
    """How the locks' contacts are wired: what the state of a shut lock is."""

    SHUT_SHORTS = "shut_shorts"  # 上锁短路: 0x11, and 1 in an answer for all
    OPEN_SHORTS = "open_shorts"  # 开锁短路: 0x00, and 0

    def is_open(self, shorted: bool) -> bool:
        return shorted is (self is Wiring.OPEN_SHORTS)


def open_lock(board: int, lock: int) -> bytes:
    """Raises ValueError for a board or lock nobody can have."""
    return _frame(OPEN, _board(board), _lock(lock), 0x11)


def query_all(board: int) -> bytes:
    return _frame(QUERY, _board(board), 0, 0x33)


def _frame(*start: int) -> bytes:
    return bytes((*start, xor_of(bytes(start))))


def _board(board: int) -> int:
    if board not in BOARDS:
        raise ValueError(f"a lock board has a number from 1 to 32, not {board}")
    return board


def _lock(lock: int) -> int:
    """0 would open them all."""
    if lock not in LOCKS:
        raise ValueError(f"a lock has a number from 1 to 50, not {lock}")
    return lock


@dataclass(frozen=True, slots=True)
class OpenReply:
    """The answer to an open command, about half a second later. `shorted`: the state 0x11."""

    board: int
    lock: int
    shorted: bool


@dataclass(frozen=True, slots=True)
class StatesReply:
    """The answer to a query: the contact of every lock, the first at 0."""

    board: int
    shorted: tuple[bool, ...]


Reply: TypeAlias = OpenReply | StatesReply


def states_reply(board: int, shorted: tuple[bool, ...]) -> bytes:
    """As a board sends it: groups of eight, the highest first, the lowest lock in the lowest bit."""
    groups = [sum(on << bit for bit, on in enumerate(shorted[at : at + GROUP])) for at in range(0, len(shorted), GROUP)]
    return _frame(QUERY, board, *reversed(groups), 0x33)


def open_reply(board: int, lock: int, shorted: bool) -> bytes:
    return _frame(OPEN, board, lock, 0x11 if shorted else 0x00)


class ReplyReader:
    """Takes apart what boards answer. The longest answer that ends rightly counts, once the line is quiet."""

    LONGEST = 2 + MOST_GROUPS + 2

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._echo = b""

    def sent(self, command: bytes) -> None:
        """On a line with an echo: these bytes come back before anything else, and are no answer."""
        self._echo = command

    def feed(self, data: bytes) -> list[Reply]:
        replies: list[Reply] = []
        for byte in data:
            self._waiting.append(byte)
            if self._echo and self._echo.startswith(self._waiting):
                if len(self._waiting) == len(self._echo):
                    self.reset()
                continue
            self._echo = b""
            replies += self._take(settled=False)
        return replies

    def quiet(self) -> list[Reply]:
        """A pause: what could have gone on does not. What is not whole waits on."""
        return self._take(settled=True)

    def reset(self) -> None:
        self._waiting.clear()
        self._echo = b""

    def _take(self, settled: bool) -> list[Reply]:
        replies: list[Reply] = []
        while self._waiting:
            size, may_grow = _whole(self._waiting)
            if size and (settled or not may_grow):
                replies.append(_reply(bytes(self._waiting[:size])))
                del self._waiting[:size]
            elif may_grow and not (settled and self._whole_later()):
                break
            else:
                del self._waiting[0]
        return replies

    def _whole_later(self) -> bool:
        """Whether what seems to have begun is noise, with an answer behind it."""
        return any(_whole(self._waiting[at:])[0] for at in range(1, len(self._waiting)))


def _whole(waiting: bytearray) -> tuple[int, bool]:
    """How many bytes make an answer here, 0 for none; and whether more bytes could make a longer one."""
    if waiting[0] not in (OPEN, QUERY) or (len(waiting) > 1 and waiting[1] not in BOARDS):
        return 0, False
    if waiting[0] == OPEN:
        if len(waiting) < 5:
            return 0, True
        good = waiting[2] in LOCKS and waiting[3] in (0x00, 0x11) and xor_of(waiting[:4]) == waiting[4]
        return 5 if good else 0, False
    fitting = [
        size
        for size in range(5, min(len(waiting), ReplyReader.LONGEST) + 1)
        if waiting[size - 2] == 0x33 and xor_of(waiting[: size - 1]) == waiting[size - 1]
    ]
    return max(fitting, default=0), len(waiting) < ReplyReader.LONGEST


def _reply(whole: bytes) -> Reply:
    if whole[0] == OPEN:
        return OpenReply(whole[1], whole[2], whole[3] == 0x11)
    shorted = tuple(bool(group >> bit & 1) for group in reversed(whole[2:-2]) for bit in range(GROUP))
    return StatesReply(whole[1], shorted)


# --- the other side -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Command:
    """What a board is told: `head`, `board`, `lock` (0: all of them), `function`."""

    head: int
    board: int
    lock: int
    function: int


class CommandReader:
    """Takes apart what boards receive, the commands of five bytes."""

    HEADS = (OPEN, HOLD, RELEASE, QUERY)

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Command]:
        commands: list[Command] = []
        for byte in data:
            self._waiting.append(byte)
            if len(self._waiting) == 5:
                if self._waiting[0] in self.HEADS and xor_of(self._waiting[:4]) == self._waiting[4]:
                    commands.append(Command(*self._waiting[:4]))
                    self._waiting.clear()
                else:
                    del self._waiting[0]
        return commands

    def quiet(self) -> list[Command]:
        return []

    def reset(self) -> None:
        self._waiting.clear()
