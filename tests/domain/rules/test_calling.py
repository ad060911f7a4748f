import msgspec
import pytest

from queue_server.contract.commands import (
    CallNext,
    CallTicket,
    CloseDay,
    MarkNoShow,
    ParkTicket,
    PauseWindow,
    RecallTicket,
    ResumeTicket,
    StartServing,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.decide import decide
from queue_server.domain.events import AnyEvent, TicketCalled, TicketMissed, TicketRecalled
from tests.domain.small_hall import ANN, BO, CAI, SmallHall, configuration, tables


@pytest.fixture
def working(hall: SmallHall) -> SmallHall:
    """Ann sits at window 1 (general), Bo at window 2 (general and instant)."""
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    return hall


def without_trace(called: AnyEvent) -> AnyEvent:
    """Traces have tests of their own."""
    assert isinstance(called, TicketCalled)
    assert called.trace is not None
    return msgspec.structs.replace(called, trace=None)


def test_call_next_takes_the_longest_waiting_of_all_queues_of_the_profile(working: SmallHall) -> None:
    instant, general = working.issue("instant"), working.issue("general")
    assert without_trace(*working.give(CallNext("w2"), BO)) == TicketCalled(
        instant, "w2", "bo", f"{instant}.c1", "longest_waiting"
    )
    assert working.call("w1", ANN) == general


def test_two_clerks_who_press_at_once_get_two_tickets(working: SmallHall) -> None:
    working.issue()
    working.issue()
    assert working.call("w1", ANN) != working.call("w2", BO)


def test_the_second_of_two_clerks_finds_nobody_waiting(working: SmallHall) -> None:
    working.issue()
    working.call("w1", ANN)
    assert working.refusal(CallNext("w2"), BO) is RefusalCode.NOBODY_WAITING


def test_nobody_waits_for_a_window_whose_queues_are_empty(working: SmallHall) -> None:
    working.issue("instant")
    assert working.refusal(CallNext("w1"), ANN) is RefusalCode.NOBODY_WAITING


def test_a_window_serves_one_ticket_at_a_time(working: SmallHall) -> None:
    first, second = working.issue(), working.issue()
    working.call("w1", ANN)
    for _ in range(2):  # called, then in service
        assert working.refusal(CallNext("w1"), ANN) is RefusalCode.WINDOW_BUSY
        assert working.refusal(CallTicket("w1", second, "chosen"), ANN) is RefusalCode.WINDOW_BUSY
        if working.ticket(first).state is TicketState.CALLED:
            working.give(StartServing("w1", first), ANN)
    with pytest.raises(CommandRefused) as refused:
        decide(CallNext("w1"), working.state, ANN, working.now_ms, "key")
    assert refused.value.details == {"number": "A001"}


def test_only_the_clerk_who_sits_there_calls(working: SmallHall) -> None:
    working.issue()
    assert working.refusal(CallNext("w1"), BO) is RefusalCode.WINDOW_NOT_YOURS
    assert working.refusal(CallNext("w3"), CAI) is RefusalCode.WINDOW_NOT_OPEN
    assert working.refusal(CallNext("w9"), CAI) is RefusalCode.WINDOW_UNKNOWN


def test_a_paused_window_calls_nobody(working: SmallHall) -> None:
    working.issue()
    working.give(PauseWindow("w1", "rest"), ANN)
    assert working.refusal(CallNext("w1"), ANN) is RefusalCode.WINDOW_NOT_OPEN


def test_a_chosen_ticket_is_called_with_its_reason(working: SmallHall) -> None:
    working.issue()
    second = working.issue()
    assert without_trace(*working.give(CallTicket("w1", second, "wheelchair"), ANN)) == TicketCalled(
        second, "w1", "ann", f"{second}.c1", "chosen", "wheelchair"
    )


def test_a_ticket_of_another_profile_is_not_called_here(working: SmallHall) -> None:
    ticket_id = working.issue("instant")
    assert working.refusal(CallTicket("w1", ticket_id, "chosen"), ANN) is RefusalCode.NOT_IN_PROFILE


def test_only_a_waiting_ticket_is_chosen(working: SmallHall) -> None:
    ticket_id = working.issue()
    working.call("w1", ANN)
    assert working.refusal(CallTicket("w2", ticket_id, "chosen"), BO) is RefusalCode.WRONG_STATE
    working.give(ParkTicket("w1", ticket_id), ANN)
    assert working.refusal(CallTicket("w2", ticket_id, "chosen"), BO) is RefusalCode.WRONG_STATE


def test_a_recall_is_a_new_call_of_the_same_ticket(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    for times in (2, 3):
        working.wait(10)
        assert working.give(RecallTicket("w1", ticket_id), ANN) == (
            TicketRecalled(ticket_id, "w1", f"{ticket_id}.c{times}", times),
        )


def test_a_recall_waits_for_the_pause_after_every_call(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    for _ in range(2):
        working.wait(7.5)
        with pytest.raises(CommandRefused) as refused:
            decide(RecallTicket("w1", ticket_id), working.state, ANN, working.now_ms, "key")
        assert refused.value.code is RefusalCode.TOO_SOON
        assert refused.value.details == {"wait_s": "3"}
        working.wait(2.5)
        working.give(RecallTicket("w1", ticket_id), ANN)


def test_after_the_limit_a_ticket_is_not_recalled_any_more(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    for _ in range(3):
        working.wait(10)
        working.give(RecallTicket("w1", ticket_id), ANN)
    working.wait(10)
    with pytest.raises(CommandRefused) as refused:
        decide(RecallTicket("w1", ticket_id), working.state, ANN, working.now_ms, "key")
    assert (refused.value.code, refused.value.details) == (RefusalCode.RECALLED_ENOUGH, {"limit": "3"})
    working.give(MarkNoShow("w1", ticket_id), ANN)


def test_where_the_policy_gives_people_time_a_no_show_waits_for_it_after_every_call() -> None:
    changed = tables()
    changed["policy"]["no_show_after_s"] = 30
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.call("w1", ANN)
    hall.wait(29)
    hall.give(RecallTicket("w1", ticket_id), ANN)
    hall.wait(29)
    with pytest.raises(CommandRefused) as refused:
        decide(MarkNoShow("w1", ticket_id), hall.state, ANN, hall.now_ms, "key")
    assert (refused.value.code, refused.value.details) == (RefusalCode.TOO_SOON, {"wait_s": "1"})
    hall.wait(1)
    hall.give(MarkNoShow("w1", ticket_id), ANN)


def test_a_ticket_in_service_is_not_recalled(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.serve("w1", ANN)
    working.wait(10)
    assert working.refusal(RecallTicket("w1", ticket_id), ANN) is RefusalCode.WRONG_STATE


def test_a_ticket_called_elsewhere_is_not_recalled_here(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    working.wait(10)
    assert working.refusal(RecallTicket("w2", ticket_id), BO) is RefusalCode.WINDOW_NOT_YOURS


def test_a_no_show_sets_the_window_free(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    assert working.give(MarkNoShow("w1", ticket_id), ANN) == (TicketMissed(ticket_id, "w1"),)
    assert working.state.windows["w1"].ticket_id is None


def test_who_has_come_is_no_no_show(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.serve("w1", ANN)
    assert working.refusal(MarkNoShow("w1", ticket_id), ANN) is RefusalCode.WRONG_STATE


def test_a_parked_ticket_is_resumed_at_any_window_that_takes_its_queue(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    working.give(ParkTicket("w1", ticket_id), ANN)
    assert without_trace(*working.give(ResumeTicket("w2", ticket_id), BO)) == TicketCalled(
        ticket_id, "w2", "bo", f"{ticket_id}.c2", "resumed"
    )


def test_a_parked_ticket_is_not_resumed_where_its_queue_is_not_taken(working: SmallHall) -> None:
    working.issue("instant")
    ticket_id = working.call("w2", BO)
    working.give(ParkTicket("w2", ticket_id), BO)
    assert working.refusal(ResumeTicket("w1", ticket_id), ANN) is RefusalCode.NOT_IN_PROFILE


def test_only_a_parked_ticket_is_resumed_and_only_at_a_free_window(working: SmallHall) -> None:
    working.issue()
    waiting = working.issue()
    parked = working.call("w1", ANN)
    assert working.refusal(ResumeTicket("w2", waiting), BO) is RefusalCode.WRONG_STATE
    working.give(ParkTicket("w1", parked), ANN)
    working.call("w1", ANN)
    assert working.refusal(ResumeTicket("w1", parked), ANN) is RefusalCode.WINDOW_BUSY


def test_a_closed_hall_calls_nobody(working: SmallHall) -> None:
    working.issue()
    working.give(CloseDay())
    assert working.refusal(CallNext("w1"), ANN) is RefusalCode.WINDOW_NOT_OPEN
