"""What becomes of a number when its slip fails: every fault of a printer × every moment in the ticket's life.

The table in docs/devices/slip-faults.md is what came of it here, with a real server, the real parts of a kiosk and the
real driver before virtual printers on real sockets. After a change: `python -m tests.acceptance.slip_faults`.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from hardware.simulators.ticket_printer import ROLL_MM, Slip, VirtualPrinter
from kiosk.presenters.ticket import Phase
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import Tick
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.state import HallState, Ticket
from queue_server.engine.clock import SystemClock
from queue_server.storage import station_keys
from tests.acceptance.kiosk_without_window import Kiosk, until
from tests.free_ports import free_ports
from tests.web.running_hall import HALL, RunningHall, hall_folder

PAGE = Path(__file__).parent.parent.parent / "docs" / "devices" / "slip-faults.md"
NUMBER = re.compile(r"[A-Z]{1,2}\d{3}")
LATER_MS = 200_000  # long after every patience with a slip has ended
SPEED_MM_S = 3_000.0
ANSWER_S = 30.0  # however busy this machine is
SILENT_S = 1.0  # of a printer that answers nothing
AT_ONCE = 4  # so many that they wait for silent printers together, so few that none waits for another's slip


class Fault(Enum):
    NONE = "none"
    NEAR_END = "paper near its end"
    PAPER_END = "paper end"
    COVER = "cover open"
    CUTTER = "cutter jammed"
    OFFLINE = "off line"
    MUTE = "no answer"
    UNPLUGGED = "unplugged"


class Moment(Enum):
    BEFORE = "before a number is asked for"
    ISSUING = "while it is issued"
    BEGIN = "before the slip is sent"
    MIDDLE = "in the middle of the slip"
    CUT = "after the last line, before the cut"
    REPORT = "after the cut, before the report"
    AFTER = "after the report"
    WIPE = "in the middle, and the person goes"
    KIOSK = "in the middle, and the kiosk is killed"
    SERVER = "in the middle, and the server is killed"


WITH_ANOTHER = (Moment.BEFORE, Moment.ISSUING, Moment.BEGIN, Moment.MIDDLE, Moment.CUT, Moment.REPORT)

_SWITCHES = {
    Fault.NEAR_END: "near_end",
    Fault.COVER: "cover_open",
    Fault.CUTTER: "cutter_jam",
    Fault.OFFLINE: "offline",
    Fault.MUTE: "mute",
    Fault.UNPLUGGED: "unplugged",
}
_INSIDE = {
    Moment.MIDDLE: "middle",
    Moment.WIPE: "middle",
    Moment.KIOSK: "middle",
    Moment.SERVER: "middle",
    Moment.CUT: "cut",
    Moment.REPORT: "report",
}


class FailingPrinter(VirtualPrinter):
    """It does something once, at a place of the slip only it knows."""

    at: str | None = None
    act: Callable[[], Awaitable[None]]

    async def fail(self, fault: Fault) -> None:
        if fault is Fault.PAPER_END:
            self.paper_mm = 0
            await self._notify()
        elif fault is not Fault.NONE:
            await self.switch(**{_SWITCHES[fault]: True})

    async def mend(self) -> None:
        await self.switch(**dict.fromkeys(_SWITCHES.values(), False))
        await self.load_paper(ROLL_MM)

    async def _advance(self, strip: Any) -> None:
        if self._paper.marked:
            await self._now("middle")
        await super()._advance(strip)

    async def _cut(self) -> None:
        marked = self._paper.marked
        if marked:
            await self._now("cut")
        await super()._cut()
        if marked:
            await self._now("report")

    async def _now(self, place: str) -> None:
        if self.at == place:
            self.at = None
            await self.act()


class LateClock(SystemClock):
    """It can be put on."""

    LONGEST_SLEEP_S = 0.2
    ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.ahead_ms


@dataclass
class Case:
    """A fault at a moment: the number it befell, and the next one at that kiosk. `slips` by printer."""

    fault: Fault
    moment: Moment
    another: bool
    slips: Sequence[Iterable[Slip]]
    ticket_id: str = ""
    next_id: str = ""

    def papers(self, number: str) -> list[int]:
        return [sum(slip.complete and number in NUMBER.findall(slip.text) for slip in slips) for slips in self.slips]


class Trial:
    """A hall with a kiosk for every moment; they fail side by side."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clock = LateClock()
        self._keys: dict[str, str] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._hall: RunningHall
        self.ended: HallState
        self._stack = AsyncExitStack()

    async def run(self) -> list[Case]:
        ways: list[tuple[Moment, bool]] = [(moment, False) for moment in Moment if moment is not Moment.SERVER]
        ways += [(moment, True) for moment in WITH_ANOTHER]
        names = {way: f"kiosk-{at}" for at, way in enumerate([*ways, (Moment.SERVER, False)], start=10)}
        self._plan(list(names.values()))
        await self._start(free_ports(1)[0])
        for name in names.values():
            self._keys[name] = await station_keys.enrol(self._hall.database, HALL, name, now_ms=1)
        try:
            found = await asyncio.gather(*(self._column(names[way], *way) for way in ways))
            found.append(await self._column(names[Moment.SERVER, False], Moment.SERVER, False))
            self._clock.ahead_ms = LATER_MS
            await self._dispatcher.submit(Tick(), key="long-afterwards", by=SYSTEM)
            self.ended = self.state
            return [case for cases in found for case in cases]
        finally:
            await self._stack.aclose()

    @property
    def _dispatcher(self) -> Any:
        return self._hall.server.reception.dispatcher

    @property
    def state(self) -> HallState:
        state: HallState = self._dispatcher.state
        return state

    def ticket(self, ticket_id: str) -> Ticket:
        """As it was at the end."""
        return self.ended.tickets[ticket_id]

    def alarmed(self, ticket_id: str) -> bool:
        return any(f"{kind}.{ticket_id}" in self.ended.alarms for kind in ("slip_not_reported", "slip_unconfirmed"))

    # --- the hall -------------------------------------------------------------------------------------------------

    def _plan(self, names: list[str]) -> None:
        plan = hall_folder(self._folder, demonstration=True) / "hall.toml"
        kiosks = "".join(
            f'\n    {{ id = "{name}", kind = "kiosk", zone_id = "general", name = {{ zh = "自助机", en = "Kiosk" }}, '
            f"devices = [{', '.join(_device(name, at) for at in range(2))}] }},"
            for name in names
        )
        text = plan.read_text(encoding="utf-8")
        plan.write_text(text.replace("\nstations = [", f"\nstations = [{kiosks}", 1), encoding="utf-8")

    async def _start(self, port: int) -> None:
        opened = RunningHall.open(self._folder, port=port, clock=self._clock)
        self._hall = await self._stack.enter_async_context(opened)

    async def _restart(self) -> None:
        port = self._hall.server.port
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        await self._start(port)

    # --- one moment, every fault ----------------------------------------------------------------------------------

    async def _column(self, name: str, moment: Moment, another: bool) -> list[Case]:
        printers = [FailingPrinter(f"{name}-{at}", "socket://127.0.0.1:0", speed_mm_s=SPEED_MM_S) for at in range(2)]
        printers = printers[: 1 + another]
        for printer in printers:
            await printer.start()
        slips = [printer.slips for printer in printers]
        cases = [Case(fault, moment, another, slips) for fault in Fault]
        kiosk = await self._open_kiosk(printers, ANSWER_S)
        try:
            for case in cases:
                async with self._room:
                    before = len(self._of(name))
                    kiosk = await self._fail(kiosk, case, printers)
                    case.ticket_id = self._of(name)[before]
                    await printers[0].mend()
                    kiosk.expect_answers(ANSWER_S)
                    await self._next(kiosk, name, case)
        finally:
            await kiosk.kill()
            for printer in printers:
                await printer.stop()
        return cases

    async def _open_kiosk(self, printers: list[FailingPrinter], answer_s: float) -> Kiosk:
        name = printers[0].name[:-2]
        kiosk = Kiosk(self._hall.url, name, self._keys[name], [printer.url for printer in printers], answer_s)
        await kiosk.open()
        return kiosk

    def _of(self, name: str) -> list[str]:
        return [ticket.ticket_id for ticket in self.state.tickets.values() if ticket.by_station == name]

    async def _fail(self, kiosk: Kiosk, case: Case, printers: list[FailingPrinter]) -> Kiosk:
        """Somebody takes a number, and at the moment the printer has its fault. The kiosk that stands there then."""
        moment, fault, printer = case.moment, case.fault, printers[0]
        reached, name = asyncio.Event(), printer.name[:-2]
        answer_s = SILENT_S if fault is Fault.MUTE else ANSWER_S

        async def fail() -> None:
            await printer.fail(fault)
            kiosk.expect_answers(answer_s)
            reached.set()

        printer.at, printer.act = _INSIDE.get(moment), fail
        if moment is Moment.BEGIN:
            kiosk.before_print = fail
        if moment is Moment.BEFORE:
            await fail()
        await kiosk.take()
        if moment is Moment.ISSUING:
            await fail()
        if moment is Moment.KIOSK:
            await asyncio.wait_for(reached.wait(), 60)
            await kiosk.kill()
            return await self._open_kiosk(printers, answer_s)
        if moment is Moment.SERVER:
            await asyncio.wait_for(reached.wait(), 60)
            await self._restart()
        await kiosk.printed_or_not()
        if moment is Moment.AFTER:
            await fail()
        if kiosk.phase is Phase.UNCONFIRMED and moment is Moment.WIPE:
            kiosk.wait(91)
        elif kiosk.phase is Phase.UNCONFIRMED:
            kiosk.press()
        mine = self._of(name)[-1]
        await until(lambda: self._told(mine))
        kiosk.press()  # on to the start
        return kiosk

    def _told(self, ticket_id: str) -> bool:
        """The server knows what became of the slip."""
        ticket = self.state.tickets.get(ticket_id)
        settled = (SlipState.PRINTED, SlipState.ON_SCREEN)
        return ticket is not None and (ticket.slip in settled or ticket.state is TicketState.VOID)

    async def _next(self, kiosk: Kiosk, name: str, case: Case) -> None:
        """The fault is mended: the next person gets their slip, and nothing of the one before."""
        await until(lambda: kiosk.flow.outlook.prints and kiosk.flow.outlook.linked)
        await kiosk.take()
        await kiosk.printed_or_not()
        assert kiosk.phase is Phase.PRINTED, f"{case}: the next slip is {kiosk.outcomes[-1]}"
        case.next_id = self._of(name)[-1]
        await until(lambda: self._told(case.next_id))
        kiosk.press()


