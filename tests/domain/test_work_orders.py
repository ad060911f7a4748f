"""The table of work orders: every state is reached and left, and the diagram draws what the table says."""

from pathlib import Path

import pytest

from queue_server.contract.commands import WorkOrderState
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain import work_orders
from queue_server.domain.work_orders import CLOSED, ENDS, OPEN, TRANSITIONS, WorkOrderDue, WorkOrderStep, begun_by

RATINGS = Path(__file__).parents[2] / "docs" / "ratings.md"


def test_every_state_is_reached_from_the_first_step() -> None:
    reached: set[WorkOrderState | None] = {None}
    while (
        more := {after for (before, _), afters in TRANSITIONS.items() if before in reached for after in afters}
        - reached
    ):
        reached |= more
    assert reached - {None} == set(WorkOrderState)


def test_nothing_leads_out_of_a_closed_one_and_every_other_can_be_closed() -> None:
    assert CLOSED not in {before for before, _ in TRANSITIONS}
    ending = {CLOSED}
    for _ in WorkOrderState:
        ending |= {before for (before, _), afters in TRANSITIONS.items() if before is not None and afters & ending}
    assert ending == set(WorkOrderState)


def test_every_step_is_in_the_table() -> None:
    assert {step for _, step in TRANSITIONS} == set(WorkOrderStep)


@pytest.mark.parametrize("due", WorkOrderDue)
def test_every_deadline_is_begun_by_a_step_and_ended_by_one(due: WorkOrderDue) -> None:
    begun = {
        step for step in WorkOrderStep for yes in (True, False) if due in begun_by(step, reachable=yes, running=())
    }
    ended = {step for step in WorkOrderStep if due in ENDS.get(step, ())}
    assert begun
    assert ended - {WorkOrderStep.CLOSED} or due is WorkOrderDue.CLOSE


def test_a_refusal_names_the_state_and_what_would_be_allowed() -> None:
    with pytest.raises(CommandRefused) as refused:
        work_orders.demand(WorkOrderState.RECEIVED, WorkOrderStep.RECTIFIED)
    assert refused.value.code is RefusalCode.WRONG_STATE
    assert refused.value.details == {"state": "received", "allowed": "rectifying_at_once, rectifying_by"}


def test_the_diagram_draws_every_way_from_one_state_to_another_once() -> None:
    lines = work_orders.diagram().splitlines()
    assert len(set(lines)) == len(lines)
    for (before, step), afters in TRANSITIONS.items():
        for after in afters - {before}:
            start = before.value if before else "[*]"
            (line,) = [line for line in lines if line.strip().startswith(f"{start} --> {after.value}:")]
            assert step.value in line.partition(":")[2].replace(",", "").split()


def test_the_document_has_the_diagram_and_a_word_on_every_deadline() -> None:
    text = RATINGS.read_text(encoding="utf-8")
    assert f"```mermaid\n{work_orders.diagram()}\n```" in text
    for due in WorkOrderDue:
        assert f"| `{due.value}` |" in text


def test_what_is_open_is_everything_but_closed() -> None:
    assert set(OPEN) == set(WorkOrderState) - {CLOSED}
