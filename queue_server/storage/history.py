"""The history: one row per ticket, call, service, rating, and so on, computed from the journal and from nothing else.

`History` folds events into rows. While the hall runs, the rows a batch has changed are written in the batch's own
transaction; `reports.rebuild` folds the whole journal in the same way. Rows of past days leave its memory when the next
day opens.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import Table

from queue_server.contract.views import AppointmentState, SlipState, TicketState, WindowState
from queue_server.domain.events import (
    ActionUndone,
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    CallShown,
    CallUnshown,
    ConfigurationPublished,
    DayClosed,
    DayOpened,
    ErrandRated,
    Event,
    PreReviewFiled,
    PreReviewLineChecked,
    PriorityGranted,
    PriorityVerified,
    PriorityWithdrawn,
    RatingDefaulted,
    RatingInvited,
    RatingLapsed,
    Recorded,
    ServiceRated,
    ServiceRatedAgain,
    ServingFinished,
    ServingStarted,
    SlipReported,
    StageFinished,
    TicketCalled,
    TicketCameBack,
    TicketCancelled,
    TicketExpired,
    TicketIssued,
    TicketMissed,
    TicketParked,
    TicketRecalled,
    TicketRequeued,
    TicketSentAway,
    TicketServedByHand,
    TicketTransferred,
    TicketVoided,
    WindowApproved,
    WindowClosed,
    WindowOpened,
    WindowPaused,
    WindowRated,
    WindowRejected,
    WindowRequested,
    WindowTakenOver,
)
from queue_server.domain.lifecycle import UNDOABLE
from queue_server.domain.proof import Proof, with_proof
from queue_server.domain.rules.pre_reviews import KEPT_MS, kind_of
from queue_server.domain.state import ANSWER, MATERIAL
from queue_server.storage import schema
from queue_server.storage.export_rows import ExportRows, Receiver
from queue_server.storage.rows import Row
from queue_server.storage.work_order_rows import WorkOrderRows

Changes: TypeAlias = list[tuple[Table, list[Row]]]

_encode = msgspec.json.Encoder(order="deterministic").encode


class _Before(NamedTuple):
    """A visit before a window did something that it may take back. Rows go on changing, so their values are kept."""

    ticket: Row
    call: Row | None
    call_values: Row
    service: Row | None
    service_values: Row
    waiting_since_ms: int


# of a ticket's row, what undoing gives back
_UNDONE: Final = (
    *("state", "reason", "queue_id", "first_called_at_ms", "first_started_at_ms", "ended_at_ms", "calls", "requeues"),
    *("transfers", "stages_done"),
)


# whose rating a row is
ACTIVE: Final = "active"  # somebody gave it
DEFAULT: Final = "default"  # nobody did, and a rule put one in its place

_BLANK_RATING: Final[Row] = dict.fromkeys(column.name for column in schema.ratings.columns)
# of a rating's row, what it has from the service
_OF_THE_SERVICE: Final = (
    *("hall_id", "service_id", "business_day", "ticket_id", "clerk_id", "trainee_id", "item_id", "queue_id"),
)


class _Visit:
    """A ticket's row, with what is under way for it now."""

    def __init__(self, ticket: Row) -> None:
        self.ticket = ticket
        self.waiting_since_ms: int = ticket["issued_at_ms"]
        self.call: Row | None = None
        self.last_call: Row | None = None  # also when it is over
        self.service: Row | None = None
        self.before: _Before | None = None

    def remember(self) -> None:
        self.before = _Before(
            dict(self.ticket),
            self.call,
            dict(self.call or {}),
            self.service,
            dict(self.service or {}),
            self.waiting_since_ms,
        )


class Carried(msgspec.Struct):
    """The rows that outlast their day: all that a history has in memory when a day has just been opened."""

    day: Row | None = None  # the newest
    receivers: list[Receiver] = msgspec.field(default_factory=list)  # of ratings, by the plan in force
    appointments: dict[str, Row] = msgspec.field(default_factory=dict)  # from the open day on
    sessions: dict[str, Row] = msgspec.field(default_factory=dict)  # by window, the stretch under way
    requests: dict[str, Row] = msgspec.field(default_factory=dict)  # not decided yet
    alarms: dict[str, Row] = msgspec.field(default_factory=dict)  # not cleared yet
    work_orders: dict[str, Row] = msgspec.field(default_factory=dict)  # not closed yet
    # filed at, lines by kind and about
    pre_reviews: dict[str, tuple[int, dict[tuple[str, str], Row]]] = msgspec.field(default_factory=dict)


