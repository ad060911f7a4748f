"""Cells of lockers: opened once and now by staff who say why, and not left open unnoticed."""

import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    BeginOpening,
    OpenCell,
    OpeningOutcome,
    ReportCell,
    ReportOpening,
    ReportStation,
    Tick,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BridgeView, CellLine, FloorView, OpeningLine
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import AlarmCleared, AlarmRaised, CellOpeningAsked, CellOpeningReported
from queue_server.domain.evolve import OPENINGS_KEPT
from queue_server.domain.views import view
from tests.domain.small_hall import BRIDGE, DEE, GUS, KIOSK, TOM, SmallHall, configuration, publication, tables

CELL = OpenCell("lockers", "2", "5", "look")


@pytest.fixture
def hall() -> SmallHall:
    """The bridge with the lockers is there."""
    hall = SmallHall()
    hall.give(ReportStation("bridge", online=True), SYSTEM)
    return hall


def shown(hall: SmallHall) -> BridgeView:
    told = view(hall.state, "bridge:bridge", hall.now_ms)
    assert isinstance(told, BridgeView)
    return told


def test_the_journal_names_who_wanted_which_cell_opened_and_why(hall: SmallHall) -> None:
    assert hall.give(CELL, DEE) == (CellOpeningAsked("o1", "lockers", "bridge", 2, 5, "look", "dee"),)
    assert shown(hall).openings == (OpeningLine("o1", "lockers", 2, 5),)


def test_a_cell_is_opened_by_one_taker_once(hall: SmallHall) -> None:
    hall.give(CELL, DEE)
    hall.give(BeginOpening("o1"), BRIDGE)
    assert shown(hall).openings == ()
    assert hall.refusal(BeginOpening("o1"), BRIDGE) is RefusalCode.OPENING_UNKNOWN
    hall.give(ReportOpening("o1", OpeningOutcome.OPENED), BRIDGE)
    assert hall.refusal(ReportOpening("o1", OpeningOutcome.UNKNOWN), BRIDGE) is RefusalCode.OPENING_UNKNOWN
    (over,) = hall.state.opened
    assert (over.by, over.reason, over.outcome) == ("dee", "look", OpeningOutcome.OPENED)


def test_what_no_bridge_takes_in_five_seconds_was_not_sent(hall: SmallHall) -> None:
    hall.give(CELL, TOM)
    assert next_deadline_ms(hall.state) == hall.now_ms + 5_000
    hall.now_ms += 5_000
    assert hall.refusal(BeginOpening("o1"), BRIDGE) is RefusalCode.OPENING_UNKNOWN
    assert hall.give(Tick(), SYSTEM) == (CellOpeningReported("o1", OpeningOutcome.NOT_SENT),)
    assert shown(hall).openings == ()


def test_of_what_was_begun_and_never_reported_nobody_knows(hall: SmallHall) -> None:
    hall.give(CELL, TOM)
    hall.give(BeginOpening("o1"), BRIDGE)
    hall.now_ms += 15_000
    assert hall.give(Tick(), SYSTEM) == (CellOpeningReported("o1", OpeningOutcome.UNKNOWN),)


def test_a_cell_that_is_being_opened_is_not_opened_beside_it_but_another_is(hall: SmallHall) -> None:
    hall.give(CELL, DEE)
    assert hall.refusal(CELL, TOM) is RefusalCode.CELL_BUSY
    hall.give(OpenCell("lockers", "1", "5", "look"), TOM)
    hall.give(BeginOpening("o1"), BRIDGE)
    hall.give(ReportOpening("o1", OpeningOutcome.STILL_SHUT), BRIDGE)
    hall.give(CELL, TOM)
    assert [line.opening_id for line in shown(hall).openings] == ["o2", "o3"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (OpenCell("tags", "1", "1", "look"), RefusalCode.DEVICE_UNKNOWN),
        (OpenCell("nothing", "1", "1", "look"), RefusalCode.DEVICE_UNKNOWN),
        (OpenCell("lockers", "3", "1", "look"), RefusalCode.CELL_UNKNOWN),
        (OpenCell("lockers", "1", "9", "look"), RefusalCode.CELL_UNKNOWN),
        (OpenCell("lockers", "1", "1", "because"), RefusalCode.REASON_UNKNOWN),
    ],
)
def test_a_cell_is_of_the_plan_and_opened_for_a_reason_of_the_policy(
    hall: SmallHall, command: OpenCell, why: RefusalCode
) -> None:
    assert hall.refusal(command, DEE) is why


def test_only_those_who_answer_for_lockers_open_them_and_only_while_the_bridge_is_there(hall: SmallHall) -> None:
    assert hall.refusal(CELL, GUS) is RefusalCode.FORBIDDEN
    assert hall.refusal(CELL, KIOSK) is RefusalCode.FORBIDDEN
    hall.give(ReportStation("bridge", online=False), SYSTEM)
    assert hall.refusal(CELL, DEE) is RefusalCode.STATION_AWAY


def test_a_cell_left_open_is_told_with_its_name_until_it_is_shut(hall: SmallHall) -> None:
    (raised,) = hall.give(ReportCell("lockers", "2", "5", left_open=True), BRIDGE)
    assert isinstance(raised, AlarmRaised)
    assert (raised.kind, raised.about) == ("cell_left_open", "lockers:2:5")
    assert hall.give(ReportCell("lockers", "2", "5", left_open=True), BRIDGE) == ()
    assert shown(hall).left_open == (CellLine("lockers", 2, 5),)
    floor = view(hall.state, "floor", hall.now_ms)
    assert isinstance(floor, FloorView)
    (line,) = [alarm for alarm in floor.alarms if alarm.kind == "cell_left_open"]
    assert line.name.zh == "bridge 2-05"
    (cleared,) = hall.give(ReportCell("lockers", "2", "5", left_open=False), BRIDGE)
    assert isinstance(cleared, AlarmCleared)
    assert shown(hall).left_open == ()
    assert hall.refusal(ReportCell("lockers", "3", "5", left_open=True), BRIDGE) is RefusalCode.CELL_UNKNOWN


def test_the_alarm_about_a_cell_goes_with_its_locker(hall: SmallHall) -> None:
    hall.give(ReportCell("lockers", "2", "5", left_open=True), BRIDGE)
    fewer = tables()
    bridge = fewer["plan"]["stations"][-1]
    bridge["devices"] = [device for device in bridge["devices"] if device["id"] != "lockers"]
    hall.give(publication(configuration(fewer)), SYSTEM)
    assert not [alarm for alarm in hall.state.alarms.values() if alarm.kind == "cell_left_open"]


def test_the_newest_openings_are_kept_to_be_looked_at(hall: SmallHall) -> None:
    for number in range(1, OPENINGS_KEPT + 3):
        hall.give(CELL, DEE)
        hall.give(BeginOpening(f"o{number}"), BRIDGE)
        hall.give(ReportOpening(f"o{number}", OpeningOutcome.OPENED), BRIDGE)
    assert [over.opening_id for over in hall.state.opened] == [f"o{n}" for n in range(3, OPENINGS_KEPT + 3)]
