"""Short days for tests."""

from pathlib import Path

from config.appointments import Appointments
from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from simulation.day.hall import Day, Outcome, play
from simulation.day.server import Edges


def sample_day(folder: Path, seed: str, visitors: int, **others: object) -> Day:
    return Day(seed, visitors, folder, load(SAMPLE), **others)  # type: ignore[arg-type]


def played(folder: Path, seed: str, visitors: int, edges: Edges | None = None, *, open_hours: float = 8.0) -> Outcome:
    folder.mkdir(exist_ok=True)
    return play(sample_day(folder, seed, visitors, open_hours=open_hours), edges)


def with_few_items(hall: HallConfiguration) -> HallConfiguration:
    """Of each queue the item with most to bring, so that each is asked for often."""
    richest = {item.queue_id: item for item in sorted(hall.catalogue.items, key=lambda item: len(item.materials))}
    catalogue = hall.catalogue.model_copy(update={"items": tuple(richest.values()), "bundles": ()})
    profiles = (
        profile.model_copy(update={"rules": tuple(rule for rule in profile.rules if not rule.theme_ids)})
        for profile in hall.plan.profiles  # a rule needs items that it is for
    )
    plan = hall.plan.model_copy(update={"profiles": tuple(profiles)})
    policy = hall.policy.model_copy(update={"appointments": Appointments()})  # who booked takes no pre-review
    return HallConfiguration(plan=plan, catalogue=catalogue, policy=policy)
