"""The live hall: all that decisions and views need, and nothing that a journal read from its start would not give.

Only `evolve` changes it. It holds one business day; the evening's tickets stay until the next day opens. A day may be
opened early, at night, for numbers only: it begins, and windows can open, at its opening hour.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from config.catalogue import Applicant, ServiceItem
from config.configuration import HallConfiguration, TagBase
from config.hall import Stage
from config.pre_review import Brought, Finding, Verdict
from queue_server.contract.commands import (
    DeviceHealth,
    NoticeKind,
    NoticePlace,
    NoticeRank,
    OpeningOutcome,
    Showing,
    WindowChange,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import (
    AlarmState,
    Label,
    QueueLine,
    RatingMonth,
    SlipState,
    TicketState,
    WindowState,
)
from queue_server.domain.appointments import Diary
from queue_server.domain.journey import PlannedStage, WayBack
from queue_server.domain.lanes import Lane, Lanes, Standing
from queue_server.domain.trace import Trace
from queue_server.domain.waiting_range import Pace
from queue_server.domain.work_orders import WorkOrders

ANSWER: Final = "answer"
MATERIAL: Final = "material"
KINDS: Final = (ANSWER, MATERIAL)  # of a pre-review's lines


class Ticket(msgspec.Struct, gc=False):
    """`window_id` is set while it is called or served, `service_id` while a service runs."""

    ticket_id: str
    number: str
    queue_id: str
    item_id: str | None
    language: str
    request_key: str
    by_station: str | None
    issued_at_ms: int
    place: int
    arrival: int
    state: TicketState
    since_ms: int
    slip: SlipState
    calls: int = 0  # calls and recalls so far
    services: int = 0
    window_id: str | None = None
    called_at_ms: int | None = None
    service_id: str | None = None
    started_at_ms: int | None = None
    ended_service_id: str | None = None  # the last one, which may be rated
    pre_review_id: str | None = None
    verdict: Verdict | None = None  # of that pre-review
    bundle_id: str | None = None
    applicant: Applicant | None = None
    priority: str | None = None  # the class claimed or granted
    priority_verified: bool = False
    case_number: str | None = None
    appointment_id: str | None = None
    person_keys: tuple[str, ...] = ()
    stages: tuple[PlannedStage, ...] = ()
    stage_at: int = 0  # which of them it is in
    one_day: bool = False
    first_asked_by: str | None = None  # clerk id: of the staff, who was asked first (首问)
    for_window_id: str | None = None  # while it waits: for that window alone
    for_clerk_id: str | None = None  # and only while that clerk sits there
    way_back: WayBack | None = None  # until it is back from where it was sent
    returned: bool = False  # while it waits: it is back
    reminded: bool = False  # while it is parked: its clerk was reminded of it
    moves: int = 0  # how often something befell it, undone or not
    tag: int | None = None  # the vibrating tag its holder has
    lane: Lane = Lane()  # while it waits
    waits_from_ms: int = 0  # since when its place has been waiting

    @property
    def stage(self) -> Stage:
        return Stage.LATER if self.services else Stage.FIRST

    @property
    def queue_ids(self) -> list[str]:
        """Where it waits or waited last, where it goes back to, and where its stages lead."""
        back = [self.way_back.queue_id] if self.way_back is not None else []
        return [self.queue_id, *back, *(stage.queue_id for stage in self.stages[self.stage_at :])]

    @property
    def next_stage(self) -> PlannedStage | None:
        return self.stages[self.stage_at + 1] if self.stage_at + 1 < len(self.stages) else None

    @property
    def standing(self) -> Standing:
        return self.place, self.arrival, self.ticket_id


class PreReview(msgspec.Struct, gc=False):
    """`item` is the guide it was made with, whatever was published since. Lines by kind, then by what they tell of."""

    pre_review_id: str
    item: ServiceItem
    answers: dict[str, str]
    materials: dict[str, Brought]
    verdict: Verdict
    found: dict[str, dict[str, Finding]]
    filed_at_ms: int
    checked: dict[str, dict[str, Finding]] = msgspec.field(default_factory=lambda: {kind: {} for kind in KINDS})
    ticket_id: str | None = None  # the last one taken with it, or on its way with it again


class Call(msgspec.Struct, frozen=True, gc=False):
    """The newest call of a ticket. `times` counts it and its recalls."""

    call_id: str
    ticket_id: str
    window_id: str
    called_at_ms: int
    rule: str
    reason: str | None = None
    trace: Trace | None = None
    times: int = 1
    undone: bool = False
    shown_at_ms: int | None = None  # when a screen first showed it
    shown: tuple[Showing, ...] = ()
    unshown: bool = False  # known: nothing has shown it in time


class Service(msgspec.Struct, gc=False):
    """One service, also of the days before, as long as it may be rated.

    A window may take back the end of one that was rated: it goes on, and the rating stays.
    """

    ticket_id: str
    window_id: str
    clerk_id: str
    ended: bool = False
    rated: bool = False
    trainee_id: str | None = None
    number: str = ""
    item_id: str | None = None
    bundle_id: str | None = None
    queue_id: str | None = None
    business_day: str | None = None
    ended_at_ms: int = 0  # when it ended last
    rated_at_ms: int = 0
    rated_again: bool = False
    named: bool = False  # whoever rated it left a contact
    defaulted: bool = False  # nobody rated it in time, and a rule did


class Invited(msgspec.Struct, frozen=True):
    """A window's rating terminal asks about this service until then."""

    service_id: str
    until_ms: int
    since_ms: int = 0


