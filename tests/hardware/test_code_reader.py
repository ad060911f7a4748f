"""The driver against the virtual engine, over a real socket and a real pseudo-terminal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hardware.drivers.code_reader import CodeReader, Event, HealthChanged
from hardware.health import Health
from hardware.protocols.code_engine import QuestionReader, Scanned
from hardware.simulators.code_reader import VirtualCodeReader
from hardware.simulators.front import Answer
from tests.hardware.conftest import WHERE, where

WAIT_S = 5.0
CODE = "https://hall.example/t/2026-11-23.A012"
WELL = HealthChanged(Health.OK)


@pytest.fixture(params=WHERE)
async def virtual(request: pytest.FixtureRequest, tmp_path: Path, port: int) -> AsyncIterator[VirtualCodeReader]:
    device = VirtualCodeReader("engine", where(request.param, tmp_path, port))
    device.slow_s = 0.005
    await device.start()
    yield device
    await device.stop()


@pytest.fixture
async def events(virtual: VirtualCodeReader) -> AsyncIterator[AsyncIterator[Event]]:
    driver = CodeReader(virtual.url, answer_s=0.3, probe_s=0.1)
    yield driver.events()
    await driver.close()


async def after(events: AsyncIterator[Event]) -> Event:
    return await asyncio.wait_for(anext(events), WAIT_S)


@pytest.mark.parametrize("switches", [(), ("no_suffix",), ("gbk",), ("piecemeal",), ("slow",), ("gbk", "no_suffix")])
async def test_a_code_is_read(
    virtual: VirtualCodeReader, events: AsyncIterator[Event], switches: tuple[str, ...]
) -> None:
    assert await after(events) == WELL
    await virtual.switch(**dict.fromkeys(switches, True))
    await virtual.hold("预审 A012")
    assert await after(events) == Scanned("预审 A012")


async def test_codes_that_come_together_are_all_read(virtual: VirtualCodeReader, events: AsyncIterator[Event]) -> None:
    assert await after(events) == WELL
    for number in range(3):
        await virtual.hold(f"A{number}")
    assert [await after(events) for _ in range(3)] == [Scanned("A0"), Scanned("A1"), Scanned("A2")]


async def test_a_code_read_while_the_engine_is_asked_does_not_wait_for_silence(
    virtual: VirtualCodeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = virtual.take

    async def reads_and_answers(data: bytes, reader: QuestionReader, answer: Answer) -> None:
        await virtual.hold(CODE)
        await answers(data, reader, answer)

    monkeypatch.setattr(virtual, "take", reads_and_answers)
    driver = CodeReader(virtual.url, answer_s=WAIT_S, probe_s=10 * WAIT_S)
    events = driver.events()
    assert await after(events) == WELL
    assert await after(events) == Scanned(CODE)
    await driver.close()


async def test_a_code_that_stays_before_the_window_counts_once(
    virtual: VirtualCodeReader, events: AsyncIterator[Event]
) -> None:
    assert await after(events) == WELL
    for code in (CODE, CODE, CODE, "other", CODE):
        await virtual.hold(code)
    assert [await after(events) for _ in range(3)] == [Scanned(CODE), Scanned("other"), Scanned(CODE)]


async def test_the_same_code_counts_again_after_a_while(virtual: VirtualCodeReader) -> None:
    driver = CodeReader(f"{virtual.url}?again_after_s=0", probe_s=0.1)
    events = driver.events()
    assert await after(events) == WELL
    await virtual.hold(CODE)
    await virtual.hold(CODE)
    assert [await after(events), await after(events)] == [Scanned(CODE), Scanned(CODE)]
    await driver.close()


async def test_where_codes_have_a_suffix_half_a_code_is_none(virtual: VirtualCodeReader) -> None:
    driver = CodeReader(f"{virtual.url}?suffix=yes", answer_s=0.3, probe_s=0.1)
    events = driver.events()
    assert await after(events) == WELL
    await virtual.switch(no_suffix=True)
    await virtual.hold("https://hall.example/t/")
    reading = asyncio.ensure_future(after(events))
    asked = virtual.asked
    await asyncio.wait_for(virtual.until(lambda: virtual.asked > asked), WAIT_S)  # there was a pause
    await virtual.switch(no_suffix=False)
    await virtual.hold("A012")
    assert await reading == Scanned("https://hall.example/t/A012")
    await driver.close()


async def test_what_is_no_text_is_passed_over(virtual: VirtualCodeReader, events: AsyncIterator[Event]) -> None:
    assert await after(events) == WELL
    await virtual.hold_bytes(b"\x80\xff")
    await virtual.hold_bytes(b"x" * 3_000)
    await virtual.hold(CODE)
    assert await after(events) == Scanned(CODE)


@pytest.mark.parametrize("switch", ["mute", "garble"])
async def test_an_engine_that_stops_answering_is_told_and_so_is_its_return(
    virtual: VirtualCodeReader, events: AsyncIterator[Event], switch: str
) -> None:
    assert await after(events) == WELL
    await virtual.switch(**{switch: True})
    assert await after(events) == HealthChanged(Health.NO_ANSWER)
    await virtual.switch(**{switch: False})
    assert await after(events) == WELL
    await virtual.hold(CODE)
    assert await after(events) == Scanned(CODE)


async def test_an_engine_that_never_answers_questions_is_read_without_them(virtual: VirtualCodeReader) -> None:
    driver = CodeReader(f"{virtual.url}?probe=no", probe_s=0.1)
    events = driver.events()
    assert await after(events) == WELL
    await virtual.hold(CODE)
    assert await after(events) == Scanned(CODE)
    assert virtual.asked == 0
    await driver.close()


async def test_a_cable_pulled_and_put_back_is_said_once_each_and_no_code_is_logged(port: int) -> None:
    virtual = VirtualCodeReader("engine", f"socket://127.0.0.1:{port}")
    await virtual.start()
    driver = CodeReader(virtual.url, answer_s=0.3, probe_s=0.1)
    events = driver.events()
    with capture_logs() as logs:
        assert await after(events) == WELL
        await virtual.hold(CODE)
        assert await after(events) == Scanned(CODE)
        await virtual.switch(unplugged=True)
        assert await after(events) == HealthChanged(Health.OFFLINE)
        await virtual.switch(unplugged=False)
        assert await after(events) == WELL
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]
    assert CODE not in str(logs)
    await driver.close()
    await virtual.stop()


async def test_a_code_read_while_nobody_was_connected_is_not_read_later(virtual: VirtualCodeReader) -> None:
    await virtual.hold("of somebody who has gone")
    driver = CodeReader(virtual.url, answer_s=0.3, probe_s=0.1)
    events = driver.events()
    assert await after(events) == WELL
    await virtual.hold(CODE)
    assert await after(events) == Scanned(CODE)
    await driver.close()


@pytest.mark.parametrize("query", ["again_after_s=-1", "again_after_s=61", "probe=later", "suffix=cr", "beep=yes"])
def test_a_url_no_engine_has_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"again_after_s|probe|suffix|beep"):
        CodeReader(f"serial:///dev/ttyUSB6?{query}")


async def test_a_line_that_opens_and_is_gone_at_once_is_tried_with_pauses_and_told_once() -> None:
    came = asyncio.Semaphore(0)
    hangs_up = True

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not hangs_up:
            writer.write(f"{CODE}\r".encode())
        writer.close()
        await writer.wait_closed()
        came.release()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    driver = CodeReader(f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}?probe=no")
    events = driver.events()
    with capture_logs() as logs:
        assert await after(events) == WELL
        reading = asyncio.ensure_future(after(events))
        for _ in range(2):
            await asyncio.wait_for(came.acquire(), WAIT_S)
        hangs_up = False
        assert await reading == Scanned(CODE)
        await asyncio.wait_for(came.acquire(), WAIT_S)
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]
    assert came.locked()  # no more often than that: there were pauses
    await driver.close()
    server.close()
    await server.wait_closed()
