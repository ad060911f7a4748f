"""The kiosk's screens in named states: for the gallery, the inspection of pictures, the documentation and the tests.

Every example is reached the way a person reaches it: a real flow in the sample hall is told and touched.
"""

from collections.abc import Callable, Iterator

import msgspec

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.loading import SAMPLE, load
from config.model import Name
from hardware.slip_document import Document
from kiosk import pre_review_examples
from kiosk.flow import BarKey, Flow, FlowState
from kiosk.messages import ConfigurationArrived, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.presenters.find import BUNDLE, DEPARTMENT, SEARCH
from queue_server.client.session import Answered, Dismissed, Linked, LinkLost, ViewArrived, WasRefused
from queue_server.contract.commands import AnyCommand, DeviceHealth
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Accepted,
    HallView,
    ItemLine,
    Label,
    QueueLine,
    SlipState,
    TicketState,
    TicketView,
)

MORNING_MS = 1_795_398_060_000  # 2026-11-23 09:41 in the hall
EVENING_MS = 1_795_440_960_000  # 21:36
CLOSING_MS = 1_795_424_400_000  # 17:00
DAY_MS = 86_400_000
NEXT_DAY = "2026-11-24"
PUBLIC_URL = "https://hall.example"
WAITING = (12, 3, 8, 26, 4, 2, 0, 6, 1, 0, 5)  # people per queue, in the plan's order
OPEN_WINDOWS = (6, 3, 3, 3, 2, 2, 1, 2, 2, 1, 1)


class Rehearsal:
    """A flow with nothing behind it: it keeps what was sent, withdrawn and printed, and is told what is to happen."""

    def __init__(self, configuration: HallConfiguration, *, night: bool = False, now_ms: int = MORNING_MS) -> None:
        self.configuration = configuration
        self.now_ms = now_ms
        self.sent: dict[str, AnyCommand] = {}
        self.withdrawn: list[str] = []
        self.printed: list[tuple[str, Document]] = []
        self.fetched = 0
        self.codes: list[str] = []  # looked up
        self.station = self._station(night)
        self.flow = Flow(Texts.load(), self, self, now_ms)

    # what the flow asks

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        key = f"rehearsal-{len(self.sent) + 1}"
        self.sent[key] = command
        return key

    def withdraw(self, key: str) -> None:
        self.withdrawn.append(key)

    def print_slip(self, ticket_id: str, document: Document) -> None:
        self.printed.append((ticket_id, document))

    def fetch_configuration(self) -> None:
        self.fetched += 1

    def fetch_pre_review(self, code: str) -> None:
        self.codes.append(code)

    # what happens

    def open(self, hall: HallView | None = None) -> "Rehearsal":
        """Linked, with plan, catalogue and the view of an open hall."""
        self.tell(Linked())
        self.tell(ConfigurationArrived(self.station, self.configuration, "sample", PUBLIC_URL))
        return self.see(hall or open_hall(self.configuration))

    def see(self, hall: HallView) -> "Rehearsal":
        return self.tell(ViewArrived("hall", 1, hall))

    def tell(self, message: object) -> "Rehearsal":
        self.flow.receive(message, self.now_ms)  # type: ignore[arg-type]  # any message of the flow
        return self

    def wait(self, seconds: float) -> "Rehearsal":
        """Time goes on, tick by tick as in the shell."""
        until_ms = self.now_ms + round(seconds * 1_000)
        while self.now_ms < until_ms:
            self.now_ms = min(self.now_ms + 200, until_ms)
            self.flow.tick(self.now_ms)
        return self

    def touch(self, target: Callable[[], None]) -> "Rehearsal":
        self.flow.touched(self.now_ms)
        target()
        return self

    def choose(self, choice: str) -> "Rehearsal":
        return self.touch(lambda: self.flow.start.choose(choice))

    def english(self) -> "Rehearsal":
        return self.touch(lambda: self.flow.press(BarKey.LANGUAGE))

    def item(self, item_id: str) -> "Rehearsal":
        return self.choose("take").open_item(item_id)

    def open_item(self, item_id: str) -> "Rehearsal":
        return self.touch(lambda: self.flow.find.open_item(item_id))

    def bundle(self, bundle_id: str) -> "Rehearsal":
        return self.choose("take").open_bundle(bundle_id)

    def open_bundle(self, bundle_id: str) -> "Rehearsal":
        return self.touch(lambda: self.flow.find.open_bundle(bundle_id))

    def type(self, letter: str) -> "Rehearsal":
        """A key of the keyboard on the screen."""
        return self.touch(lambda: self.flow.find.type(letter))

    def publish(self, configuration: HallConfiguration) -> "Rehearsal":
        """Another catalogue is in force."""
        self.configuration = configuration
        return self.tell(ConfigurationArrived(self.station, configuration, "another", PUBLIC_URL))

    def take(self) -> "Rehearsal":
        return self.touch(self.flow.item.take)

    def given(self, ticket: TicketView) -> "Rehearsal":
        """The server answers the last request with `ticket`."""
        return self.tell(Answered(list(self.sent)[-1], Accepted(seq=9, at_ms=self.now_ms, ticket=ticket)))

    def refused(self, code: RefusalCode) -> "Rehearsal":
        return self.tell(WasRefused(list(self.sent)[-1], code))

    def _station(self, night: bool) -> Station:
        kiosks = (s for s in self.configuration.plan.stations if s.kind is StationKind.KIOSK)
        return next(kiosk for kiosk in kiosks if kiosk.night is night)


