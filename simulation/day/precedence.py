"""Who was called before whom, counted again from the journal's rows alone: order, limit, somebody, able.

What ARCHITECTURE.md promises of every "call next" is looked at here by going through all who wait, one by one.
"""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.hall import Rule, Stage, WorkProfile
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.judgement import Judgement

RETURNED = "returned"
AWHILE_MS = 5_000  # somebody who came just then may not have been there yet
BY_HAND = ("chosen", "resumed")  # calls that "call next" has no part in

_OUT_OF_QUEUE = (events.TicketCancelled, events.TicketVoided, events.TicketExpired)
_BY_A_WINDOW = (
    events.TicketCalled,
    events.ServingStarted,
    events.ServingFinished,
    events.TicketMissed,
    events.TicketParked,
    events.TicketTransferred,
    events.TicketSentAway,
    events.TicketCameBack,
    events.StageFinished,
)


@dataclass
class Standing:
    """One ticket, as far as it matters for who is called next."""

    issued: events.TicketIssued
    queue_id: str
    place: int
    arrival: int
    priority: str | None
    is_waiting: bool = True
    services: int = 0
    since_ms: int = 0  # it stands there, for the windows that may call it now
    only_at: str | None = None  # the window that alone may call it
    only_with: str | None = None  # while this clerk sits there
    is_back: bool = False  # from where it was sent

    @property
    def order(self) -> tuple[int, int]:
        return self.place, self.arrival


