"""What the kiosk knows of its hall at one moment. Every screen is drawn from it and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from config.catalogue import Applicant, Bundle, ServiceItem
from config.configuration import HallConfiguration
from config.hall import DeviceKind, Station, Zone
from config.i18n import Texts
from config.opening import is_open, next_opening
from config.policy import PriorityClass
from kiosk.review import Review
from kiosk.wish import Wish
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView, Label, QueueLine

Day = date  # `Outlook.date` is a day in words

PRINTING = (DeviceHealth.OK, DeviceHealth.PAPER_LOW)  # the best first
OLD_AFTER_MS = 300_000  # figures older than this are not shown any more (visual language, section 8)


@dataclass(frozen=True)
class Outlook:
    """`seen_at_ms` is when `hall` was last known to be true; `paper` is None until a printer has been asked.

    `reader` is None while the kiosk has no ID card reader, or has not asked it yet. `person_key` is opaque: of who has
    said who they are, and goes with their number.

    `now_ms` is the hall's time, which may be set; `steady_ms` only grows, and counts how long something lasts.

    `night`: the form of the self-service zone while windows are closed, in which whoever is here now began. `claim` is
    the priority class they say they belong to.
    """

    texts: Texts
    language: str = "zh"
    now_ms: int = 0
    station: Station | None = None
    configuration: HallConfiguration | None = None
    hall: HallView | None = None
    linked: bool = False
    seen_at_ms: int = 0
    paper: DeviceHealth | None = None
    office_paper: DeviceHealth | None = None  # of its A4 printer
    reader: DeviceHealth | None = None
    wish: Wish | None = None
    review: Review | None = None  # the pre-review somebody is at
    night: bool = False
    claim: str | None = None
    person_key: str | None = None
    steady_ms: int = 0

    def with_news(self, news: Mapping[str, object]) -> "Outlook":
        """Another one of these fields. What `dataclasses.replace` gives, several times a second, and much sooner."""
        known = self.__dict__
        outlook = object.__new__(Outlook)
        outlook.__dict__.update({name: known[name] for name in _FIELDS}, **news)
        return outlook

    # --- words ----------------------------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        """The text `key` of the area "kiosk" in the chosen language."""
        return self.texts.text(f"kiosk.{key}", self.language, **values)

    def word(self, key: str, **values: object) -> str:
        """A word the whole hall shares: `key` of the area "common"."""
        return self.texts.text(f"common.{key}", self.language, **values)

    def clock(self, at_ms: int | None = None) -> str:
        """The hall's local time, "09:41"."""
        return _clock((self.now_ms if at_ms is None else at_ms) // 60_000, self._time_zone)

    def day(self, at_ms: int) -> str:
        """A local date, "2026-11-23"."""
        return f"{self._local(at_ms):%Y-%m-%d}"

    def in_language(self, language: str) -> "Outlook":
        return replace(self, language=language)

    def date(self, day: Day | None = None) -> str:
        """A day in words, today if not said: "11 月 23 日 星期一", "Mon 23 Nov"."""
        return _date(day or self.today, self.texts, self.language)

    def day_named(self, day: Day) -> str:
        """A day as people say it: "今天", "明天", "11 月 30 日"; "today", "tomorrow", "30 Nov"."""
        days = (day - self.today).days
        if days in (0, 1):
            return self.say("frame.today" if days == 0 else "frame.tomorrow")
        return self.say("frame.day", month=self.say(f"frame.month_{day.month}"), day=day.day)

    def windows(self, numbers: Iterable[int]) -> str:
        """Window numbers as people say them: "1 至 4、7 号", "windows 1–4, 7"."""
        return _windows(tuple(numbers), self.texts, self.language)

    def minutes(self, range_min: tuple[int, int]) -> str:
        """At least and at most so long: "10–25 分钟"."""
        least, most = range_min
        return self.word("unit.minutes_range", least=least, most=most)

    def _local(self, at_ms: int | None) -> datetime:
        return datetime.fromtimestamp((self.now_ms if at_ms is None else at_ms) / 1000, ZoneInfo(self._time_zone))

    @property
    def _time_zone(self) -> str:
        return self.configuration.plan.time_zone if self.configuration else "Asia/Shanghai"

    # --- the hall -------------------------------------------------------------------------------------------------

    @property
    def hall_name(self) -> str:
        if self.configuration is not None:
            return self.configuration.plan.name.text(self.language)
        return self.hall.hall.text(self.language) if self.hall is not None else ""

    @property
    def day_open(self) -> bool:
        return self.hall is not None and self.hall.day_open

    @property
    def windows_open(self) -> bool:
        """Whether people are served now; while the server is away the calendar says it."""
        if self.hall is None:
            return False
        return self.hall.windows_open if self.linked else self._open_by_calendar

    @property
    def _open_by_calendar(self) -> bool:
        hours = self.configuration.policy.hours if self.configuration else None
        return hours is not None and is_open(hours, self._local(None).replace(tzinfo=None))

    @property
    def windows_due(self) -> bool:
        """The windows should be open by the calendar, and are not."""
        return self._open_by_calendar and not self.windows_open

    @property
    def doors_open(self) -> bool:
        """Windows are closed still, but who waits outside is given numbers for when they open."""
        return self.hall is not None and self.linked and self.hall.doors_open and not self.windows_open

    @property
    def night_by_now(self) -> bool:
        """This kiosk stands in the zone that never closes, and the hall's doors are closed."""
        return self.station is not None and self.station.night and not self.windows_open and not self.doors_open

    @property
    def for_day(self) -> str | None:
        """The business day a number taken here now would be for, if not for today's open windows."""
        return self.hall.next_day if self.hall is not None and self.night_by_now else None

    @property
    def issues(self) -> bool:
        """Whether tickets can be had at this kiosk now at all."""
        return self.linked and (self.windows_open or self.doors_open or self.for_day is not None)

    @property
    def opens_next(self) -> datetime | None:
        """When windows open next, local to the hall; None if the calendar knows no such day."""
        if self.configuration is None:
            return None
        hours = self.configuration.policy.hours
        if self.hall is not None and self.linked and self.hall.next_day is not None:
            opens_at = time() if hours.always else time.fromisoformat(hours.opens_at)
            return datetime.combine(Day.fromisoformat(self.hall.next_day), opens_at)
        return next_opening(hours, self._local(None).replace(tzinfo=None))

    def opening(self) -> str:
        """When windows open next: "明天 09:00"; the hours of any day where the calendar knows none."""
        at = self.opens_next
        return (
            self.hours() if at is None else self.say("frame.moment", day=self.day_named(at.date()), clock=f"{at:%H:%M}")
        )

    @property
    def prints(self) -> bool:
        """Whether slips come out now, as far as is known."""
        return self.paper is None or self.paper in PRINTING

    @property
    def has_office_printer(self) -> bool:
        """Whether the plan gives this kiosk an A4 printer."""
        devices = self.station.devices if self.station is not None else ()
        return any(device.kind is DeviceKind.OFFICE_PRINTER for device in devices)

    @property
    def prints_a4(self) -> bool:
        """Whether sheets come out as A4 now, as far as is known."""
        return self.has_office_printer and (self.office_paper is None or self.office_paper in PRINTING)

    @property
    def prints_sheets(self) -> bool:
        """Whether sheets and lists come out now, as A4 or as slips."""
        return self.prints or self.prints_a4

    @property
    def reads_cards(self) -> bool:
        """Whether an ID card can be laid down here now."""
        return self.reader is DeviceHealth.OK

    @property
    def today(self) -> Day:
        """In the hall."""
        return _day(self.now_ms // 60_000, self._time_zone)

    @property
    def hall_is_old(self) -> bool:
        """The server has been away so long that its last figures would mislead."""
        return not self.linked and self.now_ms - self.seen_at_ms > OLD_AFTER_MS

    def wait(self, line: QueueLine | None) -> str:
        """How long who takes a number now may wait; empty while the hall cannot say, or its figures are old."""
        if line is None or line.range_min is None or self.hall_is_old or not self.windows_open:
            return ""
        return self.minutes(line.range_min)

    @property
    def lines(self) -> tuple[QueueLine, ...]:
        """Of all queues, in the plan's order."""
        return self.hall.queues if self.hall is not None else ()

    @cached_property
    def queue_lines(self) -> dict[str, QueueLine]:
        return {line.queue_id: line for line in self.lines}

    @cached_property
    def _closed_items(self) -> dict[str, RefusalCode]:
        return {line.item_id: line.why for line in self.hall.closed_items} if self.hall else {}

    def why_no_queue(self, queue_id: str) -> RefusalCode | None:
        """Why no ticket can be had for this queue now, or None if it can."""
        line = self.queue_lines.get(queue_id)
        if line is None:
            return None
        if self.numbers_over(line):
            return RefusalCode.NUMBERS_OVER
        if line.accepts:
            return None
        if line.why_not is RefusalCode.DAY_CLOSED and self.for_day is not None:
            return None
        return line.why_not or RefusalCode.UNAVAILABLE

    def numbers_over(self, line: QueueLine) -> bool:
        """Whether who came now would not be called today any more; time alone brings that about too."""
        at_ms = line.last_ticket_at_ms
        return line.numbers_over or (self.windows_open and at_ms is not None and at_ms <= self.now_ms)

    def why_no_item(self, item: ServiceItem) -> RefusalCode | None:
        """Why no ticket can be had for this item now, or None if it can."""
        if item.closed_because is not None:
            return RefusalCode.ITEM_CLOSED
        return self._closed_items.get(item.id) or self.why_no_queue(item.queue_id)

    def is_withdrawn(self, item: ServiceItem) -> bool:
        """It is accepted no more, not yet, or no longer: neither a number nor a pre-review can be had for it."""
        return self.why_no_item(item) is RefusalCode.ITEM_CLOSED

    def why_closed(self, item: ServiceItem) -> str:
        """What the catalogue says of an item that is not accepted now: its reason, or when it is; empty without one."""
        if item.closed_because is not None:
            return item.closed_because.text(self.language)
        return self.validity(item)

    def validity(self, item: ServiceItem) -> str:
        """From when and until when it is accepted; empty where that is always."""
        if item.valid_from is None:
            return "" if item.valid_to is None else self.say("item.valid_to", last=item.valid_to)
        if item.valid_to is None:
            return self.say("item.valid_from", first=item.valid_from)
        return self.say("item.valid_between", first=item.valid_from, last=item.valid_to)

    def bundle(self, bundle_id: str | None) -> Bundle | None:
        bundles = self.configuration.catalogue.bundles if self.configuration else ()
        return next((bundle for bundle in bundles if bundle.id == bundle_id), None)

    @property
    def keeps_appointments(self) -> bool:
        """Whether one can check in for an appointment, or book one, here now."""
        return self.linked and self.hall is not None and self.hall.appointments

    def bookable(self, item: ServiceItem) -> bool:
        """Whether an appointment can be had for it."""
        configuration = self.configuration
        if configuration is None or not self.keeps_appointments or self.is_withdrawn(item):
            return False
        return item.id in configuration.policy.appointments.schedule_of

    def applicant_of(self, item_id: str | None, bundle_id: str | None) -> Applicant | None:
        """Who applies, where the item, or every item of the bundle, is for one kind of applicant alone."""
        bundle = self.bundle(bundle_id)
        item_ids = (*(bundle.item_ids if bundle else ()), *((item_id,) if item_id else ()))
        items = self.configuration.items if self.configuration else {}
        kinds = {kind for each in item_ids if each in items for kind in items[each].applicants}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def claimable(self) -> tuple[PriorityClass, ...]:
        """Priority classes that people may claim for themselves."""
        classes = self.configuration.policy.priority.classes if self.configuration else ()
        return tuple(each for each in classes if each.claimed)

    @property
    def claimed(self) -> PriorityClass | None:
        """The one claimed by who is here, if the policy still has it."""
        return next((each for each in self.claimable if each.id == self.claim), None)

    def priority_named(self, name: Label) -> PriorityClass | None:
        """The class a ticket names."""
        classes = self.configuration.policy.priority.classes if self.configuration else ()
        return next((each for each in classes if each.name.zh == name.zh), None)

    def queue_name(self, queue_id: str) -> str:
        queue = self.configuration.queues.get(queue_id) if self.configuration else None
        return queue.name.text(self.language) if queue else ""

    def zone_of_queue(self, queue_id: str) -> Zone | None:
        """Where its tickets wait."""
        queue = self.configuration.queues.get(queue_id) if self.configuration else None
        return self.configuration.zones.get(queue.zone_id) if self.configuration and queue else None

    def zone_of_queue_named(self, name: Label) -> Zone | None:
        """As a ticket names its stages."""
        queues = self.configuration.plan.queues if self.configuration else ()
        return next((self.zone_of_queue(queue.id) for queue in queues if queue.name.zh == name.zh), None)

    def department_name(self, department_id: str) -> str:
        departments = self.configuration.plan.departments if self.configuration else ()
        return next((each.name.text(self.language) for each in departments if each.id == department_id), "")

    def phone(self) -> str:
        return self.configuration.plan.phone if self.configuration else ""

    def hours(self) -> str:
        """Opening hours, "09:00–17:00"."""
        if self.hall is not None:
            return f"{self.hall.opens_at}–{self.hall.closes_at}"
        if self.configuration is not None:
            return f"{self.configuration.policy.hours.opens_at}–{self.configuration.policy.hours.closes_at}"
        return ""


_FIELDS = tuple(field.name for field in fields(Outlook))


@lru_cache(maxsize=64)
def _clock(minute: int, time_zone: str) -> str:
    """Of a minute since 1970. Every page that is drawn anew asks for the same few."""
    return f"{datetime.fromtimestamp(minute * 60, ZoneInfo(time_zone)):%H:%M}"


@lru_cache(maxsize=8)
def _day(minute: int, time_zone: str) -> Day:
    return datetime.fromtimestamp(minute * 60, ZoneInfo(time_zone)).date()


@lru_cache(maxsize=64)
def _date(day: Day, texts: Texts, language: str) -> str:
    return texts.text(
        "kiosk.frame.date",
        language,
        month=texts.text(f"kiosk.frame.month_{day.month}", language),
        day=day.day,
        weekday=texts.text(f"kiosk.frame.weekday_{day.isoweekday()}", language),
    )


@lru_cache(maxsize=64)
def _windows(numbers: tuple[int, ...], texts: Texts, language: str) -> str:
    spans = []
    for first, last in _spans(sorted(set(numbers))):
        several = texts.text("kiosk.windows.span", language, first=first, last=last) if first != last else ""
        spans.append(several or str(first))
    if not spans:
        return ""
    numbers_text = texts.text("common.list.separator", language).join(spans)
    key = "kiosk.windows.one" if numbers_text.isdigit() else "kiosk.windows.several"
    return texts.text(key, language, numbers=numbers_text)


def _spans(numbers: list[int]) -> list[tuple[int, int]]:
    """Runs of three and more are spans, shorter ones single numbers: 1 2 3 7 8 → (1, 3) (7, 7) (8, 8)."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spans: list[tuple[int, int]] = []
    for run in runs:
        spans += [(run[0], run[-1])] if len(run) > 2 else [(number, number) for number in run]
    return spans
