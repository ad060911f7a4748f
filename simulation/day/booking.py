"""Somebody with an appointment: books it from home, comes early, on time, late or never, and checks in."""

from typing import TYPE_CHECKING

from config.catalogue import ServiceItem
from queue_server.contract.commands import BookAppointment, CancelAppointment
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentView
from queue_server.web.caller import Caller
from simulation.day.ledger import Booked
from simulation.day.server import ServerAway

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor

GIVEN_BACK = 0.08
NEVER_COMES = 0.08
HANDED_IN = 0.3  # by another city portal, with a number of its own, and sent twice
# seconds before or after the slot begins, and of how many
COMING = ((-1_500, -120, 0.5), (-3_600, -2_400, 0.12), (-120, 240, 0.2), (900, 1_800, 0.12), (5_400, 7_200, 0.06))


class Booking:
    """`comes_s`: when they come to the hall, in seconds of the day."""

    def __init__(self, visitor: "Visitor", item: ServiceItem) -> None:
        self._visitor = visitor
        self._hall = visitor.hall
        self._item = item
        self._chance = visitor.chance
        self.comes_s = 0.0

    async def book(self, portal: Caller) -> bool:
        """From home. A slot may just have filled up; then another one."""
        slots = await self._slots()
        for begins_at in self._chance.sample(slots, min(3, len(slots))):
            view = await self._ask(begins_at, portal)
            if view is not None:
                self._note(view)
                return True
        return False

    async def _slots(self) -> list[str]:
        """Those of today that still can be booked, as the portal shows them, early enough for this day."""
        try:
            view = await self._hall.server.slots(self._item.id)
        except (CommandRefused, ServerAway):
            return []
        return [
            slot.begins_at
            for day in view.days
            if day.business_day == self._hall.date
            for slot in day.slots
            if slot.free and self._hall.opens_s <= _seconds(slot.begins_at) < self._hall.closes_s - 1_200
        ]

    async def _ask(self, begins_at: str, portal: Caller) -> AppointmentView | None:
        visitor, handed_in = self._visitor, self._chance.random() < HANDED_IN
        person_key = self._hall.server.person_key(visitor.phone)
        command = BookAppointment(
            item_id=self._item.id,
            business_day=self._hall.date,
            begins_at=begins_at,
            person_keys=(person_key,) if person_key is not None else (),
            source_id=f"city-{visitor.number}" if handed_in else None,
        )
        try:
            accepted = await visitor.ask(command, portal)
            if handed_in:
                accepted = await visitor.ask(command, portal)  # the list is sent again
        except (CommandRefused, ServerAway):
            return None
        return accepted.appointment

    def _note(self, view: AppointmentView) -> None:
        self._visitor.ledger.booked = Booked(
            view.appointment_id, view.item_id, view.business_day, view.begins_at, view.code
        )
        earliest, latest, _ = self._chance.choices(COMING, [share for *_, share in COMING])[0]
        self.comes_s = _seconds(view.begins_at) + self._chance.uniform(earliest, latest)

    async def stay_away(self, portal: Caller) -> bool:
        """Whether they do not come: some say so."""
        booked, draw = self._visitor.ledger.booked, self._chance.random()
        if booked is None or draw >= GIVEN_BACK + NEVER_COMES:
            return False
        if draw < GIVEN_BACK:
            try:
                await self._visitor.ask(CancelAppointment(booked.appointment_id), portal)
            except (CommandRefused, ServerAway):
                return True
            booked.given_back = True
        return True

    async def check_in(self) -> bool:
        """At the guide's: whether there is a number now. Who comes too early is asked to come back a little later."""
        visitor, booked = self._visitor, self._visitor.ledger.booked
        if booked is None:
            return False
        for _ in range(12):
            told = await self._hall.guide.check_in(booked.code)
            if not isinstance(told, RefusalCode):
                visitor.ledger.checked_in = True
                visitor.ledger.screen_number = told.number
                visitor.ledger.took_ms = self._hall.clock.now_ms()
                visitor.note(told.number, told.page_path or "")
                return True
            if told is not RefusalCode.APPOINTMENT_EARLY:
                return False
            await visitor.rest(600)
        return False


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3_600 + int(minutes) * 60
