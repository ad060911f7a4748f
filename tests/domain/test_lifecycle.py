import pytest

from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import TicketState
from queue_server.domain import lifecycle
from queue_server.domain.events import TicketCalled, TicketCancelled


def test_every_state_is_reached_from_issue() -> None:
    reached: set[TicketState | None] = {None}
    while True:
        more = {after for (before, _), after in lifecycle.TRANSITIONS.items() if before in reached} - reached
        if not more:
            break
        reached |= more
    assert reached - {None} == set(TicketState)


def test_nothing_leads_out_of_a_final_state() -> None:
    assert not {before for before, _ in lifecycle.TRANSITIONS} & lifecycle.FINAL


def test_from_every_other_state_some_end_is_reached() -> None:
    for state in set(TicketState) - lifecycle.FINAL:
        seen = {state}
        for _ in TicketState:
            seen |= {after for (before, _), after in lifecycle.TRANSITIONS.items() if before in seen}
        assert seen & lifecycle.FINAL


def test_a_refusal_names_the_state_and_what_would_be_allowed() -> None:
    with pytest.raises(CommandRefused) as refused:
        lifecycle.demand(TicketState.SERVED, TicketCalled)
    assert refused.value.details == {"state": "served", "allowed": "waiting, parked"}


def test_a_command_may_mean_only_some_rows_of_the_table() -> None:
    lifecycle.demand(TicketState.SERVING, TicketCancelled)
    with pytest.raises(CommandRefused):
        lifecycle.demand(TicketState.SERVING, TicketCancelled, TicketState.WAITING)


def test_the_diagram_draws_every_transition_once() -> None:
    lines = lifecycle.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert len(set(lines)) == len(lines)
    for (before, event), after in lifecycle.TRANSITIONS.items():
        start = before.value if before else "[*]"
        (line,) = [line for line in lines if line.strip().startswith(f"{start} --> {after.value}:")]
        assert event.__name__ in line
