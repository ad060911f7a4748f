"""Views: what each person in the hall sees, computed from the hall's state, with the actions open to them.

A view is small and whole (never a patch), so that a slow or returning reader needs only the newest one.
Names are bilingual pairs; every other word is a code that the reader's language file turns into text.
Times are UTC milliseconds.
"""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from queue_server.contract.commands import DeviceHealth, RatingLevel, RatingStage
from queue_server.contract.refusals import RefusalCode


class View(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Shared shape of everything published."""


class Label(msgspec.Struct, frozen=True, gc=False):
    """A name in both languages."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class WindowMonth(msgspec.Struct, frozen=True, gc=False):
    """A window in the published ratings of a month. `rank`: None where too few rated to compare it."""

    number: int
    name: Label
    due: int
    rated: int
    good: int
    stars: int  # their sum
    rank: int | None


class RatingMonth(msgspec.Struct, frozen=True, gc=False):
    """A month's ratings as they were signed and published. Windows by number.

    `due` could be rated, `rated` were, `good` of those with three stars or more; `stars` is their sum.
    """

    month: str
    published_at_ms: int
    few: int
    due: int
    rated: int
    good: int
    stars: int
    windows: tuple[WindowMonth, ...]


class EmergencyLine(msgspec.Struct, frozen=True, gc=False):
    """What every screen shows now instead of anything else, and the voice says.

    `kind`: the id of the policy's message ("evacuate"), None for own words. A `calm` one is good news.
    """

    emergency_id: str  # new for every message: whoever has said it does not begin again
    kind: str | None
    heading: Label | None
    text: Label
    since_ms: int
    calm: bool = False


class NoticeLine(msgspec.Struct, frozen=True, gc=False):
    """A notice that screens show now. `kind`: "announcement", "disclosure" or "information"."""

    notice_id: str
    kind: str
    heading: Label | None
    text: Label
    until_ms: int


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    SERVED = "served"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    VOID = "void"


class SlipState(StrEnum):
    PENDING = "pending"
    PRINTED = "printed"
    ON_SCREEN = "on_screen"
    FAILED = "failed"


class WindowState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class Action(msgspec.Struct, frozen=True, gc=False):
    """A command by its tag ("CallNext"), whether it would be accepted now, and if not, why.

    What is only too soon is allowed, with `from_ms`: time alone changes no view, so a reader must not wait for one.
    """

    command: str
    allowed: bool
    why: RefusalCode | None = None
    from_ms: int | None = None  # given earlier it is refused as too soon


class WindowBrief(msgspec.Struct, frozen=True, gc=False):
    window_id: str
    number: int
    name: Label
    kind: str


class PreReviewLine(msgspec.Struct, frozen=True, gc=False):
    """An answer or a material of a pre-review. `kind`: "answer" or "material"; `about`: the situation or the material.

    `must` and `source` are what a material is looked at for and where to get it; of an answer that is not met, why not
    and what helps instead. `finding` is the hall's, `checked` that of the clerk who looked at it.
    """

    about: str
    kind: str
    name: Label
    said: Label | None  # the answer given, or the one assumed for who could not say
    must: Label | None
    source: Label | None
    finding: str
    checked: str | None
    essential: bool


class PreReviewView(msgspec.Struct, frozen=True, gc=False):
    """A pre-review as it was filed, by the guide of then. The web sets `code`, for those who hand sheets out."""

    pre_review_id: str
    item_id: str
    item: Label
    guide_version: str
    verdict: str
    lines: tuple[PreReviewLine, ...]  # answers in the order asked, then materials in that of the guide
    answers: dict[str, str]
    materials: dict[str, str]
    filed_at_ms: int
    deferral_days: int | None  # working days a deferred material may take
    until_ms: int  # until when it can be brought back
    code: str = ""


class AppointmentState(StrEnum):
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    MISSED = "missed"


class AppointmentSlot(msgspec.Struct, frozen=True, gc=False):
    """A slot in the hall's local time, like "09:30"."""

    begins_at: str
    ends_at: str


class AppointmentView(msgspec.Struct, frozen=True, gc=False):
    """An appointment, never whose. Check-in is taken between the two times, with `CheckIn`.

    The web sets `code`, for those who hand it out: it finds the appointment again.
    """

    appointment_id: str
    item_id: str
    item: Label | None
    business_day: str
    begins_at: str
    ends_at: str
    begins_at_ms: int
    ends_at_ms: int
    check_in_from_ms: int
    check_in_until_ms: int
    state: AppointmentState
    language: str
    ticket_id: str | None = None  # once checked in
    number: str | None = None
    actions: tuple[Action, ...] = ()  # CheckIn, CancelAppointment
    code: str = ""


class AppointmentsFound(msgspec.Struct, frozen=True, gc=False):
    """From today on, soonest first. `person_key`: of the person who was asked for, to take a number with."""

    appointments: tuple[AppointmentView, ...]
    person_key: str | None = None


class SlotLine(msgspec.Struct, frozen=True, gc=False):
    """`free`: how many may still book it."""

    begins_at: str
    ends_at: str
    quota: int
    free: int


class SlotDay(msgspec.Struct, frozen=True, gc=False):
    business_day: str
    slots: tuple[SlotLine, ...]


class SlotsView(msgspec.Struct, frozen=True, gc=False):
    """What can be booked of an item, full slots too. Nobody needs an appointment: a number can be taken without."""

    item_id: str
    days: tuple[SlotDay, ...]


class AppointmentCounts(msgspec.Struct, frozen=True, gc=False):
    """Of one day."""

    booked: int
    checked_in: int
    cancelled: int
    missed: int


class Why(msgspec.Struct, frozen=True, gc=False):
    """Why this ticket was called, as codes and figures; the reader's language file makes a sentence of it.

    `code`: "longest_waiting", "profile" (`rule` of the window's work profile), "priority", "overdue" (overtaken as
    often as may be), "returned" (from where the window had sent it), "chosen" or "resumed".
    """

    code: str
    waited_s: int
    rule: Label | None = None
    priority: Label | None = None
    overtaken: int = 0  # how many who stood before it in the queue
    reason: str | None = None  # of a chosen one, for staff


class StageLine(msgspec.Struct, frozen=True, gc=False):
    """A stage of a bundle. `state`: "done", "now" or "next"; `items`: what is done in it."""

    name: Label
    queue: Label
    items: tuple[Label, ...]
    state: str


class TicketView(View, frozen=True):
    """One ticket: for its slip, the kiosk's ticket screen and the page behind the QR code. The web sets `page_path`.

    `ahead` counts people called before this one if nobody else came; None once it no longer waits.
    """

    ticket_id: str
    number: str
    state: TicketState
    slip: SlipState
    hall: Label
    queue: Label
    queue_kind: str
    zone_letter: str
    zone: Label
    windows: tuple[int, ...]  # numbers of all windows that take its queue
    item: Label | None
    issued_at_ms: int
    language: str
    ahead: int | None = None
    window: WindowBrief | None = None  # where it is called or served
    called_at_ms: int | None = None
    missed_at_ms: int | None = None
    return_until_ms: int | None = None  # a missed ticket may come back until then
    return_places: int = 0  # behind how many
    service_id: str | None = None  # the last service, for rating
    rated: bool = False
    actions: tuple[Action, ...] = ()
    page_path: str | None = None
    verdict: str | None = None  # of the pre-review it was taken with
    to_bring: tuple[Label, ...] = ()  # materials that were missing, unfit, or may follow
    bundle: Label | None = None
    for_day: str | None = None  # the business day it is for, while that has not begun
    pre_review: PreReviewView | None = None  # for the clerk it is called to
    why: Why | None = None  # while it is called or served
    priority: Label | None = None  # the class claimed or granted
    priority_verified: bool = False
    range_min: tuple[int, int] | None = None  # minutes it may still wait, once this hall has seen enough of its queue
    appointment: AppointmentSlot | None = None  # the slot it was booked for
    stages: tuple[StageLine, ...] = ()  # of its bundle
    lead: Label | None = None  # the department that answers for the whole bundle
    one_day: bool = False  # all of it is promised for today
    kept_for: WindowBrief | None = None  # while it waits: this window alone calls it
    goes_back_to: WindowBrief | None = None  # afterwards, without queueing again
    first_asked: str | None = None  # for staff: who was asked first
    emergency: EmergencyLine | None = None


class QueueLine(msgspec.Struct, frozen=True, gc=False):
    """A queue as the public sees it. `open` False: no window takes it now."""

    queue_id: str
    name: Label
    series: str
    kind: str
    waiting: int
    windows_open: int
    accepts: bool  # tickets are issued for it now
    why_not: RefusalCode | None = None
    on_kiosk: bool = True
    longest_since_ms: int | None = None  # since when its longest waiting ticket waits
    range_min: tuple[int, int] | None = None  # minutes a ticket taken now may wait, once enough was seen of the queue
    numbers_over: bool = False  # the last number of today is given: `why_not` says so too
    last_ticket_at_ms: int | None = None  # until when numbers are given, as it looks now; time alone changes no view
    last_number: str | None = None  # the newest of its series today: voices prepare the next ones


class ItemLine(msgspec.Struct, frozen=True, gc=False):
    """Only items that cannot be ticketed now; all others can."""

    item_id: str
    why: RefusalCode


class ReprintLine(msgspec.Struct, frozen=True, gc=False):
    """A slip to be printed once more by that station, with `BeginReprint`."""

    reprint_id: str
    ticket_id: str
    station_id: str


class HallView(View, frozen=True):
    """For kiosks. `configuration_hash` tells a kiosk to fetch plan and catalogue anew.

    `windows_open`: the business day has begun and not ended. While it is false, numbers are taken for `next_day`, and
    `closed_items` are those that cannot be ticketed for it. `doors_open`: it is `next_day` already, and every kiosk
    gives out its numbers, without `for_day`; windows open at `opens_at`.
    """

    hall: Label
    day_open: bool
    business_day: str | None
    opens_at: str  # local clock, "09:00"
    closes_at: str
    configuration_hash: str
    queues: tuple[QueueLine, ...]
    closed_items: tuple[ItemLine, ...]
    out_of_service: tuple[str, ...]  # station ids
    windows_open: bool = False
    next_day: str | None = None  # None: windows are open, or the calendar knows no day to come
    appointments: bool = False  # can be booked, or checked in
    doors_open: bool = False
    doors_at: str | None = None  # local clock, "08:30"; None where doors open with the windows
    to_print: tuple[ReprintLine, ...] = ()  # not begun yet, oldest first
    emergency: EmergencyLine | None = None
    notices: tuple[NoticeLine, ...] = ()  # for the start page, the first one first


class TagCallLine(msgspec.Struct, frozen=True, gc=False):
    """A vibrating tag to be called once by that base, with `BeginTagCall`."""

    ticket_id: str
    call_id: str
    tag: int
    device_id: str


class OpeningLine(msgspec.Struct, frozen=True, gc=False):
    """A cell to be opened once, with `BeginOpening`."""

    opening_id: str
    device_id: str
    board: int
    lock: int


class CellLine(msgspec.Struct, frozen=True, gc=False):
    """A cell of a locker."""

    device_id: str
    board: int
    lock: int


class BridgeView(View, frozen=True):
    """What a device bridge is to do now; each thing is there until it is begun, or too late."""

    tag_calls: tuple[TagCallLine, ...] = ()
    openings: tuple[OpeningLine, ...] = ()
    left_open: tuple[CellLine, ...] = ()  # cells of which staff know that they were left open


class CallLine(msgspec.Struct, frozen=True, gc=False):
    """One call. `call_id` is new for every call and recall: whoever has shown it before does not announce it again."""

    call_id: str
    number: str
    window: WindowBrief
    called_at_ms: int
    times: int  # 1 for the first call
    language: str = "zh"  # of the ticket
    over: bool = False  # its ticket is called no longer: nobody says it aloud any more


class SpotLine(msgspec.Struct, frozen=True, gc=False):
    """A picture or film of the hall's own, by its file (`GET /api/v1/spots/FILE`); a turn lasts `length_s`.

    From day to day by the calendar of the hall, from hour to hour by its clock; the same hour twice is the whole day.
    """

    file: str
    length_s: int
    begins_at: str = "00:00"
    ends_at: str = "00:00"
    valid_from: str | None = None
    valid_to: str | None = None  # the last day


class BoardView(View, frozen=True):
    """For call boards: newest call first; `calls` holds all calls of the last minute and at least the last eight.

    A ticket has one line, its newest call. The board of a zone shows calls to windows there and queues that wait there.
    """

    hall: Label
    zone: Label | None
    day_open: bool
    calls: tuple[CallLine, ...]
    queues: tuple[QueueLine, ...]
    notices: tuple[Label, ...]  # of the plan
    emergency: EmergencyLine | None = None
    published: tuple[NoticeLine, ...] = ()  # the first one first
    spots: tuple[SpotLine, ...] = ()  # in their order, those too whose time is not now


class PanelView(View, frozen=True):
    """For the panel over one window. `ticket_state` is called or serving while there is a `number`."""

    hall: Label
    window: WindowBrief
    state: WindowState
    paused_because: str | None
    clerk_name: str | None
    clerk_number: str | None
    clerk_post: str | None  # "primary" or "backup"
    number: str | None
    ticket_state: TicketState | None
    call_id: str | None
    next_number: str | None
    elsewhere: tuple[int, ...]  # open windows that take the same queues, when this one is closed or paused
    trainee_name: str | None = None  # 实习: who works here with the clerk
    trainee_number: str | None = None
    emergency: EmergencyLine | None = None
    called_at_ms: int | None = None  # when the call of `call_id` was made


class RatingReasonLine(msgspec.Struct, frozen=True, gc=False):
    """A reason that may be named with ratings of that level. `dimension`: efficiency, ability, attitude."""

    code: str
    level: RatingLevel
    dimension: str
    name: Label


class Invitation(msgspec.Struct, frozen=True, gc=False):
    """`stage`: of the matter, as the window suggests it; whoever rates may say another.

    `clerk_name`: who served, whoever sits there by now. `language`: that of the ticket.
    """

    service_id: str
    number: str
    item: Label | None
    until_ms: int
    stage: RatingStage | None = None
    clerk_name: str | None = None
    language: str | None = None


class RatingView(View, frozen=True):
    """For the rating terminal of one window. While `invitation` is there the terminal asks; afterwards it rests."""

    hall: Label
    window: WindowBrief
    state: WindowState
    clerk_name: str | None
    clerk_number: str | None
    number: str | None  # who is called or served here now
    invitation: Invitation | None
    emergency: EmergencyLine | None = None
    reasons: tuple[RatingReasonLine, ...] = ()  # of the table in force, in its order
    stages: tuple[RatingStage, ...] = ()  # that may be chosen


class RateableView(msgspec.Struct, frozen=True, gc=False):
    """What of a ticket may be rated, also days later: its last service that has ended. None of it: nothing to rate.

    `until_ms`: how long the rating, or after it the later one (追评), may be given. `stage`: as the window suggests.
    """

    ticket_id: str
    number: str
    business_day: str
    service_id: str | None = None
    window: WindowBrief | None = None
    item: Label | None = None
    ended_at_ms: int | None = None
    rated: bool = False
    rated_again: bool = False
    may_rate: bool = False
    may_rate_again: bool = False
    until_ms: int | None = None
    stage: RatingStage | None = None
    reasons: tuple[RatingReasonLine, ...] = ()
    stages: tuple[RatingStage, ...] = ()


class UndoLine(msgspec.Struct, frozen=True, gc=False):
    """What `UndoLast` would take back, until `until_ms`. `what`: the event, "TicketCalled", "ServingFinished" …"""

    what: str
    ticket_id: str
    number: str
    until_ms: int


class TransferWindow(msgspec.Struct, frozen=True, gc=False):
    """A window somebody can be handed over to: open or paused, with the clerk who sits there."""

    window: WindowBrief
    clerk_id: str
    clerk_name: str


class WaitingLine(msgspec.Struct, frozen=True, gc=False):
    """A ticket in a clerk's or guide's list."""

    ticket_id: str
    number: str
    item: Label | None
    queue: Label
    state: TicketState
    since_ms: int  # waiting since issue; parked or missed since then
    why: str | None = None  # why it is next, as in `Why.code`
    actions: tuple[Action, ...] = ()
    verdict: str | None = None  # of its pre-review
    appointment: AppointmentSlot | None = None  # the slot it was booked for
    priority: Label | None = None  # the class claimed or granted
    priority_verified: bool = False
    window: int | None = None  # number of the window that parked it, or that it is kept for
    returned: bool = False  # back from where it was sent: called next
    remind_at_ms: int | None = None  # of a parked one: when it has waited too long


class TraineeLine(msgspec.Struct, frozen=True, gc=False):
    """A trainee whom a mentor can name on opening a window: at none now."""

    trainee_id: str
    name: str
    staff_number: str


class ClerkView(View, frozen=True):
    """For the clerk at one window.

    `leave_reasons`: the codes of which pausing or closing needs one now, because people wait whom nobody else serves;
    empty while it needs none. `take_over`: for another holder of a post here than who sits here;
    one who sits elsewhere may be refused for what goes on there.
    """

    hall: Label
    window: WindowBrief
    state: WindowState
    paused_because: str | None
    clerk_id: str | None
    clerk_name: str | None
    clerk_post: str | None
    queues: tuple[QueueLine, ...]  # of its work profile
    transfer_queues: tuple[QueueLine, ...]
    ticket: TicketView | None  # called or served here
    called_at_ms: int | None
    started_at_ms: int | None
    calls: int
    waiting: tuple[WaitingLine, ...]  # in the order "call next" would take them, the next first; at most twenty
    waiting_count: int
    longest_since_ms: int | None
    parked: tuple[WaitingLine, ...]
    missed: tuple[WaitingLine, ...]
    actions: tuple[Action, ...]  # about the window and its ticket
    pause_reasons: tuple[str, ...]
    break_off_reasons: tuple[str, ...]
    alarms: int
    transfer_windows: tuple[TransferWindow, ...] = ()
    undo: UndoLine | None = None
    recalls_left: int = 0  # of the ticket called here
    leave_reasons: tuple[str, ...] = ()
    backup_name: str | None = None  # who has a post here and could stand in now
    trainee_name: str | None = None
    trainees: tuple[TraineeLine, ...] = ()
    take_over: Action | None = None
    withdrawn: bool = False  # out of service
    tag: int | None = None  # the vibrating tag that whoever is at the window has
    tag_silent: bool = False  # it was not called: staff fetch the person
    emergency: EmergencyLine | None = None
    call_shown: bool | None = None  # whether a screen has shown the call made here; None: not known


class AlarmState(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"


class AlarmLine(msgspec.Struct, frozen=True, gc=False):
    """`kind` is a code ("device_paper_out", "station_offline", "help_called", "slip_not_reported"); `about` an id."""

    alarm_id: str
    kind: str
    about: str
    name: Label
    state: AlarmState
    raised_at_ms: int
    acknowledged_by: str | None = None


class DeviceLine(msgspec.Struct, frozen=True, gc=False):
    device_id: str
    kind: str
    health: DeviceHealth | None  # None: never reported


class StationLine(msgspec.Struct, frozen=True, gc=False):
    station_id: str
    kind: str
    name: Label
    online: bool
    out_of_service: bool
    devices: tuple[DeviceLine, ...]


class FloorWindow(msgspec.Struct, frozen=True, gc=False):
    window: WindowBrief
    state: WindowState
    clerk_name: str | None
    number: str | None
    ticket_state: TicketState | None
    since_ms: int | None
    zone_letter: str = ""
    zone: Label | None = None
    zone_id: str = ""
    profile_id: str = ""  # as it is today
    profile: Label | None = None
    withdrawn: bool = False  # out of service
    trainee_name: str | None = None


class DayCounts(msgspec.Struct, frozen=True, gc=False):
    issued: int
    waiting: int
    called: int
    serving: int
    parked: int
    served: int
    no_show: int
    cancelled: int
    expired: int
    void: int


class UncoveredLine(msgspec.Struct, frozen=True, gc=False):
    """A queue in which people wait while no window is open for it (空岗)."""

    queue_id: str
    name: Label
    waiting: int
    since_ms: int
    windows: tuple[int, ...]  # that could take it if somebody sat there


class RequestLine(msgspec.Struct, frozen=True, gc=False):
    """That a window be withdrawn or opened again, not decided yet. `actions` are a supervisor's, not who asked."""

    request_id: str
    window: WindowBrief
    change: str  # "open" or "withdraw"
    reason: str
    requested_by: str  # clerk id
    requested_by_name: str | None
    requested_at_ms: int
    actions: tuple[Action, ...]


class ProfileLine(msgspec.Struct, frozen=True, gc=False):
    """A work profile that a window can be given."""

    profile_id: str
    name: Label
    queue_ids: tuple[str, ...]


class PublishedNotice(NoticeLine, frozen=True):
    """A notice for whoever publishes them: where and when it stands. `standing` False: its time is to come."""

    places: tuple[str, ...] = ()
    zone_id: str | None = None
    rank: str = "ordinary"
    from_ms: int = 0
    standing: bool = True
    by_name: str | None = None


class EmergencyOffer(msgspec.Struct, frozen=True, gc=False):
    """A prepared message, for `RaiseEmergency`."""

    message_id: str
    heading: Label
    text: Label
    calm: bool


class FloorView(View, frozen=True):
    """For the people who run the hall."""

    hall: Label
    day_open: bool
    business_day: str | None
    demonstration: bool
    counts: DayCounts
    queues: tuple[QueueLine, ...]
    windows: tuple[FloorWindow, ...]
    alarms: tuple[AlarmLine, ...]
    stations: tuple[StationLine, ...]
    actions: tuple[Action, ...]
    appointments: AppointmentCounts | None = None  # of the open day, or of today
    uncovered: tuple[UncoveredLine, ...] = ()
    requests: tuple[RequestLine, ...] = ()
    profiles: tuple[ProfileLine, ...] = ()
    paper_series: str | None = None  # of numbers from a paper roll; None where there is none
    emergency: EmergencyLine | None = None
    notices: tuple[PublishedNotice, ...] = ()  # standing or to come, the first one first
    emergency_messages: tuple[EmergencyOffer, ...] = ()  # prepared


class QueueLoad(msgspec.Struct, frozen=True, gc=False):
    """A queue before and after a change of profile. `windows_…`: in service with it in their profile."""

    queue_id: str
    name: Label
    waiting: int
    longest_since_ms: int | None
    windows_open_before: int
    windows_open_after: int
    windows_before: int
    windows_after: int


class WindowLoad(msgspec.Struct, frozen=True, gc=False):
    """An open window's share of those who wait, each divided evenly among the open windows that take their queue."""

    window: WindowBrief
    share_before: float
    share_after: float


class ProfilePreview(msgspec.Struct, frozen=True, gc=False):
    """What giving a window another profile would mean now: the figures that argue for it, or against.

    `why_not`: it would be refused; `queues_left` are then those that no window would keep. `uncovered`: people wait
    there, and no open window would take them.
    """

    window: WindowBrief
    profile_id: str
    profile: Label
    profile_before: Label
    why_not: RefusalCode | None
    queues_left: tuple[str, ...]
    uncovered: tuple[str, ...]
    queues: tuple[QueueLoad, ...]  # of either profile
    windows: tuple[WindowLoad, ...]  # open ones that share a queue with either profile


class HeadLine(msgspec.Struct, frozen=True, gc=False):
    """Who stood first of a class in a queue of the window when it called. `score_s`: what the waiting counted for."""

    queue_id: str
    priority: str | None
    ticket_id: str
    waited_s: int
    score_s: int
    number: str = ""
    queue: Label | None = None  # names as they are now; None for what the plan has dropped since
    priority_name: Label | None = None


class OvertakenLine(msgspec.Struct, frozen=True, gc=False):
    """`right` by which somebody who stood before was passed: "priority", "profile", "returned", "not_here" or
    "chosen"."""

    ticket_id: str
    right: str
    number: str = ""


class CallBrief(msgspec.Struct, frozen=True, gc=False):
    """A call of any day. Names are those of now, None for what the plan has dropped since."""

    call_id: str
    ticket_id: str
    number: str
    queue_id: str
    queue: Label | None
    window_id: str
    window: WindowBrief | None
    clerk_id: str
    clerk_name: str | None
    called_at_ms: int
    times: int
    outcome: str | None
    why: Why


class ShownLine(msgspec.Struct, frozen=True, gc=False):
    """A screen or device that showed a call, as the server heard at `at_ms`."""

    station_id: str
    station: Label | None
    device_id: str | None
    at_ms: int


class ProofLine(msgspec.Struct, frozen=True, gc=False):
    """What showed one announcement of a call. `silent`: stations that should have and said nothing."""

    call_id: str
    shown: tuple[ShownLine, ...]
    silent: tuple[str, ...]


class CallView(CallBrief, frozen=True):
    """A call with its trace, for those who look into it. Calls of former versions have no trace."""

    rule_id: str | None
    priority_id: str | None
    heads: tuple[HeadLine, ...]
    overtaken_first: tuple[OvertakenLine, ...]
    proofs: tuple[ProofLine, ...] = ()  # of the call and its recalls, as far as any were kept


class CallsFound(msgspec.Struct, frozen=True, gc=False):
    """Calls of a day, the newest first. `older`: ask for those `before` it; None if these are all."""

    day: str
    calls: tuple[CallBrief, ...]
    older: str | None


class TicketLine(msgspec.Struct, frozen=True, gc=False):
    """A ticket of the day as staff find it."""

    ticket_id: str
    number: str
    state: TicketState
    item: Label | None
    queue: Label
    issued_at_ms: int
    window: WindowBrief | None  # where it is called or served
    priority: Label | None
    priority_verified: bool


class TicketsFound(msgspec.Struct, frozen=True, gc=False):
    """Tickets of the day, the newest first. `count`: how many fit, of which the first are told."""

    tickets: tuple[TicketLine, ...]
    count: int


class TicketFile(msgspec.Struct, frozen=True, gc=False):
    """A ticket of the day for the staff who look after it: what is known of it, its calls, what its reader may do."""

    ticket: TicketView
    applicant: str | None
    priority_id: str | None
    case_number: str | None
    calls: tuple[CallBrief, ...]  # the first one first
    actions: tuple[Action, ...]
    by_station: str | None = None  # that gave the number; None: staff did
    reprint: ReprintLine | None = None  # under way
    reprint_failed: bool = False  # the last one, and nobody has seen to it
    tag: int | None = None  # the vibrating tag that its holder has
    tag_silent: bool = False  # it was not called, and nobody has seen to it
    free_tags: tuple[int, ...] = ()  # the first of those that can be given; empty where the hall has none


class PriorityLine(msgspec.Struct, frozen=True, gc=False):
    """A class of the policy. `paper` is shown for it, by `basis` it is granted; `claimed`: a person may claim it;
    `may_grant`: whoever asks may grant it."""

    priority_id: str
    name: Label
    paper: Label | None
    basis: str
    claimed: bool
    may_grant: bool


class ItemFound(msgspec.Struct, frozen=True, gc=False):
    """An item or a bundle for which a ticket can be taken, or why not now. `number`: of an item."""

    item_id: str | None
    bundle_id: str | None
    number: str | None
    name: Label
    queue: Label
    why: RefusalCode | None


class ItemsFound(msgspec.Struct, frozen=True, gc=False):
    """What the words may mean, the likeliest first. `for_day`: the day a ticket taken now is for, if not today."""

    items: tuple[ItemFound, ...]
    for_day: str | None


AnyView: TypeAlias = HallView | BoardView | PanelView | RatingView | ClerkView | TicketView | FloorView | BridgeView


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """The answer to an accepted command. `seq` is the journal's number of its last event, or of the last before."""

    seq: int
    at_ms: int
    ticket: TicketView | None = None  # the ticket it was about, after it
    pre_review: PreReviewView | None = None  # the one that was filed
    appointment: AppointmentView | None = None  # the one that was booked, cancelled or checked in
