"""What a running hall still needs of its plan: people on their way keep their queue, people at work their window."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from config.configuration import HallConfiguration
from config.opening import is_opening_day
from config.slots import slots_on
from queue_server.contract.views import AppointmentState, WindowState
from queue_server.domain import posts
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.state import HallState


class Needed(NamedTuple):
    """`where` in the coming configuration, like "content.plan.queues"; `why` for whoever wants to publish it."""

    where: str
    why: str


def needed(state: HallState, coming: HallConfiguration) -> Iterator[Needed]:
    """All that `coming` lacks for those who wait, work or have booked, each thing once; nothing, if it can be in force.

    Of several people who need the same queue or slot the first is named.
    """
    yield from _windows_for_every_queue(state, coming)
    yield from _slots_of_bookings(state, coming)
    if state.business_day is None:
        return
    if state.early and not is_opening_day(coming.policy.hours, date.fromisoformat(state.business_day)):
        yield Needed("content.policy.hours", f"{state.business_day} is needed: numbers were given for it")
    yield from _queues_of_tickets(state, coming)
    yield from _places_of_work(state, coming)
    yield from _tags_of_tickets(state, coming)


def _windows_for_every_queue(state: HallState, coming: HallConfiguration) -> Iterator[Needed]:
    """Windows stay withdrawn, and keep the profile they were given for the day, but not longer."""
    assigned = {id_: to for id_, to in state.assigned.items() if id_ in coming.windows and to in coming.profiles}
    gone = posts.withdrawn(state) & coming.windows.keys()
    left = posts.queues_left(coming.with_profiles(assigned), gone) | posts.queues_left(coming, gone)
    for queue_id in sorted(left - posts.queues_left(coming, set())):
        yield Needed("content.plan.windows", f"{queue_id} would have none: withdrawn, or given other work today")


def _slots_of_bookings(state: HallState, coming: HallConfiguration) -> Iterator[Needed]:
    """Every slot that somebody has booked stays, with as many places as are taken."""
    where, policy = "content.policy.appointments", coming.policy.appointments
    told, places = set[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for appointment in state.appointments.by_id.values():
        if appointment.state is not AppointmentState.BOOKED:
            continue
        on = date.fromisoformat(appointment.business_day)
        slots = slots_on(policy, coming.policy.hours, appointment.item_id, on)
        slot = next((slot for slot in slots if slot.begins_at == appointment.begins_at), None)
        wanted = f"{appointment.business_day} {appointment.begins_at}"
        if appointment.item_id not in coming.items or slot is None:
            booked = appointment.item_id, appointment.business_day, appointment.begins_at
            if booked not in told:
                yield Needed(where, f"{wanted} is needed: {appointment.item_id} is booked then")
            told.add(booked)
            continue
        schedule = policy.schedule_of[appointment.item_id]
        place = schedule.id, appointment.business_day, slot.begins_at
        places[place] += 1
        if places[place] == slot.quota + 1:
            yield Needed(where, f"{wanted}: more are booked in {schedule.id} than {slot.quota}")


def _queues_of_tickets(state: HallState, coming: HallConfiguration) -> Iterator[Needed]:
    first = {
        queue_id: ticket
        for ticket in reversed(state.tickets.values())
        if ticket.state not in FINAL
        for queue_id in ticket.queue_ids
    }
    for queue_id, ticket in sorted(first.items(), key=lambda one: one[0]):
        if queue_id not in coming.queues:
            yield Needed("content.plan.queues", f"{queue_id} is needed: {ticket.number} is {ticket.state}")


def _tags_of_tickets(state: HallState, coming: HallConfiguration) -> Iterator[Needed]:
    for tag, ticket_id in sorted(state.tags.items()):
        if tag not in coming.tag_bases:
            yield Needed("content.plan.stations", f"tag {tag} is needed: {state.tickets[ticket_id].number} has it")


def _places_of_work(state: HallState, coming: HallConfiguration) -> Iterator[Needed]:
    for window_id, window in state.windows.items():
        if window.state is WindowState.CLOSED:
            continue
        if window_id not in coming.windows:
            yield Needed("content.plan.windows", f"{window_id} is needed: it is {window.state}")
        if window.clerk_id not in coming.clerks:
            yield Needed("content.plan.clerks", f"{window.clerk_id} is needed: at {window_id}")