class History:
    """`apply` every event in order; `take_changes` gives the rows changed since it was last asked.

    It begins with the journal, or goes on from what was `carried` over when a day had just been opened. A row of a
    rating may be a part of one: what is new of a service of an earlier day.
    """

    def __init__(self, hall_id: str, carried: Carried | None = None) -> None:
        self._hall_id = hall_id
        self.carried = carried or Carried()
        self._changed: dict[Table, dict[str, Row]] = {table: {} for table in schema.HISTORY}
        self._visits: dict[str, _Visit] = {}
        self._services: dict[str, Row] = {}
        self._ratings: dict[str, Row] = {}
        self._exports = ExportRows(hall_id, self.carried.receivers)
        self._work_orders = WorkOrderRows(hall_id, self.carried.work_orders)
        self._appliers: dict[type[Event], Callable[[Any, Recorded], None]] = {
            ConfigurationPublished: self._configuration_published,
            DayOpened: self._day_opened,
            DayClosed: self._day_closed,
            TicketIssued: self._ticket_issued,
            AppointmentBooked: self._appointment_booked,
            AppointmentCancelled: self._appointment_cancelled,
            AppointmentMissed: self._appointment_missed,
            PreReviewFiled: self._pre_review_filed,
            PreReviewLineChecked: self._pre_review_line_checked,
            SlipReported: self._slip_reported,
            TicketVoided: self._ticket_voided,
            TicketCancelled: self._ticket_cancelled,
            PriorityVerified: self._priority_verified,
            PriorityWithdrawn: self._priority_withdrawn,
            PriorityGranted: self._priority_granted,
            TicketCalled: self._ticket_called,
            TicketRecalled: self._ticket_recalled,
            CallShown: self._call_proved,
            CallUnshown: self._call_proved,
            ServingStarted: self._serving_started,
            ServingFinished: self._serving_finished,
            TicketServedByHand: self._served_by_hand,
            TicketMissed: self._ticket_missed,
            TicketRequeued: self._ticket_requeued,
            TicketParked: self._ticket_parked,
            TicketTransferred: self._ticket_transferred,
            TicketSentAway: self._ticket_sent_away,
            TicketCameBack: self._ticket_came_back,
            StageFinished: self._stage_finished,
            ActionUndone: self._action_undone,
            TicketExpired: self._ticket_expired,
            RatingInvited: self._rating_invited,
            RatingLapsed: self._rating_lapsed,
            ServiceRated: self._service_rated,
            ServiceRatedAgain: self._service_rated_again,
            RatingDefaulted: self._rating_defaulted,
            ErrandRated: self._errand_rated,
            WindowRated: self._window_rated,
            WindowOpened: self._window_opened,
            WindowPaused: self._window_paused,
            WindowClosed: self._window_closed,
            WindowTakenOver: self._window_taken_over,
            WindowRequested: self._window_requested,
            WindowApproved: self._window_approved,
            WindowRejected: self._window_rejected,
            AlarmRaised: self._alarm_raised,
            AlarmAcknowledged: self._alarm_acknowledged,
            AlarmCleared: self._alarm_cleared,
        }

    def apply(self, recorded: Recorded) -> None:
        """Events that leave no trace in the history, such as a device's health, pass by."""
        if type(recorded.event) in UNDOABLE:
            self._visits[recorded.event.ticket_id].remember()  # type: ignore[union-attr]
        if applier := self._appliers.get(type(recorded.event)):
            applier(recorded.event, recorded)
        for table, key, changed in self._work_orders.rows(recorded):
            self._write(table, key, changed)
        for row in self._exports.rows(recorded):
            self._write(schema.exports, f"{row['receiver_id']} {row['rating_id']} {row['part']}", row)

    def take_changes(self) -> Changes:
        changes: Changes = [(table, list(rows.values())) for table, rows in self._changed.items() if rows]
        for table, _ in changes:
            self._changed[table] = {}
        return changes

    def _write(self, table: Table, key: str, row: Row) -> None:
        self._changed[table][key] = row

    # --- the plan and the day -------------------------------------------------------------------------------------

    def _configuration_published(self, event: ConfigurationPublished, recorded: Recorded) -> None:
        row = {
            "hall_id": self._hall_id,
            "content_hash": event.content_hash,
            "seq": recorded.seq,
            "published_at_ms": recorded.at_ms,
        }
        self._write(schema.configurations, event.content_hash, row)

    def _day_opened(self, event: DayOpened, recorded: Recorded) -> None:
        over_ms = recorded.at_ms - KEPT_MS
        self.carried.pre_reviews = {id_: kept for id_, kept in self.carried.pre_reviews.items() if kept[0] > over_ms}
        coming = self.carried.appointments.items()
        self.carried.appointments = {id_: row for id_, row in coming if row["business_day"] >= event.business_day}
        self._visits.clear()
        self._services.clear()
        self._ratings.clear()
        self.carried.day = {
            "hall_id": self._hall_id,
            "business_day": event.business_day,
            "configuration_hash": event.configuration_hash,
            "opened_at_ms": recorded.at_ms,
            "closed_at_ms": None,
        }
        self._write(schema.business_days, event.business_day, self.carried.day)

    def _day_closed(self, event: DayClosed, recorded: Recorded) -> None:
        if self.carried.day is not None:
            self.carried.day["closed_at_ms"] = recorded.at_ms
            self._write(schema.business_days, event.business_day, self.carried.day)

    # --- tickets --------------------------------------------------------------------------------------------------

    def _ticket_issued(self, event: TicketIssued, recorded: Recorded) -> None:
        ticket = {
            "hall_id": self._hall_id,
            "ticket_id": event.ticket_id,
            "business_day": recorded.business_day,
            "number": event.number,
            "series": event.series,
            "ordinal": event.ordinal,
            "first_queue_id": event.queue_id,
            "queue_id": event.queue_id,
            "item_id": event.item_id,
            "language": event.language,
            "station_id": event.by_station,
            "configuration_hash": event.configuration_hash,
            "state": TicketState.WAITING.value,
            "reason": None,
            "slip": (SlipState.PENDING if event.by_station else SlipState.ON_SCREEN).value,  # staff hand it over
            "issued_at_ms": recorded.at_ms if event.taken_at_ms is None else event.taken_at_ms,
            "slip_at_ms": None,
            "first_called_at_ms": None,
            "first_started_at_ms": None,
            "ended_at_ms": None,
            "calls": 0,
            "requeues": 0,
            "transfers": 0,
            "pre_review_id": event.pre_review_id,
            "verdict": event.verdict.value if event.verdict is not None else None,
            "bundle_id": event.bundle_id,
            "applicant": event.applicant.value if event.applicant is not None else None,
            "priority": event.priority,
            "priority_state": "claimed" if event.priority is not None else None,
            "case_number": event.case_number,
            "appointment_id": event.appointment_id,
            "first_asked_by": event.first_asked_by,
            "stages": len(event.stages) or None,
            "stages_done": 0 if event.stages else None,
        }
        self._visits[event.ticket_id] = _Visit(ticket)
        self._write(schema.tickets, event.ticket_id, ticket)
        if event.appointment_id is not None:
            self._settle_appointment(
                event.appointment_id, AppointmentState.CHECKED_IN, recorded.at_ms, ticket_id=event.ticket_id
            )

    def _slip_reported(self, event: SlipReported, recorded: Recorded) -> None:
        self._change_ticket(event.ticket_id, slip=event.outcome.value, slip_at_ms=recorded.at_ms)

    def _ticket_voided(self, event: TicketVoided, recorded: Recorded) -> None:
        self._end_ticket(event.ticket_id, TicketState.VOID, recorded.at_ms, event.reason)
        appointment_id = self._visits[event.ticket_id].ticket["appointment_id"]
        if appointment_id is not None and self.carried.appointments[appointment_id]["ticket_id"] == event.ticket_id:
            self._settle_appointment(appointment_id, AppointmentState.BOOKED, None)

    def _ticket_cancelled(self, event: TicketCancelled, recorded: Recorded) -> None:
        visit = self._visits[event.ticket_id]
        self._end_call(visit, "cancelled", recorded.at_ms)
        self._end_service(visit, "broken_off", recorded.at_ms, event.reason)
        self._end_ticket(event.ticket_id, TicketState.CANCELLED, recorded.at_ms, event.reason)

    def _priority_verified(self, event: PriorityVerified, recorded: Recorded) -> None:
        self._change_ticket(event.ticket_id, priority_state="verified")

    def _priority_withdrawn(self, event: PriorityWithdrawn, recorded: Recorded) -> None:
        """The class stays in the row: it was claimed, and did not hold."""
        self._change_ticket(event.ticket_id, priority_state="withdrawn")

    def _priority_granted(self, event: PriorityGranted, recorded: Recorded) -> None:
        self._change_ticket(event.ticket_id, priority=event.priority, priority_state="verified")

    def _ticket_called(self, event: TicketCalled, recorded: Recorded) -> None:
        visit = self._visits[event.ticket_id]
        visit.call = {
            "hall_id": self._hall_id,
            "call_id": event.call_id,
            "business_day": recorded.business_day,
            "ticket_id": event.ticket_id,
            "queue_id": visit.ticket["queue_id"],
            "window_id": event.window_id,
            "clerk_id": event.clerk_id,
            "rule": event.rule,
            "reason": event.reason,
            "waiting_since_ms": visit.waiting_since_ms,
            "called_at_ms": recorded.at_ms,
            "last_called_at_ms": recorded.at_ms,
            "times": 1,
            "outcome": None,
            "trace": _encode(event.trace).decode() if event.trace is not None else None,
            "proof": None,
            "ended_at_ms": None,
        }
        visit.last_call = visit.call
        self._write(schema.calls, event.call_id, visit.call)
        self._change_ticket(
            event.ticket_id,
            state=TicketState.CALLED.value,
            calls=visit.ticket["calls"] + 1,
            first_called_at_ms=visit.ticket["first_called_at_ms"] or recorded.at_ms,
        )

    def _ticket_recalled(self, event: TicketRecalled, recorded: Recorded) -> None:
        call = self._visits[event.ticket_id].call
        if call is not None:
            call.update(times=event.times, last_called_at_ms=recorded.at_ms)
            self._write(schema.calls, call["call_id"], call)

    def _call_proved(self, event: CallShown | CallUnshown, recorded: Recorded) -> None:
        """Of an announcement of the newest call, which may be over by now."""
        call = self._visits[event.ticket_id].last_call
        if call is not None:
            shown = event.shown if isinstance(event, CallShown) else ()
            call["proof"] = with_proof(call["proof"], Proof(event.call_id, shown, event.silent))
            self._write(schema.calls, call["call_id"], call)

    def _serving_started(self, event: ServingStarted, recorded: Recorded) -> None:
        visit = self._visits[event.ticket_id]
        visit.service = {
            "hall_id": self._hall_id,
            "service_id": event.service_id,
            "business_day": recorded.business_day,
            "ticket_id": event.ticket_id,
            "call_id": visit.call["call_id"] if visit.call else None,
            "queue_id": visit.ticket["queue_id"],
            "item_id": visit.ticket["item_id"],
            "window_id": event.window_id,
            "clerk_id": event.clerk_id,
            "trainee_id": event.trainee_id,
            "started_at_ms": recorded.at_ms,
            "ended_at_ms": None,
            "outcome": None,
            "reason": None,
        }
        self._services[event.service_id] = visit.service
        self._write(schema.services, event.service_id, visit.service)
        self._end_call(visit, "started", recorded.at_ms)
        self._change_ticket(
            event.ticket_id,
            state=TicketState.SERVING.value,
            first_started_at_ms=visit.ticket["first_started_at_ms"] or recorded.at_ms,
        )

    def _serving_finished(self, event: ServingFinished, recorded: Recorded) -> None:
        outcome = "closed_by_hall" if event.closed_by_hall else "finished"
        visit = self._visits[event.ticket_id]
        self._end_service(visit, outcome, recorded.at_ms)
        if visit.ticket["stages_done"] is not None and not event.closed_by_hall:
            self._change_ticket(event.ticket_id, stages_done=visit.ticket["stages_done"] + 1)
        self._end_ticket(event.ticket_id, TicketState.SERVED, recorded.at_ms)

    def _served_by_hand(self, event: TicketServedByHand, recorded: Recorded) -> None:
        """How long it took nobody knows: the row begins and ends when it was entered."""
        ticket = self._visits[event.ticket_id].ticket
        service = {
            "hall_id": self._hall_id,
            "service_id": event.service_id,
            "business_day": recorded.business_day,
            "ticket_id": event.ticket_id,
            "call_id": None,
            "queue_id": ticket["queue_id"],
            "item_id": ticket["item_id"],
            "window_id": event.window_id,
            "clerk_id": event.clerk_id,
            "trainee_id": None,
            "started_at_ms": recorded.at_ms,
            "ended_at_ms": recorded.at_ms,
            "outcome": "by_hand",
            "reason": None,
        }
        self._services[event.service_id] = service
        self._write(schema.services, event.service_id, service)
        self._change_ticket(event.ticket_id, first_asked_by=event.clerk_id)
        self._end_ticket(event.ticket_id, TicketState.SERVED, recorded.at_ms)

    def _ticket_missed(self, event: TicketMissed, recorded: Recorded) -> None:
        self._end_call(self._visits[event.ticket_id], "no_show", recorded.at_ms)
        self._end_ticket(event.ticket_id, TicketState.NO_SHOW, recorded.at_ms, event.reason)

    def _ticket_requeued(self, event: TicketRequeued, recorded: Recorded) -> None:
        visit = self._visits[event.ticket_id]
        visit.waiting_since_ms = recorded.at_ms
        self._change_ticket(
            event.ticket_id,
            state=TicketState.WAITING.value,
            requeues=visit.ticket["requeues"] + 1,
            reason=None,
            ended_at_ms=None,
        )

    def _ticket_parked(self, event: TicketParked, recorded: Recorded) -> None:
        visit = self._visits[event.ticket_id]
        visit.waiting_since_ms = recorded.at_ms
        self._end_call(visit, "parked", recorded.at_ms)
        self._end_service(visit, "parked", recorded.at_ms)
        self._change_ticket(event.ticket_id, state=TicketState.PARKED.value)

    def _ticket_transferred(self, event: TicketTransferred, recorded: Recorded) -> None:
        transfers = self._visits[event.ticket_id].ticket["transfers"] + 1
        self._on_to_queue(event.ticket_id, event.queue_id, "transferred", recorded.at_ms, transfers=transfers)

    def _ticket_sent_away(self, event: TicketSentAway, recorded: Recorded) -> None:
        self._on_to_queue(event.ticket_id, event.queue_id, "sent_away", recorded.at_ms)

    def _ticket_came_back(self, event: TicketCameBack, recorded: Recorded) -> None:
        self._on_to_queue(event.ticket_id, event.queue_id, "finished", recorded.at_ms)

    def _stage_finished(self, event: StageFinished, recorded: Recorded) -> None:
        self._on_to_queue(event.ticket_id, event.queue_id, "finished", recorded.at_ms, stages_done=event.stage)

    def _on_to_queue(self, ticket_id: str, queue_id: str, outcome: str, at_ms: int, **values: int) -> None:
        """`outcome` of what ends with it: the call, if nobody came to be served, otherwise the service."""
        visit = self._visits[ticket_id]
        visit.waiting_since_ms = at_ms
        self._end_call(visit, outcome, at_ms)
        self._end_service(visit, outcome, at_ms)
        self._change_ticket(ticket_id, state=TicketState.WAITING.value, queue_id=queue_id, **values)

    def _action_undone(self, event: ActionUndone, recorded: Recorded) -> None:
        """What was taken back says so in its row, and what it ended goes on. A service begun anew has the same row."""
        visit = self._visits[event.ticket_id]
        before = visit.before
        if before is None:
            return
        if visit.call is not before.call:
            self._end_call(visit, "undone", recorded.at_ms)
        if visit.service is not before.service:
            self._end_service(visit, "undone", recorded.at_ms)
        visit.call, visit.service, visit.waiting_since_ms = before.call, before.service, before.waiting_since_ms
        if visit.call is not None:
            visit.call.update(before.call_values | {"proof": visit.call["proof"]})
            self._write(schema.calls, visit.call["call_id"], visit.call)
        if visit.service is not None:
            visit.service.update(before.service_values)
            self._write(schema.services, visit.service["service_id"], visit.service)
        self._change_ticket(event.ticket_id, **{name: before.ticket[name] for name in _UNDONE})

    def _ticket_expired(self, event: TicketExpired, recorded: Recorded) -> None:
        self._end_ticket(event.ticket_id, TicketState.EXPIRED, recorded.at_ms)

    def _change_ticket(self, ticket_id: str, **values: str | int | None) -> None:
        ticket = self._visits[ticket_id].ticket
        ticket.update(values)
        self._write(schema.tickets, ticket_id, ticket)

    def _end_ticket(self, ticket_id: str, state: TicketState, at_ms: int, reason: str | None = None) -> None:
        self._change_ticket(ticket_id, state=state.value, reason=reason, ended_at_ms=at_ms)

    def _end_call(self, visit: _Visit, outcome: str, at_ms: int) -> None:
        if visit.call is not None:
            visit.call.update(outcome=outcome, ended_at_ms=at_ms)
            self._write(schema.calls, visit.call["call_id"], visit.call)
            visit.call = None

    def _end_service(self, visit: _Visit, outcome: str, at_ms: int, reason: str | None = None) -> None:
        if visit.service is not None:
            visit.service.update(outcome=outcome, ended_at_ms=at_ms, reason=reason)
            self._write(schema.services, visit.service["service_id"], visit.service)
            visit.service = None

    # --- appointments ---------------------------------------------------------------------------------------------

    def _appointment_booked(self, event: AppointmentBooked, recorded: Recorded) -> None:
        self.carried.appointments[event.appointment_id] = {
            "hall_id": self._hall_id,
            "appointment_id": event.appointment_id,
            "business_day": event.for_day,
            "item_id": event.item_id,
            "begins_at": event.begins_at,
            "ends_at": event.ends_at,
            "begins_at_ms": event.begins_at_ms,
            "ends_at_ms": event.ends_at_ms,
            "language": event.language,
            "station_id": event.by_station,
            "source_id": event.source_id,
            "configuration_hash": event.configuration_hash,
            "booked_at_ms": recorded.at_ms,
        }
        self._settle_appointment(event.appointment_id, AppointmentState.BOOKED, None)

    def _appointment_cancelled(self, event: AppointmentCancelled, recorded: Recorded) -> None:
        self._settle_appointment(event.appointment_id, AppointmentState.CANCELLED, recorded.at_ms, reason=event.reason)

    def _appointment_missed(self, event: AppointmentMissed, recorded: Recorded) -> None:
        self._settle_appointment(event.appointment_id, AppointmentState.MISSED, recorded.at_ms)

    def _settle_appointment(
        self,
        appointment_id: str,
        state: AppointmentState,
        at_ms: int | None,
        *,
        reason: str | None = None,
        ticket_id: str | None = None,
    ) -> None:
        """`at_ms`: None while it is booked, a second time too if its ticket became void."""
        row = self.carried.appointments[appointment_id]
        row.update(state=state.value, reason=reason, ticket_id=ticket_id, settled_at_ms=at_ms)
        self._write(schema.appointments, appointment_id, row)

    # --- pre-reviews ----------------------------------------------------------------------------------------------

    def _pre_review_filed(self, event: PreReviewFiled, recorded: Recorded) -> None:
        row = {
            "hall_id": self._hall_id,
            "pre_review_id": event.pre_review_id,
            "item_id": event.item_id,
            "guide_version": event.guide_version,
            "configuration_hash": event.configuration_hash,
            "answers": _encode(event.answers).decode(),
            "materials": _encode(event.materials).decode(),
            "verdict": event.verdict.value,
            "language": event.language,
            "station_id": event.by_station,
            "earlier": event.earlier,
            "filed_at_ms": recorded.at_ms,
        }
        self._write(schema.pre_reviews, event.pre_review_id, row)
        found = [(ANSWER, line) for line in event.answer_lines] + [(MATERIAL, line) for line in event.material_lines]
        lines: dict[tuple[str, str], Row] = {
            (kind, line.about): {
                "hall_id": self._hall_id,
                "pre_review_id": event.pre_review_id,
                "kind": kind,
                "about": line.about,
                "position": position,
                "finding": line.finding.value,
                "clerk_finding": None,
                "clerk_id": None,
                "window_id": None,
                "ticket_id": None,
                "checked_at_ms": None,
            }
            for position, (kind, line) in enumerate(found)
        }
        self.carried.pre_reviews[event.pre_review_id] = (recorded.at_ms, lines)
        for line in lines.values():
            self._write_line(line)

    def _pre_review_line_checked(self, event: PreReviewLineChecked, recorded: Recorded) -> None:
        _, lines = self.carried.pre_reviews[event.pre_review_id]
        line = lines[kind_of(event.clerk), event.about]
        line.update(
            clerk_finding=event.clerk.value,
            clerk_id=event.clerk_id,
            window_id=event.window_id,
            ticket_id=event.ticket_id,
            checked_at_ms=recorded.at_ms,
        )
        self._write_line(line)

    def _write_line(self, line: Row) -> None:
        self._write(schema.pre_review_lines, f"{line['pre_review_id']}.{line['kind']}.{line['about']}", line)

    # --- ratings --------------------------------------------------------------------------------------------------

    def _rating_invited(self, event: RatingInvited, recorded: Recorded) -> None:
        ended_how = event.ended_how.value if event.ended_how is not None else None
        self._change_rating(event.service_id, event.window_id, invited_at_ms=recorded.at_ms, ended_how=ended_how)

    def _rating_lapsed(self, event: RatingLapsed, recorded: Recorded) -> None:
        self._change_rating(event.service_id, event.window_id, lapsed_at_ms=recorded.at_ms)

    def _service_rated(self, event: ServiceRated, recorded: Recorded) -> None:
        self._rate(
            event,
            rated_at_ms=recorded.at_ms,
            level=event.level.value,
            channel=event.channel.value,
            reasons=",".join(event.reasons) or None,
            table_version=event.table_version,
            stage=event.stage.value if event.stage is not None else None,
            source=ACTIVE,
            has_words=int(event.has_words),
            named=int(event.named),
            entered_by=event.entered_by,
        )

    def _rating_defaulted(self, event: RatingDefaulted, recorded: Recorded) -> None:
        self._rate(event, rated_at_ms=recorded.at_ms, level=event.level.value, source=DEFAULT)

    def _service_rated_again(self, event: ServiceRatedAgain, recorded: Recorded) -> None:
        values = {
            "again_rated_at_ms": recorded.at_ms,
            "again_level": event.level.value,
            "again_channel": event.channel.value,
            "again_reasons": ",".join(event.reasons) or None,
            "again_table_version": event.table_version,
            "again_has_words": int(event.has_words),
            "again_named": int(event.named),
        }
        if event.earlier is None:
            self._change_rating(event.service_id, event.window_id, **values)
        else:
            self._change_earlier_rating(event.service_id, window_id=event.window_id, **values)

    def _rate(self, event: ServiceRated | RatingDefaulted, **values: str | int | None) -> None:
        """Of the day the row is in memory; of a day before what is new of it is written over what the table has."""
        if event.earlier is None:
            self._change_rating(event.service_id, event.window_id, **values)
            return
        self._change_earlier_rating(
            event.service_id,
            business_day=event.earlier.business_day,
            ticket_id=event.ticket_id,
            window_id=event.window_id,
            clerk_id=event.clerk_id,
            trainee_id=event.trainee_id,
            item_id=event.earlier.item_id,
            queue_id=event.earlier.queue_id,
            **values,
        )

    def _change_earlier_rating(self, service_id: str, **values: str | int | None) -> None:
        row = self._changed[schema.ratings].setdefault(service_id, {"hall_id": self._hall_id, "service_id": service_id})
        row.update(values)

    def _change_rating(self, service_id: str, window_id: str, **values: str | int | None) -> None:
        """An invitation may outlive the day it was made on."""
        rating = self._ratings.get(service_id)
        service = self._services.get(service_id)
        if rating is None and service is None:
            self._change_earlier_rating(service_id, window_id=window_id, **values)
            return
        if rating is None and service is not None:
            rating = self._ratings[service_id] = dict(_BLANK_RATING)
            rating |= {name: service[name] for name in _OF_THE_SERVICE} | {"window_id": window_id}
        assert rating is not None  # noqa: S101 - one of the two was there
        rating.update(values)
        self._write(schema.ratings, service_id, rating)

    def _errand_rated(self, event: ErrandRated, recorded: Recorded) -> None:
        row = {
            "hall_id": self._hall_id,
            "rating_id": event.rating_id,
            "business_day": event.on_day,
            "errand": event.errand.value,
            "errand_id": event.errand_id,
            "station_id": event.station_id,
            "rated_at_ms": recorded.at_ms,
            "level": event.level.value,
            "reasons": ",".join(event.reasons) or None,
            "table_version": event.table_version,
            "has_words": int(event.has_words),
        }
        self._write(schema.errand_ratings, event.rating_id, row)

    def _window_rated(self, event: WindowRated, recorded: Recorded) -> None:
        row = {
            "hall_id": self._hall_id,
            "rating_id": event.rating_id,
            "business_day": event.for_day,
            "window_id": event.window_id,
            "channel": event.channel.value,
            "rated_at_ms": recorded.at_ms,
            "level": event.level.value,
            "reasons": ",".join(event.reasons) or None,
            "table_version": event.table_version,
            "stage": event.stage.value if event.stage is not None else None,
            "has_words": int(event.has_words),
            "named": int(event.named),
            "entered_by": event.entered_by,
        }
        self._write(schema.window_ratings, event.rating_id, row)

    # --- windows --------------------------------------------------------------------------------------------------

    def _window_opened(self, event: WindowOpened, recorded: Recorded) -> None:
        self._end_session(event.window_id, recorded.at_ms)
        self._begin_session(recorded, event.window_id, event.clerk_id, event.post, event.trainee_id)

    def _window_paused(self, event: WindowPaused, recorded: Recorded) -> None:
        if (session := self._end_session(event.window_id, recorded.at_ms)) is not None:
            clerk_id, post, trainee_id = (session[key] for key in ("clerk_id", "post", "trainee_id"))
            self._begin_session(recorded, event.window_id, clerk_id, post, trainee_id, event.reason)

    def _window_closed(self, event: WindowClosed, recorded: Recorded) -> None:
        self._end_session(event.window_id, recorded.at_ms, event.leave_reason)

    def _window_taken_over(self, event: WindowTakenOver, recorded: Recorded) -> None:
        """A service that goes on there is the newcomer's: they end it."""
        self._end_session(event.window_id, recorded.at_ms)
        self._begin_session(recorded, event.window_id, event.clerk_id, event.post, None)
        for visit in self._visits.values():
            if visit.service is not None and visit.service["window_id"] == event.window_id:
                visit.service.update(clerk_id=event.clerk_id, trainee_id=None)
                self._write(schema.services, visit.service["service_id"], visit.service)

    def _window_requested(self, event: WindowRequested, recorded: Recorded) -> None:
        self.carried.requests[event.request_id] = {
            "hall_id": self._hall_id,
            "request_id": event.request_id,
            "business_day": recorded.business_day,
            "window_id": event.window_id,
            "change": event.change.value,
            "reason": event.reason,
            "requested_by": event.by,
            "requested_at_ms": recorded.at_ms,
            "decided_by": None,
            "decided_at_ms": None,
            "outcome": None,
            "why_rejected": None,
        }
        self._write(schema.window_requests, event.request_id, self.carried.requests[event.request_id])

    def _window_approved(self, event: WindowApproved, recorded: Recorded) -> None:
        self._decide_request(event.request_id, "approved", event.by, recorded)

    def _window_rejected(self, event: WindowRejected, recorded: Recorded) -> None:
        self._decide_request(event.request_id, "rejected", event.by, recorded, event.reason)

    def _decide_request(
        self, request_id: str, outcome: str, by: str, recorded: Recorded, why_rejected: str | None = None
    ) -> None:
        row = self.carried.requests.pop(request_id)
        row.update(outcome=outcome, decided_by=by, decided_at_ms=recorded.at_ms, why_rejected=why_rejected)
        self._write(schema.window_requests, request_id, row)

    def _begin_session(
        self,
        recorded: Recorded,
        window_id: str,
        clerk_id: str,
        post: str,
        trainee_id: str | None,
        paused_because: str | None = None,
    ) -> None:
        session_id = f"{window_id}.{recorded.seq}"
        self.carried.sessions[window_id] = {
            "hall_id": self._hall_id,
            "session_id": session_id,
            "business_day": recorded.business_day,
            "window_id": window_id,
            "clerk_id": clerk_id,
            "post": post,
            "trainee_id": trainee_id,
            "state": (WindowState.OPEN if paused_because is None else WindowState.PAUSED).value,
            "reason": paused_because,
            "leave_reason": None,
            "began_at_ms": recorded.at_ms,
            "ended_at_ms": None,
        }
        self._write(schema.window_sessions, session_id, self.carried.sessions[window_id])

    def _end_session(self, window_id: str, at_ms: int, leave_reason: str | None = None) -> Row | None:
        session = self.carried.sessions.pop(window_id, None)
        if session is not None:
            session.update(ended_at_ms=at_ms, leave_reason=leave_reason)
            self._write(schema.window_sessions, session["session_id"], session)
        return session

    # --- alarms ---------------------------------------------------------------------------------------------------

    def _alarm_raised(self, event: AlarmRaised, recorded: Recorded) -> None:
        self.carried.alarms[event.alarm_id] = {
            "hall_id": self._hall_id,
            "alarm_id": event.alarm_id,
            "business_day": recorded.business_day,
            "kind": event.kind,
            "about": event.about,
            "raised_at_ms": recorded.at_ms,
            "acknowledged_at_ms": None,
            "acknowledged_by": None,
            "cleared_at_ms": None,
            "cleared_by": None,
        }
        self._write(schema.alarms, event.alarm_id, self.carried.alarms[event.alarm_id])

    def _alarm_acknowledged(self, event: AlarmAcknowledged, recorded: Recorded) -> None:
        alarm = self.carried.alarms[event.alarm_id]
        alarm.update(acknowledged_at_ms=recorded.at_ms, acknowledged_by=event.by)
        self._write(schema.alarms, event.alarm_id, alarm)

    def _alarm_cleared(self, event: AlarmCleared, recorded: Recorded) -> None:
        alarm = self.carried.alarms.pop(event.alarm_id)
        alarm.update(cleared_at_ms=recorded.at_ms, cleared_by=event.by)
        self._write(schema.alarms, event.alarm_id, alarm)
