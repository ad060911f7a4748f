"""Events: what has happened in the hall. Past tense, one struct each, the whole truth; never personal data.

The journal keeps them for good, so a field once written keeps its meaning; new fields get a default.
"""

from typing import TypeAlias

import msgspec

from config.catalogue import Applicant
from config.pre_review import Brought, Finding, Line, Verdict
from config.ratings import Ending
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    CallKey,
    DeviceHealth,
    ErrandKind,
    NoticeKind,
    NoticePlace,
    NoticeRank,
    OpeningOutcome,
    Position,
    RatingChannel,
    RatingLevel,
    RatingStage,
    Showing,
    SlipOutcome,
    TagOutcome,
    WindowChange,
    WorkOrderState,
)
from queue_server.contract.views import Label
from queue_server.domain.journey import PlannedStage
from queue_server.domain.trace import Trace
from queue_server.domain.work_orders import Deadline, RatedHow, WorkOrderDue, WorkOrderStep


class Event(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Shared shape: the tag is the struct's name."""


class ConfigurationPublished(Event, frozen=True):
    content_hash: str
    content: str  # JSON of plan, catalogue and policy


class DayOpened(Event, frozen=True):
    """`early`: the evening or the night before, for a first number; windows open when it begins."""

    business_day: str
    configuration_hash: str
    early: bool = False


class DoorsOpened(Event, frozen=True):
    """Before the opening hour of a day that is open early: kiosks give out its numbers."""

    business_day: str


class DayBegan(Event, frozen=True):
    """The opening hour of a day that was opened early."""

    business_day: str


class DayClosed(Event, frozen=True):
    business_day: str


class TicketIssued(Event, frozen=True):
    """`place` is its position in the queue: order within a queue follows it, smallest first."""

    ticket_id: str
    number: str
    series: str
    ordinal: int
    queue_id: str
    item_id: str | None
    language: str
    place: int
    request_key: str
    configuration_hash: str
    by_station: str | None
    pre_review_id: str | None = None
    verdict: Verdict | None = None  # of that pre-review
    bundle_id: str | None = None
    applicant: Applicant | None = None
    priority: str | None = None  # the class the person claims
    case_number: str | None = None
    appointment_id: str | None = None  # checked in with it
    paper: bool = False  # `ordinal` is that of the paper roll
    taken_at_ms: int | None = None  # when it was torn off that, as staff said
    person_keys: tuple[str, ...] = ()  # which tell nothing of the person
    stages: tuple[PlannedStage, ...] = ()  # of its bundle, as the catalogue had them
    one_day: bool = False  # all of it is promised for this business day
    first_asked_by: str | None = None  # the member of staff who gave it out
    late_reason: str | None = None  # given after the last number, by staff


class AppointmentBooked(Event, frozen=True):
    """Times of day are local to the hall as it was then. `person_keys` tell nothing of the person."""

    appointment_id: str
    item_id: str
    for_day: str
    begins_at: str
    ends_at: str
    begins_at_ms: int
    ends_at_ms: int
    language: str
    person_keys: tuple[str, ...]
    source_id: str | None
    by_station: str | None
    configuration_hash: str


class AppointmentCancelled(Event, frozen=True):
    """`reason`: "visitor", "staff", or "hall_closed" when the day ended before its slot had."""

    appointment_id: str
    reason: str


class AppointmentMissed(Event, frozen=True):
    """Nobody checked in for it in time."""

    appointment_id: str


class PreReviewFiled(Event, frozen=True):
    """Answers and materials as told, with a line for each by the guide of `configuration_hash`."""

    pre_review_id: str
    item_id: str
    guide_version: str
    configuration_hash: str
    answers: dict[str, str]
    materials: dict[str, Brought]
    verdict: Verdict
    answer_lines: tuple[Line, ...]
    material_lines: tuple[Line, ...]
    language: str
    by_station: str | None
    earlier: str | None = None


class PreReviewLineChecked(Event, frozen=True):
    """What the clerk found of one line, beside what the pre-review said of it."""

    pre_review_id: str
    ticket_id: str
    window_id: str
    clerk_id: str
    about: str
    machine: Finding
    clerk: Finding


class RequestWithdrawn(Event, frozen=True):
    request_key: str


class SlipReported(Event, frozen=True):
    ticket_id: str
    outcome: SlipOutcome


class SlipReprinted(Event, frozen=True):
    """Staff asked for the slip once more, at that station. `by`: who."""

    reprint_id: str
    ticket_id: str
    station_id: str
    by: str


class ReprintBegun(Event, frozen=True):
    reprint_id: str
    ticket_id: str


class ReprintReported(Event, frozen=True):
    """`printed` False: no slip came out, or nobody said so in time."""

    reprint_id: str
    ticket_id: str
    printed: bool


class TagGiven(Event, frozen=True):
    """Whoever holds the ticket has the vibrating tag with that number, until the ticket ends or it is returned."""

    ticket_id: str
    tag: int


class TagReturned(Event, frozen=True):
    ticket_id: str
    tag: int


class TagCallBegun(Event, frozen=True):
    """A bridge takes the call `call_id` to the tag's base."""

    ticket_id: str
    call_id: str


class TagCallReported(Event, frozen=True):
    """What came of it; by the hall itself where nobody has said so in time."""

    ticket_id: str
    call_id: str
    tag: int
    outcome: TagOutcome


class TicketVoided(Event, frozen=True):
    ticket_id: str
    reason: str


class TicketCancelled(Event, frozen=True):
    """`reason`: "visitor", "staff", "hall_closed", or a break-off reason when `service_id` is given."""

    ticket_id: str
    reason: str
    service_id: str | None = None


class PriorityVerified(Event, frozen=True):
    """Staff saw the paper."""

    ticket_id: str
    priority: str


class PriorityWithdrawn(Event, frozen=True):
    ticket_id: str
    priority: str
    reason: str


class PriorityGranted(Event, frozen=True):
    ticket_id: str
    priority: str
    reason: str


class TicketCalled(Event, frozen=True):
    """A call. `rule` says by what right: "longest_waiting", "profile" (a rule of the work profile), "priority",
    "overdue" (overtaken as often as may be), "returned" (it had been sent away from a window and is back), "chosen"
    (with `reason`), "resumed"; `trace` the rest."""

    ticket_id: str
    window_id: str
    clerk_id: str
    call_id: str
    rule: str
    reason: str | None = None
    trace: Trace | None = None


class TicketRecalled(Event, frozen=True):
    ticket_id: str
    window_id: str
    call_id: str
    times: int


class CallShown(Event, frozen=True):
    """Screens and devices that have shown the call; `silent` stations should have and said nothing."""

    ticket_id: str
    call_id: str
    window_id: str
    shown: tuple[Showing, ...]
    silent: tuple[str, ...] = ()


class CallUnshown(Event, frozen=True):
    """Nothing has shown the call in time: nobody can have missed it."""

    ticket_id: str
    call_id: str
    window_id: str
    silent: tuple[str, ...] = ()


class ServingStarted(Event, frozen=True):
    ticket_id: str
    window_id: str
    clerk_id: str
    service_id: str
    trainee_id: str | None = None  # who works there with the clerk


class ServingFinished(Event, frozen=True):
    """`closed_by_hall`: the day ended while the service went on."""

    ticket_id: str
    window_id: str
    service_id: str
    closed_by_hall: bool = False


class TicketServedByHand(Event, frozen=True):
    """Of the paper roll, and dealt with while nothing worked: when is not known, only where and by whom."""

    ticket_id: str
    window_id: str
    clerk_id: str
    service_id: str


class TicketMissed(Event, frozen=True):
    """No-show. `window_id` is None when the closing hall found it called."""

    ticket_id: str
    window_id: str | None
    reason: str = "no_show"
    called_aloud: bool = False  # no screen had shown the call: the clerk says they called the number out


class TicketRequeued(Event, frozen=True):
    ticket_id: str
    place: int


class TicketParked(Event, frozen=True):
    """`service_id` is the service that ends with it, if one was started; whoever resumes it starts another."""

    ticket_id: str
    window_id: str
    service_id: str | None = None


class TicketTransferred(Event, frozen=True):
    """`service_id` is the service that ends with it, if one was started."""

    ticket_id: str
    window_id: str
    queue_id: str
    position: Position
    place: int
    service_id: str | None = None
    for_window_id: str | None = None  # it waits for that window alone
    for_clerk_id: str | None = None  # while that clerk sits there


class TicketSentAway(Event, frozen=True):
    """To another queue, and back afterwards. The service that ends with it is one part of what the window does."""

    ticket_id: str
    window_id: str
    queue_id: str
    place: int
    service_id: str


class TicketCameBack(Event, frozen=True):
    """The service it was sent away for is done at `window_id`; it waits in `queue_id` again, and is called next there.

    `for_window_id` had sent it, and alone calls it; None if that window has closed meanwhile."""

    ticket_id: str
    window_id: str
    queue_id: str
    place: int
    service_id: str
    for_window_id: str | None


class StageFinished(Event, frozen=True):
    """`stage` counts from 0 and is the one that comes now, in `queue_id`."""

    ticket_id: str
    window_id: str
    stage: int
    queue_id: str
    place: int
    service_id: str


class ActionUndone(Event, frozen=True):
    """What the window had done last to the ticket is taken back: it is again as it was before.

    `what` is the name of that event. Its number as a call is not given again; a service goes on, or never was."""

    ticket_id: str
    window_id: str
    what: str


class KeyPressed(Event, frozen=True):
    """On the call pad `device_id`, for the clerk who sat there. What came of it follows as events of its own."""

    device_id: str
    window_id: str
    clerk_id: str
    key: CallKey


class TicketExpired(Event, frozen=True):
    ticket_id: str


class RatingInvited(Event, frozen=True):
    """`ended_how`: the service; None in journals of former versions."""

    service_id: str
    window_id: str
    until_ms: int
    ended_how: Ending | None = None


class RatingCurtailed(Event, frozen=True):
    """The window goes on with somebody else: the invitation stands no longer than it must."""

    service_id: str
    window_id: str
    until_ms: int


class RatingLapsed(Event, frozen=True):
    service_id: str
    window_id: str


class EarlierService(msgspec.Struct, frozen=True, gc=False):
    """What is known of a service of a day before, with whatever happens to it now."""

    business_day: str | None
    item_id: str | None
    queue_id: str | None


class ServiceRated(Event, frozen=True):
    """`reasons` by the table of that version. Of former versions neither table nor stage is known.

    `has_words`, `named`: something was written, and how to reach whoever did; that stands elsewhere.
    """

    service_id: str
    ticket_id: str
    window_id: str
    clerk_id: str
    level: RatingLevel
    channel: RatingChannel
    trainee_id: str | None = None
    reasons: tuple[str, ...] = ()  # codes, each once, in the order of the table
    table_version: str | None = None  # of that table
    stage: RatingStage | None = None
    has_words: bool = False
    named: bool = False
    entered_by: str | None = None  # who of the staff typed in what was told
    earlier: EarlierService | None = None  # None: a service of the day


class ServiceRatedAgain(Event, frozen=True):
    """追评. The rating before it stays."""

    service_id: str
    ticket_id: str
    window_id: str
    level: RatingLevel
    channel: RatingChannel
    reasons: tuple[str, ...] = ()
    table_version: str | None = None
    has_words: bool = False
    named: bool = False
    earlier: EarlierService | None = None


class RatingDefaulted(Event, frozen=True):
    """Nobody rated it in time, and the hall's rule puts a level in its place (默认评价): never somebody's rating."""

    service_id: str
    ticket_id: str
    window_id: str
    clerk_id: str
    level: RatingLevel
    trainee_id: str | None = None
    earlier: EarlierService | None = None


class ErrandRated(Event, frozen=True):
    """What somebody did at a kiosk by themselves, `on_day` at the hall's clock."""

    rating_id: str
    errand_id: str
    errand: ErrandKind
    station_id: str
    on_day: str
    level: RatingLevel
    reasons: tuple[str, ...] = ()
    table_version: str | None = None
    has_words: bool = False


class WindowRated(Event, frozen=True):
    """A rating that was told of a window and a day; of which service, nobody knows."""

    rating_id: str
    window_id: str
    for_day: str
    level: RatingLevel
    channel: RatingChannel
    entered_by: str
    reasons: tuple[str, ...] = ()
    table_version: str | None = None
    stage: RatingStage | None = None
    has_words: bool = False
    named: bool = False


class WorkOrderOpened(Event, frozen=True):
    """For a poor rating, in the same decision. What was written about it stands elsewhere."""

    order_id: str
    rated_how: RatedHow
    rating_id: str
    level: RatingLevel
    named: bool
    business_day: str | None  # that the rating is about
    window_id: str | None
    clerk_id: str | None
    trainee_id: str | None
    item_id: str | None
    department_id: str | None
    deadlines: tuple[Deadline, ...]


class WorkOrderMoved(Event, frozen=True):
    """A step of it, the `number`th; `state` and `deadlines` are those after it. `by`: None is the hall's own rule.

    `has_text`: something was written with it, which stands elsewhere. `due`: what a warning or delay is about.
    """

    order_id: str
    number: int
    step: WorkOrderStep
    state: WorkOrderState
    by: str | None
    deadlines: tuple[Deadline, ...]
    has_text: bool = False
    assignee_id: str | None = None
    role: Role | None = None  # to whom it went, or who is told of a delay
    until_day: str | None = None
    satisfied: bool | None = None  # whoever rated, when called back
    due: WorkOrderDue | None = None


class WindowOpened(Event, frozen=True):
    """`post`: "primary" or "backup". `trainee_id`: the clerk is their mentor."""

    window_id: str
    clerk_id: str
    post: str
    trainee_id: str | None = None


class WindowTakenOver(Event, frozen=True):
    """Another holder of a post sits there now; the ticket at the window, and its service, are theirs from here on."""

    window_id: str
    clerk_id: str
    post: str
    from_clerk_id: str


class WindowPaused(Event, frozen=True):
    window_id: str
    reason: str


class WindowClosed(Event, frozen=True):
    window_id: str
    reason: str = "clerk"  # or "day_closed", "supervisor", "elsewhere" (its clerk took over another), "withdrawn"
    leave_reason: str | None = None  # why its clerk left people waiting


class WindowRequested(Event, frozen=True):
    request_id: str
    window_id: str
    change: WindowChange
    reason: str
    by: str


class WindowApproved(Event, frozen=True):
    """The window is withdrawn from service with it, or back."""

    request_id: str
    window_id: str
    change: WindowChange
    by: str


class WindowRejected(Event, frozen=True):
    request_id: str
    window_id: str
    reason: str
    by: str


class ProfileAssigned(Event, frozen=True):
    """Until the day closes. `before`: the profile it had."""

    window_id: str
    profile_id: str
    before: str
    reason: str


class DeviceHealthChanged(Event, frozen=True):
    device_id: str
    station_id: str
    health: DeviceHealth


class StationSeen(Event, frozen=True):
    station_id: str
    online: bool


class StationTakenOut(Event, frozen=True):
    station_id: str
    reason: str


class StationReturned(Event, frozen=True):
    station_id: str


class PublishedWindow(msgspec.Struct, frozen=True, gc=False):
    """Of a month, as `contract.views.WindowMonth`."""

    number: int
    name: Label
    due: int
    rated: int
    good: int
    stars: int
    rank: int | None


class IndicatorsPublished(Event, frozen=True):
    """A month's ratings are public as `by` signed them. The figures are kept: what they are made from may change."""

    month: str
    few: int
    due: int
    rated: int
    good: int
    stars: int
    windows: tuple[PublishedWindow, ...]
    by: str


class NoticePublished(Event, frozen=True):
    """A public text, for screens from `from_ms` until `until_ms`; in place of the one that had its id."""

    notice_id: str
    kind: NoticeKind
    heading: Label | None
    text: Label
    places: tuple[NoticePlace, ...]
    zone_id: str | None
    rank: NoticeRank
    from_ms: int
    until_ms: int
    by: str


class NoticeBegan(Event, frozen=True):
    """Its time has come."""

    notice_id: str


class NoticeEnded(Event, frozen=True):
    """`by`: who withdrew it; None: its time was over."""

    notice_id: str
    by: str | None


class EmergencyRaised(Event, frozen=True):
    """`message_id`: of the policy; None: own words, without a heading."""

    emergency_id: str
    message_id: str | None
    heading: Label | None
    text: Label
    calm: bool
    until_ms: int | None  # when it gives the screens back by itself
    by: str


class EmergencyEnded(Event, frozen=True):
    """`by`: None if its time was over."""

    emergency_id: str
    by: str | None


class CellOpeningAsked(Event, frozen=True):
    """Staff want that cell of a locker opened. `by`: who."""

    opening_id: str
    device_id: str
    station_id: str
    board: int
    lock: int
    reason: str
    by: str


class CellOpeningBegun(Event, frozen=True):
    """The bridge takes it to the board."""

    opening_id: str


class CellOpeningReported(Event, frozen=True):
    """What came of it; by the hall itself where nobody took it or nobody said so in time."""

    opening_id: str
    outcome: OpeningOutcome


class AlarmRaised(Event, frozen=True):
    alarm_id: str
    kind: str
    about: str


class AlarmAcknowledged(Event, frozen=True):
    alarm_id: str
    by: str


class AlarmCleared(Event, frozen=True):
    """`by` is an actor id, or "cause_gone"."""

    alarm_id: str
    by: str


AnyEvent: TypeAlias = (
    ConfigurationPublished
    | DayOpened
    | DoorsOpened
    | DayBegan
    | DayClosed
    | TicketIssued
    | AppointmentBooked
    | AppointmentCancelled
    | AppointmentMissed
    | PreReviewFiled
    | PreReviewLineChecked
    | RequestWithdrawn
    | SlipReported
    | SlipReprinted
    | ReprintBegun
    | ReprintReported
    | TagGiven
    | TagReturned
    | TagCallBegun
    | TagCallReported
    | TicketVoided
    | TicketCancelled
    | PriorityVerified
    | PriorityWithdrawn
    | PriorityGranted
    | TicketCalled
    | TicketRecalled
    | CallShown
    | CallUnshown
    | ServingStarted
    | ServingFinished
    | TicketServedByHand
    | TicketMissed
    | TicketRequeued
    | TicketParked
    | TicketTransferred
    | TicketSentAway
    | TicketCameBack
    | StageFinished
    | ActionUndone
    | KeyPressed
    | TicketExpired
    | RatingInvited
    | RatingCurtailed
    | RatingLapsed
    | ServiceRated
    | ServiceRatedAgain
    | RatingDefaulted
    | ErrandRated
    | WindowRated
    | WorkOrderOpened
    | WorkOrderMoved
    | WindowOpened
    | WindowPaused
    | WindowClosed
    | WindowTakenOver
    | WindowRequested
    | WindowApproved
    | WindowRejected
    | ProfileAssigned
    | DeviceHealthChanged
    | StationSeen
    | StationTakenOut
    | StationReturned
    | IndicatorsPublished
    | NoticePublished
    | NoticeBegan
    | NoticeEnded
    | EmergencyRaised
    | EmergencyEnded
    | CellOpeningAsked
    | CellOpeningBegun
    | CellOpeningReported
    | AlarmRaised
    | AlarmAcknowledged
    | AlarmCleared
)


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """An event with what the journal knows of it. `business_day` is None between days."""

    seq: int
    at_ms: int
    business_day: str | None
    actor: Actor
    event: AnyEvent
