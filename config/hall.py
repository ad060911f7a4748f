"""The hall plan: zones, queues, windows, clerks and stations of one hall.

Zones and window kinds follow the regulations of real halls: zones 锡林郭勒盟 "一窗受理" reform (2020) part 1 and
蠡县 measures art. 19(4); window kinds 邵阳市 measures art. 12; primary and backup posts (A岗, B岗) 邵阳市 art. 16.
"""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NamedTuple
from urllib.parse import parse_qs, urlsplit

from pydantic import Field

from config.catalogue import Applicant
from config.model import Id, Model, Name
from config.pre_review import Verdict

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="a language, like zh")]


class ZoneKind(StrEnum):
    COMPREHENSIVE = "comprehensive"
    CONSULTATION = "consultation"
    DEPARTMENT = "department"
    SELF_SERVICE = "self_service"
    WAITING = "waiting"
    NIGHT = "night"


class WindowKind(StrEnum):
    """What a window is for. From consultation on, cashier and delivery aside, as 邵阳市 measures art. 12 names them."""

    COMPREHENSIVE = "comprehensive"
    INSTANT = "instant"
    DEPARTMENT = "department"
    CONSULTATION = "consultation"
    DELIVERY = "delivery"
    CASHIER = "cashier"
    UNRESOLVED = "unresolved"  # "办不成事"反映窗口
    ASSISTED = "assisted"  # 帮办代办
    ONE_THING = "one_thing"  # "高效办成一件事"
    CROSS_PROVINCE = "cross_province"  # 跨省通办
    IN_PROVINCE = "in_province"  # 省内通办
    ENTERPRISE_POLICY = "enterprise_policy"  # 惠企政策兑现
    OPENNESS = "openness"  # 政务公开


class StationKind(StrEnum):
    KIOSK = "kiosk"
    BOARD = "board"
    PANEL = "panel"
    RATING = "rating"
    BRIDGE = "bridge"
    PORTAL = "portal"  # 网上预审: files pre-reviews from outside, has no place in the hall


class DeviceKind(StrEnum):
    TICKET_PRINTER = "ticket_printer"
    OFFICE_PRINTER = "office_printer"  # A4
    ID_CARD_READER = "id_card_reader"
    CODE_READER = "code_reader"  # QR and bar codes
    LOCK_BOARDS = "lock_boards"  # of a file locker, all on one line
    LED_BAR = "led_bar"
    RATING_PADS = "rating_pads"  # with keys; all on one line
    CALL_PADS = "call_pads"  # with keys, on the clerks' desks; all on one line
    VIBRATING_TAGS = "vibrating_tags"  # 震动叫号牌, by the base that calls them
    DOCUMENT_CAMERA = "document_camera"  # 高拍仪
    LOUDSPEAKER = "loudspeaker"


class StaffRole(StrEnum):
    CLERK = "clerk"
    GUIDE = "guide"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"
    COMPLAINTS = "complaints"  # 评价监督: ratings, complaints and their work orders


class Zone(Model):
    """A part of the hall (功能区). `letter` is what signs and slips show: "请到 B 区等候"."""

    id: Id
    letter: Annotated[str, Field(pattern=r"^[A-Z]$", description="one capital letter")]
    name: Name
    kind: ZoneKind


class Department(Model):
    """A department that has windows or items in the hall (进驻部门)."""

    id: Id
    name: Name
    phone: str


class Queue(Model):
    """Tickets waiting for the same kind of service. `series` is the letter (or two) before the number."""

    id: Id
    name: Name
    series: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$", description="one or two capital letters")]
    kind: WindowKind
    zone_id: Id  # where its tickets wait
    on_kiosk: bool = True  # offered directly, without choosing an item


class Stage(StrEnum):
    """环节: how far a ticket has come."""

    FIRST = "first"  # nobody has served it yet
    LATER = "later"  # a window has, and sent it on


