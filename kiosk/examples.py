"""The kiosk's screens in named states: for the gallery, the inspection of pictures, the documentation and the tests.

Every example is reached the way a person reaches it: a real flow in the sample hall is told and touched.
"""

from collections.abc import Callable, Iterator

import msgspec

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from config.model import Name
from kiosk import appointment_examples, pre_review_examples, rating_examples, sheet_examples
from kiosk.flow import BarKey, FlowState
from kiosk.messages import PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.presenters.find import BUNDLE, DEPARTMENT, SEARCH
from kiosk.rehearsal import (
    CLOSING_MS,
    DAY_MS,
    EVENING_MS,
    MORNING_MS,
    NEXT_DAY,
    RANGES_MIN,
    Rehearsal,
    at_the_doors,
    keeping_hours,
    long_winded,
    night_hall,
    open_hall,
    ticket,
    with_item,
    with_stages,
    without_item,
)
from queue_server.client.session import Answered, Dismissed, Linked, LinkLost
from queue_server.contract.commands import DeviceHealth, RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted


def _closed(sample: HallConfiguration) -> Rehearsal:
    """After hours, at a kiosk inside the hall."""
    kept = keeping_hours(sample)
    return Rehearsal(kept, now_ms=EVENING_MS).open(night_hall(kept))


def _night(sample: HallConfiguration, *, taken: int = 0, language: str = "zh") -> Rehearsal:
    """After hours, in the self-service zone."""
    kept = keeping_hours(sample)
    night = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept, taken=taken))
    return night.english() if language == "en" else night


def _booking_night(sample: HallConfiguration) -> Rehearsal:
    """The same, where appointments are kept."""
    kept = keeping_hours(appointment_examples.with_schedules(sample))
    closed = appointment_examples.keeping(night_hall(kept))
    return Rehearsal(kept, night=True, now_ms=EVENING_MS).open(closed)


