"""The plan in force: published at any time, also in the middle of a day, but never so that somebody would be lost."""

import hashlib
from collections import Counter
from datetime import date

from pydantic import ValidationError

from config import consistency
from config.configuration import HallConfiguration
from config.opening import is_opening_day
from config.slots import slots_on
from queue_server.contract.commands import PublishConfiguration
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentState, WindowState
from queue_server.domain import posts
from queue_server.domain.events import ConfigurationPublished
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules import coverage
from queue_server.domain.rules.alarms import cause_gone
from queue_server.domain.state import HallState


def publish(command: PublishConfiguration, moment: Moment) -> Events:
    """The same content again changes nothing. Alarms about stations and devices that are gone are cleared."""
    state = moment.state
    if hashlib.sha256(command.content.encode()).hexdigest() != command.content_hash:
        raise _malformed("content_hash", "not the SHA-256 of the content")
    if command.content_hash == state.configuration_hash:
        return ()
    try:
        coming = HallConfiguration.parse(command.content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise _malformed(".".join(("content", *map(str, first["loc"]))), first["msg"]) from None
    tables = {
        consistency.HALL: coming.plan.model_dump(mode="json"),
        consistency.CATALOGUE: coming.catalogue.model_dump(mode="json"),
    }
    for finding in consistency.findings(tables):
        raise _malformed(f"{finding.file}: {finding.key}", finding.reason)
    _demand_nobody_lost(state, coming)
    return (
        ConfigurationPublished(command.content_hash, command.content),
        *_alarms_without_cause(state, coming),
        *coverage.calendar_known(state, coming.policy.hours),
    )


def _malformed(where: str, why: str) -> CommandRefused:
    return CommandRefused(RefusalCode.MALFORMED, where=where, why=why)


def _demand_nobody_lost(state: HallState, coming: HallConfiguration) -> None:
    """Tickets on their way keep their queue, people at work keep their window and their name."""
    _demand_every_queue_kept(state, coming)
    _demand_bookings_kept(state, coming)
    if state.business_day is None:
        return
    if state.early and not is_opening_day(coming.policy.hours, date.fromisoformat(state.business_day)):
        raise _malformed("content.policy.hours", f"{state.business_day} is needed: numbers were given for it")
    for ticket in state.tickets.values():
        for queue_id in ticket.queue_ids if ticket.state not in FINAL else ():
            if queue_id not in coming.queues:
                raise _malformed("content.plan.queues", f"{queue_id} is needed: {ticket.number} is {ticket.state}")
    for window_id, window in state.windows.items():
        if window.state is WindowState.CLOSED:
            continue
        if window_id not in coming.windows:
            raise _malformed("content.plan.windows", f"{window_id} is needed: it is {window.state}")
        if window.clerk_id not in coming.clerks:
            raise _malformed("content.plan.clerks", f"{window.clerk_id} is needed: at {window_id}")


def _demand_every_queue_kept(state: HallState, coming: HallConfiguration) -> None:
    """Windows stay withdrawn, and keep the profile they were given for the day, but not longer."""
    assigned = {id_: to for id_, to in state.assigned.items() if id_ in coming.windows and to in coming.profiles}
    gone = posts.withdrawn(state) & coming.windows.keys()
    left = posts.queues_left(coming.with_profiles(assigned), gone) | posts.queues_left(coming, gone)
    for queue_id in sorted(left - posts.queues_left(coming, set())):
        raise _malformed("content.plan.windows", f"{queue_id} would have none: withdrawn, or given other work today")


def _demand_bookings_kept(state: HallState, coming: HallConfiguration) -> None:
    """Every slot that somebody has booked stays, with as many places as are taken."""
    policy, places = coming.policy.appointments, Counter[tuple[str, str, str]]()
    for appointment in state.appointments.by_id.values():
        if appointment.state is not AppointmentState.BOOKED:
            continue
        on = date.fromisoformat(appointment.business_day)
        slots = slots_on(policy, coming.policy.hours, appointment.item_id, on)
        slot = next((slot for slot in slots if slot.begins_at == appointment.begins_at), None)
        wanted = f"{appointment.business_day} {appointment.begins_at}"
        if appointment.item_id not in coming.items or slot is None:
            raise _malformed("content.policy.appointments", f"{wanted} is needed: {appointment.item_id} is booked then")
        schedule = policy.schedule_of[appointment.item_id]
        place = schedule.id, appointment.business_day, slot.begins_at
        places[place] += 1
        if places[place] > slot.quota:
            raise _malformed(
                "content.policy.appointments", f"{wanted}: more are booked in {schedule.id} than {slot.quota}"
            )


def _alarms_without_cause(state: HallState, coming: HallConfiguration) -> Events:
    known = coming.stations.keys() | {device.id for station in coming.plan.stations for device in station.devices}
    about_stations = {*state.stations, *state.devices}
    return tuple(
        cleared
        for alarm in state.alarms.values()
        if alarm.about in about_stations and alarm.about not in known
        for cleared in cause_gone(state, alarm.kind, alarm.about)
    )
