"""Busy days of the sample hall as commands: visitors come, take a slip, are called, served and asked; all windows work.

No chance in it: the same figure of events gives the same days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle

from config.configuration import HallConfiguration
from config.hall import StationKind
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    CloseDay,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    PublishConfiguration,
    RateService,
    RatingLevel,
    ReportSlip,
    SlipOutcome,
    StartServing,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import AnyEvent, Recorded, ServingFinished, TicketCalled, TicketIssued
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState

VISITORS = 3_000  # a day
STANDING = 60  # wait before the first is called
OPENS_MS = 3_600_000  # after midnight UTC: nine o'clock in China
PACE_MS = 1_800  # from one command to the next, in the whole hall, taken over many
TOGETHER = 250  # commands come at one moment, and may be submitted at once

KIOSK = Actor("kiosk-1", frozenset({Role.KIOSK}))


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it comes to the dispatcher."""

    command: AnyCommand
    by: Actor
    key: str
    at_ms: int


@dataclass
class BusyDays:
    """The days up to the one before `today`; the last one ends with its closing, so `events` may be passed a little."""

    configuration: HallConfiguration
    events: int
    today: date
    given: list[Given] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    state: HallState = field(default_factory=HallState)
    now_ms: int = 0
    _at_once: int = 0  # commands at this moment
    _acted: set[str] = field(default_factory=set)  # windows at this moment

    @classmethod
    def play(cls, configuration: HallConfiguration, events: int, today: date) -> "BusyDays":
        days = cls(configuration, events, today)
        days._give(PublishConfiguration(configuration.content_hash, configuration.content), SYSTEM)
        length = -(-events // (VISITORS * 7))  # seven events for a visitor, as good as
        for ago in range(length, 0, -1):
            days._day(today - timedelta(days=ago))
        return days

    def _give(self, command: AnyCommand, by: Actor) -> tuple[AnyEvent, ...]:
        if self._at_once == TOGETHER:
            self._next_moment()
        self._at_once += 1
        given = Given(command, by, f"busy-days.{len(self.given)}", self.now_ms)
        self.given.append(given)
        events = decide(given.command, self.state, given.by, given.at_ms, given.key)
        for event in events:
            entry = Recorded(self.state.seq + 1, given.at_ms, self.state.business_day, by, event)
            self.recorded.append(entry)
            evolve(self.state, entry)
        return events

    def _next_moment(self) -> None:
        self.now_ms += self._at_once * PACE_MS
        self._at_once = 0
        self._acted.clear()

    def _day(self, day: date) -> None:
        self._next_moment()
        self.now_ms = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000 + OPENS_MS
        self._give(OpenDay(day.isoformat()), SYSTEM)
        seats = list(self._seats())
        for window_id, clerk in seats:
            self._give(OpenWindow(window_id), clerk)
        queues = cycle(self._queues_taken())
        windows = cycle(seats)
        for visitor in range(VISITORS):
            if len(self.recorded) >= self.events - STANDING:
                break
            self._come(next(queues))
            if visitor >= STANDING:
                self._serve(*next(windows))
        self._give(CloseDay(), SYSTEM)

    def _come(self, queue_id: str) -> None:
        (issued,) = self._give(IssueTicket(queue_id=queue_id), KIOSK)
        assert isinstance(issued, TicketIssued)  # noqa: S101
        self._give(ReportSlip(issued.ticket_id, SlipOutcome.PRINTED), KIOSK)

    def _serve(self, window_id: str, clerk: Actor) -> None:
        """The next in line there, if anybody waits; who finds a rating terminal rates."""
        if not any(self.state.waiting[queue_id] for queue_id in self._queues_at(window_id)):
            return
        if window_id in self._acted:  # to call again at once would be taken for a misclick
            self._next_moment()
        (called,) = self._give(CallNext(window_id), clerk)
        assert isinstance(called, TicketCalled)  # noqa: S101
        self._give(StartServing(window_id, called.ticket_id), clerk)
        finished, *_ = self._give(FinishServing(window_id, called.ticket_id), clerk)
        assert isinstance(finished, ServingFinished)  # noqa: S101
        self._acted.add(window_id)
        for terminal in self._terminals_at(window_id):
            self._give(RateService(finished.service_id, RatingLevel.SATISFIED), terminal)

    def _seats(self) -> Iterator[tuple[str, Actor]]:
        for clerk in self.configuration.plan.clerks:
            for window_id in clerk.primary[:1]:
                yield window_id, Actor(clerk.id, frozenset(Role(role.value) for role in clerk.roles))

    def _terminals_at(self, window_id: str) -> Iterator[Actor]:
        for station in self.configuration.plan.stations:
            if station.kind is StationKind.RATING and station.window_id == window_id:
                yield Actor(station.id, frozenset({Role.RATING}))

    def _queues_at(self, window_id: str) -> tuple[str, ...]:
        return self.configuration.profiles[self.configuration.windows[window_id].profile_id].queue_ids

    def _queues_taken(self) -> list[str]:
        """By the kiosk, as often as windows take them: nobody is left to wait for ever."""
        on_kiosk = {queue.id for queue in self.configuration.plan.queues if queue.on_kiosk}
        return [
            queue_id
            for window_id, _ in self._seats()
            for queue_id in self._queues_at(window_id)
            if queue_id in on_kiosk
        ]
