"""What each person in the hall sees. That pages offer exactly what is accepted, the hall at random shows."""

import pytest

from config.loading import SAMPLE, load
from queue_server.contract.commands import (
    CallForHelp,
    CallTicket,
    CancelTicket,
    CloseDay,
    CloseWindow,
    DeviceHealth,
    FinishServing,
    MarkNoShow,
    ParkTicket,
    PauseWindow,
    RateService,
    RatingLevel,
    RecallTicket,
    ReportDevice,
    ReportStation,
    StartServing,
    TakeOutOfService,
    Tick,
    TransferTicket,
    VoidTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import (
    Action,
    BoardView,
    ClerkView,
    FloorView,
    HallView,
    PanelView,
    RatingView,
    TicketState,
    TicketView,
    WindowState,
)
from queue_server.domain.state import HallState
from queue_server.domain.views import ticket_view, view
from tests.domain.small_hall import (
    ANN,
    BO,
    CAI,
    DAY,
    GUS,
    KIOSK,
    TERMINAL,
    TOM,
    SmallHall,
    configuration,
    publication,
    tables,
    visitor,
)


def see(hall: SmallHall, topic: str):  # type: ignore[no-untyped-def]
    return view(hall.state, topic, hall.now_ms)


def action(shown: TicketView | ClerkView | FloorView, command: str) -> Action:
    return next(action for action in shown.actions if action.command == command)


@pytest.mark.parametrize(
    "topic", ["", "nothing", "hall:x", "board:nowhere", "panel", "panel:w9", "clerk:", "ticket:2026-11-23.A001"]
)
def test_an_unknown_topic_is_not_found(hall: SmallHall, topic: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        see(hall, topic)
    assert refused.value.code is RefusalCode.NOT_FOUND


def test_a_window_can_be_paused_while_any_reason_for_it_holds() -> None:
    changed = tables()
    changed["policy"]["pause_reasons"] = ["lunch", "rest"]
    changed["policy"]["hours"]["lunch"] = {"begins_at": "12:00", "ends_at": "13:00", "windows_min": 1}
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    assert action(see(hall, "clerk:w1"), "PauseWindow").allowed
    changed["policy"]["pause_reasons"] = ["lunch"]
    hall.give(publication(configuration(changed)))
    assert action(see(hall, "clerk:w1"), "PauseWindow").why is RefusalCode.LUNCH_ROTA


def test_in_a_hall_with_one_queue_a_ticket_is_handed_to_another_window() -> None:
    changed = tables()
    plan = changed["plan"]
    plan["queues"] = plan["queues"][:1]
    for profile in plan["profiles"]:
        profile["queue_ids"] = ["general"]
    for item in changed["catalogue"]["items"]:
        item["queue_id"] = "general"
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    ticket_id = hall.issue()
    hall.call("w1", ANN)
    assert action(see(hall, "clerk:w1"), "TransferTicket").why is RefusalCode.QUEUE_UNKNOWN  # nobody else is there
    hall.sit("w2", BO)
    assert action(see(hall, "clerk:w1"), "TransferTicket").allowed
    assert not action(see(hall, "clerk:w1"), "SendAway").allowed
    hall.give(TransferTicket("w1", ticket_id, to_window_id="w2"), ANN)
    assert hall.call("w2", BO) == ticket_id


def test_without_a_configuration_nothing_is_found() -> None:
    with pytest.raises(CommandRefused) as refused:
        view(HallState(), "hall", 0)
    assert refused.value.code is RefusalCode.NOT_FOUND


def test_every_topic_of_the_sample_hall_shows_something() -> None:
    hall = SmallHall(hall=load(SAMPLE))
    plan = hall.state.hall.plan
    kiosk = next(station for station in plan.stations if station.kind == "kiosk")
    for queue in plan.queues:
        if queue.on_kiosk:
            hall.issue(queue.id, KIOSK.__class__(kiosk.id, KIOSK.roles))
    for clerk in plan.clerks:
        for window_id in clerk.primary[:1]:
            if hall.state.windows[window_id].state is WindowState.CLOSED:
                hall.sit(window_id, ANN.__class__(clerk.id, ANN.roles))
    for topic in ("hall", "board", "floor", *(f"board:{zone.id}" for zone in plan.zones)):
        assert see(hall, topic).hall.zh == plan.name.zh
    for window in plan.windows:
        for kind in ("panel", "rating", "clerk"):
            assert see(hall, f"{kind}:{window.id}").window.number == window.number


# --- the hall, for kiosks ---


def test_the_hall_lists_queues_and_only_what_cannot_be_ticketed(hall: SmallHall) -> None:
    shown = see(hall, "hall")
    assert isinstance(shown, HallView)
    assert (shown.day_open, shown.business_day, shown.opens_at) == (True, DAY, "09:00")
    assert shown.configuration_hash == configuration().content_hash
    assert [line.queue_id for line in shown.queues] == ["general", "instant", "cashier"]
    assert {line.item_id: line.why for line in shown.closed_items} == dict.fromkeys(
        ("gone", "coming", "past"), RefusalCode.ITEM_CLOSED
    )


def test_a_queue_tells_how_many_wait_and_how_many_windows_take_it(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    issued_at_ms = hall.now_ms
    hall.issue()
    hall.wait(5)
    hall.issue()
    general, instant, cashier = see(hall, "hall").queues
    assert (general.waiting, general.windows_open, general.longest_since_ms) == (2, 2, issued_at_ms)
    assert (instant.waiting, instant.windows_open, instant.longest_since_ms) == (0, 1, None)
    assert (cashier.on_kiosk, cashier.accepts) == (False, True)


def test_a_full_queue_and_its_items_say_so(hall: SmallHall) -> None:
    for _ in range(12):
        hall.issue()
    shown = see(hall, "hall")
    assert (shown.queues[0].accepts, shown.queues[0].why_not) == (False, RefusalCode.QUEUE_FULL)
    assert {line.item_id: line.why for line in shown.closed_items}["licence"] is RefusalCode.QUEUE_FULL


def test_in_a_closed_hall_nothing_can_be_ticketed(hall: SmallHall) -> None:
    hall.give(CloseDay())
    shown = see(hall, "hall")
    assert not shown.day_open
    assert {line.why_not for line in shown.queues} == {RefusalCode.DAY_CLOSED}
    assert {line.item_id: line.why for line in shown.closed_items} == dict.fromkeys(
        ("gone", "past", "today-only"), RefusalCode.ITEM_CLOSED
    )  # on the day to come


def test_a_kiosk_is_told_that_it_is_out_of_service(hall: SmallHall) -> None:
    hall.give(TakeOutOfService("k1", "paper"), TOM)
    assert see(hall, "hall").out_of_service == ("k1",)


# --- tickets ---


def test_a_waiting_ticket_tells_where_to_wait_and_how_many_are_ahead(hall: SmallHall) -> None:
    hall.issue()
    shown = ticket_view(hall.state, hall.issue(), hall.now_ms)
    assert (shown.number, shown.state, shown.ahead) == ("A002", TicketState.WAITING, 1)
    assert (shown.zone_letter, shown.queue.zh, shown.windows) == ("A", "general", (1, 2, 3))
    assert action(shown, "CancelTicket").allowed
    assert action(shown, "RateService").why is RefusalCode.SERVICE_UNKNOWN


def test_a_called_ticket_tells_where_to(hall: SmallHall) -> None:
    hall.sit("w2", BO)
    hall.issue()
    ticket_id = hall.call("w2", BO)
    shown = see(hall, f"ticket:{ticket_id}")
    assert (shown.ahead, shown.window.number, shown.called_at_ms) == (None, 2, hall.now_ms)


def test_a_missed_ticket_tells_until_when_it_may_come_back(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.call("w1", ANN)
    hall.give(MarkNoShow("w1", ticket_id), ANN)
    shown = see(hall, f"ticket:{ticket_id}")
    assert (shown.missed_at_ms, shown.return_until_ms) == (hall.now_ms, hall.now_ms + 1_800_000)
    assert (shown.return_places, shown.window, shown.called_at_ms) == (3, None, None)
    hall.give(CloseDay())
    shown = see(hall, f"ticket:{ticket_id}")
    assert (shown.return_until_ms, shown.return_places) == (None, 0)


def test_a_served_ticket_may_rate_until_it_has(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.serve_whole("w1", ANN)
    shown = see(hall, f"ticket:{ticket_id}")
    assert (shown.service_id, shown.rated, action(shown, "RateService").allowed) == (f"{ticket_id}.s1", False, True)
    hall.give(RateService(shown.service_id, RatingLevel.FAIR), visitor(ticket_id))
    shown = see(hall, f"ticket:{ticket_id}")
    assert (shown.rated, action(shown, "RateService").why) == (True, RefusalCode.ALREADY_RATED)


def test_a_ticket_of_the_evening_whose_queue_is_gone_is_not_found(hall: SmallHall) -> None:
    ticket_id = hall.issue("cashier", GUS)
    hall.give(CloseDay())
    changed = tables()
    plan = changed["plan"]
    plan["queues"], plan["profiles"], plan["windows"] = plan["queues"][:2], plan["profiles"][:2], plan["windows"][:3]
    plan["clerks"][2]["primary"] = ["w3"]
    hall.give(publication(configuration(changed)))
    with pytest.raises(CommandRefused) as refused:
        see(hall, f"ticket:{ticket_id}")
    assert refused.value.code is RefusalCode.NOT_FOUND


# --- call boards ---


def test_a_board_shows_the_newest_call_first_and_a_ticket_once(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.issue()
    hall.issue()
    first = hall.call("w1", ANN)
    hall.call("w2", BO)
    shown = see(hall, "board")
    assert isinstance(shown, BoardView)
    assert [(call.number, call.window.number, call.times) for call in shown.calls] == [("A002", 2, 1), ("A001", 1, 1)]
    hall.wait(10)
    hall.give(RecallTicket("w1", first), ANN)
    recalled = see(hall, "board").calls
    assert [(call.number, call.times) for call in recalled] == [("A001", 2), ("A002", 1)]
    assert recalled[0].call_id != shown.calls[1].call_id
    assert recalled[0].called_at_ms == hall.now_ms


def test_a_board_keeps_all_calls_of_the_last_minute_and_at_least_eight(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    for _ in range(10):
        hall.issue()
        hall.serve_whole("w1", ANN)
    assert len(see(hall, "board").calls) == 10
    hall.wait(60.001)
    assert [call.number for call in see(hall, "board").calls] == [f"A{n:03}" for n in range(10, 2, -1)]


def test_the_board_of_a_zone_shows_calls_to_windows_there_and_queues_that_wait_there(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.issue()
    hall.issue()
    hall.call("w1", ANN)
    hall.call("w2", BO)
    east = see(hall, "board:east")
    assert (east.zone.zh, [call.window.number for call in east.calls]) == ("东", [1])
    assert [line.queue_id for line in east.queues] == ["general"]
    west = see(hall, "board:west")
    assert [call.window.number for call in west.calls] == [2]
    assert [line.queue_id for line in west.queues] == ["instant", "cashier"]


# --- panels and rating terminals ---


def test_a_panel_tells_who_serves_whom_and_who_is_next(hall: SmallHall) -> None:
    hall.sit("w1", BO)
    hall.issue()
    hall.issue()
    ticket_id = hall.call("w1", BO)
    shown = see(hall, "panel:w1")
    assert isinstance(shown, PanelView)
    assert (shown.state, shown.clerk_name, shown.clerk_number, shown.clerk_post) == ("open", "Bo", "no-bo", "backup")
    assert (shown.number, shown.ticket_state, shown.call_id) == ("A001", TicketState.CALLED, f"{ticket_id}.c1")
    assert (shown.next_number, shown.elsewhere) == ("A002", ())


def test_a_paused_or_closed_window_names_the_others_that_take_its_queues(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.sit("w3", CAI)
    hall.give(PauseWindow("w1", "rest"), ANN)
    shown = see(hall, "panel:w1")
    assert (shown.state, shown.paused_because, shown.elsewhere) == (WindowState.PAUSED, "rest", (2, 3))
    hall.give(CloseWindow("w1"), ANN)
    shown = see(hall, "panel:w1")
    assert (shown.clerk_name, shown.elsewhere, shown.next_number) == (None, (2, 3), None)
    assert see(hall, "panel:w4").elsewhere == ()


def test_the_terminal_asks_after_a_service_and_rests_once_it_is_rated(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    assert see(hall, "rating:w1").invitation is None
    ticket_id = hall.serve("w1", ANN)
    shown = see(hall, "rating:w1")
    assert isinstance(shown, RatingView)
    assert (shown.number, shown.clerk_name, shown.invitation) == ("A001", "Ann", None)
    hall.give(FinishServing("w1", ticket_id), ANN)
    asked = see(hall, "rating:w1").invitation
    assert (asked.service_id, asked.number, asked.until_ms) == (f"{ticket_id}.s1", "A001", hall.now_ms + 60_000)
    assert (asked.clerk_name, asked.language) == ("Ann", "zh")
    hall.give(CloseWindow("w1"), ANN)
    gone = see(hall, "rating:w1")
    assert (gone.clerk_name, gone.invitation) == (None, asked)
    hall.give(RateService(asked.service_id, RatingLevel.FAIR), TERMINAL)
    assert see(hall, "rating:w1").invitation is None


# --- clerks ---


def test_a_clerk_sees_who_waits_in_the_order_of_the_calls_and_why(hall: SmallHall) -> None:
    hall.sit("w2", BO)
    tickets = [hall.issue("instant"), hall.issue("general")]
    shown = see(hall, "clerk:w2")
    assert isinstance(shown, ClerkView)
    assert [line.ticket_id for line in shown.waiting] == tickets
    assert [line.why for line in shown.waiting] == ["longest_waiting", None]
    assert (shown.waiting_count, shown.longest_since_ms) == (2, hall.now_ms)
    assert action(shown, "CallNext").allowed
    assert [line.actions for line in shown.waiting] == [(Action("CallTicket", allowed=True),)] * 2


def test_a_clerk_sees_twenty_of_many(hall: SmallHall) -> None:
    hall.sit("w2", BO)
    for _ in range(12):
        hall.issue("general")
        hall.issue("instant")
    shown = see(hall, "clerk:w2")
    assert (len(shown.waiting), shown.waiting_count) == (20, 24)


def test_at_an_idle_window_only_calling_pausing_and_closing_are_offered(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    shown = see(hall, "clerk:w1")
    assert {a.command for a in shown.actions if a.allowed} == {"PauseWindow", "CloseWindow"}
    assert action(shown, "CallNext").why is RefusalCode.NOBODY_WAITING
    hall.issue()
    assert action(see(hall, "clerk:w1"), "CallNext").allowed


def test_with_a_called_ticket_and_in_service_the_ways_on_are_offered(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.call("w1", ANN)
    hall.wait(4)
    called = see(hall, "clerk:w1")
    assert {a.command for a in called.actions if a.allowed} == {
        "RecallTicket",
        "StartServing",
        "MarkNoShow",
        "ParkTicket",
        "TransferTicket",
        "UndoLast",
    }
    assert called.recalls_left == 3
    assert action(called, "RecallTicket").from_ms == called.called_at_ms + 10_000
    hall.give(StartServing("w1", ticket_id), ANN)
    serving = see(hall, "clerk:w1")
    assert {a.command for a in serving.actions if a.allowed} == {
        "FinishServing",
        "BreakOff",
        "ParkTicket",
        "TransferTicket",
        "SendAway",
        "UndoLast",
    }
    assert serving.started_at_ms == hall.now_ms


def test_at_a_closed_window_only_sitting_down_is_offered(hall: SmallHall) -> None:
    hall.issue()
    assert {a.command for a in see(hall, "clerk:w1").actions if a.allowed} == {"OpenWindow"}
    hall.sit("w2", ANN)
    hall.sit("w1", BO)
    hall.give(CloseWindow("w1"), BO)
    assert action(see(hall, "clerk:w1"), "OpenWindow").allowed  # by Bo, who is free
    hall.sit("w1", BO)
    hall.sit("w3", CAI)
    assert action(see(hall, "clerk:w4"), "OpenWindow").why is RefusalCode.CLERK_ELSEWHERE


def test_parked_and_missed_tickets_of_the_profile_are_listed(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.issue("general")
    hall.issue("instant")
    parked = hall.call("w1", ANN)
    hall.give(ParkTicket("w1", parked), ANN)
    missed = hall.call("w2", BO)
    hall.give(MarkNoShow("w2", missed), BO)
    first, second = see(hall, "clerk:w1"), see(hall, "clerk:w2")
    assert [line.ticket_id for line in first.parked] == [line.ticket_id for line in second.parked] == [parked]
    assert ([line.ticket_id for line in first.missed], [line.ticket_id for line in second.missed]) == ([], [missed])
    hall.wait(1801)
    assert see(hall, "clerk:w2").missed == ()


def test_a_clerk_never_sees_whether_a_service_was_rated(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.issue()
    ticket_id = hall.serve("w1", ANN)
    hall.give(TransferTicket("w1", ticket_id, "instant"), ANN)
    hall.give(RateService(f"{ticket_id}.s1", RatingLevel.VERY_DISSATISFIED), visitor(ticket_id))
    hall.give(CallTicket("w2", ticket_id, "chosen"), BO)
    shown = see(hall, "clerk:w2").ticket
    assert (shown.ticket_id, shown.service_id, shown.rated, shown.actions) == (ticket_id, None, False, ())


def test_a_ticket_is_offered_every_other_queue_for_a_transfer(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.call("w1", ANN)
    assert [line.queue_id for line in see(hall, "clerk:w1").transfer_queues] == ["instant", "cashier"]


# --- the floor ---


def test_the_floor_counts_every_ticket_of_the_day(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    for _ in range(4):
        hall.issue()
    hall.serve_whole("w1", ANN)
    hall.call("w1", ANN)
    hall.give(VoidTicket(f"{DAY}.A003", "test"), GUS)
    hall.give(CancelTicket(f"{DAY}.A004"), visitor(f"{DAY}.A004"))
    counts = see(hall, "floor").counts
    assert (counts.issued, counts.waiting, counts.called, counts.served) == (4, 0, 1, 1)
    assert (counts.void, counts.cancelled) == (1, 1)


def test_the_floor_shows_windows_with_their_zone_and_ticket(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.wait(30)
    hall.call("w1", ANN)
    shown = see(hall, "floor")
    assert isinstance(shown, FloorView)
    first = shown.windows[0]
    assert (first.window.number, first.zone_letter, first.clerk_name, first.number) == (1, "A", "Ann", "A001")
    assert (first.ticket_state, first.since_ms) == (TicketState.CALLED, hall.now_ms)


def test_the_floor_shows_stations_devices_and_alarms_by_name(hall: SmallHall) -> None:
    hall.give(ReportStation("k1", online=True))
    hall.give(ReportDevice("k1-printer", DeviceHealth.PAPER_OUT), KIOSK)
    hall.give(CallForHelp(), TERMINAL)
    ticket_id = hall.issue()
    hall.wait(60)
    hall.give(Tick())
    shown = see(hall, "floor")
    kiosk, other = shown.stations[:2]
    assert (kiosk.online, kiosk.devices[0].health) == (True, DeviceHealth.PAPER_OUT)
    assert (other.online, other.devices[0].health) == (False, None)
    assert [(alarm.kind, alarm.about, alarm.name.zh) for alarm in shown.alarms] == [
        ("device_paper_out", "k1-printer", "k1"),
        ("help_called", "r1", "rating 1"),
        ("slip_not_reported", ticket_id, "A001"),
    ]
    assert see(hall, "clerk:w1").alarms == 3


def test_the_floor_offers_to_close_an_open_day_and_to_open_the_next(hall: SmallHall) -> None:
    shown = see(hall, "floor")
    assert (action(shown, "CloseDay").allowed, action(shown, "OpenDay").why) == (True, RefusalCode.DAY_OPEN)
    hall.give(CloseDay())
    assert action(see(hall, "floor"), "OpenDay").why is RefusalCode.DAY_PAST
    hall.wait(86_400)
    assert action(see(hall, "floor"), "OpenDay").allowed
