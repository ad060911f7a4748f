"""The dispatcher: the one writer of a hall.

It is a task with an inbox; whoever gives a command waits on a future. Whatever waits is taken together, decided one
after the other, written in one durable transaction, and only then answered and published. Nobody waits for a timer:
while one batch is on its way to the disk, the next one gathers.

Being a task of its own, it does not care whether a caller is still there: a caller that hangs up during the write
changes nothing of what happens. If a write fails, nobody guesses whether it was done: everybody in the batch hears
UNAVAILABLE, and the hall is folded anew from the journal. Who then repeats a request with its key learns the truth.
"""

import asyncio
import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
import structlog

from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    AnyCommand,
    BookAppointment,
    CallNext,
    CancelAppointment,
    CheckIn,
    EnterPaperTicket,
    IssueTicket,
    RateAgain,
    RateService,
    UndoLast,
    WithdrawRequest,
)
from queue_server.contract.private_words import set_aside
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, AnyView, AppointmentView, PreReviewView, TicketView
from queue_server.domain.decide import decide
from queue_server.domain.events import AnyEvent, AppointmentBooked, DayClosed, DayOpened, PreReviewFiled, Recorded
from queue_server.domain.evolve import evolve
from queue_server.domain.private_words import places
from queue_server.domain.rules.ratings import DAY_MS
from queue_server.domain.state import HallState
from queue_server.domain.topics import touched
from queue_server.domain.views import appointment_view, pre_review_view, ticket_view, view
from queue_server.domain.views.tickets import without_rating
from queue_server.engine import metrics
from queue_server.engine.clock import Clock
from queue_server.engine.feed import Feed
from queue_server.engine.recovery import Recovered, recover
from queue_server.storage import schema
from queue_server.storage.database import Database
from queue_server.storage.journal import Answer, Journal, JournalDamaged, SecondWriter
from queue_server.storage.private_words import Written, erase_over
from queue_server.storage.snapshots import Folded, Snapshot, take

INBOX_LIMIT = 2_000
BATCH_LIMIT = 256
ANSWERS_KEPT_S = 3 * 86_400  # how long a repeated request gets its first answer
RECOVERY_PAUSE_S = 1.0

T = TypeVar("T")

STEPS = ("taken", "decided", "written", "committed", "answered", "published")

log = structlog.get_logger(__name__)

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode_accepted = msgspec.json.Decoder(Accepted).decode


def _unavailable() -> CommandRefused:
    return CommandRefused(RefusalCode.UNAVAILABLE)


@dataclass(slots=True, eq=False)
class _Request:
    command: AnyCommand
    key: str
    by: Actor
    fingerprint: str
    future: asyncio.Future[Accepted]
    written: dict[str, str] = field(default_factory=dict, repr=False)  # private words, by field of the command

    def count(self, outcome: str) -> None:
        metrics.commands(type(self.command).__name__, outcome).inc()

    def accept(self, accepted: Accepted, outcome: str = "accepted") -> None:
        self.count(outcome)
        if not self.future.done():  # the caller may have hung up
            self.future.set_result(accepted)

    def refuse(self, refused: CommandRefused) -> None:
        self.count(refused.code.value)
        if not self.future.done():
            self.future.set_exception(refused)


