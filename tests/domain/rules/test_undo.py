import pytest

from queue_server.contract.commands import (
    BreakOff,
    CallNext,
    CallTicket,
    CancelTicket,
    CloseWindow,
    Command,
    FinishServing,
    GrantPriority,
    IssueTicket,
    MarkNoShow,
    NextStage,
    ParkTicket,
    RateService,
    RatingLevel,
    RequeueTicket,
    ResumeTicket,
    SendAway,
    StartServing,
    TransferTicket,
    UndoLast,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BoardView, ClerkView, TicketState
from queue_server.domain.events import ActionUndone, RatingLapsed, ServingFinished
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, BO, CAI, DEE, GUS, KIOSK, SmallHall, configuration, ruled_tables, visitor


@pytest.fixture
def working() -> SmallHall:
    """Ann sits at window 1 (general), Bo at window 2 (general and instant); three wait, the first with a bundle."""
    hall = SmallHall(hall=configuration(ruled_tables()))
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.give(IssueTicket(bundle_id="opening"), KIOSK)
    hall.issue()
    hall.issue()
    return hall


def page(hall: SmallHall, window_id: str = "w2") -> ClerkView:
    shown = view(hall.state, f"clerk:{window_id}", hall.now_ms)
    assert isinstance(shown, ClerkView)
    return shown


def as_it_was(state: HallState, ticket: Ticket) -> tuple[object, ...]:
    """All that undoing must give back, of the ticket and around it."""
    window = state.windows["w2"]
    standing = [*state.waiting["instant"], *state.waiting["general"], *state.waiting["cashier"]]
    called = [lanes.called[:] for lanes in state.waiting.values()]
    running = {id_ for id_, service in state.services.items() if not service.ended}
    fields = ("state", "queue_id", "place", "since_ms", "services", "service_id", "started_at_ms", "stage_at")
    paces = [(pace.gaps_ms, pace.since_ms) for pace in state.paces.values()]
    of_ticket = [getattr(ticket, name) for name in fields]
    return (window.ticket_id, window.invited, standing, called, running, paces, of_ticket)


CALLED: tuple[type[Command], ...] = (CallNext,)
SERVED: tuple[type[Command], ...] = (CallNext, StartServing)
ACTS: dict[str, tuple[tuple[type[Command], ...], type[Command]]] = {
    "TicketCalled": ((), CallNext),
    "TicketCalled again": ((CallNext, ParkTicket), ResumeTicket),
    "ServingStarted": (CALLED, StartServing),
    "ServingFinished": (SERVED, FinishServing),
    "TicketMissed": (CALLED, MarkNoShow),
    "TicketParked": (SERVED, ParkTicket),
    "TicketParked unserved": (CALLED, ParkTicket),
    "TicketTransferred": (SERVED, TransferTicket),
    "TicketTransferred unserved": (CALLED, TransferTicket),
    "TicketSentAway": (SERVED, SendAway),
    "StageFinished": (SERVED, NextStage),
}


def give(hall: SmallHall, kind: type[Command], ticket_id: str) -> None:
    if kind is CallNext:
        hall.give(CallNext("w2"), BO)
    elif kind in (TransferTicket, SendAway):
        hall.give(kind("w2", ticket_id, "cashier"), BO)
    else:
        hall.give(kind("w2", ticket_id), BO)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ACTS)
def test_what_a_window_did_last_is_taken_back_as_if_it_had_not_been(working: SmallHall, what: str) -> None:
    before, act = ACTS[what]
    ticket_id = "2026-11-23.A001"
    for kind in before:
        give(working, kind, ticket_id)
        working.wait(5)
    ticket = working.ticket(ticket_id)
    was = as_it_was(working.state, ticket)
    calls = ticket.calls
    give(working, act, ticket_id)
    assert as_it_was(working.state, ticket) != was
    working.wait(20)
    undone = page(working).undo
    assert undone is not None
    name = what.split()[0]
    assert (undone.what, undone.number, undone.until_ms) == (name, "A001", working.now_ms + 40_000)
    assert working.give(UndoLast("w2"), BO)[-1] == ActionUndone(ticket_id, "w2", name)
    assert as_it_was(working.state, ticket) == was
    assert ticket.calls == calls + (name == "TicketCalled")  # the number of a call is not given again
    assert page(working).undo is None
    assert working.replayed() == working.state
    give(working, act, ticket_id)


def test_who_is_parked_again_is_still_known_to_the_window_that_parked_them(working: SmallHall) -> None:
    ticket_id = working.issue()
    working.give(CallTicket("w2", ticket_id, "chosen"), BO)
    working.give(ParkTicket("w2", ticket_id), BO)
    working.give(ResumeTicket("w1", ticket_id), ANN)
    working.give(UndoLast("w1"), ANN)
    (parked,) = page(working).parked
    assert (parked.number, parked.window) == (working.ticket(ticket_id).number, 2)


def test_a_call_that_was_taken_back_did_not_make_its_queue_any_faster(working: SmallHall) -> None:
    for _ in range(3):
        working.issue()
    working.call("w1", ANN)
    working.wait(60)
    pace = working.state.paces["general"]
    was = (pace.gaps_ms, pace.since_ms)
    working.give(CallTicket("w2", "2026-11-23.A003", "chosen"), BO)
    assert working.state.paces["general"].gaps_ms == [60_000]
    working.wait(5)
    working.give(UndoLast("w2"), BO)
    pace = working.state.paces["general"]
    assert (pace.gaps_ms, pace.since_ms) == was


