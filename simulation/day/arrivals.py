"""Who comes, when, for what and with how much patience: invented in waves, or taken from a recorded day."""

import csv
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from config.configuration import HallConfiguration
from config.hall import StationKind

WAVES = ((0.02, 0.10, 0.25), (0.16, 0.09, 0.30), (0.60, 0.10, 0.30), (0.80, 0.12, 0.15))  # where, how wide, share
LAST_SHARE = 0.97  # of the opening hours: nobody comes in the last minutes
NIGHT = ((-4.9 * 3_600, -3.1 * 3_600), (7.1 * 3_600, 8.98 * 3_600))  # the evening before, and before windows open
BY_NIGHT = 0.04  # of the visitors
WITH_BUNDLE = 0.06  # of those who come by day
WITH_ITEM = 0.6  # of the others
REVIEWED = 0.55  # of those who come with an item, as far as the kiosks have time for it
ONLINE = 0.2  # of those who take a pre-review
CLAIMING = 0.12  # of the visitors say that they are served sooner
WITH_PAPER = 0.8  # of those
BOOKING = 0.1  # of those who come by day, where anything can be booked
FROM_HOME = (-4.8 * 3_600, -3.2 * 3_600, 7.2 * 3_600, 8.8 * 3_600)  # the evening before, and in the morning
REVIEW_S = 45.0  # at the kiosk
COLUMNS = ("date", "joined_s", "kind", "priority", "waited_s", "outcome", "served_s", "server")


class ArrivalsUnusable(ValueError):
    """The file is no recorded queue."""


@dataclass
class Arrival:
    """`at_s`: seconds after the day's beginning. `misses`: how likely a call is missed.

    `pre_review`: takes one before the ticket; `online`: has filed it from home. `by_night`: while windows are closed.
    `priority`: the class they claim, `has_paper`: rightly. `books_s`: when they book an appointment for the item.
    """

    at_s: float
    queue_id: str
    item_id: str | None
    service_s: float
    patience_s: float
    misses: float
    bundle_id: str | None = None
    pre_review: bool = False
    online: bool = False
    by_night: bool = False
    priority: str | None = None
    has_paper: bool = False
    books_s: float | None = None


@dataclass(frozen=True)
class Course:
    """The arrivals of one day, and the hours it needs."""

    arrivals: tuple[Arrival, ...]
    opens_at: str
    closes_at: str
    recorded: bool


def invented(hall: HallConfiguration, seed: str, visitors: int, opens_s: int, hours_s: int) -> tuple[Arrival, ...]:
    """Waves of people; queues in proportion to the windows that take them, services as long as the windows allow.

    Some come while windows are closed, `opens_s` being in the morning.
    """
    chance = random.Random(f"{seed}:arrivals")  # noqa: S311
    share = {queue.id: 0.0 for queue in hall.plan.queues if queue.on_kiosk}
    for window in hall.plan.windows:
        queues = [queue_id for queue_id in hall.profiles[window.profile_id].queue_ids if queue_id in share]
        for queue_id in queues:
            share[queue_id] += 1 / len(queues)
    items = {
        queue_id: [i.id for i in hall.catalogue.items if i.queue_id == queue_id and i.closed_because is None]
        for queue_id in share
    }
    bundles = hall.catalogue.bundles
    bookable = _bookable(hall)
    claimable = [each.id for each in hall.policy.priority.classes if each.claimed]
    kiosks = sum(station.kind is StationKind.KIOSK and not station.night for station in hall.plan.stations)
    time_for = 0.5 * kiosks * hours_s / (REVIEW_S * WITH_ITEM * max(visitors, 1))
    reviewed = min(REVIEWED, time_for)
    mean_s = min(900.0, max(20.0, 0.62 * hours_s * len(hall.plan.windows) / max(visitors, 1)))
    arrivals = []
    for _ in range(visitors):
        queue_id = chance.choices(list(share), list(share.values()))[0]
        by_night = chance.random() < BY_NIGHT
        bundle = chance.choice(bundles) if bundles and chance.random() < WITH_BUNDLE else None
        books = bool(bookable) and bundle is None and not by_night and chance.random() < BOOKING
        item_id = chance.choice(bookable) if books else None
        queue_id = hall.items[item_id].queue_id if item_id is not None else queue_id
        by_item = bundle is None and not books and items[queue_id] and chance.random() < WITH_ITEM
        pre_review = bool(by_item) and chance.random() < reviewed
        arrivals.append(
            Arrival(
                at_s=chance.uniform(*chance.choice(NIGHT)) if by_night else opens_s + _in_waves(chance) * hours_s,
                queue_id=queue_id if bundle is None else bundle.queue_id,
                item_id=chance.choice(items[queue_id]) if by_item else item_id,
                service_s=max(10.0, chance.gammavariate(2.0, mean_s / 2.0)),
                patience_s=chance.uniform(1_800, 9_000) if chance.random() < 0.85 else chance.uniform(120, 1_800),
                misses=0.06,
                bundle_id=bundle.id if bundle is not None else None,
                pre_review=pre_review,
                online=pre_review and not by_night and chance.random() < ONLINE,
                by_night=by_night,
                priority=chance.choice(claimable) if claimable and chance.random() < CLAIMING else None,
                has_paper=chance.random() < WITH_PAPER,
                books_s=_books_s(chance) if books else None,
            )
        )
    return tuple(sorted(arrivals, key=lambda arrival: arrival.at_s))


