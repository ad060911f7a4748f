"""`search_5000`: milliseconds until the results of a search are there, in a catalogue of 5 000 items.

The items are those of the sample over and over, under names put together of two of theirs. Measured is the slowest of
all queries, each typed letter by letter as at a kiosk. There is no floor: nothing does less and still searches.
"""

import time
from collections.abc import Callable, Iterator
from itertools import islice, product

from benchmarks.line import WINDOWS, Line, Unsound
from config.catalogue import Catalogue, ServiceItem
from config.configuration import HallConfiguration
from config.model import Name
from config.search import Index

ITEMS = 5_000
QUERIES = (
    "食品经营许可",
    "shenfenzheng",
    "shibaoyb",
    "gsbg",
    "社会baoxian",
    "registration",
    "0101",
    "gonganju",
    "xxxx",
)


def measure(hall: HallConfiguration, tell: Callable[[str], None]) -> Line:
    catalogue = hall.catalogue.model_copy(update={"items": tuple(islice(_items(hall.catalogue), ITEMS))})
    began = time.perf_counter()
    index = Index.of(catalogue, hall.plan.departments)
    tell(f"search_5000: {len(catalogue.items)} items made ready in {time.perf_counter() - began:.2f} s")
    if not index.find(QUERIES[0]):
        raise Unsound("the search finds nothing")
    slowest = []
    for number in range(1, WINDOWS + 1):
        took_ms, typed = max(_took_ms(index, typed) for typed in _typed())
        slowest.append(took_ms)
        tell(f'search_5000 {number}: {took_ms:.1f} ms for "{typed}", the slowest')
    return Line.of_windows("search_5000", slowest)


def _typed() -> Iterator[str]:
    for query in QUERIES:
        for length in range(1, len(query) + 1):
            yield query[:length]


def _took_ms(index: Index, typed: str) -> tuple[float, str]:
    began = time.perf_counter()
    index.find(typed)
    return (time.perf_counter() - began) * 1_000, typed


def _items(catalogue: Catalogue) -> Iterator[ServiceItem]:
    for number, (one, other) in enumerate(product(catalogue.items, repeat=2)):
        name = Name(zh=one.name.zh + other.name.zh[:6], en=f"{one.name.en} {other.name.en}")
        yield one.model_copy(update={"id": f"item-{number}", "number": f"{number:04}", "name": name})