def test_what_the_others_did_to_the_pace_of_a_queue_stays_when_a_call_is_taken_back(working: SmallHall) -> None:
    for _ in range(3):
        working.issue()
    working.call("w1", ANN)
    working.wait(60)
    working.give(CallTicket("w2", "2026-11-23.A003", "chosen"), BO)
    working.wait(5)
    working.give(CancelTicket("2026-11-23.A004"), visitor("2026-11-23.A004"))
    working.give(UndoLast("w2"), BO)
    assert working.state.paces["general"].gaps_ms == [60_000, 5_000]
    assert working.replayed() == working.state


def test_an_invitation_to_rate_is_taken_back_with_the_finish_that_asked_for_it(working: SmallHall) -> None:
    ticket_id = working.serve_whole("w2", BO)
    assert working.give(UndoLast("w2"), BO) == (
        RatingLapsed(f"{ticket_id}.s1", "w2"),
        ActionUndone(ticket_id, "w2", "ServingFinished"),
    )


def test_a_call_that_was_taken_back_leaves_the_boards(working: SmallHall) -> None:
    working.call("w2", BO)
    board = view(working.state, "board", working.now_ms)
    assert isinstance(board, BoardView)
    assert len(board.calls) == 1
    working.give(UndoLast("w2"), BO)
    board = view(working.state, "board", working.now_ms)
    assert isinstance(board, BoardView)
    assert board.calls == ()


def test_a_visit_that_came_back_from_the_cashier_can_be_taken_up_there_again(working: SmallHall) -> None:
    ticket_id = working.serve("w2", BO)
    working.give(SendAway("w2", ticket_id, "cashier"), BO)
    working.sit("w4", CAI)
    working.serve_whole("w4", CAI)
    assert working.ticket(ticket_id).returned
    working.give(UndoLast("w4"), CAI)
    assert working.ticket(ticket_id).state is TicketState.SERVING
    assert not working.ticket(ticket_id).returned
    working.give(FinishServing("w4", ticket_id), CAI)
    assert working.call("w2", BO) == ticket_id


def test_only_what_was_done_last_is_taken_back_and_only_once(working: SmallHall) -> None:
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO
    working.serve("w2", BO)
    working.give(UndoLast("w2"), BO)
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO


def test_after_its_time_nothing_is_taken_back(working: SmallHall) -> None:
    working.call("w2", BO)
    working.wait(60)
    assert page(working).undo is not None
    working.wait(0.001)
    assert page(working).undo is None
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO


def test_nothing_is_taken_back_when_somebody_has_acted_since(working: SmallHall) -> None:
    ticket_id = working.call("w2", BO)
    working.give(MarkNoShow("w2", ticket_id), BO)
    working.give(RequeueTicket(ticket_id), GUS)
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO
    ticket_id = working.call("w2", BO)
    working.give(CancelTicket(ticket_id), visitor(ticket_id))
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO


def test_a_rating_keeps_no_clerk_from_undoing_and_stays_and_nobody_is_invited_again(working: SmallHall) -> None:
    ticket_id = working.serve_whole("w2", BO)
    working.give(RateService(f"{ticket_id}.s1", RatingLevel.FAIR), visitor(ticket_id))
    working.give(UndoLast("w2"), BO)
    assert working.state.services[f"{ticket_id}.s1"].rated
    working.wait(2)
    assert working.give(FinishServing("w2", ticket_id), BO) == (ServingFinished(ticket_id, "w2", f"{ticket_id}.s1"),)
    again = working.refusal(RateService(f"{ticket_id}.s1", RatingLevel.FAIR), visitor(ticket_id))
    assert again is RefusalCode.ALREADY_RATED


def test_the_clerk_is_offered_the_same_whether_somebody_rated_or_not(working: SmallHall) -> None:
    ticket_id = working.serve_whole("w2", BO)
    before = view(working.state, "clerk:w2", working.now_ms)
    working.give(RateService(f"{ticket_id}.s1", RatingLevel.DISSATISFIED), visitor(ticket_id))
    assert view(working.state, "clerk:w2", working.now_ms) == before


def test_a_transferred_ticket_that_another_window_has_called_stays_there(working: SmallHall) -> None:
    ticket_id = working.call("w2", BO)
    working.give(TransferTicket("w2", ticket_id, "general"), BO)
    working.give(CallTicket("w1", ticket_id, "chosen"), ANN)
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO


def test_a_priority_that_staff_gave_meanwhile_stays(working: SmallHall) -> None:
    ticket_id = working.call("w2", BO)
    working.give(GrantPriority(ticket_id, "project", "list"), DEE)
    working.give(UndoLast("w2"), BO)
    assert working.ticket(ticket_id).priority == "project"
    assert working.ticket(ticket_id).lane.priority == "project"


def test_breaking_off_is_for_good(working: SmallHall) -> None:
    ticket_id = working.serve("w2", BO)
    working.give(UndoLast("w2"), BO)
    working.give(StartServing("w2", ticket_id), BO)
    working.give(BreakOff("w2", ticket_id, "system_down"), BO)
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.NOTHING_TO_UNDO


def test_whoever_sits_down_next_does_not_take_back_what_another_did(working: SmallHall) -> None:
    working.serve_whole("w2", BO)
    working.give(CloseWindow("w2"), BO)
    working.give(CloseWindow("w1", "unwell"), ANN)
    working.sit("w2", ANN)
    assert working.refusal(UndoLast("w2"), ANN) is RefusalCode.NOTHING_TO_UNDO
    assert working.refusal(UndoLast("w2"), BO) is RefusalCode.WINDOW_NOT_YOURS
