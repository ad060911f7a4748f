"""Anchoring: when a business day has been closed, its anchor is noted outside the database."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from queue_server.engine.dispatcher import Dispatcher
from queue_server.storage.anchors import Anchor, AnchorFile, AnchorUnreadable, closed_days
from queue_server.storage.database import Database

PAUSE_S = 60.0  # before a file that cannot be written is tried again

log = structlog.get_logger(__name__)


class Anchoring:
    """Also notes what a server before it had no time to: after a start, every closed day that has no anchor yet.

    A file that cannot be written never stops the hall; the log tells, and it is tried again.
    """

    def __init__(self, dispatcher: Dispatcher, database: Database, hall_id: str, file: AnchorFile) -> None:
        self._dispatcher = dispatcher
        self._database = database
        self._hall_id = hall_id
        self._file = file
        self._noted_up_to: str | None = None  # the business day
        self._day_closed = asyncio.Event()
        dispatcher.on_change(self._look)

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            self._day_closed.clear()
            try:
                await self._note()
            except (AnchorUnreadable, OSError, SQLAlchemyError) as error:
                log.error("anchor_not_noted", hall_id=self._hall_id, error=str(error))
                await asyncio.sleep(PAUSE_S)
            else:
                await self._day_closed.wait()

    def _look(self) -> None:
        """After every change of the hall."""
        if self._dispatcher.available:
            state = self._dispatcher.state
            if state.business_day is None and state.last_day != self._noted_up_to:
                self._day_closed.set()

    async def _note(self) -> None:
        noted = [anchor for anchor in await asyncio.to_thread(self._file.read) if anchor.hall_id == self._hall_id]
        due = await self._database.read(closed_days, self._hall_id, {anchor.business_day for anchor in noted})
        if due:
            await asyncio.to_thread(self._note_and_tell, due)  # both or neither, also if the server stops meanwhile
        self._noted_up_to = max((anchor.business_day for anchor in (*noted, *due)), default=None)

    def _note_and_tell(self, anchors: list[Anchor]) -> None:
        self._file.note(anchors)
        for anchor in anchors:
            log.info("day_anchored", anchor=anchor.line)
