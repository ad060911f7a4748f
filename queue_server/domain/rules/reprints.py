"""Reprints (补打): a slip once more, asked for by staff. The ticket is what it was."""

from config.hall import DeviceKind, Station
from queue_server.contract.commands import BeginReprint, ReportReprint, ReprintSlip, SlipOutcome
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.events import AlarmRaised, ReprintBegun, ReprintReported, SlipReported, SlipReprinted
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import REPRINT_FAILED, alarm_id, subject
from queue_server.domain.state import HallState, Reprint, Ticket


def reprint(command: ReprintSlip, moment: Moment) -> Events:
    state = moment.state
    ticket = state.ticket(command.ticket_id)
    if ticket.state in FINAL:
        allowed = ", ".join(each.value for each in TicketState if each not in FINAL)
        raise CommandRefused(RefusalCode.WRONG_STATE, state=ticket.state.value, allowed=allowed)
    station_id = command.station_id or ticket.by_station or _any_station(state)
    _demand_printer(state, station_id)
    if of_ticket(state, ticket.ticket_id) is not None:
        return ()
    reprint_id = f"{ticket.ticket_id}.r{state.reprints_made + 1}"
    return (SlipReprinted(reprint_id, ticket.ticket_id, station_id, moment.by.id),)


def stations_that_can(state: HallState) -> list[str]:
    """Those that are there and have a ticket printer, in the order of the plan."""
    return [each.id for each in state.hall.plan.stations if _prints(each) and state.stations[each.id].online]


def _any_station(state: HallState) -> str:
    """For a number that staff gave by word of mouth: the first that can, or could if it were there."""
    could = [each.id for each in state.hall.plan.stations if _prints(each)]
    return next(iter(stations_that_can(state) + could), "")


def of_ticket(state: HallState, ticket_id: str) -> tuple[str, Reprint] | None:
    """The reprint of the ticket that is under way, with its id."""
    return next((one for one in state.reprints.items() if one[1].ticket_id == ticket_id), None)


def _prints(station: Station) -> bool:
    return any(device.kind is DeviceKind.TICKET_PRINTER for device in station.devices)


def _demand_printer(state: HallState, station_id: str) -> None:
    """Refuses STATION_UNKNOWN, DEVICE_UNKNOWN without a ticket printer, STATION_AWAY."""
    station = state.hall.stations.get(station_id)
    if station is None:
        raise CommandRefused(RefusalCode.STATION_UNKNOWN, station_id=station_id)
    if not _prints(station):
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, station_id=station_id)
    if not state.stations[station_id].online:
        raise CommandRefused(RefusalCode.STATION_AWAY, station_id=station_id)


def begin(command: BeginReprint, moment: Moment) -> Events:
    under_way, _ = _mine(command, moment)
    if under_way.begun:
        raise CommandRefused(RefusalCode.REPRINT_UNKNOWN, reprint_id=command.reprint_id)
    return (ReprintBegun(command.reprint_id, command.ticket_id),)


def report(command: ReportReprint, moment: Moment) -> Events:
    """A number that had no slip, or was only told, has one now."""
    _, ticket = _mine(command, moment)
    if not command.printed:
        return _failed(moment.state, command.reprint_id, ticket.ticket_id)
    printed = ReprintReported(command.reprint_id, ticket.ticket_id, printed=True)
    if ticket.slip is not SlipState.PRINTED and ticket.state not in FINAL:
        return printed, SlipReported(ticket.ticket_id, SlipOutcome.PRINTED)
    return (printed,)


def _mine(command: BeginReprint | ReportReprint, moment: Moment) -> tuple[Reprint, Ticket]:
    ticket = moment.state.ticket(command.ticket_id)
    under_way = moment.state.reprints.get(command.reprint_id)
    if under_way is None or under_way.station_id != moment.by.id or under_way.ticket_id != ticket.ticket_id:
        raise CommandRefused(RefusalCode.REPRINT_UNKNOWN, reprint_id=command.reprint_id)
    return under_way, ticket


def _failed(state: HallState, reprint_id: str, ticket_id: str, more: int = 0) -> Events:
    failed = ReprintReported(reprint_id, ticket_id, printed=False)
    if subject(REPRINT_FAILED, ticket_id) in state.alarms:
        return (failed,)
    return failed, AlarmRaised(alarm_id(state, REPRINT_FAILED, ticket_id, more=more), REPRINT_FAILED, ticket_id)


def next_due_ms(state: HallState) -> int | None:
    """When the oldest one has taken too long; None without one."""
    oldest = next(iter(state.reprints.values()), None)
    return None if oldest is None else oldest.asked_at_ms + _patience_ms(state)


def lapsed(state: HallState, now_ms: int, more: int) -> Events:
    """Those nobody has reported in time. `more` alarms are raised before theirs."""
    events: Events = ()
    for reprint_id, under_way in state.reprints.items():
        if under_way.asked_at_ms + _patience_ms(state) > now_ms:
            break
        failed = _failed(state, reprint_id, under_way.ticket_id, more)
        more += len(failed) - 1
        events += failed
    return events


def _patience_ms(state: HallState) -> int:
    return state.hall.policy.slip_report_s * 1000
