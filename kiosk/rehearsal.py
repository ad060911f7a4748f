"""A kiosk with nothing behind it, in the sample hall: for the examples, the gallery's slips and the tests.

What a person does is touched, what a hall or a printer does is told, and time goes on when it is waited for.
"""

from collections.abc import Callable

import msgspec

from config.catalogue import Bundle, BundleStage, ServiceItem
from config.configuration import HallConfiguration
from config.hall import Device, DeviceKind, Station, StationKind
from config.i18n import Texts
from config.model import Name
from hardware.sheets.document import Sheet
from hardware.slip_document import Document
from kiosk.flow import BarKey, Flow
from kiosk.messages import ConfigurationArrived
from kiosk.presenters.bundle import BundlePresenter
from kiosk.presenters.item import ItemPresenter
from kiosk.presenters.verdict import VerdictPresenter
from kiosk.presenters.windows import WindowsPresenter
from kiosk.printout import Printout
from queue_server.client.session import Answered, Linked, ViewArrived, WasRefused
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Accepted,
    HallView,
    ItemLine,
    Label,
    QueueLine,
    SlipState,
    StageLine,
    TicketState,
    TicketView,
)

MORNING_MS = 1_795_398_060_000  # 2026-11-23 09:41 in the hall
EVENING_MS = 1_795_440_960_000  # 21:36
CLOSING_MS = 1_795_424_400_000  # 17:00
DAY_MS = 86_400_000
NEXT_DAY = "2026-11-24"
OFFICE_PRINTER = "office-printer"
PUBLIC_URL = "https://hall.example"
WAITING = (12, 3, 8, 26, 4, 2, 0, 6, 1, 0, 5)  # people per queue, in the plan's order
OPEN_WINDOWS = (6, 3, 3, 3, 2, 2, 1, 2, 2, 1, 1)
RANGES_MIN = ((15, 25), (5, 10), (10, 20), (40, 60), (8, 16), (3, 5), None, (9, 22), (0, 4), (0, 12), (7, 18))


class Rehearsal:
    """A flow with nothing behind it: it keeps what was sent, withdrawn and printed, and is told what is to happen."""

    def __init__(self, configuration: HallConfiguration, *, night: bool = False, now_ms: int = MORNING_MS) -> None:
        self.configuration = configuration
        self.now_ms = now_ms
        self.sent: dict[str, AnyCommand] = {}
        self.withdrawn: list[str] = []
        self.printed: list[tuple[str, Document]] = []
        self.sheets: list[tuple[str, Sheet]] = []  # of A4; of each the slip is among `printed`
        self.fetched = 0
        self.codes: list[str] = []  # looked up
        self.slips: list[str] = []  # scanned, to rate what was done
        self.looked_up: list[tuple[int, str | None, str | None]] = []  # appointments, by code or person
        self.by_card = False  # the last of them
        self.slots_asked: list[str] = []  # of which items
        self.readings: list[int] = []  # of ID cards, by number
        self.reading = False  # a card is waited for now
        self.station = self._station(night)
        self._set_by_ms = 0  # the hall's clock, since it began
        self.flow = Flow(Texts.load(), self, self, now_ms, lambda: self.now_ms - self._set_by_ms)

    # what the flow asks

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        key = f"rehearsal-{len(self.sent) + 1}"
        self.sent[key] = command
        return key

    def withdraw(self, key: str) -> None:
        self.withdrawn.append(key)

    def print_slip(self, ticket_id: str, document: Document) -> None:
        self.printed.append((ticket_id, document))

    def print_sheet(self, sheet_id: str, printout: Printout) -> None:
        self.printed.append((sheet_id, printout.slip))
        self.sheets.append((sheet_id, printout.sheet))

    def fetch_configuration(self) -> None:
        self.fetched += 1

    def find_appointments(
        self, asked: int, *, code: str | None = None, person: str | None = None, by_card: bool = False
    ) -> None:
        self.looked_up.append((asked, code, person))
        self.by_card = by_card

    def read_card(self, asked: int) -> None:
        self.readings.append(asked)
        self.reading = True

    def stop_reading(self) -> None:
        self.reading = False

    def fetch_slots(self, item_id: str) -> None:
        self.slots_asked.append(item_id)

    def find_rateable(self, code: str) -> None:
        self.slips.append(code)

    def fetch_pre_review(self, code: str) -> None:
        self.codes.append(code)

    def with_office_printer(self) -> "Rehearsal":
        """The plan gives it an A4 printer."""
        printer = Device(id=OFFICE_PRINTER, kind=DeviceKind.OFFICE_PRINTER, url="ipp://127.0.0.1:631/printers/a4")
        self.station = self.station.model_copy(update={"devices": (*self.station.devices, printer)})
        return self

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

    def set_clock(self, minutes: int) -> "Rehearsal":
        """The hall's clock is set, forwards or back; no time passes."""
        self.now_ms += minutes * 60_000
        self._set_by_ms += minutes * 60_000
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

    def claim(self, priority_id: str) -> "Rehearsal":
        """Priority, on the way there from the page in front."""
        match self.flow.presenter:
            case ItemPresenter() | BundlePresenter() | VerdictPresenter() | WindowsPresenter() as page:
                self.touch(page.claim)
        return self.touch(lambda: self.flow.priority.claim(priority_id))

    def take(self) -> "Rehearsal":
        return self.touch(self.flow.item.take)

    def given(self, ticket: TicketView) -> "Rehearsal":
        """The server answers the last request with `ticket`."""
        return self.tell(Answered(list(self.sent)[-1], Accepted(seq=9, at_ms=self.now_ms, ticket=ticket)))

    def refused(self, code: RefusalCode) -> "Rehearsal":
        return self.tell(WasRefused(list(self.sent)[-1], code))

    def _station(self, night: bool) -> Station:
        """The first such kiosk of the plan, without an A4 printer."""
        kiosks = (s for s in self.configuration.plan.stations if s.kind is StationKind.KIOSK)
        found = next(kiosk for kiosk in kiosks if kiosk.night is night)
        others = tuple(device for device in found.devices if device.kind is not DeviceKind.OFFICE_PRINTER)
        return found.model_copy(update={"devices": others})


