"""The judgement: the ledgers of the people held against the journal, row by row as it lies on the disk.

lost: somebody was told or given something of which the journal knows nothing, or the journal has a number nobody holds.
doubled: one thing happened to two people, or twice.
contradicted: somebody was shown something that was not so then.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from config.configuration import HallConfiguration
from config.i18n import Texts
from display.presenters.panel import PanelMode
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.appointments import Bookings
from simulation.day.bridge import DayBridge
from simulation.day.devices import Devices
from simulation.day.journeys import Journeys
from simulation.day.judgement import Judgement
from simulation.day.ledger import Deed, StaffLedger, VisitorLedger
from simulation.day.night import NightNumbers
from simulation.day.posts import Posts
from simulation.day.precedence import Precedence
from simulation.day.ratings import Ratings
from simulation.day.reviews import PreReviews
from simulation.day.stations import Board, Panel
from simulation.day.work_orders import WorkOrders

LAG_MS = 5_000  # a screen may be so much behind the journal while its line is well
PAGE_LAG_MS = 1_000
SILENCE_MS = 12_000  # and so much longer after its line went dead without a word

FINAL = ("served", "no_show", "cancelled", "expired", "void")

_STATE_AFTER: dict[type[events.Event], str] = {
    events.TicketIssued: "waiting",
    events.TicketCalled: "called",
    events.TicketRecalled: "called",
    events.ServingStarted: "serving",
    events.ServingFinished: "served",
    events.TicketMissed: "no_show",
    events.TicketRequeued: "waiting",
    events.TicketParked: "parked",
    events.TicketTransferred: "waiting",
    events.TicketSentAway: "waiting",
    events.TicketCameBack: "waiting",
    events.StageFinished: "waiting",
    events.ActionUndone: "",  # as it was before
    events.TicketCancelled: "cancelled",
    events.TicketExpired: "expired",
    events.TicketVoided: "void",
}
_AT_A_WINDOW = ("called", "serving")
_ABOUT_PRIORITY = (events.PriorityVerified, events.PriorityWithdrawn, events.PriorityGranted)


@dataclass(frozen=True)
class Moment:
    """What became of a ticket then."""

    at_ms: int
    state: str
    window_id: str | None


@dataclass
class Course:
    """One ticket as the journal tells it."""

    issued: events.TicketIssued
    moments: list[Moment] = field(default_factory=list)

    @property
    def end(self) -> str:
        return self.moments[-1].state

    def around(self, at_ms: int, lag_ms: int) -> list[Moment]:
        """All that was true within that time before, or is from then on for as long."""
        times = [moment.at_ms for moment in self.moments]
        first = max(0, bisect_right(times, at_ms - lag_ms) - 1)
        return self.moments[first : bisect_right(times, at_ms + lag_ms)]


class Judge:
    def __init__(self, hall: HallConfiguration, journal: Sequence[Recorded], texts: Texts) -> None:
        self._hall = hall
        self._courses: dict[str, Course] = {}
        self._calls: dict[str, tuple[int, str, str]] = {}  # call id → when, window id, ticket id
        self._taken_back: set[str] = set()  # calls, a moment later
        self._deeds: Counter[Deed] = Counter()
        self._at_window: dict[str, list[tuple[int, str]]] = defaultdict(list)  # window id → when, number or ""
        self._cancelled_by_visitor: set[str] = set()
        self.found = Judgement(dict.fromkeys(FINAL, 0), 0)
        self.reviews = PreReviews(hall, texts, self.found)
        self.night = NightNumbers(hall, texts, self.found)
        self.precedence = Precedence(hall, self.found)
        self.journeys = Journeys(hall, self.found)
        self.bookings = Bookings(hall, self.found)
        self.posts = Posts(hall, self.found)
        self.devices = Devices(self.found, self._at_window)
        self.ratings = Ratings(self.found)
        self.orders = WorkOrders(self.found)
        self._journal = journal
        parts = (
            self.reviews,
            self.night,
            self.journeys,
            self.bookings,
            self.posts,
            self.devices,
            self.ratings,
            self.orders,
        )
        for recorded in journal:
            self._read(recorded)
            for part in parts:
                part.read(recorded)
        self._count()

    @property
    def kinds(self) -> dict[str, int]:
        """How much of each kind of waiting the journal tells of."""
        sent_away, stages = self.journeys.counts
        times = Counter(deed.kind for deed in self._deeds.elements())
        return {
            "overtaken": self.precedence.overtakings,
            "verified": times["PriorityVerified"],
            "withdrawn": times["PriorityWithdrawn"],
            "granted": times["PriorityGranted"],
            **self.bookings.counts,
            "sent_away": sent_away,
            "stages": stages,
            "transferred": times["TicketTransferred"],
            "parked": times["TicketParked"],
            "undone": times["ActionUndone"],
            **self.posts.counts,
            **self.devices.counts,
            **self.ratings.counts,
            **self.orders.counts,
        }

    # --- the journal ----------------------------------------------------------------------------------------------

    def _read(self, recorded: Recorded) -> None:
        event, at_ms = recorded.event, recorded.at_ms
        if isinstance(event, _ABOUT_PRIORITY):
            self._deeds[Deed(type(event).__name__, event.ticket_id, None)] += 1
            return
        state = _STATE_AFTER.get(type(event))
        if state is None:
            return
        ticket_id: str = getattr(event, "ticket_id")  # noqa: B009  each of these events has one
        if isinstance(event, events.TicketIssued):
            if ticket_id in self._courses:
                self.found.doubled.append(f"{ticket_id} was issued twice")
                return
            self._courses[ticket_id] = Course(event)
        course = self._courses.get(ticket_id)
        if course is None:
            self.found.contradicted.append(f"{type(event).__name__} of {ticket_id}, which was never issued")
            return
        before = course.moments[-1] if course.moments else None
        window_id: str | None = getattr(event, "window_id", None)
        if isinstance(event, events.TicketCalled):
            if before is not None and before.state in _AT_A_WINDOW:
                self.found.doubled.append(f"{ticket_id} was called to {window_id} while it was at {before.window_id}")
            self._calls[event.call_id] = (at_ms, event.window_id, ticket_id)
        elif isinstance(event, events.TicketRecalled):
            self._calls[event.call_id] = (at_ms, event.window_id, ticket_id)
        elif isinstance(event, events.ActionUndone):
            self._undone(event, course, at_ms)
            return
        elif isinstance(event, events.TicketCancelled) and event.reason == "visitor":
            self._cancelled_by_visitor.add(ticket_id)
        self._moved(course, before, state, window_id, at_ms)
        self._deed(event, ticket_id, before)

    def _undone(self, event: events.ActionUndone, course: Course, at_ms: int) -> None:
        """As before what the window did last; boards need not have shown a call that was taken back."""
        before, last = course.moments[-2], course.moments[-1]
        if event.what == "TicketCalled":
            call = (last.at_ms, event.window_id, event.ticket_id)
            self._taken_back |= {call_id for call_id, made in self._calls.items() if made == call}
        self._moved(course, last, before.state, before.window_id, at_ms)
        self._deed(event, event.ticket_id, last)

    def _moved(self, course: Course, before: Moment | None, state: str, window_id: str | None, at_ms: int) -> None:
        here = window_id if state in _AT_A_WINDOW else None
        course.moments.append(Moment(at_ms, state, here))
        number = course.issued.number
        if before is not None and before.window_id is not None and before.window_id != here:
            self._at_window[before.window_id].append((at_ms, ""))
        if here is not None:
            self._at_window[here].append((at_ms, number))

    def _deed(self, event: events.Event, ticket_id: str, before: Moment | None) -> None:
        """What somebody of the staff did; what the closing hall did itself is nobody's."""
        window_id: str | None = getattr(event, "window_id", None)
        match event:
            case events.ServingFinished(closed_by_hall=True) | events.TicketMissed(window_id=None):
                return
            case events.TicketCancelled():
                if event.service_id is None or before is None:
                    return
                window_id = before.window_id
            case events.TicketIssued() | events.TicketExpired() | events.TicketVoided():
                return
        self._deeds[Deed(type(event).__name__, ticket_id, window_id)] += 1

    def _count(self) -> None:
        for ticket_id, course in self._courses.items():
            self.found.issued += 1
            if course.end in self.found.counts:
                self.found.counts[course.end] += 1
            else:
                self.found.lost.append(f"{ticket_id} ends the day {course.end}")

    # --- the ledgers ----------------------------------------------------------------------------------------------

    def hear_visitors(
        self,
        ledgers: Sequence[VisitorLedger],
        written: Mapping[tuple[str, str], str],
        bridge: DayBridge | None,
    ) -> None:
        """`written`: what is kept of what people wrote, by what it belongs to and part."""
        held: dict[str, list[int]] = defaultdict(list)
        for ledger in ledgers:
            if ledger.has_ticket:
                held[ledger.ticket_id].append(ledger.visitor)
                self._hear_visitor(ledger)
        if bridge is not None:
            self.devices.hear_rating_pads(bridge, ledgers)
        renounced = {ledger.renounced for ledger in ledgers}
        for ticket_id, visitors in held.items():
            if len(visitors) > 1:
                self.found.doubled.append(f"{ticket_id} is held by the visitors {', '.join(map(str, visitors))}")
        for ticket_id, course in self._courses.items():
            # a number left at the kiosk may have been called before it could be made void
            if ticket_id not in held and course.end != "void" and ticket_id not in renounced:
                self.found.lost.append(f"{ticket_id} stands in the queue and nobody holds it ({course.end})")
        self.ratings.hear(ledgers, written)
        self.reviews.hear(ledgers)
        self.night.hear(ledgers)
        self.journeys.hear(ledgers)
        self.bookings.hear(ledgers)

    def _hear_visitor(self, ledger: VisitorLedger) -> None:
        who = f"visitor {ledger.visitor}"
        found, course = self.found, self._courses.get(ledger.ticket_id)
        if course is None:
            found.lost.append(f"{who} holds {ledger.number} ({ledger.ticket_id}), which the journal does not know")
            return
        number = course.issued.number
        if number != ledger.number or ledger.screen_number != number:
            found.contradicted.append(
                f"{who}: the slip says {ledger.number}, the screen {ledger.screen_number}, the journal {number}"
            )
        if ledger.from_slip and ledger.claimed != course.issued.priority:
            found.contradicted.append(
                f"{who} claimed {ledger.claimed}; the journal has {course.issued.priority} for {number}"
            )
        for look in ledger.looks:
            true = course.around(look.at_ms, PAGE_LAG_MS)
            if (look.state, look.window_id) not in [(moment.state, moment.window_id) for moment in true]:
                found.contradicted.append(
                    f"{who}: the page of {number} said {look.state} at {look.window_id}, the journal {true[-1:]}"
                )
        for at_ms, window_id in ledger.served_at:
            served = [m for m in course.around(at_ms, LAG_MS) if m.state == "serving" and m.window_id == window_id]
            if not served:
                found.lost.append(f"{who} sat down at {window_id} with {number}, which the journal does not know")
        for notice in ledger.notices:
            windows = {
                str(self._hall.windows[moment.window_id].number)
                for moment in course.around(notice.at_ms, 75_000)
                if moment.window_id is not None
            }
            if notice.window not in windows:
                found.contradicted.append(
                    f"{who}: the {notice.where} called {number} to {notice.window}, the journal to {sorted(windows)}"
                )
        if ledger.cancelled and ledger.ticket_id not in self._cancelled_by_visitor:
            found.lost.append(f"{who} gave {number} back, which the journal does not know")
        if ledger.finished and course.end != "served":
            found.contradicted.append(f"{who} was served with {number}; the journal says {course.end}")

    def hear_staff(self, ledgers: Sequence[StaffLedger]) -> None:
        done: Counter[Deed] = Counter()
        for ledger in ledgers:
            done.update(ledger.deeds)
            for at_ms, window_id, ticket_id in ledger.called:
                self._hear_call(at_ms, window_id, ticket_id)
        self.found.compare(done, self._deeds, "a deed of the staff")
        self.reviews.hear_staff(ledgers)
        self.posts.hear_staff(ledgers)
        self.orders.hear_staff(ledgers, self.ratings.given)
        self.precedence.recount(self._journal, (told for ledger in ledgers for told in ledger.nobody))

    def _hear_call(self, at_ms: int, window_id: str, ticket_id: str) -> None:
        course = self._courses.get(ticket_id)
        if course is None:
            return  # told as a deed
        at = {moment.window_id for moment in course.around(at_ms, LAG_MS) if moment.state == "called"}
        if at and window_id not in at:
            self.found.doubled.append(f"{ticket_id} was called to {window_id} as well as to {sorted(map(str, at))}")

    # --- the devices --------------------------------------------------------------------------------------------------

    def hear_bridge(self, bridge: DayBridge, ledgers: Sequence[StaffLedger]) -> None:
        for bar in bridge.bars:
            self.devices.hear_bar(bar, bridge)
        self.devices.hear_keys(bridge, ledgers)
        self.devices.hear_tags(bridge, ledgers)

    # --- the screens ----------------------------------------------------------------------------------------------

    def hear_board(self, board: Board, ended_ms: int) -> None:
        """Every call it showed was made, and every call that was made it showed in time."""
        for call_id, (_, line) in board.seen.items():
            known = self._calls.get(call_id)
            said = (line.number, line.window.window_id, line.called_at_ms)
            true = known and (self._courses[known[2]].issued.number, known[1], known[0])
            if said != true:
                self.found.contradicted.append(f"{board.station.id} showed the call {said}, the journal has {true}")
        zone_id = board.station.zone_id
        for call_id, (at_ms, window_id, _) in self._calls.items():
            elsewhere = zone_id is not None and self._hall.windows[window_id].zone_id != zone_id
            if (
                call_id in self._taken_back
                or elsewhere
                or at_ms + LAG_MS > ended_ms
                or _is_away(board.line.away, at_ms, LAG_MS)
            ):
                continue
            seen = board.seen.get(call_id)
            if seen is None or seen[0] - at_ms > LAG_MS:
                when = "never" if seen is None else f"only {(seen[0] - at_ms) / 1_000:.0f} s later"
                self.found.contradicted.append(f"{board.station.id} showed the call {call_id} {when}")

    def hear_panel(self, panel: Panel, ended_ms: int) -> None:
        """Some seconds after each change at its window it shows what is so."""
        changes = self._at_window.get(panel.window_id, [])
        shown_at = [at_ms for at_ms, _, _ in panel.shown]
        for (at_ms, number), following_ms in zip(changes, _following(changes, ended_ms), strict=True):
            look_ms = at_ms + LAG_MS
            if look_ms >= following_ms or _is_away(panel.line.away, at_ms - SILENCE_MS, LAG_MS + SILENCE_MS):
                continue
            place = bisect_right(shown_at, look_ms) - 1
            _, mode, shown = panel.shown[place] if place >= 0 else (0, PanelMode.CONNECTING, "")
            if shown != number:
                self.found.contradicted.append(
                    f"{panel.station.id} showed {shown or mode.value}, {number or 'nobody'} was there"
                )


def _following(changes: Sequence[tuple[int, str]], ended_ms: int) -> Iterator[int]:
    yield from (at_ms for at_ms, _ in changes[1:])
    if changes:
        yield ended_ms


def _is_away(away: Sequence[tuple[int, int]], at_ms: int, for_ms: int) -> bool:
    """Whether the line was down at some time of the `for_ms` after `at_ms`."""
    return any(since_ms <= at_ms + for_ms and at_ms <= until_ms for since_ms, until_ms in away)
