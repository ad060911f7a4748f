"""Windows and posts as the journal tells them: who sat where, what was approved, which empty posts were noticed."""

from collections import Counter
from collections.abc import Sequence

from config.configuration import HallConfiguration
from queue_server.contract.commands import WindowChange
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.judgement import Judgement
from simulation.day.ledger import Floor, StaffLedger

UNCOVERED = "post_uncovered"
SLACK_MS = 60_000  # the server may have been away when it was time

_ENTERS = (
    events.TicketIssued,
    events.TicketRequeued,
    events.TicketTransferred,
    events.TicketSentAway,
    events.TicketCameBack,
    events.StageFinished,
)
_ABOUT_WINDOWS = (
    events.WindowOpened,
    events.WindowPaused,
    events.WindowClosed,
    events.WindowTakenOver,
    events.WindowApproved,
    events.ProfileAssigned,
)
_LEAVES = (events.TicketCalled, events.TicketCancelled, events.TicketVoided, events.TicketExpired)


class Posts:
    def __init__(self, hall: HallConfiguration, found: Judgement) -> None:
        self._alarms = 0  # about empty posts
        self._hall = hall
        self._found = found
        self._floor: Counter[Floor] = Counter()
        self._trained: Counter[tuple[str, str, str | None]] = Counter()
        self._profile = {window.id: window.profile_id for window in hall.plan.windows}
        self._open: set[str] = set()
        self._withdrawn: set[str] = set()
        self._begun = False
        self._covered: set[str] = set()  # queues that an open window takes
        self._queue_of: dict[str, str] = {}
        self._stood: dict[str, str] = {}  # ticket id → where it stood before it was called
        self._waiting: dict[str, dict[str, int]] = {queue.id: {} for queue in hall.plan.queues}  # ticket id → since
        self._empty_ms: dict[str, int] = {}  # queue id → since when people wait and nobody sits there
        self._alarmed: set[str] = set()

    @property
    def counts(self) -> dict[str, int]:
        """How often what befell windows."""
        times = Counter(done.kind for done in self._floor.elements())
        with_trainee = sum(number for (_, _, trainee), number in self._trained.items() if trainee is not None)
        return {
            "paused": times["WindowPaused"],
            "taken_over": times["WindowTakenOver"],
            "approved": times["WindowApproved"],
            "other_work": times["ProfileAssigned"],
            "with_trainee": with_trainee,
            "empty_posts": self._alarms,
        }

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event, at_ms = recorded.event, recorded.at_ms
        self._ticket(event, at_ms)
        self._window(event, recorded.actor.id)
        match event:
            case events.DayBegan() | events.DayOpened(early=False):
                self._begun = True
            case events.DayClosed():
                self._begun = False
            case events.AlarmRaised(kind=kind, about=queue_id) if kind == UNCOVERED:
                self._raised(queue_id, at_ms)
            case events.AlarmCleared(alarm_id=alarm_id) if alarm_id.startswith(UNCOVERED):
                self._alarmed.discard(alarm_id.split(".")[1])
        self._look(at_ms)

    # --- who waits ----------------------------------------------------------------------------------------------------

    def _ticket(self, event: events.AnyEvent, at_ms: int) -> None:
        if isinstance(event, _ENTERS):
            queue_id = getattr(event, "queue_id", None) or self._queue_of[event.ticket_id]
            self._enter(event.ticket_id, queue_id, at_ms)
        elif isinstance(event, _LEAVES):
            self._leave(event.ticket_id)
        elif isinstance(event, events.ServingStarted):
            self._trained[event.ticket_id, event.window_id, event.trainee_id] += 1
        elif isinstance(event, events.ActionUndone):
            self._leave(event.ticket_id)
            stood = self._stood.get(event.ticket_id)
            if stood is not None:
                self._queue_of[event.ticket_id] = stood
            if event.what == "TicketCalled" and stood is not None:
                self._enter(event.ticket_id, stood, at_ms)

    def _enter(self, ticket_id: str, queue_id: str, at_ms: int) -> None:
        self._queue_of[ticket_id] = queue_id
        self._waiting[queue_id][ticket_id] = at_ms

    def _leave(self, ticket_id: str) -> None:
        queue_id = self._queue_of[ticket_id]
        if self._waiting[queue_id].pop(ticket_id, None) is not None:
            self._stood[ticket_id] = queue_id

    # --- windows ------------------------------------------------------------------------------------------------------

    def _window(self, event: events.AnyEvent, by: str) -> None:
        done = self._done(event, by)
        if done is not None:
            self._floor[done] += 1
        if isinstance(event, _ABOUT_WINDOWS):
            self._covered = {queue_id for window_id in self._open for queue_id in self._takes(window_id)}
            self._demand_kept(event)

    def _done(self, event: events.AnyEvent, by: str) -> Floor | None:
        """What somebody did with it; what the hall did itself is nobody's."""
        match event:
            case events.WindowOpened(window_id=window_id, clerk_id=clerk_id):
                self._open.add(window_id)
                if window_id in self._withdrawn:
                    self._found.contradicted.append(f"{clerk_id} sat down at {window_id}, which is withdrawn")
                return Floor("WindowOpened", window_id, clerk_id)
            case events.WindowPaused(window_id=window_id):
                self._open.discard(window_id)
                return Floor("WindowPaused", window_id, by)
            case events.WindowClosed(window_id=window_id, reason=reason):
                self._open.discard(window_id)
                return Floor("WindowClosed", window_id, by) if reason == "clerk" else None
            case events.WindowTakenOver(window_id=window_id, clerk_id=clerk_id):
                self._open.add(window_id)
                return Floor("WindowTakenOver", window_id, clerk_id)
            case events.WindowRequested(window_id=window_id) | events.WindowRejected(window_id=window_id):
                return Floor(type(event).__name__, window_id, event.by)
            case events.WindowApproved(window_id=window_id, change=change):
                (self._withdrawn.add if change is WindowChange.WITHDRAW else self._withdrawn.discard)(window_id)
                return Floor("WindowApproved", window_id, event.by)
            case events.ProfileAssigned(window_id=window_id, profile_id=profile_id):
                self._profile[window_id] = profile_id
                return Floor("ProfileAssigned", window_id, profile_id)
        return None

    def _demand_kept(self, event: events.AnyEvent) -> None:
        """A window in service takes every queue, whatever else it does."""
        kept = {queue_id for window_id in self._profile.keys() - self._withdrawn for queue_id in self._takes(window_id)}
        for queue_id in self._hall.queues.keys() - kept:
            self._found.lost.append(f"{queue_id} has no window any more after {event}")

    def _takes(self, window_id: str) -> tuple[str, ...]:
        return self._hall.profiles[self._profile[window_id]].queue_ids

    # --- empty posts --------------------------------------------------------------------------------------------------

    def _look(self, at_ms: int) -> None:
        """After every event: where people wait and no open window takes them."""
        for queue_id, waiting in self._waiting.items():
            if waiting and self._begun and queue_id not in self._covered:
                self._empty_ms.setdefault(queue_id, at_ms)
            elif queue_id in self._empty_ms:
                self._over(queue_id, at_ms)

    def _over(self, queue_id: str, at_ms: int) -> None:
        """It was empty for so long that somebody should have been told."""
        since_ms = self._empty_ms.pop(queue_id)
        patience_ms = self._hall.policy.uncovered_s * 1_000
        if queue_id not in self._alarmed and at_ms - since_ms > patience_ms + SLACK_MS:
            self._found.lost.append(f"nobody was told that {queue_id} was empty for {(at_ms - since_ms) // 1_000} s")

    def _raised(self, queue_id: str, at_ms: int) -> None:
        self._alarms += 1
        self._alarmed.add(queue_id)
        since_ms = self._empty_ms.get(queue_id)
        if since_ms is None or at_ms - since_ms < self._hall.policy.uncovered_s * 1_000:
            self._found.contradicted.append(f"an alarm says that {queue_id} is empty; since {since_ms}, at {at_ms}")

    # --- the ledgers --------------------------------------------------------------------------------------------------

    def hear_staff(self, ledgers: Sequence[StaffLedger]) -> None:
        floor: Counter[Floor] = Counter()
        trained: Counter[tuple[str, str, str | None]] = Counter()
        for ledger in ledgers:
            floor.update(ledger.floor)
            trained.update(ledger.trained)
        self._found.compare(floor, self._floor, "something about a window")
        self._found.compare(trained, self._trained, "a service, with who learned there,")
        for queue_id in sorted(self._alarmed):
            if queue_id not in self._empty_ms:
                self._found.contradicted.append(f"the alarm about {queue_id} still stands, and somebody sits there")
