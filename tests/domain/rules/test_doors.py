"""Before the opening hour: the doors open, and those who wait outside get their numbers in order."""

import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import CloseDay, IssueTicket, OpenDay, OpenDoors, OpenWindow
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView
from queue_server.domain.events import DayBegan, DayOpened, DoorsOpened, TicketIssued
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, DAY, KIOSK, SmallHall, configuration, tables


@pytest.fixture
def closed() -> SmallHall:
    """Half past eight; the doors open half an hour before the windows."""
    changed = tables()
    changed["policy"]["hours"]["doors_min"] = 30
    hall = SmallHall(hall=configuration(changed), open_day=False)
    hall.wait(-1_800)
    return hall


def shown(hall: SmallHall) -> HallView:
    seen = view(hall.state, "hall", hall.now_ms)
    assert isinstance(seen, HallView)
    return seen


def test_with_the_doors_open_every_kiosk_gives_numbers_for_today(closed: SmallHall) -> None:
    assert closed.refusal(IssueTicket(queue_id="general"), KIOSK) is RefusalCode.DAY_CLOSED
    opened, doors = closed.give(OpenDoors(DAY))
    assert isinstance(opened, DayOpened)
    assert opened.early
    assert doors == DoorsOpened(DAY)
    (issued,) = closed.give(IssueTicket(queue_id="general"), KIOSK)
    assert isinstance(issued, TicketIssued)
    assert issued.ticket_id == f"{DAY}.A001"


def test_windows_open_at_the_opening_hour_and_call_in_that_order(closed: SmallHall) -> None:
    closed.give(OpenDoors(DAY))
    first = closed.issue()
    assert closed.refusal(OpenWindow("w1"), ANN) is RefusalCode.DAY_CLOSED
    closed.wait(1_800)
    assert closed.give(OpenDay(DAY)) == (DayBegan(DAY),)
    second = closed.issue()
    closed.sit("w1", ANN)
    assert [closed.serve_whole("w1", ANN), closed.serve_whole("w1", ANN)] == [first, second]
    assert closed.replayed() == closed.state


def test_numbers_of_the_night_go_before_those_at_the_doors(closed: SmallHall) -> None:
    closed.give(IssueTicket(queue_id="general", for_day=DAY), KIOSK)
    assert closed.give(OpenDoors(DAY)) == (DoorsOpened(DAY),)
    assert closed.ticket(closed.issue()).number == "A002"


def test_the_hall_tells_kiosks_that_the_doors_are_open(closed: SmallHall) -> None:
    before = shown(closed)
    assert (before.doors_open, before.doors_at, before.opens_at) == (False, "08:30", "09:00")
    closed.give(OpenDoors(DAY))
    assert (shown(closed).doors_open, shown(closed).windows_open) == (True, False)
    assert all(line.accepts for line in shown(closed).queues if line.on_kiosk)
    closed.give(OpenDay(DAY))
    assert not shown(closed).doors_open


def test_doors_open_once_on_the_day_itself(closed: SmallHall) -> None:
    assert closed.refusal(OpenDoors("2026-11-24")) is RefusalCode.DAY_CHANGED
    closed.give(OpenDoors(DAY))
    assert closed.give(OpenDoors(DAY)) == ()
    closed.give(OpenDay(DAY))
    assert closed.refusal(OpenDoors(DAY)) is RefusalCode.DAY_OPEN
    closed.give(CloseDay())
    assert closed.refusal(OpenDoors("2026-11-24"), SYSTEM) is RefusalCode.DAY_CHANGED  # it is the day before
