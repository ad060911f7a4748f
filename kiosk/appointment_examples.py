"""Checking in and booking in the sample hall, as a person comes to each of its states."""

from collections.abc import Callable, Iterator

import msgspec

from config.appointments import Appointments, Schedule, SlotRow
from config.configuration import HallConfiguration
from hardware.protocols.id_card import LONG_TERM, Kind
from kiosk import pre_review_examples
from kiosk.messages import (
    AppointmentsFetched,
    AppointmentsNotFetched,
    CardAwaited,
    CardLaid,
    CardTrouble,
    PrinterSeen,
    ReaderSeen,
    SlipPrinted,
    SlotsFetched,
)
from kiosk.presenters.check_in import By
from kiosk.rehearsal import DAY_MS, MORNING_MS, NEXT_DAY, RANGES_MIN, Rehearsal, long_winded, open_hall, ticket
from queue_server.client.session import Answered, LinkLost, WasRefused
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Accepted,
    AppointmentSlot,
    AppointmentState,
    AppointmentView,
    HallView,
    Label,
    SlotDay,
    SlotLine,
    SlotsView,
)

TODAY = "2026-11-23"
CODE = "07RJK7M2QX"
PHONE = "13800001234"
ID_NUMBER = "11010519491231002X"
ITEM = "company-registration"
PERSON_KEY = "5f0c6b7e3a1d4c2b9e8f7a6b5c4d3e2f"
_MIDNIGHT_MS = MORNING_MS - (9 * 60 + 41) * 60_000
_TIMES = ("09:00", "09:30", "10:00", "10:30", "11:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30")


# --- what there is ------------------------------------------------------------------------------------------------


def with_schedules(configuration: HallConfiguration) -> HallConfiguration:
    """The same hall, where everything can be booked."""
    item_ids = tuple(item.id for item in configuration.catalogue.items)
    rows = (SlotRow(begins_at="09:00", ends_at="17:00", every_min=30, quota=3),)
    appointments = Appointments(schedules=(Schedule(id="all", item_ids=item_ids, rows=rows),))
    policy = configuration.policy.model_copy(update={"appointments": appointments})
    return HallConfiguration(plan=configuration.plan, catalogue=configuration.catalogue, policy=policy)


def keeping(hall: HallView) -> HallView:
    """What the server tells where appointments are kept."""
    return msgspec.structs.replace(hall, appointments=True)


def opened(configuration: HallConfiguration, language: str = "zh") -> Rehearsal:
    """A kiosk of a hall that keeps appointments, in the morning."""
    kiosk = Rehearsal(configuration).open(keeping(open_hall(configuration, ranges_min=RANGES_MIN)))
    return kiosk.english() if language == "en" else kiosk


def appointment(
    configuration: HallConfiguration,
    begins_at: str = "10:00",
    *,
    item_id: str = ITEM,
    id_: str = "a7",
    day: str = TODAY,
    state: AppointmentState = AppointmentState.BOOKED,
    number: str | None = None,
    code: str = "",
) -> AppointmentView:
    """Half an hour long; check-in from half an hour before to a quarter after it."""
    name = configuration.items[item_id].name
    hours, minutes = map(int, begins_at.split(":"))
    begins_ms = _MIDNIGHT_MS + (DAY_MS if day == NEXT_DAY else 0) + (hours * 60 + minutes) * 60_000
    ends_ms = begins_ms + 30 * 60_000
    ends = hours * 60 + minutes + 30
    return AppointmentView(
        appointment_id=id_,
        item_id=item_id,
        item=Label(name.zh, name.en),
        business_day=day,
        begins_at=begins_at,
        ends_at=f"{ends // 60:02}:{ends % 60:02}",
        begins_at_ms=begins_ms,
        ends_at_ms=ends_ms,
        check_in_from_ms=begins_ms - 30 * 60_000,
        check_in_until_ms=ends_ms + 15 * 60_000,
        state=state,
        language="zh",
        number=number,
        code=code,
    )


