"""Journeys as the journal tells them, held against what visitors were told: sent away and back, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.configuration import HallConfiguration
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.judgement import Judgement
from simulation.day.ledger import VisitorLedger

RETURNED = "returned"


@dataclass
class _Journey:
    """One ticket's."""

    issued: events.TicketIssued
    queue_id: str
    place: int
    stage: int = 0
    sent: tuple[str, ...] = ()  # the windows that sent it away, each as often as it did
    home: tuple[str, str] | None = None  # while it is away: from which window and queue
    is_back: bool = False  # and not called yet


class Journeys:
    def __init__(self, hall: HallConfiguration, found: Judgement) -> None:
        self._hall = hall
        self._found = found
        self._journeys: dict[str, _Journey] = {}
        self._before: dict[str, tuple[str, _Journey]] = {}  # what befell it last, and how it was before
        self._closed: set[str] = set(hall.windows)
        self._changed: set[str] = set()  # windows that do other work today

    @property
    def counts(self) -> tuple[int, int]:
        """How often somebody was sent away to come back, and how many stages were gone on to."""
        journeys = self._journeys.values()
        return sum(len(journey.sent) for journey in journeys), sum(journey.stage for journey in journeys)

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        match event:
            case events.TicketIssued(ticket_id=ticket_id):
                self._journeys[ticket_id] = _Journey(event, event.queue_id, event.place)
            case events.WindowOpened(window_id=window_id):
                self._closed.discard(window_id)
            case events.WindowClosed(window_id=window_id):
                self._closed.add(window_id)
            case events.ProfileAssigned(window_id=window_id):
                self._changed.add(window_id)
            case events.TicketSentAway() | events.StageFinished() | events.TicketCameBack():
                self._keep(event.ticket_id, event)
                self._moved(event)
            case events.TicketTransferred(ticket_id=ticket_id, queue_id=queue_id, place=place):
                self._keep(ticket_id, event)
                journey = self._journeys[ticket_id]
                journey.queue_id, journey.place, journey.is_back = queue_id, place, False
            case events.TicketRequeued(ticket_id=ticket_id, place=place):
                self._journeys[ticket_id].place = place
            case events.TicketCalled(ticket_id=ticket_id):
                self._keep(ticket_id, event)
                self._called(event)
            case events.ServingStarted(ticket_id=ticket_id, window_id=window_id):
                self._keep(ticket_id, event)
                journey = self._journeys[ticket_id]
                if journey.home is not None and journey.home[0] == window_id:
                    journey.home = None  # handed back
            case events.ServingFinished(ticket_id=ticket_id):
                self._keep(ticket_id, event)
                self._finished(event)
            case events.ActionUndone(ticket_id=ticket_id, what=what):
                undone, before = self._before.get(ticket_id, ("", None))
                if undone == what and before is not None:
                    self._journeys[ticket_id] = before

    def _keep(self, ticket_id: str, event: events.AnyEvent) -> None:
        """As it was before, for whoever takes that back."""
        self._before[ticket_id] = (type(event).__name__, replace(self._journeys[ticket_id]))

    def _moved(self, event: events.TicketSentAway | events.StageFinished | events.TicketCameBack) -> None:
        """Nobody loses their place by being sent on."""
        journey = self._journeys[event.ticket_id]
        if event.place > journey.place:
            self._complain(event.ticket_id, f"stood at {journey.place} and was sent on to {event.place}: queues again")
        match event:
            case events.TicketSentAway(window_id=window_id):
                journey.home = (window_id, journey.queue_id)
                journey.sent += (window_id,)
            case events.TicketCameBack():
                self._came_back(event, journey)
            case events.StageFinished(stage=stage):
                planned = journey.issued.stages
                if stage != journey.stage + 1 or stage >= len(planned) or event.queue_id != planned[stage].queue_id:
                    self._complain(
                        event.ticket_id, f"went on to stage {stage} in {event.queue_id} after {journey.stage}"
                    )
                journey.stage = stage
        journey.queue_id, journey.place = event.queue_id, event.place

    def _came_back(self, event: events.TicketCameBack, journey: _Journey) -> None:
        window_id, queue_id = journey.home or ("", "")
        open_still = window_id not in self._closed and window_id not in self._changed
        if event.queue_id != queue_id or event.for_window_id not in (None, window_id):
            self._complain(event.ticket_id, f"was sent away by {window_id} and came back to {event.for_window_id}")
        elif open_still and event.for_window_id is None:
            self._complain(event.ticket_id, f"came back, and is not kept for {window_id}, which sent it away")
        journey.home, journey.is_back = None, True

    def _called(self, event: events.TicketCalled) -> None:
        journey = self._journeys[event.ticket_id]
        if journey.home is not None and journey.queue_id == journey.home[1]:
            self._complain(
                event.ticket_id, f"was sent away by {journey.home[0]} and queued again for {event.window_id}"
            )
        if journey.is_back and event.rule not in (RETURNED, "chosen"):
            self._complain(event.ticket_id, f"had come back and was called by the rule {event.rule}")
        journey.is_back = False

    def _finished(self, event: events.ServingFinished) -> None:
        journey = self._journeys[event.ticket_id]
        if event.closed_by_hall:
            return
        if journey.home is not None:
            self._complain(event.ticket_id, f"was sent away by {journey.home[0]}, and its visit ended elsewhere")
        if journey.stage + 1 < len(journey.issued.stages):
            self._complain(event.ticket_id, f"ended after stage {journey.stage} of {len(journey.issued.stages)}")

    def _complain(self, ticket_id: str, what: str) -> None:
        self._found.contradicted.append(f"{ticket_id} {what}")

    # --- the ledgers of the visitors ----------------------------------------------------------------------------------

    def hear(self, ledgers: Sequence[VisitorLedger]) -> None:
        for ledger in ledgers:
            journey = self._journeys.get(ledger.ticket_id)
            if journey is None:
                continue
            who = f"visitor {ledger.visitor} with {ledger.number}"
            sent = tuple(window_id for _, window_id in ledger.sent_away)
            if sent != journey.sent:
                self._found.contradicted.append(f"{who} was sent away by {sent}, the journal says {journey.sent}")
            if ledger.stages != journey.stage:
                self._found.contradicted.append(
                    f"{who} was led on {ledger.stages} times, the journal says {journey.stage}"
                )
