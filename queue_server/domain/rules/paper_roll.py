"""The paper roll (纸卷): numbers torn off while nothing printed, entered afterwards under the roll's own series."""

from datetime import date

from queue_server.contract.actors import STATION_ROLES
from queue_server.contract.commands import EnterPaperTicket, ServedByHand
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain import numbering
from queue_server.domain.business_day import at_ms, clock
from queue_server.domain.events import TicketIssued, TicketServedByHand
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.items import accepted_item
from queue_server.domain.rules.tickets import day_for
from queue_server.domain.state import HallState

MINUTE_MS = 60_000


def enter(command: EnterPaperTicket, moment: Moment) -> Events:
    """Whoever tore it off is there already: no limit of the queue and no last number keeps them out."""
    state = moment.state
    day, _ = day_for(None, moment)
    queue_id = _queue_id(command, state, day)
    series, ordinal = state.hall.policy.paper_series, int(command.paper_number)
    if series is None:
        raise CommandRefused(RefusalCode.PAPER_ROLL_UNKNOWN)
    number = numbering.number(state, series, ordinal)
    ticket_id = f"{day}.{number}"
    if ordinal in state.paper_numbers or ticket_id in state.tickets:
        raise CommandRefused(RefusalCode.PAPER_NUMBER_USED, number=number)
    taken_at_ms = _taken_at_ms(command, day, moment)
    issued = TicketIssued(
        ticket_id=ticket_id,
        number=number,
        series=series,
        ordinal=ordinal,
        queue_id=queue_id,
        item_id=command.item_id,
        language=command.language,
        place=_place(state, queue_id, ordinal, taken_at_ms),
        request_key=moment.key,
        configuration_hash=state.configuration_hash,
        by_station=None,
        first_asked_by=moment.by.id if moment.by.roles.isdisjoint(STATION_ROLES) else None,
        paper=True,
        taken_at_ms=taken_at_ms,
    )
    if command.served is None:
        return (issued,)
    _demand_post(state, command.served)
    by_hand = TicketServedByHand(ticket_id, command.served.window_id, command.served.clerk_id, f"{ticket_id}.s1")
    return issued, by_hand


def _queue_id(command: EnterPaperTicket, state: HallState, day: str) -> str:
    if (command.item_id is None) is (command.queue_id is None):
        raise CommandRefused(RefusalCode.MALFORMED, where="item_id, queue_id", why="exactly one of the two")
    if command.item_id is not None:
        return accepted_item(state, command.item_id, day).queue_id
    if command.queue_id not in state.hall.queues:
        raise CommandRefused(RefusalCode.QUEUE_UNKNOWN, queue_id=command.queue_id or "")
    return command.queue_id


def _taken_at_ms(command: EnterPaperTicket, day: str, moment: Moment) -> int | None:
    """None if nobody said. Refuses PAPER_TIME_UNFIT; a clock on a wall tells minutes, so that of the opening fits."""
    if command.taken_at is None:
        return None
    time_zone = moment.state.hall.plan.time_zone
    taken_at_ms = at_ms(date.fromisoformat(day), command.taken_at, time_zone)
    from_ms = moment.state.begun_at_ms // MINUTE_MS * MINUTE_MS
    if not from_ms <= taken_at_ms <= moment.now_ms:
        details = {"until_at": clock(moment.now_ms, time_zone)}
        if moment.state.begun_at_ms:
            details["from_at"] = clock(from_ms, time_zone)
        raise CommandRefused(RefusalCode.PAPER_TIME_UNFIT, **details)
    return taken_at_ms


def _demand_post(state: HallState, served: ServedByHand) -> None:
    """Refuses WINDOW_UNKNOWN, CLERK_UNKNOWN, POST_NOT_HELD."""
    if served.window_id not in state.hall.windows:
        raise CommandRefused(RefusalCode.WINDOW_UNKNOWN, window_id=served.window_id)
    if served.clerk_id not in state.hall.clerks:
        raise CommandRefused(RefusalCode.CLERK_UNKNOWN, clerk_id=served.clerk_id)
    if all(holder.id != served.clerk_id for holder in state.hall.holders[served.window_id]):
        raise CommandRefused(RefusalCode.POST_NOT_HELD, window_id=served.window_id)


def _place(state: HallState, queue_id: str, ordinal: int, taken_at_ms: int | None) -> int:
    """By when it was torn off, else that of the newest; but among those of the roll who wait there, by number."""
    place = numbering.next_place(state) if taken_at_ms is None else numbering.place_when(state, taken_at_ms)
    of_roll = {ticket_id: number for number, ticket_id in state.paper_numbers.items()}
    before: int | None = None
    for other, _, ticket_id in state.waiting[queue_id]:
        number = of_roll.get(ticket_id)
        if number is None:
            continue
        if number > ordinal:
            place = min(place, other - 1)
            break
        before = other
    return place if before is None else max(place, before)
