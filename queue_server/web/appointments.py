"""Appointments: which slots are free, found again by code, phone or identity number, handed in by a portal, and listed.

Who somebody is reaches the hall only here: in the body of a request, turned into an opaque key at once.
"""

import asyncio
import hashlib
from datetime import date
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from config.configuration import HallConfiguration
from config.slots import slots_on
from queue_server.contract.actors import Role
from queue_server.contract.commands import BookAppointment, BusinessDay, ClockTime, Id, Language
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentsFound, AppointmentState, AppointmentView, Label, SlotsView
from queue_server.domain.business_day import business_day
from queue_server.domain.priority import MINUTE_MS
from queue_server.domain.state import HallState
from queue_server.domain.views.appointments import appointment_view, appointments_of_person, slots_view
from queue_server.domain.views.labels import label
from queue_server.storage.appointments import of_day
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for, day_asked, read_json
from queue_server.web.attempts import Attempts
from queue_server.web.caller import Caller
from queue_server.web.reception import CALLER, RECEPTION, Reception

LINES_LIMIT = 200  # of one import

_WHO_HELP = frozenset({Role.KIOSK, Role.PORTAL, Role.GUIDE, Role.SUPERVISOR})
_WHO_HAND_IN = frozenset({Role.PORTAL, Role.SUPERVISOR})
_WHO_LIST = frozenset({Role.GUIDE, Role.SUPERVISOR, Role.AUDITOR})

log = structlog.get_logger(__name__)

Written = Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="as the person writes it")]


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`code` as it was given to whoever booked, or else `person`, their phone or identity number.

    `by_card`: a station has read it from the person's ID card, nobody has typed it.
    """

    code: Written | None = None
    person: Written | None = None
    by_card: bool = False

    def __repr__(self) -> str:
        return "Search()"  # what is looked for is nobody's business


class ImportLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An appointment made elsewhere. `source_id`: its number there, under which it is booked once."""

    source_id: Id
    item_id: Id
    business_day: BusinessDay
    begins_at: ClockTime
    phone: Written | None = None
    id_number: Written | None = None
    language: Language = "zh"

    def __repr__(self) -> str:
        return f"ImportLine({self.source_id})"


