"""What must hold in every hall at every moment, said once more from the outside: for tests, and for `verify`."""

from collections.abc import Iterator

from queue_server.contract.commands import WorkOrderState
from queue_server.contract.views import AppointmentState, SlipState, TicketState, WindowState
from queue_server.domain.lifecycle import AT_A_WINDOW, FINAL, OVER
from queue_server.domain.posts import queues_left, withdrawn
from queue_server.domain.routing import lane_of, queues_of
from queue_server.domain.rules.ratings import awaits_rating
from queue_server.domain.state import KINDS, HallState
from queue_server.domain.work_orders import EXCLUDED, FED_BACK, WorkOrder, WorkOrderDue


def check(state: HallState) -> list[str]:
    """Everything that is wrong with `state`, one sentence each; empty when it is sound."""
    return [
        *_numbers(state),
        *_tags(state),
        *_lockers(state),
        *_queues(state),
        *_windows(state),
        *_journeys(state),
        *_posts(state),
        *_services(state),
        *_ratings(state),
        *_work_orders(state),
        *_pre_reviews(state),
        *_appointments(state),
        *_closing(state),
        *_early(state),
        *_doors(state),
        *_alarms(state),
    ]


def _numbers(state: HallState) -> Iterator[str]:
    if len({ticket.number for ticket in state.tickets.values()}) != len(state.tickets):
        yield "a number was given twice"
    if sum(state.ordinals.values()) + len(state.paper_numbers) != state.issued:
        yield "the series do not add up to the tickets issued"
    if {id_ for ids in state.by_state.values() for id_ in ids} != state.tickets.keys():
        yield "the tickets by state are not the tickets issued"
    if sum(map(len, state.by_state.values())) != state.issued:
        yield "a ticket is counted in two states"
    if any(under_way.ticket_id not in state.tickets for under_way in state.reprints.values()):
        yield "a slip of an unknown ticket is printed again"
    for ticket in state.tickets.values():
        if ticket.ticket_id not in state.by_state[ticket.state]:
            yield f"{ticket.ticket_id} is {ticket.state}, but not counted there"
        if state.by_request.get(ticket.request_key) is None:
            yield f"{ticket.ticket_id} is not found by its request"
        if ticket.ticket_id in state.slips_due and (ticket.slip is not SlipState.PENDING or ticket.state in FINAL):
            yield f"the slip of {ticket.ticket_id} is awaited, but {ticket.slip}"
        if ticket.ticket_id in state.slips_failed and (ticket.slip is not SlipState.FAILED or ticket.state in FINAL):
            yield f"that somebody has {ticket.ticket_id} is awaited, but {ticket.slip}"


def _tags(state: HallState) -> Iterator[str]:
    had = {ticket.tag: ticket.ticket_id for ticket in state.tickets.values() if ticket.tag is not None}
    if had != state.tags or len(had) != sum(ticket.tag is not None for ticket in state.tickets.values()):
        yield "the tags in use are not those of the tickets"
    for ticket_id in had.values():
        if state.tickets[ticket_id].state in FINAL:
            yield f"{ticket_id} is {state.tickets[ticket_id].state} with a tag"
    if state.business_day is None and had:
        yield "a tag is in use in a closed hall"
    for ticket_id, call in state.tag_calls.items():
        ticket, newest = state.tickets[ticket_id], state.calls[ticket_id]
        if (ticket.tag, ticket.state, newest.call_id) != (call.tag, TicketState.CALLED, call.call_id):
            yield f"tag {call.tag} is called for {ticket_id}, which is {ticket.state} with {ticket.tag}"


def _lockers(state: HallState) -> Iterator[str]:
    cells = [(opening.device_id, opening.board, opening.lock) for opening in state.openings.values()]
    if len(set(cells)) != len(cells):
        yield "a cell is being opened twice"
    if any(opening.outcome is not None for opening in state.openings.values()):
        yield "an opening is under way and over"
    if any(opening.outcome is None for opening in state.opened):
        yield "an opening is over without an outcome"


