"""The invariants are told apart from the rules; here each is broken by hand and must be noticed."""

from collections.abc import Callable

import pytest

from config.configuration import TagBase
from config.pre_review import Verdict
from queue_server.contract.commands import CallForHelp, WindowChange
from queue_server.contract.views import SlipState, TicketState, WindowState
from queue_server.domain import invariants
from queue_server.domain.lanes import Lane
from queue_server.domain.routing import lane_of
from queue_server.domain.state import CellOpening, HallState, Invited, TagCall, WindowRequest
from tests.domain.small_hall import ANN, BO, DAY, KIOSK, SmallHall

WAITING, SERVING, SERVED = f"{DAY}.A003", f"{DAY}.A002", f"{DAY}.A001"


@pytest.fixture
def busy(hall: SmallHall) -> HallState:
    """One ticket served, one in service at window 1, one waiting; window 2 open; help called."""
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    for _ in range(3):
        hall.issue()
    assert hall.serve_whole("w1", ANN) == SERVED
    assert hall.serve("w1", ANN) == SERVING
    hall.give(CallForHelp(), KIOSK)
    return hall.state


def test_a_ticket_kept_as_it_should_be_is_no_damage(busy: HallState) -> None:
    _keep(busy, "w2", "bo")
    assert invariants.check(busy) == []


def _number_twice(state: HallState) -> None:
    state.tickets[WAITING].number = "A001"


def _issued_without_trace(state: HallState) -> None:
    state.ordinals["A"] += 1


def _in_no_state(state: HallState) -> None:
    del state.by_state[TicketState.WAITING][WAITING]


def _in_two_states(state: HallState) -> None:
    state.by_state[TicketState.PARKED][WAITING] = None


def _in_no_queue(state: HallState) -> None:
    state.waiting["general"].orders.clear()


def _in_two_queues(state: HallState) -> None:
    state.waiting["instant"].enter(Lane(), state.tickets[WAITING].standing)


def _standing_elsewhere(state: HallState) -> None:
    state.tickets[WAITING].place += 1


def _in_the_wrong_lane(state: HallState) -> None:
    lanes, standing = state.waiting["general"], state.tickets[WAITING].standing
    lanes.leave(Lane(), standing)
    lanes.enter(Lane("urgent"), standing)


def _a_lane_with_nobody(state: HallState) -> None:
    state.waiting["instant"].orders[Lane()] = []


def _places_called_out_of_order(state: HallState) -> None:
    state.waiting["general"].called.reverse()


def _at_no_window(state: HallState) -> None:
    state.windows["w1"].ticket_id = None


def _at_two_windows(state: HallState) -> None:
    state.windows["w2"].ticket_id = SERVING


def _called_but_void(state: HallState) -> None:
    del state.by_state[TicketState.SERVING][SERVING]
    state.by_state[TicketState.VOID][SERVING] = None
    state.tickets[SERVING].state = TicketState.VOID


def _busy_while_paused(state: HallState) -> None:
    state.windows["w1"].state = WindowState.PAUSED


def _a_clerk_on_two_chairs(state: HallState) -> None:
    state.windows["w3"].state, state.windows["w3"].clerk_id = WindowState.OPEN, "ann"


def _a_chair_without_a_clerk(state: HallState) -> None:
    state.windows["w2"].clerk_id = None


def _rated_while_it_goes_on(state: HallState) -> None:
    state.services[f"{SERVING}.s1"].rated = True


def _ended_while_it_goes_on(state: HallState) -> None:
    state.services[f"{SERVING}.s1"].ended = True


def _invited_while_it_goes_on(state: HallState) -> None:
    state.windows["w1"].invited = Invited(f"{SERVING}.s1", 0)


def _open_after_closing(state: HallState) -> None:
    state.business_day = None


def _a_slip_awaited_though_printed(state: HallState) -> None:
    state.tickets[WAITING].slip = SlipState.PRINTED


def _a_call_forgotten(state: HallState) -> None:
    del state.calls[SERVED]


def _an_alarm_misplaced(state: HallState) -> None:
    state.alarms["elsewhere"] = state.alarms.pop("help_called.k1")


def _a_verdict_nobody_gave(state: HallState) -> None:
    state.tickets[WAITING].verdict = Verdict.READY


def _a_pre_review_forgotten(state: HallState) -> None:
    state.tickets[WAITING].pre_review_id = "p9"


def _open_before_its_hour(state: HallState) -> None:
    state.early = True


def _keep(state: HallState, window_id: str, clerk_id: str | None = None) -> None:
    """For that window, with everything around it as it should be."""
    lanes, ticket = state.waiting["general"], state.tickets[WAITING]
    lanes.leave(ticket.lane, ticket.standing)
    ticket.for_window_id, ticket.for_clerk_id = window_id, clerk_id
    ticket.lane = lane_of(state.hall, ticket)
    lanes.enter(ticket.lane, ticket.standing)
    state.kept[WAITING] = None


