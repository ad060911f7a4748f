"""Ratings of a terminal at a real server: while it is away, over a pulled plug, a hundred times, of somebody else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from config.i18n import Texts
from display.presenters.rating import RatingMode, RatingPresenter
from display.rating_box import RatingBox
from queue_server.client.link import ServerLink, monotonic_ms
from queue_server.client.session import AnyDelivery
from queue_server.contract.commands import RateService, RatingLevel
from queue_server.storage import schema, station_keys
from tests.web.running_hall import HALL, RunningHall, until

TERMINAL = "rating-w03"
NUMBER = "13800000000"


def _ratings(connection: Connection) -> list[tuple[Any, ...]]:
    rows = schema.ratings.c
    return [tuple(row) for row in connection.execute(select(rows.service_id, rows.level, rows.reasons, rows.channel))]


async def rated(hall: RunningHall) -> list[tuple[Any, ...]]:
    """What the hall's history has of ratings that were given."""
    found: list[tuple[Any, ...]] = await hall.database.read(_ratings)
    return [row for row in found if row[1] is not None]


class Terminal:
    """A rating terminal without its window: presenter, box and link, as the program puts them together."""

    def __init__(self, url: str, key: str, me: Any, folder: Path) -> None:
        self.link = ServerLink(url, TERMINAL, key, (f"rating:{me.station.window_id}",), self._delivered)
        self.box = RatingBox(folder / "box.json", lambda rating, key: self.link.send(rating, key=key))
        self.presenter = RatingPresenter(
            me.configuration, me.station, Texts.load(), self.box.send, keep=self.box.keep, steady=monotonic_ms
        )
        self.box.send_kept()
        self._running = asyncio.create_task(self.link.run())

    def _delivered(self, delivery: AnyDelivery) -> None:
        self.presenter.receive(delivery, 0)
        self.box.receive(delivery)

    async def is_in(self, mode: RatingMode) -> None:
        await until(lambda: self.presenter.state.mode is mode)

    def leave_number(self) -> None:
        """Rates poorly, with a reason and a telephone number."""
        self.presenter.rate(RatingLevel.DISSATISFIED)
        self.presenter.choose("201")
        self.presenter.open_phone()
        for digit in NUMBER:
            self.presenter.type(digit)
        self.presenter.submit_phone()

    async def pull_the_plug(self) -> None:
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running


class Window:
    """Window 3 of the sample hall, somebody who has been served there, and the means to switch its terminal on."""

    def __init__(self, hall: RunningHall, key: str, folder: Path) -> None:
        self.hall, self._key, self._folder = hall, key, folder
        self.terminals: list[Terminal] = []
        self.service_id = ""

    async def serve(self) -> None:
        clerk, kiosk = await self.hall.clerk("wang-min"), await self.hall.station("kiosk-1")
        issued = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
        await clerk.give("open-window", {"window_id": "w03"})
        for command in ("call-next", "start-serving", "finish-serving"):
            about = {"ticket_id": issued["ticket_id"]} if command != "call-next" else {}
            answer = await clerk.give(command, {"window_id": "w03", **about})
            assert answer.status == 200, answer.json
        self.service_id = f"{issued['ticket_id']}.s1"
        self.page_path = issued["page_path"]

    async def switch_on(self, url: str = "") -> Terminal:
        me = await ServerLink(self.hall.url, TERMINAL, self._key, (), lambda _: None).fetch_me()
        self.terminals.append(Terminal(url or self.hall.url, self._key, me, self._folder))
        return self.terminals[-1]


@pytest.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    async with RunningHall.open(tmp_path) as hall:
        key = await station_keys.enrol(hall.database, HALL, TERMINAL, now_ms=1)
        window = Window(hall, key, tmp_path / "terminal")
        await window.serve()
        yield window
        for terminal in window.terminals:
            await terminal.pull_the_plug()


async def test_a_level_pressed_before_the_plug_was_pulled_arrives_once_when_the_terminal_is_back(
    window: Window,
) -> None:
    terminal = await window.switch_on()
    await terminal.is_in(RatingMode.ASKING)
    terminal.presenter.rate(RatingLevel.DISSATISFIED)
    assert terminal.presenter.state.mode is RatingMode.REASONS
    terminal.presenter.choose("201")
    await terminal.pull_the_plug()
    assert await rated(window.hall) == []
    for _ in range(2):
        terminal = await window.switch_on()
        await until(lambda: terminal.box.unanswered == ())  # noqa: B023  # awaited here
        await terminal.pull_the_plug()
    assert await rated(window.hall) == [(window.service_id, "dissatisfied", "201", "terminal")]


