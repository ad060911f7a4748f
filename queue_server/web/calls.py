"""Calls of any day with the reason for each, for those who run the hall and those who audit it."""

from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import CallView, HeadLine, OvertakenLine
from queue_server.domain.views.whys import why
from queue_server.storage.calls import call
from queue_server.web.access import Door
from queue_server.web.answers import answer
from queue_server.web.reception import RECEPTION


async def show(request: web.Request) -> web.Response:
    """A call by its id, as on boards and in the journal: who was called, why, and who was overtaken by what right."""
    reception = request.app[RECEPTION]
    hall = reception.hall
    found = await reception.database.read(call, hall.plan.hall_id, request.match_info["call_id"])
    if found is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, what="call")
    row, trace = found
    return answer(
        CallView(
            call_id=row.call_id,
            ticket_id=row.ticket_id,
            queue_id=row.queue_id,
            window_id=row.window_id,
            clerk_id=row.clerk_id,
            called_at_ms=row.called_at_ms,
            times=row.times,
            outcome=row.outcome,
            why=why(hall, row.rule, trace, row.reason),
            rule_id=trace.rule if trace is not None else None,
            priority_id=trace.priority if trace is not None else None,
            heads=tuple(
                HeadLine(head.queue_id, head.priority, head.ticket_id, head.waited_s, head.score_s)
                for head in (trace.heads if trace is not None else ())
            ),
            overtaken_first=tuple(
                OvertakenLine(one.ticket_id, one.right) for one in (trace.overtaken_first if trace is not None else ())
            ),
        )
    )


DOORS = (
    Door(
        "GET",
        "/api/v1/calls/{call_id}",
        show,
        frozenset({Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.AUDITOR}),
        gives={200: CallView},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
)