def _device(name: str, at: int) -> str:
    """Its real port is known once it listens; the plan must not give two the same."""
    port = 20_000 + 10 * int(name.rpartition("-")[2]) + at
    return f'{{ id = "{name}-{at}", kind = "ticket_printer", url = "socket://127.0.0.1:{port}" }}'


# --- what came of it ------------------------------------------------------------------------------------------------


def ended(trial: Trial, case: Case) -> str:
    """In the words of the table."""
    ticket = trial.ticket(case.ticket_id)
    papers = case.papers(ticket.number)
    if ticket.slip is SlipState.PRINTED:
        return "printed by the other" if case.another and papers[1] else "printed"
    if ticket.state is not TicketState.VOID and ticket.slip is not SlipState.ON_SCREEN:
        return "alarm" if trial.alarmed(case.ticket_id) else "orphan"
    end = "void" if ticket.state is TicketState.VOID else "on screen"
    return f"{end}, slip lies there" if sum(papers) else end


def table(trial: Trial, cases: list[Case], *, another: bool) -> str:
    moments = WITH_ANOTHER if another else tuple(Moment)
    said = {(case.fault, case.moment): ended(trial, case) for case in cases if case.another is another}
    lines = [
        f"| the fault comes … | {' | '.join(fault.value for fault in Fault)} |",
        "| --- |" + " --- |" * len(Fault),
    ]
    lines += [f"| {moment.value} | {' | '.join(said[fault, moment] for fault in Fault)} |" for moment in moments]
    return "\n".join(lines)


def page(trial: Trial, cases: list[Case]) -> str:
    """The page with the tables as they came out."""
    text = PAGE.read_text(encoding="utf-8")
    for name, another in (("one printer", False), ("two printers", True)):
        begin, end = f"<!-- {name}: made by `python -m tests.acceptance.slip_faults` -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{table(trial, cases, another=another)}\n\n{end}{rest.partition(end)[2]}"
    return text


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        cases = await trial.run()
        PAGE.write_text(page(trial, cases), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
