"""Appointments at the kiosk: found again and checked in, or booked for another time; by who says who they are too."""

from collections.abc import Callable

from kiosk.childhood import born_by, is_child
from kiosk.flow.identifying import Identifying
from kiosk.flow.pages import Place
from kiosk.flow.pre_review_pages import PreReviewPages
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Devices, Server
from kiosk.flow.way import Way
from kiosk.flow.wishing import Wishing
from kiosk.messages import (
    AppointmentsFetched,
    AppointmentsNotFetched,
    CardAwaited,
    CardLaid,
    PreReviewFetched,
    PreReviewNotFetched,
    SlotsFetched,
    SlotsNotFetched,
)
from kiosk.presenters.booking import BookingPresenter
from kiosk.presenters.check_in import By, CheckInPresenter
from kiosk.presenters.identity import Purpose
from kiosk.printout import Printout
from queue_server.contract.commands import BookAppointment, CancelAppointment
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentView


class Appointing:
    """`walk_in` leads to a number without an appointment, for an item if one is known; `arrange` shows it all."""

    def __init__(
        self,
        sight: Sight,
        way: Way,
        wishing: Wishing,
        server: Server,
        devices: Devices,
        pre_review: PreReviewPages,
        *,
        walk_in: Callable[[str | None], None],
        back: Callable[[], None],
        home: Callable[[], None],
        claim: Callable[[], None],
        print_slip: Callable[[Printout], None],
        arrange: Callable[[], None],
    ) -> None:
        self._sight = sight
        self._way = way
        self._wishing = wishing
        self._server = server
        self._devices = devices
        self._pre_review = pre_review
        self._arrange = arrange
        self._asked = 0  # look-ups, so that an answer for somebody who has gone is known
        self._code = ""  # typed, while it may be that of a pre-review's sheet
        self._booking_key: str | None = None
        self._unwanted: set[str] = set()  # bookings given up before the hall had answered
        self._cancel_key: str | None = None
        self._identifying = Identifying(sight, way, devices, self._identified, arrange)
        self.identity = self._identifying.page
        look = sight.outlook
        self.check_in = CheckInPresenter(
            look,
            self._look_up,
            self._check_in,
            self._cancel,
            walk_in,
            wishing.give_up,
            claim,
            lambda: self._identifying.open(Purpose.CHECK_IN),
        )
        self.booking = BookingPresenter(
            look,
            devices.fetch_slots,
            self._book,
            self._withdraw_booking,
            back,
            print_slip,
            home,
            lambda: self._identifying.open(Purpose.BOOK),
            self._stay_unknown,
        )

    def begin(self) -> None:
        """Somebody comes to check in."""
        self.check_in.look(self._sight.outlook)
        self.check_in.begin()

    def open(self, item_id: str) -> None:
        """Somebody wants to come at another time."""
        self.booking.look(self._sight.outlook)
        self.booking.begin(item_id)

    def forget(self) -> None:
        """They have left: nothing of them stays."""
        self._asked += 1
        self._code = ""
        self._withdraw_booking()
        self._sight.see(person_key=None)
        if not self.check_in.resting:
            self.check_in.clear()
        if not self.booking.resting:
            self.booking.clear()

    def look(self) -> None:
        """Whoever has left the page where they say who they are, or is back at the start, leaves nothing behind."""
        self._identifying.look()
        at_start = self._way.place in (Place.NOTICE, Place.START)
        if at_start and (self.check_in.entered or self.check_in.asking or self._sight.outlook.person_key is not None):
            self.forget()

    @property
    def entered(self) -> bool:
        """Whether somebody has typed, found, booked or said who they are here."""
        said = self.identity.entered or self._sight.outlook.person_key is not None
        return said or self.check_in.entered or self.booking.entered

    # --- what comes -----------------------------------------------------------------------------------------------

    def card_told(self, message: CardLaid | CardAwaited) -> bool:
        """Whether somebody waits for it."""
        return self._identifying.told(message)

    def told(self, message: AppointmentsFetched | AppointmentsNotFetched | SlotsFetched | SlotsNotFetched) -> None:
        match message:
            case SlotsFetched(slots=slots):
                self.booking.told_slots(slots)
            case SlotsNotFetched(item_id=item_id):
                self.booking.told_no_slots(item_id)
            case AppointmentsFetched(asked=asked, person_key=key) if self._waits_to_book(asked):
                self._sight.see(person_key=key)
                self.booking.look(self._sight.outlook)
                self.booking.told_who(known=key is not None)
            case AppointmentsNotFetched(asked=asked) if self._waits_to_book(asked):
                self.booking.told_who(known=False)
            case AppointmentsFetched(asked=asked, appointments=appointments, person_key=key) if self._waits(asked):
                if self.check_in.by_id:
                    self._sight.see(person_key=key)
                self.check_in.found(appointments)
            case AppointmentsNotFetched(asked=asked, why=why) if self._waits(asked):
                if why is RefusalCode.APPOINTMENT_UNKNOWN and self._code:
                    self._devices.fetch_pre_review(self._code)  # or it is that of a sheet
                else:
                    self.check_in.not_found(why)

    def pre_review_found(self, message: PreReviewFetched | PreReviewNotFetched) -> bool:
        """Whether this was about a code typed here."""
        if not self.check_in.asking or message.code != self._code or self._way.place is not Place.CHECK_IN:
            return False
        self._code = ""
        if isinstance(message, PreReviewNotFetched):
            self.check_in.not_found(message.why)
        elif self._pre_review.take_up(message.pre_review):
            self.check_in.clear()
        else:
            self.check_in.item_gone()
        return True

    def answered(self, key: str, appointment: AppointmentView | None) -> bool:
        """Whether it was this that the hall answered."""
        if key == self._booking_key and appointment is not None:
            self._booking_key = None
            self.booking.booked(appointment)
        elif key in self._unwanted:
            self._unwanted.discard(key)
            if appointment is not None:
                self._server.send(CancelAppointment(appointment_id=appointment.appointment_id))
        elif key == self._cancel_key and appointment is not None:
            self._cancel_key = None
            self.check_in.changed(appointment)
        else:
            return False
        return True

    def refused(self, key: str, why: RefusalCode) -> bool:
        if key == self._booking_key:
            self._booking_key = None
            self.booking.refused(why)
        elif key in self._unwanted:
            self._unwanted.discard(key)
        elif key == self._cancel_key:
            self._cancel_key = None  # it stands as it stood
        else:
            return False
        return True

    # --- inside ---------------------------------------------------------------------------------------------------

    def _waits(self, asked: int) -> bool:
        return asked == self._asked and self.check_in.asking

    def _waits_to_book(self, asked: int) -> bool:
        return asked == self._asked and self.booking.asking_who

    def _identified(self, purpose: Purpose, number: str, by_card: bool) -> None:
        """Somebody has said who they are, for the page that is in front again; the number is not kept here."""
        self._asked += 1
        self._code = ""
        if purpose is Purpose.CHECK_IN:
            self.check_in.look(self._sight.outlook)
            self.check_in.looked_up(by_card=by_card)
        else:
            self.booking.look(self._sight.outlook)
            self.booking.ask_who()
        self._devices.find_appointments(self._asked, person=number, by_card=by_card)

    def _stay_unknown(self) -> None:
        self._sight.see(person_key=None)
        self._arrange()

    def _look_up(self, by: By, written: str) -> None:
        today = self._sight.outlook.today
        if by is By.ID and is_child(born_by(written, today), today):
            self.check_in.put_off()
            self._identifying.ask_guardian(Purpose.CHECK_IN, written)
            return
        self._asked += 1
        self._code = written if by is By.CODE else ""
        code, person = (written, None) if by is By.CODE else (None, written)
        self._devices.find_appointments(self._asked, code=code, person=person)

    def _check_in(self, appointment: AppointmentView) -> None:
        self._wishing.check_in(appointment)

    def _cancel(self, appointment: AppointmentView) -> None:
        command = CancelAppointment(appointment_id=appointment.appointment_id)
        self._cancel_key = self._server.send(command, only_while_linked=True)
        self._arrange()

    def _book(self, item_id: str, business_day: str, begins_at: str) -> None:
        look = self._sight.outlook
        command = BookAppointment(
            item_id=item_id,
            business_day=business_day,
            begins_at=begins_at,
            language=look.language,
            person_keys=() if look.person_key is None else (look.person_key,),
        )
        self._booking_key = self._server.send(command, only_while_linked=True)

    def _withdraw_booking(self) -> None:
        """Nobody waits for it any more: if it comes about all the same, the place is given back."""
        if self._booking_key is not None:
            self._unwanted.add(self._booking_key)
            self._booking_key = None
