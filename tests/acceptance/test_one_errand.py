"""The whole errand in a hall of real processes: the kiosk's window is touched from the search for the item through its
pre-review to the number, the slip's QR code is read from its paper, the clerk goes through the pre-review and serves by
keyboard in a real browser, board and rating terminal are seen as pictures, and the errand is rated.
"""

import io
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from simulation.gallery.pages.photograph import ARGUMENTS, CHROMIUM
from tests.acceptance.hall_on_one_machine import PATIENCE_S, ROOT, HallOnOneMachine, until

SEAL_RED, DAI = (0xB8, 0x32, 0x1C), (0x0B, 0x4F, 0x5E)
DEADLINE_MS = PATIENCE_S * 1_000

# Where a finger goes, in fractions of the kiosk's screen from the top left. The kiosk takes touches in their order.
TAKE_A_NUMBER = (0.40, 0.49)
SEARCH = (0.83, 0.094)
KEYS = {"0": (0.90, 0.73), "1": (0.10, 0.73)}
FIRST_FOUND = (0.40, 0.26)
WITHOUT_PRE_REVIEW, WITH_PRE_REVIEW = (0.22, 0.864), (0.67, 0.864)
FIRST_ANSWERS = ((0.55, 0.263), (0.55, 0.305), (0.55, 0.263), (0.55, 0.235))  # of each of the four questions
NEXT = (0.67, 0.864)
ALL_BROUGHT = (0.79, 0.156)
TAKE = (0.67, 0.849)
NOTED = (0.75, 0.865)

FOOD_LICENCE = "0101"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallOnOneMachine]:
    with HallOnOneMachine(tmp_path) as opened:
        yield opened