def _bookable(hall: HallConfiguration) -> list[str]:
    """The items that have slots."""
    offered = {item.id for item in hall.catalogue.items if item.closed_because is None}
    return [each for each in hall.policy.appointments.schedule_of if each in offered]


def _books_s(chance: random.Random) -> float:
    evening = chance.random() < 0.5
    return chance.uniform(*(FROM_HOME[:2] if evening else FROM_HOME[2:]))


def _in_waves(chance: random.Random) -> float:
    """A moment of the opening hours, 0 to 1."""
    while True:
        where, wide, _ = chance.choices(WAVES, [wave[2] for wave in WAVES])[0]
        moment = chance.gauss(where + wide / 2, wide)
        if 0.0 <= moment <= LAST_SHARE:
            return moment


def recorded_days(file: Path) -> list[tuple[str, int]]:
    """Date and how many came, the busiest first. Raises ArrivalsUnusable."""
    return Counter(row["date"] for row in _rows(file)).most_common()


def recorded(hall: HallConfiguration, file: Path, date: str) -> tuple[tuple[Arrival, ...], int, int]:
    """The arrivals of that day, and the first and last second of the day they need, on whole half hours.

    Kinds are given to the hall's queues, the commonest kind to the queue with most windows. Raises ArrivalsUnusable.
    """
    rows = [row for row in _rows(file) if row["date"] == date]
    if not rows:
        raise ArrivalsUnusable(
            f"{file} has nobody on {date}; it has {', '.join(d for d, _ in recorded_days(file)[:5])}"
        )
    first_s = min(int(row["joined_s"]) for row in rows) // 1_800 * 1_800
    last_s = min(max(int(row["joined_s"]) for row in rows) // 1_800 * 1_800 + 3_600, 86_100)
    taking = {queue.id: len(hall.windows_of_queue[queue.id]) for queue in hall.plan.queues if queue.on_kiosk}
    queues = sorted(taking, key=lambda queue_id: -taking[queue_id])
    kinds = [kind for kind, _ in Counter(row["kind"] for row in rows).most_common()]
    queue_of = {kind: queues[at % len(queues)] for at, kind in enumerate(kinds)}
    arrivals = []
    for row in rows:
        gone = row["outcome"] == "abandoned"
        arrivals.append(
            Arrival(
                at_s=float(row["joined_s"]),
                queue_id=queue_of[row["kind"]],
                item_id=None,
                service_s=float(row["served_s"] or 60),
                patience_s=float(row["waited_s"]) if gone else 86_400.0,
                misses=0.0,
            )
        )
    return tuple(sorted(arrivals, key=lambda arrival: arrival.at_s)), first_s, last_s


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8") as opened:
            reader = csv.DictReader(opened)
            if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
                raise ArrivalsUnusable(f"{file} lacks the columns {', '.join(missing)}")
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise ArrivalsUnusable(f"{file} cannot be read: {error}") from error
    for at, row in enumerate(rows, 2):
        numbers = (row["joined_s"], row["waited_s"], row["served_s"] or "0")
        if not all(number.isdecimal() for number in numbers) or row["outcome"] not in ("served", "abandoned"):
            raise ArrivalsUnusable(f"{file}, line {at}: {row}")
    return rows