async def test_a_rating_given_while_the_server_is_away_outlives_the_terminal_and_arrives_once(window: Window) -> None:
    terminal = await window.switch_on()
    await terminal.is_in(RatingMode.ASKING)
    await terminal.pull_the_plug()  # of the network: the presenter lives on without its link
    terminal.presenter.rate(RatingLevel.VERY_DISSATISFIED)
    terminal.presenter.choose("104")
    terminal.presenter.submit()
    assert terminal.presenter.state.mode is RatingMode.THANKING
    back = await window.switch_on()
    await until(lambda: back.box.unanswered == ())
    assert await rated(window.hall) == [(window.service_id, "very_dissatisfied", "104", "terminal")]


async def the_work_order(hall: RunningHall) -> Any:
    """The only one there is, as whoever looks after them sees it."""
    (order_id,) = hall.server.reception.dispatcher.state.work_orders.by_id
    return (await (await hall.clerk("gu-ping")).ask("GET", f"/api/v1/work-orders/{order_id}")).json


async def test_a_number_typed_at_the_terminal_names_the_work_order_and_is_in_no_journal(window: Window) -> None:
    terminal = await window.switch_on()
    await terminal.is_in(RatingMode.ASKING)
    terminal.leave_number()
    await until(lambda: terminal.box.unanswered == ())
    assert await rated(window.hall) == [(window.service_id, "dissatisfied", "201", "terminal")]
    order = await the_work_order(window.hall)
    assert (order["line"]["named"], order["rating"]["contact"]) == (True, NUMBER)
    assert [each["due"] for each in order["line"]["due"]] == ["contact", "rectify"]
    rows = await window.hall.database.read(lambda reader: reader.exec_driver_sql("select body from journal").all())
    assert len(rows) > 5
    assert not [row for row in rows if NUMBER in row.body]


async def test_a_number_whose_answer_was_lost_with_the_terminal_is_kept_by_the_hall_and_counts_once(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = await window.switch_on()
    await terminal.is_in(RatingMode.ASKING)
    monkeypatch.setattr(terminal.box, "receive", lambda _delivery: None)
    terminal.leave_number()
    await until(lambda: terminal.link.unanswered == ())
    await terminal.pull_the_plug()
    again = await window.switch_on()
    assert [rating.contact for rating in again.box.unanswered] == [None]  # on the disk it never was
    await until(lambda: again.box.unanswered == ())
    assert await rated(window.hall) == [(window.service_id, "dissatisfied", "201", "terminal")]
    assert (await the_work_order(window.hall))["rating"]["contact"] == NUMBER


async def test_the_same_rating_a_hundred_times_counts_once(window: Window) -> None:
    terminal = await window.switch_on()
    await terminal.is_in(RatingMode.ASKING)
    rating = RateService(window.service_id, RatingLevel.SATISFIED)
    for _ in range(50):
        terminal.link.send(rating, key="one-key-of-them")
        terminal.link.send(rating)
    await until(lambda: terminal.link.unanswered == ())
    assert await rated(window.hall) == [(window.service_id, "satisfied", None, "terminal")]


async def test_a_rating_of_somebody_elses_service_is_refused_and_the_terminal_rests(window: Window) -> None:
    key = await station_keys.enrol(window.hall.database, HALL, "rating-w01", now_ms=1)
    me = await ServerLink(window.hall.url, "rating-w01", key, (), lambda _: None).fetch_me()
    answers: list[AnyDelivery] = []
    other = ServerLink(window.hall.url, "rating-w01", key, ("rating:w01",), answers.append)
    running = asyncio.create_task(other.run())
    sent = other.send(RateService(window.service_id, RatingLevel.VERY_SATISFIED))
    await until(lambda: other.unanswered == ())
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert me.station.window_id == "w01"
    assert [getattr(a, "code", None) for a in answers if getattr(a, "key", None) == sent] == ["forbidden"]
    assert await rated(window.hall) == []


async def test_the_page_for_a_phone_is_told_to_the_terminal_of_the_window_and_to_nobody_else(window: Window) -> None:
    terminal = await window.switch_on()
    assert await terminal.link.fetch_rating_page(window.service_id) == f"{window.page_path}/rate"
    path = f"/api/v1/stations/me/rating-page?service={window.service_id}"
    elsewhere = await window.hall.station("rating-w01")
    assert (await elsewhere.ask("GET", path)).refused == (404, "not_found")
    for who in (await window.hall.clerk("wang-min"), await window.hall.station("panel-w03"), window.hall.nobody):
        assert (await who.ask("GET", path)).status in (401, 403)
