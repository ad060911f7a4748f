"""Appointments at the doors: slots, booked and found again by code or number, handed in by a portal, seen by staff."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from config import loading
from queue_server.client.link import ServerLink
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentState
from queue_server.web.reception import CODES_LOCKED_S, CODES_TRIED, PERSONS_TRIED
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, MORNING_MS
from tests.web.running_hall import PATIENCE_S, RunningHall, Somebody

ITEM = "passport-first"
PHONE, ID_NUMBER = "138 0000 1234", "11010519491231002X"
TOMORROW = "2026-11-24"
SLOTS, FIND, IMPORT, LIST = (f"/api/v1/appointments{end}" for end in ("/slots", "/find", "/import", ""))
HOUR_MS = 3_600_000


async def book(who: Somebody, begins_at: str = "10:00", **more: Any) -> dict[str, Any]:
    body = {"item_id": ITEM, "business_day": DAY, "begins_at": begins_at, **more}
    answer = await who.give("book-appointment", body)
    assert answer.status == 200, answer.text
    booked: dict[str, Any] = answer.json["appointment"]
    return booked


async def find(who: Somebody, **wanted: str | bool) -> Any:
    return await who.ask("POST", FIND, body=wanted)


def line(source_id: str, **more: Any) -> dict[str, Any]:
    return {"source_id": source_id, "item_id": ITEM, "business_day": TOMORROW, "begins_at": "09:00", **more}


@pytest.fixture
async def morning(tmp_path: Path) -> Any:
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS), portal=True) as hall:
        yield hall


async def test_a_slot_is_looked_up_booked_and_checked_in_at_the_kiosk(morning: RunningHall) -> None:
    kiosk = await morning.station("kiosk-1")
    days = (await kiosk.ask("GET", f"{SLOTS}?item={ITEM}")).json["days"]
    assert (days[0]["business_day"], days[0]["slots"][-1]["free"]) == (DAY, 4)
    begins_at = days[0]["slots"][0]["begins_at"]
    booked = await book(kiosk, begins_at)
    (found,) = (await find(kiosk, code=booked["code"].lower().replace("-", " "))).json["appointments"]
    assert found == booked
    checked_in = await kiosk.give("check-in", {"appointment_id": found["appointment_id"]})
    assert checked_in.status == 200, checked_in.text
    ticket = checked_in.json["ticket"]
    assert ticket["appointment"]["begins_at"] == begins_at
    assert ticket["page_path"]
    assert checked_in.json["appointment"]["state"] == "checked_in"
    assert checked_in.json["appointment"]["number"] == ticket["number"]


async def test_slots_from_a_day_on_leave_the_days_before_out(morning: RunningHall) -> None:
    portal = await morning.station("portal-1")
    days = (await portal.ask("GET", f"{SLOTS}?item={ITEM}&from={TOMORROW}")).json["days"]
    assert days[0]["business_day"] == TOMORROW
    assert (await portal.ask("GET", SLOTS)).refused == (404, "item_unknown")
    assert (await portal.ask("GET", f"{SLOTS}?item=nonsense")).refused == (404, "item_unknown")
    for day in ("soon", "2026-02-30"):
        assert (await portal.ask("GET", f"{SLOTS}?item={ITEM}&from={day}")).refused == (400, "malformed")
        answer = await portal.ask("POST", IMPORT, body={"lines": [line("web-1"), line("web-2", business_day=day)]})
        assert (answer.refused, answer.json["details"]["where"]) == ((400, "malformed"), "$.lines[1].business_day")


async def test_who_booked_with_phone_and_identity_number_is_found_by_either_and_written_down_nowhere(
    morning: RunningHall,
) -> None:
    portal, kiosk = await morning.station("portal-1"), await morning.station("kiosk-1")
    with capture_logs() as logs:
        answer = await portal.ask("POST", IMPORT, body={"lines": [line("web-1", phone=PHONE, id_number=ID_NUMBER)]})
        (outcome,) = answer.json["outcomes"]
        assert outcome["appointment"]["code"]
        by_phone, by_id = [await find(kiosk, person=number) for number in (PHONE.replace(" ", ""), ID_NUMBER)]
    assert by_phone.json["appointments"] == by_id.json["appointments"]
    assert by_phone.json["appointments"][0]["appointment_id"] == outcome["appointment"]["appointment_id"]
    assert by_phone.json["person_key"] != by_id.json["person_key"]
    bodies = await morning.database.read(_everything)
    for written in (PHONE, PHONE.replace(" ", ""), ID_NUMBER):
        assert written not in json.dumps(logs, default=str)
        assert written not in bodies


def _everything(connection: Connection) -> str:
    """What stands in the journal, the answers and the history."""
    tables = ("journal", "requests", "appointments", "tickets")
    return "\n".join(str(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")))


async def test_a_person_who_said_who_they_are_gets_one_number_for_one_matter(morning: RunningHall) -> None:
    kiosk = await morning.station("kiosk-1")
    key = (await find(kiosk, person=PHONE)).json["person_key"]
    taken = await kiosk.give("issue-ticket", {"item_id": ITEM, "person_key": key})
    again = await kiosk.give("issue-ticket", {"item_id": ITEM, "person_key": key})
    assert again.refused == (409, "duplicate_ticket")
    assert again.json["details"]["number"] == taken.json["ticket"]["number"]


async def test_lines_are_booked_or_refused_each_by_itself_and_only_once(morning: RunningHall) -> None:
    portal = await morning.station("portal-1")
    lines = [
        line("web-1", phone=PHONE),
        line("web-2", item_id="nonsense"),
        line("web-3", begins_at="09:10"),
        line("web-4", phone="nobody's"),
        line("web-5", phone=PHONE),
        line("web-6"),
    ]
    first = (await portal.ask("POST", IMPORT, body={"lines": lines})).json["outcomes"]
    codes = [outcome["code"] for outcome in first]
    assert codes == [None, "item_unknown", "slot_unknown", "malformed", "already_booked", None]
    assert [outcome["source_id"] for outcome in first] == [one["source_id"] for one in lines]
    assert PHONE not in str(first)
    assert (await portal.ask("POST", IMPORT, body={"lines": lines})).json["outcomes"] == first
    moved = await portal.ask("POST", IMPORT, body={"lines": [line("web-1", begins_at="09:30")]})
    assert moved.json["outcomes"][0]["code"] == "already_booked"
    supervisor = await morning.clerk("fang-qing")
    by_hand = await supervisor.ask("POST", IMPORT, body={"lines": lines[:1]})
    assert by_hand.json["outcomes"][0]["appointment"]["appointment_id"] == first[0]["appointment"]["appointment_id"]


async def test_lines_that_are_handed_in_again_tell_what_became_of_them(morning: RunningHall) -> None:
    portal, guide = await morning.station("portal-1"), await morning.clerk("fang-qing")
    lines = {"lines": [line("web-1")]}
    (first,) = (await portal.ask("POST", IMPORT, body=lines)).json["outcomes"]
    appointment_id = first["appointment"]["appointment_id"]
    await guide.give("cancel-appointment", {"appointment_id": appointment_id})
    (again,) = (await portal.ask("POST", IMPORT, body=lines)).json["outcomes"]
    assert again["appointment"]["appointment_id"] == appointment_id
    assert (first["appointment"]["state"], again["appointment"]["state"]) == ("booked", "cancelled")
    assert again["appointment"]["code"] == first["appointment"]["code"] != ""


async def test_what_was_handed_in_is_known_after_a_restart_and_long_afterwards(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS), portal=True) as hall:
        portal = await hall.station("portal-1")
        lines = {"lines": [line("web-1", phone=PHONE, business_day="2026-11-28")]}
        (first,) = (await portal.ask("POST", IMPORT, body=lines)).json["outcomes"]
    later = ManualClock(MORNING_MS + 4 * 24 * HOUR_MS)  # the answers of then are forgotten
    async with RunningHall.open(tmp_path, clock=later) as hall:
        portal, kiosk = await hall.station("portal-1"), await hall.station("kiosk-1")
        (again,) = (await portal.ask("POST", IMPORT, body=lines)).json["outcomes"]
        assert again["appointment"]["appointment_id"] == first["appointment"]["appointment_id"]
        (found,) = (await find(kiosk, person=PHONE)).json["appointments"]
        assert found["code"] == first["appointment"]["code"]


async def test_staff_see_the_day_with_its_slots_and_who_came_and_did_not(morning: RunningHall) -> None:
    kiosk, guide = await morning.station("kiosk-1"), await morning.clerk("fang-qing")
    begins_at = (await kiosk.ask("GET", f"{SLOTS}?item={ITEM}")).json["days"][0]["slots"][0]["begins_at"]
    came, cancelled = await book(kiosk, begins_at), await book(guide, begins_at)
    await kiosk.give("check-in", {"appointment_id": came["appointment_id"]})
    await guide.give("cancel-appointment", {"appointment_id": cancelled["appointment_id"], "reason": "staff"})
    day = (await guide.ask("GET", LIST)).json
    assert day["business_day"] == DAY
    told = {one["appointment_id"]: (one["state"], one["code"]) for one in day["appointments"]}
    assert told == {
        came["appointment_id"]: ("checked_in", ""),
        cancelled["appointment_id"]: ("cancelled", ""),
    }
    slot = next(slot for slot in day["slots"] if ITEM in slot["item_ids"] and slot["begins_at"] == begins_at)
    assert (slot["quota"], slot["taken"]) == (4, 1)
    other = (await guide.ask("GET", f"{LIST}?day={TOMORROW}&item=pension-claim")).json
    assert {slot["schedule_id"] for slot in other["slots"]} == {"pension"}
    assert other["appointments"] == []
    assert (await guide.ask("GET", f"{LIST}?day=2026-02-30")).refused == (400, "malformed")


async def test_the_doors_are_for_those_who_help_people(morning: RunningHall) -> None:
    kiosk, portal = await morning.station("kiosk-1"), await morning.station("portal-1")
    board, clerk = await morning.station("board-1"), await morning.clerk("li-juan")
    for who in (board, clerk):
        assert (await find(who, person=PHONE)).refused == (403, "forbidden")
        assert (await who.ask("GET", f"{SLOTS}?item={ITEM}")).refused == (403, "forbidden")
    assert (await kiosk.ask("POST", IMPORT, body={"lines": []})).refused == (403, "forbidden")
    assert (await portal.ask("GET", LIST)).refused == (403, "forbidden")
    assert (await portal.give("check-in", {"appointment_id": "a7"})).refused == (403, "forbidden")
    assert (await find(morning.nobody, person=PHONE)).refused == (401, "not_signed_in")


@pytest.mark.parametrize("wanted", [{}, {"code": "03RJ-K7M2-QX", "person": PHONE}, {"person": "张三"}, {"person": "1"}])
async def test_what_nobody_can_have_booked_with_finds_nothing(morning: RunningHall, wanted: dict[str, str]) -> None:
    answer = await find(await morning.station("kiosk-1"), **wanted)
    assert answer.refused == (404, "appointment_unknown")
    assert not any(said in str(answer.json) for said in wanted.values())


@pytest.mark.parametrize("wanted", [{"name": "张三"}, {"person": ""}, {"person": 13800001234}, {"person": "1" * 41}])
async def test_what_is_no_search_is_refused(morning: RunningHall, wanted: dict[str, Any]) -> None:
    assert (await find(await morning.station("kiosk-1"), **wanted)).refused == (400, "malformed")


async def test_whoever_guesses_codes_or_numbers_at_a_kiosk_has_to_wait(tmp_path: Path) -> None:
    clock = ManualClock(MORNING_MS)
    async with RunningHall.open(tmp_path, clock=clock, portal=True) as hall:
        kiosk, portal = await hall.station("kiosk-1"), await hall.station("portal-1")
        booked = await book(kiosk, "14:00")
        for _ in range(CODES_TRIED):
            assert (await find(kiosk, code="03RJ-K7M2-QX")).refused == (404, "appointment_unknown")
        assert (await find(kiosk, code=booked["code"])).refused == (429, "too_many_attempts")
        for n in range(PERSONS_TRIED):
            assert (await find(kiosk, person=f"1380000{n:04}")).json["appointments"] == []
        assert (await find(kiosk, person=PHONE)).refused == (429, "too_many_attempts")
        assert (await find(portal, person=PHONE)).status == 200
        assert (await find(kiosk, person=PHONE, by_card=True)).status == 200
        await clock.advance(CODES_LOCKED_S * 1_000)
        assert (await find(kiosk, code=booked["code"])).status == 200
        assert (await find(kiosk, person=PHONE)).status == 200


async def test_cards_are_no_guesses_however_many_have_booked_nothing(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS)) as hall:
        kiosk = await hall.station("kiosk-1")
        for n in range(PERSONS_TRIED + 1):
            assert (await find(kiosk, person=f"1380000{n:04}", by_card=True)).status == 200
        assert (await find(kiosk, person=PHONE)).status == 200


async def test_a_station_asks_through_its_link(morning: RunningHall) -> None:
    kiosk = await morning.station("kiosk-1")
    _, _, key = kiosk.headers["Authorization"].partition(":")
    link = ServerLink(morning.url, "kiosk-1", key, (), lambda delivery: None)
    booked = await book(kiosk, "14:00")
    assert (await link.fetch_slots(ITEM)).days[0].business_day == DAY
    found = await link.find_appointments(code=booked["code"])
    assert [one.appointment_id for one in found.appointments] == [booked["appointment_id"]]
    assert found.appointments[0].state is AppointmentState.BOOKED
    assert (await link.find_appointments(person=PHONE, by_card=True)).person_key is not None
    with pytest.raises(CommandRefused) as caught:
        await link.find_appointments(code="03RJ-K7M2-QX")
    assert caught.value.code is RefusalCode.APPOINTMENT_UNKNOWN


async def test_who_stays_away_is_counted_when_the_tolerance_ends(tmp_path: Path) -> None:
    clock = ManualClock(MORNING_MS)
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        kiosk = await hall.station("kiosk-1")
        booked = await book(kiosk, "14:00")
        await clock.advance(6 * HOUR_MS)
        guide = await hall.clerk("fang-qing")
        await until_missed(guide, booked["appointment_id"])
        late = await kiosk.give("check-in", {"appointment_id": booked["appointment_id"]})
        assert late.refused == (409, "appointment_over")
        await kiosk.give("issue-ticket", {"item_id": ITEM})


async def until_missed(guide: Somebody, appointment_id: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            (shown,) = (await guide.ask("GET", LIST)).json["appointments"]
            if (shown["appointment_id"], shown["state"]) == (appointment_id, "missed"):
                return


async def test_a_folder_without_a_booked_slot_is_not_published(morning: RunningHall) -> None:
    portal, supervisor = await morning.station("portal-1"), await morning.clerk("zhao-yan")
    await portal.ask("POST", IMPORT, body={"lines": [line("web-1")]})
    files = {name: (loading.SAMPLE / name).read_text(encoding="utf-8") for name in loading.files(loading.SAMPLE)}
    files["appointments.toml"] = "days_ahead = 3\n"
    answer = await supervisor.ask("POST", "/api/v1/configuration", body={"files": files})
    assert answer.refused == (409, "configuration_unfit")
    (finding,) = answer.json["details"]["findings"]
    assert finding["file"] == "appointments.toml"
    assert f"{TOMORROW} 09:00" in finding["reason"]
