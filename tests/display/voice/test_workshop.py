"""The process that prepares phrases, from the station's side: in order, one at a time, and never in anybody's way."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from display.voice import workshop
from display.voice.orders import Setup
from display.voice.phrases import Phrase, key_of, sentence
from display.voice.store import Store
from display.voice.workshop import Workshop

COMMAND = (sys.executable, "-m", "tests.display.voice.stand_in")
PHRASES = [sentence(text, "zh") for text in ("请看屏幕", "请到窗口", "请稍候")]


def key(phrase: Phrase) -> str:
    return key_of(phrase, "test")


class Running:
    """A workshop and what it says of itself. `fault` is the stand-in's."""

    def __init__(self, folder: Path, *, limit_bytes: int = 10_000_000) -> None:
        self.store = Store(folder / "voice")
        self.can: list[bool] = []
        self._fault = folder / "fault"
        script = folder / "prepare"
        script.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$1" "$(cat {self._fault})"\n')
        script.chmod(0o755)
        self.goes("")
        self.told = asyncio.Event()
        self.workshop = Workshop(folder / "voice", Setup({}, limit_bytes), key, self._changed, command=(str(script),))

    def goes(self, fault: str) -> None:
        self._fault.write_text(fault)

    def _changed(self, can: bool) -> None:
        self.can.append(can)
        self.told.set()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not what():
                self.told.clear()
                await self.told.wait()

    def has(self) -> list[str]:
        return [phrase.text for phrase in PHRASES if self.store.has(key(phrase))]


@pytest.fixture
async def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr(workshop, "FIRST_WAIT_S", 0.05)
    here = Running(tmp_path)
    working = asyncio.create_task(here.workshop.run())
    yield here
    working.cancel()
    await asyncio.wait({working})
    assert working.cancelled()


async def test_what_is_wanted_is_prepared_and_not_twice(running: Running) -> None:
    running.workshop.want(PHRASES)
    await running.until(lambda: len(running.has()) == 3)
    await running.until(lambda: running.workshop.prepared == 3)
    running.workshop.want(reversed(PHRASES[:2]))
    running.workshop.want([*PHRASES, sentence("请坐", "zh")])
    await running.until(lambda: running.workshop.prepared == 4)


async def test_what_was_missed_goes_before_what_is_only_good_to_have(running: Running) -> None:
    running.workshop.want(PHRASES)
    running.workshop.hurry(PHRASES[2:])
    await running.until(lambda: running.workshop.prepared == 1)
    assert running.has()[-1] == PHRASES[2].text
    assert len(running.has()) < 3


async def test_what_cannot_be_read_is_left_out_and_the_others_are_prepared(running: Running) -> None:
    running.workshop.want([sentence("𠮷", "zh"), *PHRASES])
    await running.until(lambda: len(running.has()) == 3)
    assert False not in running.can


@pytest.mark.parametrize("fault", ["ends", "is full"])
async def test_a_process_that_is_of_no_use_is_told_and_tried_again_until_it_is(running: Running, fault: str) -> None:
    running.goes(fault)
    running.workshop.want(PHRASES)
    await running.until(lambda: running.can.count(False) == 2)
    running.goes("")
    await running.until(lambda: len(running.has()) == 3)
    assert running.can[-1]


async def test_a_process_that_hangs_is_ended(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "TOO_LONG_S", 0.2)
    running.goes("hangs")
    running.workshop.want(PHRASES)
    await running.until(lambda: running.can == [False])
    monkeypatch.setattr(workshop, "TOO_LONG_S", 60)
    running.goes("")
    await running.until(lambda: len(running.has()) == 3)


async def test_a_process_without_work_gives_its_memory_back(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "REST_S", 0.0)
    for phrase in PHRASES:
        before = running.workshop.prepared
        running.workshop.want([phrase])
        await running.until(lambda before=before: running.workshop.prepared == before + 1)  # type: ignore[misc]
    assert len(running.has()) == 3


async def test_no_more_is_wanted_than_the_store_can_hold(tmp_path: Path) -> None:
    here = Running(tmp_path, limit_bytes=300_000)
    here.workshop.want(PHRASES)
    working = asyncio.create_task(here.workshop.run())
    await here.until(lambda: here.workshop.prepared == 2)
    working.cancel()
    await asyncio.wait({working})
    assert here.has() == [phrase.text for phrase in PHRASES[:2]]