def slots(item_id: str, *, days: int = 6, free: int = 3) -> SlotsView:
    """Of so many days from tomorrow on; the first is full, and so is every fourth time of the others."""
    return SlotsView(item_id, tuple(_slot_day(f"2026-11-{24 + at}", 0 if at == 0 else free) for at in range(days)))


def _slot_day(day: str, free: int) -> SlotDay:
    lines = []
    for at, begins_at in enumerate(_TIMES):
        minutes = int(begins_at[:2]) * 60 + int(begins_at[3:]) + 30
        left = 0 if at % 4 == 3 else free
        lines.append(SlotLine(begins_at, f"{minutes // 60:02}:{minutes % 60:02}", 3, left))
    return SlotDay(day, tuple(lines))


# --- what a person does -------------------------------------------------------------------------------------------


def type_in(kiosk: Rehearsal, written: str, by: By = By.CODE) -> Rehearsal:
    """From the start page to the field, with something typed."""
    kiosk.choose("check_in")
    if by is not By.CODE:
        kiosk.touch(lambda: kiosk.flow.check_in.choose_tab(by.value))
    for letter in written:
        kiosk.touch(lambda: kiosk.flow.check_in.type(letter))  # noqa: B023  # touched at once
    return kiosk


def look_up(kiosk: Rehearsal, *found: AppointmentView, by: By = By.PHONE, written: str = PHONE) -> Rehearsal:
    """And the hall answers with these."""
    type_in(kiosk, written, by).touch(kiosk.flow.check_in.press)
    return kiosk.tell(AppointmentsFetched(kiosk.looked_up[-1][0], found))


def look_up_in_vain(kiosk: Rehearsal, why: RefusalCode, by: By = By.PHONE, written: str = PHONE) -> Rehearsal:
    type_in(kiosk, written, by).touch(kiosk.flow.check_in.press)
    return kiosk.tell(AppointmentsNotFetched(kiosk.looked_up[-1][0], why))


def with_reader(kiosk: Rehearsal) -> Rehearsal:
    """A kiosk that has an ID card reader, which is well."""
    return kiosk.tell(ReaderSeen("reader-1", DeviceHealth.OK))


def to_the_card(kiosk: Rehearsal) -> Rehearsal:
    """From the start page to what is to be known before a card is read."""
    return type_in(kiosk, "", By.ID).touch(kiosk.flow.check_in.use_card)


def agree(kiosk: Rehearsal) -> Rehearsal:
    """It was read, and a card may be laid down."""
    return kiosk.touch(kiosk.flow.identity.press)


def lay(
    kiosk: Rehearsal, number: str = ID_NUMBER, *, born: str = "19491231", kind: Kind = Kind.RESIDENT,
    valid_to: str = LONG_TERM,
) -> Rehearsal:  # fmt: skip
    """A card is laid down and read."""
    return kiosk.tell(CardLaid(kiosk.readings[-1], kind, number, born, valid_to))


def lay_in_vain(kiosk: Rehearsal, trouble: CardTrouble) -> Rehearsal:
    return kiosk.tell(CardAwaited(kiosk.readings[-1], trouble))


def known(kiosk: Rehearsal, *found: AppointmentView) -> Rehearsal:
    """The hall answers who laid down a card."""
    return kiosk.tell(AppointmentsFetched(kiosk.looked_up[-1][0], found, PERSON_KEY))


def book(kiosk: Rehearsal, item_id: str = ITEM, told: SlotsView | None = None) -> Rehearsal:
    """From an item's guide to its times."""
    kiosk.item(item_id).touch(kiosk.flow.item.book)
    return kiosk.tell(SlotsFetched(told or slots(item_id)))


def choose_time(kiosk: Rehearsal, begins_at: str = "10:00") -> Rehearsal:
    return kiosk.touch(lambda: kiosk.flow.booking.choose_slot(begins_at))