class Terms(NamedTuple):
    """What a rule asks of a ticket: one of each, and nothing where the list is empty."""

    item_ids: tuple[str, ...] = ()
    department_ids: tuple[str, ...] = ()
    theme_ids: tuple[str, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    languages: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()


class Rule(Model):
    """A step of a work profile: which tickets it takes, of which queues, and when. A list left out asks nothing.

    A ticket for a queue or a bundle has no item, so it meets no terms about items, their departments or their themes.
    """

    id: Id
    name: Name  # what clerks, visitors and inspectors read as the reason of a call
    queue_ids: tuple[Id, ...] = Field(min_length=1)  # of the profile's
    item_ids: tuple[Id, ...] = ()
    department_ids: tuple[Id, ...] = ()  # of the item
    theme_ids: tuple[Id, ...] = ()  # the item has one of them
    applicants: tuple[Applicant, ...] = ()
    verdicts: tuple[Verdict, ...] = ()  # of the pre-review
    languages: tuple[Language, ...] = ()
    stages: tuple[Stage, ...] = ()
    window_kinds: tuple[WindowKind, ...] = ()  # only at windows of these kinds
    wait_over_min: Annotated[int, Field(ge=1, le=480)] | None = None  # only while somebody has waited longer
    waiting_over: Annotated[int, Field(ge=1, le=5_000)] | None = None  # only while more than so many wait
    watched_queue_ids: tuple[Id, ...] = ()  # where the two are looked at; left out: in queue_ids
    valid_from: date | None = None  # first and last business day of a rule for a season
    valid_to: date | None = None

    @cached_property
    def terms(self) -> Terms:
        return Terms(*(getattr(self, name) for name in Terms._fields))

    @property
    def is_conditional(self) -> bool:
        """Whether it holds only while something is so in the hall."""
        return self.wait_over_min is not None or self.waiting_over is not None

    @property
    def is_regular(self) -> bool:
        """Whether it holds at every hour of the year."""
        return not self.is_conditional and self.valid_from is None and self.valid_to is None


class WorkProfile(Model):
    """Which queues a window takes (业务范围), and in which order.

    The first rule that finds somebody waiting decides; between those it finds, priority and waiting do. When none of
    them finds anybody, whoever waits longest in `queue_ids` is called, unless the profile is strict.
    """

    id: Id
    name: Name
    queue_ids: tuple[Id, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    strict: bool = False  # whom no rule takes is not called here, though they wait


class ServiceWindow(Model):
    """A place where people are served (窗口). `number` is what the sign over it says."""

    id: Id
    number: Annotated[int, Field(ge=1, le=999)]
    name: Name
    kind: WindowKind
    zone_id: Id
    profile_id: Id
    department_id: Id | None = None


class Clerk(Model):
    """Somebody of the hall's staff. `primary` and `backup` name the windows of the A and B post.

    A trainee (实习) holds no post: they work at the window of a mentor who does, who names them on sitting down.
    """

    id: Id
    name: str
    staff_number: str
    roles: tuple[StaffRole, ...] = Field(min_length=1)
    department_id: Id | None = None
    primary: tuple[Id, ...] = ()
    backup: tuple[Id, ...] = ()
    trainee: bool = False


TagNumber = Annotated[int, Field(ge=1, le=999)]


class TagRange(Model):
    """The vibrating tags (震动叫号牌) of one base, by the numbers written on them: `first` to `last`."""

    first: TagNumber
    last: TagNumber

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)


class Device(Model):
    """A device of a station, by URL: `socket://host:port`, `serial:///dev/ttyUSB0?baud=115200` (docs/devices)."""

    id: Id
    kind: DeviceKind
    url: str
    window_ids: tuple[Id, ...] = ()  # where it stands: a bar's one; pads': one for each of the URL's addresses
    tags: TagRange | None = None  # that a base of vibrating tags calls
    locks: Annotated[int, Field(ge=1, le=50)] | None = None  # of each lock board; left out: as many as it tells of

    @property
    def boards(self) -> tuple[int, ...]:
        """The lock boards on its line, as its URL names them; none of what has none, or cannot be understood."""
        if self.kind is not DeviceKind.LOCK_BOARDS:
            return ()
        asked = parse_qs(urlsplit(self.url).query)
        named = ",".join((*asked.get("shut_shorts", ()), *asked.get("open_shorts", ()))).split(",")
        return tuple(sorted({int(board) for board in named if board.isascii() and board.isdecimal()}))


class Station(Model):
    """One of our programs at a place in the hall (终端). Panels and rating terminals belong to a window."""

    id: Id
    kind: StationKind
    name: Name
    zone_id: Id | None = None  # a board without a zone shows the whole hall
    window_id: Id | None = None
    night: bool = False  # stands in the self-service zone that never closes (不打烊)
    portrait: bool = False  # a call board or rating terminal standing upright
    devices: tuple[Device, ...] = ()

    def windows_with(self, *kinds: DeviceKind) -> tuple[str, ...]:
        """Ids of the windows at which its devices of these kinds stand."""
        return tuple(
            dict.fromkeys(
                window_id for device in self.devices if device.kind in kinds for window_id in device.window_ids
            )
        )


class HallPlan(Model):
    """One hall: where it is, who works there and what stands in it."""

    hall_id: Id
    name: Name
    address: Name
    phone: str
    supervision_phone: str
    time_zone: str = "Asia/Shanghai"
    demonstration: bool = False  # invented people and figures: always open, remote touch allowed
    zones: tuple[Zone, ...]
    departments: tuple[Department, ...]
    queues: tuple[Queue, ...]
    profiles: tuple[WorkProfile, ...]
    windows: tuple[ServiceWindow, ...]
    clerks: tuple[Clerk, ...]
    stations: tuple[Station, ...]
    notices: tuple[Name, ...] = ()  # shown in turn at the foot of the call boards
