"""The driver against the virtual reader, over a real socket and a real pseudo-terminal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hardware.drivers.id_card_reader import (
    CardRead,
    IdCardReader,
    NoCard,
    NotLifted,
    Outcome,
    OutOfService,
    Rejected,
    UnknownCard,
    Unreadable,
    WrongCard,
)
from hardware.health import Health, NoAnswer, Offline
from hardware.protocols.id_card import Card
from hardware.simulators.id_card_reader import VirtualIdCardReader
from tests.hardware.conftest import WHERE, where
from tests.hardware.sample_cards import FOREIGNER, PERMIT, RESIDENT


@pytest.fixture(params=WHERE)
async def virtual(request: pytest.FixtureRequest, tmp_path: Path, port: int) -> AsyncIterator[VirtualIdCardReader]:
    device = VirtualIdCardReader("reader", where(request.param, tmp_path, port))
    device.slow_s = 0.005
    await device.start()
    yield device
    await device.stop()


@pytest.fixture
async def reader(virtual: VirtualIdCardReader) -> AsyncIterator[IdCardReader]:
    driver = IdCardReader(virtual.url, answer_s=0.3, read_s=0.6, poll_s=0.01)
    yield driver
    await driver.close()


async def test_a_good_reader_is_well(reader: IdCardReader) -> None:
    assert await reader.status() is Health.OK


@pytest.mark.parametrize("card", [RESIDENT, PERMIT, FOREIGNER], ids=lambda card: card.kind)
async def test_a_card_is_read(virtual: VirtualIdCardReader, reader: IdCardReader, card: Card) -> None:
    virtual.lay(card)
    assert await reader.read(1.0) == CardRead(card)


async def test_a_card_laid_down_while_the_reader_waits_is_read(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    reading = asyncio.ensure_future(reader.read(5.0))
    assert await reader.status() is Health.OK, "questions go in between"
    virtual.lay(RESIDENT)
    assert await reading == CardRead(RESIDENT)


async def test_without_a_card_it_says_so_in_time(reader: IdCardReader) -> None:
    assert await reader.read(0.05) == NoCard()


@pytest.mark.parametrize("finds_again", [False, True])
async def test_a_card_counts_once_until_it_was_taken_away(
    virtual: VirtualIdCardReader, reader: IdCardReader, finds_again: bool
) -> None:
    await virtual.switch(finds_again=finds_again)
    virtual.lay(RESIDENT)
    assert await reader.read(1.0) == CardRead(RESIDENT)
    assert await reader.read(0.05) == (NotLifted() if finds_again else NoCard())
    assert virtual.reads == 1
    virtual.take_away()
    assert await reader.read(0.05) == NoCard()
    virtual.lay(RESIDENT)
    assert await reader.read(1.0) == CardRead(RESIDENT)


async def test_a_card_laid_down_unseen_after_one_was_read_is_told_and_read_once_it_was_lifted(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    virtual.lay(RESIDENT)
    assert await reader.read(1.0) == CardRead(RESIDENT)
    virtual.lay(FOREIGNER)
    assert await reader.read(0.05) == NotLifted()
    assert virtual.reads == 1, "it may be the first one, forgotten"
    virtual.take_away()
    assert await reader.read(0.05) == NoCard()
    virtual.lay(FOREIGNER)
    assert await reader.read(1.0) == CardRead(FOREIGNER)


@pytest.mark.parametrize(
    ("switch", "outcome"),
    [
        ("bad_contact", Unreadable()),
        ("forged", Rejected()),
        ("wrong_card", WrongCard()),
        ("not_authorised", OutOfService()),
        ("self_test_failed", OutOfService()),
        ("broken", OutOfService()),
        ("empty_card", UnknownCard()),
        ("mute", NoAnswer()),
        ("garble", NoAnswer()),
    ],
)
async def test_what_went_wrong_is_told_apart_and_afterwards_the_card_is_read(
    virtual: VirtualIdCardReader, reader: IdCardReader, switch: str, outcome: Outcome
) -> None:
    virtual.lay(RESIDENT)
    await virtual.switch(**{switch: True})
    silent = isinstance(outcome, NoAnswer)
    first = IdCardReader(virtual.url, answer_s=0.05, poll_s=0.01) if silent else reader
    assert await first.read(1.0) == outcome
    await first.close()
    await virtual.switch(**{switch: False})
    assert await reader.read(1.0) == CardRead(RESIDENT)


async def test_a_reader_that_is_out_of_step_is_reset_and_the_card_is_read(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    virtual.lay(RESIDENT)
    await virtual.switch(out_of_step=True)
    assert await reader.read(1.0) == CardRead(RESIDENT)
    assert virtual.resets == 1
    await virtual.switch(out_of_step=True)
    assert await reader.status() is Health.OK
    assert virtual.resets == 2


async def test_a_reader_that_no_reset_helps_is_out_of_service_and_is_reset_once_for_each_question(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    virtual.lay(RESIDENT)
    await virtual.switch(broken=True)
    assert await reader.read(1.0) == OutOfService()
    assert await reader.status() is Health.FAULT
    assert virtual.resets == 2


async def test_a_layout_that_is_not_public_is_an_unknown_card(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    virtual.lay_text(b"\x20\x00" * 124 + b"Y\x00" + b"\x20\x00" * 3)
    assert await reader.read(1.0) == UnknownCard()


@pytest.mark.parametrize("line", ["piecemeal", "lossy", "slow"])
async def test_over_a_bad_line_a_card_is_read_rightly_or_not_at_all(
    virtual: VirtualIdCardReader, reader: IdCardReader, line: str
) -> None:
    virtual.lay(RESIDENT)
    await virtual.switch(**{line: True})
    outcome = await reader.read(0.3)
    assert outcome == CardRead(RESIDENT) or (line != "piecemeal" and not isinstance(outcome, CardRead | UnknownCard))
    await virtual.switch(**{line: False})
    virtual.take_away()
    await reader.read(0.05)
    virtual.lay(RESIDENT)
    assert await reader.read(2.0) == CardRead(RESIDENT)


async def test_answers_that_come_late_meet_no_other_question(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    virtual.lay(RESIDENT)
    await virtual.switch(late=True)
    assert await reader.read(0.3) == NoAnswer()
    await virtual.switch(late=False)
    assert await reader.read(1.0) == CardRead(RESIDENT)


async def test_a_cable_pulled_and_put_back_is_said_once_each_and_nothing_about_the_card_is(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    with capture_logs() as logs:
        virtual.lay(RESIDENT)
        assert await reader.read(1.0) == CardRead(RESIDENT)
        await virtual.switch(unplugged=True)
        for _ in range(3):
            assert await reader.read(0.0) == Offline()
        await virtual.switch(unplugged=False)
        virtual.lay(PERMIT)
        assert await reader.read(1.0) == CardRead(PERMIT)
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]
    assert not any(word in str(logs) for word in (RESIDENT.name, RESIDENT.number, PERMIT.number))


async def test_nothing_of_a_card_stays_in_the_driver(virtual: VirtualIdCardReader) -> None:
    """Read whole, broken off in the middle, or given up by whoever waited: every buffer is blank afterwards."""
    reader = IdCardReader(virtual.url, answer_s=5.0, poll_s=0.01)  # however slow this machine is
    kept = reader._dialogue._reader._waiting  # type: ignore[attr-defined]
    virtual.lay(RESIDENT)
    assert await reader.read(1.0) == CardRead(RESIDENT)
    assert not any(kept)
    virtual.take_away()
    assert await reader.read(0.0) == NoCard()
    virtual.lay(RESIDENT)
    await virtual.switch(slow=True)
    reading = asyncio.ensure_future(reader.read(5.0))
    async with asyncio.timeout(5):
        while len(kept) < 60:  # noqa: ASYNC110  the buffer tells nobody
            await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not any(kept)
    await reader.close()


async def test_a_terminal_that_hangs_up_is_offline(virtual: VirtualIdCardReader, reader: IdCardReader) -> None:
    assert await reader.status() is Health.OK
    await virtual.switch(unplugged=True)
    assert await reader.read(0.0) == Offline()


async def test_health_is_told_again_only_when_it_has_changed(
    virtual: VirtualIdCardReader, reader: IdCardReader
) -> None:
    told: list[Health] = []
    async for health in reader.watch(interval_s=0.01):
        told.append(health)
        if health is Health.OK:
            if len(told) == 3:
                break
            await virtual.switch(not_authorised=True)
        else:
            await virtual.switch(not_authorised=False)
    assert told == [Health.OK, Health.FAULT, Health.OK]


@pytest.mark.parametrize("url", ["serial:///dev/ttyUSB0?colour=red", "http://reader"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not the URL|names no device|another computer|no option"):
        IdCardReader(url)
