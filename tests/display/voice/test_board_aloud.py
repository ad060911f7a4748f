"""A call board at a real server, with the loudspeaker of the sample hall: what it shows it says."""

import asyncio
import sys
from functools import partial
from pathlib import Path

import pytest

from display import app as display_app
from display.app import DisplayApp
from display.toolkit.app import Access
from display.voice import clips, sound
from display.voice.phrases import LOOK
from display.voice.speaker import Speaker
from display.voice.workshop import Workshop
from queue_server.contract.commands import DeviceHealth
from queue_server.storage import station_keys
from tests.web.running_hall import HALL, RunningHall, until

NOBODY = partial(Workshop, command=(sys.executable, "-c", "raise SystemExit(1)"))


async def test_a_board_says_the_call_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    captured = tmp_path / "captured.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(captured))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    monkeypatch.setattr(display_app, "Speaker", partial(Speaker, workshop=NOBODY))
    async with RunningHall.open(tmp_path) as hall:
        key = await station_keys.enrol(hall.database, HALL, "board-1", now_ms=1)
        board = DisplayApp(Access(hall.url, "board-1", key), tmp_path / "voice")
        running = asyncio.create_task(board.run())
        state = hall.server.reception.dispatcher.state
        await until(lambda: state.devices.get("speaker-1") is DeviceHealth.NO_VOICE, 30)
        clerk, kiosk = await hall.clerk("li-juan"), await hall.station("kiosk-1")
        await clerk.give("open-window", {"window_id": "w01"})
        await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
        assert (await clerk.give("call-next", {"window_id": "w01"})).status == 200
        (speaker,) = board.speakers
        await until(lambda: speaker.figures.announced >= 1, 30)
        board.stop()
        await asyncio.wait_for(running, 30)
    heard = captured.read_bytes()
    assert heard.find(sound.chime()) >= 0
    assert heard.find(clips.samples(LOOK, "zh")) > heard.find(sound.chime())
