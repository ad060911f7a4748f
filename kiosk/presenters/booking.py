"""Booking an appointment (预约): a day, a time, and the code to check in with. An offer: anybody gets a number without.

Nothing is asked of who books: the code finds the appointment again. Who likes says who they are, and needs no code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk.presenters.appointment_slip import compose_appointment
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paged import PagedPresenter, pager
from kiosk.presenters.paper_list import UNDER_WAY, Printing, PrintKey, print_key
from kiosk.presenters.pieces import Banner, Figure, Pager, Tone
from kiosk.presenters.taking import Claim, Taking, away
from kiosk.printout import Printout
from kiosk.sheets import appointment
from kiosk.wish import LONG_AFTER_MS, WAY_OUT_AFTER_MS
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentView, SlotDay, SlotLine, SlotsView

DAYS = 8  # there is room for
SLOTS = 12  # on one page


@dataclass(frozen=True)
class DayChoice:
    """A day: when it is, and how many places it has left. `full`: none."""

    id: str
    name: str
    note: str
    full: bool
    selected: bool


@dataclass(frozen=True)
class SlotChoice:
    id: str
    name: str
    note: str
    full: bool
    selected: bool


@dataclass(frozen=True)
class Booked:
    """What was booked: the code it is found by, when and where to check in."""

    item: str
    day: str
    time: str
    code_label: str
    code: str
    figures: tuple[Figure, ...]
    advice: Banner
    print_key: PrintKey
    end: str


@dataclass(frozen=True)
class BookingState:
    """`days` and `slots` to choose from; once `booked` is there, that alone. `empty` says why there is nothing.

    `who`: the way to say who one is, or, once `made`, that one has.
    """

    heading: str
    lead: str
    days: tuple[DayChoice, ...]
    slots: tuple[SlotChoice, ...]
    pager: Pager
    empty: Banner | None
    walk_in: str
    who: Claim | None
    taking: Taking
    booked: Booked | None


class BookingPresenter(PagedPresenter[BookingState]):
    def __init__(
        self,
        outlook: Outlook,
        ask_slots: Callable[[str], None],
        book: Callable[[str, str, str], None],
        give_up: Callable[[], None],
        walk_in: Callable[[], None],
        print_slip: Callable[[Printout], None],
        end: Callable[[], None],
        identify: Callable[[], None],
        stay_unknown: Callable[[], None],
    ) -> None:
        """`book(item_id, business_day, begins_at)` asks the hall; `give_up` takes that back; `walk_in`: without it.

        `identify` leads to where somebody says who they are; `stay_unknown` takes that back.
        """
        self._ask_slots = ask_slots
        self._book = book
        self._give_up = give_up
        self.walk_in = walk_in
        self._print_slip = print_slip
        self.end = end
        self._identify = identify
        self._stay_unknown = stay_unknown
        self._who_asked_at_ms: int | None = None
        self._who_failed = False
        self._item_id = ""
        self._slots: SlotsView | None = None
        self._day = ""
        self._begins_at = ""
        self._failed = False  # the slots could not be had
        self._asked_at_ms: int | None = None  # for the slots, or to book
        self._refused: RefusalCode | None = None
        self._booked: AppointmentView | None = None
        self._printing = Printing.NONE
        super().__init__(outlook)

    def begin(self, item_id: str) -> None:
        """Somebody wants to come at another time for this item."""
        self.clear()
        self._item_id = item_id
        self._ask()

    def clear(self) -> None:
        """They have left: code and choice stay with nobody."""
        self._item_id, self._slots, self._day, self._begins_at = "", None, "", ""
        self._failed, self._asked_at_ms, self._refused, self._booked = False, None, None, None
        self._printing, self._page = Printing.NONE, 0
        self._who_asked_at_ms, self._who_failed = None, False
        self.renew()

    # --- touches --------------------------------------------------------------------------------------------------

    def choose_day(self, day: str) -> None:
        if self._asked_at_ms is None:
            self._day, self._begins_at, self._page = day, "", 0
            self.renew()

    def choose_slot(self, begins_at: str) -> None:
        slot = next((each for each in self._slots_of_day if each.begins_at == begins_at), None)
        if self._asked_at_ms is None and slot is not None and slot.free > 0:
            self._begins_at, self._refused = begins_at, None
            self.renew()

    def book(self) -> None:
        """One touch, one appointment."""
        if self.state.taking.enabled:
            self._asked_at_ms, self._refused = self.outlook.steady_ms, None
            self._book(self._item_id, self._day, self._begins_at)
            self.renew()

    def identify(self) -> None:
        """To say who one is; touched again, to stay unknown after all."""
        if self.state.who is None or self.asking_who or self._asked_at_ms is not None:
            return
        self._who_failed = False
        if self.state.who.made:
            self._stay_unknown()
        else:
            self._identify()
        self.renew()

    def give_up(self) -> None:
        self._asked_at_ms = None
        self._give_up()
        self.renew()

    def print(self) -> None:
        """One touch, one slip."""
        if self._booked is not None and print_key(self.outlook, self._printing).enabled:
            self._printing = Printing.UNDER_WAY
            look, booked = self.outlook, self._booked
            self._print_slip(Printout(appointment.compose(look, booked), compose_appointment(look, booked)))
            self.renew()

    # --- what comes -----------------------------------------------------------------------------------------------

    @property
    def entered(self) -> bool:
        """A time was chosen, or booked."""
        return bool(self._begins_at)

    @property
    def resting(self) -> bool:
        """Nobody has come to book."""
        return not self._item_id

    @property
    def asking_who(self) -> bool:
        """The hall has been asked for who said who they are."""
        return self._who_asked_at_ms is not None

    def ask_who(self) -> None:
        self._who_asked_at_ms, self._who_failed = self.outlook.steady_ms, False
        self.renew()

    def told_who(self, *, known: bool) -> None:
        """Whether the appointment will be theirs; it can be booked all the same."""
        self._who_asked_at_ms, self._who_failed = None, not known
        self.renew()

    def told_no_slots(self, item_id: str) -> None:
        """They cannot be had now."""
        if item_id == self._item_id and self._booked is None:
            self._failed, self._slots = True, None
            self.renew()

    def told_slots(self, slots: SlotsView) -> None:
        if self._booked is not None or slots.item_id != self._item_id:
            return
        self._slots = slots
        if self._day not in {day.business_day for day in self._days}:
            free = (day.business_day for day in self._days if _free(day))
            self._day = next(free, self._days[0].business_day if self._days else "")
        if self._begins_at not in {slot.begins_at for slot in self._slots_of_day if slot.free > 0}:
            self._begins_at = ""
        self.renew()

    def booked(self, appointment: AppointmentView) -> None:
        self._asked_at_ms, self._booked = None, appointment
        self.renew()

    def refused(self, why: RefusalCode) -> None:
        """Somebody was quicker, or the plan is another now: what is free is asked anew."""
        self._asked_at_ms, self._refused = None, why
        if why in (RefusalCode.SLOT_FULL, RefusalCode.SLOT_UNKNOWN):
            self._begins_at = ""
            self._ask()
        self.renew()

    def list_told(self, printing: Printing) -> None:
        if self._printing in UNDER_WAY:
            self._printing = printing
            self.renew()

    def look(self, outlook: Outlook) -> None:
        if outlook.linked and not self.outlook.linked and self._failed and self._item_id:
            self.outlook = outlook
            self._ask()
        if self._who_asked_at_ms is not None and outlook.steady_ms - self._who_asked_at_ms >= WAY_OUT_AFTER_MS:
            self.outlook = outlook
            self.told_who(known=False)
        super().look(outlook)

    def _ask(self) -> None:
        self._failed = False
        self._ask_slots(self._item_id)
        self.renew()

    # --- inside ---------------------------------------------------------------------------------------------------

    @property
    def _days(self) -> tuple[SlotDay, ...]:
        return self._slots.days[:DAYS] if self._slots is not None else ()

    @property
    def _slots_of_day(self) -> tuple[SlotLine, ...]:
        return next((day.slots for day in self._days if day.business_day == self._day), ())

    @property
    def _item(self) -> str:
        configuration = self.outlook.configuration
        item = configuration.items.get(self._item_id) if configuration else None
        return item.name.text(self.outlook.language) if item is not None else ""

    def compose(self) -> BookingState:
        look = self.outlook
        slots = self._slots_of_day
        first, pages = self._turned(len(slots), SLOTS)
        return BookingState(
            heading=look.say("booking.booked" if self._booked is not None else "booking.heading"),
            lead=self._item,
            days=tuple(self._day_choice(day) for day in self._days),
            slots=tuple(self._slot_choice(slot) for slot in slots[first : first + SLOTS]),
            pager=pager(look, self._page, pages),
            empty=self._empty(),
            walk_in=look.say("booking.walk_in"),
            who=self._who(),
            taking=self._taking(),
            booked=self._booked_card(),
        )

    def _day_choice(self, day: SlotDay) -> DayChoice:
        look, free = self.outlook, _free(day)
        on = date.fromisoformat(day.business_day)
        weekday, name = look.say(f"frame.weekday_{on.isoweekday()}"), look.day_named(on)
        return DayChoice(
            day.business_day,
            name[:1].upper() + name[1:],
            look.say("booking.day" if free else "booking.day_full", weekday=weekday, number=free),
            full=free == 0,
            selected=day.business_day == self._day,
        )

    def _slot_choice(self, slot: SlotLine) -> SlotChoice:
        name = self.outlook.say("booking.slot", begins_at=slot.begins_at, ends_at=slot.ends_at)
        return SlotChoice(
            slot.begins_at,
            name,
            self.outlook.say("booking.free" if slot.free else "booking.full", number=slot.free),
            full=slot.free == 0,
            selected=slot.begins_at == self._begins_at,
        )

    def _empty(self) -> Banner | None:
        look = self.outlook
        if self._days or self._booked is not None:
            return None
        if not look.linked or self._failed:
            return Banner(look.say("booking.away"), look.say("booking.away_advice"), "wifi-off")
        if self._slots is None:
            return Banner(look.say("booking.loading"), "", "clock", Tone.NEUTRAL)
        return Banner(look.say("booking.nothing"), look.say("booking.nothing_advice"), "info-circle")

    def _who(self) -> Claim | None:
        look = self.outlook
        if self._booked is not None or not self._days or not look.linked:
            return None
        if self.asking_who:
            return Claim(look.say("booking.who_asking"), made=False)
        made = look.person_key is not None
        return Claim(look.say("booking.who_said" if made else "booking.who"), made=made)

    def _taking(self) -> Taking:
        """The key that books; above it that nobody needs to, or why it did not go."""
        look, key = self.outlook, self.outlook.say("booking.key")
        if self._asked_at_ms is not None:
            waited_ms = look.steady_ms - self._asked_at_ms
            give_up = look.say("taking.give_up") if waited_ms >= WAY_OUT_AFTER_MS else ""
            moving = waited_ms >= LONG_AFTER_MS
            return Taking(look.say("booking.asking"), enabled=False, moving=moving, give_up=give_up)
        if not look.linked:
            return Taking(key, enabled=False, banner=away(look))
        if self._refused is not None:
            code = self._refused.value if self._refused in _WORDED else RefusalCode.UNAVAILABLE.value
            told = Banner(look.say(f"booking.{code}"), look.say(f"booking.{code}_advice"), "alert-circle")
        elif self._who_failed:
            told = Banner(look.say("booking.who_failed"), look.say("booking.who_failed_advice"), "alert-circle")
        else:
            told = Banner(look.say("booking.no_need"), look.say("booking.no_need_advice"), "info-circle", Tone.DAI)
        return Taking(key, enabled=bool(self._begins_at) and not self.asking_who, banner=told)

    def _booked_card(self) -> Booked | None:
        look, appointment = self.outlook, self._booked
        if appointment is None:
            return None
        day = date.fromisoformat(appointment.business_day)
        from_, until = look.clock(appointment.check_in_from_ms), look.clock(appointment.check_in_until_ms)
        return Booked(
            item=self._item,
            day=look.date(day),
            time=look.say("booking.slot", begins_at=appointment.begins_at, ends_at=appointment.ends_at),
            code_label=look.say("booking.code"),
            code=appointment.code,
            figures=(
                Figure(
                    look.say("booking.check_in"),
                    look.say("booking.check_in_value", from_at=from_, until_at=until),
                    look.say("booking.check_in_note_who" if look.person_key is not None else "booking.check_in_note"),
                ),
            ),
            advice=Banner(look.say("booking.keep"), look.say("booking.keep_advice"), "camera", Tone.DAI),
            print_key=print_key(look, self._printing)
            if self._printing is not Printing.NONE or not look.prints_sheets
            else PrintKey(look.say("booking.print"), "printer", enabled=True),
            end=look.say("ticket.end"),
        )


_WORDED = frozenset(
    {
        RefusalCode.ALREADY_BOOKED,
        RefusalCode.SLOT_FULL,
        RefusalCode.SLOT_UNKNOWN,
        RefusalCode.ITEM_CLOSED,
        RefusalCode.UNAVAILABLE,
    }
)


def _free(day: SlotDay) -> int:
    return sum(slot.free for slot in day.slots)
