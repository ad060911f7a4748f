from typing import Any

import pytest

from queue_server.contract.commands import (
    CloseDay,
    DeviceHealth,
    MarkNoShow,
    ParkTicket,
    PublishConfiguration,
    ReportDevice,
    RequeueTicket,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.events import AlarmCleared, ConfigurationPublished
from tests.domain.small_hall import ANN, DEE, GUS, KIOSK, SmallHall, configuration, item, name, publication, tables


def without_general() -> dict[str, Any]:
    """The same hall without its general queue and window 1."""
    changed = tables()
    plan = changed["plan"]
    plan["queues"] = plan["queues"][1:]
    plan["profiles"] = plan["profiles"][1:]
    plan["profiles"][0]["queue_ids"] = ["instant"]
    plan["windows"] = plan["windows"][1:]
    plan["clerks"][0].update(primary=[], backup=["w2"])
    plan["clerks"][1].update(backup=[])
    plan["stations"] = [
        station for station in plan["stations"] if station.get("window_id") != "w1" and station["id"] != "bridge"
    ]
    changed["catalogue"]["items"] = [item("stamp", "0002", "instant")]
    return changed


def test_the_same_configuration_again_changes_nothing(hall: SmallHall) -> None:
    assert hall.give(publication(configuration())) == ()


def test_a_new_configuration_is_in_force_at_once(hall: SmallHall) -> None:
    changed = tables()
    changed["policy"]["waiting_limit"] = 1
    new = configuration(changed)
    assert hall.give(publication(new)) == (ConfigurationPublished(new.content_hash, new.content),)
    assert hall.state.hall.policy.waiting_limit == 1
    assert hall.state.configuration_hash == new.content_hash


def test_only_the_server_itself_publishes(hall: SmallHall) -> None:
    assert hall.refusal(publication(configuration()), DEE) is RefusalCode.FORBIDDEN


def test_a_wrong_hash_or_content_is_refused(hall: SmallHall) -> None:
    good = publication(configuration(without_general()))
    for bad in (
        PublishConfiguration("0" * 64, good.content),
        PublishConfiguration(good.content_hash, good.content + " "),
        PublishConfiguration("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ""),
    ):
        assert hall.refusal(bad) is RefusalCode.MALFORMED


def test_a_plan_that_contradicts_itself_is_refused(hall: SmallHall) -> None:
    changed = tables()
    changed["plan"]["profiles"][0]["queue_ids"] = ["nowhere"]
    assert hall.refusal(publication(configuration(changed))) is RefusalCode.MALFORMED


def test_a_guide_that_asks_in_circles_is_refused_and_the_former_stays(hall: SmallHall) -> None:
    former = hall.state.configuration_hash
    changed = tables()
    answers = [
        {"id": "yes", "name": name("是"), "leads_to": "again"},
        {"id": "no", "name": name("否")},
    ]
    changed["catalogue"]["items"][0]["situations"] = [{"id": "again", "question": name("问"), "answers": answers}]
    assert hall.refusal(publication(configuration(changed))) is RefusalCode.MALFORMED
    assert hall.state.configuration_hash == former


def test_a_queue_may_go_when_nobody_stands_in_it(hall: SmallHall) -> None:
    hall.give(publication(configuration(without_general())))
    assert "general" not in hall.state.waiting
    assert "w1" not in hall.state.windows


@pytest.mark.parametrize("ticket_state", ["waiting", "parked", "no_show"])
def test_nobody_loses_their_queue_in_the_middle_of_the_day(hall: SmallHall, ticket_state: str) -> None:
    ticket_id = hall.issue()
    if ticket_state != "waiting":
        hall.sit("w1", ANN)
        hall.call("w1", ANN)
        hall.give((ParkTicket if ticket_state == "parked" else MarkNoShow)("w1", ticket_id), ANN)
    assert hall.ticket(ticket_id).state == ticket_state
    assert hall.refusal(publication(configuration(without_general()))) is RefusalCode.MALFORMED
    hall.give(CloseDay())
    hall.give(publication(configuration(without_general())))


def test_a_window_at_work_does_not_vanish(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    assert hall.refusal(publication(configuration(without_general()))) is RefusalCode.MALFORMED


def test_a_clerk_at_work_does_not_vanish(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    changed = tables()
    changed["plan"]["clerks"] = changed["plan"]["clerks"][1:]
    assert hall.refusal(publication(configuration(changed))) is RefusalCode.MALFORMED


def test_people_and_tickets_stay_where_they_are_under_a_new_plan(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    waiting = hall.issue()
    missed = hall.call("w1", ANN)
    assert waiting == missed
    second = hall.issue()
    hall.give(MarkNoShow("w1", missed), ANN)
    changed = tables()
    changed["plan"]["windows"][0]["number"] = 11
    hall.give(publication(configuration(changed)))
    hall.give(RequeueTicket(missed), GUS)
    assert hall.call("w1", ANN) == second


def test_alarms_about_devices_that_are_gone_are_cleared(hall: SmallHall) -> None:
    hall.give(ReportDevice("k2-printer", DeviceHealth.PAPER_OUT), KIOSK.__class__("k2", KIOSK.roles))
    changed = tables()
    changed["plan"]["stations"] = [s for s in changed["plan"]["stations"] if s["id"] != "k2"]
    events = hall.give(publication(configuration(changed)))
    assert events[1:] == (AlarmCleared("device_paper_out.k2-printer.1", "cause_gone"),)
    assert "k2-printer" not in hall.state.devices
