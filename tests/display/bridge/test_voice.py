"""A loudspeaker at a bridge of a real server: it says the calls of its zone, and no others."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from config.hall import DeviceKind
from display.bridge.station import Bridge
from display.bridge.voice import aloud
from display.voice import clips, sound
from display.voice.phrases import LOOK
from display.voice.workshop import Workshop
from queue_server.storage import station_keys
from tests.display.bridge.conftest import WITHIN_S
from tests.web.running_hall import HALL, RunningHall, hall_folder, until

STATION = """
    {{ id = "bridge-9", kind = "bridge"{zone}, name = {{ zh = "接入机", en = "Bridge" }}, devices = [
        {{ id = "speaker-9", kind = "loudspeaker", url = "file://{said}" }},
    ] }},"""
NOBODY = partial(Workshop, command=(sys.executable, "-c", "raise SystemExit(1)"))


@contextlib.asynccontextmanager
async def bridge(folder: Path, zone: str) -> AsyncIterator[RunningHall]:
    plan = hall_folder(folder, demonstration=True) / "hall.toml"
    text = plan.read_text(encoding="utf-8")
    station = STATION.format(zone=zone, said=folder / "said")
    plan.write_text(text.replace("\nstations = [", f"\nstations = [{station}", 1), encoding="utf-8")
    async with RunningHall.open(folder) as hall:
        key = await station_keys.enrol(hall.database, HALL, "bridge-9", now_ms=1)
        more = {DeviceKind.LOUDSPEAKER: aloud(folder / "voice", workshop=NOBODY)}
        running = asyncio.create_task(Bridge(hall.url, "bridge-9", key, more).run())
        try:
            devices = hall.server.reception.dispatcher.state.devices
            await until(lambda: "speaker-9" in devices, WITHIN_S)
            yield hall
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def call(hall: RunningHall, queue_id: str, window_id: str, clerk_id: str) -> None:
    clerk, kiosk = await hall.clerk(clerk_id), await hall.station("kiosk-1")
    for who, command, body in (
        (clerk, "open-window", {"window_id": window_id}),
        (kiosk, "issue-ticket", {"queue_id": queue_id}),
        (clerk, "call-next", {"window_id": window_id}),
    ):
        answer = await who.give(command, body)
        assert answer.status == 200, answer.json


def said(folder: Path) -> list[bytes]:
    """What the loudspeaker has said, without the moments of silence by which it is asked how it is."""
    files = (path.read_bytes() for path in sorted((folder / "said").glob("*.wav")))
    return [samples for samples in map(sound.samples, files) if any(samples)]


@pytest.mark.parametrize("zone", ["", ', zone_id = "general"'], ids=["whole hall", "its zone"])
async def test_a_call_is_said_aloud_and_a_phrase_that_is_missing_is_replaced(tmp_path: Path, zone: str) -> None:
    async with bridge(tmp_path, zone) as hall:
        await call(hall, "comprehensive", "w01", "li-juan")
        await until(lambda: len(said(tmp_path)) == 1, WITHIN_S)
    (heard,) = said(tmp_path)
    assert heard.startswith(sound.chime())
    assert heard.endswith(clips.samples(LOOK, "zh"))


async def test_the_calls_of_another_zone_are_not_said(tmp_path: Path) -> None:
    async with bridge(tmp_path, ', zone_id = "general"') as hall:
        await call(hall, "delivery", "w17", "shi-lei")
        await call(hall, "comprehensive", "w01", "li-juan")
        await until(lambda: len(said(tmp_path)) >= 1, WITHIN_S)
    assert len(said(tmp_path)) == 1


async def test_a_bridge_without_a_loudspeaker_hears_of_no_calls(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        answer = await (await hall.station("bridge-1")).ask("GET", "/api/v1/views/board")
        assert answer.refused == (403, "forbidden")