# --- the sample hall ----------------------------------------------------------------------------------------------


def open_hall(
    configuration: HallConfiguration,
    waiting: tuple[int, ...] = WAITING,
    windows_open: tuple[int, ...] = OPEN_WINDOWS,
    *,
    day_open: bool = True,
    ranges_min: tuple[tuple[int, int] | None, ...] = (None,),
) -> HallView:
    """What the server tells kiosks; numbers repeat where there are more queues. No ranges: too little was seen yet."""
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
                range_min=ranges_min[at % len(ranges_min)],
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


def at_the_doors(configuration: HallConfiguration) -> HallView:
    """What the server tells while people wait outside: windows are closed, numbers of today are given out."""
    hall = open_hall(configuration, (9, 2, 4, 7, 0), (0,))
    return msgspec.structs.replace(
        hall, day_open=False, windows_open=False, next_day=hall.business_day, doors_open=True, doors_at="08:30"
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
    range_min: tuple[int, int] | None = None,
    priority: str | None = None,
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
        windows=tuple(window.number for window in configuration.regular_windows[queue.id]),
        item=_label(item.name) if item else None,
        issued_at_ms=issued_at_ms,
        language=language,
        ahead=ahead,
        page_path=f"/t/2026-11-23.{number}.Qk3vX9dP2mLw7sTz",
        bundle=_label(bundle.name) if bundle else None,
        for_day=for_day,
        range_min=range_min,
        stages=_stages(configuration, bundle) if bundle else (),
        lead=_lead(configuration, bundle) if bundle else None,
        one_day=bundle is not None and bundle.one_day,
        priority=next(
            (_label(each.name) for each in configuration.policy.priority.classes if each.id == priority), None
        ),
    )


def _stages(configuration: HallConfiguration, bundle: Bundle) -> tuple[StageLine, ...]:
    return tuple(
        StageLine(
            name=_label(stage.name),
            queue=_label(configuration.queues[stage.queue_id].name),
            items=tuple(_label(configuration.items[item_id].name) for item_id in stage.item_ids),
            state="now" if at == 0 else "next",
        )
        for at, stage in enumerate(bundle.stages)
    )


def _lead(configuration: HallConfiguration, bundle: Bundle) -> Label | None:
    departments = configuration.plan.departments
    return next((_label(each.name) for each in departments if each.id == bundle.lead_department_id), None)


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


def with_stages(configuration: HallConfiguration) -> HallConfiguration:
    """The same hall, where starting a company leads to three windows one after the other."""
    stages = (
        BundleStage(queue_id="enterprise", item_ids=("company-registration",), name=Name(zh="受理", en="Application")),
        BundleStage(queue_id="cashier", name=Name(zh="缴费", en="Payment")),
        BundleStage(queue_id="delivery", name=Name(zh="领件", en="Pick-up")),
    )
    bundles = tuple(
        bundle.model_copy(update={"stages": stages, "lead_department_id": "market", "one_day": True})
        if bundle.id == "company-start"
        else bundle
        for bundle in configuration.catalogue.bundles
    )
    catalogue = configuration.catalogue.model_copy(update={"bundles": bundles})
    return HallConfiguration(plan=configuration.plan, catalogue=catalogue, policy=configuration.policy)


def _label(name: Name) -> Label:
    return Label(name.zh, name.en)
