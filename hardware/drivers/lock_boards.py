"""文件柜锁控板: the lock boards of file lockers on one line.

    boards = LockBoards("serial:///dev/ttyUSB1?shut_shorts=1,2&open_shorts=3")      9600 baud, unless it says otherwise

    shut_shorts, open_shorts    the boards on the line, by how their locks are wired; nothing is assumed
    echo=yes                    the adapter sends back what it is given

    match await boards.open(board=1, lock=5):
        case Opened(): ...
        case StillShut(): ...       it was told to, and the contact says shut
        case NotSent(): ...         the board has not heard of it
        case Unknown(): ...         it may be open. Somebody looks; nobody opens it again from here

An open command is a pulse on somebody's papers: it is sent once, and never again by itself. When its answer is missing
the state is asked, which harms nothing. An answer that is, byte for byte, the command itself may be an echo: then too
the state decides.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias

from hardware import health as watching
from hardware import options
from hardware.dialogue import Dialogue
from hardware.health import Health, NoAnswer, Offline
from hardware.link import LinkLost
from hardware.presence import Presence
from hardware.protocols import lock_board
from hardware.protocols.lock_board import BOARDS, OpenReply, Reply, ReplyReader, StatesReply, Wiring

OPEN_S = 1.5  # the lock moves for half a second before the board answers
BAUD = 9_600


@dataclass(frozen=True, slots=True)
class Opened:
    pass


@dataclass(frozen=True, slots=True)
class StillShut:
    """It was told to open, and is shut: jammed, or pressed shut."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """The line could not be opened; nothing has been sent."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was sent, at least a part of it, and nobody answers."""


@dataclass(frozen=True, slots=True)
class States:
    """Which locks of a board are open, by number from 1. A board tells of as many as it likes."""

    open: frozenset[int]
    told: int  # locks it told of

    def is_open(self, lock: int) -> bool | None:
        """None if it did not tell."""
        return lock in self.open if lock <= self.told else None


OpenOutcome: TypeAlias = Opened | StillShut | NotSent | Unknown
StatesOutcome: TypeAlias = States | Offline | NoAnswer


class LockBoards:
    """All boards of one line; one of them is spoken to at a time.

    Raises ValueError for such a URL, and for a board that is not in it.
    """

    def __init__(self, url: str, *, answer_s: float = 0.5, open_s: float = OPEN_S) -> None:
        self._replies = ReplyReader()
        known = (*(wiring.value for wiring in Wiring), "echo")
        self._dialogue: Dialogue[Reply] = Dialogue(url, self._replies, answer_s=answer_s, options=known, baud=BAUD)
        given = self._dialogue.options
        named = [(board, wiring) for wiring in Wiring for board in options.numbers(given, wiring.value, BOARDS)]
        self._wiring = dict(named)
        if not named or len(named) != len(self._wiring):
            raise ValueError(f"{url}: every board of the line stands once, in shut_shorts or open_shorts")
        self._echo = options.yes(given, "echo", default=False)
        self._open_s = open_s
        self._presence = {board: Presence(url=url, board=board) for board in self._wiring}

    @property
    def boards(self) -> tuple[int, ...]:
        return tuple(sorted(self._wiring))

    async def open(self, board: int, lock: int) -> OpenOutcome:
        """Opens one lock. Never raises for what a board does."""
        wiring, command = self._wired(board), lock_board.open_lock(board, lock)
        async with self._dialogue.turn():
            try:
                await self._dialogue.ready()
            except LinkLost:
                return NotSent()
            reply = await self._ask_to_open(command, board, lock)
            if reply is not None and (self._echo or not reply.shorted):
                is_open: bool | None = wiring.is_open(reply.shorted)
            else:
                is_open = await self._ask_whether_open(board, lock)
        return Unknown() if is_open is None else Opened() if is_open else StillShut()

    async def states(self, board: int) -> StatesOutcome:
        """Which locks are open. Never raises for what a board does. Asking twice does no harm."""
        self._wired(board)
        async with self._dialogue.turn():
            for _ in range(2):
                with contextlib.suppress(LinkLost):
                    await self._dialogue.ready()
                    return await self._states(board)
            self._presence[board].health = Health.OFFLINE  # the link has said so
            return Offline()

    async def status(self) -> Health:
        """Of the line: well when every board answers."""
        for board in self.boards:
            await self.states(board)
        return watching.of_line({presence.health for presence in self._presence.values()})

    def health(self, board: int) -> Health:
        """As last heard."""
        return self._presence[board].health

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The line's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: self._dialogue.link.pause_s, interval_s):
            yield health

    async def close(self) -> None:
        await self._dialogue.close()

    def _wired(self, board: int) -> Wiring:
        if board not in self._wiring:
            raise ValueError(f"board {board} is not on this line")
        return self._wiring[board]

    async def _ask_to_open(self, command: bytes, board: int, lock: int) -> OpenReply | None:
        """Once. None: nobody knows."""
        self._expect_echo(command)
        with contextlib.suppress(LinkLost):
            reply = await self._dialogue.ask(
                command,
                lambda reply: isinstance(reply, OpenReply) and (reply.board, reply.lock) == (board, lock),
                self._open_s,
            )
            return reply if isinstance(reply, OpenReply) else None
        return None

    async def _ask_whether_open(self, board: int, lock: int) -> bool | None:
        with contextlib.suppress(LinkLost):
            await self._dialogue.ready()
            states = await self._states(board)
            return states.is_open(lock) if isinstance(states, States) else None
        return None

    async def _states(self, board: int) -> StatesOutcome:
        question = lock_board.query_all(board)
        self._expect_echo(question)
        reply = await self._dialogue.ask(
            question, lambda reply: isinstance(reply, StatesReply) and reply.board == board
        )
        if not isinstance(reply, StatesReply):
            self._presence[board].heard(Health.NO_ANSWER)
            return NoAnswer()
        self._presence[board].heard(Health.OK)
        wiring = self._wiring[board]
        is_open = frozenset(lock for lock, shorted in enumerate(reply.shorted, 1) if wiring.is_open(shorted))
        return States(is_open, len(reply.shorted))

    def _expect_echo(self, command: bytes) -> None:
        if self._echo:
            self._replies.sent(command)