def _queues(state: HallState) -> Iterator[str]:
    standing = [
        (queue_id, lane, position)
        for queue_id, lanes in state.waiting.items()
        for lane, order in lanes.orders.items()
        for position in order
    ]
    if len({position[2] for *_, position in standing}) != len(standing):
        yield "a ticket stands in two places"
    if {position[2] for *_, position in standing} != state.by_state[TicketState.WAITING].keys():
        yield "those who stand in the queues are not those who wait"
    for queue_id, lane, position in standing:
        ticket = state.tickets[position[2]]
        if (ticket.queue_id, ticket.standing) != (queue_id, position):
            yield f"{ticket.ticket_id} stands in the wrong place of {queue_id}"
        if lane != ticket.lane or lane != lane_of(state.hall, ticket):
            yield f"{ticket.ticket_id} stands in the wrong lane of {queue_id}"
    for queue_id, lanes in state.waiting.items():
        if any(order != sorted(order) for order in lanes.orders.values()):
            yield f"{queue_id} is out of order"
        if not all(lanes.orders.values()):
            yield f"{queue_id} keeps a lane in which nobody stands"
        if lanes.called != sorted(lanes.called):
            yield f"the places called in {queue_id} are out of order"


def _windows(state: HallState) -> Iterator[str]:
    at_windows = {window.ticket_id: id_ for id_, window in state.windows.items() if window.ticket_id is not None}
    for ticket in state.tickets.values():
        if (ticket.window_id is not None) != (ticket.state in AT_A_WINDOW):
            yield f"{ticket.ticket_id} is {ticket.state} and at window {ticket.window_id}"
        if at_windows.get(ticket.ticket_id) != ticket.window_id:
            yield f"{ticket.ticket_id} and window {ticket.window_id} do not know of each other"
        if (ticket.calls == 0) == (ticket.ticket_id in state.calls):
            yield f"{ticket.ticket_id} and its newest call do not agree"
    seats: dict[str, str] = {}
    for window_id, window in state.windows.items():
        if (window.state is WindowState.CLOSED) != (window.clerk_id is None):
            yield f"window {window_id} is {window.state} with clerk {window.clerk_id}"
        if window.ticket_id is not None and window.state is not WindowState.OPEN:
            yield f"window {window_id} is {window.state} with {window.ticket_id}"
        if window.clerk_id in seats:
            yield f"{window.clerk_id} sits at two windows"
        if window.clerk_id is not None:
            seats[window.clerk_id] = window_id
    if seats != state.seats:
        yield "the seats do not agree with the windows"


def _journeys(state: HallState) -> Iterator[str]:
    for ticket in state.tickets.values():
        special = ticket.for_window_id is not None or ticket.returned
        if special and ticket.state is not TicketState.WAITING:
            yield f"{ticket.ticket_id} is {ticket.state}, and kept for a window or back"
        if special != (ticket.ticket_id in state.kept):
            yield f"{ticket.ticket_id} and those who are kept or back do not agree"
        if ticket.for_window_id is not None:
            window = state.windows.get(ticket.for_window_id)
            if window is None or window.state is WindowState.CLOSED:
                yield f"{ticket.ticket_id} waits for {ticket.for_window_id} alone, which is closed"
            elif ticket.for_clerk_id not in (None, window.clerk_id):
                yield f"{ticket.ticket_id} waits for {ticket.for_clerk_id}, who is not at {ticket.for_window_id}"
            elif ticket.queue_id not in queues_of(state, ticket.for_window_id):
                yield f"{ticket.ticket_id} waits for {ticket.for_window_id} alone, which does not take its queue"
        elif ticket.for_clerk_id is not None:
            yield f"{ticket.ticket_id} waits for {ticket.for_clerk_id} at no window"
        if ticket.stage_at >= max(len(ticket.stages), 1):
            yield f"{ticket.ticket_id} is in a stage that it does not have"
        if ticket.ticket_id in state.one_day and (not ticket.one_day or ticket.state in OVER):
            yield f"{ticket.ticket_id} is due today, and {ticket.state}"


def _posts(state: HallState) -> Iterator[str]:
    if state.configuration is None or state.planned is None:
        return
    trainees = [window.trainee_id for window in state.windows.values() if window.trainee_id is not None]
    if len(set(trainees)) != len(trainees):
        yield "a trainee is at two windows"
    for window_id, window in state.windows.items():
        if window.trainee_id is not None and window.state is WindowState.CLOSED:
            yield f"window {window_id} is closed with a trainee"
        if window.withdrawn and window.state is not WindowState.CLOSED:
            yield f"window {window_id} is withdrawn and {window.state}"
        given = state.assigned.get(window_id, state.planned.windows[window_id].profile_id)
        if state.hall.windows[window_id].profile_id != given:
            yield f"window {window_id} has neither the profile of the plan nor the one it was given"
    gone = withdrawn(state)
    left = queues_left(state.hall, gone) | queues_left(state.planned, gone)  # now, and when the day has closed
    for queue_id in left - queues_left(state.planned, set()):
        yield f"no window is left for {queue_id}"
    for window_id, asked in state.requests.items():
        if asked.window_id != window_id or window_id not in state.windows:
            yield f"request {asked.request_id} is kept as that of {window_id}"


