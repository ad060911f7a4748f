"""Appointments as the journal tells them, held against what those who booked wrote down."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from config.configuration import HallConfiguration
from config.slots import slots_on
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.judgement import Judgement
from simulation.day.ledger import Booked, VisitorLedger

MINUTE_MS = 60_000

BOOKED, CHECKED_IN, CANCELLED, MISSED = "booked", "checked_in", "cancelled", "missed"


class Bookings:
    def __init__(self, hall: HallConfiguration, found: Judgement) -> None:
        self._hall = hall
        self._found = found
        self._booked: dict[str, events.AppointmentBooked] = {}
        self._state: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._taken: Counter[tuple[str, str, str]] = Counter()  # schedule, day, begin
        self._ticket: dict[str, str] = {}  # appointment id → ticket id
        self._appointment: dict[str, str] = {}  # ticket id → appointment id

    @property
    def counts(self) -> dict[str, int]:
        """How many appointments of the day ended how."""
        ends = Counter(self._state.values())
        return {"booked": len(self._state), **{end: ends[end] for end in (CHECKED_IN, MISSED, CANCELLED)}}

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        match event:
            case events.AppointmentBooked():
                self._book(event)
            case events.AppointmentCancelled(appointment_id=id_):
                self._end(id_, CANCELLED)
                self._taken[self._slot(self._booked[id_])] -= 1
            case events.AppointmentMissed(appointment_id=id_):
                self._end(id_, MISSED)
                if recorded.at_ms < self._booked[id_].ends_at_ms:
                    self._found.contradicted.append(f"{id_} counted as missed while there was time to check in")
            case events.TicketIssued(appointment_id=str(id_)):
                self._check_in(event, id_, recorded.at_ms)
            case events.TicketVoided(ticket_id=ticket_id) if ticket_id in self._appointment:
                self._state[self._appointment[ticket_id]] = BOOKED  # the number reached nobody: they may check in again

    def _book(self, event: events.AppointmentBooked) -> None:
        id_, source_id = event.appointment_id, event.source_id
        if source_id is not None and self._sources.setdefault(source_id, id_) != id_:
            self._found.doubled.append(f"{source_id} was booked as {self._sources[source_id]} and as {id_}")
        self._booked[id_] = event
        self._state[id_] = BOOKED
        slot = self._slot(event)
        self._taken[slot] += 1
        appointments = self._hall.policy.appointments
        day = date.fromisoformat(event.for_day)
        offered = slots_on(appointments, self._hall.policy.hours, event.item_id, day)
        quota = next((each.quota for each in offered if each.begins_at == event.begins_at), 0)
        if self._taken[slot] > quota:
            self._found.contradicted.append(f"{id_} is number {self._taken[slot]} of {quota} in the slot {slot}")

    def _slot(self, event: events.AppointmentBooked) -> tuple[str, str, str]:
        schedule = self._hall.policy.appointments.schedule_of[event.item_id]
        return schedule.id, event.for_day, event.begins_at

    def _check_in(self, event: events.TicketIssued, id_: str, at_ms: int) -> None:
        booked = self._booked[id_]
        if id_ in self._ticket and self._state[id_] == CHECKED_IN:
            self._found.doubled.append(f"{id_} was checked in twice, as {self._ticket[id_]} and {event.ticket_id}")
        elif self._state[id_] != BOOKED:
            self._found.contradicted.append(f"{event.ticket_id} was given for {id_}, which was {self._state[id_]}")
        self._state[id_] = CHECKED_IN
        self._ticket[id_], self._appointment[event.ticket_id] = event.ticket_id, id_
        appointments = self._hall.policy.appointments
        from_ms = booked.begins_at_ms - appointments.early_min * MINUTE_MS
        until_ms = booked.ends_at_ms + appointments.late_min * MINUTE_MS
        if not from_ms <= at_ms <= until_ms or event.item_id != booked.item_id:
            self._found.contradicted.append(
                f"{event.ticket_id} was given for {id_} at the wrong time or for another item"
            )

    def _end(self, id_: str, end: str) -> None:
        if self._state[id_] != BOOKED:
            self._found.contradicted.append(f"{id_} was {end} after it was {self._state[id_]}")
        self._state[id_] = end

    # --- the ledgers --------------------------------------------------------------------------------------------------

    def hear(self, ledgers: Sequence[VisitorLedger]) -> None:
        holders: Counter[str] = Counter()
        for ledger in ledgers:
            if ledger.booked is not None:
                holders[ledger.booked.appointment_id] += 1
                self._hear(ledger, ledger.booked)
        for id_, times in holders.items():
            if times > 1:
                self._found.doubled.append(f"{id_} was confirmed to {times} people")
        for id_ in self._booked.keys() - holders.keys():
            self._found.doubled.append(f"{id_} is booked, and nobody was told of it")

    def _hear(self, ledger: VisitorLedger, told: Booked) -> None:
        who = f"visitor {ledger.visitor}"
        kept = self._booked.get(told.appointment_id)
        if kept is None:
            self._found.lost.append(f"{who} booked {told.appointment_id}, which the journal does not know")
            return
        if (kept.item_id, kept.for_day, kept.begins_at) != (told.item_id, told.business_day, told.begins_at):
            self._found.contradicted.append(f"{who} was told {told}, the journal has {kept}")
        state = self._state[told.appointment_id]
        if ledger.checked_in and self._ticket.get(told.appointment_id) != ledger.ticket_id:
            self._found.lost.append(f"{who} checked in as {ledger.number}, the journal says {state}")
        expected = {CANCELLED} if told.given_back else {CHECKED_IN} if ledger.checked_in else {MISSED, CANCELLED}
        if state not in expected and ledger.renounced != self._ticket.get(told.appointment_id):
            self._found.contradicted.append(f"{who}: {told.appointment_id} is {state}, not {sorted(expected)}")
