"""Vibrating tags at a real base: called once for every call, never for one that is over, or staff are told."""

import asyncio

import pytest

from hardware.simulators import pads as virtual_pads
from hardware.simulators.pads import VirtualPads
from queue_server.domain.rules.alarms import TAG_SILENT, subject
from tests.display.bridge.conftest import WITHIN_S, Desks
from tests.web.running_hall import Somebody, until

TAG = 107
ONCE = [(TAG, 3)]


def buzzed(tags: VirtualPads) -> list[tuple[int, int]]:
    return tags.pads[1].buzzed


@pytest.fixture
async def clerk(desks: Desks) -> Somebody:
    """At window 3; somebody waits who has tag 107."""
    clerk = await desks.hall.clerk("wang-min")
    await clerk.give("open-window", {"window_id": "w03"})
    await desks.take_number(await desks.hall.station("kiosk-1"))
    (ticket_id,) = desks.state.tickets
    guide = await desks.hall.clerk("ding-qian")
    answer = await guide.give("give-tag", {"ticket_id": ticket_id, "tag": str(TAG)})
    assert answer.status == 200, answer.json
    return clerk


async def settled(desks: Desks) -> None:
    """The call has come to the base, and what became of it to the hall."""
    await until(lambda: not desks.state.tag_calls, WITHIN_S)


def _told(desks: Desks, ticket_id: str) -> list[tuple[str, str | None]]:
    """What the proof of the call says has told it."""
    return [(showing.station_id, showing.device_id) for showing in desks.state.calls[ticket_id].shown]


async def test_a_tag_is_called_once_for_every_call_of_its_ticket(desks: Desks, clerk: Somebody) -> None:
    (ticket_id,) = desks.state.tickets
    await clerk.give("call-next", {"window_id": "w03"})
    await settled(desks)
    assert buzzed(desks.tags) == ONCE
    await until(lambda: ("bridge-9", "tags") in _told(desks, ticket_id))
    here = {"window_id": "w03", "ticket_id": ticket_id}
    await clerk.give("park-ticket", here)
    await clerk.give("resume-ticket", here)
    await settled(desks)
    assert buzzed(desks.tags) == ONCE * 2
    assert subject(TAG_SILENT, ticket_id) not in desks.state.alarms


@pytest.mark.parametrize("answer_s", [0.3])
async def test_a_base_whose_answers_get_lost_calls_a_tag_once(
    desks: Desks, clerk: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virtual_pads, "REPEATED_WITHIN_S", WITHIN_S)  # however late the question comes again
    await desks.tags.switch(answers_get_lost=True)
    await clerk.give("call-next", {"window_id": "w03"})
    await settled(desks)
    assert buzzed(desks.tags) == ONCE


async def test_a_tag_out_of_reach_is_told_to_staff_until_the_person_has_come(desks: Desks, clerk: Somebody) -> None:
    (ticket_id,) = desks.state.tickets
    await desks.tags.switch(tags_away=True)
    await clerk.give("call-next", {"window_id": "w03"})
    await until(lambda: subject(TAG_SILENT, ticket_id) in desks.state.alarms)
    await clerk.give("start-serving", {"window_id": "w03", "ticket_id": ticket_id})
    assert subject(TAG_SILENT, ticket_id) not in desks.state.alarms
    assert buzzed(desks.tags) == []


async def test_a_base_that_is_unplugged_calls_nobody_when_it_is_back(desks: Desks, clerk: Somebody) -> None:
    (ticket_id,) = desks.state.tickets
    await desks.tags.switch(unplugged=True)
    await clerk.give("call-next", {"window_id": "w03"})
    await until(lambda: subject(TAG_SILENT, ticket_id) in desks.state.alarms, WITHIN_S)
    await desks.health(tags="offline")
    await desks.tags.switch(unplugged=False)
    await desks.health(tags="ok")
    assert buzzed(desks.tags) == []
    here = {"window_id": "w03", "ticket_id": ticket_id}
    await clerk.give("park-ticket", here)
    await clerk.give("resume-ticket", here)
    await asyncio.wait_for(desks.tags.until(lambda: buzzed(desks.tags) == ONCE), WITHIN_S)
    await settled(desks)
    assert subject(TAG_SILENT, ticket_id) not in desks.state.alarms