def _services(state: HallState) -> Iterator[str]:
    running = {ticket.service_id for ticket in state.tickets.values() if ticket.service_id is not None}
    if running != {id_ for id_, service in state.services.items() if not service.ended}:
        yield "the services that run are not those of the tickets"
    for service_id, service in state.services.items():
        if service.rated and not service.ended_at_ms:
            yield f"{service_id} was rated before it ended"
        if state.tickets[service.ticket_id].state is TicketState.VOID and not service.ended:
            yield f"{service_id} goes on for a void ticket"
    for ticket in state.tickets.values():
        if (ticket.service_id is not None) != (ticket.state is TicketState.SERVING):
            yield f"{ticket.ticket_id} is {ticket.state} with service {ticket.service_id}"


def _ratings(state: HallState) -> Iterator[str]:
    for window_id, window in state.windows.items():
        invited = state.service(window.invited.service_id) if window.invited is not None else None
        if window.invited is not None and invited is None:
            yield f"window {window_id} invites to rate a service that is not there"
        if invited is not None and not invited.ended:
            yield f"window {window_id} invites to rate a service that goes on"
        if invited is not None and invited.rated:
            yield f"window {window_id} invites to rate what was rated"
    for service_id, service in (*state.services.items(), *state.past_services.items()):
        if service.rated_again and not service.rated:
            yield f"{service_id} was rated again before it was rated"
    for service_id, service in state.past_services.items():
        if service_id in state.services or service.ticket_id in state.tickets:
            yield f"{service_id} is of today and of a day before"
        if not service.ended:
            yield f"{service_id} of a day before goes on"
        if service.ticket_id not in state.past_tickets:
            yield f"the ticket of {service_id} of a day before is not known"
    if not set(state.past_tickets.values()) <= state.past_services.keys():
        yield "the last service of a ticket of a day before is not kept"
    ended = [(service.ended_at_ms, id_) for id_, service in state.services.items() if service.ended]
    if not {entry for entry in ended if awaits_rating(state, *entry)} <= set(state.unrated):
        yield "a service that nobody has rated is not among those unrated"
    if list(state.unrated) != sorted(state.unrated, key=lambda entry: entry[0]):
        yield "those unrated are out of order"
    if state.unrated and not awaits_rating(state, *state.unrated[0]):
        yield "the first of those unrated waits for no rating"


def _work_orders(state: HallState) -> Iterator[str]:
    orders = state.work_orders
    if orders.expected != sorted((order.next_ms, id_) for id_, order in orders.by_id.items() if order.next_ms):
        yield "the clock does not expect what the work orders do"
    if len(orders.by_id) > orders.opened:
        yield "more work orders are open than ever were opened"
    for order_id, order in orders.by_id.items():
        if set(order.deadlines) != _due(order):
            yield f"{order_id} is {order.state}, and due is {', '.join(sorted(order.deadlines))}"
        if not (order.warned | order.overdue) <= set(order.deadlines):
            yield f"{order_id} was told to be late with what is not due"
        if (order.assignee_id is None) == (order.role is None):
            yield f"{order_id} is nobody's, or two people's"
        if order.assignee_id is not None and order.concerns(order.assignee_id):
            yield f"{order_id} is worked on by whom it concerns"
        if order.excluded and (order.appealed_by is None or order.state not in (EXCLUDED, FED_BACK)):
            yield f"{order_id} is excluded without an appeal"
        if order.extension_open and WorkOrderDue.RECTIFY not in order.deadlines:
            yield f"{order_id} is to be extended, and nothing runs"
        if not order.level.poor:
            yield f"{order_id} is about no poor rating"