# --- the sample hall ----------------------------------------------------------------------------------------------


def open_hall(
    configuration: HallConfiguration,
    waiting: tuple[int, ...] = WAITING,
    windows_open: tuple[int, ...] = OPEN_WINDOWS,
    *,
    day_open: bool = True,
) -> HallView:
    """What the server tells kiosks; numbers repeat where there are more queues."""
    why = None if day_open else RefusalCode.DAY_CLOSED
    return HallView(
        hall=_label(configuration.plan.name),
        day_open=day_open,
        business_day="2026-11-23" if day_open else None,
        opens_at=configuration.policy.hours.opens_at,
        closes_at=configuration.policy.hours.closes_at,
        configuration_hash="sample",
        queues=tuple(
            QueueLine(
                queue_id=queue.id,
                name=_label(queue.name),
                series=queue.series,
                kind=queue.kind.value,
                waiting=waiting[at % len(waiting)],
                windows_open=windows_open[at % len(windows_open)],
                accepts=day_open,
                why_not=why,
                on_kiosk=queue.on_kiosk,
            )
            for at, queue in enumerate(configuration.plan.queues)
        ),
        closed_items=tuple(
            ItemLine(item.id, RefusalCode.ITEM_CLOSED) for item in configuration.catalogue.items if item.closed_because
        ),
        out_of_service=(),
        windows_open=day_open,
    )


def night_hall(configuration: HallConfiguration, *, taken: int = 0, next_day: str = NEXT_DAY) -> HallView:
    """What the server tells while windows are closed. With numbers `taken`, the next day was opened early for them."""
    hall = open_hall(configuration, (taken,) + (0,) * (len(configuration.plan.queues) - 1), (0,), day_open=False)
    queues = tuple(
        msgspec.structs.replace(line, accepts=taken > 0, why_not=None if taken else line.why_not)
        for line in hall.queues
    )
    business_day = next_day if taken else None
    return msgspec.structs.replace(
        hall, queues=queues, day_open=taken > 0, business_day=business_day, next_day=next_day
    )


def keeping_hours(configuration: HallConfiguration) -> HallConfiguration:
    """The same hall as a real one: with opening hours."""
    hours = configuration.policy.hours.model_copy(update={"always": False})
    policy = configuration.policy.model_copy(update={"hours": hours})
    return HallConfiguration(plan=configuration.plan, catalogue=configuration.catalogue, policy=policy)