class Staff:
    """People of the hall at their browsers."""

    def __init__(self, hall: HallOnOneMachine, contexts: Any) -> None:
        self._hall, self._contexts = hall, contexts

    def sign_in(self, account: str, home: str) -> Page:
        context: BrowserContext = self._contexts(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        context.set_default_timeout(DEADLINE_MS)
        page = context.new_page()
        page.goto(self._hall.url)
        page.fill("#account", account)
        page.fill("#password", self._hall.password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{home}")
        return page


@pytest.fixture
def staff(hall: HallOnOneMachine) -> Iterator[Staff]:
    expect.set_options(timeout=DEADLINE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Staff(hall, browser.new_context)
        browser.close()


class Screens:
    """The console's page of live pictures, and its touches."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        page.goto(f"{url}/console/screens")
        for kind in ("kiosk", "board", "panel", "rating"):
            expect(page.locator(f"section[data-kind={kind}] canvas")).to_be_visible()

    def picture(self, station: str) -> Image.Image:
        answer = self.page.request.get(f"{self.url}/api/v1/stations/{station}/picture")
        assert answer.ok, answer.text()
        return Image.open(io.BytesIO(answer.body())).convert("RGB")

    def touch(self, station: str, at: tuple[float, float]) -> None:
        answer = self.page.request.post(
            f"{self.url}/api/v1/stations/{station}/touches", data={"x": at[0], "y": at[1]}, headers={"Origin": self.url}
        )
        assert answer.ok, answer.text()

    def floor(self) -> Any:
        answer = self.page.request.get(f"{self.url}/api/v1/views/floor")
        assert answer.ok, answer.text()
        return answer.json()

    def share(self, station: str, colour: tuple[int, int, int]) -> float:
        """How much of the picture has this colour, within what JPEG does to it."""
        pixels = self.picture(station).reduce(4).get_flattened_data()
        near = sum(all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True)) for pixel in pixels)
        return near / len(pixels)


def find_the_food_licence(screens: Screens) -> None:
    screens.touch("kiosk-1", TAKE_A_NUMBER)
    screens.touch("kiosk-1", SEARCH)
    for digit in FOOD_LICENCE:
        screens.touch("kiosk-1", KEYS[digit])
    screens.touch("kiosk-1", FIRST_FOUND)


def take_a_ticket(screens: Screens) -> None:
    find_the_food_licence(screens)
    screens.touch("kiosk-1", WITHOUT_PRE_REVIEW)


def take_a_ticket_after_the_pre_review(hall: HallOnOneMachine, screens: Screens) -> None:
    """Everything is answered and everything is there."""
    find_the_food_licence(screens)
    screens.touch("kiosk-1", WITH_PRE_REVIEW)
    for answer in FIRST_ANSWERS:
        screens.touch("kiosk-1", answer)
        screens.touch("kiosk-1", NEXT)
    screens.touch("kiosk-1", ALL_BROUGHT)
    screens.touch("kiosk-1", NEXT)
    until(lambda: _checked_lines(hall), "the pre-review")
    until(lambda: _pressed(screens, TAKE, lambda: screens.floor()["counts"]["waiting"]), "the number", pause_s=2)


def sit_down(staff: Staff) -> Page:
    """Wang Min opens her window, by keyboard."""
    desk = staff.sign_in("wang-min", "/clerk")
    expect(desk.locator(".posts")).to_contain_text("综合窗口")
    desk.keyboard.press("1")
    expect(desk.locator("#ticket")).to_contain_text("窗口未开放")
    desk.keyboard.press("o")
    expect(desk.locator("#toast")).to_contain_text("窗口已开放")
    return desk


def number_on(slip: Path) -> str:
    """Read by an independent decoder from what came out of the printer."""
    read = zxingcpp.read_barcodes(Image.open(slip))
    assert len(read) == 1, slip
    return read[0].text.rsplit("/t/", 1)[1].split(".")[1]


def test_one_errand_from_the_kiosk_to_the_rating(hall: HallOnOneMachine, staff: Staff) -> None:
    screens = Screens(staff.sign_in("zou-jian", "/console"), hall.url)
    take_a_ticket_after_the_pre_review(hall, screens)
    slip = until(lambda: next(iter(hall.slips), None), "the slip")
    number = number_on(slip)
    assert until(lambda: _slip_state(hall, number) == "printed", "the report that the slip is out")

    desk = sit_down(staff)
    expect(desk.locator("#next")).to_contain_text(number)
    assert screens.share("board-1", SEAL_RED) < 0.005
    desk.keyboard.press("F2")
    expect(desk.locator("#number")).to_have_text(number)
    until(lambda: screens.share("board-1", SEAL_RED) > 0.02, "the call on the board")
    until(lambda: screens.share("panel-w03", SEAL_RED) > 0.02, "the call over the window")

    desk.keyboard.press("F4")
    expect(desk.locator("#toast")).to_contain_text("开始")
    desk.keyboard.press("a")  # every line of the pre-review is confirmed
    lines = until(lambda: (found := _checked_lines(hall)) and all(clerk for _, clerk in found) and found, "the checks")
    assert len(lines) == 10
    assert all(machine == clerk for machine, clerk in lines)
    resting = screens.picture("rating-w03")
    desk.keyboard.press("F6")
    expect(desk.locator("#toast")).to_contain_text("已结束服务")
    until(lambda: _differs(resting, screens.picture("rating-w03")), "the invitation to rate")
    asking = screens.picture("rating-w03")
    screens.touch("rating-w03", (0.5, 0.55))  # the third of five levels
    until(lambda: _differs(asking, screens.picture("rating-w03")), "the question why")
    screens.touch("rating-w03", (0.67, 0.8))  # the level alone
    assert until(lambda: _ratings(hall), "the rating") == [(number, "fair")]

    issued = screens.floor()["counts"]
    programs = hall.programs
    assert hall.close() == 0
    assert psutil.wait_procs(programs, 30)[1] == []
    verified = subprocess.run(
        [sys.executable, "-m", "queue_server", "verify", "--data", hall.data, "--hall", hall.hall],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr

    password = hall.password
    with hall:  # the second start goes on where the first stopped
        assert hall.password == password
        assert Screens(staff.sign_in("zou-jian", "/console"), hall.url).floor()["counts"] == issued


def test_without_paper_the_number_is_on_the_screen_and_staff_know(hall: HallOnOneMachine, staff: Staff) -> None:
    screens = Screens(staff.sign_in("zou-jian", "/console"), hall.url)
    hall.printer(paper_mm=0)
    until(lambda: "device_paper_out" in _alarms(screens), "the alarm")
    take_a_ticket(screens)
    until(lambda: screens.floor()["counts"]["waiting"] == 1, "the ticket")
    number = until(lambda: _numbers(hall), "the number")[0]
    until(lambda: _slip_state(hall, number) == "failed", "the report that no slip came")
    assert hall.slips == []
    until(
        lambda: _pressed(screens, NOTED, lambda: _slip_state(hall, number) == "on_screen"),
        "the confirmation",
        pause_s=2,
    )
    assert screens.floor()["counts"]["waiting"] == 1
    hall.printer(paper_mm=5_000)
    until(lambda: "device_paper_out" not in _alarms(screens), "the alarm to end")


def test_a_killed_server_comes_back_to_the_same_hall(hall: HallOnOneMachine, staff: Staff) -> None:
    screens = Screens(staff.sign_in("zou-jian", "/console"), hall.url)
    take_a_ticket(screens)
    until(lambda: hall.slips, "the slip")
    number = number_on(hall.slips[0])
    until(lambda: _slip_state(hall, number) == "printed", "the report that the slip is out")
    desk = sit_down(staff)
    expect(desk.locator("#next")).to_contain_text(number)
    desk.keyboard.press("F2")
    expect(desk.locator("#number")).to_have_text(number)
    before = screens.floor()

    hall.program("queue_server", "serve").kill()
    expect(desk.locator("[data-link=lost]").first).to_be_attached()
    until(lambda: _online(screens) >= _online_in(before), "every station to come back")
    after = screens.floor()
    assert after["counts"] == before["counts"]
    assert after["windows"] == before["windows"]
    expect(desk.locator("#toast")).to_contain_text("已重新连接")
    expect(desk.locator("#number")).to_have_text(number)
    desk.keyboard.press("F4")
    expect(desk.locator("#toast")).to_contain_text("开始")


def _differs(one: Image.Image, other: Image.Image) -> bool:
    a, b = one.reduce(8).tobytes(), other.reduce(8).tobytes()
    return sum(x != y for x, y in zip(a, b, strict=True)) > len(a) // 10


def _pressed(screens: Screens, at: tuple[float, float], done: Any) -> bool:
    screens.touch("kiosk-1", at)
    return bool(done())


def _alarms(screens: Screens) -> set[str]:
    return {alarm["kind"] for alarm in screens.floor()["alarms"]}


def _online(screens: Screens) -> set[str]:
    try:
        return _online_in(screens.floor())
    except Exception:  # the server is away just now
        return set()


def _online_in(floor: Any) -> set[str]:
    return {station["station_id"] for station in floor["stations"] if station["online"]}


def _query(hall: HallOnOneMachine, sql: str) -> list[Any]:
    database = sqlite3.connect(f"file:{hall.data / 'hall.sqlite'}?mode=ro", uri=True)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def _numbers(hall: HallOnOneMachine) -> list[str]:
    return [row[0] for row in _query(hall, "SELECT number FROM tickets ORDER BY issued_at_ms")]


def _slip_state(hall: HallOnOneMachine, number: str) -> str:
    return next((row[1] for row in _query(hall, "SELECT number, slip FROM tickets") if row[0] == number), "")


def _checked_lines(hall: HallOnOneMachine) -> list[tuple[str, str | None]]:
    """What the machine said of each line, and what the clerk says."""
    return _query(hall, "SELECT finding, clerk_finding FROM pre_review_lines")


def _ratings(hall: HallOnOneMachine) -> list[tuple[str, str]]:
    return _query(
        hall, "SELECT t.number, r.level FROM ratings r JOIN tickets t USING (ticket_id) WHERE r.rated_at_ms > 0"
    )
