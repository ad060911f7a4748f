import random

import pytest

from queue_server.contract.commands import CancelTicket, CloseDay, OpenDay
from queue_server.contract.views import HallView, TicketView
from queue_server.domain.views import view
from queue_server.domain.waiting_range import SEEN_AT_LEAST, SEEN_AT_MOST, Pace, f_quantile, range_min
from tests.domain.small_hall import ANN, GUS, SmallHall, visitor

MINUTE_MS = 60_000


def paced(gaps: list[int], standing: bool = False) -> Pace:
    return Pace(gaps, 0 if standing else None)


def test_nothing_is_said_before_enough_was_seen() -> None:
    assert range_min(paced([MINUTE_MS] * (SEEN_AT_LEAST - 1)), 3, 0) is None
    assert range_min(paced([MINUTE_MS] * SEEN_AT_LEAST), 3, 0) is not None


def test_only_the_gaps_in_which_somebody_stood_there_are_the_pace() -> None:
    pace = Pace()
    pace.left(1_000, others_stay=True)
    pace.left(4_000, others_stay=False)  # the queue is empty now
    pace.left(900_000, others_stay=True)
    pace.left(905_000, others_stay=True)
    assert pace.gaps_ms == [3_000, 5_000]


def test_the_latest_gaps_are_kept() -> None:
    pace = Pace()
    for number in range(100):
        pace.left(number * number, others_stay=True)
    assert len(pace.gaps_ms) == SEEN_AT_MOST
    assert pace.gaps_ms[-1] == 99 * 99 - 98 * 98


def test_a_queue_that_stands_still_is_foreseen_to_take_longer() -> None:
    pace = paced([MINUTE_MS] * 10, standing=True)
    moving, still = range_min(pace, 4, 0), range_min(pace, 4, 20 * MINUTE_MS)
    assert moving is not None
    assert still is not None
    assert still[0] > moving[0]
    assert still[1] > moving[1]


def test_long_ranges_are_told_in_steps_of_five_minutes() -> None:
    told = range_min(paced([4 * MINUTE_MS] * 20), 20, 0)
    assert told is not None
    least, most = told
    assert least % 5 == most % 5 == 0
    assert least < 84 < most


@pytest.mark.parametrize(
    ("of", "to", "low", "high"),
    [  # 20 and 80 per cent of the F distribution, from 400 000 drawn ratios of gamma variables
        (2, 16, 0.226, 1.782),
        (10, 20, 0.594, 1.534),
        (40, 60, 0.777, 1.267),
    ],
)
def test_the_quantiles_are_those_of_the_f_distribution(of: int, to: int, low: float, high: float) -> None:
    assert f_quantile(-0.841_621, of, to) == pytest.approx(low, abs=0.02)
    assert f_quantile(0.841_621, of, to) == pytest.approx(high, abs=0.02)


@pytest.mark.parametrize("before", [0, 3, 12])
@pytest.mark.parametrize("seen", [8, 30])
def test_of_a_hundred_waits_about_sixty_fall_into_the_range(before: int, seen: int) -> None:
    """Exponential gaps; rounding outwards adds a little, so times are long against a minute."""
    chance = random.Random(before * 100 + seen)

    def gap() -> int:
        return round(chance.expovariate(1 / (40 * MINUTE_MS)))

    inside = 0
    for _ in range(2_000):
        told = range_min(paced([gap() for _ in range(seen)]), before, 0)
        assert told is not None
        inside += told[0] * MINUTE_MS <= sum(gap() for _ in range(before + 1)) <= told[1] * MINUTE_MS
    assert 0.57 < inside / 2_000 < 0.70


def test_a_ticket_and_its_queue_say_how_long_once_people_were_called(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    tickets = [hall.issue(by=GUS) for _ in range(12)]

    def told(ticket_id: str) -> tuple[int, int] | None:
        shown = view(hall.state, f"ticket:{ticket_id}", hall.now_ms)
        assert isinstance(shown, TicketView)
        return shown.range_min

    assert told(tickets[-1]) is None
    for _ in range(8):
        hall.wait(120)
        hall.serve_whole("w1", ANN)
    hall.wait(120)
    hall.give(CancelTicket(tickets[8]), visitor(tickets[8]))
    least, most = told(tickets[-1]) or (0, 0)
    assert least <= 6 < most  # two are before it, and somebody leaves every two minutes
    lines = view(hall.state, "hall", hall.now_ms)
    assert isinstance(lines, HallView)
    ranges = {line.queue_id: line.range_min for line in lines.queues}
    assert ranges["general"] is not None
    assert ranges["general"][1] > most
    assert ranges["instant"] is None


def test_without_an_open_window_nothing_is_said_of_how_long(hall: SmallHall) -> None:
    hall.state.paces["general"].gaps_ms = [MINUTE_MS] * 20
    shown = view(hall.state, f"ticket:{hall.issue()}", hall.now_ms)
    assert isinstance(shown, TicketView)
    assert shown.range_min is None


def test_a_new_day_knows_no_pace_yet(hall: SmallHall) -> None:
    hall.state.paces["general"].gaps_ms = [MINUTE_MS] * 20
    hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    assert hall.state.paces["general"].gaps_ms == []
