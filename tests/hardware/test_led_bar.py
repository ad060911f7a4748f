"""The driver against virtual bars, over a real socket and a real pseudo-terminal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hardware.drivers.led_bar import LedBar, Outcome, Sent, Shown
from hardware.health import Health, NoAnswer, Offline
from hardware.simulators.led_bar import VirtualLedBar
from tests.hardware.conftest import WHERE, where

CALL = "请 A012 号到 3 号窗口"


@pytest.fixture(params=WHERE)
async def virtual(request: pytest.FixtureRequest, tmp_path: Path, port: int) -> AsyncIterator[VirtualLedBar]:
    device = VirtualLedBar("bar", where(request.param, tmp_path, port))
    device.slow_s = 0.005
    await device.start()
    yield device
    await device.stop()


@pytest.fixture
async def bar(virtual: VirtualLedBar) -> AsyncIterator[LedBar]:
    driver = LedBar(f"{virtual.url}?width=128", answer_s=0.3)
    yield driver
    await driver.close()


async def test_a_text_is_shown_and_the_bar_has_said_so(virtual: VirtualLedBar, bar: LedBar) -> None:
    assert await bar.show(CALL) == Shown()
    assert virtual.text == CALL
    assert virtual.shown == 1


async def test_characters_a_bar_has_not_become_question_marks(virtual: VirtualLedBar, bar: LedBar) -> None:
    assert await bar.show("𡐓 A012") == Shown()
    assert virtual.text == "? A012"


@pytest.mark.parametrize("line", ["piecemeal", "slow"])
async def test_over_a_slow_line_the_bar_is_heard(virtual: VirtualLedBar, line: str) -> None:
    await virtual.switch(**{line: True})
    bar = LedBar(virtual.url, answer_s=2.0)
    assert await bar.show(CALL) == Shown()
    await bar.close()


@pytest.mark.parametrize("line", ["mute", "garble"])
async def test_a_bar_that_is_not_heard_is_not_believed(virtual: VirtualLedBar, bar: LedBar, line: str) -> None:
    await virtual.switch(**{line: True})
    impatient = LedBar(virtual.url, answer_s=0.05)
    assert await impatient.show(CALL) == NoAnswer()
    await impatient.close()
    await virtual.switch(**{line: False})
    assert await bar.show(CALL) == Shown()


async def test_over_a_lossy_line_the_bar_shows_the_text_or_is_not_believed(virtual: VirtualLedBar, bar: LedBar) -> None:
    await virtual.switch(lossy=True)
    assert await bar.show(CALL) in (Shown(), NoAnswer())
    assert virtual.text == CALL


async def test_a_bar_of_another_address_does_not_answer(virtual: VirtualLedBar) -> None:
    bar = LedBar(f"{virtual.url}?address=9", answer_s=0.1)
    assert await bar.show(CALL) == NoAnswer()
    assert virtual.text == ""
    await bar.close()


async def test_a_bar_that_never_answers_is_told_and_nobody_waits(virtual: VirtualLedBar) -> None:
    await virtual.switch(mute=True)
    bar = LedBar(f"{virtual.url}?answer=no")
    assert await bar.show(CALL) == Sent()
    await asyncio.wait_for(virtual.until(lambda: virtual.text == CALL), 5)
    await bar.close()


@pytest.mark.parametrize("coding", ["gbk", "utf-8"])
async def test_a_bar_of_plain_text_shows_the_line(coding: str) -> None:
    virtual = VirtualLedBar("plain", "pty", plain=True, coding=coding)
    await virtual.start()
    bar = LedBar(f"{virtual.url}?protocol=text&coding={coding}")
    assert await bar.show(CALL) == Sent()
    await asyncio.wait_for(virtual.until(lambda: virtual.text == CALL), 5)
    await bar.close()
    await virtual.stop()


async def test_a_bar_that_comes_back_shows_again_what_stood_there(port: int) -> None:
    virtual = VirtualLedBar("bar", f"socket://127.0.0.1:{port}")
    await virtual.start()
    bar = LedBar(virtual.url, answer_s=0.3)
    assert await bar.show(CALL) == Shown()
    await virtual.switch(unplugged=True)
    virtual.text = ""
    gone: Outcome = await bar.show(CALL)
    assert gone == Offline()
    await virtual.switch(unplugged=False)
    assert await bar.status() is Health.OK
    assert virtual.text == CALL
    await bar.close()
    await virtual.stop()


@pytest.mark.parametrize(
    "query",
    ["protocol=morse", "width=7", "width=65", "address=0", "coding=big5", "answer=perhaps", "width=8x", "dots=3"],
)
def test_a_url_no_bar_has_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"protocol|number|eight|coding|answer|dots"):
        LedBar(f"socket://h:1?{query}")


async def test_of_a_text_longer_than_any_bar_its_beginning_is_shown(virtual: VirtualLedBar, bar: LedBar) -> None:
    assert await bar.show("A" + "长" * 300) == Shown()
    assert virtual.text == "A" + "长" * 255, "and no half character at its end"


async def test_a_converter_that_accepts_and_closes_at_once_is_told_once_and_as_back_when_the_line_stays() -> None:
    hangs_up = True
    closed = asyncio.Semaphore(0)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not hangs_up:
            await reader.read()
        writer.close()
        await writer.wait_closed()
        closed.release()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    bar = LedBar(f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}?protocol=text")
    with capture_logs() as logs:
        for _ in range(4):
            assert await bar.show(CALL) in (Sent(), Offline())
            await asyncio.wait_for(closed.acquire(), 5)
        assert [entry["event"] for entry in logs] == ["device is lost"]
        hangs_up = False
        for _ in range(3):
            assert await bar.show(CALL) == Sent()
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]
    await bar.close()
    await asyncio.wait_for(closed.acquire(), 5)
    server.close()
    await server.wait_closed()
