"""The appointments page in Chromium: the day, somebody found again, checked in, booked for."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace
from playwright.async_api import Page, Route, expect

from queue_server.contract.commands import AnyCommand, BookAppointment, CancelAppointment, CheckIn
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, AppointmentState
from simulation.gallery.pages.examples import AUDITOR, FLOOR_OPEN, NOW_MS, WAITING, appointments
from simulation.gallery.pages.lookups import APPOINTMENTS, FOUND_AGAIN, SLOTS
from simulation.gallery.pages.scripted_hall import PATIENCE_S, Answer
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOOKED = APPOINTMENTS[3]


async def test_the_day_shows_who_comes_when_and_how_full_it_is(open_page: Open) -> None:
    page, _ = await open_page(appointments())
    rows = page.locator(".found li")
    await expect(rows).to_have_count(len(APPOINTMENTS))
    await expect(rows.nth(0)).to_contain_text("已报到A004")
    await expect(rows.nth(1)).to_contain_text("没来")
    await expect(page.locator(".schedules section")).to_have_count(2)
    await expect(page.locator(".schedules [data-full]")).to_have_count(3)


async def test_somebody_is_checked_in_by_one_key(open_page: Open) -> None:
    page, hall = await open_page(appointments())

    async def decide(command: AnyCommand) -> Answer:
        return Accepted(hall.seq, NOW_MS, WAITING)

    hall.decide = decide
    await expect(page.locator(".found li")).to_have_count(len(APPOINTMENTS))
    for _ in range(4):
        await page.keyboard.press("ArrowDown")
    await expect(page.locator("#ticket .facts")).to_contain_text("09:30 至 10:45")
    await page.keyboard.press("F4")
    assert await hall.commands(1) == [CheckIn(BOOKED.appointment_id)]
    await expect(page.locator("#toast")).to_contain_text("A012 已报到取号")


async def test_too_early_is_refused_in_words(open_page: Open) -> None:
    page, hall = await open_page(appointments())

    async def refuse(command: AnyCommand) -> Answer:
        return RefusalCode.APPOINTMENT_EARLY, {}

    hall.decide = refuse
    await page.locator(".found li").nth(6).click()
    await page.keyboard.press("F4")
    await expect(page.locator("#toast")).to_contain_text("还没到报到时间")


async def test_cancelling_is_asked_twice(open_page: Open) -> None:
    page, hall = await open_page(appointments())
    await page.locator(".found li").nth(3).click()
    await page.keyboard.press("F8")
    await page.keyboard.press("2")
    await expect(page.locator("#question")).to_have_count(0)
    assert hall.asked == []
    await page.keyboard.press("F8")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [CancelAppointment(BOOKED.appointment_id, "staff")]


async def test_what_is_over_cannot_be_checked_in(open_page: Open) -> None:
    page, hall = await open_page(appointments())
    await page.locator(".found li").nth(1).click()
    await expect(page.locator("[data-act=check_in]")).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("F4")
    assert hall.asked == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("07KQ-M3XP-4T", {"code": "07KQ-M3XP-4T"}), ("139 0000 1234", {"person": "139 0000 1234"})],
)
async def test_somebody_is_found_by_code_or_number_and_what_was_typed_is_wiped(
    open_page: Open, typed: str, asked: dict[str, str]
) -> None:
    page, hall = await open_page(appointments())
    await page.fill("#who", typed)
    await page.keyboard.press("Enter")
    await expect(page.locator(".found li")).to_have_count(1)
    await expect(page.locator("#ticket .facts")).to_contain_text("07KQ-M3XP-4T")
    assert hall.confided == [asked]
    assert await page.input_value("#who") == ""
    assert typed not in page.url
    await page.click("[data-act=whole_day]")
    await expect(page.locator(".found li")).to_have_count(len(APPOINTMENTS))


async def find_and_hold(page: Page) -> Callable[[], Awaitable[None]]:
    """Looks for somebody, whose answer the page has read once what is returned has been awaited."""
    is_held, may_go = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        is_held.set()
        await may_go.wait()
        await route.fulfill(response=answer)

    async def let_go() -> None:
        async with page.expect_response("**/appointments/find") as answered:
            may_go.set()
        await (await answered.value).finished()
        await page.evaluate("fetch('/api/v1/session').then((answer) => answer.json())")

    await page.route("**/appointments/find", hold, times=1)
    await page.fill("#who", "07KQ-M3XP-4T")
    await page.keyboard.press("Enter")
    await asyncio.wait_for(is_held.wait(), PATIENCE_S)
    return let_go


async def test_an_older_search_never_stands_in_for_a_newer_one(open_page: Open) -> None:
    another = replace(APPOINTMENTS[6], code="5T8N-2W4R-9A")
    lookups: dict[str, object] = {"appointments/find": FOUND_AGAIN}
    page, hall = await open_page(appointments(lookups=lookups))
    let_go = await find_and_hold(page)
    lookups["appointments/find"] = replace(FOUND_AGAIN, appointments=(another,))
    await page.fill("#who", "5T8N-2W4R-9A")
    await page.keyboard.press("Enter")
    await expect(page.locator("#ticket .facts")).to_contain_text("5T8N-2W4R-9A")
    await let_go()
    await expect(page.locator("#ticket .facts")).to_contain_text("5T8N-2W4R-9A")
    await page.keyboard.press("F4")
    assert await hall.commands(1) == [CheckIn(another.appointment_id)]


@pytest.mark.parametrize(
    ("instead", "shown"), [("[data-act=whole_day]", ".schedules"), ("[data-act=book]", "#booking")]
)
async def test_whoever_goes_on_without_the_answer_is_not_called_back(instead: str, shown: str, open_page: Open) -> None:
    page, _ = await open_page(appointments())
    await page.fill("#who", "07KQ-M3XP-4T")
    await page.keyboard.press("Enter")
    await expect(page.locator(".found li")).to_have_count(1)
    let_go = await find_and_hold(page)
    await page.click(instead)
    await expect(page.locator(shown)).to_be_visible()
    await let_go()
    await expect(page.locator(shown)).to_be_visible()


async def test_while_somebody_is_looked_for_nobody_else_is_checked_in(open_page: Open) -> None:
    page, hall = await open_page(appointments())
    await page.locator(".found li").nth(6).click()
    await expect(page.locator("#ticket .facts")).to_be_visible()
    let_go = await find_and_hold(page)
    await page.keyboard.press("F4")
    await let_go()
    await expect(page.locator("#ticket .facts")).to_contain_text("07KQ-M3XP-4T")
    await page.keyboard.press("F4")
    assert await hall.commands(1) == [CheckIn(FOUND_AGAIN.appointments[0].appointment_id)]


async def test_an_answer_that_comes_late_is_not_written_on_whom_one_looked_for_meanwhile(open_page: Open) -> None:
    another = replace(BOOKED, appointment_id="a-tomorrow", code="07KQ-M3XP-4T")
    found = replace(FOUND_AGAIN, appointments=(another,))
    page, hall = await open_page(appointments(lookups={"appointments/find": found}))
    may_answer = asyncio.Event()

    async def decide(command: AnyCommand) -> Answer:
        await may_answer.wait()
        return Accepted(hall.seq, NOW_MS, WAITING)

    hall.decide = decide
    await page.locator(".found li").nth(6).click()
    await page.keyboard.press("F4")
    await page.fill("#who", "07KQ-M3XP-4T")
    await page.keyboard.press("Enter")
    await expect(page.locator("#ticket .facts")).to_contain_text("07KQ-M3XP-4T")
    may_answer.set()
    await expect(page.locator("#toast")).to_contain_text("A012 已报到取号")
    await expect(page.locator("[data-act=check_in]")).not_to_have_attribute("aria-disabled", "true")


async def test_nobody_found_is_told_that_a_number_can_be_taken(open_page: Open) -> None:
    page, _ = await open_page(appointments(lookups={"appointments/find": RefusalCode.APPOINTMENT_UNKNOWN}))
    await page.fill("#who", "0000-0000")
    await page.keyboard.press("Enter")
    await expect(page.locator(".count")).to_contain_text("没有找到这个预约")


async def test_what_a_search_was_answered_stays_said_while_the_day_goes_on(open_page: Open) -> None:
    page, hall = await open_page(appointments(lookups={"appointments/find": RefusalCode.APPOINTMENT_UNKNOWN}))
    await page.fill("#who", "0000-0000")
    await page.keyboard.press("Enter")
    await expect(page.locator(".count")).to_contain_text("没有找到这个预约")
    async with page.expect_response("**/api/v1/appointments?*"):
        await hall.show(FLOOR_OPEN)
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    await expect(page.locator(".count")).to_contain_text("没有找到这个预约")


async def test_a_slot_is_booked_for_somebody_by_keyboard(open_page: Open) -> None:
    page, hall = await open_page(appointments())

    async def decide(command: AnyCommand) -> Answer:
        booked = replace(BOOKED, appointment_id="a99", state=AppointmentState.BOOKED, code="07KQ-M3XP-4T")
        return Accepted(hall.seq, NOW_MS, appointment=booked)

    hall.decide = decide
    await page.keyboard.press("F3")
    await page.keyboard.type("food")
    await expect(page.locator("#booking .options li").first).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator("#booking h3")).to_have_count(len(SLOTS.days))
    await page.keyboard.press("Enter")  # the first slot is full
    await expect(page.locator("#person")).to_have_count(0)
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator("#person")).to_be_focused()
    await page.keyboard.type("13900001234")
    await page.keyboard.press("Enter")
    person_key = FOUND_AGAIN.person_key
    assert person_key is not None
    assert await hall.commands(1) == [
        BookAppointment("food-licence-new", "2026-11-24", "10:30", person_keys=(person_key,))
    ]
    await expect(page.locator("#ticket .facts")).to_contain_text("07KQ-M3XP-4T")
    await expect(page.locator("#toast")).to_contain_text("已预约")


async def test_a_booking_needs_no_number_of_anybody(open_page: Open) -> None:
    page, hall = await open_page(appointments())
    await page.keyboard.press("F3")
    await page.keyboard.type("food")
    await page.locator("[data-act=item]").first.click()
    await page.locator("[data-act=slot]").nth(3).click()
    await page.keyboard.press("Enter")
    assert await hall.commands(1) == [BookAppointment("food-licence-new", "2026-11-24", "10:30")]
    assert hall.confided == []


async def test_a_number_that_is_none_is_refused_before_anything_is_booked(open_page: Open) -> None:
    page, hall = await open_page(appointments(lookups={"appointments/find": RefusalCode.MALFORMED}))
    await page.keyboard.press("F3")
    await page.keyboard.type("food")
    await page.locator("[data-act=item]").first.click()
    await page.locator("[data-act=slot]").nth(3).click()
    await page.keyboard.type("12")
    await page.keyboard.press("Enter")
    await expect(page.locator("#booking [role=alert]")).to_contain_text("号码不对")
    assert hall.asked == []


async def test_an_item_without_slots_needs_no_appointment(open_page: Open) -> None:
    page, _ = await open_page(appointments(lookups={"appointments/slots": replace(SLOTS, days=())}))
    await page.keyboard.press("F3")
    await page.keyboard.type("food")
    await page.locator("[data-act=item]").first.click()
    await expect(page.locator("#booking")).to_contain_text("直接取号就行")


async def test_an_auditor_changes_nothing(open_page: Open) -> None:
    page, hall = await open_page(appointments(person=AUDITOR))
    await page.locator(".found li").nth(3).click()
    await expect(page.locator("[data-act=check_in]")).to_have_count(0)
    for key in ("F3", "F4", "F8"):
        await page.keyboard.press(key)
    await expect(page.locator("#booking")).to_have_count(0)
    assert hall.asked == []