def _kept_and_not_known(state: HallState) -> None:
    _keep(state, "w2")
    state.kept.clear()


def _kept_for_a_closed_window(state: HallState) -> None:
    _keep(state, "w3")


def _kept_for_a_window_that_does_not_take_it(state: HallState) -> None:
    state.windows["w4"].state, state.windows["w4"].clerk_id = WindowState.OPEN, "cai"
    state.seats["cai"] = "w4"
    _keep(state, "w4")


def _kept_for_a_clerk_who_is_not_there(state: HallState) -> None:
    _keep(state, "w2", "ann")


def _kept_for_a_clerk_at_no_window(state: HallState) -> None:
    state.tickets[WAITING].for_clerk_id = "ann"


def _returned_and_served(state: HallState) -> None:
    state.tickets[SERVED].returned = True
    state.kept[SERVED] = None


def _in_no_stage(state: HallState) -> None:
    state.tickets[WAITING].stage_at = 1


def _due_and_served(state: HallState) -> None:
    state.tickets[SERVED].one_day = True
    state.one_day[SERVED] = None


def _open_though_withdrawn(state: HallState) -> None:
    state.windows["w2"].withdrawn = True


def _a_queue_without_a_window(state: HallState) -> None:
    state.windows["w4"].withdrawn = True


def _a_trainee_at_a_closed_window(state: HallState) -> None:
    state.windows["w3"].trainee_id = "eva"


def _a_trainee_at_two_windows(state: HallState) -> None:
    state.windows["w1"].trainee_id = state.windows["w2"].trainee_id = "eva"


def _another_profile_than_was_given(state: HallState) -> None:
    state.assigned["w1"] = "mixed"


def _a_request_misplaced(state: HallState) -> None:
    state.requests["w2"] = WindowRequest("w1.withdraw.1", "w1", WindowChange.WITHDRAW, "test", "dee", 0)


def _doors_open_in_the_middle_of_the_day(state: HallState) -> None:
    state.doors_open = True


def _a_tag_with_nobody(state: HallState) -> None:
    state.tags[1] = WAITING


def _a_tag_with_two(state: HallState) -> None:
    state.tags[1] = WAITING
    state.tickets[WAITING].tag = state.tickets[SERVING].tag = 1


def _a_tag_after_the_end(state: HallState) -> None:
    state.tags[1], state.tickets[SERVED].tag = SERVED, 1


def _a_tag_called_for_who_has_come(state: HallState) -> None:
    state.tags[1], state.tickets[SERVING].tag = SERVING, 1
    state.tag_calls[SERVING] = TagCall(f"{SERVING}.c1", 1, TagBase("bridge", "tags"), 0)


def _a_cell_opened_twice(state: HallState) -> None:
    for opening_id in ("o1", "o2"):
        state.openings[opening_id] = CellOpening(opening_id, "lockers", "bridge", 1, 1, "look", "dee", 0)


def _an_opening_over_without_an_end(state: HallState) -> None:
    state.opened.append(CellOpening("o1", "lockers", "bridge", 1, 1, "look", "dee", 0))


BREAK: list[Callable[[HallState], None]] = [
    _kept_and_not_known,
    _kept_for_a_closed_window,
    _kept_for_a_window_that_does_not_take_it,
    _kept_for_a_clerk_who_is_not_there,
    _kept_for_a_clerk_at_no_window,
    _returned_and_served,
    _in_no_stage,
    _due_and_served,
    _number_twice,
    _issued_without_trace,
    _in_no_state,
    _in_two_states,
    _in_no_queue,
    _in_two_queues,
    _standing_elsewhere,
    _in_the_wrong_lane,
    _a_lane_with_nobody,
    _places_called_out_of_order,
    _at_no_window,
    _at_two_windows,
    _called_but_void,
    _busy_while_paused,
    _a_clerk_on_two_chairs,
    _a_chair_without_a_clerk,
    _rated_while_it_goes_on,
    _ended_while_it_goes_on,
    _invited_while_it_goes_on,
    _open_after_closing,
    _a_slip_awaited_though_printed,
    _a_call_forgotten,
    _an_alarm_misplaced,
    _a_verdict_nobody_gave,
    _a_pre_review_forgotten,
    _open_before_its_hour,
    _open_though_withdrawn,
    _a_queue_without_a_window,
    _a_trainee_at_a_closed_window,
    _a_trainee_at_two_windows,
    _another_profile_than_was_given,
    _a_request_misplaced,
    _doors_open_in_the_middle_of_the_day,
    _a_tag_with_nobody,
    _a_tag_with_two,
    _a_tag_after_the_end,
    _a_tag_called_for_who_has_come,
    _a_cell_opened_twice,
    _an_opening_over_without_an_end,
]


@pytest.mark.parametrize("damage", BREAK, ids=lambda damage: damage.__name__.strip("_"))
def test_damage_is_noticed(busy: HallState, damage: Callable[[HallState], None]) -> None:
    assert invariants.check(busy) == []
    damage(busy)
    assert invariants.check(busy)
