"""The scheduler: sleeps until something is due and gives the command for it. It decides nothing itself."""

import asyncio

import structlog

from queue_server.contract.actors import SYSTEM
from queue_server.contract.refusals import CommandRefused
from queue_server.engine.clock import Clock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.timetable import Due, next_due

PAUSE_MS = 1_000  # before something is tried again that was refused or came to nothing

log = structlog.get_logger(__name__)


class Scheduler:
    """Opens and closes the business day by the policy's hours, and keeps the hall's deadlines."""

    def __init__(self, dispatcher: Dispatcher, clock: Clock) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._plan: Due | None = None
        self._planned_otherwise = asyncio.Event()
        dispatcher.on_change(self._look_again)

    async def run(self) -> None:
        """Works until cancelled, or until the dispatcher has ended."""
        while not self._dispatcher.ended.done():
            self._planned_otherwise.clear()
            self._plan = self._next_due()
            if self._plan is None or self._plan.at_ms > self._clock.now_ms():
                await self._rest(None if self._plan is None else self._plan.at_ms)
            elif not await self._give(self._plan):
                await self._rest(self._clock.now_ms() + PAUSE_MS)

    def _next_due(self) -> Due | None:
        if not self._dispatcher.available:
            return None
        return next_due(self._dispatcher.state, self._clock.now_ms())

    def _look_again(self) -> None:
        """After every change of the hall; wakes the scheduler only if something else is due now."""
        if self._dispatcher.ended.done() or self._next_due() != self._plan:
            self._planned_otherwise.set()

    async def _give(self, due: Due) -> bool:
        """Whether it changed anything."""
        try:
            seq = self._dispatcher.seq
            accepted = await self._dispatcher.submit(due.command, key=due.key(self._dispatcher.state), by=SYSTEM)
        except CommandRefused as refused:
            log.warning("due_command_refused", command=type(due.command).__name__, code=refused.code.value)
            return False
        return accepted.seq > seq

    async def _rest(self, until_ms: int | None) -> None:
        """Until that time, or until something else is due."""
        waits: set[asyncio.Future[object]] = {asyncio.ensure_future(self._planned_otherwise.wait())}
        if until_ms is not None:
            waits.add(asyncio.ensure_future(self._clock.sleep_until(until_ms)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