class Import(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[tuple[ImportLine, ...], msgspec.Meta(max_length=LINES_LIMIT)]


class Outcome(msgspec.Struct, frozen=True):
    """What became of one line: `appointment`, new or known before; or `code` and `details`, as of a refusal."""

    source_id: str
    appointment: AppointmentView | None = None
    code: RefusalCode | None = None
    details: dict[str, str] = {}


class Outcomes(msgspec.Struct, frozen=True):
    """In the order of the lines."""

    outcomes: tuple[Outcome, ...]


class SlotTaken(msgspec.Struct, frozen=True):
    """A slot of a day by the schedule in force, and how many places of it are taken."""

    schedule_id: str
    item_ids: tuple[str, ...]
    items: tuple[Label, ...]
    begins_at: str
    ends_at: str
    quota: int
    taken: int


class AppointmentList(msgspec.Struct, frozen=True):
    business_day: str
    slots: tuple[SlotTaken, ...]
    appointments: tuple[AppointmentView, ...]  # by time, without what may be done with them


async def slots(request: web.Request) -> web.Response:
    """The slots of an item that can be booked, full ones too; days without any are left out.

    `from`: a day of the hall's calendar, left out: today. Nobody needs an appointment: a number can be taken without.
    """
    item_id = asked_for(request, "item", Id) or ""
    from_day = day_asked(request, "from")

    def seen(state: HallState, now_ms: int) -> SlotsView:
        if item_id not in state.hall.items:
            raise CommandRefused(RefusalCode.ITEM_UNKNOWN, item_id=item_id)
        return slots_view(state, item_id, from_day or "", now_ms)

    return answer(await request.app[RECEPTION].dispatcher.look(seen))


def _demand_day(written: str, where: str) -> None:
    try:
        date.fromisoformat(written)
    except ValueError:
        raise CommandRefused(RefusalCode.MALFORMED, where=where, why="no such day") from None


async def find(request: web.Request) -> web.Response:
    """The appointments of a code, or of a person, from today on. Kept of what is asked: nothing.

    Whoever types many codes or numbers that nobody booked with has to wait; who lays a card down guesses nothing.
    """
    reception, caller = request.app[RECEPTION], request[CALLER]
    asked = await read_json(request, Search)
    if asked.code is not None:
        return answer(await _by_code(asked.code, reception, caller))
    return answer(await _by_person(asked, reception, caller))


async def _by_code(code: str, reception: Reception, caller: Caller) -> AppointmentsFound:
    now_ms = reception.now_ms()
    reception.codes_tried.check(caller.actor.id, now_ms)
    appointment_id = reception.intake.appointment_codes.id_of(code)

    def seen(state: HallState, now_ms: int) -> AppointmentView | None:
        found = state.appointments.by_id.get(appointment_id or "")
        return appointment_view(state, found, now_ms) if found is not None else None

    found = await reception.dispatcher.look(seen)
    if found is None:
        if appointment_id is None:
            reception.codes_tried.failed(caller.actor.id, now_ms)
            log.info("appointment_code_unknown", by=caller.actor.id)
        raise CommandRefused(RefusalCode.APPOINTMENT_UNKNOWN)
    return AppointmentsFound((reception.intake.with_appointment_code(found, caller),))


async def _by_person(asked: Search, reception: Reception, caller: Caller) -> AppointmentsFound:
    """Nobody is told whether a number is known here; but many that are not, one after the other, are guesses."""
    now_ms, tried = reception.now_ms(), None if asked.by_card else _tried(reception, caller)
    if tried is not None:
        tried.check(caller.actor.id, now_ms)
    key = reception.person_keys.key(asked.person or "")
    if key is None:
        raise CommandRefused(RefusalCode.APPOINTMENT_UNKNOWN, why="no phone and no identity number")
    found = await reception.dispatcher.look(lambda state, now_ms: appointments_of_person(state, key, now_ms))
    if tried is not None and not found:
        tried.failed(caller.actor.id, now_ms)
    return AppointmentsFound(tuple(reception.intake.with_appointment_code(one, caller) for one in found), key)


def _tried(reception: Reception, caller: Caller) -> Attempts | None:
    """A portal has signed in those for whom it asks, and staff see them: at a kiosk anybody types anything."""
    return reception.persons_tried if caller.actor.may_act_as(Role.KIOSK) else None


async def hand_in(request: web.Request) -> web.Response:
    """Appointments made elsewhere, each booked or refused by itself. The same lines again change nothing."""
    reception, caller = request.app[RECEPTION], request[CALLER]
    asked = await read_json(request, Import)
    for number, line in enumerate(asked.lines):
        _demand_day(line.business_day, f"$.lines[{number}].business_day")
    outcomes = await asyncio.gather(*(_handed_in(line, reception, caller) for line in asked.lines))
    refused = sum(outcome.code is not None for outcome in outcomes)
    log.info("appointments_handed_in", by=caller.actor.id, lines=len(outcomes), refused=refused)
    return answer(Outcomes(tuple(outcomes)))


async def _handed_in(line: ImportLine, reception: Reception, caller: Caller) -> Outcome:
    try:
        command = BookAppointment(
            item_id=line.item_id,
            business_day=line.business_day,
            begins_at=line.begins_at,
            language=line.language,
            person_keys=tuple(dict.fromkeys(_keys(line, reception))),
            source_id=line.source_id,
        )
        key = hashlib.sha256(msgspec.json.encode((caller.actor.id, command))).hexdigest()
        accepted = await reception.intake.submit(command, f"import.{key[:40]}", caller)
    except CommandRefused as refused:
        if refused.code in (RefusalCode.UNAVAILABLE, RefusalCode.FORBIDDEN):
            raise
        return Outcome(line.source_id, code=refused.code, details=refused.details)
    booked = accepted.appointment
    assert booked is not None  # noqa: S101 - that is what the command was about

    def seen(state: HallState, now_ms: int) -> AppointmentView:
        """As it is now: a line that was handed in before gets its first answer, whatever came after."""
        known = state.appointments.by_id.get(booked.appointment_id)
        return appointment_view(state, known, now_ms) if known is not None else booked

    found = await reception.dispatcher.look(seen)
    return Outcome(line.source_id, appointment=reception.intake.with_appointment_code(found, caller))


def _keys(line: ImportLine, reception: Reception) -> list[str]:
    """Refuses MALFORMED, without saying what was written."""
    found = []
    for where, written in (("phone", line.phone), ("id_number", line.id_number)):
        key = reception.person_keys.key(written) if written is not None else None
        if written is not None and key is None:
            raise CommandRefused(RefusalCode.MALFORMED, where=where, why="no such number")
        if key is not None:
            found.append(key)
    return found


async def listed(request: web.Request) -> web.Response:
    """The appointments of a day, and how many of its slots are taken. `day` left out: today; `item`: of one alone."""
    reception = request.app[RECEPTION]
    hall = reception.hall
    day = day_asked(request, "day") or business_day(reception.now_ms(), hall.plan.time_zone)
    item_id = asked_for(request, "item", Id)
    rows = await reception.database.read(of_day, hall.plan.hall_id, day)
    policy = hall.policy.appointments
    shown = tuple(
        AppointmentView(
            appointment_id=row.appointment_id,
            item_id=row.item_id,
            item=label(hall.items[row.item_id].name) if row.item_id in hall.items else None,
            business_day=row.business_day,
            begins_at=row.begins_at,
            ends_at=row.ends_at,
            begins_at_ms=row.begins_at_ms,
            ends_at_ms=row.ends_at_ms,
            check_in_from_ms=row.begins_at_ms - policy.early_min * MINUTE_MS,
            check_in_until_ms=row.ends_at_ms + policy.late_min * MINUTE_MS,
            state=AppointmentState(row.state),
            language=row.language,
            ticket_id=row.ticket_id,
            number=row.number,
        )
        for row in rows
    )
    wanted = tuple(one for one in shown if item_id in (None, one.item_id))
    return answer(AppointmentList(day, _slots_taken(hall, day, item_id, shown), wanted))


def _slots_taken(
    hall: HallConfiguration, day: str, item_id: str | None, shown: tuple[AppointmentView, ...]
) -> tuple[SlotTaken, ...]:
    """Of every schedule, or of the item's; `shown` are all appointments of the day."""
    on = date.fromisoformat(day)
    held = [one for one in shown if one.state is not AppointmentState.CANCELLED]
    found = []
    for schedule in hall.policy.appointments.schedules:
        if item_id is not None and item_id not in schedule.item_ids:
            continue
        theirs = [one for one in held if one.item_id in schedule.item_ids]
        names = tuple(label(hall.items[id_].name) for id_ in schedule.item_ids if id_ in hall.items)
        for slot in slots_on(hall.policy.appointments, hall.policy.hours, schedule.item_ids[0], on):
            taken = sum(one.begins_at == slot.begins_at for one in theirs)
            found.append(
                SlotTaken(schedule.id, schedule.item_ids, names, slot.begins_at, slot.ends_at, slot.quota, taken)
            )
    return tuple(found)


DOORS = (
    Door(
        "GET",
        "/api/v1/appointments/slots",
        slots,
        _WHO_HELP,
        gives={200: SlotsView},
        refuses=frozenset({RefusalCode.MALFORMED, RefusalCode.ITEM_UNKNOWN}),
        query={"item": Id, "from": BusinessDay},
        needs=frozenset({"item"}),
    ),
    Door(
        "POST",
        "/api/v1/appointments/find",
        find,
        _WHO_HELP,
        takes=Search,
        gives={200: AppointmentsFound},
        refuses=frozenset({RefusalCode.APPOINTMENT_UNKNOWN, RefusalCode.TOO_MANY_ATTEMPTS}),
    ),
    Door("POST", "/api/v1/appointments/import", hand_in, _WHO_HAND_IN, takes=Import, gives={200: Outcomes}),
    Door(
        "GET",
        "/api/v1/appointments",
        listed,
        _WHO_LIST,
        gives={200: AppointmentList},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"day": BusinessDay, "item": Id},
    ),
)
