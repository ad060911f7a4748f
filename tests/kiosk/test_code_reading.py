"""The kiosk's code reader between its plan and a virtual engine: every code is told once, and never logged."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.hall import Device, DeviceKind
from hardware.simulators.code_reader import VirtualCodeReader
from kiosk.code_reading import CodeReading
from kiosk.messages import AnyMessage, CodeScanned, ReaderSeen
from queue_server.contract.commands import DeviceHealth

CODE = "03RJ-K7M2-QX"


class Scene:
    """`told` is what the reading has said. `answer_s`: as long as an engine may take that is not silent."""

    def __init__(self, answer_s: float) -> None:
        self.told: list[AnyMessage] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.reading = CodeReading(self.told.append, self._accompany, probe_s=0.05, answer_s=answer_s)

    def _accompany(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.get_running_loop().create_task(work))
        return self.tasks[-1]

    async def until_told(self, *words: AnyMessage) -> None:
        """In that order, others between."""
        async with asyncio.timeout(30):
            for word in words:
                while word not in self.told:  # noqa: ASYNC110  what is waited for tells nobody
                    await asyncio.sleep(0.005)
                del self.told[: self.told.index(word) + 1]

    def connect(self, *urls: str) -> None:
        self.reading.connect([Device(id="scanner-1", kind=DeviceKind.CODE_READER, url=url) for url in urls])


def seen(health: DeviceHealth) -> ReaderSeen:
    return ReaderSeen("scanner-1", health)


@pytest.fixture
async def scene(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    scene = Scene(getattr(request, "param", 30))
    yield scene
    for task in scene.tasks:
        task.cancel()
    ended = await asyncio.gather(*scene.tasks, return_exceptions=True)
    await scene.reading.close()
    assert [end for end in ended if end is not None and not isinstance(end, asyncio.CancelledError)] == []


@pytest.fixture
async def engine() -> AsyncIterator[VirtualCodeReader]:
    engine = VirtualCodeReader("c", "socket://127.0.0.1:0")
    await engine.start()
    yield engine
    await engine.stop()


@pytest.mark.parametrize("gbk", [False, True])
async def test_a_code_is_told_as_it_stands_and_never_logged(scene: Scene, engine: VirtualCodeReader, gbk: bool) -> None:
    await engine.switch(gbk=gbk)
    with capture_logs() as logs:
        scene.connect(engine.url)
        await scene.until_told(seen(DeviceHealth.OK))
        await engine.hold(CODE)
        await engine.hold("号码 7")
        await scene.until_told(CodeScanned(CODE), CodeScanned("号码 7"))
    assert CODE not in str(logs)


@pytest.mark.parametrize("scene", [0.2], indirect=True)
async def test_an_engine_that_is_lost_is_told_and_reads_again_when_it_is_back(
    scene: Scene, engine: VirtualCodeReader
) -> None:
    scene.connect(engine.url)
    await scene.until_told(seen(DeviceHealth.OK))
    await engine.switch(mute=True)
    await scene.until_told(seen(DeviceHealth.NO_ANSWER))
    await engine.switch(mute=False)
    await scene.until_told(seen(DeviceHealth.OK))
    holding = scene._accompany(hold_on(engine))
    await scene.until_told(CodeScanned(CODE))
    holding.cancel()


async def hold_on(engine: VirtualCodeReader) -> None:
    """As people do until it is read: the line may be opened anew just then."""
    while True:
        await engine.hold(CODE)
        await asyncio.sleep(0.05)


async def test_one_that_the_plan_has_dropped_is_heard_no_more(scene: Scene, engine: VirtualCodeReader) -> None:
    scene.connect(engine.url)
    await scene.until_told(seen(DeviceHealth.OK))
    scene.connect()
    await asyncio.gather(*scene.tasks, return_exceptions=True)
    await engine.hold(CODE)
    assert scene.told == []


async def test_a_url_nobody_understands_is_told_as_a_fault(scene: Scene) -> None:
    scene.connect("socket://127.0.0.1:9121?text=klingon")
    await scene.until_told(seen(DeviceHealth.FAULT))
