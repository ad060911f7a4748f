"""The kiosk's screens in named states: for the gallery, the inspection of pictures, the documentation and the tests.

Every example is reached the way a person reaches it: a real flow in the sample hall is told and touched.
"""

from collections.abc import Callable, Iterator

import msgspec

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.loading import SAMPLE, load
from config.model import Name
from hardware.slip_document import Document
from kiosk.flow import BarKey, Flow, FlowState
from kiosk.messages import ConfigurationArrived, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
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
        self.choose("take")
        return self.touch(lambda: self.flow.find.open_item(item_id))

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
    )


def ticket(
    configuration: HallConfiguration,
    item_id: str | None = "food-licence-new",
    queue_id: str = "comprehensive",
    *,
    number: str = "A012",
    ahead: int = 12,
    language: str = "zh",
    issued_at_ms: int = MORNING_MS,
) -> TicketView:
    item = configuration.items[item_id] if item_id else None
    queue = configuration.queues[item.queue_id if item else queue_id]
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


def _label(name: Name) -> Label:
    return Label(name.zh, name.en)


# --- the examples -------------------------------------------------------------------------------------------------


def _start(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def at_morning(**options: bool) -> Rehearsal:
        return Rehearsal(sample, **options)

    closed = open_hall(sample, day_open=False)
    yield "start", at_morning().open()
    yield "start-en", at_morning().open().english()
    yield "start-no-paper", at_morning().open().tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    yield "start-offline", at_morning().open().tell(LinkLost()).wait(90)
    yield "start-offline-old", at_morning().open().tell(LinkLost()).wait(400)
    yield "start-empty", at_morning().open(open_hall(sample, (0,), (0,)))
    yield "start-longest", Rehearsal(long_winded(sample)).open(open_hall(long_winded(sample), (1_234, 88), (12,)))
    yield (
        "start-longest-en",
        Rehearsal(long_winded(sample)).open(open_hall(long_winded(sample), (1_234, 88), (12,))).english(),
    )
    yield "start-closed", Rehearsal(sample, now_ms=EVENING_MS).open(closed)
    yield "start-closed-en", Rehearsal(sample, now_ms=EVENING_MS).open(closed).english()
    yield "start-night", Rehearsal(sample, night=True, now_ms=EVENING_MS).open(closed)
    yield "start-night-en", Rehearsal(sample, night=True, now_ms=EVENING_MS).open(closed).english()
    yield "start-night-zone-by-day", at_morning(night=True).open()


def _find(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def finding() -> Rehearsal:
        return Rehearsal(sample).open().choose("take")

    no_items = sample.catalogue.model_copy(update={"items": ()})
    nothing = HallConfiguration(plan=sample.plan, catalogue=no_items, policy=sample.policy)
    care = finding()
    yield "find", finding()
    yield "find-en", finding().english()
    yield "find-departments", _touched(finding(), lambda r: r.flow.find.choose_tab("department"))
    yield "find-closed-item", _touched(care, lambda r: r.flow.find.choose_group("care"))
    long = long_winded(sample)
    yield "find-chosen", _touched(finding(), lambda r: r.flow.find.choose_group("business"))
    yield "find-longest", Rehearsal(long).open().choose("take")
    yield "find-longest-en", Rehearsal(long).open().choose("take").english()
    yield "find-empty", Rehearsal(nothing).open().choose("take")
    yield "find-offline", Rehearsal(sample).open().tell(LinkLost()).choose("guide")
    yield (
        "find-night",
        Rehearsal(sample, night=True, now_ms=EVENING_MS).open(open_hall(sample, day_open=False)).choose("guide"),
    )


def _item(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    def reading() -> Rehearsal:
        return Rehearsal(sample).open().item("food-licence-new")

    long = long_winded(sample)
    yield "item", reading()
    yield "item-en", reading().english()
    yield "item-closed", Rehearsal(sample).open().item(next(i.id for i in sample.catalogue.items if i.closed_because))
    yield "item-asking", reading().take().wait(1)
    yield "item-asking-long", reading().take().wait(11)
    yield "item-refused", reading().take().refused(RefusalCode.QUEUE_FULL)
    yield "item-refused-en", reading().english().take().refused(RefusalCode.QUEUE_FULL)
    yield "item-offline", reading().tell(LinkLost())
    yield "item-longest", Rehearsal(long).open().item(long.catalogue.items[0].id)
    yield "item-longest-en", Rehearsal(long).open().item(long.catalogue.items[0].id).english()
    yield (
        "item-night",
        Rehearsal(sample, night=True, now_ms=EVENING_MS)
        .open(open_hall(sample, day_open=False))
        .item("food-licence-new"),
    )


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
    yield "ticket-night", given(night=True).tell(SlipPrinted("2026-11-23.A012"))


def _others(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    closed = open_hall(sample, day_open=False)
    out = msgspec.structs.replace(open_hall(sample), out_of_service=("kiosk-1",))
    yield "help", Rehearsal(sample).open().choose("help")
    yield "help-en", Rehearsal(sample).open().choose("help").english()
    yield "help-night", Rehearsal(sample, night=True, now_ms=EVENING_MS).open(closed).choose("help")
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
    coming = _touched(
        Rehearsal(sample, night=True, now_ms=EVENING_MS).open(closed), lambda r: r.flow.press(BarKey.HELP)
    )
    yield "dialog-help-coming-night", coming.tell(Answered(list(coming.sent)[-1], Accepted(seq=1, at_ms=0)))
    alone = Rehearsal(sample).open().tell(LinkLost())
    yield "dialog-help-unreachable", _touched(alone, lambda r: r.flow.press(BarKey.HELP))


def _touched(rehearsal: Rehearsal, target: Callable[[Rehearsal], None]) -> Rehearsal:
    return rehearsal.touch(lambda: target(rehearsal))


def _examples() -> dict[str, FlowState]:
    sample = load(SAMPLE)
    told = (_start(sample), _find(sample), _item(sample), _windows(sample), _ticket(sample), _others(sample))
    return {name: rehearsal.flow.state for group in told for name, rehearsal in group}


EXAMPLES: dict[str, FlowState] = _examples()
