"""What hangs over a window and what stands on it: the window panel and the rating terminal."""

from queue_server.contract.commands import RatingStage
from queue_server.contract.views import Invitation, PanelView, RatingView, WindowState
from queue_server.domain import routing
from queue_server.domain.rules.ratings import stage_of
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.views.announcements import emergency_line
from queue_server.domain.views.labels import clerk_at, label, trainee_at, window_brief
from queue_server.domain.views.ratings import matter_of, reason_lines


def panel_view(state: HallState, window_id: str, now_ms: int) -> PanelView:
    hall, window = state.hall, state.windows[window_id]
    clerk, ticket, trainee = clerk_at(state, window_id), ticket_at(state, window_id), trainee_at(state, window_id)
    following = routing.next_ticket(state, window_id, now_ms) if window.state is WindowState.OPEN else None
    return PanelView(
        hall=label(hall.plan.name),
        window=window_brief(hall, window_id),
        state=window.state,
        paused_because=window.paused_because,
        clerk_name=clerk.name if clerk else None,
        clerk_number=clerk.staff_number if clerk else None,
        clerk_post=window.post,
        number=ticket.number if ticket else None,
        ticket_state=ticket.state if ticket else None,
        call_id=state.calls[ticket.ticket_id].call_id if ticket else None,
        next_number=state.tickets[following.ticket_id].number if following else None,
        elsewhere=_elsewhere(state, window_id) if window.state is not WindowState.OPEN else (),
        trainee_name=trainee.name if trainee else None,
        trainee_number=trainee.staff_number if trainee else None,
        emergency=emergency_line(state),
        called_at_ms=state.calls[ticket.ticket_id].called_at_ms if ticket else None,
    )


def _elsewhere(state: HallState, window_id: str) -> tuple[int, ...]:
    """Not those that only help out now and then."""
    regular = state.hall.regular_windows.values()
    others = {
        other.number: other.id for windows in regular if window_id in (w.id for w in windows) for other in windows
    }
    return tuple(sorted(number for number, id_ in others.items() if state.windows[id_].state is WindowState.OPEN))


def rating_view(state: HallState, window_id: str) -> RatingView:
    hall, window = state.hall, state.windows[window_id]
    clerk, ticket = clerk_at(state, window_id), ticket_at(state, window_id)
    return RatingView(
        hall=label(hall.plan.name),
        window=window_brief(hall, window_id),
        state=window.state,
        clerk_name=clerk.name if clerk else None,
        clerk_number=clerk.staff_number if clerk else None,
        number=ticket.number if ticket else None,
        invitation=_invitation(state, window_id),
        emergency=emergency_line(state),
        reasons=reason_lines(state.hall),
        stages=tuple(RatingStage),
    )


def _invitation(state: HallState, window_id: str) -> Invitation | None:
    invited = state.windows[window_id].invited
    service = state.service(invited.service_id) if invited is not None else None
    if invited is None or service is None:
        return None
    clerk, ticket = state.hall.clerks.get(service.clerk_id), state.tickets.get(service.ticket_id)
    return Invitation(
        invited.service_id,
        service.number,
        matter_of(state.hall, service),
        invited.until_ms,
        stage_of(state, window_id),
        clerk.name if clerk is not None else None,
        ticket.language if ticket is not None else None,
    )


def ticket_at(state: HallState, window_id: str) -> Ticket | None:
    """Who is called or served there now."""
    ticket_id = state.windows[window_id].ticket_id
    return state.tickets[ticket_id] if ticket_id is not None else None
