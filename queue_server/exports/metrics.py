"""What is counted of exports, for Prometheus."""

from functools import cache

from prometheus_client import Counter, Gauge

_exports = Counter("hall_exports", "Ratings by receiver and what became of them", ["receiver", "outcome"])
oldest_seconds = Gauge("hall_exports_oldest_seconds", "How long the oldest rating waits for a receiver", ["receiver"])


@cache
def exports(receiver_id: str, outcome: str) -> Counter:
    return _exports.labels(receiver_id, outcome)
