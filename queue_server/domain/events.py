"""Events: what has happened in the hall. Past tense, one struct each, the whole truth; never personal data.

The journal keeps them for good, so a field once written keeps its meaning; new fields get a default.
"""

from typing import TypeAlias

import msgspec

from config.catalogue import Applicant
from config.pre_review import Brought, Finding, Line, Verdict
from queue_server.contract.actors import Actor
from queue_server.contract.commands import (
    DeviceHealth,
    Position,
    RatingChannel,
    RatingLevel,
    SlipOutcome,
)
from queue_server.domain.trace import Trace


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
    "overdue" (overtaken as often as may be), "chosen" (with `reason`), "resumed"; `trace` the rest."""

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


class ServingStarted(Event, frozen=True):
    ticket_id: str
    window_id: str
    clerk_id: str
    service_id: str


class ServingFinished(Event, frozen=True):
    """`closed_by_hall`: the day ended while the service went on."""

    ticket_id: str
    window_id: str
    service_id: str
    closed_by_hall: bool = False


class TicketMissed(Event, frozen=True):
    """No-show. `window_id` is None when the closing hall found it called."""

    ticket_id: str
    window_id: str | None
    reason: str = "no_show"


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


class TicketExpired(Event, frozen=True):
    ticket_id: str


class RatingInvited(Event, frozen=True):
    service_id: str
    window_id: str
    until_ms: int


class RatingLapsed(Event, frozen=True):
    service_id: str
    window_id: str


class ServiceRated(Event, frozen=True):
    service_id: str
    ticket_id: str
    window_id: str
    clerk_id: str
    level: RatingLevel
    channel: RatingChannel


class WindowOpened(Event, frozen=True):
    """`post`: "primary" or "backup"."""

    window_id: str
    clerk_id: str
    post: str


class WindowPaused(Event, frozen=True):
    window_id: str
    reason: str


class WindowClosed(Event, frozen=True):
    window_id: str
    reason: str = "clerk"  # or "day_closed", "supervisor"


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
    | DayBegan
    | DayClosed
    | TicketIssued
    | PreReviewFiled
    | PreReviewLineChecked
    | RequestWithdrawn
    | SlipReported
    | TicketVoided
    | TicketCancelled
    | PriorityVerified
    | PriorityWithdrawn
    | PriorityGranted
    | TicketCalled
    | TicketRecalled
    | ServingStarted
    | ServingFinished
    | TicketMissed
    | TicketRequeued
    | TicketParked
    | TicketTransferred
    | TicketExpired
    | RatingInvited
    | RatingLapsed
    | ServiceRated
    | WindowOpened
    | WindowPaused
    | WindowClosed
    | DeviceHealthChanged
    | StationSeen
    | StationTakenOut
    | StationReturned
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
