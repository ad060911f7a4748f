"""Where a ticket stands in its journey, as its holder and its clerk see it."""

from config.catalogue import Bundle
from config.configuration import HallConfiguration
from queue_server.contract.views import (
    Label,
    StageLine,
    TicketState,
    TransferWindow,
    UndoLine,
    WindowBrief,
    WindowState,
)
from queue_server.domain.journey import PlannedStage
from queue_server.domain.rules.undo import undo_until_ms, undoable
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.views.labels import clerk_at, label, window_brief


def stage_lines(hall: HallConfiguration, ticket: Ticket) -> tuple[StageLine, ...]:
    """A visit that ended before its last stage has not done those after it."""
    return tuple(_stage_line(hall, stage, _state(place, ticket)) for place, stage in enumerate(ticket.stages))


def _state(place: int, ticket: Ticket) -> str:
    if place > ticket.stage_at:
        return "next"
    return "now" if place == ticket.stage_at and ticket.state is not TicketState.SERVED else "done"


def _stage_line(hall: HallConfiguration, stage: PlannedStage, state: str) -> StageLine:
    """A queue or an item that a new plan or catalogue has dropped since is named by its id, or left out."""
    queue = hall.queues.get(stage.queue_id)
    items = (hall.items.get(item_id) for item_id in stage.item_ids)
    return StageLine(
        name=stage.name,
        queue=label(queue.name) if queue is not None else Label(stage.queue_id, stage.queue_id),
        items=tuple(label(item.name) for item in items if item is not None),
        state=state,
    )


def lead_label(hall: HallConfiguration, bundle_id: str | None) -> Label | None:
    """The department that leads the bundle; None without one."""
    bundle = _bundle(hall, bundle_id) if bundle_id is not None else None
    if bundle is None:
        return None
    return next((label(one.name) for one in hall.plan.departments if one.id == bundle.lead_department_id), None)


def _bundle(hall: HallConfiguration, bundle_id: str | None) -> Bundle | None:
    return next((bundle for bundle in hall.catalogue.bundles if bundle.id == bundle_id), None)


def brief_if_known(hall: HallConfiguration, window_id: str | None) -> WindowBrief | None:
    return window_brief(hall, window_id) if window_id is not None and window_id in hall.windows else None


def transfer_windows(state: HallState, window_id: str) -> tuple[TransferWindow, ...]:
    """The others at which somebody sits, by number."""
    found = []
    for other in state.hall.windows_by_number:
        clerk = clerk_at(state, other)
        if other != window_id and clerk is not None and state.windows[other].state is not WindowState.CLOSED:
            found.append(TransferWindow(window_brief(state.hall, other), clerk.id, clerk.name))
    return tuple(found)


def undo_line(state: HallState, window_id: str, now_ms: int) -> UndoLine | None:
    last = undoable(state, window_id, now_ms)
    if last is None:
        return None
    return UndoLine(last.what, last.before.ticket_id, last.before.number, undo_until_ms(state, last))
