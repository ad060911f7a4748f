"""Everything a hall runs on, as one value: plan, catalogue and policy, with a hash that names exactly this content."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from config.catalogue import Applicant, Catalogue, ServiceItem
from config.hall import Clerk, HallPlan, Queue, Rule, ServiceWindow, Station, Terms, WindowKind, WorkProfile, Zone
from config.model import Model
from config.policy import Policy, PriorityClass
from config.search import Index


class Whom(Enum):
    """Whom a step looks at, of those it may call at all."""

    ANYBODY = "anybody"
    RETURNED = "returned"  # who was sent away from a window and is back
    KEPT = "kept"  # who waits for this window alone


class Step(NamedTuple):
    """One step of what a window does to find the next ticket: a rule, or (`rule` None) whoever it may serve."""

    rule: Rule | None
    queue_ids: tuple[str, ...]
    terms: int | None = None  # their number; None: it takes everybody there
    whom: Whom = Whom.ANYBODY

    def is_regular(self, queue_id: str) -> bool:
        """Whether it takes whoever waits in that queue, at every hour of the year."""
        anybody = self.whom is Whom.ANYBODY and (self.rule is None or self.rule.is_regular)
        return anybody and queue_id in self.queue_ids


class TagBase(NamedTuple):
    """The base of vibrating tags `device_id`, at that station."""

    station_id: str
    device_id: str


class HallConfiguration(Model):
    plan: HallPlan
    catalogue: Catalogue
    policy: Policy

    @classmethod
    def parse(cls, content: str) -> "HallConfiguration":
        """Reads what `content` wrote. Raises pydantic.ValidationError."""
        return cls.model_validate_json(content)

    @classmethod
    def recorded(cls, content: str) -> "HallConfiguration":
        """Reads what `content` wrote at any time, also in a former version of this program."""
        try:
            return cls.parse(content)
        except ValidationError:
            return cls.model_validate(_completed(json.loads(content)))

    def with_profiles(self, assigned: Mapping[str, str]) -> "HallConfiguration":
        """The same hall where these windows have other work profiles. `content` and its hash are others then too."""
        if not assigned:
            return self
        windows = (
            window.model_copy(update={"profile_id": assigned.get(window.id, window.profile_id)})
            for window in self.plan.windows
        )
        plan = self.plan.model_copy(update={"windows": tuple(windows)})
        return HallConfiguration(plan=plan, catalogue=self.catalogue, policy=self.policy)

    @cached_property
    def content(self) -> str:
        """Canonical JSON: equal configurations give equal text."""
        return self.model_dump_json()

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of `content`, in hex."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @cached_property
    def zones(self) -> dict[str, Zone]:
        return {zone.id: zone for zone in self.plan.zones}

    @cached_property
    def clerks(self) -> dict[str, Clerk]:
        return {clerk.id: clerk for clerk in self.plan.clerks}

    @cached_property
    def queues(self) -> dict[str, Queue]:
        return {queue.id: queue for queue in self.plan.queues}

    @cached_property
    def profiles(self) -> dict[str, WorkProfile]:
        return {profile.id: profile for profile in self.plan.profiles}

    @cached_property
    def windows(self) -> dict[str, ServiceWindow]:
        return {window.id: window for window in self.plan.windows}

    @cached_property
    def priorities(self) -> dict[str, PriorityClass]:
        return {priority.id: priority for priority in self.policy.priority.classes}

    @cached_property
    def terms(self) -> dict[Terms, int]:
        """What the rules of all profiles ask of tickets, each once and numbered; who asks nothing is left out."""
        asked = (rule.terms for profile in self.plan.profiles for rule in profile.rules if rule.terms != Terms())
        return {terms: number for number, terms in enumerate(dict.fromkeys(asked))}

    @cached_property
    def has_rules(self) -> bool:
        return any(profile.rules for profile in self.plan.profiles)

    @cached_property
    def steps(self) -> dict[str, tuple[Step, ...]]:
        """For each window what its work profile does there, first to last, at whatever hour and season.

        Those of the same profile and kind share the same steps, so that they can be told to be the same at a glance.
        """
        kinds = {(window.profile_id, window.kind) for window in self.plan.windows}
        of_kind = {kind: tuple(self._steps(*kind)) for kind in kinds}
        return {window.id: of_kind[window.profile_id, window.kind] for window in self.plan.windows}

    def _steps(self, profile_id: str, kind: WindowKind) -> Iterator[Step]:
        profile = self.profiles[profile_id]
        yield Step(None, profile.queue_ids, whom=Whom.RETURNED)
        for rule in profile.rules:
            if not rule.window_kinds or kind in rule.window_kinds:
                yield Step(rule, rule.queue_ids, self.terms.get(rule.terms))
        yield Step(None, profile.queue_ids, whom=Whom.KEPT if profile.strict else Whom.ANYBODY)

    @cached_property
    def queues_together(self) -> dict[str, tuple[str, ...]]:
        """For each queue all that share a window with it, over however many others; rules that look at them count."""
        together = {queue.id: {queue.id} for queue in self.plan.queues}
        for profile in self.plan.profiles:
            watched = (queue_id for rule in profile.rules for queue_id in rule.watched_queue_ids)
            joined = set[str]().union(*(together[queue_id] for queue_id in (*profile.queue_ids, *watched)))
            together.update(dict.fromkeys(joined, joined))
        of = {id(group): tuple(sorted(group)) for group in together.values()}
        return {queue_id: of[id(group)] for queue_id, group in together.items()}

    @cached_property
    def items(self) -> dict[str, ServiceItem]:
        return {item.id: item for item in self.catalogue.items}

    @cached_property
    def index(self) -> Index:
        """The catalogue made ready to be searched."""
        return Index.of(self.catalogue, self.plan.departments)

    @cached_property
    def stations(self) -> dict[str, Station]:
        return {station.id: station for station in self.plan.stations}

    @cached_property
    def tag_bases(self) -> dict[int, TagBase]:
        """For each vibrating tag the base that calls it, by the number written on the tag."""
        return {
            number: TagBase(station.id, device.id)
            for station in self.plan.stations
            for device in station.devices
            if device.tags is not None
            for number in device.tags.numbers
        }

    @cached_property
    def tag_stations(self) -> frozenset[str]:
        """The stations that have bases of vibrating tags."""
        return frozenset(base.station_id for base in self.tag_bases.values())

    @cached_property
    def holders(self) -> dict[str, tuple[Clerk, ...]]:
        """For each window who has a post there, those with the primary post first."""
        return {
            window.id: tuple(
                sorted(
                    (clerk for clerk in self.plan.clerks if window.id in (*clerk.primary, *clerk.backup)),
                    key=lambda clerk: window.id not in clerk.primary,
                )
            )
            for window in self.plan.windows
        }

    @cached_property
    def windows_by_number(self) -> tuple[str, ...]:
        """Ids of all windows."""
        return tuple(window.id for window in sorted(self.plan.windows, key=lambda window: window.number))

    @cached_property
    def windows_of_queue(self) -> dict[str, tuple[ServiceWindow, ...]]:
        """For each queue the windows whose work profile takes it, by window number."""
        windows = sorted(self.plan.windows, key=lambda window: window.number)
        return {
            queue.id: tuple(w for w in windows if queue.id in self.profiles[w.profile_id].queue_ids)
            for queue in self.plan.queues
        }

    @cached_property
    def regular_windows(self) -> dict[str, tuple[ServiceWindow, ...]]:
        """Of those the ones that take tickets of the queue at every hour, not only help out: what people are told."""
        return {
            queue_id: tuple(w for w in windows if any(step.is_regular(queue_id) for step in self.steps[w.id]))
            for queue_id, windows in self.windows_of_queue.items()
        }


def _completed(content: Any) -> Any:
    """With the keys guides did not have at first: the numbers of items, who may apply, the ids of materials.

    They are named by their place in the list; nothing was recorded that refers to them.
    """
    for number, item in enumerate(content["catalogue"]["items"], 1):
        item.setdefault("number", f"{number:04}")
        item.setdefault("applicants", [*Applicant])
        for place, material in enumerate(item["materials"], 1):
            material.setdefault("id", f"material-{place}")
    return content
