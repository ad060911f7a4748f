"""The hall plan: zones, queues, windows, clerks and stations of one hall.

Zones and window kinds follow the regulations of real halls: zones 锡林郭勒盟 "一窗受理" reform (2020) part 1 and
蠡县 measures art. 19(4); window kinds 邵阳市 measures art. 12; primary and backup posts (A岗, B岗) 邵阳市 art. 16.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from config.model import Model, Name

Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=40,
        description="an id (small letters and digits, joined by hyphens)",
    ),
]


class ZoneKind(StrEnum):
    COMPREHENSIVE = "comprehensive"
    CONSULTATION = "consultation"
    DEPARTMENT = "department"
    SELF_SERVICE = "self_service"
    WAITING = "waiting"
    NIGHT = "night"


class WindowKind(StrEnum):
    COMPREHENSIVE = "comprehensive"
    INSTANT = "instant"
    DEPARTMENT = "department"
    CONSULTATION = "consultation"
    DELIVERY = "delivery"
    CASHIER = "cashier"
    UNRESOLVED = "unresolved"  # "办不成事"反映窗口
    ASSISTED = "assisted"  # 帮办代办


class StationKind(StrEnum):
    KIOSK = "kiosk"
    BOARD = "board"
    PANEL = "panel"
    RATING = "rating"
    BRIDGE = "bridge"
    PORTAL = "portal"  # 网上预审: files pre-reviews from outside, has no place in the hall


class DeviceKind(StrEnum):
    TICKET_PRINTER = "ticket_printer"


class StaffRole(StrEnum):
    CLERK = "clerk"
    GUIDE = "guide"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"


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


class WorkProfile(Model):
    """Which queues a window takes (业务范围)."""

    id: Id
    name: Name
    queue_ids: tuple[Id, ...] = Field(min_length=1)


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
    """Somebody of the hall's staff. `primary` and `backup` name the windows of the A and B post."""

    id: Id
    name: str
    staff_number: str
    roles: tuple[StaffRole, ...] = Field(min_length=1)
    department_id: Id | None = None
    primary: tuple[Id, ...] = ()
    backup: tuple[Id, ...] = ()


class Device(Model):
    """A device of a station, by URL: `socket://host:port`, `serial:///dev/ttyUSB0?baud=115200`."""

    id: Id
    kind: DeviceKind
    url: str


class Station(Model):
    """One of our programs at a place in the hall (终端). Panels and rating terminals belong to a window."""

    id: Id
    kind: StationKind
    name: Name
    zone_id: Id | None = None  # a board without a zone shows the whole hall
    window_id: Id | None = None
    night: bool = False  # stands in the self-service zone that never closes (不打烊)
    portrait: bool = False  # a call board standing upright
    devices: tuple[Device, ...] = ()


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
