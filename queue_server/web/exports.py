"""Exports as staff see them: whom ratings are told, what waits, and what was put aside."""

from typing import Annotated

import msgspec
from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.commands import Id
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.storage import exports
from queue_server.storage.exports import Counts, Delivery
from queue_server.web.access import Door
from queue_server.web.answers import answer, read_json
from queue_server.web.reception import RECEPTION

AT_ONCE = 200  # put aside; there should be none

READERS = frozenset({Role.SUPERVISOR, Role.COMPLAINTS, Role.AUDITOR, Role.TECHNICIAN})


class ReceiverLine(msgspec.Struct, frozen=True):
    """A receiver. `form`: None for one that the configuration in force has no more; what waits for it goes nowhere.

    `oldest_at_ms`: since when the oldest rating waits. `held_up`: why it does (`no_connection`, `no_answer`, `key`,
    `address`, `proxy`, `certificate`, `redirected`, `too_many`, `trouble`, `unreadable`). `late`: longer than the
    receiver's `late_min`.
    """

    receiver_id: str
    form: str | None
    waiting: int
    sent: int
    refused: int
    unfit: int
    overtaken: int
    oldest_at_ms: int | None
    held_up: str | None
    late: bool


class ExportsView(msgspec.Struct, frozen=True):
    """`put_aside`: what was refused or could not be written, the newest first, two hundred at most."""

    receivers: tuple[ReceiverLine, ...]
    put_aside: tuple[Delivery, ...]


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    receiver_id: Annotated[Id, msgspec.Meta(examples=["province"])]


class TakenUp(msgspec.Struct, frozen=True):
    """How many ratings wait once more."""

    count: int


async def look(request: web.Request) -> web.Response:
    """Whom ratings are told, how many went out or wait, and what a receiver refused or nobody could write.

    `unfit` waits for a configuration that has what its `why` names; `refused` stays until it is sent again.
    """
    reception = request.app[RECEPTION]
    hall = reception.hall
    counted = await reception.database.read(exports.counts, hall.plan.hall_id)
    put_aside = await reception.database.read(exports.not_sent, hall.plan.hall_id, AT_ONCE)
    forms = {export.id: export.form.value for export in hall.policy.exports}
    couriers = reception.sending.couriers if reception.sending is not None else {}
    late = reception.sending.late if reception.sending is not None else ()
    lines = []
    for receiver_id in dict.fromkeys((*forms, *sorted(counted))):
        told = counted.get(receiver_id, Counts())
        courier = couriers.get(receiver_id)
        lines.append(
            ReceiverLine(
                receiver_id=receiver_id,
                form=forms.get(receiver_id),
                waiting=told.waiting,
                sent=told.sent,
                refused=told.refused,
                unfit=told.unfit,
                overtaken=told.overtaken,
                oldest_at_ms=told.oldest_at_ms,
                held_up=courier.held_up if courier is not None else None,
                late=receiver_id in late,
            )
        )
    return answer(ExportsView(tuple(lines), tuple(put_aside)))


async def again(request: web.Request) -> web.Response:
    """What a receiver has refused is sent to it once more, after whatever was wrong there has been put right."""
    sending = request.app[RECEPTION].sending
    asked = await read_json(request, Again)
    courier = sending.couriers.get(asked.receiver_id) if sending is not None else None
    if courier is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, receiver_id=asked.receiver_id)
    return answer(TakenUp(await courier.take_up_refused()))


DOORS = (
    Door("GET", "/api/v1/exports", look, READERS, gives={200: ExportsView}),
    Door(
        "POST",
        "/api/v1/exports/again",
        again,
        frozenset({Role.SUPERVISOR, Role.TECHNICIAN}),
        takes=Again,
        gives={200: TakenUp},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
)
