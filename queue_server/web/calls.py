"""Calls of any day with the reason for each, for those who run the hall and those who audit it."""

from typing import Annotated, Any

import msgspec
from aiohttp import web

from config.configuration import HallConfiguration
from queue_server.contract.actors import Role
from queue_server.contract.commands import BusinessDay, Id
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import (
    CallBrief,
    CallsFound,
    CallView,
    HeadLine,
    Label,
    OvertakenLine,
    ProofLine,
    ShownLine,
)
from queue_server.domain.business_day import business_day
from queue_server.domain.proof import Proof, proofs
from queue_server.domain.views.labels import label, window_brief
from queue_server.domain.views.whys import priority_label, why
from queue_server.storage.calls import Called, call, calls_of_day
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for, day_asked
from queue_server.web.reception import RECEPTION

AT_ONCE = 50
INSPECTORS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
Reason = Annotated[Id, msgspec.Meta(description="only calls for this reason", examples=["chosen", "priority"])]


async def show(request: web.Request) -> web.Response:
    """A call by its id, as on boards and in the journal: who was called, why, and who was overtaken by what right."""
    reception = request.app[RECEPTION]
    found = await reception.database.read(call, reception.hall.plan.hall_id, request.match_info["call_id"])
    if found is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, what="call")
    return answer(in_full(reception.hall, found))


async def of_day(request: web.Request) -> web.Response:
    """The calls of a business day, today's if none is said, the newest first, fifty at once."""
    reception = request.app[RECEPTION]
    hall = reception.hall
    day = day_asked(request, "day") or business_day(reception.now_ms(), hall.plan.time_zone)
    found = await reception.database.read(
        calls_of_day,
        hall.plan.hall_id,
        day,
        window_id=asked_for(request, "window", Id),
        rule=asked_for(request, "rule", Id),
        before=asked_for(request, "before", Id),
        limit=AT_ONCE + 1,
    )
    shown = tuple(in_brief(hall, one) for one in found[:AT_ONCE])
    return answer(CallsFound(day, shown, shown[-1].call_id if len(found) > AT_ONCE else None))


def in_brief(hall: HallConfiguration, called: Called) -> CallBrief:
    return CallBrief(**_brief(hall, called))


def in_full(hall: HallConfiguration, called: Called) -> CallView:
    row, trace = called
    return CallView(
        **_brief(hall, called),
        rule_id=trace.rule if trace is not None else None,
        priority_id=trace.priority if trace is not None else None,
        heads=tuple(
            HeadLine(
                queue_id=head.queue_id,
                priority=head.priority,
                ticket_id=head.ticket_id,
                waited_s=head.waited_s,
                score_s=head.score_s,
                number=_number(head.ticket_id),
                queue=label(hall.queues[head.queue_id].name) if head.queue_id in hall.queues else None,
                priority_name=priority_label(hall, head.priority),
            )
            for head in (trace.heads if trace is not None else ())
        ),
        overtaken_first=tuple(
            OvertakenLine(one.ticket_id, one.right, _number(one.ticket_id))
            for one in (trace.overtaken_first if trace is not None else ())
        ),
        proofs=tuple(_proof(hall, each) for each in proofs(row.proof)),
    )


def _proof(hall: HallConfiguration, proof: Proof) -> ProofLine:
    return ProofLine(
        proof.call_id,
        tuple(
            ShownLine(one.station_id, _station(hall, one.station_id), one.device_id, one.at_ms) for one in proof.shown
        ),
        proof.silent,
    )


def _station(hall: HallConfiguration, station_id: str) -> Label | None:
    station = hall.stations.get(station_id)
    return label(station.name) if station is not None else None


def _brief(hall: HallConfiguration, called: Called) -> dict[str, Any]:
    row, trace = called
    clerk = hall.clerks.get(row.clerk_id)
    return {
        "call_id": row.call_id,
        "ticket_id": row.ticket_id,
        "number": _number(row.ticket_id),
        "queue_id": row.queue_id,
        "queue": label(hall.queues[row.queue_id].name) if row.queue_id in hall.queues else None,
        "window_id": row.window_id,
        "window": window_brief(hall, row.window_id) if row.window_id in hall.windows else None,
        "clerk_id": row.clerk_id,
        "clerk_name": clerk.name if clerk is not None else None,
        "called_at_ms": row.called_at_ms,
        "times": row.times,
        "outcome": row.outcome,
        "why": why(hall, row.rule, trace, row.reason),
    }


def _number(ticket_id: str) -> str:
    return ticket_id.rpartition(".")[2]


DOORS = (
    Door(
        "GET",
        "/api/v1/calls",
        of_day,
        INSPECTORS,
        gives={200: CallsFound},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"day": BusinessDay, "window": Id, "rule": Reason, "before": Id},
    ),
    Door(
        "GET",
        "/api/v1/calls/{call_id}",
        show,
        frozenset({Role.GUIDE, Role.CLERK, Role.SUPERVISOR, Role.AUDITOR}),
        gives={200: CallView},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
)
