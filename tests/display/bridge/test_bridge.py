"""The bridge with a real server and devices on real lines: what is pressed happens, what happens is shown."""

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import Connection, Row, select
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from config import device_urls
from config.configuration import HallConfiguration
from config.device_urls import Form
from config.hall import DeviceKind
from display.presenters.call_pad import Lamp
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import PublishConfiguration
from queue_server.contract.views import SlipState, TicketState
from queue_server.storage import schema
from tests.display.bridge.conftest import BRIDGE, WITHIN_S, Desks
from tests.web.running_hall import until

NEXT, RECALL, START, FINISH, NO_SHOW, PARK, PAUSE, HELP = range(1, 9)
DISSATISFIED = 4
REST = "3 号综合窗口"


def _rating(connection: Connection) -> Row[Any]:
    return connection.execute(select(schema.ratings)).one()


async def test_a_visit_with_keys_alone_from_call_to_rating(desks: Desks) -> None:
    await desks.shows("3 号窗口未开放")
    clerk = await desks.hall.clerk("wang-min")
    await clerk.give("open-window", {"window_id": "w03"})
    await desks.shows(REST)
    await desks.lit(desks.calls, 1, Lamp.FREE)
    number = await desks.take_number(await desks.hall.station("kiosk-1"))

    desks.calls.press(1, NEXT)
    await desks.shows(f"请 {number} 号到 3 号窗口")
    await desks.lit(desks.calls, 1, Lamp.CALLED)
    async with asyncio.timeout(WITHIN_S):
        while not (shown := next(iter(desks.state.calls.values())).shown):  # noqa: ASYNC110  no view tells
            await asyncio.sleep(0.01)
    assert [(showing.station_id, showing.device_id) for showing in shown] == [(BRIDGE, "bar-3")]
    ticket = next(ticket for ticket in desks.state.tickets.values() if ticket.number == number)
    desks.calls.press(1, START)
    await desks.shows(f"正在办理 {number} 号")
    await desks.lit(desks.calls, 1, Lamp.SERVING)
    assert desks.ratings.pads[1].lamps == 0

    desks.calls.press(1, FINISH)
    await desks.shows(REST)
    await desks.lit(desks.ratings, 1, 1)
    assert ticket.state is TicketState.SERVED
    desks.ratings.press(1, DISSATISFIED)
    await desks.lit(desks.ratings, 1, 0)
    service_id = f"{ticket.ticket_id}.s1"
    async with asyncio.timeout(WITHIN_S):
        while (rating := await desks.hall.database.read(_rating)).level is None:  # noqa: ASYNC110  no row tells
            await asyncio.sleep(0.01)
    assert (rating.service_id, rating.level, rating.channel) == (service_id, "dissatisfied", "keypad")


async def test_a_key_where_nobody_sits_or_waits_does_nothing_and_its_lamp_says_so(desks: Desks) -> None:
    desks.calls.press(2, NEXT)
    await desks.lit(desks.calls, 2, Lamp.REFUSED)
    desks.let_pass(seconds=2)
    await desks.lit(desks.calls, 2, 0)
    clerk = await desks.hall.clerk("zhao-yan")
    await clerk.give("open-window", {"window_id": "w04"})
    await desks.lit(desks.calls, 2, Lamp.FREE)
    desks.calls.press(2, NEXT)
    await desks.lit(desks.calls, 2, Lamp.FREE | Lamp.REFUSED)
    assert desks.calls.pads[1].lamps == 0


async def test_a_bar_and_pads_that_were_unplugged_come_back_with_what_is_so_by_then(desks: Desks) -> None:
    clerk = await desks.hall.clerk("wang-min")
    await clerk.give("open-window", {"window_id": "w03"})
    number = await desks.take_number(await desks.hall.station("kiosk-1"))
    await desks.lit(desks.calls, 1, Lamp.FREE)
    with capture_logs(processors=[merge_contextvars]) as logs:
        for device in (desks.bar, desks.calls):
            await device.switch(unplugged=True)
        await desks.health(bar_3="offline", calls="offline", ratings="ok")
        kinds = {(alarm.kind, alarm.about) for alarm in desks.state.alarms.values()}
        assert {("device_offline", "bar-3"), ("device_offline", "calls")} <= kinds
        await clerk.give("call-next", {"window_id": "w03"})
        for device in (desks.bar, desks.calls):
            await device.switch(unplugged=False)
        await desks.shows(f"请 {number} 号到 3 号窗口")
        await desks.lit(desks.calls, 1, Lamp.CALLED)
        await desks.health(bar_3="ok", calls="ok")
    for name in ("bar-3", "calls"):
        told = [entry["event"] for entry in logs if entry.get("device") == name]
        assert told == ["device is lost", "device is back"]
    assert not [alarm for alarm in desks.state.alarms.values() if alarm.kind == "device_offline"]


