"""The clerk's page: who waits and why in this order, the ticket at the window, and what can be done now."""

from typing import Final

import msgspec

from config.pre_review import Finding
from queue_server.contract.commands import (
    AnyCommand,
    BreakOff,
    CallNext,
    CallTicket,
    CheckPreReview,
    CloseWindow,
    FinishServing,
    MarkNoShow,
    NextStage,
    OpenWindow,
    ParkTicket,
    PauseWindow,
    RecallTicket,
    RequeueTicket,
    ResumeTicket,
    ReturnTag,
    SendAway,
    StartServing,
    TakeOver,
    TransferTicket,
    UndoLast,
    VerifyPriority,
    WithdrawPriority,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Action,
    ClerkView,
    TicketState,
    TicketView,
    TraineeLine,
    WaitingLine,
    WindowState,
)
from queue_server.domain import posts, routing
from queue_server.domain.lanes import Standing
from queue_server.domain.rules.alarms import TAG_SILENT, subject
from queue_server.domain.rules.reminders import parked_too_long_at_ms
from queue_server.domain.rules.tickets import return_until_ms
from queue_server.domain.rules.windows import must_say_why
from queue_server.domain.state import KINDS, Call, HallState, Ticket
from queue_server.domain.views.actions import action, clerk, refusal
from queue_server.domain.views.announcements import emergency_line
from queue_server.domain.views.appointments import slot_of_ticket
from queue_server.domain.views.journeys import transfer_windows, undo_line
from queue_server.domain.views.labels import clerk_at, item_label, label, staff_name, trainee_at, window_brief
from queue_server.domain.views.pre_reviews import of_ticket, pre_review_view
from queue_server.domain.views.queues import queue_lines
from queue_server.domain.views.tickets import ticket_view
from queue_server.domain.views.whys import priority_label, with_reason
from queue_server.domain.views.windows import ticket_at

WAITING_SHOWN: Final = 20


def clerk_view(state: HallState, window_id: str, now_ms: int) -> ClerkView:
    """At a closed window: as any clerk who holds a post there sees it."""
    hall, window = state.hall, state.windows[window_id]
    sitting, ticket, trainee = clerk_at(state, window_id), ticket_at(state, window_id), trainee_at(state, window_id)
    queue_ids = routing.queues_of(state, window_id)
    here = _orders_here(state, window_id)
    call = state.calls[ticket.ticket_id] if ticket else None
    return ClerkView(
        hall=label(hall.plan.name),
        window=window_brief(hall, window_id),
        state=window.state,
        paused_because=window.paused_because,
        clerk_id=window.clerk_id,
        clerk_name=sitting.name if sitting else None,
        clerk_post=window.post,
        queues=queue_lines(state, (hall.queues[queue_id] for queue_id in queue_ids), now_ms),
        transfer_queues=queue_lines(
            state,
            (queue for queue in hall.plan.queues if ticket is None or queue.id != ticket.queue_id),
            now_ms,
        ),
        ticket=_for_its_clerk(state, ticket, now_ms) if ticket else None,
        called_at_ms=ticket.called_at_ms if ticket else None,
        started_at_ms=ticket.started_at_ms if ticket else None,
        calls=call.times if call else 0,
        waiting=_waiting(state, window_id, now_ms),
        waiting_count=sum(map(len, here)),
        longest_since_ms=state.tickets[min(order[0] for order in here)[2]].issued_at_ms if here else None,
        parked=_parked(state, window_id, now_ms),
        missed=_missed(state, window_id, now_ms),
        actions=_actions(state, window_id, now_ms),
        pause_reasons=hall.policy.pause_reasons,
        break_off_reasons=hall.policy.break_off_reasons,
        alarms=len(state.alarms),
        transfer_windows=transfer_windows(state, window_id),
        undo=undo_line(state, window_id, now_ms),
        recalls_left=max(0, hall.policy.recall_limit + 1 - call.times) if call else 0,
        leave_reasons=_leave_reasons(state, window_id),
        backup_name=_backup_name(state, window_id),
        trainee_name=trainee.name if trainee else None,
        trainees=_trainees(state),
        take_over=_take_over(state, window_id),
        withdrawn=window.withdrawn,
        tag=ticket.tag if ticket else None,
        tag_silent=ticket is not None and subject(TAG_SILENT, ticket.ticket_id) in state.alarms,
        emergency=emergency_line(state),
        call_shown=_is_shown(call) if ticket and ticket.state is TicketState.CALLED else None,
    )


def _is_shown(call: Call | None) -> bool | None:
    if call is None or (call.shown_at_ms is None and not call.unshown):
        return None
    return not call.unshown


