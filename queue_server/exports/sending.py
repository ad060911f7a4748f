"""Sending: a courier for every receiver of the configuration in force, while the server runs."""

import asyncio
from collections.abc import Mapping
from typing import Final

import aiohttp
import structlog

from config.exports import Export
from queue_server.engine.clock import Clock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.exports import metrics
from queue_server.exports.courier import Courier, Pause
from queue_server.storage.database import Database

USER_AGENT: Final = "service-hall"

log = structlog.get_logger(__name__)


class Sending:
    """`keys`: of receivers, by the names of their environment variables; a receiver without one is shown none."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        database: Database,
        clock: Clock,
        keys: Mapping[str, str],
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._dispatcher = dispatcher
        self._database = database
        self._clock = clock
        self._keys = keys
        self._pause = pause
        self._couriers: dict[str, tuple[Courier, asyncio.Task[None]]] = {}
        self._in_force: str | None = None
        self._changed = asyncio.Event()
        dispatcher.on_change(self._look)

    @property
    def couriers(self) -> dict[str, Courier]:
        """By receiver."""
        return {receiver_id: courier for receiver_id, (courier, _) in self._couriers.items()}

    @property
    def late(self) -> tuple[str, ...]:
        """The receivers for which something waits longer than the hall bears."""
        now_ms = self._clock.now_ms()
        return tuple(
            receiver_id
            for receiver_id, courier in self.couriers.items()
            if courier.waiting_since_ms is not None
            and now_ms - courier.waiting_since_ms > courier.export.late_min * 60_000
        )

    def measure(self) -> None:
        """Brings the figures up to now."""
        now_ms = self._clock.now_ms()
        for receiver_id, courier in self.couriers.items():
            since_ms = courier.waiting_since_ms
            seconds = (now_ms - since_ms) / 1_000 if since_ms is not None else 0.0
            metrics.oldest_seconds.labels(receiver_id).set(seconds)

    async def run(self) -> None:
        """Works until cancelled."""
        async with aiohttp.ClientSession(
            headers={"User-Agent": USER_AGENT}, cookie_jar=aiohttp.DummyCookieJar()
        ) as http:
            try:
                while True:
                    self._changed.clear()
                    if self._dispatcher.available:
                        await self._engage(http)
                    await self._changed.wait()
            finally:
                for receiver_id in tuple(self._couriers):
                    await self._dismiss(receiver_id)

    def _look(self) -> None:
        """After every change of the hall."""
        for courier, _ in self._couriers.values():
            courier.tell()
        if self._dispatcher.available and self._dispatcher.state.configuration_hash != self._in_force:
            self._changed.set()

    async def _engage(self, http: aiohttp.ClientSession) -> None:
        """Couriers as the configuration in force wants them. What its plan says of codes and people may have changed
        with it, so all are engaged anew."""
        state = self._dispatcher.state
        self._in_force = state.configuration_hash
        for receiver_id in tuple(self._couriers):
            await self._dismiss(receiver_id)
        if state.configuration is None:
            return
        for export in state.hall.policy.exports:
            courier = Courier(export, state.hall, self._database, http, self._clock, self._key_of(export), self._pause)
            task = asyncio.create_task(courier.run(), name=f"courier to {export.id}")
            task.add_done_callback(_told_if_broken)
            self._couriers[export.id] = courier, task

    def _key_of(self, export: Export) -> str | None:
        return self._keys.get(export.key_name)

    async def _dismiss(self, receiver_id: str) -> None:
        _, task = self._couriers.pop(receiver_id)
        task.cancel()
        await asyncio.wait([task])


def _told_if_broken(task: asyncio.Task[None]) -> None:
    """A courier never ends by itself; one that does is a mistake of ours, and the log says which."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("courier_broken", courier=task.get_name(), exc_info=error)
