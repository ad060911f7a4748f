"""Tickets of the day for the staff who look after them: finding a number, and all that is known of one."""

from typing import Annotated

import msgspec
from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.commands import Id
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import PriorityLine, TicketFile, TicketsFound, TicketState
from queue_server.domain.rules.alarms import REPRINT_FAILED, TAG_SILENT, subject
from queue_server.domain.state import HallState
from queue_server.domain.views import ticket_view
from queue_server.domain.views.labels import staff_name
from queue_server.domain.views.lookup import actions_on, free_tags, priorities, reprint_of, tickets_found
from queue_server.domain.views.tickets import without_rating
from queue_server.domain.views.whys import with_reason
from queue_server.storage.calls import calls_of_ticket
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for
from queue_server.web.calls import in_brief
from queue_server.web.reception import CALLER, RECEPTION

AT_ONCE = 60
LOOKERS = frozenset({Role.GUIDE, Role.SUPERVISOR, Role.AUDITOR})
PartOfNumber = Annotated[str, msgspec.Meta(max_length=12, description="a part of the number", examples=["A01"])]


async def find(request: web.Request) -> web.Response:
    """Tickets of the day, the newest first: by a part of their number, by queue, by state."""
    number = asked_for(request, "number", PartOfNumber) or ""
    queue_id = asked_for(request, "queue", Id)
    ticket_state = asked_for(request, "state", TicketState)
    return answer(
        await request.app[RECEPTION].dispatcher.look(
            lambda state, now_ms: tickets_found(
                state, number=number, queue_id=queue_id, ticket_state=ticket_state, at_most=AT_ONCE
            )
        )
    )


async def show(request: web.Request) -> web.Response:
    """A ticket of the day, its calls, and what whoever asks may do with it."""
    reception, caller = request.app[RECEPTION], request[CALLER]
    ticket_id = request.match_info["ticket_id"]

    def seen(state: HallState, now_ms: int) -> TicketFile:
        shown, ticket = without_rating(ticket_view(state, ticket_id, now_ms)), state.ticket(ticket_id)
        call = state.calls.get(ticket_id)
        told = msgspec.structs.replace(
            shown,
            why=with_reason(shown.why, call.reason if call else None),
            first_asked=staff_name(state.hall, ticket.first_asked_by),
            actions=(),
        )
        return TicketFile(
            ticket=reception.intake.with_address(told, caller),
            applicant=ticket.applicant,
            priority_id=ticket.priority,
            case_number=ticket.case_number,
            calls=(),
            actions=actions_on(state, ticket_id, caller.actor, now_ms),
            by_station=ticket.by_station,
            reprint=reprint_of(state, ticket_id),
            tag=ticket.tag,
            tag_silent=subject(TAG_SILENT, ticket_id) in state.alarms,
            free_tags=free_tags(state),
            reprint_failed=subject(REPRINT_FAILED, ticket_id) in state.alarms,
        )

    found = await reception.dispatcher.look(seen)
    hall = reception.hall
    calls = await reception.database.read(calls_of_ticket, hall.plan.hall_id, ticket_id)
    return answer(msgspec.structs.replace(found, calls=tuple(in_brief(hall, one) for one in calls)))


async def classes(request: web.Request) -> web.Response:
    """The priority classes of the policy, and which of them whoever asks may grant."""
    by = request[CALLER].actor
    return answer(await request.app[RECEPTION].dispatcher.look(lambda state, now_ms: priorities(state, by)))


DOORS = (
    Door(
        "GET",
        "/api/v1/tickets",
        find,
        LOOKERS,
        gives={200: TicketsFound},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"number": PartOfNumber, "queue": Id, "state": TicketState},
    ),
    Door(
        "GET",
        "/api/v1/tickets/{ticket_id}",
        show,
        LOOKERS,
        gives={200: TicketFile},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
    Door("GET", "/api/v1/priorities", classes, LOOKERS, gives={200: tuple[PriorityLine, ...]}),
)