def booked(kiosk: Rehearsal, view: AppointmentView) -> Rehearsal:
    """The time is booked, and the hall has said so."""
    choose_time(kiosk).touch(kiosk.flow.booking.book)
    return kiosk.tell(Answered(list(kiosk.sent)[-1], Accepted(seq=9, at_ms=kiosk.now_ms, appointment=view)))


# --- the examples -------------------------------------------------------------------------------------------------


def examples(sample: HallConfiguration, night: Callable[[], Rehearsal]) -> Iterator[tuple[str, Rehearsal]]:
    """`night`: a kiosk of the self-service zone after hours."""
    hall, long = with_schedules(sample), with_schedules(long_winded(sample))
    now, later = appointment(hall), appointment(hall, "15:30", item_id="passport-first", id_="a9")
    early, over = appointment(hall, "14:00"), appointment(hall, "09:00", state=AppointmentState.MISSED)
    used = appointment(hall, state=AppointmentState.CHECKED_IN, number="H004")
    cancelled = appointment(hall, state=AppointmentState.CANCELLED)
    tomorrow = appointment(hall, day=NEXT_DAY, id_="a11", item_id="marriage-registration")
    longest = appointment(long, item_id=long.catalogue.items[0].id)
    for language in ("zh", "en"):
        end = "" if language == "zh" else "-en"
        yield f"start-appointments{end}", opened(hall, language)
        yield f"check-in{end}", opened(hall, language).choose("check_in")
        yield f"check-in-phone{end}", type_in(opened(hall, language), PHONE, By.PHONE)
        yield f"check-in-id{end}", type_in(opened(hall, language), ID_NUMBER, By.ID)
        yield f"check-in-found{end}", look_up(opened(hall, language), now, later, tomorrow)
        yield f"check-in-early{end}", look_up(opened(hall, language), early)
        yield f"check-in-over{end}", look_up(opened(hall, language), over)
        yield f"check-in-used{end}", look_up(opened(hall, language), used)
        yield (
            f"check-in-longest{end}",
            look_up(opened(long, language), longest, msgspec.structs.replace(longest, appointment_id="a8")),
        )
        yield (
            f"check-in-not-found{end}",
            look_up_in_vain(opened(hall, language), RefusalCode.MALFORMED, By.ID, ID_NUMBER),
        )
        yield f"item-bookable{end}", opened(hall, language).item(ITEM)
        yield f"booking{end}", choose_time(book(opened(hall, language)))
        yield f"booking-nothing{end}", book(opened(hall, language), told=SlotsView(ITEM, ()))
        yield (
            f"booking-longest{end}",
            book(opened(long, language), long.catalogue.items[0].id, slots(long.catalogue.items[0].id, days=7)),
        )
        yield f"booking-full{end}", _refused(opened(hall, language))
        yield from _with_cards(hall, language, end, now)
        kept = appointment(hall, day=NEXT_DAY, code="07RJ-K7M2-QX")
        yield f"booking-booked{end}", booked(book(opened(hall, language)), kept)
        asked = pre_review_examples.file(pre_review_examples.incomplete(opened(hall, language)))
        yield f"verdict-incomplete-bookable{end}", asked
        checked = look_up(opened(hall, language), now)
        checked.touch(checked.flow.check_in.press)
        slot = AppointmentSlot(now.begins_at, now.ends_at)
        given = msgspec.structs.replace(
            ticket(hall, ITEM, number="H005", ahead=3, language=language, range_min=(4, 12)), appointment=slot
        )
        yield f"ticket-appointment{end}", checked.given(given).tell(SlipPrinted(given.ticket_id)).wait(2)
    yield "check-in-code", type_in(opened(hall), CODE)
    yield "check-in-cancelled", look_up(opened(hall), cancelled)
    sure = look_up(opened(hall), now)
    yield "check-in-cancelling", sure.touch(sure.flow.check_in.press_beside)
    yield "check-in-too-many", look_up_in_vain(opened(hall), RefusalCode.TOO_MANY_ATTEMPTS)
    yield "check-in-offline", opened(hall).choose("check_in").tell(LinkLost())
    refused = look_up(opened(hall), now)
    refused.touch(refused.flow.check_in.press)
    duplicate = WasRefused(list(refused.sent)[-1], RefusalCode.DUPLICATE_TICKET, {"number": "H002"})
    yield "check-in-duplicate", refused.tell(duplicate)
    waiting = opened(hall).item(ITEM)
    yield "booking-loading", waiting.touch(waiting.flow.item.book)
    yield "booking-offline", book(opened(hall)).tell(LinkLost())
    no_paper = booked(book(opened(hall)), appointment(hall, day=NEXT_DAY, code="07RJ-K7M2-QX"))
    yield "booking-booked-no-paper", no_paper.tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    ready = pre_review_examples.file(pre_review_examples.ready(opened(hall)))
    yield "verdict-ready-bookable", ready
    yield "booking-night", choose_time(book(night()))


