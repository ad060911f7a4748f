"""The day: the hall with its stations and people, what goes wrong in it, and what it comes to."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.clock import Weekday
from config.configuration import HallConfiguration
from config.hall import Clerk as Post
from config.hall import Device, DeviceKind, Queue, Station, StationKind, WindowKind
from config.i18n import Texts
from config.model import Name
from config.policy import Hours, Lunch
from queue_server.contract.actors import Role
from queue_server.domain.events import Recorded
from queue_server.domain.private_words import places
from queue_server.reports.pre_reviews import PreReviewReport
from queue_server.storage.chain import StoredRow
from queue_server.storage.journal import read_row
from queue_server.web.caller import Caller
from simulation.day import arrivals
from simulation.day.arrivals import Arrival
from simulation.day.bridge import BEFORE_CLOSING_S, ON_FOR_S, STATION, TAGS, DayBridge, SeenBar, SeenPads, bridge_of
from simulation.day.checking import Disagreement
from simulation.day.clerk import Clerk
from simulation.day.concerned import Concerned
from simulation.day.desk import Desk
from simulation.day.guide import Guide
from simulation.day.judge import FINAL, Judge
from simulation.day.judgement import Judgement
from simulation.day.ledger import Check, Given, StaffLedger, Told
from simulation.day.loop import SimulatedLoop, run
from simulation.day.overseer import Overseer
from simulation.day.printer import SLIP_MM, WordPrinter
from simulation.day.reviews import standing
from simulation.day.server import DayClock, Edges, Server
from simulation.day.staff import first_with, posts_held
from simulation.day.stations import Board, Kiosk, Line, Panel, Terminal
from simulation.day.supervisor import Supervisor
from simulation.day.visitor import Visitor

EVENING_S = -5 * 3_600  # the evening before, when the first numbers of the day are taken
OFF_S, ON_S = -3 * 3_600, 7 * 3_600  # in between the server is off
AFTERWARDS_S = 180  # after closing, until everything has been said
LINES_COME_BACK_S = 30  # and have sent what they kept
DRAWN_SHARE = 40  # one visitor in so many goes to the kiosk whose printer draws every dot
DATE = "2026-11-23"
SECOND_PRINTER = "socket://127.0.0.1:9119?text=gb18030"
LUNCH = (0.3, 0.6)  # of the opening hours
CALLED_AWAY = 3  # clerks who have to go in the middle of a service
UNCOVERED_S = 120  # soon, so that the short absences of a day are noticed
PORTAL = Station(id="portal", kind=StationKind.PORTAL, name=Name(zh="网上预审", en="Online pre-review"))


@dataclass(frozen=True)
class Day:
    """What is to be played. `arrivals_file` takes a recorded day instead of invented visitors."""

    seed: str
    visitors: int
    folder: Path
    configuration: HallConfiguration
    arrivals_file: Path | None = None
    date: str | None = None
    open_hours: float = 8.0  # of a day with invented visitors


@dataclass(frozen=True)
class Outcome:
    day: Day
    visitors: int
    judgement: Judgement
    journal: tuple[Recorded, ...]
    last_hash: str
    restarts: int
    verdicts: dict[str, int]  # of the pre-reviews filed
    report: PreReviewReport
    checks: tuple[Check, ...]  # the last word of the clerks on each line
    night_numbers: int
    kinds: dict[str, int]  # how much there was of each kind of waiting
    opens_s: int
    closes_s: int
    midnight_ms: int  # with which the day began
    seconds: float

    @property
    def sound(self) -> bool:
        found = self.judgement
        enough = found.issued >= 0.8 * self.visitors
        return found.sound and enough and sum(found.counts.values()) == found.issued

    @property
    def line(self) -> str:
        """What the command ends with."""
        found = self.judgement
        counts = " ".join(f"{name}={found.counts[name]}" for name in FINAL)
        return (
            f"day: seed={self.day.seed} issued={found.issued} {counts} lost={len(found.lost)} "
            f"doubled={len(found.doubled)} contradicted={len(found.contradicted)} seconds={self.seconds:.1f}"
        )


def play(day: Day, edges: Edges | None = None) -> Outcome:
    """Plays it to its end; the journal is then in `day.folder`. Raises ArrivalsUnusable."""
    began_s = time.perf_counter()
    hall: Outcome = run(lambda loop: Hall(loop, day, edges or Edges()).live(began_s), from_s=EVENING_S)
    return hall


class Hall:
    """Everything that is there during the day, for those who are in it."""

    def __init__(self, loop: SimulatedLoop, day: Day, edges: Edges) -> None:
        self.loop = loop
        self.day = day
        self.seed = day.seed
        self.recorded = day.arrivals_file is not None
        self.over = False
        self.date = DATE
        self._arrivals = self._who_comes(day)
        self.configuration = _for_the_day(day.configuration, self.opens_s, self.closes_s)
        zone = ZoneInfo(day.configuration.plan.time_zone)
        midnight = datetime.fromisoformat(DATE).replace(tzinfo=zone)
        self.clock = DayClock(loop, round(midnight.timestamp() * 1_000))
        self.chance = random.Random(f"{day.seed}:hall")  # noqa: S311
        self.disagreement = Disagreement(day.seed)
        self.texts = Texts.load()
        self.portal = Caller.of_station(PORTAL, "")
        self.server = Server(loop, self.clock, self.configuration, day.folder, day.seed, edges)
        self.transfer_queues = [queue for queue in self.configuration.plan.queues if queue.on_kiosk]
        self.desks = {window.id: Desk() for window in self.configuration.plan.windows}
        self.holders: dict[str, list[Visitor]] = {}
        self.rated_at: list[tuple[Given, Line, str]] = []  # a rating, the station that sent it, by which key
        self._companions: set[asyncio.Task[None]] = set()
        self._windows = {str(window.number): window.id for window in self.configuration.plan.windows}
        self._furnish()
        self._employ()
        self.visitors = [Visitor(self, arrival, index) for index, arrival in enumerate(self._arrivals)]

    def _who_comes(self, day: Day) -> tuple[Arrival, ...]:
        if day.arrivals_file is None:
            self.opens_s, self.closes_s = 9 * 3_600, round((9 + day.open_hours) * 3_600)
            hours_s = self.closes_s - self.opens_s
            return arrivals.invented(day.configuration, day.seed, day.visitors, self.opens_s, hours_s)
        date = day.date or arrivals.recorded_days(day.arrivals_file)[0][0]
        coming, self.opens_s, self.closes_s = arrivals.recorded(day.configuration, day.arrivals_file, date)
        return coming

    def _employ(self) -> None:
        plan = self.configuration.plan
        held = posts_held(plan.clerks)
        self.guide = Guide(self, first_with(plan.clerks, Role.GUIDE), 900)
        self.overseers: list[Overseer] = []
        self._concerned: dict[str, Concerned] = {}
        self.supervisor = Supervisor(self, first_with(plan.clerks, Role.SUPERVISOR), 901)
        self.clerks = [
            Clerk(self, held[window.id], window.id, window.number) for window in plan.windows if window.id in held
        ]
        if self.recorded:
            return
        self.overseers = [Overseer(self, post, 910 + at) for at, post in enumerate(self._responsible())]
        trainees = [clerk.id for clerk in plan.clerks if clerk.trainee]
        for mentor, trainee_id in zip(self.chance.sample(self.clerks, len(trainees)), trainees, strict=True):
            mentor.trainee_id = trainee_id
        backed = [clerk for clerk in self.clerks if len(self.configuration.holders[clerk.home]) > 1]
        for clerk in self.chance.sample(backed, CALLED_AWAY):
            clerk.called_away_s = self.opens_s + self.chance.uniform(0.2, 0.6) * (self.closes_s - self.opens_s)

    def _responsible(self) -> list[Post]:
        """Whoever sees to poor ratings: by name, by role whoever has it and no window, and the supervisor."""
        posts = {post.id: post for post in self.configuration.plan.clerks}
        rules = self.configuration.policy.work_orders.responsible
        named = [posts[rule.clerk_id] for rule in rules if rule.clerk_id is not None]
        by_role = [
            first_with(self.configuration.plan.clerks, Role(rule.role.value)) for rule in rules if rule.role is not None
        ]
        return list({post.id: post for post in (*named, *by_role, self.supervisor.post)}.values())

    def _furnish(self) -> None:
        texts, server, loop, seed = self.texts, self.server, self.loop, self.seed
        self.kiosks: list[Kiosk] = []
        self.boards: list[Board] = []
        self.panels: list[Panel] = []
        self.terminals: dict[str, Terminal] = {}
        self.bridge: DayBridge | None = None
        self.free_tags = list(TAGS.numbers)
        roll_mm = SLIP_MM * max(20.0, len(self._arrivals) / 8)
        for number, station in enumerate(self.configuration.plan.stations, 1):
            match station.kind:
                case StationKind.KIOSK:
                    self.kiosks.append(
                        Kiosk(server, loop, station, number, texts, seed, draws=station.night, paper_mm=roll_mm)
                    )
                case StationKind.BOARD:
                    self.boards.append(Board(server, loop, station, number, texts, seed, self))
                case StationKind.PANEL:
                    self.panels.append(Panel(server, loop, station, number, texts, seed, self))
                case StationKind.RATING:
                    terminal = Terminal(server, loop, station, number, texts, seed)
                    self.terminals[terminal.window_id] = terminal
                case StationKind.BRIDGE if station.id == STATION and not self.recorded:
                    self.bridge = DayBridge(server, loop, station, number, seed)
        self.lines: list[Line | DayBridge] = [
            *(kiosk.line for kiosk in self.kiosks),
            *(board.line for board in self.boards),
            *(panel.line for panel in self.panels),
            *(terminal.line for terminal in self.terminals.values()),
            *([self.bridge] if self.bridge is not None else []),
        ]

    # --- what people ask of it ------------------------------------------------------------------------------------

    @property
    def lunch_s(self) -> tuple[float, float]:
        """From when until when the staff have lunch, in turns."""
        hours_s = self.closes_s - self.opens_s
        return self.opens_s + LUNCH[0] * hours_s, self.opens_s + LUNCH[1] * hours_s

    @cached_property
    def queues_sent_to(self) -> list[Queue]:
        """Where somebody is sent to for a moment, the cashier first."""
        queues = self.configuration.plan.queues
        return sorted(queues, key=lambda queue: queue.kind is not WindowKind.CASHIER)

    def without_one_item(self, chance: random.Random) -> Iterator[HallConfiguration]:
        """The hall as it is, but for one item that somebody asks for today; then for another one, a few times."""
        hall = self.server.configuration
        of_queue = Counter(item.queue_id for item in hall.catalogue.items)
        needed = {item_id for bundle in hall.catalogue.bundles for item_id in bundle.item_ids}
        needed |= hall.policy.appointments.schedule_of.keys()
        asked = {arrival.item_id for arrival in self._arrivals}
        free = [
            item.id
            for item in hall.catalogue.items
            if item.id in asked and item.id not in needed and of_queue[item.queue_id] > 1
        ]
        for gone in chance.sample(free, min(5, len(free))):
            items = tuple(item for item in hall.catalogue.items if item.id != gone)
            catalogue = hall.catalogue.model_copy(update={"items": items})
            yield HallConfiguration(plan=hall.plan, catalogue=catalogue, policy=hall.policy)

    def kiosk_for(self, arrival: Arrival, index: int) -> Kiosk:
        """By night the one that never sleeps. The drawing printer is slow in real time, so few go there."""
        of_the_night = [kiosk for kiosk in self.kiosks if kiosk.station.night]
        if of_the_night and self.loop.time() < self.opens_s:
            return of_the_night[0]
        drawing = [kiosk for kiosk in self.kiosks if kiosk.draws]
        others = [kiosk for kiosk in self.kiosks if not kiosk.draws]
        if drawing and (index % DRAWN_SHARE == 0 or not others):
            return drawing[0]
        return others[index % len(others)]

    def called_on_board(self, number: str, window: str) -> None:
        for visitor in self.holders.get(number, ()):
            visitor.notice("board", window, self._windows[window])

    def called_on_panel(self, number: str, window_id: str) -> None:
        for visitor in self.holders.get(number, ()):
            visitor.notice("panel", str(self.configuration.windows[window_id].number), window_id)

    def concerned(self, clerk_id: str) -> Concerned | None:
        """The clerk, as far as a poor rating is about their work."""
        posts = {post.id: at for at, post in enumerate(self.configuration.plan.clerks)}
        if clerk_id not in self._concerned and clerk_id in posts:
            at = posts[clerk_id]
            self._concerned[clerk_id] = Concerned(self, self.configuration.plan.clerks[at], 800 + at)
        return self._concerned.get(clerk_id)

    def accompany(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._companions.add(task)
        task.add_done_callback(self._companions.discard)

    # --- the day --------------------------------------------------------------------------------------------------

    async def live(self, began_s: float) -> Outcome:
        try:
            return await self._live(began_s)
        finally:
            await self.server.stop()  # where the day broke down

    async def _live(self, began_s: float) -> Outcome:
        lives = (
            *(visitor.live() for visitor in self.visitors),
            *(clerk.live() for clerk in self.clerks),
            self.supervisor.live(),
            *(overseer.live() for overseer in self.overseers),
        )
        everybody = [asyncio.create_task(life) for life in lives]
        mishaps = [asyncio.create_task(self._watch())]
        await self._switch_on()
        works = (self._break_lines(), self._break_server(), self._break_printers(), self._live_with_devices())
        mishaps += [asyncio.create_task(work) for work in works]
        await asyncio.sleep(self.closes_s - self.loop.time())
        self.over = True
        await asyncio.sleep(AFTERWARDS_S)
        for task in (*everybody, *mishaps, *self._companions):
            if task.done() and not task.cancelled():
                task.result()  # a person or a mishap that broke down breaks the day
            task.cancel()
        for line in self.lines:
            line.end()
        if self.bridge is not None:
            await self.bridge.switch_off()
        for kiosk in self.kiosks:
            await kiosk.close()
        restarts = self.server.restarts
        ended_ms = self.clock.now_ms()
        await self.server.stop()
        await asyncio.sleep(1)  # until the last line has closed
        rows = [row for row in await self.server.journal_rows() if isinstance(row, StoredRow)]
        journal = tuple(read_row(row) for row in rows)
        from_ms, before_ms = self.clock.begin_ms + EVENING_S * 1_000, ended_ms
        report = await self.server.pre_review_report(from_ms, before_ms)
        written = await self.server.private_words(sorted({each for row in journal for each in _written_about(row)}))
        judge = self._judge(journal, report, written, ended_ms)
        judge.ratings.hear_rows([row.body for row in rows], [visitor.ledger for visitor in self.visitors])
        return Outcome(
            day=self.day,
            visitors=len(self.visitors),
            judgement=judge.found,
            journal=journal,
            last_hash=rows[-1].hash if rows else "",
            restarts=restarts,
            verdicts=judge.reviews.verdicts,
            report=report,
            checks=tuple(standing(self._staff_ledgers)),
            night_numbers=judge.night.count,
            kinds=judge.kinds,
            opens_s=self.opens_s,
            closes_s=self.closes_s,
            midnight_ms=self.clock.begin_ms,
            seconds=time.perf_counter() - began_s,
        )

    async def _switch_on(self) -> None:
        """In the morning everything. The kiosk of the night is on since the evening, as is the server; but not all the
        night. For a recorded day nobody comes then."""
        self_service = [] if self.recorded else [kiosk for kiosk in self.kiosks if kiosk.station.night]
        if self_service:
            await self.server.start()
            for kiosk in self_service:
                await kiosk.open()
            await asyncio.sleep(OFF_S - self.loop.time())
            await self.server.stop()
            await asyncio.sleep(ON_S - self.loop.time())
            await self.server.start()
        await asyncio.sleep(self.opens_s - 300 - self.loop.time())
        if not self_service:
            await self.server.start()
        for kiosk in self.kiosks:
            if kiosk not in self_service:
                await kiosk.open()
        for board in self.boards:
            board.line.open()
        for panel in self.panels:
            panel.line.open()
        for terminal in self.terminals.values():
            terminal.line.open()

    def _judge(
        self,
        journal: tuple[Recorded, ...],
        report: PreReviewReport,
        written: dict[tuple[str, str], str],
        ended_ms: int,
    ) -> Judge:
        judge = Judge(self.configuration, journal, self.texts)
        for given, line, key in self.rated_at:
            given.told = self._told(line, key)
        judge.hear_visitors([visitor.ledger for visitor in self.visitors], written, self.bridge)
        judge.hear_staff(self._staff_ledgers)
        judge.reviews.hear_report(report, self._staff_ledgers)
        for board in self.boards:
            judge.hear_board(board, ended_ms)
        for panel in self.panels:
            judge.hear_panel(panel, ended_ms)
        slips = [slip for kiosk in self.kiosks for slip in kiosk.slips]
        judge.devices.hear_slips(slips, self.server.ticket_id)
        if self.bridge is not None:
            judge.hear_bridge(self.bridge, self._staff_ledgers)
        return judge

    def _told(self, line: Line, key: str) -> Told:
        """A station thanks at once, and goes on sending; only a line that was down in the end kept it from the hall."""
        last_ms = self.clock.begin_ms + (self.closes_s + AFTERWARDS_S - LINES_COME_BACK_S) * 1_000
        if key in line.refused:
            return Told.REFUSED
        if key in line.accepted or not line.away or line.away[-1][1] < last_ms:
            return Told.TAKEN
        return Told.NOTHING

    @property
    def _staff_ledgers(self) -> list[StaffLedger]:
        others = (*self.clerks, *self.overseers, *self._concerned.values())
        return [self.guide.ledger, self.supervisor.ledger, *(other.ledger for other in others)]

    # --- mishaps --------------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Silent lines are noticed by the stations, empty rolls by a guide who happens to pass."""
        while True:
            await asyncio.sleep(2 if self.loop.time() > self.opens_s - 300 else 20)
            for line in self.lines:
                line.check_silence()
            for kiosk in self.kiosks:
                for machine in kiosk.machines:
                    if machine.paper_mm <= 0 and kiosk.line.session.phase and self.chance.random() < 0.02:
                        await machine.load_paper(kiosk.roll_mm)

    async def _break_lines(self) -> None:
        """Cables are pulled, some with a word and some without, and put back in after a while."""
        chance = self.chance
        while True:
            await asyncio.sleep(chance.uniform(120, 900))
            line = chance.choice(self.lines)
            line.pull(noticed=chance.random() < 0.5)
            self.loop.call_later(chance.uniform(1, 60), line.plug)

    async def _break_printers(self) -> None:
        """Cables are pulled, before a slip or in the middle of it, or a printer prints and says nothing."""
        chance = random.Random(f"{self.seed}:printers")  # noqa: S311
        machines = [machine for kiosk in self.kiosks for machine in kiosk.machines if isinstance(machine, WordPrinter)]
        while machines:
            await asyncio.sleep(chance.uniform(300, 1_500))
            machine = chance.choice(machines)
            fault = chance.choice(("mute", "unplugged"))
            await machine.switch(**{fault: True})
            await asyncio.sleep(chance.uniform(5, 60))
            await machine.switch(**{fault: False})

    async def _live_with_devices(self) -> None:
        """The bridge is on for the first hours; its devices fail one after the other."""
        bridge = self.bridge
        until_s = min(self.opens_s + ON_FOR_S, self.closes_s - BEFORE_CLOSING_S)
        if bridge is None or self.loop.time() >= until_s:
            return
        chance = random.Random(f"{self.seed}:devices")  # noqa: S311
        await bridge.switch_on()
        while self.loop.time() < until_s:
            await asyncio.sleep(min(chance.uniform(20, 240), until_s - self.loop.time()))
            await self._fail(chance.choice(bridge.devices), chance)
        await bridge.switch_off()

    async def _fail(self, device: SeenBar | SeenPads, chance: random.Random) -> None:
        since_ms, fault = self.clock.now_ms(), chance.choice(device.faults)
        if fault == "forgets":
            device.forget()
        else:
            await device.switch(**{fault: True})
            await asyncio.sleep(chance.uniform(1, 40))
            await device.switch(**{fault: False})
        device.history.faults.append((since_ms, self.clock.now_ms()))

    async def _break_server(self) -> None:
        """Stopped and started once; cut off between disk and answer twice. Each time it comes back from the disk."""
        chance = self.chance
        hours_s = self.closes_s - self.opens_s
        await asyncio.sleep(hours_s * 0.3)
        await self.server.stop()
        await asyncio.sleep(chance.uniform(5, 40))
        await self.server.start()
        for step in ("committed", "decided"):
            await asyncio.sleep(hours_s * chance.uniform(0.1, 0.2))
            await self.server.cut_off(step)
            await asyncio.sleep(chance.uniform(2, 20))
            await self.server.start()


