import pytest

from config.ratings import Ending
from queue_server.contract.commands import (
    CallNext,
    CallTicket,
    CancelTicket,
    CloseDay,
    CloseWindow,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    NextStage,
    PauseWindow,
    Position,
    RequeueTicket,
    SendAway,
    StartServing,
    TransferTicket,
    UndoLast,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ClerkView, TicketState, TicketView
from queue_server.domain.decide import decide
from queue_server.domain.events import (
    RatingInvited,
    StageFinished,
    TicketCalled,
    TicketCameBack,
    TicketCancelled,
    TicketExpired,
    TicketSentAway,
    TicketTransferred,
)
from queue_server.domain.views import ticket_view, view
from tests.domain.small_hall import (
    ANN,
    BO,
    CAI,
    GUS,
    KIOSK,
    SmallHall,
    configuration,
    guided_tables,
    publication,
    ruled_tables,
    tables,
    visitor,
)


@pytest.fixture
def working(hall: SmallHall) -> SmallHall:
    """Ann sits at window 1 (general), Bo at window 2 (general and instant), Cai at window 4 (cashier)."""
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.sit("w4", CAI)
    return hall


def order(hall: SmallHall, queue_id: str) -> list[str]:
    return [standing[2] for standing in hall.state.waiting[queue_id]]


# --- on to another queue, window or clerk -------------------------------------------------------------------------


def test_a_ticket_handed_to_a_window_waits_for_that_window_alone(working: SmallHall) -> None:
    handed, other = working.issue(), working.issue()
    working.serve("w1", ANN)
    event = working.give(TransferTicket("w1", handed, to_window_id="w2"), ANN)[0]
    assert event == TicketTransferred(
        handed, "w1", "general", Position.KEEP, 1, f"{handed}.s1", for_window_id="w2", for_clerk_id=None
    )
    assert working.call("w1", ANN) == other
    assert working.call("w2", BO) == handed


def test_nobody_waits_for_a_window_when_those_who_do_are_kept_for_another(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    working.give(TransferTicket("w1", ticket_id, to_window_id="w2"), ANN)
    assert working.refusal(TransferTicket("w1", ticket_id, to_window_id="w2"), ANN) is RefusalCode.WRONG_STATE
    here, there = (view(working.state, f"clerk:{window_id}", working.now_ms) for window_id in ("w1", "w2"))
    assert isinstance(here, ClerkView)
    assert isinstance(there, ClerkView)
    assert (here.waiting_count, here.longest_since_ms, there.waiting_count) == (0, None, 1)
    assert working.refusal(CallNext("w1"), ANN) is RefusalCode.NOBODY_WAITING
    with pytest.raises(CommandRefused) as refused:
        decide(CallTicket("w1", ticket_id, "chosen"), working.state, ANN, working.now_ms, "key")
    assert (refused.value.code, refused.value.details) == (RefusalCode.KEPT_ELSEWHERE, {"window_id": "w2"})


def test_a_ticket_goes_to_a_window_into_a_queue_that_this_window_takes(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    (event,) = working.give(TransferTicket("w1", ticket_id, to_window_id="w4"), ANN)
    assert isinstance(event, TicketTransferred)
    assert event.queue_id == "cashier"


def test_a_ticket_goes_to_the_queue_of_its_item_where_the_window_takes_that() -> None:
    changed = tables()
    changed["plan"]["profiles"][2]["queue_ids"] = ["cashier", "instant"]
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.sit("w4", CAI)
    hall.give(IssueTicket(item_id="licence"), KIOSK)
    ticket_id = hall.call("w1", ANN)
    hall.ticket(ticket_id).item_id = "stamp"  # as if it had come from the instant queue
    (event,) = hall.give(TransferTicket("w1", ticket_id, to_window_id="w4"), ANN)
    assert isinstance(event, TicketTransferred)
    assert event.queue_id == "instant"


def test_when_the_window_closes_whoever_was_kept_for_it_waits_for_all_at_the_same_place(working: SmallHall) -> None:
    first, second = working.issue(), working.issue()
    assert working.call("w1", ANN) == first
    working.give(TransferTicket("w1", first, to_window_id="w2"), ANN)
    working.give(PauseWindow("w2", "rest"), BO)
    assert working.ticket(first).for_window_id == "w2"
    working.give(CloseWindow("w2"), BO)
    assert working.ticket(first).for_window_id is None
    assert order(working, "general") == [first, second]
    assert working.call("w1", ANN) == first
    assert working.replayed() == working.state


def test_a_ticket_handed_to_a_clerk_is_theirs_only_while_they_sit_there(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    working.give(TransferTicket("w1", ticket_id, to_clerk_id="bo"), ANN)
    assert working.ticket(ticket_id).for_window_id == "w2"
    assert working.ticket(ticket_id).for_clerk_id == "bo"
    working.give(CloseWindow("w2"), BO)
    working.give(CloseWindow("w1", "unwell"), ANN)
    working.sit("w2", ANN)
    assert working.ticket(ticket_id).for_clerk_id is None
    assert working.call("w2", ANN) == ticket_id


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({}, RefusalCode.MALFORMED),
        ({"queue_id": "instant", "to_window_id": "w2"}, RefusalCode.MALFORMED),
        ({"to_window_id": "w1"}, RefusalCode.MALFORMED),
        ({"to_clerk_id": "ann"}, RefusalCode.MALFORMED),
        ({"to_window_id": "w3"}, RefusalCode.WINDOW_NOT_OPEN),
        ({"to_window_id": "w9"}, RefusalCode.WINDOW_UNKNOWN),
        ({"to_clerk_id": "dee"}, RefusalCode.CLERK_AWAY),
        ({"to_clerk_id": "nobody"}, RefusalCode.CLERK_UNKNOWN),
    ],
)
def test_a_ticket_is_handed_only_to_somebody_who_is_there(
    working: SmallHall, target: dict[str, str], code: RefusalCode
) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    assert working.refusal(TransferTicket("w1", ticket_id, **target), ANN) is code  # type: ignore[arg-type]


def test_first_last_and_by_age_are_places_in_the_other_queue(working: SmallHall) -> None:
    waiting = [working.issue("instant"), working.issue("instant")]
    moved = [working.issue(), working.issue(), working.issue()]
    for position in (Position.FIRST, Position.LAST, Position.KEEP):
        ticket_id = working.call("w1", ANN)
        working.give(TransferTicket("w1", ticket_id, "instant", position), ANN)
    newcomer = working.issue("instant")
    assert order(working, "instant") == [moved[0], *waiting, moved[2], moved[1], newcomer]
    assert working.call("w2", BO) == moved[0]


def test_a_strict_window_calls_whoever_was_handed_to_it_though_no_rule_takes_them() -> None:
    hall = SmallHall(hall=configuration(ruled_tables()))
    hall.sit("w2", BO)
    hall.sit("w4", CAI)
    hall.issue("instant")
    ticket_id = hall.call("w2", BO)
    hall.give(TransferTicket("w2", ticket_id, to_window_id="w4"), BO)
    assert hall.ticket(ticket_id).queue_id == "instant"
    assert hall.call("w4", CAI) == ticket_id


def test_who_stands_behind_somebody_kept_for_another_window_has_nobody_ahead_there(working: SmallHall) -> None:
    handed, other = working.issue(), working.issue()
    working.call("w1", ANN)
    working.give(TransferTicket("w1", handed, to_window_id="w2"), ANN)
    working.give(PauseWindow("w2", "rest"), BO)
    assert ticket_view(working.state, other, working.now_ms).ahead == 0
    shown = ticket_view(working.state, handed, working.now_ms)
    assert shown.kept_for is not None
    assert shown.kept_for.number == 2


# --- away and back ------------------------------------------------------------------------------------------------


def sent_to_pay(hall: SmallHall) -> str:
    """In service at window 1, sent to the cashier."""
    ticket_id = hall.serve("w1", ANN)
    assert hall.give(SendAway("w1", ticket_id, "cashier"), ANN) == (
        TicketSentAway(ticket_id, "w1", "cashier", hall.ticket(ticket_id).place, f"{ticket_id}.s1"),
    )
    return ticket_id


def test_who_is_sent_to_the_cashier_is_called_next_when_they_are_back(working: SmallHall) -> None:
    for _ in range(3):
        working.issue()
    ticket_id = sent_to_pay(working)
    second = working.serve_whole("w1", ANN)
    working.wait(300)
    assert working.serve("w4", CAI) == ticket_id
    assert working.give(FinishServing("w4", ticket_id), CAI) == (
        TicketCameBack(ticket_id, "w4", "general", 1, f"{ticket_id}.s2", for_window_id="w1"),
        RatingInvited(f"{ticket_id}.s2", "w4", working.now_ms + 60_000, Ending.FINISHED),
    )
    called = working.give(StartServing("w1", working.call("w1", ANN)), ANN)
    assert called[-1].ticket_id == ticket_id  # type: ignore[union-attr]
    assert second != ticket_id
    assert working.state.calls[ticket_id].rule == "returned"
    working.give(FinishServing("w1", ticket_id), ANN)
    assert working.ticket(ticket_id).state is TicketState.SERVED
    assert working.replayed() == working.state


def test_who_is_back_goes_before_priority_and_before_the_overdue() -> None:
    hall = SmallHall(hall=configuration(ruled_tables()))
    hall.sit("w1", ANN)
    hall.sit("w4", CAI)
    hall.issue()
    ticket_id = sent_to_pay(hall)
    for _ in range(5):
        hall.give(IssueTicket(queue_id="general", priority="urgent"), KIOSK)
    hall.wait(3_600)
    hall.serve_whole("w4", CAI)
    assert hall.call("w1", ANN) == ticket_id


def test_another_window_does_not_call_who_comes_back(working: SmallHall) -> None:
    working.issue()
    ticket_id = sent_to_pay(working)
    working.serve_whole("w4", CAI)
    other = working.issue()
    assert working.call("w2", BO) == other
    assert working.call("w1", ANN) == ticket_id


def test_when_the_sender_has_closed_any_window_of_the_queue_takes_who_comes_back_next(working: SmallHall) -> None:
    working.issue()
    ticket_id = sent_to_pay(working)
    working.give(CloseWindow("w1", "unwell"), ANN)
    waiting = working.issue()
    working.serve("w4", CAI)
    came_back = working.give(FinishServing("w4", ticket_id), CAI)[0]
    assert isinstance(came_back, TicketCameBack)
    assert came_back.for_window_id is None
    assert [working.call("w2", BO), waiting] == [ticket_id, waiting]


def test_when_the_sender_closes_afterwards_it_is_still_next(working: SmallHall) -> None:
    working.issue()
    working.issue()
    ticket_id = sent_to_pay(working)
    working.serve_whole("w4", CAI)
    working.give(CloseWindow("w1", "unwell"), ANN)
    assert working.ticket(ticket_id).returned
    assert working.call("w2", BO) == ticket_id


def test_who_was_sent_away_is_not_sent_away_again_before_they_are_back(working: SmallHall) -> None:
    working.issue()
    ticket_id = sent_to_pay(working)
    working.serve("w4", CAI)
    with pytest.raises(CommandRefused) as refused:
        decide(SendAway("w4", ticket_id, "instant"), working.state, CAI, working.now_ms, "key")
    assert (refused.value.code, refused.value.details) == (RefusalCode.ALREADY_AWAY, {"window_id": "w1"})
    working.give(FinishServing("w4", ticket_id), CAI)
    working.serve("w1", ANN)
    working.give(SendAway("w1", ticket_id, "cashier"), ANN)


@pytest.mark.parametrize("target", [{"queue_id": "general"}, {"to_window_id": "w1"}], ids=["queue", "window"])
def test_whoever_is_handed_back_to_the_sender_is_back_once_served_there(
    working: SmallHall, target: dict[str, str]
) -> None:
    working.issue()
    ticket_id = sent_to_pay(working)
    working.serve("w4", CAI)
    working.give(TransferTicket("w4", ticket_id, **target), CAI)  # type: ignore[arg-type]
    assert working.call("w1", ANN) == ticket_id
    away = working.ticket(ticket_id).way_back
    working.give(StartServing("w1", ticket_id), ANN)
    assert ticket_view(working.state, ticket_id, working.now_ms).goes_back_to is None
    working.give(UndoLast("w1"), ANN)
    assert working.ticket(ticket_id).way_back == away
    working.give(StartServing("w1", ticket_id), ANN)
    assert working.refusal(NextStage("w1", ticket_id), ANN) is RefusalCode.NO_FURTHER_STAGE
    working.give(FinishServing("w1", ticket_id), ANN)
    assert working.ticket(ticket_id).state is TicketState.SERVED
    assert working.replayed() == working.state


def test_only_somebody_in_service_is_sent_away_and_only_to_another_queue(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    assert working.refusal(SendAway("w1", ticket_id, "cashier"), ANN) is RefusalCode.WRONG_STATE
    working.give(StartServing("w1", ticket_id), ANN)
    assert working.refusal(SendAway("w1", ticket_id, "general"), ANN) is RefusalCode.MALFORMED
    assert working.refusal(SendAway("w1", ticket_id, "nowhere"), ANN) is RefusalCode.QUEUE_UNKNOWN


def test_who_misses_the_call_of_the_cashier_and_comes_back_still_returns_to_the_sender(working: SmallHall) -> None:
    working.issue()
    ticket_id = sent_to_pay(working)
    working.call("w4", CAI)
    working.give(MarkNoShow("w4", ticket_id), CAI)
    working.give(RequeueTicket(ticket_id), GUS)
    working.serve_whole("w4", CAI)
    assert working.call("w1", ANN) == ticket_id


def test_who_was_sent_away_may_give_the_number_back(working: SmallHall) -> None:
    working.issue()
    ticket_id = sent_to_pay(working)
    working.give(CancelTicket(ticket_id), visitor(ticket_id))
    assert working.ticket(ticket_id).state is TicketState.CANCELLED


def test_a_plan_that_drops_the_queue_somebody_comes_back_to_is_refused(working: SmallHall) -> None:
    working.issue("instant")
    ticket_id = working.serve("w2", BO)
    working.give(SendAway("w2", ticket_id, "cashier"), BO)
    without = tables()
    without["plan"]["queues"] = [queue for queue in without["plan"]["queues"] if queue["id"] != "instant"]
    without["plan"]["profiles"][1]["queue_ids"] = ["general"]
    without["catalogue"]["items"] = [item for item in without["catalogue"]["items"] if item["queue_id"] != "instant"]
    assert working.refusal(publication(configuration(without))) is RefusalCode.MALFORMED


# --- stages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def bundled() -> SmallHall:
    """Cai at the cashier's, Bo at window 2 for both other queues; the bundle: stamp, then licence, then the cashier."""
    hall = SmallHall(hall=configuration(guided_tables()))
    hall.sit("w2", BO)
    hall.sit("w4", CAI)
    return hall


def opening(hall: SmallHall) -> str:
    (event,) = hall.give(IssueTicket(bundle_id="opening"), KIOSK)
    return event.ticket_id  # type: ignore[union-attr]


def test_a_bundle_is_led_from_stage_to_stage_at_its_own_place(bundled: SmallHall) -> None:
    ticket_id = opening(bundled)
    for _ in range(2):
        bundled.issue()
    assert bundled.serve("w2", BO) == ticket_id
    events = bundled.give(NextStage("w2", ticket_id), BO)
    assert events == (
        StageFinished(ticket_id, "w2", 1, "general", 1, f"{ticket_id}.s1"),
        RatingInvited(f"{ticket_id}.s1", "w2", bundled.now_ms + 60_000, Ending.NEXT_STAGE),
    )
    assert bundled.serve("w2", BO) == ticket_id
    bundled.give(NextStage("w2", ticket_id), BO)
    assert bundled.serve("w4", CAI) == ticket_id
    assert bundled.refusal(NextStage("w4", ticket_id), CAI) is RefusalCode.NO_FURTHER_STAGE
    bundled.give(FinishServing("w4", ticket_id), CAI)
    assert bundled.ticket(ticket_id).state is TicketState.SERVED
    assert bundled.replayed() == bundled.state


def test_stages_and_the_leading_department_are_shown_to_holder_and_clerk(bundled: SmallHall) -> None:
    ticket_id = opening(bundled)
    bundled.serve("w2", BO)
    bundled.give(NextStage("w2", ticket_id), BO)
    bundled.serve("w2", BO)
    clerk_page = view(bundled.state, "clerk:w2", bundled.now_ms)
    assert isinstance(clerk_page, ClerkView)
    for shown in (ticket_view(bundled.state, ticket_id, bundled.now_ms), clerk_page.ticket):
        assert isinstance(shown, TicketView)
        assert [(line.name.zh, line.queue.en, line.state) for line in shown.stages] == [
            ("盖章", "instant", "done"),
            ("受理", "general", "now"),
            ("交费", "cashier", "next"),
        ]
        assert [item.en for item in shown.stages[1].items] == ["licence"]
        assert shown.lead is not None
        assert (shown.lead.zh, shown.one_day) == ("中心", True)


def test_of_a_visit_that_ends_before_the_last_stage_only_what_was_done_is_said_to_be(bundled: SmallHall) -> None:
    ticket_id = opening(bundled)
    bundled.serve("w2", BO)
    bundled.give(NextStage("w2", ticket_id), BO)
    bundled.serve_whole("w2", BO)
    shown = ticket_view(bundled.state, ticket_id, bundled.now_ms)
    assert [line.state for line in shown.stages] == ["done", "done", "next"]


def test_a_ticket_without_stages_has_no_next_one(bundled: SmallHall) -> None:
    bundled.issue()
    ticket_id = bundled.serve("w2", BO)
    assert bundled.refusal(NextStage("w2", ticket_id), BO) is RefusalCode.NO_FURTHER_STAGE


def test_stages_stay_as_they_were_taken_whatever_is_published_then(bundled: SmallHall) -> None:
    ticket_id = opening(bundled)
    changed = guided_tables()
    changed["catalogue"]["bundles"] = []
    bundled.give(publication(configuration(changed)))
    bundled.serve("w2", BO)
    bundled.give(NextStage("w2", ticket_id), BO)
    assert bundled.ticket(ticket_id).queue_id == "general"


def test_a_bundle_that_is_away_first_goes_back(bundled: SmallHall) -> None:
    ticket_id = opening(bundled)
    bundled.serve("w2", BO)
    bundled.give(SendAway("w2", ticket_id, "cashier"), BO)
    bundled.serve("w4", CAI)
    assert bundled.refusal(NextStage("w4", ticket_id), CAI) is RefusalCode.ALREADY_AWAY


# --- who was asked first, and closing -----------------------------------------------------------------------------


def test_the_guide_who_gave_the_number_out_stays_its_first_asker(working: SmallHall) -> None:
    working.issue(by=GUS)
    ticket_id = working.serve("w1", ANN)
    working.give(TransferTicket("w1", ticket_id, "instant"), ANN)
    working.serve("w2", BO)
    page = view(working.state, "clerk:w2", working.now_ms)
    assert isinstance(page, ClerkView)
    assert page.ticket is not None
    assert page.ticket.first_asked == "Gus"
    assert ticket_view(working.state, ticket_id, working.now_ms).first_asked is None


def test_of_a_number_from_the_kiosk_the_first_clerk_is_the_first_asker(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.serve("w1", ANN)
    working.give(TransferTicket("w1", ticket_id, "instant"), ANN)
    working.serve("w2", BO)
    assert working.ticket(ticket_id).first_asked_by == "ann"


def test_at_closing_who_was_begun_and_not_finished_is_cancelled_and_who_never_was_expires(working: SmallHall) -> None:
    working.issue()
    begun, never = sent_to_pay(working), working.issue()
    events = working.give(CloseDay())
    assert TicketCancelled(begun, "hall_closed") in events
    assert TicketExpired(never) in events
    assert not [event for event in events if isinstance(event, TicketCalled)]
