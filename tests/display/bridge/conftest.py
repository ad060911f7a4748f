"""A bridge at a real server of the sample hall, with virtual devices on real sockets or pseudo-terminals."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from display.bridge import bar as bar_over_window
from display.bridge import keypads
from display.bridge import lockers as lockers_on_line
from display.bridge import tags as tags_of_base
from display.bridge.station import Bridge
from hardware.drivers.led_bar import LedBar
from hardware.drivers.lock_boards import LockBoards
from hardware.drivers.pads import Line
from hardware.drivers.ticket_printer import TicketPrinter
from hardware.protocols.lock_board import Wiring
from hardware.protocols.pads import Model
from hardware.simulators.led_bar import VirtualLedBar
from hardware.simulators.lock_boards import Board, VirtualLockBoards
from hardware.simulators.pads import VirtualPads
from hardware.simulators.ticket_printer import VirtualPrinter
from kiosk import reception_printer
from kiosk.bridge import MORE
from queue_server.storage import station_keys
from tests.hardware.conftest import WHERE
from tests.web.running_hall import HALL, RunningHall, Somebody, hall_folder, until

BRIDGE = "bridge-9"
WITHIN_S = 30  # whatever is to come has come, or the test hangs


class Desks:
    """Windows 3 and 4 of the sample hall: a bar over 3, a call pad at each, a rating pad at 3; the base of tags
    101 to 109; and who sits there. The bridge's clock stands still until somebody lets time pass."""

    def __init__(
        self,
        hall: RunningHall,
        bar: VirtualLedBar,
        calls: VirtualPads,
        ratings: VirtualPads,
        tags: VirtualPads,
        lockers: VirtualLockBoards,
        printer: VirtualPrinter,
    ) -> None:
        self.hall, self.bar, self.calls, self.ratings, self.printer = hall, bar, calls, ratings, printer
        self.tags, self.lockers = tags, lockers
        self.now_ms = time.time_ns() // 1_000_000

    @property
    def state(self):  # type: ignore[no-untyped-def]
        return self.hall.server.reception.dispatcher.state

    def let_pass(self, seconds: int) -> None:
        self.now_ms += seconds * 1_000

    async def take_number(self, kiosk: Somebody) -> str:
        hall = self.state.hall
        queue_id = hall.profiles[hall.windows["w03"].profile_id].queue_ids[0]
        answer = await kiosk.give("issue-ticket", {"queue_id": queue_id})
        assert answer.status == 200, answer.json
        return str(answer.json["ticket"]["number"])

    async def lit(self, pads: VirtualPads, address: int, lamps: int) -> None:
        await asyncio.wait_for(pads.until(lambda: pads.pads[address].lamps == lamps), WITHIN_S)

    async def shows(self, text: str) -> None:
        try:
            await asyncio.wait_for(self.bar.until(lambda: self.bar.text == text), WITHIN_S)
        except TimeoutError:
            raise AssertionError(f"{self.bar.text!r} stands there, not {text!r}") from None

    async def health(self, **told: str) -> None:
        devices = self.state.devices
        wanted = {name.replace("_", "-"): health for name, health in told.items()}
        await until(lambda: all(devices.get(name) == health for name, health in wanted.items()), WITHIN_S)


@pytest.fixture
def answer_s() -> float:
    """So long a device has to answer: enough, however busy this machine is. Less is for those who are to be silent."""
    return 10.0


@pytest.fixture(params=WHERE)
async def desks(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer_s: float
) -> AsyncIterator[Desks]:
    for driver in (LedBar, Line, LockBoards, TicketPrinter):
        monkeypatch.setitem(driver.__init__.__kwdefaults__, "answer_s", answer_s)
    monkeypatch.setattr(bar_over_window, "AGAIN_S", 0.2)
    monkeypatch.setattr(keypads, "AGAIN_S", 0.2)
    for looking in (lockers_on_line, tags_of_base, reception_printer):
        monkeypatch.setattr(looking, "LOOK_S", 0.1)

    def where(name: str) -> str:
        return "socket://127.0.0.1:0" if request.param == "socket" else f"pty:{tmp_path}/{name}"

    bar = VirtualLedBar("bar-3", where("bar"))
    calls = VirtualPads("calls", where("calls"), {1: Model.CALL_PAD, 2: Model.CALL_PAD})
    ratings = VirtualPads("ratings", where("ratings"), {1: Model.RATING_PAD})
    tags = VirtualPads("tags", where("tags"), {1: Model.TAG_BASE})
    boards = {1: Board(Wiring.SHUT_SHORTS), 2: Board(Wiring.OPEN_SHORTS, locks=8)}
    lockers = VirtualLockBoards("lockers", where("lockers"), boards, moves_s=0.05)
    printer = VirtualPrinter("reception", where("printer"), speed_mm_s=None)
    async with contextlib.AsyncExitStack() as stack:
        for device in (bar, calls, ratings, tags, lockers, printer):
            await device.start()
            stack.push_async_callback(device.stop)
        folder = hall_folder(tmp_path, demonstration=True)
        policy, plan = folder / "policy.toml", folder / "hall.toml"
        policy.write_text("cell_open_s = 2\n" + policy.read_text(encoding="utf-8"), encoding="utf-8")
        text = plan.read_text(encoding="utf-8")
        station = f"""
    {{ id = "{BRIDGE}", kind = "bridge", name = {{ zh = "接入机", en = "Bridge" }}, devices = [
        {{ id = "bar-3", kind = "led_bar", url = "{bar.url}?width=128", window_ids = ["w03"] }},
        {{ id = "calls", kind = "call_pads", url = "{calls.url}?addresses=1,2", window_ids = ["w03", "w04"] }},
        {{ id = "ratings", kind = "rating_pads", url = "{ratings.url}", window_ids = ["w03"] }},
        {{ id = "tags", kind = "vibrating_tags", url = "{tags.url}", tags = {{ first = 101, last = 109 }} }},
        {{ id = "lockers", kind = "lock_boards", url = "{lockers.url}?shut_shorts=1&open_shorts=2", locks = 8 }},
        {{ id = "reception", kind = "ticket_printer", url = "{printer.url}" }},
    ] }},"""
        plan.write_text(text.replace("\nstations = [", f"\nstations = [{station}", 1), encoding="utf-8")
        hall = await stack.enter_async_context(RunningHall.open(tmp_path))
        key = await station_keys.enrol(hall.database, HALL, BRIDGE, now_ms=1)
        desks = Desks(hall, bar, calls, ratings, tags, lockers, printer)
        bridge = Bridge(hall.url, BRIDGE, key, MORE, clock=lambda: desks.now_ms)
        running = asyncio.create_task(bridge.run())
        await desks.health(bar_3="ok", calls="ok", ratings="ok", tags="ok", lockers="ok", reception="ok")
        yield desks
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
