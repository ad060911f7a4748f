"""The kiosk's ID card reader between its plan and a virtual reader: one card for one reading, and nothing kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.hall import Device, DeviceKind
from hardware.protocols.sam import Frame
from hardware.simulators.id_card_reader import VirtualIdCardReader
from kiosk.card_reading import CardReading
from kiosk.messages import AnyMessage, CardAwaited, CardLaid, CardTrouble, ReaderSeen
from queue_server.contract.commands import DeviceHealth
from tests.hardware.sample_cards import FOREIGNER, RESIDENT


class Scene:
    """`told` is what the reading has said."""

    def __init__(self) -> None:
        self.told: list[AnyMessage] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.reading = CardReading(self.told.append, self._accompany, look_s=0.05, poll_s=0.01, answer_s=30)

    def _accompany(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.get_running_loop().create_task(work))
        return self.tasks[-1]

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not what():  # noqa: ASYNC110  what is waited for tells nobody
                await asyncio.sleep(0.005)

    def connect(self, url: str) -> None:
        self.reading.connect([Device(id="reader-1", kind=DeviceKind.ID_CARD_READER, url=url)])


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    yield scene
    for task in scene.tasks:
        task.cancel()
    ended = await asyncio.gather(*scene.tasks, return_exceptions=True)
    await scene.reading.close()
    assert [end for end in ended if end is not None and not isinstance(end, asyncio.CancelledError)] == []


@pytest.fixture
async def reader() -> AsyncIterator[VirtualIdCardReader]:
    reader = VirtualIdCardReader("r", "socket://127.0.0.1:0")
    await reader.start()
    yield reader
    await reader.stop()


async def test_a_card_is_read_once_and_only_after_somebody_has_agreed(
    scene: Scene, reader: VirtualIdCardReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[Frame] = []
    take_text = Frame.take_text
    monkeypatch.setattr(Frame, "take_text", lambda frame: (frames.append(frame), take_text(frame))[1])
    with capture_logs() as logs:
        scene.connect(reader.url)
        reader.lay(RESIDENT)
        await scene.until(lambda: ReaderSeen("reader-1", DeviceHealth.OK) in scene.told)
        assert reader.reads == 0
        scene.reading.read(1)
        laid = CardLaid(1, RESIDENT.kind, RESIDENT.number, RESIDENT.born, RESIDENT.valid_to)
        await scene.until(lambda: laid in scene.told)
    assert reader.reads == 1
    assert frames
    assert all(bytes(frame.payload) == bytes(len(frame.payload)) for frame in frames)
    assert RESIDENT.number not in str(logs)
    assert RESIDENT.name not in str((logs, scene.told))


async def test_a_card_taken_away_too_early_is_told_and_the_next_one_is_read(
    scene: Scene, reader: VirtualIdCardReader
) -> None:
    scene.connect(reader.url)
    await reader.switch(bad_contact=True)
    reader.lay(RESIDENT)
    scene.reading.read(1)
    await scene.until(lambda: CardAwaited(1, CardTrouble.UNREADABLE) in scene.told)
    await reader.switch(bad_contact=False)
    reader.lay(FOREIGNER)
    await scene.until(lambda: any(isinstance(word, CardLaid) for word in scene.told))


async def test_who_laid_a_card_down_before_agreeing_is_asked_to_lift_it_and_then_it_is_read(
    scene: Scene, reader: VirtualIdCardReader
) -> None:
    scene.connect(reader.url)
    reader.lay(RESIDENT)
    scene.reading.read(1)
    await scene.until(lambda: any(isinstance(word, CardLaid) for word in scene.told))
    reader.lay(FOREIGNER)  # of the next person, and nobody saw the first one go
    scene.reading.read(2)
    await scene.until(lambda: CardAwaited(2, CardTrouble.NOT_LIFTED) in scene.told)
    assert reader.reads == 1
    reader.take_away()
    await scene.until(lambda: scene.reading._reader is not None and not scene.reading._reader._lies_there)
    reader.lay(FOREIGNER)
    laid = CardLaid(2, FOREIGNER.kind, FOREIGNER.number, FOREIGNER.born, FOREIGNER.valid_to)
    await scene.until(lambda: laid in scene.told)
    assert scene.told.count(CardAwaited(2, CardTrouble.NOT_LIFTED)) == 1


async def test_a_card_that_is_of_no_known_layout_is_told_as_that_while_it_still_lies_there(
    scene: Scene, reader: VirtualIdCardReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[None] = []
    find = reader._find
    monkeypatch.setattr(reader, "_find", lambda: (looks.append(None), find())[1])
    await reader.switch(finds_again=True)
    reader.lay_text(b"\x20\x00" * 124 + b"Y\x00" + b"\x20\x00" * 3)
    scene.connect(reader.url)
    scene.reading.read(1)
    await scene.until(lambda: CardAwaited(1, CardTrouble.UNKNOWN_CARD) in scene.told)
    seen = len(looks)
    await scene.until(lambda: len(looks) > seen + 2)
    assert CardAwaited(1, CardTrouble.NOT_LIFTED) not in scene.told
    scene.reading.read(2)
    await scene.until(lambda: CardAwaited(2, CardTrouble.NOT_LIFTED) in scene.told)


async def test_a_reader_that_is_lost_is_told_and_reads_again_when_it_is_back(
    scene: Scene, reader: VirtualIdCardReader
) -> None:
    scene.connect(reader.url)
    await reader.switch(not_authorised=True)
    scene.reading.read(1)
    await scene.until(lambda: CardAwaited(1, CardTrouble.READER) in scene.told)
    await reader.switch(not_authorised=False)
    await scene.until(lambda: CardAwaited(1, None) in scene.told)


async def test_after_stop_no_card_is_read(scene: Scene, reader: VirtualIdCardReader) -> None:
    scene.connect(reader.url)
    scene.reading.read(1)
    scene.reading.stop()
    reader.lay(RESIDENT)
    seen = len(scene.told)
    await scene.until(lambda: len(scene.told) > seen or ReaderSeen("reader-1", DeviceHealth.OK) in scene.told)
    assert reader.reads == 0


async def test_a_reader_whose_url_nobody_understands_is_told_as_a_fault(scene: Scene) -> None:
    scene.connect("socket://127.0.0.1:9121?text=klingon")
    await scene.until(lambda: ReaderSeen("reader-1", DeviceHealth.FAULT) in scene.told)
    scene.reading.read(1)
    await scene.until(lambda: CardAwaited(1, CardTrouble.READER) in scene.told)