class LastAct(msgspec.Struct, frozen=True, gc=False):
    """What a window did last to a ticket: the name of the event, who sat there, the ticket before with its newest call
    and the pace of its queue, and how often it had been moved after it."""

    what: str
    clerk_id: str | None
    at_ms: int
    before: Ticket
    call: Call | None
    pace: Pace
    moves: int


class LiveWindow(msgspec.Struct):
    """A service window as it is now. `ticket_id` is called or served there; `trainee_id` works there with the clerk."""

    state: WindowState = WindowState.CLOSED
    since_ms: int | None = None
    left_ms: int | None = None  # when it was last left open
    clerk_id: str | None = None
    post: str | None = None
    paused_because: str | None = None
    ticket_id: str | None = None
    invited: Invited | None = None
    last: LastAct | None = None
    trainee_id: str | None = None
    withdrawn: bool = False  # out of service by approval, until it is asked back


class WindowRequest(msgspec.Struct, frozen=True):
    """That a window be withdrawn or set up again; not decided yet."""

    request_id: str
    window_id: str
    change: WindowChange
    reason: str
    by: str  # who asked
    at_ms: int


class Reprint(msgspec.Struct, gc=False):
    """A slip asked for once more, until its station has said what became of it."""

    ticket_id: str
    station_id: str
    asked_at_ms: int
    begun: bool = False


class TagCall(msgspec.Struct, gc=False):
    """The newest call of a ticket, on its way to the vibrating tag that its holder has."""

    call_id: str
    tag: int
    base: TagBase
    called_at_ms: int
    begun: bool = False


class Notice(msgspec.Struct, gc=False):
    """A notice that stands or is to come."""

    kind: NoticeKind
    heading: Label | None
    text: Label
    places: tuple[NoticePlace, ...]
    zone_id: str | None
    rank: NoticeRank
    from_ms: int
    until_ms: int
    by: str
    standing: bool = False


class Emergency(msgspec.Struct, frozen=True, gc=False):
    """The emergency message that stands."""

    emergency_id: str
    message_id: str | None
    heading: Label | None
    text: Label
    calm: bool
    since_ms: int
    until_ms: int | None


class CellOpening(msgspec.Struct, gc=False):
    """A cell of a locker that staff wanted opened. `outcome` None: it is under way."""

    opening_id: str
    device_id: str
    station_id: str
    board: int
    lock: int
    reason: str
    by: str
    asked_at_ms: int
    begun_at_ms: int | None = None
    outcome: OpeningOutcome | None = None


class LiveStation(msgspec.Struct):
    """A station as it is now; one that never came is not online."""

    online: bool = False
    out_because: str | None = None


class Alarm(msgspec.Struct):
    alarm_id: str
    kind: str
    about: str
    raised_at_ms: int
    state: AlarmState = AlarmState.RAISED
    acknowledged_by: str | None = None


