"""Lockers on a real line: a cell is opened once, which are open is known, and one left open is told."""

import asyncio
from typing import Any

import pytest

from display.bridge.lockers import LeftOpen
from hardware.simulators.lock_boards import VirtualLockBoards
from tests.display.bridge.conftest import WITHIN_S, Desks
from tests.web.running_hall import Somebody, until

CELL = {"device_id": "lockers", "board": "2", "lock": "5", "reason": "look"}


async def outcome(desks: Desks, number: int = 1) -> str | None:
    """Of the opening, once there is one."""
    await until(lambda: len(desks.state.opened) == number, WITHIN_S)
    over = desks.state.opened[-1]
    return over.outcome.value if over.outcome is not None else None


async def shown(keeper: Somebody) -> dict[int, Any]:
    """The boards of the locker as the page sees them."""
    answer = await keeper.ask("GET", "/api/v1/lockers")
    assert answer.status == 200, answer.json
    (locker,) = (each for each in answer.json["lockers"] if each["device_id"] == "lockers")
    return {board["board"]: board for board in locker["boards"]}


async def seen(keeper: Somebody, board: int, **wanted: object) -> None:
    """Until the page sees that of the board."""
    async with asyncio.timeout(WITHIN_S):
        while {key: (await shown(keeper))[board][key] for key in wanted} != wanted:  # noqa: ASYNC110  no view tells
            await asyncio.sleep(0.02)


def pulses(lockers: VirtualLockBoards) -> list[tuple[int, int]]:
    return lockers.pulses


async def test_staff_open_a_cell_and_the_page_shows_it_open_until_it_is_shut(desks: Desks) -> None:
    keeper = await desks.hall.clerk("fang-qing")
    await seen(keeper, 2, health="ok", locks=8, open=[])
    answer = await keeper.give("open-cell", CELL)
    assert answer.status == 200, answer.json
    assert await outcome(desks) == "opened"
    assert pulses(desks.lockers) == [(2, 5)]
    await seen(keeper, 2, open=[5])
    await seen(keeper, 1, open=[], locks=8)
    desks.lockers.press_shut(2, 5)
    await seen(keeper, 2, open=[])
    (told,) = (await keeper.ask("GET", "/api/v1/lockers")).json["openings"]
    assert (told["by"], told["reason"], told["outcome"]) == ("方晴", "look", "opened")


@pytest.mark.parametrize(
    ("switches", "told", "answer_s"),
    [({"jammed": True}, "still_shut", 10), ({"silent_opening": True}, "opened", 10), ({"deaf": True}, "unknown", 0.3)],
)
async def test_what_the_board_says_is_told_and_nothing_is_tried_again(
    desks: Desks, switches: dict[str, bool], told: str
) -> None:
    keeper = await desks.hall.clerk("zou-jian")
    await desks.lockers.switch(**switches)
    await keeper.give("open-cell", CELL)
    assert await outcome(desks) == told
    assert pulses(desks.lockers) == ([] if "deaf" in switches else [(2, 5)])


async def test_a_line_unplugged_in_the_middle_opens_nothing_when_it_is_back(desks: Desks) -> None:
    keeper = await desks.hall.clerk("fang-qing")
    await desks.lockers.switch(unplugged=True)
    await desks.health(lockers="offline")
    await seen(keeper, 2, health="offline", open=[])
    await keeper.give("open-cell", CELL)
    assert await outcome(desks) == "not_sent"
    await desks.lockers.switch(unplugged=False)
    await desks.health(lockers="ok")
    await seen(keeper, 2, health="ok")
    assert pulses(desks.lockers) == []


async def test_a_cell_left_open_is_told_until_somebody_shuts_it(desks: Desks) -> None:
    keeper = await desks.hall.clerk("fang-qing")
    await keeper.give("open-cell", CELL)
    await seen(keeper, 2, open=[5])
    desks.let_pass(seconds=2)
    await until(lambda: "cell_left_open.lockers:2:5" in desks.state.alarms, WITHIN_S)
    desks.lockers.press_shut(2, 5)
    await until(lambda: "cell_left_open.lockers:2:5" not in desks.state.alarms, WITHIN_S)
    assert pulses(desks.lockers) == [(2, 5)]


def test_a_cell_is_left_open_after_its_limit_and_once() -> None:
    cells = LeftOpen(1_000)
    assert cells.look(1, frozenset({3}), 8, 0) == []
    assert cells.look(1, frozenset({3}), 8, 999) == []
    assert cells.look(1, frozenset({3}), 8, 1_000) == [((1, 3), True)]
    assert cells.look(1, frozenset({3}), 8, 9_000) == []
    assert cells.look(2, frozenset(), 8, 9_000) == []
    assert cells.look(1, frozenset(), 8, 9_001) == [((1, 3), False)]


def test_a_cell_that_is_shut_in_time_begins_anew() -> None:
    cells = LeftOpen(1_000)
    for at_ms, is_open in ((0, {3}), (900, set()), (950, {3}), (1_900, {3})):
        assert cells.look(1, frozenset(is_open), 8, at_ms) == []
    assert cells.look(1, frozenset({3}), 8, 1_950) == [((1, 3), True)]


def test_what_the_hall_knows_from_before_a_restart_is_ended_when_the_door_is_shut() -> None:
    cells = LeftOpen(1_000)
    cells.known([(1, 3), (1, 4)])
    assert cells.look(1, frozenset({4}), 8, 0) == [((1, 3), False)]
    assert cells.look(1, frozenset({4}), 8, 5_000) == []
    assert cells.look(1, frozenset(), 3, 5_001) == []  # it tells nothing of the fourth
    assert cells.look(1, frozenset(), 8, 5_002) == [((1, 4), False)]
