"""Published ratings of a month: as they were signed, and never before."""

import pytest
from msgspec.structs import replace

from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import PublishIndicators, WindowStanding
from queue_server.contract.refusals import CommandRefused, RefusalCode
from tests.domain.small_hall import SmallHall

SIGNED = Actor("gus", frozenset({Role.SYSTEM}))  # the server does it in the name of who signs
OCTOBER = PublishIndicators(
    "2026-10",
    few=5,
    due=40,
    rated=30,
    good=29,
    stars=140,
    windows=(
        WindowStanding("w2", 10, 8, 8, 39, 1),
        WindowStanding("gone", 3, 3, 3, 15),
        WindowStanding("w1", 2, 1, 1, 5),
    ),
)


def test_a_month_is_public_as_it_was_signed(hall: SmallHall) -> None:
    hall.give(OCTOBER, SIGNED)
    (month,) = hall.state.rating_months.values()
    assert (month.month, month.due, month.rated, month.good, month.stars) == ("2026-10", 40, 30, 29, 140)
    assert [(window.number, window.rank) for window in month.windows] == [(1, None), (2, 1)]
    assert month.published_at_ms == hall.now_ms


def test_the_same_figures_again_change_nothing_others_take_their_place(hall: SmallHall) -> None:
    hall.give(OCTOBER, SIGNED)
    assert hall.give(OCTOBER, SIGNED) == ()
    hall.give(replace(OCTOBER, rated=31), SIGNED)
    assert [month.rated for month in hall.state.rating_months.values()] == [31]


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2027-01"])
def test_a_month_that_is_not_over_is_nobodys_to_publish(hall: SmallHall, month: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        hall.give(replace(OCTOBER, month=month), SIGNED)
    assert refused.value.code is RefusalCode.MONTH_OPEN
    assert hall.state.rating_months == {}


def test_a_month_in_which_nobody_was_served_has_nothing_to_publish(hall: SmallHall) -> None:
    with pytest.raises(CommandRefused) as refused:
        hall.give(replace(OCTOBER, due=0, rated=0, good=0, stars=0, windows=()), SIGNED)
    assert refused.value.code is RefusalCode.MONTH_EMPTY
    assert hall.state.rating_months == {}


def test_the_newest_months_are_kept_in_their_order(hall: SmallHall) -> None:
    for n in range(1, 11):
        hall.give(replace(OCTOBER, month=f"2026-{n:02}"), SIGNED)
    for n in range(1, 13):
        hall.give(replace(OCTOBER, month=f"2025-{n:02}"), SIGNED)
    assert list(hall.state.rating_months)[:2] == ["2026-10", "2026-09"]
    assert list(hall.state.rating_months)[-1] == "2025-10"