def _written_about(row: Recorded) -> tuple[str, ...]:
    """What words may be kept of, of that event."""
    return tuple(place.owner_id for place in places(row.event))


def _for_the_day(hall: HallConfiguration, opens_s: int, closes_s: int) -> HallConfiguration:
    """The hall with that day's hours, numbers enough for a crowd, and the city's portal."""
    hours_s = closes_s - opens_s
    lunch = Lunch(
        begins_at=_clock(opens_s + int(LUNCH[0] * hours_s)), ends_at=_clock(opens_s + int(LUNCH[1] * hours_s))
    )
    hours = Hours(
        opens_at=_clock(opens_s),
        closes_at=_clock(closes_s),
        weekdays=tuple(Weekday),  # whatever day it is
        lunch=lunch,
        last_ticket_min=hall.policy.hours.last_ticket_min,
    )
    others = {"digits": 4, "waiting_limit": 5_000, "uncovered_s": UNCOVERED_S}
    policy = hall.policy.model_copy(update={"hours": hours, **others})
    stations = _with_a_second_printer([_in_type(station) for station in hall.plan.stations])
    bridge = bridge_of(hall)
    more = (PORTAL,) if bridge is None else (PORTAL, bridge)
    plan = hall.plan.model_copy(update={"stations": (*stations, *more)})
    return HallConfiguration(plan=plan, catalogue=hall.catalogue, policy=policy)


def _in_type(station: Station) -> Station:
    """Drawn slips take long in real time."""
    devices = (
        device.model_copy(update={"url": device.url + "?text=gb18030"})
        if device.kind is DeviceKind.TICKET_PRINTER
        else device
        for device in station.devices
    )
    return station.model_copy(update={"devices": tuple(devices)})


def _with_a_second_printer(stations: Sequence[Station]) -> list[Station]:
    """The first kiosk of the day has two."""
    first = next((each for each in stations if each.kind is StationKind.KIOSK and not each.night), None)
    if first is None:
        return list(stations)
    second = Device(id="printer-beside", kind=DeviceKind.TICKET_PRINTER, url=SECOND_PRINTER)
    with_both = first.model_copy(update={"devices": (*first.devices, second)})
    return [with_both if each is first else each for each in stations]


def _clock(of_day_s: int) -> str:
    return (datetime.min + timedelta(seconds=of_day_s)).strftime("%H:%M")  # noqa: DTZ901
