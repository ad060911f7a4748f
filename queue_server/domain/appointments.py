"""Appointments of today and the days to come: the diary of the live hall.

Slots are the configuration's; an appointment keeps the times it was made for, whatever is published later.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from queue_server.contract.views import AppointmentState


class Appointment(msgspec.Struct, gc=False):
    """`person_keys` are opaque: who it is for is not known here. `begins_at` and `ends_at` are local times."""

    appointment_id: str
    item_id: str
    business_day: str
    begins_at: str
    ends_at: str
    begins_at_ms: int
    ends_at_ms: int
    language: str
    person_keys: tuple[str, ...]
    source_id: str | None  # its number where it was booked
    by_station: str | None
    state: AppointmentState = AppointmentState.BOOKED
    ticket_id: str | None = None  # the one it was checked in with

    @property
    def slot(self) -> tuple[str, str]:
        return self.business_day, self.begins_at


@dataclass(slots=True)
class Diary:
    """Every appointment from the open day on; those of former days are forgotten when a day opens."""

    by_id: dict[str, Appointment] = field(default_factory=dict)
    by_day: dict[str, dict[str, None]] = field(default_factory=dict)
    by_person: dict[str, dict[str, None]] = field(default_factory=dict)
    by_source: dict[str, str] = field(default_factory=dict)
    expected: list[tuple[int, str]] = field(default_factory=list)  # booked: when the slot ends, and which; sorted

    def enter(self, appointment: Appointment) -> None:
        id_ = appointment.appointment_id
        self.by_id[id_] = appointment
        self.by_day.setdefault(appointment.business_day, {})[id_] = None
        self._know_person(appointment)
        if appointment.source_id is not None:
            self.by_source[appointment.source_id] = id_
        insort(self.expected, (appointment.ends_at_ms, id_))

    def settle(self, appointment_id: str, state: AppointmentState, ticket_id: str | None = None) -> None:
        """It is not expected any more: who booked came, cancelled or stayed away."""
        appointment = self.by_id[appointment_id]
        if appointment.state is AppointmentState.BOOKED:
            entry = (appointment.ends_at_ms, appointment_id)
            del self.expected[bisect_left(self.expected, entry)]
        appointment.state, appointment.ticket_id = state, ticket_id

    def reopen(self, appointment_id: str) -> None:
        """Its ticket became void: whoever booked may check in again."""
        appointment = self.by_id[appointment_id]
        appointment.state, appointment.ticket_id = AppointmentState.BOOKED, None
        insort(self.expected, (appointment.ends_at_ms, appointment_id))

    def forget_before(self, day: str) -> None:
        """Those of the days before `day`, all of them settled."""
        for old in [old for old in self.by_day if old < day]:
            for id_ in self.by_day.pop(old):
                self._forget(self.by_id.pop(id_))

    def without_persons(self) -> tuple["Diary", dict[str, tuple[str, ...]]]:
        """A copy that knows nobody, to be written down; and apart, by appointment, the keys of whose it is."""
        keys = {id_: each.person_keys for id_, each in self.by_id.items() if each.person_keys}
        nobodys = {id_: replace(each, person_keys=()) for id_, each in self.by_id.items()}
        return Diary(nobodys, self.by_day, {}, self.by_source, self.expected), keys

    def know_persons(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Whose the appointments are, as `without_persons` set it apart."""
        for id_, person_keys in keys.items():
            self.by_id[id_].person_keys = person_keys
            self._know_person(self.by_id[id_])

    def forget_persons(self, day: str) -> None:
        """Whose the appointments of `day` were."""
        for appointment in self.of_day(day):
            self._forget_person(appointment)

    def _forget(self, appointment: Appointment) -> None:
        id_ = appointment.appointment_id
        if appointment.state is AppointmentState.BOOKED:
            del self.expected[bisect_left(self.expected, (appointment.ends_at_ms, id_))]
        self._forget_person(appointment)
        if appointment.source_id is not None and self.by_source.get(appointment.source_id) == id_:
            del self.by_source[appointment.source_id]

    def _know_person(self, appointment: Appointment) -> None:
        for person_key in appointment.person_keys:
            self.by_person.setdefault(person_key, {})[appointment.appointment_id] = None

    def _forget_person(self, appointment: Appointment) -> None:
        for person_key in appointment.person_keys:
            theirs = self.by_person[person_key]
            del theirs[appointment.appointment_id]
            if not theirs:
                del self.by_person[person_key]
        appointment.person_keys = ()

    def of_day(self, day: str) -> Iterator[Appointment]:
        return (self.by_id[id_] for id_ in self.by_day.get(day, ()))

    def of_person(self, person_key: str) -> Iterator[Appointment]:
        return (self.by_id[id_] for id_ in self.by_person.get(person_key, ()))

    def taken(self, day: str, item_ids: tuple[str, ...]) -> Counter[str]:
        """How many places are taken by these items that day, by the slot's begin. Who cancelled takes none."""
        return Counter(
            appointment.begins_at
            for appointment in self.of_day(day)
            if appointment.item_id in item_ids and appointment.state is not AppointmentState.CANCELLED
        )

    @property
    def first_ends_at_ms(self) -> int | None:
        """When the first slot ends for which somebody is expected."""
        return self.expected[0][0] if self.expected else None