@dataclass(slots=True)
class HallState:
    seq: int = 0  # of the last event applied
    configuration: HallConfiguration | None = None
    configuration_hash: str = ""
    planned: HallConfiguration | None = None  # as it was published; `configuration` has today's profiles
    assigned: dict[str, str] = field(default_factory=dict)  # window id → the profile it was given today
    published: set[str] = field(default_factory=set)  # hashes of all configurations there ever were

    business_day: str | None = None  # while it is open
    early: bool = False  # it is open, and has not begun
    doors_open: bool = False  # and kiosks give out its numbers
    last_day: str | None = None  # the newest ever opened

    tickets: dict[str, Ticket] = field(default_factory=dict)
    by_state: dict[TicketState, dict[str, None]] = field(default_factory=lambda: {state: {} for state in TicketState})
    waiting: dict[str, Lanes] = field(default_factory=dict)  # by queue
    paces: dict[str, Pace] = field(default_factory=dict)  # by queue
    came_at_ms: list[int] = field(default_factory=list)  # by place, when the ticket first given it was issued
    kept: dict[str, None] = field(default_factory=dict)  # those who wait and are kept for a window, or have returned
    one_day: dict[str, None] = field(default_factory=dict)  # due today, not finished and nobody warned
    begun_at_ms: int = 0  # when the business day began
    ordinals: dict[str, int] = field(default_factory=dict)  # by series, the last one given
    arrivals: int = 0  # how often a ticket came to stand in a queue today
    paper_numbers: dict[int, str] = field(default_factory=dict)  # of the paper roll → ticket id
    by_request: dict[str, str] = field(default_factory=dict)  # request key → ticket id
    withdrawn: set[str] = field(default_factory=set)  # request keys
    slips_due: dict[str, int] = field(default_factory=dict)  # unreported: ticket id → issued at, oldest first
    slips_failed: dict[str, int] = field(default_factory=dict)  # and nobody has the number: ticket id → since when
    reprints: dict[str, Reprint] = field(default_factory=dict)  # under way, oldest first
    reprints_made: int = 0
    tags: dict[int, str] = field(default_factory=dict)  # vibrating tags in use → ticket id
    tag_calls: dict[str, TagCall] = field(default_factory=dict)  # under way, by ticket, oldest first
    calls: dict[str, Call] = field(default_factory=dict)  # by ticket, newest last
    services: dict[str, Service] = field(default_factory=dict)
    past_services: dict[str, Service] = field(default_factory=dict)  # of days before, that may still be rated
    past_tickets: dict[str, str] = field(default_factory=dict)  # of days before → the last service of each
    unrated: list[tuple[int, str]] = field(default_factory=list)  # ended at, service id; the first waits for a rating
    errands_rated: dict[str, int] = field(default_factory=dict)  # lately, "errand.id" → when
    appointments: Diary = field(default_factory=Diary)
    tickets_of: dict[str, list[str]] = field(default_factory=dict)  # person key → ticket ids of today
    given_up: dict[str, int] = field(default_factory=dict)  # person key → how many numbers and appointments today
    called_out: dict[str, list[str]] = field(default_factory=dict)  # by queue, who was called out of it, newest last
    work_orders: WorkOrders = field(default_factory=WorkOrders)  # that are open, also of days before
    pre_reviews: dict[str, PreReview] = field(default_factory=dict)  # since the evening before, oldest first

    windows: dict[str, LiveWindow] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)  # clerk id → window id
    requests: dict[str, WindowRequest] = field(default_factory=dict)  # not decided, by window id
    requests_made: int = 0
    cover_seen_ms: dict[str, int] = field(default_factory=dict)  # queue id → when staff saw today how it is covered
    stations: dict[str, LiveStation] = field(default_factory=dict)
    devices: dict[str, DeviceHealth] = field(default_factory=dict)
    rating_months: dict[str, RatingMonth] = field(default_factory=dict)  # published; the newest are kept, by month
    notices: dict[str, Notice] = field(default_factory=dict)
    notices_made: int = 0
    emergency: Emergency | None = None
    emergencies_raised: int = 0
    openings: dict[str, CellOpening] = field(default_factory=dict)  # under way, oldest first
    openings_made: int = 0
    opened: list[CellOpening] = field(default_factory=list)  # the newest of those that are over, newest last
    alarms: dict[str, Alarm] = field(default_factory=dict)  # open ones, by "kind.about"
    alarms_raised: int = 0

    foreseen: dict[tuple[str, ...], object] = field(default_factory=dict, compare=False)  # until the next event
    queue_lines: dict[str, tuple[int, int, QueueLine]] = field(default_factory=dict, compare=False)  # seq, when

    @property
    def hall(self) -> HallConfiguration:
        """Plan, catalogue and policy in force. Refuses NOT_FOUND while none was ever published."""
        if self.configuration is None:
            raise CommandRefused(RefusalCode.NOT_FOUND, what="configuration")
        return self.configuration

    @property
    def begun_day(self) -> str | None:
        """The business day on which windows can be open now."""
        return None if self.early else self.business_day

    @property
    def issued(self) -> int:
        """How many tickets the day has given out, in all series together."""
        return len(self.tickets)

    def ticket(self, ticket_id: str) -> Ticket:
        """Refuses TICKET_UNKNOWN, also for a ticket of an earlier day."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            raise CommandRefused(RefusalCode.TICKET_UNKNOWN, ticket_id=ticket_id)
        return ticket

    def service(self, service_id: str) -> Service | None:
        """Of today, or of a day before that may still be rated."""
        return self.services.get(service_id) or self.past_services.get(service_id)

    def window(self, window_id: str) -> LiveWindow:
        """Refuses WINDOW_UNKNOWN."""
        window = self.windows.get(window_id)
        if window is None:
            raise CommandRefused(RefusalCode.WINDOW_UNKNOWN, window_id=window_id)
        return window
