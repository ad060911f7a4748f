"""What the engine counts, for Prometheus."""

from functools import cache

from prometheus_client import Counter, Gauge, Histogram

_commands = Counter("hall_commands", "Commands by kind and outcome", ["kind", "outcome"])
batch_size = Histogram(
    "hall_batch_commands", "Commands written in one transaction", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
commit_seconds = Histogram(
    "hall_commit_seconds",
    "Time until a batch is durable",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0),
)
inbox_length = Gauge("hall_inbox_commands", "Commands waiting for the writer")
subscribers = Gauge("hall_feed_subscribers", "Subscriptions to topics")
storage_failures = Counter("hall_storage_failures", "Batches that could not be written")


@cache
def commands(kind: str, outcome: str) -> Counter:
    """The counter of one kind of command and one outcome ("accepted", "repeated" or a refusal's code)."""
    return _commands.labels(kind, outcome)