@dataclass(slots=True)
class _Batch:
    """What has been decided and is not durable yet."""

    recorded: list[Recorded] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    accepted: list[tuple[_Request, Accepted]] = field(default_factory=list)
    repeated: list[tuple[_Request, Answer]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    touched_now: set[str] = field(default_factory=set)
    touched_soon: set[frozenset[str]] = field(default_factory=set)  # of most events the same few
    opening: Snapshot | None = None


class Dispatcher:
    """Made by `start`. `feed` publishes what it does. `ended` is done when it has stopped, and raises what stopped it
    if that was not `stop`."""

    def __init__(
        self,
        database: Database,
        hall_id: str,
        clock: Clock,
        step: Callable[[str], None],
        chance: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._database = database
        self._hall_id = hall_id
        self._clock = clock
        self._step = step
        self._journal = Journal(database, hall_id, chance)
        self._recovered: Recovered | None = None
        self._inbox: deque[_Request] = deque()
        self._arrived = asyncio.Event()
        self._stopping = False
        self._undurable = False  # the state is ahead of the journal
        self._lookers: list[tuple[Callable[[HallState, int], Any], asyncio.Future[Any]]] = []
        self._listeners: list[Callable[[], None]] = []
        self.feed = Feed(self._look)
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def start(
        cls,
        database: Database,
        hall_id: str,
        *,
        clock: Clock,
        step: Callable[[str], None] = lambda name: None,
        chance: Callable[[int], bytes] = secrets.token_bytes,
    ) -> "Dispatcher":
        """Takes the hall, folds its journal and begins to work. Raises HallTaken, JournalDamaged, SQLAlchemyError.

        `step` is told each step of the work, for whoever wants to cut it off there: see STEPS. `chance` gives random
        bytes.
        """
        await database.hold(hall_id)
        dispatcher = cls(database, hall_id, clock, step, chance)
        try:
            await dispatcher._recover()
        except BaseException:
            await database.release(hall_id)
            raise
        task = asyncio.create_task(dispatcher._work(), name=f"dispatcher of {hall_id}")
        task.add_done_callback(dispatcher._end)
        return dispatcher

    async def stop(self) -> None:
        """Finishes what waits, refuses what comes later, and gives the hall back."""
        self._stopping = True
        self._arrived.set()
        await asyncio.wait([self.ended])
        await self._database.release(self._hall_id)

    # --- for everybody ---------------------------------------------------------------------------------------------

    @property
    def available(self) -> bool:
        """Whether commands are taken now."""
        return self._recovered is not None and not self._stopping and not self.ended.done()

    @property
    def state(self) -> HallState:
        """The hall in memory, to be read only. During a write it is ahead of the journal: show people `view` instead.

        Refuses UNAVAILABLE while the hall is being folded anew.
        """
        return self._now().state

    @property
    def seq(self) -> int:
        """Of the newest durable event."""
        return self._now().head.seq

    async def submit(self, command: AnyCommand, *, key: str, by: Actor) -> Accepted:
        """Carries the command out, once per `key`: the same request again gets the first answer and changes nothing.

        Returns when it is durable. Raises CommandRefused: nothing has changed. Only after UNAVAILABLE the caller cannot
        know, and asks again with the same key. Who may give which command is checked before; see `commands.ALLOWED`.
        """
        if not self.available or len(self._inbox) >= INBOX_LIMIT:
            raise _unavailable()
        command, written = set_aside(command)
        fingerprint = hashlib.sha256(_encode((by.id, command))).hexdigest()
        request = _Request(command, key, by, fingerprint, asyncio.get_running_loop().create_future(), written)
        self._inbox.append(request)
        self._arrived.set()
        return await request.future

    async def view(self, topic: str) -> AnyView:
        """The topic's view of what is durable. Refuses NOT_FOUND, UNAVAILABLE."""
        return await self.look(lambda state, now_ms: view(state, topic, now_ms))

    async def look(self, seen: Callable[[HallState, int], T]) -> T:
        """What `seen` makes of the durable hall and the time now. Refuses what it refuses, and UNAVAILABLE."""
        if not self._undurable:
            return seen(self._now().state, self._clock.now_ms())
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._lookers.append((seen, future))
        return await future

    def on_change(self, listener: Callable[[], None]) -> None:
        """`listener` is called after every change of the hall, and when the dispatcher has ended."""
        self._listeners.append(listener)

    # --- the work --------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        while requests := await self._take():
            self._step("taken")
            try:
                await self._carry_out(requests)
            except SecondWriter:
                self._fail(requests)
                raise
            except Exception:
                metrics.storage_failures.inc()
                log.exception("batch_failed", hall_id=self._hall_id, commands=len(requests))
                self._fail(requests)
                await self._recover_at_last()
            await asyncio.sleep(0)  # lets the answered callers go first

    async def _take(self) -> list[_Request]:
        """All that waits, at least one; none when there is nothing more to come.

        A busy loop brings requests with every turn: while it does, they are gathered, so that a write carries them all.
        """
        while not self._inbox and not self._stopping:
            self._arrived.clear()
            await self._arrived.wait()
        gathered = 0
        while gathered < len(self._inbox) < BATCH_LIMIT:
            gathered = len(self._inbox)
            await asyncio.sleep(0)
        taken = [self._inbox.popleft() for _ in range(min(len(self._inbox), BATCH_LIMIT))]
        metrics.inbox_length.set(len(self._inbox))
        return taken

    async def _carry_out(self, requests: list[_Request]) -> None:
        hall = self._now()
        known = await self._known_answers(requests)
        batch = _Batch()
        self._undurable = True
        self.feed.hold()
        now_ms = max(self._clock.now_ms(), hall.last_at_ms)
        for request in requests:
            self._decide(hall, request, known, batch, now_ms)
        self._step("decided")
        if batch.answers:
            await self._write(hall, batch, now_ms)
        self._step("committed")
        for request, accepted in batch.accepted:
            request.accept(accepted)
        for request, answer in batch.repeated:
            request.accept(_decode_accepted(answer.answer), "repeated")
        self._step("answered")
        self._publish(hall, batch)
        self._step("published")
        if batch.opening is not None:
            await self._keep(batch.opening)
        if any(isinstance(entry.event, DayOpened) for entry in batch.recorded):
            await self._forget_old_answers(now_ms)
            await erase_over(self._database, self._hall_id, now_ms)
        if any(isinstance(entry.event, DayOpened | DayClosed) for entry in batch.recorded):
            await self._database.purge(schema.hall_secrets.name)  # the secrets of days that have ended

    async def _known_answers(self, requests: list[_Request]) -> dict[str, Answer]:
        answered = self._now().answered
        keys = [request.key for request in requests if request.key in answered]
        return await self._journal.answers(keys) if keys else {}

    def _decide(self, hall: Recovered, request: _Request, known: dict[str, Answer], batch: _Batch, now_ms: int) -> None:
        if answer := known.get(request.key) or batch.answers.get(request.key):
            if answer.fingerprint == request.fingerprint:
                batch.repeated.append((request, answer))
            else:
                request.refuse(CommandRefused(RefusalCode.KEY_REUSED))
            return
        try:
            events = decide(request.command, hall.state, request.by, now_ms, request.key)
        except CommandRefused as refused:
            request.refuse(refused)
            return
        for event in events:
            self._apply(hall, event, request.by, batch, now_ms)
            if request.written:
                batch.written += _kept(event, request.written, hall.state, now_ms)
        seq = batch.recorded[-1].seq if batch.recorded else hall.head.seq
        ticket = _ticket_after(request.command, events, hall.state, request.by, now_ms)
        appointment = _appointment_after(request.command, events, hall.state, now_ms)
        accepted = Accepted(seq, now_ms, ticket, _filed(events, hall.state), appointment)
        batch.accepted.append((request, accepted))
        batch.answers[request.key] = Answer(
            request.key, request.fingerprint, seq, now_ms, msgspec.json.encode(accepted).decode()
        )

    def _apply(self, hall: Recovered, event: AnyEvent, by: Actor, batch: _Batch, now_ms: int) -> None:
        business_day = event.business_day if isinstance(event, DayOpened) else hall.state.business_day
        recorded = Recorded(hall.head.seq + len(batch.recorded) + 1, now_ms, business_day, by, event)
        evolve(hall.state, recorded)
        hall.history.apply(recorded)
        batch.recorded.append(recorded)
        if isinstance(event, DayOpened):
            batch.opening = take(Folded(recorded.seq, now_ms, hall.state, hall.history))
        elif isinstance(event, DayClosed):
            batch.opening = None  # who its appointments were for is nobody's business any more
        topics = touched(event, hall.state)
        batch.touched_now |= topics.now
        batch.touched_soon.add(topics.soon)

    async def _write(self, hall: Recovered, batch: _Batch, now_ms: int) -> None:
        began = time.perf_counter()
        hall.head = await self._journal.append(
            hall.head,
            batch.recorded,
            list(batch.answers.values()),
            hall.history.take_changes(),
            self._step,
            batch.written,
        )
        metrics.commit_seconds.observe(time.perf_counter() - began)
        metrics.batch_size.observe(len(batch.answers))
        hall.last_at_ms = now_ms
        hall.answered.update(batch.answers)

    def _publish(self, hall: Recovered, batch: _Batch) -> None:
        self._undurable = False
        lookers, self._lookers = self._lookers, []
        for seen, future in lookers:
            if not future.done():
                try:
                    future.set_result(seen(hall.state, self._clock.now_ms()))
                except CommandRefused as refused:
                    future.set_exception(refused)
        self.feed.publish(hall.head.seq, batch.touched_now, frozenset().union(*batch.touched_soon))
        if batch.recorded:
            self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in self._listeners:
            listener()

    def _fail(self, requests: list[_Request]) -> None:
        """The state in memory is worth nothing any more, and nobody knows what became of these requests."""
        self._recovered = None
        self._undurable = False
        for request in requests + list(self._inbox):
            if not request.future.done():
                request.refuse(_unavailable())
        self._inbox.clear()
        lookers, self._lookers = self._lookers, []
        for _, future in lookers:
            if not future.done():
                future.set_exception(_unavailable())

    def _end(self, task: asyncio.Task[None]) -> None:
        self.feed.close()
        self._fail([])
        error = None if task.cancelled() else task.exception()
        if error is None:
            self.ended.set_result(None)
            log.info("hall_stopped", hall_id=self._hall_id)
        else:
            self.ended.set_exception(error)
            log.error("hall_given_up", hall_id=self._hall_id, why=str(error))
        self._tell_listeners()

    # --- recovery --------------------------------------------------------------------------------------------------

    async def _recover(self) -> None:
        began = time.perf_counter()
        await self._journal.forget_answers(self._clock.now_ms() - ANSWERS_KEPT_S * 1_000)
        await erase_over(self._database, self._hall_id, self._clock.now_ms())
        recovered = await recover(self._journal, self._hall_id)
        if recovered.opening is not None:
            await self._keep(recovered.opening)
            recovered.opening = None  # it may be large
        self._recovered = recovered
        log.info(
            "hall_recovered",
            hall_id=self._hall_id,
            seq=recovered.head.seq,
            folded=recovered.read,
            seconds=round(time.perf_counter() - began, 3),
        )
        self.feed.publish_all(recovered.head.seq)
        self._tell_listeners()

    async def _keep(self, opening: Snapshot) -> None:
        """Without it the next start takes longer, and that is all."""
        try:
            await self._journal.keep(opening)
        except Exception as error:
            log.warning("snapshot_not_kept", hall_id=self._hall_id, error=type(error).__name__)

    async def _recover_at_last(self) -> None:
        """Tries until the journal can be read again. Raises JournalDamaged: that does not heal by waiting."""
        while not self._stopping:
            try:
                await self._recover()
            except JournalDamaged:
                raise
            except Exception as error:
                log.warning("recovery_failed", hall_id=self._hall_id, error=type(error).__name__)
                await asyncio.sleep(RECOVERY_PAUSE_S)
            else:
                return

    async def _forget_old_answers(self, now_ms: int) -> None:
        await self._journal.forget_answers(now_ms - ANSWERS_KEPT_S * 1_000)
        self._now().answered = await self._journal.answered_keys()

    def _now(self) -> Recovered:
        if self._recovered is None:
            raise _unavailable()
        return self._recovered

    def _look(self, topic: str) -> AnyView:
        return view(self._now().state, topic, self._clock.now_ms())


def _kept(event: AnyEvent, written: dict[str, str], state: HallState, now_ms: int) -> list[Written]:
    """What was written with the command, where the event says that it belongs."""
    until_ms = now_ms + state.hall.policy.ratings.words_kept_days * DAY_MS
    return [
        Written(place.owner_id, place.part, written[place.field], until_ms)
        for place in places(event)
        if place.field in written
    ]


# commands that do not name the ticket they are about
_ABOUT_A_TICKET = (
    IssueTicket | EnterPaperTicket | CheckIn | CallNext | UndoLast | RateService | RateAgain | WithdrawRequest
)
_MAY_KNOW_OF_RATINGS = frozenset({Role.RATING, Role.VISITOR, Role.KIOSK, Role.BRIDGE})


def _ticket_after(
    command: AnyCommand, events: tuple[AnyEvent, ...], state: HallState, by: Actor, now_ms: int
) -> TicketView | None:
    """The ticket a command was about, as it is after it; None for one of an earlier day, or whose queue is gone.

    Staff are not told whether somebody rated (R79: they have no part in it).
    """
    ticket_id = getattr(command, "ticket_id", None)
    if ticket_id is None and isinstance(command, _ABOUT_A_TICKET):
        ticket_id = next((event.ticket_id for event in events if hasattr(event, "ticket_id")), None)
    if ticket_id is None:
        return None
    try:
        shown = ticket_view(state, ticket_id, now_ms)
    except CommandRefused:
        return None
    return shown if by.may_act_as(*_MAY_KNOW_OF_RATINGS) else without_rating(shown)


def _filed(events: tuple[AnyEvent, ...], state: HallState) -> PreReviewView | None:
    """The pre-review that a command has filed."""
    if not events or not isinstance(events[0], PreReviewFiled):
        return None
    return pre_review_view(state.pre_reviews[events[0].pre_review_id], state.hall.policy.pre_review_days)


def _appointment_after(
    command: AnyCommand, events: tuple[AnyEvent, ...], state: HallState, now_ms: int
) -> AppointmentView | None:
    """The appointment a command was about, as it is after it."""
    if isinstance(command, BookAppointment):
        booked = next((event.appointment_id for event in events if isinstance(event, AppointmentBooked)), None)
        appointment_id = booked or state.appointments.by_source[command.source_id or ""]
    elif isinstance(command, CancelAppointment | CheckIn):
        appointment_id = command.appointment_id
    else:
        return None
    return appointment_view(state, state.appointments.by_id[appointment_id], now_ms)
