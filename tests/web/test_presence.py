"""Which stations are there: what could not be written down is said again while it is true."""

import asyncio
from typing import Any, cast

import pytest

from queue_server.contract.commands import ReportStation
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.engine.dispatcher import Dispatcher
from queue_server.web import presence
from queue_server.web.presence import Presence


class Writer:
    """Stands for the dispatcher: refuses with `code` until told to write."""

    def __init__(self, code: RefusalCode) -> None:
        self._code = code
        self.writes = False
        self.keys: list[str] = []
        self.written: list[ReportStation] = []
        self._asked = asyncio.Event()

    async def submit(self, command: ReportStation, *, key: str, **_: Any) -> None:
        self.keys.append(key)
        self._asked.set()
        if not self.writes:
            raise CommandRefused(self._code)
        self.written.append(command)

    async def asked(self, times: int) -> None:
        async with asyncio.timeout(30):
            while len(self.keys) < times:
                self._asked.clear()
                await self._asked.wait()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "AGAIN_S", 0.0)


def presence_with(writer: Writer) -> Presence:
    return Presence(cast(Dispatcher, writer), away_s=60.0)


async def ended(present: Presence) -> None:
    """Once nothing is being reported any more."""
    async with asyncio.timeout(30):
        await asyncio.gather(*present._reports)


async def test_a_station_whose_coming_could_not_be_written_down_is_reported_once_it_can() -> None:
    writer = Writer(RefusalCode.UNAVAILABLE)
    present = presence_with(writer)
    present.came("kiosk-1")
    await writer.asked(3)
    assert len(set(writer.keys)) == 1  # one of them may have been written after all
    writer.writes = True
    await ended(present)
    assert writer.written == [ReportStation("kiosk-1", True)]
    await present.stop()


async def test_what_is_not_true_any_more_is_not_said_again() -> None:
    writer = Writer(RefusalCode.UNAVAILABLE)
    present = presence_with(writer)
    present.came("kiosk-1")
    await writer.asked(2)
    present.went("kiosk-1")
    await ended(present)
    assert writer.written == []
    await present.stop()


async def test_what_the_hall_refuses_is_said_once() -> None:
    writer = Writer(RefusalCode.NOT_FOUND)
    present = presence_with(writer)
    present.came("kiosk-1")
    await ended(present)
    assert len(writer.keys) == 1
    await present.stop()


async def test_a_server_that_stops_says_nothing_more() -> None:
    writer = Writer(RefusalCode.UNAVAILABLE)
    present = presence_with(writer)
    present.came("kiosk-1")
    await writer.asked(2)
    await present.stop()
    said = len(writer.keys)
    present.came("kiosk-2")
    await ended(present)
    assert len(writer.keys) == said