def _due(order: WorkOrder) -> set[WorkOrderDue]:
    """What must be due in its state, and nothing else: none that is open waits without a deadline."""
    match order.state:
        case WorkOrderState.RECEIVED | WorkOrderState.ASSIGNED:
            return {WorkOrderDue.RECTIFY} | ({WorkOrderDue.CONTACT} if order.named else set())
        case WorkOrderState.APPEALED:
            uncalled = order.named and order.before_appeal is WorkOrderState.ASSIGNED
            return {WorkOrderDue.REVIEW} | ({WorkOrderDue.CONTACT} if uncalled else set())
        case WorkOrderState.EXCLUDED:
            return {WorkOrderDue.FEED_BACK if order.named else WorkOrderDue.CLOSE}
        case WorkOrderState.RECTIFIED:
            return {WorkOrderDue.FEED_BACK}
        case WorkOrderState.FED_BACK:
            return {WorkOrderDue.CALL_BACK if order.is_called_back else WorkOrderDue.CLOSE}
        case WorkOrderState.CALLED_BACK:
            return {WorkOrderDue.CLOSE}
        case WorkOrderState.CLOSED:
            return set()
    return {WorkOrderDue.RECTIFY}


def _pre_reviews(state: HallState) -> Iterator[str]:
    for ticket in state.tickets.values():
        reviewed = state.pre_reviews.get(ticket.pre_review_id or "")
        if (reviewed is None) != (ticket.pre_review_id is None):
            yield f"{ticket.ticket_id} was taken with a pre-review that is not there"
        if ticket.verdict is not (reviewed.verdict if reviewed is not None else None):
            yield f"{ticket.ticket_id} says {ticket.verdict}, which is not the verdict of its pre-review"
    for pre_review_id, reviewed in state.pre_reviews.items():
        if reviewed.ticket_id is not None and state.tickets[reviewed.ticket_id].pre_review_id != pre_review_id:
            yield f"{pre_review_id} and {reviewed.ticket_id} do not know of each other"
        if any(reviewed.checked[kind].keys() - reviewed.found[kind].keys() for kind in KINDS):
            yield f"{pre_review_id} has checks of lines it does not have"


def _appointments(state: HallState) -> Iterator[str]:
    diary = state.appointments
    booked = [one for one in diary.by_id.values() if one.state is AppointmentState.BOOKED]
    if diary.expected != sorted((one.ends_at_ms, one.appointment_id) for one in booked):
        yield "those expected are not those who have booked"
    days = {(day, id_) for day, ids in diary.by_day.items() for id_ in ids}
    if days != {(one.business_day, one.appointment_id) for one in diary.by_id.values()}:
        yield "the appointments by day are not the appointments"
    keys = {(key, id_) for key, ids in diary.by_person.items() for id_ in ids}
    if keys != {(key, one.appointment_id) for one in diary.by_id.values() for key in one.person_keys}:
        yield "the appointments by person are not the appointments"
    for appointment in diary.by_id.values():
        ticket = state.tickets.get(appointment.ticket_id or "")
        used = appointment.state is AppointmentState.CHECKED_IN
        if used != (ticket is not None) or (ticket and ticket.appointment_id != appointment.appointment_id):
            yield f"{appointment.appointment_id} and its ticket do not know of each other"
    for key, ticket_ids in state.tickets_of.items():
        if any(key not in state.tickets[ticket_id].person_keys for ticket_id in ticket_ids):
            yield "a ticket is kept for a person it is not for"
    if any(times < 0 for times in state.given_up.values()):
        yield "somebody has given up less than nothing"


def _early(state: HallState) -> Iterator[str]:
    if not state.early:
        return
    if state.business_day is None:
        yield "a day that is not open is open early"
    if any(window.state is not WindowState.CLOSED for window in state.windows.values()):
        yield "a window is open before its day has begun"


def _doors(state: HallState) -> Iterator[str]:
    if state.doors_open and not state.early:
        yield "the doors are open before no day"


def _closing(state: HallState) -> Iterator[str]:
    if state.business_day is not None:
        return
    if any(window.state is not WindowState.CLOSED for window in state.windows.values()):
        yield "a window is open in a closed hall"
    for ticket in state.tickets.values():
        if ticket.state not in FINAL and ticket.state is not TicketState.NO_SHOW:
            yield f"{ticket.ticket_id} is {ticket.state} in a closed hall"


def _alarms(state: HallState) -> Iterator[str]:
    for subject, alarm in state.alarms.items():
        if alarm.alarm_id.rpartition(".")[0] != subject or subject != f"{alarm.kind}.{alarm.about}":
            yield f"alarm {alarm.alarm_id} is kept as {subject}"