def _leave_reasons(state: HallState, window_id: str) -> tuple[str, ...]:
    is_left = state.windows[window_id].state is not WindowState.CLOSED and must_say_why(state, window_id) is not None
    return state.hall.policy.leave_reasons if is_left else ()


def _backup_name(state: HallState, window_id: str) -> str | None:
    clerk_id = posts.stand_in(state, window_id)
    return state.hall.clerks[clerk_id].name if clerk_id is not None else None


def _trainees(state: HallState) -> tuple[TraineeLine, ...]:
    busy = {window.trainee_id for window in state.windows.values()}
    clerks = (clerk for clerk in state.hall.plan.clerks if clerk.trainee and clerk.id not in busy)
    return tuple(TraineeLine(clerk.id, clerk.name, clerk.staff_number) for clerk in clerks)


def _orders_here(state: HallState, window_id: str) -> list[list[Standing]]:
    """Those who wait in the window's queues, lane by lane, without those who are kept for others."""
    return [
        order
        for queue_id in routing.queues_of(state, window_id)
        for lane, order in state.waiting[queue_id].orders.items()
        if lane.only_at in (None, window_id)
    ]


def _for_its_clerk(state: HallState, ticket: Ticket, now_ms: int) -> TicketView:
    """With the pre-review, line by line. A clerk has no part in ratings, not even in whether there was one; nor do they
    act as the visitor."""
    reviewed = of_ticket(state, ticket.pre_review_id)
    shown = ticket_view(state, ticket.ticket_id, now_ms)
    return msgspec.structs.replace(
        shown,
        why=with_reason(shown.why, state.calls[ticket.ticket_id].reason),
        service_id=None,
        rated=False,
        first_asked=staff_name(state.hall, ticket.first_asked_by),
        actions=(),
        pre_review=pre_review_view(reviewed, state.hall.policy.pre_review_days) if reviewed is not None else None,
    )


def _line(
    state: HallState, window_id: str, ticket: Ticket, since_ms: int, command: AnyCommand, now_ms: int, why: str | None
) -> WaitingLine:
    return WaitingLine(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        item=item_label(state.hall, ticket),
        queue=label(state.hall.queues[ticket.queue_id].name),
        state=ticket.state,
        since_ms=since_ms,
        verdict=ticket.verdict.value if ticket.verdict is not None else None,
        why=why,
        appointment=slot_of_ticket(state, ticket),
        priority=priority_label(state.hall, ticket.priority),
        priority_verified=ticket.priority_verified,
        window=_number_of_window(state, ticket),
        returned=ticket.returned,
        remind_at_ms=parked_too_long_at_ms(state, ticket) if ticket.state is TicketState.PARKED else None,
        actions=(action(command, state, clerk(state.windows[window_id].clerk_id or ""), now_ms),),
    )


def _number_of_window(state: HallState, ticket: Ticket) -> int | None:
    """That alone may call it, or had it last before it was parked or missed."""
    window_id = ticket.for_window_id
    if ticket.state is not TicketState.WAITING:
        window_id = state.calls[ticket.ticket_id].window_id
    window = state.hall.windows.get(window_id or "")
    return window.number if window is not None else None


def _waiting(state: HallState, window_id: str, now_ms: int) -> tuple[WaitingLine, ...]:
    return tuple(
        _line(
            state,
            window_id,
            (ticket := state.tickets[choice.ticket_id]),
            ticket.issued_at_ms,
            CallTicket(window_id, choice.ticket_id, "chosen"),
            now_ms,
            why=choice.by if place == 0 else None,
        )
        for place, choice in enumerate(routing.in_order(state, window_id, now_ms, WAITING_SHOWN))
    )


def _parked(state: HallState, window_id: str, now_ms: int) -> tuple[WaitingLine, ...]:
    return tuple(
        _line(state, window_id, ticket, ticket.since_ms, ResumeTicket(window_id, ticket.ticket_id), now_ms, None)
        for ticket in _of_profile(state, window_id, TicketState.PARKED)
    )


def _missed(state: HallState, window_id: str, now_ms: int) -> tuple[WaitingLine, ...]:
    """Those who may still come back."""
    return tuple(
        _line(state, window_id, ticket, ticket.since_ms, RequeueTicket(ticket.ticket_id), now_ms, None)
        for ticket in _of_profile(state, window_id, TicketState.NO_SHOW)
        if state.business_day is not None and now_ms <= return_until_ms(state, ticket.since_ms)
    )