class Precedence:
    def __init__(self, hall: HallConfiguration, found: Judgement) -> None:
        self.calls = 0  # by "call next"
        self.overtakings = 0  # by them, of people who stood before
        self._found = found
        self._hall = hall
        self._assigned: dict[str, str] = {}  # window id → the profile it was given today
        self._assigned_ms: dict[str, int] = {}  # and when
        self._clerks: dict[str, str] = {}  # window id → who sits there
        self._tickets: dict[str, Standing] = {}
        self._waiting: dict[str, dict[str, Standing]] = defaultdict(dict)  # by queue
        self._called: dict[str, list[tuple[int, int]]] = defaultdict(list)  # by queue, sorted
        self._kept: dict[str, Standing] = {}  # those who wait for one window alone
        self._before: dict[str, Standing] = {}  # as each ticket was before a window did something to it
        self._arrivals = 0
        self._now_ms = 0

    def recount(self, journal: Sequence[Recorded], nobody: Iterable[tuple[int, str]]) -> None:
        """All of it; `nobody`: when, and at which window, somebody was told that nobody waits."""
        told = sorted(nobody, reverse=True)
        for recorded in journal:
            while told and told[-1][0] < recorded.at_ms:
                self._nobody(*told.pop())
            self.read(recorded)

    def _nobody(self, at_ms: int, window_id: str) -> None:
        """Unless its profile is strict, a window calls whoever waits in its queues; or it had another one just then."""
        if self._assigned_ms.get(window_id, 0) > at_ms - AWHILE_MS:
            return
        profile = self._profile(window_id)
        for queue_id in () if profile.strict else profile.queue_ids:
            for ticket in self._waiting[queue_id].values():
                if ticket.only_at in (None, window_id) and ticket.since_ms < at_ms - AWHILE_MS:
                    self._found.contradicted.append(f"{window_id} was told that nobody waits; {_name(ticket)} did")

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        self._now_ms = recorded.at_ms
        if isinstance(event, _BY_A_WINDOW):
            self._before[event.ticket_id] = copy(self._tickets[event.ticket_id])
        match event:
            case events.TicketIssued():
                self._issued(event)
            case events.TicketCalled():
                self._call(event)
            case events.ServingStarted(ticket_id=ticket_id):
                self._tickets[ticket_id].services += 1
            case events.TicketRequeued(ticket_id=ticket_id, place=place):
                self._stand(ticket_id, self._tickets[ticket_id].queue_id, place)
            case events.TicketTransferred(ticket_id=ticket_id, queue_id=queue_id, place=place):
                self._stand(ticket_id, queue_id, place, event.for_window_id, event.for_clerk_id)
            case events.TicketSentAway(ticket_id=ticket_id, queue_id=queue_id, place=place):
                self._stand(ticket_id, queue_id, place)
            case events.StageFinished(ticket_id=ticket_id, queue_id=queue_id, place=place):
                self._stand(ticket_id, queue_id, place)
            case events.TicketCameBack(ticket_id=ticket_id, queue_id=queue_id, place=place):
                self._stand(ticket_id, queue_id, place, event.for_window_id, is_back=True)
            case events.ActionUndone(ticket_id=ticket_id):
                self._undo(ticket_id)
            case events.PriorityGranted(ticket_id=ticket_id, priority=priority):
                self._tickets[ticket_id].priority = priority
            case events.PriorityWithdrawn(ticket_id=ticket_id):
                self._tickets[ticket_id].priority = None
            case _ if isinstance(event, _OUT_OF_QUEUE):
                self._leave(self._tickets[event.ticket_id])
            case _:
                self._floor(event)
        if self._kept:
            self._let_go()

    def _floor(self, event: events.AnyEvent) -> None:
        """What windows there are, who sits there, and what they take."""
        match event:
            case events.ConfigurationPublished(content=content):
                self._hall = HallConfiguration.parse(content)
            case events.ProfileAssigned(window_id=window_id, profile_id=profile_id):
                self._assigned[window_id], self._assigned_ms[window_id] = profile_id, self._now_ms
            case events.DayClosed():
                self._assigned.clear()
            case events.WindowOpened(window_id=window_id, clerk_id=clerk_id):
                self._clerks[window_id] = clerk_id
            case events.WindowTakenOver(window_id=window_id, clerk_id=clerk_id):
                self._clerks[window_id] = clerk_id
            case events.WindowClosed(window_id=window_id):
                del self._clerks[window_id]

    # --- who stands where ---------------------------------------------------------------------------------------------

    def _issued(self, event: events.TicketIssued) -> None:
        self._tickets[event.ticket_id] = Standing(event, event.queue_id, event.place, 0, event.priority)
        self._stand(event.ticket_id, event.queue_id, event.place)

    def _stand(
        self,
        ticket_id: str,
        queue_id: str,
        place: int,
        only_at: str | None = None,
        only_with: str | None = None,
        *,
        is_back: bool = False,
    ) -> None:
        self._arrivals += 1
        ticket = self._tickets[ticket_id]
        ticket.queue_id, ticket.place, ticket.arrival, ticket.is_waiting = queue_id, place, self._arrivals, True
        ticket.only_at, ticket.only_with, ticket.is_back = only_at, only_with, is_back
        ticket.since_ms = self._now_ms
        self._waiting[queue_id][ticket_id] = ticket
        if only_at is not None:
            self._kept[ticket_id] = ticket

    def _leave(self, ticket: Standing) -> None:
        self._waiting[ticket.queue_id].pop(ticket.issued.ticket_id, None)
        self._kept.pop(ticket.issued.ticket_id, None)
        ticket.is_waiting = ticket.is_back = False
        ticket.only_at = ticket.only_with = None

    def _undo(self, ticket_id: str) -> None:
        now, before = self._tickets[ticket_id], self._before[ticket_id]
        self._leave(now)
        before.priority, before.since_ms = now.priority, self._now_ms
        self._tickets[ticket_id] = before
        if before.is_waiting:
            self._called[before.queue_id].remove(before.order)
            self._waiting[before.queue_id][ticket_id] = before
            if before.only_at is not None:
                self._kept[ticket_id] = before

    def _let_go(self) -> None:
        """Whose window has closed, or whose clerk has left it, waits for every window of the queue."""
        for ticket_id, ticket in tuple(self._kept.items()):
            window_id = ticket.only_at or ""
            clerk_id = self._clerks.get(window_id)
            with_them = ticket.only_with in (None, clerk_id)
            if clerk_id is None or not with_them or ticket.queue_id not in self._profile(window_id).queue_ids:
                ticket.only_at = ticket.only_with = None
                ticket.since_ms = self._now_ms  # for the other windows
                del self._kept[ticket_id]

    # --- a call -------------------------------------------------------------------------------------------------------

    def _call(self, event: events.TicketCalled) -> None:
        ticket = self._tickets[event.ticket_id]
        profile = self._profile(event.window_id)
        if ticket.queue_id not in profile.queue_ids:
            self._complain(event, f"whose profile {profile.id} does not take {ticket.queue_id}")
        if ticket.only_at not in (None, event.window_id):
            self._complain(event, f"and waits for {ticket.only_at} alone")
        if event.rule not in BY_HAND:
            self._next(event, ticket, profile)
        if ticket.is_waiting:
            bisect.insort(self._called[ticket.queue_id], ticket.order)
            self._leave(ticket)

    def _next(self, event: events.TicketCalled, called: Standing, profile: WorkProfile) -> None:
        """Against everybody who stands before it, and everybody who is back."""
        self.calls += 1
        if event.rule == RETURNED:
            return
        rule = next((rule for rule in profile.rules if event.trace and rule.id == event.trace.rule), None)
        mine = self._counted(called)
        passed = 0
        for queue_id in profile.queue_ids:
            for other in self._waiting[queue_id].values():
                if other.is_back and other.only_at in (None, event.window_id):
                    self._complain(event, f"before {_name(other)}, who is back from where that window had sent them")
        for other in self._waiting[called.queue_id].values():
            if other.order >= called.order:
                continue
            passed += 1
            if other.only_at not in (None, event.window_id):
                continue
            if rule is not None:
                taken_too = self._takes(rule, other)
            else:  # without one a strict window takes only whom it is to take itself
                taken_too = not profile.strict or other.only_at == event.window_id
            if taken_too and self._counted(other) == mine:
                self._complain(event, f"before {_name(other)}, who stands before it with the same right")
            if taken_too or not profile.strict:
                self._limit(event, called, other)
        self.overtakings += passed
        if event.trace is not None and event.trace.overtaken != passed:
            self._complain(event, f"and its trace tells of {event.trace.overtaken} overtaken; there were {passed}")

    def _limit(self, event: events.TicketCalled, called: Standing, other: Standing) -> None:
        earlier = self._called[other.queue_id]
        times = len(earlier) - bisect.bisect_right(earlier, other.order)
        if times >= self._hall.policy.priority.overtakes_at_most:
            self._complain(event, f"past {_name(other)}, who had been overtaken {times} times before")

    def _complain(self, event: events.TicketCalled, what: str) -> None:
        self._found.contradicted.append(f"{event.ticket_id} was called to {event.window_id} ({event.rule}), {what}")

    def _profile(self, window_id: str) -> WorkProfile:
        return self._hall.profiles[self._assigned.get(window_id, self._hall.windows[window_id].profile_id)]

    def _counted(self, ticket: Standing) -> str | None:
        return ticket.priority if ticket.priority in self._hall.priorities else None

    def _takes(self, rule: Rule, ticket: Standing) -> bool:
        issued = ticket.issued
        item: ServiceItem | None = self._hall.items.get(issued.item_id or "")
        stage = Stage.LATER if ticket.services else Stage.FIRST
        asked = (
            (rule.item_ids, (item.id,) if item else ()),
            (rule.department_ids, (item.department_id,) if item else ()),
            (rule.theme_ids, item.theme_ids if item else ()),
            (rule.applicants, (issued.applicant,)),
            (rule.verdicts, (issued.verdict,)),
            (rule.languages, (issued.language,)),
            (rule.stages, (stage,)),
        )
        return ticket.queue_id in rule.queue_ids and all(
            not wanted or any(each in wanted for each in has) for wanted, has in asked
        )


def _name(ticket: Standing) -> str:
    return f"{ticket.issued.ticket_id} (place {ticket.place})"
