"""The doors of indicators and exports: who may come in, and what they are given."""

import asyncio
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from simulation.receiver import Fault, Receiver
from tests.engine.sample_hall import clerk_of, sample
from tests.web.running_hall import PATIENCE_S, RunningHall, hall_folder, until

SUPERVISOR = next(clerk.id for clerk in sample().plan.clerks if "supervisor" in clerk.roles)
ITEM = next(item for item in sample().catalogue.items if item.queue_id == "comprehensive")


async def rated(hall: RunningHall, level: str = "satisfied") -> str:
    """Somebody is served at window 1 and rates it at the kiosk."""
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk(clerk_of("w01").id)
    ticket = (await kiosk.give("issue-ticket", {"item_id": ITEM.id})).json["ticket"]["ticket_id"]
    await clerk.give("open-window", {"window_id": "w01"})
    for command in ("call-next", "start-serving", "finish-serving"):
        body = {"window_id": "w01"} | ({} if command == "call-next" else {"ticket_id": ticket})
        assert (await clerk.give(command, body)).status == 200
    assert (await kiosk.give("rate-service", {"service_id": f"{ticket}.s1", "level": level})).status == 200
    return f"{ticket}.s1"


async def test_the_indicators_are_for_those_who_answer_for_them(hall: RunningHall) -> None:
    await rated(hall)
    supervisor = await hall.clerk(SUPERVISOR)
    told = (await supervisor.ask("GET", "/api/v1/reports/ratings?by=item")).json
    (line,) = told["lines"]
    assert (line["key"], line["number"], line["name"]["zh"]) == (ITEM.id, ITEM.number, ITEM.name.zh)
    assert line["figures"]["rated_of_due"] == {"numerator": 1, "denominator": 1, "rate": 1.0}
    assert (line["ranked"], line["rank"], told["few"]) == (False, None, 10)
    clerk = await hall.clerk(clerk_of("w01").id)
    for path in ("/api/v1/reports/ratings", "/api/v1/reports/ratings.csv", "/api/v1/exports"):
        assert (await clerk.ask("GET", path)).refused == (403, "forbidden")
        assert (await hall.nobody.ask("GET", path)).refused == (401, "not_signed_in")


@pytest.mark.parametrize("query", ["by=moon", "from=2026-02-30", "language=xx"])
async def test_what_cannot_be_reported_is_malformed(hall: RunningHall, query: str) -> None:
    supervisor = await hall.clerk(SUPERVISOR)
    answer = await supervisor.ask("GET", f"/api/v1/reports/ratings.csv?{query}")
    assert answer.refused == (400, "malformed")


@pytest.mark.parametrize(
    ("language", "whole", "share"), [("zh", "全大厅", "主动评价率"), ("en", "Whole hall", "Not rated")]
)
async def test_the_table_has_numerator_and_denominator_of_every_rate(
    hall: RunningHall, language: str, whole: str, share: str
) -> None:
    await rated(hall, "dissatisfied")
    supervisor = await hall.clerk(SUPERVISOR)
    answer = await supervisor.ask("GET", f"/api/v1/reports/ratings.csv?by=window&language={language}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.text.decode()
    assert text.startswith("\ufeff")
    heading, in_all, window = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(heading) == len(in_all) == len(window) == 4 + 6 + 5 + 3 * 9
    assert in_all[2] == whole
    assert window[:3] == ["w01", "1", sample().windows["w01"].name.text(language)]
    place = heading.index(share)
    parts = ("1", "1", "1.0000") if language == "zh" else ("0", "1", "0.0000")
    assert tuple(window[place - 2 : place + 1]) == parts


async def test_exports_are_shown_counted_and_sent_once_more(tmp_path: Path) -> None:
    receiver = Receiver()
    runner = web.AppRunner(receiver.app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    exports = hall_folder(tmp_path, demonstration=True) / "exports.toml"
    text = exports.read_text(encoding="utf-8").replace("127.0.0.1:9191", f"127.0.0.1:{site.port}")
    exports.write_text(text, encoding="utf-8")
    try:
        async with RunningHall.open(tmp_path, export_keys={"HALL_EXPORT_KEY_PROVINCE": "k"}) as hall:
            supervisor = await hall.clerk(SUPERVISOR)
            receiver.desks["province"].faults.append(Fault.REFUSE)
            service_id = await rated(hall)
            told = await _once_none_waits(supervisor)
            lines = {line["receiver_id"]: line for line in told["receivers"]}
            assert (lines["national"]["sent"], lines["province"]["refused"]) == (1, 1)
            assert [(each["rating_id"], each["status"]) for each in told["put_aside"]] == [(service_id, 422)]
            again = await supervisor.ask("POST", "/api/v1/exports/again", body={"receiver_id": "province"})
            assert again.json == {"count": 1}
            nobody = await supervisor.ask("POST", "/api/v1/exports/again", body={"receiver_id": "moon"})
            assert nobody.refused == (404, "not_found")
            told = await _once_none_waits(supervisor)
            assert told["put_aside"] == []
            assert hall.server.reception.sending is not None
            courier = hall.server.reception.sending.couriers["province"]
            await until(lambda: courier.waiting_since_ms is None)  # it has looked once more, and nothing is left
            figures = (await hall.nobody.ask("GET", "/metrics")).text.decode()
            assert 'hall_exports_total{outcome="refused",receiver="province"}' in figures
            assert 'hall_exports_oldest_seconds{receiver="province"} 0.0' in figures
            assert (await hall.nobody.ask("GET", "/health")).json["exports"] is True
    finally:
        await runner.cleanup()
    assert receiver.desks["province"].keys == {"Bearer k"}
    assert len(receiver.desks["province"].taken) == len(receiver.desks["national"].taken) == 1


async def _once_none_waits(supervisor: Any) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            told = (await supervisor.ask("GET", "/api/v1/exports")).json
            settled = [
                line for line in told["receivers"] if line["sent"] + line["refused"] == 1 and not line["waiting"]
            ]
            if len(settled) == 2:
                return told
            await asyncio.sleep(0.02)


async def test_a_station_learns_nothing_of_receivers(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    told = (await kiosk.ask("GET", "/api/v1/stations/me")).json
    assert told["policy"]["exports"] == []