def _with_cards(
    hall: HallConfiguration, language: str, end: str, now: AppointmentView
) -> Iterator[tuple[str, Rehearsal]]:
    """Who says who they are, with a card or by typing."""

    def at_reader() -> Rehearsal:
        return with_reader(opened(hall, language))

    def laying() -> Rehearsal:
        return agree(to_the_card(at_reader()))

    yield f"check-in-id-reader{end}", type_in(at_reader(), "110105194912", By.ID)
    yield f"identity{end}", to_the_card(at_reader())
    yield f"identity-laying{end}", laying()
    for trouble in CardTrouble:
        yield f"identity-{trouble.value.replace('_', '-')}{end}", lay_in_vain(laying(), trouble)
    for kind in Kind:
        yield f"identity-expired-{kind.value.replace('_', '-')}{end}", lay(laying(), kind=kind, valid_to="20250101")
    yield f"identity-guardian{end}", lay(laying(), born="20180601")
    asking = lay(laying())
    yield f"check-in-asking-card{end}", asking
    yield f"check-in-found-card{end}", known(lay(laying()), now)
    yield f"check-in-not-found-card{end}", known(lay(laying()))
    typing = laying()
    yield f"identity-typing{end}", typing.touch(typing.flow.identity.press_beside)
    wrong = laying()
    wrong.touch(wrong.flow.identity.press_beside)
    for sign in "110105194912310020":
        wrong.touch(lambda: wrong.flow.identity.type(sign))  # noqa: B023  # touched at once
    yield f"identity-wrong-number{end}", wrong.touch(wrong.flow.identity.press)
    lost = to_the_card(at_reader())
    yield f"identity-no-reader{end}", lost.tell(ReaderSeen("reader-1", DeviceHealth.OFFLINE))
    away_ = to_the_card(at_reader())
    yield f"identity-offline{end}", away_.tell(LinkLost())
    booking = choose_time(book(at_reader()))
    booking.touch(booking.flow.booking.identify)
    yield f"identity-to-book{end}", booking
    with_card = choose_time(book(at_reader()))
    with_card.touch(with_card.flow.booking.identify)
    known(lay(agree(with_card)))
    yield f"booking-with-card{end}", with_card
    kept = appointment(hall, day=NEXT_DAY, code="07RJ-K7M2-QX")
    sure = book(at_reader())
    sure.touch(sure.flow.booking.identify)
    yield f"booking-booked-with-card{end}", booked(known(lay(agree(sure))), kept)


def _refused(kiosk: Rehearsal) -> Rehearsal:
    """Somebody was quicker."""
    asked = choose_time(book(kiosk)).touch(kiosk.flow.booking.book)
    asked.tell(WasRefused(list(asked.sent)[-1], RefusalCode.SLOT_FULL))
    return asked.tell(SlotsFetched(slots(ITEM)))