def _of_profile(state: HallState, window_id: str, ticket_state: TicketState) -> list[Ticket]:
    queue_ids = routing.queues_of(state, window_id)
    tickets = (state.tickets[ticket_id] for ticket_id in state.by_state[ticket_state])
    return [ticket for ticket in tickets if ticket.queue_id in queue_ids]


def _actions(state: HallState, window_id: str, now_ms: int) -> tuple[Action, ...]:
    policy, ticket = state.hall.policy, ticket_at(state, window_id)
    needed = _leave_reasons(state, window_id)
    ticket_id = ticket.ticket_id if ticket else ""
    elsewhere = next((queue_id for queue_id in state.waiting if ticket is None or queue_id != ticket.queue_id), "")
    candidates: tuple[AnyCommand, ...] = (
        CallNext(window_id),
        RecallTicket(window_id, ticket_id),
        StartServing(window_id, ticket_id),
        FinishServing(window_id, ticket_id),
        MarkNoShow(window_id, ticket_id, called_aloud=_is_shown(state.calls.get(ticket_id)) is False),
        ParkTicket(window_id, ticket_id),
        _transfer(state, window_id, ticket_id, elsewhere),
        SendAway(window_id, ticket_id, elsewhere),
        NextStage(window_id, ticket_id),
        UndoLast(window_id),
        BreakOff(window_id, ticket_id, next(iter(policy.break_off_reasons), "")),
        _pause(state, window_id, (*needed, *policy.pause_reasons), now_ms),
        CloseWindow(window_id, next(iter(needed), None)),
        VerifyPriority(ticket_id),
        WithdrawPriority(ticket_id, "not_shown"),
        _check_first_line(state, window_id, ticket),
    )
    if ticket is not None and ticket.tag is not None:
        candidates += (ReturnTag(ticket_id),)
    by = clerk(state.windows[window_id].clerk_id or "")
    return _open_window(state, window_id, now_ms), *(action(command, state, by, now_ms) for command in candidates)


def _check_first_line(state: HallState, window_id: str, ticket: Ticket | None) -> CheckPreReview:
    """To confirm a line as it stands; one line can be checked exactly when all can."""
    reviewed = of_ticket(state, ticket.pre_review_id) if ticket is not None else None
    lines = [line for kind in KINDS for line in reviewed.found[kind].items()] if reviewed is not None else []
    about, finding = lines[0] if lines else ("", Finding.MET)
    return CheckPreReview(window_id, ticket.ticket_id if ticket is not None else "", about, finding)


def _transfer(state: HallState, window_id: str, ticket_id: str, elsewhere: str) -> TransferTicket:
    """To another queue; where there is none, to another window."""
    windows = transfer_windows(state, window_id)
    if not elsewhere and windows:
        return TransferTicket(window_id, ticket_id, to_window_id=windows[0].window.window_id)
    return TransferTicket(window_id, ticket_id, elsewhere)


def _pause(state: HallState, window_id: str, reasons: tuple[str, ...], now_ms: int) -> PauseWindow:
    """For the first reason that holds now; for the first one where none does."""
    by = clerk(state.windows[window_id].clerk_id or "")
    pauses = [PauseWindow(window_id, reason) for reason in reasons or ("",)]
    return next((pause for pause in pauses if refusal(pause, state, by, now_ms) is None), pauses[0])


def _take_over(state: HallState, window_id: str) -> Action:
    """For somebody of the post who does not sit there, nor anywhere: what keeps them where they sit, only they see."""
    window = state.windows[window_id]
    others = (holder.id for holder in state.hall.holders[window_id] if holder.id != window.clerk_id)
    name, why = TakeOver.__name__, None
    if next(others, None) is None:
        why = RefusalCode.POST_NOT_HELD
    elif state.begun_day is None:
        why = RefusalCode.DAY_CLOSED
    elif window.withdrawn:
        why = RefusalCode.WINDOW_WITHDRAWN
    return Action(name, allowed=why is None, why=why)


def _open_window(state: HallState, window_id: str, now_ms: int) -> Action:
    """For whoever sits there; at a closed window for the first holder of a post there who could sit down."""
    window = state.windows[window_id]
    if window.state is WindowState.CLOSED:
        holders = [holder.id for holder in state.hall.holders[window_id]]
    else:
        holders = [window.clerk_id or ""]
    refused = Action(OpenWindow.__name__, allowed=False, why=RefusalCode.POST_NOT_HELD)
    for clerk_id in holders:
        opened = action(OpenWindow(window_id), state, clerk(clerk_id), now_ms)
        if opened.allowed:
            return opened
        refused = opened
    return refused