@pytest.mark.parametrize("answer_s", [0.3])
async def test_a_pad_that_is_silent_is_told_and_one_that_was_restarted_counts_no_key_twice(desks: Desks) -> None:
    clerk = await desks.hall.clerk("wang-min")
    await clerk.give("open-window", {"window_id": "w03"})
    kiosk = await desks.hall.station("kiosk-1")
    first = await desks.take_number(kiosk)
    await desks.take_number(kiosk)
    desks.calls.press(1, NEXT)
    await desks.shows(f"请 {first} 号到 3 号窗口")
    await desks.calls.switch(mute=True)
    await desks.health(calls="no_answer")
    desks.calls.restart(1)
    await desks.calls.switch(mute=False)
    await desks.health(calls="ok")
    await desks.lit(desks.calls, 1, Lamp.CALLED)
    assert [ticket.state for ticket in desks.state.tickets.values()] == [TicketState.CALLED, TicketState.WAITING]


async def test_a_new_plan_moves_a_bar_to_another_window_without_a_restart(desks: Desks) -> None:
    await desks.shows("3 号窗口未开放")
    hall = desks.state.configuration.model_dump(mode="json")
    (bar,) = (
        device for station in hall["plan"]["stations"] for device in station["devices"] if device["id"] == "bar-3"
    )
    bar["window_ids"] = ["w04"]
    moved = HallConfiguration.model_validate(hall)
    command = PublishConfiguration(moved.content_hash, moved.content)
    await desks.hall.server.reception.dispatcher.submit(command, key="another-plan", by=SYSTEM)
    await desks.shows("4 号窗口未开放")


async def test_the_bar_of_a_bridge_whose_server_is_gone_shows_no_number(desks: Desks) -> None:
    clerk = await desks.hall.clerk("wang-min")
    await clerk.give("open-window", {"window_id": "w03"})
    number = await desks.take_number(await desks.hall.station("kiosk-1"))
    desks.calls.press(1, NEXT)
    await desks.shows(f"请 {number} 号到 3 号窗口")
    await desks.hall.server.stop()
    await desks.shows("请听工作人员招呼")
    await desks.lit(desks.calls, 1, 0)
    desks.calls.press(1, START)
    await desks.lit(desks.calls, 1, Lamp.REFUSED)


async def test_a_device_whose_url_is_not_understood_is_told_and_the_others_work(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = device_urls.FORMS[DeviceKind.LED_BAR]
    newer = replace(form, options={**form.options, "colour": lambda text: text == "red"})  # than this bridge
    monkeypatch.setitem(cast(dict[DeviceKind, Form], device_urls.FORMS), DeviceKind.LED_BAR, newer)
    hall = desks.state.configuration.model_dump(mode="json")
    (bar,) = (
        device for station in hall["plan"]["stations"] for device in station["devices"] if device["id"] == "bar-3"
    )
    bar["url"] += "&colour=red"
    wrong = HallConfiguration.model_validate(hall)
    command = PublishConfiguration(wrong.content_hash, wrong.content)
    await desks.hall.server.reception.dispatcher.submit(command, key="another-plan", by=SYSTEM)
    await desks.health(bar_3="fault", calls="ok")
    desks.calls.press(2, NEXT)
    await desks.lit(desks.calls, 2, Lamp.REFUSED)


async def test_staff_have_a_slip_printed_again_at_the_reception(desks: Desks) -> None:
    await desks.take_number(await desks.hall.station("kiosk-1"))
    (ticket_id,) = desks.state.tickets
    guide = await desks.hall.clerk("ding-qian")
    answer = await guide.give("reprint-slip", {"ticket_id": ticket_id, "station_id": BRIDGE})
    assert answer.status == 200, answer.json
    await until(lambda: len(desks.printer.slips) == 1 and not desks.state.reprints)
    assert desks.state.tickets[ticket_id].slip is SlipState.PRINTED


async def test_a_reception_without_paper_says_that_no_slip_came_out(desks: Desks) -> None:
    await desks.take_number(await desks.hall.station("kiosk-1"))
    (ticket_id,) = desks.state.tickets
    await desks.printer.load_paper(0)
    await desks.health(reception="paper_out")
    guide = await desks.hall.clerk("ding-qian")
    await guide.give("reprint-slip", {"ticket_id": ticket_id, "station_id": BRIDGE})
    await until(lambda: ("reprint_failed", ticket_id) in [(a.kind, a.about) for a in desks.state.alarms.values()])
    assert len(desks.printer.slips) == 0
