"""Virtual lock boards on one line: locks that spring open and are pressed shut again, in both wirings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.protocols import lock_board
from hardware.protocols.lock_board import Command, CommandReader, Wiring
from hardware.simulators.front import Answer
from hardware.simulators.virtual_device import Switches, VirtualDevice

MOVES_S = 0.5  # a lock, before its board answers


@dataclass
class BoardSwitches(Switches):
    jammed: bool = False  # locks stay shut though they are told to open
    echo: bool = False  # the adapter sends back what it was given
    deaf: bool = False  # boards hear nothing
    silent_opening: bool = False  # they open and do not say so
    other_board: bool = False  # answers come under another board's number


@dataclass
class Board:
    """`locks` that it tells of, which may be more than it has."""

    wiring: Wiring
    locks: int = 24
    open: set[int] = field(default_factory=set)

    def shorted(self, lock: int) -> bool:
        return (lock in self.open) is (self.wiring is Wiring.OPEN_SHORTS)


class VirtualLockBoards(VirtualDevice[BoardSwitches, CommandReader]):
    """`boards` by number. `pulses` is every lock that was told to open, in order: (board, lock)."""

    def __init__(self, name: str, url: str, boards: Mapping[int, Board], *, moves_s: float = MOVES_S) -> None:
        super().__init__(name, url, BoardSwitches(), CommandReader)
        self.boards = dict(boards)
        self.pulses: list[tuple[int, int]] = []
        self._moves_s = moves_s

    def press_shut(self, board: int, lock: int) -> None:
        self.boards[board].open.discard(lock)

    async def take(self, data: bytes, reader: CommandReader, answer: Answer) -> None:
        if self.switches.echo:
            await self.send(data, answer)
        if self.switches.deaf:
            return
        for command in reader.feed(data):
            if board := self.boards.get(command.board):  # nobody has the others
                await self._carry_out(command, board, answer)
        await self.changed()

    async def _carry_out(self, command: Command, board: Board, answer: Answer) -> None:
        number = command.board % 32 + 1 if self.switches.other_board else command.board
        match command.head, command.function:
            case lock_board.OPEN, 0x11 if 1 <= command.lock <= board.locks:
                self.pulses.append((command.board, command.lock))
                if not self.switches.jammed:
                    board.open.add(command.lock)
                if not self.switches.silent_opening:
                    reply = lock_board.open_reply(number, command.lock, board.shorted(command.lock))
                    self.later(self._moves_s, reply, answer)
            case lock_board.QUERY, 0x33 if command.lock == 0:
                shorted = tuple(board.shorted(lock) for lock in range(1, board.locks + 1))
                await self.send(lock_board.states_reply(number, shorted), answer)
            case _:
                self.misunderstood(
                    bytes((command.head, command.board, command.lock, command.function)), "no command of a lock board"
                )