def ticket(
    configuration: HallConfiguration,
    item_id: str | None = "food-licence-new",
    queue_id: str = "comprehensive",
    *,
    number: str = "A012",
    ahead: int = 12,
    language: str = "zh",
    issued_at_ms: int = MORNING_MS,
    bundle_id: str | None = None,
    for_day: str | None = None,
) -> TicketView:
    bundle = next((each for each in configuration.catalogue.bundles if each.id == bundle_id), None)
    item = configuration.items[item_id] if item_id and bundle is None else None
    queue = configuration.queues[bundle.queue_id if bundle else item.queue_id if item else queue_id]
    zone = next(zone for zone in configuration.plan.zones if zone.id == queue.zone_id)
    return TicketView(
        ticket_id=f"2026-11-23.{number}",
        number=number,
        state=TicketState.WAITING,
        slip=SlipState.PENDING,
        hall=_label(configuration.plan.name),
        queue=_label(queue.name),
        queue_kind=queue.kind.value,
        zone_letter=zone.letter,
        zone=_label(zone.name),
        windows=tuple(window.number for window in configuration.windows_of_queue[queue.id]),
        item=_label(item.name) if item else None,
        issued_at_ms=issued_at_ms,
        language=language,
        ahead=ahead,
        page_path=f"/t/2026-11-23.{number}.Qk3vX9dP2mLw7sTz",
        bundle=_label(bundle.name) if bundle else None,
        for_day=for_day,
    )


def long_winded(configuration: HallConfiguration) -> HallConfiguration:
    """The same hall with the longest names anybody would give."""
    long_item = Name(
        zh="国有建设用地使用权及房屋所有权转移登记（存量房买卖，含税费一次缴清）",
        en="Transfer of land use right and house ownership (existing home, taxes paid in one go)",
    )
    long_reason = Name(
        zh="登记资料正在迁移，12 月 1 日起恢复办理；着急用，请到 12 号窗口说明情况",
        en="Records are being moved; back on 1 December. If it is urgent, explain your case at window 12",
    )
    long_fee = Name(zh="住宅每件 80 元，非住宅每件 550 元", en="80 yuan for a home, 550 yuan for other property")
    first, second, *rest = configuration.catalogue.items
    items = (
        first.model_copy(update={"name": long_item, "fee": first.fee.model_copy(update={"amount": long_fee})}),
        second.model_copy(update={"name": long_item, "closed_because": long_reason}),
        *rest,
    )
    catalogue = configuration.catalogue.model_copy(update={"items": items})
    queues = tuple(
        queue.model_copy(update={"name": Name(zh="社会保险和医疗保障", en="Social and medical insurance")})
        for queue in configuration.plan.queues
    )
    plan = configuration.plan.model_copy(update={"queues": queues})
    return HallConfiguration(plan=plan, catalogue=catalogue, policy=configuration.policy)


def with_item(configuration: HallConfiguration, item: ServiceItem) -> HallConfiguration:
    """The same hall with another guide of that item."""
    item = ServiceItem.model_validate(item.model_dump())  # a copy would keep the version of what it was copied from
    items = tuple(item if each.id == item.id else each for each in configuration.catalogue.items)
    return _with_items(configuration, items)


def without_item(configuration: HallConfiguration, item_id: str) -> HallConfiguration:
    """The same hall without that item, and without the bundles it belongs to."""
    return _with_items(configuration, tuple(item for item in configuration.catalogue.items if item.id != item_id))


def _with_items(configuration: HallConfiguration, items: tuple[ServiceItem, ...]) -> HallConfiguration:
    there = {item.id for item in items}
    bundles = tuple(bundle for bundle in configuration.catalogue.bundles if there.issuperset(bundle.item_ids))
    catalogue = configuration.catalogue.model_copy(update={"items": items, "bundles": bundles})
    return HallConfiguration(plan=configuration.plan, catalogue=catalogue, policy=configuration.policy)