def _start(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def at_morning(**options: bool) -> Rehearsal:
        return Rehearsal(sample, **options)

    unopened = open_hall(sample, day_open=False)
    long = long_winded(sample)
    crowded = open_hall(long, (1_234, 88), (12,), ranges_min=((115, 240), None))
    seen = open_hall(sample, ranges_min=RANGES_MIN)
    yield "start", at_morning().open(seen)
    yield "start-en", at_morning().open(seen).english()
    yield "start-early", at_morning().open()
    yield "start-early-en", at_morning().open().english()
    yield "start-no-paper", at_morning().open().tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    yield "start-offline", at_morning().open(seen).tell(LinkLost()).wait(90)
    yield "start-offline-old", at_morning().open(seen).tell(LinkLost()).wait(400)
    yield "start-empty", at_morning().open(open_hall(sample, (0,), (0,)))
    yield "start-longest", Rehearsal(long).open(crowded)
    yield "start-longest-en", Rehearsal(long).open(crowded).english()
    yield "start-closed", _closed(sample)
    yield "start-closed-en", _closed(sample).english()
    yield "start-unopened", at_morning().open(unopened)
    yield "start-night", _night(sample, taken=9)
    yield "start-night-en", _night(sample, taken=1, language="en")
    yield "start-night-offline", _night(sample).tell(LinkLost())
    yield "start-night-offline-en", _night(sample, language="en").tell(LinkLost())
    weekend = keeping_hours(sample)
    friday = Rehearsal(weekend, night=True, now_ms=EVENING_MS + 4 * DAY_MS)
    yield "start-night-before-the-weekend", friday.open(night_hall(weekend, next_day="2026-11-30"))
    friday_en = Rehearsal(weekend, night=True, now_ms=EVENING_MS + 4 * DAY_MS)
    yield "start-night-before-the-weekend-en", friday_en.open(night_hall(weekend, next_day="2026-11-30")).english()
    over = msgspec.structs.replace(
        seen,
        queues=tuple(
            msgspec.structs.replace(line, accepts=False, why_not=RefusalCode.NUMBERS_OVER, numbers_over=True)
            if line.queue_id in ("comprehensive", "real-estate")
            else line
            for line in seen.queues
        ),
    )
    yield "start-numbers-over", at_morning().open(over)
    yield "start-numbers-over-en", at_morning().open(over).english()
    waiting = keeping_hours(sample)
    for night, name in ((False, "start-doors"), (True, "start-doors-night-zone")):
        outside = Rehearsal(waiting, night=night, now_ms=MORNING_MS - 60 * 60_000)
        yield name, outside.open(at_the_doors(waiting))
    outside = Rehearsal(waiting, now_ms=MORNING_MS - 60 * 60_000)
    yield "start-doors-en", outside.open(at_the_doors(waiting)).english()
    before = msgspec.structs.replace(night_hall(waiting), doors_at="08:30", next_day="2026-11-23")
    yield "start-before-doors", Rehearsal(waiting, now_ms=MORNING_MS - 90 * 60_000).open(before)
    yield "start-night-zone-by-day", at_morning(night=True).open()


def _find(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def finding() -> Rehearsal:
        return Rehearsal(sample).open().choose("take")

    def searching(query: str, rehearsal: Rehearsal | None = None) -> Rehearsal:
        found = _touched(rehearsal or finding(), lambda r: r.flow.find.choose_tab(SEARCH))
        for letter in query:
            found.type(letter)
        return found

    no_items = sample.catalogue.model_copy(update={"items": (), "bundles": ()})
    nothing = HallConfiguration(plan=sample.plan, catalogue=no_items, policy=sample.policy)
    long = long_winded(sample)
    first = long.catalogue.items[0].theme_ids[0]
    long_list = Rehearsal(long).open().choose("take")
    long_list_en = Rehearsal(long).open().choose("take").english()
    yield "find", finding()
    yield "find-en", finding().english()
    yield "find-departments", _touched(finding(), lambda r: r.flow.find.choose_tab(DEPARTMENT))
    yield "find-departments-en", _touched(finding().english(), lambda r: r.flow.find.choose_tab(DEPARTMENT))
    yield "find-bundles", _touched(finding(), lambda r: r.flow.find.choose_tab(BUNDLE))
    yield "find-bundles-en", _touched(finding().english(), lambda r: r.flow.find.choose_tab(BUNDLE))
    yield "find-chosen", _touched(finding(), lambda r: r.flow.find.choose_group("business"))
    yield "find-chosen-en", _touched(finding().english(), lambda r: r.flow.find.choose_group("business"))
    yield "find-closed-item", _touched(finding(), lambda r: r.flow.find.choose_group("care"))
    yield "find-longest", _touched(long_list, lambda r: r.flow.find.choose_group(first))
    yield "find-longest-en", _touched(long_list_en, lambda r: r.flow.find.choose_group(first))
    yield "find-search", searching("")
    yield "find-search-en", searching("").english()
    yield "find-found", searching("BDC")
    yield "find-found-en", searching("CARD", finding().english())
    yield "find-found-number", searching("02")
    yield "find-found-closed", searching("LNR")
    yield "find-found-longest", searching("GY", Rehearsal(long).open().choose("take"))
    yield "find-found-longest-en", searching("TRANSFER", Rehearsal(long).open().choose("take").english())
    yield "find-nothing", searching("QWERTYUIOPASDFGHJKLZXCVBNM1234567890QWERTYUIOPASDFGHJKLZXCVBNM")
    yield "find-nothing-en", searching("XYZZY", finding().english())
    yield "find-empty", Rehearsal(nothing).open().choose("take")
    yield "find-offline", Rehearsal(sample).open().tell(LinkLost()).choose("guide")
    yield "find-night", _night(sample).choose("take")
    yield "find-night-en", _night(sample, language="en").choose("departments")
    yield "find-night-bundles", _night(sample).choose("bundles")
    yield "find-night-list", _touched(_night(sample).choose("guide"), lambda r: r.flow.find.choose_group("business"))
    yield "find-night-search", searching("SFZ", _night(sample).choose("search"))
    yield "find-night-search-en", searching("ZZZZ", _night(sample, language="en").choose("search"))


def _item(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def reading() -> Rehearsal:
        return Rehearsal(sample).open().item("food-licence-new")

    long = long_winded(sample)
    closed = next(item.id for item in sample.catalogue.items if item.closed_because)
    unsure = next(item.id for item in sample.catalogue.items if "fee" in item.to_verify)
    renewed = sample.items["food-licence-new"].model_copy(update={"promised_limit_days": 3})
    yield "item", reading()
    yield "item-en", reading().english()
    yield "item-to-verify", Rehearsal(sample).open().item(unsure)
    yield "item-to-verify-en", Rehearsal(sample).open().english().item(unsure)
    yield "item-closed", Rehearsal(sample).open().item(closed)
    yield "item-closed-en", Rehearsal(sample).open().english().item(closed)
    yield "item-asking", reading().take().wait(1)
    yield "item-asking-long", reading().take().wait(11)
    yield "item-refused", reading().take().refused(RefusalCode.QUEUE_FULL)
    yield "item-refused-en", reading().english().take().refused(RefusalCode.QUEUE_FULL)
    yield "item-offline", reading().tell(LinkLost())
    yield "item-changed", reading().publish(with_item(sample, renewed))
    yield "item-changed-en", reading().english().publish(with_item(sample, renewed))
    yield "item-gone", reading().publish(without_item(sample, "food-licence-new"))
    yield "item-printing", _touched(reading(), lambda r: r.flow.item.print_list())
    yield "item-printed", _touched(reading(), lambda r: r.flow.item.print_list()).tell(SlipPrinted("list-1"))
    yield (
        "item-rated",
        _touched(
            _touched(reading(), lambda r: r.flow.item.print_list()).tell(SlipPrinted("list-1")),
            lambda r: r.flow.rate_errand(RatingLevel.SATISFIED),
        ),
    )
    yield (
        "item-printed-en",
        _touched(reading().english(), lambda r: r.flow.item.print_list()).tell(SlipPrinted("list-1")),
    )
    printed_en = _touched(reading().english(), lambda r: r.flow.item.print_list())
    yield "item-not-printed-en", printed_en.tell(SlipFailed("list-1"))
    yield "item-longest", Rehearsal(long).open().item(long.catalogue.items[0].id)
    yield "item-longest-en", Rehearsal(long).open().item(long.catalogue.items[0].id).english()
    yield "item-night", _night(sample).item("food-licence-new")
    yield "item-night-en", _night(sample, language="en").item("food-licence-new")
    yield "item-after-hours", _closed(sample).choose("guide").open_item("food-licence-new")
    yield "item-closing-meanwhile", _closing(sample, night=False)
    yield "item-closing-meanwhile-night-zone", _closing(sample, night=True)


def _closing(sample: HallConfiguration, *, night: bool) -> Rehearsal:
    """Somebody reads while the windows close."""
    kept = keeping_hours(sample)
    reading = Rehearsal(kept, night=night, now_ms=CLOSING_MS - 5_000).open().item("food-licence-new").wait(6)
    return reading.see(night_hall(kept))


def _bundle(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def reading(bundle_id: str = "company-start", language: str = "zh") -> Rehearsal:
        rehearsal = Rehearsal(sample).open()
        return (rehearsal.english() if language == "en" else rehearsal).bundle(bundle_id)

    first = sample.items[sample.catalogue.bundles[0].item_ids[0]]
    closed = first.model_copy(update={"closed_because": Name(zh="正在换发新证，12 月恢复", en="Back in December")})
    yield "bundle", reading()
    yield "bundle-en", reading(language="en")
    yield "bundle-asking", _touched(reading(), lambda r: r.flow.bundle.take()).wait(11)
    yield "bundle-partly-closed", reading().publish(with_item(sample, closed))
    yield "bundle-offline", reading("newborn").tell(LinkLost())
    yield "bundle-gone", reading().publish(without_item(sample, "company-registration"))
    staged = with_stages(sample)
    yield "bundle-stages", Rehearsal(staged).open().bundle("company-start")
    yield "bundle-stages-en", Rehearsal(staged).open().english().bundle("company-start")
    yield "bundle-night", _night(sample).choose("bundles").open_bundle("newborn")
    yield "bundle-night-en", _night(sample, language="en").choose("bundles").open_bundle("retirement")


def _windows(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def choosing() -> Rehearsal:
        return Rehearsal(sample).open(seen).choose("windows")

    seen = full = open_hall(sample, ranges_min=RANGES_MIN)
    queues = (
        msgspec.structs.replace(full.queues[0], accepts=False, why_not=RefusalCode.QUEUE_FULL),
        msgspec.structs.replace(full.queues[1], windows_open=0),
        *full.queues[2:],
    )
    full = msgspec.structs.replace(full, queues=queues)
    none = msgspec.structs.replace(full, queues=())
    yield "windows", choosing()
    yield "windows-selected", Rehearsal(sample).open().choose("unresolved")
    yield "windows-en", Rehearsal(sample).open(seen).choose("unresolved").english()
    yield "windows-early", Rehearsal(sample).open().choose("windows")
    yield "windows-claimed", Rehearsal(sample).open(seen).choose("unresolved").claim("firefighter")
    yield "windows-claimed-en", Rehearsal(sample).open(seen).choose("unresolved").claim("soldier").english()
    yield (
        "windows-full",
        _touched(Rehearsal(sample).open(full).choose("windows"), lambda r: r.flow.windows.select("comprehensive")),
    )
    yield (
        "windows-longest",
        Rehearsal(long_winded(sample))
        .open(open_hall(long_winded(sample), (1_234,), ranges_min=((115, 240),)))
        .choose("windows"),
    )
    yield (
        "windows-longest-en",
        Rehearsal(long_winded(sample))
        .open(open_hall(long_winded(sample), (1_234,), ranges_min=((115, 240),)))
        .choose("windows")
        .english(),
    )
    over = msgspec.structs.replace(seen.queues[3], numbers_over=True, accepts=False, why_not=RefusalCode.NUMBERS_OVER)
    late = msgspec.structs.replace(seen, queues=(*seen.queues[:3], over, *seen.queues[4:]))
    chosen = Rehearsal(sample).open(late).choose("windows")
    yield "windows-numbers-over", _touched(chosen, lambda r: r.flow.windows.select("real-estate"))
    kept = keeping_hours(sample)
    outside = Rehearsal(kept, now_ms=MORNING_MS - 60 * 60_000).open(at_the_doors(kept))
    yield "windows-doors", outside.choose("windows")
    yield "windows-none", Rehearsal(sample).open(none).choose("windows")
    yield "windows-offline", choosing().tell(LinkLost())


def _priority(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def claiming(language: str = "zh") -> Rehearsal:
        rehearsal = Rehearsal(sample).open()
        rehearsal = (rehearsal.english() if language == "en" else rehearsal).item("food-licence-new")
        return _touched(rehearsal, lambda r: r.flow.item.claim())

    many = sample.policy.priority.model_copy(
        update={
            "classes": tuple(
                each.model_copy(update={"id": f"{each.id}-{n}"})
                for n in (1, 2)
                for each in sample.policy.priority.classes
            )
        }
    )
    hall = HallConfiguration(
        plan=sample.plan, catalogue=sample.catalogue, policy=sample.policy.model_copy(update={"priority": many})
    )
    paged = Rehearsal(hall).open().item("food-licence-new")
    again = Rehearsal(sample).open().item("food-licence-new").claim("disabled")
    refused = Rehearsal(sample).open().item("food-licence-new").claim("disabled").take()
    night = _night(sample).item("food-licence-new")
    yield "priority", claiming()
    yield "priority-en", claiming("en")
    yield "priority-claimed", _touched(again, lambda r: r.flow.item.claim())
    yield "priority-many", _touched(paged, lambda r: r.flow.item.claim())
    yield "priority-night", _touched(night, lambda r: r.flow.item.claim())
    yield "item-claimed", Rehearsal(sample).open().item("food-licence-new").claim("elderly")
    yield "item-claimed-en", Rehearsal(sample).open().english().item("food-licence-new").claim("soldier")
    yield "item-priority-refused", refused.refused(RefusalCode.PRIORITY_UNKNOWN)


def _ticket(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def given(*, language: str = "zh", night: bool = False) -> Rehearsal:
        rehearsal = Rehearsal(sample, night=night).open()
        if language == "en":
            rehearsal.english()
        return rehearsal.item("food-licence-new").take().given(ticket(sample, language=language))

    def soon(*, language: str = "zh", priority: str | None = None) -> Rehearsal:
        """With a number of which the hall can say how long it may take."""
        rehearsal = Rehearsal(sample).open()
        rehearsal = (rehearsal.english() if language == "en" else rehearsal).item("food-licence-new")
        rehearsal = (rehearsal.claim(priority) if priority else rehearsal).take()
        told = ticket(sample, language=language, range_min=(15, 25), priority=priority)
        return rehearsal.given(told).tell(SlipPrinted(told.ticket_id)).wait(2)

    def failed(*, language: str = "zh") -> Rehearsal:
        return given(language=language).tell(SlipFailed("2026-11-23.A012"))

    long = long_winded(sample)
    longest_priority = "firefighter"
    long_ticket = ticket(long, number="AB1234", ahead=118, range_min=(115, 240), priority=longest_priority)
    yield "ticket-printing", given().tell(SlipAdvanced("2026-11-23.A012", SlipStage.PRINTING, 0.6))
    yield "ticket-printed", given().tell(SlipPrinted("2026-11-23.A012")).wait(2)
    yield "ticket-printed-en", given(language="en").tell(SlipPrinted("2026-11-23.A012")).wait(2)
    yield "ticket-range", soon()
    yield "ticket-range-en", soon(language="en")
    yield "ticket-priority", soon(priority="elderly")
    yield "ticket-priority-en", soon(language="en", priority="soldier")
    yield "ticket-unconfirmed", failed().wait(2)
    yield "ticket-unconfirmed-en", failed(language="en").wait(2)
    yield "ticket-noted", _touched(failed().wait(2), lambda r: r.flow.ticket.press())
    yield "ticket-void", _touched(failed().wait(2), lambda r: r.flow.ticket.give_up())
    yield "ticket-void-en", _touched(failed(language="en").wait(2), lambda r: r.flow.ticket.give_up())
    longest = Rehearsal(long).open(open_hall(long)).item(long.catalogue.items[0].id).take()
    yield "ticket-longest", longest.given(long_ticket).tell(SlipPrinted(long_ticket.ticket_id))
    longest_en = Rehearsal(long).open(open_hall(long)).english().item(long.catalogue.items[0].id).take()
    yield "ticket-longest-en", longest_en.given(long_ticket).tell(SlipFailed(long_ticket.ticket_id))
    yield (
        "ticket-nobody-ahead",
        Rehearsal(sample)
        .open()
        .item("food-licence-new")
        .take()
        .given(ticket(sample, ahead=0))
        .tell(SlipPrinted("2026-11-23.A012")),
    )
    yield "ticket-night-zone-by-day", given(night=True).tell(SlipPrinted("2026-11-23.A012"))
    for language in ("zh", "en"):
        asked = _night(sample, language=language).item("food-licence-new").take()
        tomorrows = ticket(sample, ahead=0, language=language, issued_at_ms=EVENING_MS, for_day=NEXT_DAY)
        name = "ticket-night" if language == "zh" else "ticket-night-en"
        yield name, asked.given(tomorrows).tell(SlipPrinted("2026-11-23.A012")).wait(2)
    staged = with_stages(sample)
    for language in ("zh", "en"):
        asked = Rehearsal(staged).open()
        asked = (asked.english() if language == "en" else asked).bundle("company-start")
        led = ticket(staged, bundle_id="company-start", number="H003", ahead=2, language=language, range_min=(8, 16))
        given_one = _touched(asked, lambda r: r.flow.bundle.take()).given(led).tell(SlipPrinted(led.ticket_id))
        yield "ticket-stages" if language == "zh" else "ticket-stages-en", given_one.wait(2)
    kept = keeping_hours(sample)
    outside = Rehearsal(kept, now_ms=MORNING_MS - 60 * 60_000).open(at_the_doors(kept)).item("food-licence-new").take()
    early = ticket(kept, ahead=9, issued_at_ms=MORNING_MS - 60 * 60_000, for_day="2026-11-23")
    yield "ticket-doors", outside.given(early).tell(SlipPrinted(early.ticket_id)).wait(2)
    bundled = _touched(Rehearsal(sample).open().bundle("company-start"), lambda r: r.flow.bundle.take())
    for_all = ticket(sample, bundle_id="company-start", number="H003", ahead=2)
    yield "ticket-bundle", bundled.given(for_all).tell(SlipPrinted("2026-11-23.H003")).wait(2)


def _others(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    out = msgspec.structs.replace(open_hall(sample), out_of_service=("kiosk-1",))
    yield "help", Rehearsal(sample).open().choose("help")
    yield "help-en", Rehearsal(sample).open().choose("help").english()
    yield "help-night", _night(sample).choose("help")
    yield "help-night-en", _night(sample, language="en").choose("help")
    yield (
        "notice-out-of-service-night",
        _night(sample).see(msgspec.structs.replace(night_hall(sample), out_of_service=("kiosk-night",))),
    )
    yield "dialog-idle-night", _night(sample).item("food-licence-new").wait(72)
    yield "notice-starting", Rehearsal(sample).tell(Linked())
    yield "notice-waiting", Rehearsal(sample).wait(8)
    yield "notice-turned-away", Rehearsal(sample).tell(Dismissed(RefusalCode.WRONG_CREDENTIALS))
    yield "notice-out-of-service", Rehearsal(sample).open(out)
    yield "notice-out-of-service-en", Rehearsal(sample).open(out).english()
    yield "dialog-idle", Rehearsal(sample).open().item("food-licence-new").wait(72)
    yield "dialog-idle-en", Rehearsal(sample).open().item("food-licence-new").english().wait(72)
    unconfirmed = Rehearsal(sample).open().item("food-licence-new").take().given(ticket(sample))
    yield "dialog-unconfirmed", unconfirmed.tell(SlipFailed("2026-11-23.A012")).wait(72)
    yield "dialog-help", _touched(Rehearsal(sample).open(), lambda r: r.flow.press(BarKey.HELP))
    coming = _touched(_night(sample), lambda r: r.flow.press(BarKey.HELP))
    yield "dialog-help-coming-night", coming.tell(Answered(list(coming.sent)[-1], Accepted(seq=1, at_ms=0)))
    alone = Rehearsal(sample).open().tell(LinkLost())
    yield "dialog-help-unreachable", _touched(alone, lambda r: r.flow.press(BarKey.HELP))


def _touched(rehearsal: Rehearsal, target: Callable[[Rehearsal], None]) -> Rehearsal:
    return rehearsal.touch(lambda: target(rehearsal))


def _examples() -> dict[str, FlowState]:
    sample = load(SAMPLE)
    told = (
        _start(sample),
        _find(sample),
        _item(sample),
        _bundle(sample),
        _windows(sample),
        _priority(sample),
        _ticket(sample),
        _others(sample),
        pre_review_examples.examples(
            sample, lambda configuration: Rehearsal(configuration).open(), lambda: _night(sample)
        ),
        appointment_examples.examples(sample, lambda: _booking_night(sample)),
        sheet_examples.examples(sample),
        rating_examples.examples(sample, lambda configuration: Rehearsal(configuration).open()),
    )
    return {name: rehearsal.flow.state for group in told for name, rehearsal in group}


EXAMPLES: dict[str, FlowState] = _examples()
