"""The paper roll (纸卷): numbers torn off while nothing printed, entered afterwards under the roll's own series."""

from queue_server.contract.actors import STATION_ROLES
from queue_server.contract.commands import EnterPaperTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain import numbering
from queue_server.domain.events import TicketIssued
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.items import accepted_item
from queue_server.domain.rules.tickets import day_for
from queue_server.domain.state import HallState


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
    return (
        TicketIssued(
            ticket_id=ticket_id,
            number=number,
            series=series,
            ordinal=ordinal,
            queue_id=queue_id,
            item_id=command.item_id,
            language=command.language,
            place=_place(state, queue_id, ordinal),
            request_key=moment.key,
            configuration_hash=state.configuration_hash,
            by_station=None,
            first_asked_by=moment.by.id if moment.by.roles.isdisjoint(STATION_ROLES) else None,
            paper=True,
        ),
    )


def _queue_id(command: EnterPaperTicket, state: HallState, day: str) -> str:
    if (command.item_id is None) is (command.queue_id is None):
        raise CommandRefused(RefusalCode.MALFORMED, where="item_id, queue_id", why="exactly one of the two")
    if command.item_id is not None:
        return accepted_item(state, command.item_id, day).queue_id
    if command.queue_id not in state.hall.queues:
        raise CommandRefused(RefusalCode.QUEUE_UNKNOWN, queue_id=command.queue_id or "")
    return command.queue_id


def _place(state: HallState, queue_id: str, ordinal: int) -> int:
    """That of the newest, or the one before the first of the roll that waits there with a greater number."""
    later = {ticket_id for number, ticket_id in state.paper_numbers.items() if number > ordinal}
    waiting = (place for place, _, ticket_id in state.waiting[queue_id] if ticket_id in later) if later else iter(())
    first = next(waiting, None)
    return numbering.next_place(state) if first is None else first - 1