def _label(name: Name) -> Label:
    return Label(name.zh, name.en)


# --- the examples -------------------------------------------------------------------------------------------------


def _closed(sample: HallConfiguration) -> Rehearsal:
    """After hours, at a kiosk inside the hall."""
    kept = keeping_hours(sample)
    return Rehearsal(kept, now_ms=EVENING_MS).open(night_hall(kept))


def _night(sample: HallConfiguration, *, taken: int = 0, language: str = "zh") -> Rehearsal:
    """After hours, in the self-service zone."""
    kept = keeping_hours(sample)
    night = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept, taken=taken))
    return night.english() if language == "en" else night


def _start(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def at_morning(**options: bool) -> Rehearsal:
        return Rehearsal(sample, **options)

    unopened = open_hall(sample, day_open=False)
    long = long_winded(sample)
    crowded = open_hall(long, (1_234, 88), (12,))
    yield "start", at_morning().open()
    yield "start-en", at_morning().open().english()
    yield "start-no-paper", at_morning().open().tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    yield "start-offline", at_morning().open().tell(LinkLost()).wait(90)
    yield "start-offline-old", at_morning().open().tell(LinkLost()).wait(400)
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
    yield "bundle-night", _night(sample).choose("bundles").open_bundle("newborn")
    yield "bundle-night-en", _night(sample, language="en").choose("bundles").open_bundle("retirement")


def _windows(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def choosing() -> Rehearsal:
        return Rehearsal(sample).open().choose("windows")

    full = open_hall(sample)
    queues = (
        msgspec.structs.replace(full.queues[0], accepts=False, why_not=RefusalCode.QUEUE_FULL),
        msgspec.structs.replace(full.queues[1], windows_open=0),
        *full.queues[2:],
    )
    full = msgspec.structs.replace(full, queues=queues)
    none = msgspec.structs.replace(full, queues=())
    yield "windows", choosing()
    yield "windows-selected", Rehearsal(sample).open().choose("unresolved")
    yield "windows-en", Rehearsal(sample).open().choose("unresolved").english()
    yield (
        "windows-full",
        _touched(Rehearsal(sample).open(full).choose("windows"), lambda r: r.flow.windows.select("comprehensive")),
    )
    yield (
        "windows-longest",
        Rehearsal(long_winded(sample)).open(open_hall(long_winded(sample), (1_234,))).choose("windows"),
    )
    yield (
        "windows-longest-en",
        Rehearsal(long_winded(sample)).open(open_hall(long_winded(sample), (1_234,))).choose("windows").english(),
    )
    yield "windows-none", Rehearsal(sample).open(none).choose("windows")
    yield "windows-offline", choosing().tell(LinkLost())


def _ticket(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def given(*, language: str = "zh", night: bool = False) -> Rehearsal:
        rehearsal = Rehearsal(sample, night=night).open()
        if language == "en":
            rehearsal.english()
        return rehearsal.item("food-licence-new").take().given(ticket(sample, language=language))

    def failed(*, language: str = "zh") -> Rehearsal:
        return given(language=language).tell(SlipFailed("2026-11-23.A012"))

    long = long_winded(sample)
    long_ticket = ticket(long, number="AB1234", ahead=118)
    yield "ticket-printing", given().tell(SlipAdvanced("2026-11-23.A012", SlipStage.PRINTING, 0.6))
    yield "ticket-printed", given().tell(SlipPrinted("2026-11-23.A012")).wait(2)
    yield "ticket-printed-en", given(language="en").tell(SlipPrinted("2026-11-23.A012")).wait(2)
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
        _ticket(sample),
        _others(sample),
        pre_review_examples.examples(
            sample, lambda configuration: Rehearsal(configuration).open(), lambda: _night(sample)
        ),
    )
    return {name: rehearsal.flow.state for group in told for name, rehearsal in group}


EXAMPLES: dict[str, FlowState] = _examples()
