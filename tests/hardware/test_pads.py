"""The drivers of keypads and tags against virtual ones, over a real socket and a real pseudo-terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hardware.drivers.pads import (
    STALE_S,
    CallPads,
    Done,
    Event,
    HealthChanged,
    Line,
    Outcome,
    Pressed,
    RatingKey,
    RatingPads,
    Refused,
    TagBase,
)
from hardware.health import Health, NoAnswer, Offline
from hardware.protocols.pads import Model, Refusal
from hardware.simulators.pads import VirtualPads
from queue_server.contract.commands import RatingLevel
from tests.hardware.conftest import WHERE, where

WAIT_S = 5.0


@pytest.fixture(params=WHERE)
async def virtual(request: pytest.FixtureRequest, tmp_path: Path, port: int) -> AsyncIterator[VirtualPads]:
    device = VirtualPads(
        "pads", where(request.param, tmp_path, port), {1: Model.CALL_PAD, 2: Model.CALL_PAD, 5: Model.TAG_BASE}
    )
    device.slow_s = 0.005
    await device.start()
    yield device
    await device.stop()


@pytest.fixture
async def pads(virtual: VirtualPads) -> AsyncIterator[CallPads]:
    driver = CallPads(f"{virtual.url}?addresses=1,2", answer_s=0.3, poll_s=0.0)
    yield driver
    await driver.close()


@pytest.fixture
async def base(virtual: VirtualPads) -> AsyncIterator[TagBase]:
    driver = TagBase(f"{virtual.url}?addresses=5", answer_s=0.3)
    yield driver
    await driver.close()


async def heard(line: Line, until: Callable[[list[Event]], bool]) -> list[Event]:
    """The line's events, until they are enough."""
    events: list[Event] = []

    async def listen() -> None:
        async for event in line.events():
            events.append(event)
            if until(events):
                return

    await asyncio.wait_for(listen(), WAIT_S)
    return events


def presses(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, Pressed)]


async def test_presses_of_several_pads_are_heard_in_order_and_once(virtual: VirtualPads, pads: CallPads) -> None:
    virtual.press(1, 1)
    virtual.press(1, 1)
    virtual.press(2, 4)
    events = await heard(pads, lambda events: len(presses(events)) == 3)
    assert [event for event in events if event == Pressed(1, "next")] == [Pressed(1, "next")] * 2
    assert Pressed(2, "finish") in events
    assert {event for event in events if isinstance(event, HealthChanged)} == {
        HealthChanged(1, Health.OK),
        HealthChanged(2, Health.OK),
    }


@pytest.mark.parametrize("line", ["piecemeal", "lossy", "slow", "answers_get_lost"])
async def test_over_a_bad_line_every_press_counts_exactly_once(virtual: VirtualPads, line: str) -> None:
    pads = CallPads(f"{virtual.url}?addresses=1&check=crc", answer_s=0.25, poll_s=0.0)
    await virtual.switch(**{line: True})
    for key in (1, 2, 3, 1):
        virtual.press(1, key)
    await heard(pads, lambda events: len(presses(events)) == 1)
    await virtual.switch(**{line: False})
    rest = await heard(pads, lambda events: len(presses(events)) == 3)
    assert [event.meaning for event in presses(rest) if isinstance(event, Pressed)] == ["recall", "start", "next"]
    await pads.close()


async def test_a_press_nobody_could_hear_in_time_is_passed_over(virtual: VirtualPads, pads: CallPads) -> None:
    virtual.press(1, 1, age_s=STALE_S + 1)
    virtual.press(1, 2)
    events = await heard(pads, lambda events: len(presses(events)) == 1)
    assert presses(events) == [Pressed(1, "recall")]


async def test_a_key_without_a_meaning_is_passed_over(virtual: VirtualPads, pads: CallPads) -> None:
    virtual.press(1, 99)
    virtual.press(1, 1)
    assert presses(await heard(pads, lambda events: bool(presses(events)))) == [Pressed(1, "next")]


async def test_neither_a_restart_of_a_pad_nor_one_of_ours_loses_or_doubles_a_press(virtual: VirtualPads) -> None:
    url = f"{virtual.url}?addresses=1"
    pads = CallPads(url, poll_s=0.0)
    virtual.press(1, 1)
    assert len(presses(await heard(pads, lambda events: bool(presses(events))))) == 1
    virtual.restart(1)
    virtual.press(1, 2)
    assert presses(await heard(pads, lambda events: bool(presses(events)))) == [Pressed(1, "recall")]
    await heard(pads, lambda events: True)  # which says that the press was heard
    await pads.close()
    again = CallPads(url, poll_s=0.0)
    virtual.press(1, 3)
    assert presses(await heard(again, lambda events: bool(presses(events)))) == [Pressed(1, "start")]
    await again.close()


