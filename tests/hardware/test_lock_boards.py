"""The driver against virtual boards, over a real socket and a real pseudo-terminal. No lock is ever told twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hardware.drivers.lock_boards import (
    LockBoards,
    NotSent,
    Opened,
    OpenOutcome,
    States,
    StillShut,
    Unknown,
)
from hardware.health import Health, NoAnswer, Offline
from hardware.protocols.lock_board import Wiring
from hardware.simulators.lock_boards import Board, VirtualLockBoards
from tests.hardware.conftest import WHERE, where

BOARDS = "shut_shorts=1&open_shorts=2"


@pytest.fixture(params=WHERE)
async def virtual(request: pytest.FixtureRequest, tmp_path: Path, port: int) -> AsyncIterator[VirtualLockBoards]:
    boards = {1: Board(Wiring.SHUT_SHORTS), 2: Board(Wiring.OPEN_SHORTS, locks=8)}
    device = VirtualLockBoards("locker", where(request.param, tmp_path, port), boards, moves_s=0.02)
    device.slow_s = 0.005
    await device.start()
    yield device
    await device.stop()


def driver(virtual: VirtualLockBoards, more: str = "", wait_s: float = 0.3) -> LockBoards:
    return LockBoards(f"{virtual.url}?{BOARDS}{more}", answer_s=wait_s, open_s=wait_s)


@pytest.fixture
async def boards(virtual: VirtualLockBoards) -> AsyncIterator[LockBoards]:
    lock_boards = driver(virtual)
    yield lock_boards
    await lock_boards.close()


@pytest.mark.parametrize("board", [1, 2])
async def test_a_lock_opens_and_is_seen_open_in_both_wirings(
    virtual: VirtualLockBoards, boards: LockBoards, board: int
) -> None:
    assert await boards.states(board) == States(frozenset(), 24 if board == 1 else 8)
    assert await boards.open(board, 5) == Opened()
    assert await boards.states(board) == States(frozenset({5}), 24 if board == 1 else 8)
    virtual.press_shut(board, 5)
    assert (await boards.states(board)) == States(frozenset(), 24 if board == 1 else 8)
    assert virtual.pulses == [(board, 5)]


@pytest.mark.parametrize("board", [1, 2])
@pytest.mark.parametrize(
    ("switches", "outcome"),
    [
        ((), Opened()),
        (("jammed",), StillShut()),
        (("silent_opening",), Opened()),
        (("silent_opening", "jammed"), StillShut()),
        (("piecemeal",), Opened()),
        (("slow",), Opened()),
    ],
)
async def test_whatever_happens_a_lock_is_told_once_and_its_outcome_is_true(
    virtual: VirtualLockBoards, boards: LockBoards, board: int, switches: tuple[str, ...], outcome: OpenOutcome
) -> None:
    await virtual.switch(**dict.fromkeys(switches, True))
    assert await boards.open(board, 3) == outcome
    assert virtual.pulses == [(board, 3)]


@pytest.mark.parametrize("board", [1, 2])
@pytest.mark.parametrize("switch", ["mute", "garble", "deaf", "other_board"])
async def test_without_an_answer_of_this_board_the_outcome_is_unknown_and_the_lock_is_not_told_again(
    virtual: VirtualLockBoards, board: int, switch: str
) -> None:
    await virtual.switch(**{switch: True})
    boards = driver(virtual, wait_s=0.05)
    assert await boards.open(board, 3) == Unknown()
    assert virtual.pulses == ([] if switch == "deaf" else [(board, 3)])
    await boards.close()


@pytest.mark.parametrize("board", [1, 2])
async def test_over_a_lossy_line_nothing_untrue_is_said_and_no_lock_is_told_twice(
    virtual: VirtualLockBoards, boards: LockBoards, board: int
) -> None:
    await virtual.switch(lossy=True)
    for lock in range(1, 4):
        outcome = await boards.open(board, lock)
        assert outcome in (Opened(), Unknown())
    assert virtual.pulses == [(board, lock) for lock in range(1, 4)]


@pytest.mark.parametrize("board", [1, 2])
@pytest.mark.parametrize("jammed", [False, True])
async def test_an_echo_is_not_taken_for_an_answer(virtual: VirtualLockBoards, board: int, jammed: bool) -> None:
    await virtual.switch(echo=True, jammed=jammed)
    boards = driver(virtual, "&echo=yes")
    assert await boards.open(board, 8) == (StillShut() if jammed else Opened())
    assert await boards.states(board) == States(frozenset() if jammed else frozenset({8}), 24 if board == 1 else 8)
    await boards.close()


async def test_an_echo_without_an_answer_is_no_answer(virtual: VirtualLockBoards) -> None:
    await virtual.switch(echo=True, deaf=True)
    boards = driver(virtual, "&echo=yes", wait_s=0.05)
    assert await boards.open(2, 7) == Unknown()
    assert await boards.states(2) == NoAnswer()
    await boards.close()


async def test_an_answer_that_is_the_command_itself_is_held_against_the_state(
    virtual: VirtualLockBoards, boards: LockBoards
) -> None:
    """On board 2 the answer "open" equals the command. An echo nobody knew of says so too, and is not believed."""
    await virtual.switch(echo=True, jammed=True)
    assert await boards.open(2, 1) == StillShut()
    await virtual.switch(echo=False, jammed=False)
    assert await boards.open(2, 1) == Opened()


async def test_a_line_that_cannot_be_opened_has_sent_nothing(virtual: VirtualLockBoards, boards: LockBoards) -> None:
    await virtual.switch(unplugged=True)
    assert await boards.open(1, 1) == NotSent()
    assert await boards.states(1) == Offline()
    assert await boards.status() is Health.OFFLINE
    assert virtual.pulses == []


async def test_a_cable_pulled_after_the_command_leaves_the_outcome_unknown_and_opens_nothing_later(
    virtual: VirtualLockBoards, boards: LockBoards
) -> None:
    assert isinstance(await boards.states(1), States)

    async def pull(lock: int) -> OpenOutcome:
        opening = asyncio.ensure_future(boards.open(1, lock))
        await asyncio.wait_for(virtual.until(lambda: (1, lock) in virtual.pulses), 5)
        await virtual.switch(unplugged=True)
        return await opening

    assert await pull(4) == Unknown()
    await virtual.switch(unplugged=False)
    assert await boards.states(1) == States(frozenset({4}), 24)
    assert virtual.pulses == [(1, 4)]


async def test_a_board_that_is_missing_on_the_line_does_not_stop_the_others(virtual: VirtualLockBoards) -> None:
    boards = LockBoards(f"{virtual.url}?shut_shorts=1,7&open_shorts=2", answer_s=0.15)
    with capture_logs() as logs:
        for _ in range(2):
            assert await boards.states(7) == NoAnswer()
            assert isinstance(await boards.states(1), States)
        assert await boards.status() is Health.NO_ANSWER
        virtual.boards[7] = Board(Wiring.SHUT_SHORTS)
        assert await boards.status() is Health.OK
    assert [(entry["event"], entry["board"]) for entry in logs] == [("device is lost", 7), ("device is back", 7)]
    assert boards.health(7) is Health.OK
    await boards.close()


async def test_a_lock_the_board_did_not_tell_of_is_not_known_to_be_anything(boards: LockBoards) -> None:
    states = await boards.states(2)
    assert isinstance(states, States)
    assert states.is_open(9) is None


async def test_a_board_or_lock_nobody_has_is_refused(boards: LockBoards) -> None:
    for board, lock in ((3, 1), (1, 0), (1, 51)):
        with pytest.raises(ValueError, match=r"number|not on this line"):
            await boards.open(board, lock)


@pytest.mark.parametrize(
    "query",
    ["", "shut_shorts=", "shut_shorts=0", "shut_shorts=1&open_shorts=1", "shut_shorts=1,1", "shut_shorts=1&echo=maybe"],
)
def test_every_board_must_stand_in_the_url_once_with_its_wiring(query: str) -> None:
    with pytest.raises(ValueError, match=r"board|number|twice|echo|no option with a value"):
        LockBoards(f"serial:///dev/ttyUSB1?{query}")
