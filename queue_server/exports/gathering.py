"""What is told of a rating that waits in the outbox: gathered from the history at the moment it is sent, with the plan
in force then. So words that were erased meanwhile are told to nobody."""

from typing import Any

from sqlalchemy import Connection, Table, select

from config.catalogue import Applicant
from config.configuration import HallConfiguration
from config.hall import Department
from queue_server.contract.commands import RatingChannel, RatingLevel, RatingStage
from queue_server.exports.codes import DEFAULT
from queue_server.exports.told import Told
from queue_server.storage import schema
from queue_server.storage.export_rows import About, Part
from queue_server.storage.exports import Due
from queue_server.storage.rows import Row

CONCLUDED = frozenset({"finished", "by_hand"})  # outcomes of a service that came to its end

_OWN_PART = {Part.FIRST: "words", Part.AGAIN: "again"}  # of what was written


def gathered(connection: Connection, hall: HallConfiguration, due: Due, words: bool) -> Told | None:
    """None of a default rating that somebody's own has taken the place of. `words`: with what was written."""
    hall_id, part = hall.plan.hall_id, Part(due.part)
    match About(due.about):
        case About.SERVICE:
            rated = _row(connection, schema.ratings, hall_id, service_id=due.rating_id)
            if part is Part.DEFAULT and rated["source"] != DEFAULT:
                return None
            found = rated | _service(connection, hall_id, due.rating_id)
        case About.WINDOW:
            found = _row(connection, schema.window_ratings, hall_id, rating_id=due.rating_id)
        case About.ERRAND:
            found = _row(connection, schema.errand_ratings, hall_id, rating_id=due.rating_id)
            found |= {"channel": RatingChannel.KIOSK.value}
    if part is Part.AGAIN:
        found |= {name: found[f"again_{name}"] for name in ("level", "channel", "reasons", "rated_at_ms")}
    said = _words(connection, hall_id, due.rating_id, part) if words else None
    return _told(hall, due, part, found, said)


def _told(hall: HallConfiguration, due: Due, part: Part, found: Row, words: str | None) -> Told:
    service_id = found.get("service_id")
    window = hall.windows.get(found.get("window_id") or "")
    clerk = hall.clerks.get(found.get("clerk_id") or "")
    item = hall.items.get(found.get("item_id") or "")
    department_id = next((each.department_id for each in (item, window, clerk) if each and each.department_id), None)
    return Told(
        export_id=f"{hall.plan.hall_id}.{due.rating_id}.{due.part}",
        rating_id=due.rating_id,
        number=2 if part is Part.AGAIN else 1,
        level=RatingLevel(found["level"]),
        channel=DEFAULT if part is Part.DEFAULT else found["channel"],
        rated_at_ms=found["rated_at_ms"],
        time_zone=hall.plan.time_zone,
        reasons=tuple(found["reasons"].split(",")) if found["reasons"] else (),
        stage=RatingStage(found["stage"]) if found.get("stage") else None,
        words=words,
        service_id=service_id,
        service_number=int(service_id.rpartition(".s")[2]) if service_id is not None else None,
        case_number=found.get("case_number"),
        applicant=Applicant(found["applicant"]) if found.get("applicant") else None,
        started_at_ms=found.get("started_at_ms"),
        ended_at_ms=found.get("ended_at_ms"),
        finished=found.get("outcome") in CONCLUDED,
        window=window,
        clerk=clerk,
        item=item,
        department=_department(hall, department_id),
    )


def _department(hall: HallConfiguration, department_id: str | None) -> Department | None:
    return next((department for department in hall.plan.departments if department.id == department_id), None)


def _service(connection: Connection, hall_id: str, service_id: str) -> Row:
    """When it began and ended, and what its ticket knows of the case."""
    service = _row(connection, schema.services, hall_id, service_id=service_id)
    ticket = _row(connection, schema.tickets, hall_id, ticket_id=service["ticket_id"])
    of_it = {name: service[name] for name in ("started_at_ms", "ended_at_ms", "outcome", "item_id")}
    return of_it | {name: ticket[name] for name in ("case_number", "applicant")}


def _row(connection: Connection, table: Table, hall_id: str, **key: Any) -> Row:
    """Raises NoResultFound: an outbox that speaks of what is not there is damaged."""
    meant = (table.c[name] == value for name, value in key.items())
    return dict(connection.execute(select(table).where(table.c.hall_id == hall_id, *meant)).mappings().one())


def _words(connection: Connection, hall_id: str, owner_id: str, part: Part) -> str | None:
    """What was written with it, if it is not erased yet."""
    of = schema.private_words.c
    own = _OWN_PART.get(part)
    return connection.scalar(select(of.text).where(of.hall_id == hall_id, of.owner_id == owner_id, of.part == own))