async def test_a_pad_that_is_gone_is_told_once_and_the_others_go_on(virtual: VirtualPads) -> None:
    pads = CallPads(f"{virtual.url}?addresses=1,3", answer_s=0.15, poll_s=0.0)
    with capture_logs() as logs:
        await heard(pads, lambda events: HealthChanged(3, Health.NO_ANSWER) in events)
        virtual.press(1, 1)
        await heard(pads, lambda events: bool(presses(events)))
    assert [(entry["event"], entry["address"]) for entry in logs] == [("device is lost", 3)]
    assert pads.health(1) is Health.OK
    assert await pads.status() is Health.NO_ANSWER
    await pads.close()


async def test_a_line_that_is_cut_and_mended_goes_on_by_itself(port: int) -> None:
    virtual = VirtualPads("pads", f"socket://127.0.0.1:{port}", {1: Model.RATING_PAD})
    await virtual.start()
    pads = RatingPads(virtual.url, answer_s=0.3, poll_s=0.0)
    events = pads.events()
    assert await anext(events) == HealthChanged(1, Health.OK)
    await virtual.switch(unplugged=True)
    assert await anext(events) == HealthChanged(1, Health.OFFLINE)
    await virtual.switch(unplugged=False)
    virtual.press(1, 5)
    assert await anext(events) == HealthChanged(1, Health.OK)
    assert await anext(events) == Pressed(1, "very_dissatisfied")
    await pads.close()
    await virtual.stop()


def test_rating_keys_have_the_words_of_the_halls_contract() -> None:
    assert [key.value for key in RatingKey] == [level.value for level in RatingLevel]


async def test_the_direction_of_rating_keys_is_a_setting() -> None:
    both = [RatingPads("socket://h:1"), RatingPads("socket://h:1?keys=5:very_satisfied,1:very_dissatisfied")]
    assert [line.meanings[5] for line in both] == ["very_dissatisfied", "very_satisfied"]


# --- lamps and tags -----------------------------------------------------------------------------------------------


async def test_lamps_go_on_and_off(virtual: VirtualPads, pads: CallPads) -> None:
    assert await pads.light(2, 0b101) == Done()
    assert (virtual.pads[1].lamps, virtual.pads[2].lamps) == (0, 0b101)
    with pytest.raises(ValueError, match="not on this line"):
        await pads.light(9, 1)


async def test_a_tag_buzzes(virtual: VirtualPads, base: TagBase) -> None:
    assert await base.vibrate(300, pulses=2) == Done()
    assert virtual.pads[5].buzzed == [(300, 2)]


async def test_a_tag_whose_answer_was_lost_buzzes_once(virtual: VirtualPads, base: TagBase) -> None:
    await virtual.switch(answers_get_lost=True)
    assert await base.vibrate(17) == Done()
    assert virtual.pads[5].buzzed == [(17, 3)]


@pytest.mark.parametrize(
    ("switch", "outcome"),
    [("tags_away", Refused(Refusal.NO_TAG)), ("mute", NoAnswer()), ("garble", NoAnswer()), ("unplugged", Offline())],
)
async def test_what_went_wrong_with_a_tag_is_told_apart(virtual: VirtualPads, switch: str, outcome: Outcome) -> None:
    await virtual.switch(**{switch: True})
    base = TagBase(f"{virtual.url}?addresses=5", answer_s=0.3 if switch == "tags_away" else 0.05)
    assert await base.vibrate(17) == outcome
    await base.close()


async def test_a_pad_that_is_no_base_refuses_to_call_a_tag(virtual: VirtualPads) -> None:
    base = TagBase(f"{virtual.url}?addresses=1", answer_s=0.2)
    assert await base.vibrate(17) == Refused(Refusal.UNKNOWN)
    await base.close()


@pytest.mark.parametrize(("tag", "pulses"), [(0, 1), (65_536, 1), (1, 0), (1, 11)])
async def test_a_tag_nobody_has_is_refused(base: TagBase, tag: int, pulses: int) -> None:
    with pytest.raises(ValueError, match="tag"):
        await base.vibrate(tag, pulses)


_WRONG = ["addresses=0", "addresses=255", "check=md5", "keys=1:fly", "keys=0:next", "speed=9"]


@pytest.mark.parametrize("query", [*_WRONG, "poll_ms=19", "poll_ms=2001"])
def test_a_url_no_line_of_pads_has_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"addresses|check|keys|speed|poll_ms"):
        CallPads(f"serial:///dev/ttyUSB3?{query}")
