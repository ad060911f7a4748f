"""The composition root: one hall's server from its settings, put together, opened and closed in order."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import date
from typing import Self
from uuid import uuid4

import structlog
from aiohttp import web

from config.configuration import HallConfiguration
from config.i18n import Texts
from config.loading import load
from config.notes import notes
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import PublishConfiguration
from queue_server.contract.refusals import CommandRefused
from queue_server.domain.business_day import business_day
from queue_server.engine.anchoring import Anchoring
from queue_server.engine.clock import Clock, SystemClock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.proofs import Proofs
from queue_server.engine.scheduler import Scheduler
from queue_server.exports.sending import Sending
from queue_server.settings import Settings
from queue_server.storage.accounts import forget_ended_sessions
from queue_server.storage.anchors import AnchorFile
from queue_server.storage.database import Database
from queue_server.storage.hall_secrets import APPOINTMENT_CODES, PERSON_KEYS, SHEET_CODES, TICKET_PAGES, hall_secret
from queue_server.web import doors
from queue_server.web.connections import Connections
from queue_server.web.gate import Gate
from queue_server.web.intake import Intake
from queue_server.web.person_key import PersonKeys
from queue_server.web.presence import Presence
from queue_server.web.reception import Reception
from queue_server.web.reference_code import ReferenceCodes
from queue_server.web.ticket_address import TicketAddresses

KEEP_ALIVE_S = 75.0  # a connection that asks nothing; aiohttp would keep it for an hour, and there are only so many
LAST_ANSWERS_S = 5.0  # for requests being carried out when the server stops

log = structlog.get_logger(__name__)


class HallServer:
    """A running server. Made by `start`."""

    def __init__(self, settings: Settings, reception: Reception, presence: Presence, closing: AsyncExitStack) -> None:
        self.settings = settings
        self.reception = reception
        self.port = settings.port
        self._presence = presence
        self._closing = closing
        self._work: list[asyncio.Task[None]] = []

    @classmethod
    async def start(cls, settings: Settings, *, clock: Clock | None = None) -> Self:
        """Opens the database, takes the hall, publishes the folder's configuration if it is new, and listens.

        Raises ConfigurationError, DatabaseUnusable, HallTaken, JournalDamaged, SQLAlchemyError, OSError (port taken).
        """
        clock = clock or SystemClock()
        configuration = await asyncio.to_thread(load, settings.hall_folder)
        async with AsyncExitStack() as closing:
            database = await Database.open(settings.database_url)
            closing.push_async_callback(database.close)
            await database.upgrade()
            hall_id = configuration.plan.hall_id
            dispatcher = await Dispatcher.start(database, hall_id, clock=clock)
            closing.push_async_callback(_stopped, dispatcher)
            await _publish(dispatcher, configuration)
            await forget_ended_sessions(database, hall_id, clock.now_ms())
            presence = Presence(dispatcher)
            addresses = TicketAddresses(hall_id, await hall_secret(database, hall_id, TICKET_PAGES))
            codes = ReferenceCodes("p", hall_id, await hall_secret(database, hall_id, SHEET_CODES))
            appointment_codes = ReferenceCodes("a", hall_id, await hall_secret(database, hall_id, APPOINTMENT_CODES))
            intake = Intake(dispatcher, addresses, codes, appointment_codes)
            person_keys = PersonKeys(hall_id, await hall_secret(database, hall_id, PERSON_KEYS))
            proofs = Proofs(dispatcher, clock)
            reception = _reception(settings, database, dispatcher, presence, proofs, intake, person_keys, clock.now_ms)
            if settings.export_keys is not None:
                reception.sending = Sending(dispatcher, database, clock, settings.export_keys)
            server = cls(settings, reception, presence, closing)
            await server._open(Scheduler(dispatcher, clock))
            server._closing = closing.pop_all()
        return server

    @property
    def url(self) -> str:
        return self.settings.url(self.port)

    def tell_notes(self) -> None:
        """What the people of the hall should hear of its configuration: a year without holidays, a post without backup.
        It takes a moment, and nobody waits for it."""
        hall = self.reception.hall
        today = date.fromisoformat(business_day(self.reception.now_ms(), hall.plan.time_zone))
        for note in notes(hall, today):
            log.warning("configuration_note", file=note.file, key=note.key, why=note.reason, remedy=note.suggestion)

    async def stop(self) -> None:
        """Takes nothing more, says goodbye to everybody, finishes what was begun, and closes."""
        log.info("server_stopping")
        await self._closing.aclose()

    async def wait(self) -> None:
        """Until the hall cannot go on. Raises what stopped it."""
        ends = [self.reception.dispatcher.ended, *self._work]
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in done:
            end.result()

    async def _open(self, scheduler: Scheduler) -> None:
        """Begins to listen; what is pushed here is undone in the opposite order."""
        connections = self.reception.connections
        for work in (scheduler.run(), connections.beat(), connections.proofs.run(), *self._anchoring()):
            task = asyncio.create_task(work)
            self._work.append(task)
            self._closing.push_async_callback(_cancelled, task)
        if self.reception.sending is not None:
            task = asyncio.create_task(self.reception.sending.run())  # whatever befalls it, the hall goes on
            task.add_done_callback(_told_if_broken)
            self._closing.push_async_callback(_cancelled, task)
        stations = self.reception.dispatcher.state.stations
        self._presence.expect([station_id for station_id, live in stations.items() if live.online])
        runner = web.AppRunner(
            doors.create(self.reception),
            access_log=None,
            keepalive_timeout=KEEP_ALIVE_S,
            shutdown_timeout=LAST_ANSWERS_S,
        )
        await runner.setup()
        self._closing.push_async_callback(runner.cleanup)
        self._closing.push_async_callback(self.reception.connections.stop)
        self._closing.push_async_callback(self._presence.stop)
        site = web.TCPSite(runner, self.settings.host, self.settings.port)
        await site.start()
        self._closing.push_async_callback(site.stop)
        self.port = site.port
        log.info("server_listening", url=self.url, hall=self.reception.hall.plan.hall_id)

    def _anchoring(self) -> tuple[Coroutine[None, None, None], ...]:
        if self.settings.anchors_file is None:
            return ()
        reception = self.reception
        hall_id = reception.hall.plan.hall_id
        file = AnchorFile(self.settings.anchors_file)
        return (Anchoring(reception.dispatcher, reception.database, hall_id, file).run(),)


def _reception(
    settings: Settings,
    database: Database,
    dispatcher: Dispatcher,
    presence: Presence,
    proofs: Proofs,
    intake: Intake,
    person_keys: PersonKeys,
    now_ms: Callable[[], int],
) -> Reception:
    hall_id = dispatcher.state.hall.plan.hall_id
    gate = Gate(database, hall_id, lambda: dispatcher.state.hall, now_ms)
    connections = Connections(dispatcher, dispatcher.feed, gate, presence, proofs, intake.carry_out, now_ms)
    return Reception(
        settings=settings,
        database=database,
        dispatcher=dispatcher,
        texts=Texts.load(),
        gate=gate,
        intake=intake,
        connections=connections,
        addresses=intake.addresses,
        person_keys=person_keys,
        now_ms=now_ms,
    )


async def _publish(dispatcher: Dispatcher, configuration: HallConfiguration) -> None:
    """Puts a configuration in force that never was: one that was has made room for what was published since.

    One that would lose somebody waits for the next start.
    """
    state = dispatcher.state
    if state.configuration_hash == configuration.content_hash:
        return
    if configuration.content_hash in state.published:
        log.info("configuration_superseded", folder=configuration.content_hash, in_force=state.configuration_hash)
        return
    command = PublishConfiguration(configuration.content_hash, configuration.content)
    try:
        await dispatcher.submit(command, key=uuid4().hex, by=SYSTEM)
    except CommandRefused as refused:
        if dispatcher.state.configuration is None:
            raise
        log.warning("configuration_not_published", code=refused.code, **refused.details)
    else:
        log.info("configuration_published", content_hash=configuration.content_hash)


async def _stopped(dispatcher: Dispatcher) -> None:
    await dispatcher.stop()
    if not dispatcher.ended.cancelled():
        dispatcher.ended.exception()  # whoever waits was told; nobody else needs to hear of it


def _told_if_broken(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("sending_broken", exc_info=error)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
