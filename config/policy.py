"""The policy: how this hall runs its day. Every number carries its unit in its name."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from config.appointments import Appointments
from config.clock import Clock, Weekday
from config.emergencies import EmergencyMessage
from config.exports import Export
from config.model import Id, Model, Name
from config.ratings import Ratings
from config.spots import Spot
from config.voice import Voice
from config.work_orders import WorkOrders

Seconds = Annotated[int, Field(ge=1, le=86_400)]


class CalendarYear(Model):
    """A year's holidays and the days worked instead, as the State Council announced them (节假日安排).

    `python -m config calendar YEAR` prints one, ready to be put here.
    """

    year: Annotated[int, Field(ge=2000, le=2100)]
    source: str  # the announcement
    closed_days: tuple[date, ...] = ()  # given off, at weekends too
    open_days: tuple[date, ...] = ()  # worked, to make up for holidays (调休)


class Lunch(Model):
    """The lunch rota: pausing for "lunch" is for these hours, while enough windows of each queue stay open."""

    begins_at: Clock = "12:00"
    ends_at: Clock = "13:00"
    windows_min: Annotated[int, Field(ge=1, le=50)] = 1  # that stay open for each queue


class Hours(Model):
    """Local opening hours, and the days they hold on.

    Holidays come from the table of each year; `closed_days` and `open_days` are the hall's own besides, and go before
    it. A year without a table is never guessed: its weekdays count, and the hall is told that it is missing.
    `always` keeps the hall open on every day at any hour (demonstration, training).
    """

    opens_at: Clock = "09:00"
    closes_at: Clock = "17:00"
    weekdays: tuple[Weekday, ...] = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
    years: tuple[CalendarYear, ...] = ()
    closed_days: tuple[date, ...] = ()  # of the hall alone, or of a year not announced yet
    open_days: tuple[date, ...] = ()  # likewise
    doors_min: Annotated[int, Field(ge=0, le=240)] = 0  # before opening: the doors open, numbers are given out
    last_ticket_min: Annotated[int, Field(ge=0, le=240)] = 0  # before closing, where the queue's own pace is not known
    lunch: Lunch | None = None
    always: bool = False


class Verifier(StrEnum):
    """Who looks at the paper that a priority rests on."""

    CLERK = "clerk"
    GUIDE = "guide"
    SUPERVISOR = "supervisor"


class PriorityClass(Model):
    """A recorded reason to be served sooner (优先办理): its waiting counts `weight` times, and a head start is added.

    Groups and their ground: 残疾人保障法 art. 55, 老年人权益保障法 art. 55, 军人地位和权益保障法 arts. 45 and 57,
    退役军人保障法 arts. 15 and 53. Sooner, but never at once: whoever is overtaken too often goes first.
    """

    id: Id
    name: Name
    basis: str  # the rule that grants it
    paper: Name | None = None  # what is shown for it
    weight: Annotated[int, Field(ge=1, le=20)] = 1  # a minute of waiting counts as so many
    head_start_min: Annotated[int, Field(ge=0, le=240)] = 0  # and so many are added
    claimed: bool = True  # the person may say so; false: staff alone grant it (绿色通道)
    verified_by: tuple[Verifier, ...] = Field((Verifier.CLERK, Verifier.GUIDE, Verifier.SUPERVISOR), min_length=1)


class Priority(Model):
    """Who is served sooner, and how often one ticket may be overtaken within its queue.

    Past either limit a ticket goes before everybody who came to its queue later.
    """

    classes: tuple[PriorityClass, ...] = ()
    unverified_counts: bool = True  # a claim nobody has verified yet counts
    overtakes_at_most: Annotated[int, Field(ge=1, le=500)] = 10
    minutes_at_most: Annotated[int, Field(ge=1, le=480)] | None = None  # of waiting; left out: overtakes alone


Series = Annotated[str, Field(pattern=r"^[A-Z]{1,2}$", description="one or two capital letters")]


class HeadingLanguage(StrEnum):
    """What call boards can say."""

    ZH = "zh"
    EN = "en"


HeadingLanguages = Annotated[tuple[HeadingLanguage, ...], Field(min_length=1, max_length=2)]


class Policy(Model):
    """How the hall runs its day. All of it may be left out."""

    hours: Hours = Hours()
    digits: Annotated[int, Field(ge=3, le=4)] = 3  # of a ticket number after its series
    paper_series: Series | None = None  # of numbers from a paper roll (纸卷), as no queue has; left out: there is none
    waiting_limit: Annotated[int, Field(ge=1, le=5_000)] = 500  # tickets waiting in one queue; more are refused
    recall_pause_s: Seconds = 10  # between two calls of the same ticket
    recall_limit: Annotated[int, Field(ge=0, le=20)] = 3  # recalls of one call; after them only a no-show is left
    no_show_after_s: Annotated[int, Field(ge=0, le=600)] = 0  # from the last call, as it was shown, until missed
    proof_s: Annotated[int, Field(ge=2, le=60)] = 5  # a call that no screen has shown after this long is an alarm
    misclick_s: Annotated[int, Field(ge=0, le=10)] = 1  # "call next", "finish" and "no-show" of one window, apart by
    undo_s: Annotated[int, Field(ge=0, le=600)] = 60  # how long a window may take back what it did last
    park_reminder_s: Seconds = 600  # somebody parked longer raises an alarm
    bundle_due_alarm_min: Annotated[int, Field(ge=1, le=480)] = 60  # before closing, for what is promised for the day
    missed_return_s: Seconds = 1_800  # how long after a no-show the ticket may come back
    missed_return_places: Annotated[int, Field(ge=0, le=50)] = 3  # how many it lets pass then
    priority: Priority = Priority()
    appointments: Appointments = Appointments()
    rating_wait_s: Seconds = 60  # the terminal's invitation rests for
    rating_least_s: Annotated[int, Field(ge=0, le=600)] = 20  # and so long it stands whatever the window does next
    ratings: Ratings = Ratings()
    exports: tuple[Export, ...] = ()  # to whom ratings are told; best in exports.toml
    work_orders: WorkOrders = WorkOrders()
    pre_review_days: Annotated[int, Field(ge=1, le=365)] = 30  # how long a pre-review can be brought back
    uncovered_s: Seconds = 300  # people wait and no window is open for them: an alarm after this long
    slip_report_s: Seconds = 60  # a slip not reported after this long raises an alarm
    cell_open_s: Seconds = 180  # a locker cell left open longer raises an alarm
    tag_call_s: Annotated[int, Field(ge=2, le=60)] = 10  # a vibrating tag is called within, or staff are told
    idle_warning_s: Seconds = 60  # a kiosk asks "still there?"
    idle_wipe_s: Seconds = 30  # and then wipes after
    ticket_shown_s: Seconds = 40  # a ticket stays on the kiosk screen
    voice: Voice = Voice()
    heading_languages: HeadingLanguages = (HeadingLanguage.ZH,)  # of call boards, in this order
    spots: Annotated[tuple[Spot, ...], Field(max_length=20)] = ()  # pictures and films on call boards, in this order
    emergencies: tuple[EmergencyMessage, ...] = ()  # prepared, in the order offered; own words besides, always
    # codes; common.toml of each language has their words
    pause_reasons: tuple[str, ...] = ("rest", "meeting", "equipment", "handover", "lunch")
    leave_reasons: tuple[str, ...] = Field(("unwell", "emergency", "equipment", "people_told"), min_length=1)
    cell_reasons: tuple[str, ...] = Field(
        ("deposit", "collect", "look", "repair"), min_length=1
    )  # to open a locker cell
    break_off_reasons: tuple[str, ...] = ("applicant_left", "system_down", "materials_missing", "applicant_asked")
