"""Before opening people wait outside: they are given numbers, and told when windows open."""

import msgspec
import pytest

from config.configuration import HallConfiguration
from kiosk.flow import Place
from kiosk.rehearsal import MORNING_MS, Rehearsal, at_the_doors, keeping_hours, night_hall
from queue_server.client.session import LinkLost
from queue_server.contract.commands import IssueTicket

BEFORE_MS = MORNING_MS - 60 * 60_000  # 08:41


@pytest.fixture(params=[False, True], ids=["hall", "night zone"])
def outside(sample: HallConfiguration, request: pytest.FixtureRequest) -> Rehearsal:
    kept = keeping_hours(sample)
    return Rehearsal(kept, night=request.param, now_ms=BEFORE_MS).open(at_the_doors(kept))


def test_every_kiosk_gives_numbers_of_today_and_says_when_windows_open(outside: Rehearsal) -> None:
    state = outside.flow.start.state
    assert (state.heading, state.lead) == ("您好，现在可以先取号", "窗口 09:00 开门，开门后按取号先后叫")
    assert {row.wait for row in state.rows} == {"09:00 开门"}
    assert not any(row.quiet for row in state.rows)
    assert not outside.flow.state.night
    outside.item("food-licence-new").take()
    assert list(outside.sent.values())[-1] == IssueTicket(item_id="food-licence-new")


def test_a_kind_of_window_can_be_chosen_though_none_is_open_yet(outside: Rehearsal) -> None:
    outside.choose("windows")
    assert [cell for cell in outside.flow.windows.state.cells if cell.badge is not None or cell.shut] == []


def test_without_the_server_nobody_knows_of_the_doors(outside: Rehearsal) -> None:
    outside.tell(LinkLost())
    assert not outside.flow.outlook.doors_open
    assert outside.flow.state.place is Place.START


def test_before_the_doors_open_it_says_from_when_numbers_are_given(sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    closed = msgspec.structs.replace(night_hall(kept), doors_at="08:30", next_day="2026-11-23")
    kiosk = Rehearsal(kept, now_ms=BEFORE_MS - 30 * 60_000).open(closed)
    assert kiosk.flow.start.state.foot == "08:30 起可以来取号，按先后叫"
