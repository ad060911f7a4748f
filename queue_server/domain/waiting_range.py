"""How long somebody may still wait: a range from the queue's own recent pace, or nothing until enough was seen.

The pace is the time between one leaving the queue and the next, whoever left and why (called, given up, expired), and
only while somebody else was standing there and could be called: an emergency that stops calls, or an hour in which no
window is open for the queue, is no slow pace. So windows that serve other queues too, and people who go away, are in
it; never are people multiplied by a length of service and divided by windows: raw, that is the worst of the estimators.

With exponential gaps the wait of one with `before` others before it is an Erlang of `before + 1` gaps. As their mean is
itself only estimated from the gaps seen, the ratio of both follows an F distribution with twice as many degrees of
freedom; shown are its 20 and 80 per cent. A calibrated estimator can take the place of this module.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

SEEN_AT_LEAST: Final = 8  # gaps
SEEN_AT_MOST: Final = 30  # the latest
MINUTE_MS: Final = 60_000
COARSE_FROM_MIN, COARSE_MIN = 30, 5  # from half an hour on, in steps of five minutes

_Z: Final = 0.841_621  # of the normal distribution's 80 per cent


@dataclass(slots=True)
class Pace:
    """Of one queue, today.

    `since_ms`: when the last one left while others stayed; None while nobody stands there, and from a stop in calling
    until the next one has left after it.
    """

    gaps_ms: list[int] = field(default_factory=list)
    since_ms: int | None = None

    def left(self, at_ms: int, *, others_stay: bool) -> None:
        """Somebody left the queue."""
        if self.since_ms is not None:
            self.gaps_ms = [*self.gaps_ms[1 - SEEN_AT_MOST :], at_ms - self.since_ms]
        self.since_ms = at_ms if others_stay else None


def expected_ms(pace: Pace, before: int, now_ms: int) -> float | None:
    """How long somebody with `before` others of the queue before them waits on average; None until enough was seen."""
    seen = len(pace.gaps_ms)
    if seen < SEEN_AT_LEAST:
        return None
    running_ms = max(0, now_ms - pace.since_ms) if pace.since_ms is not None else 0
    return (sum(pace.gaps_ms) + running_ms) / seen * (before + 1)


def range_min(pace: Pace, before: int, now_ms: int) -> tuple[int, int] | None:
    """Whole minutes, at least and at most, that somebody with `before` others of the queue before them may wait."""
    wait_ms = expected_ms(pace, before, now_ms)
    if wait_ms is None:
        return None
    seen = len(pace.gaps_ms)
    low, high = (wait_ms * f_quantile(z, 2 * (before + 1), 2 * seen) / MINUTE_MS for z in (-_Z, _Z))
    return _rounded(low, high)


@lru_cache(maxsize=1024)
def f_quantile(z: float, of: int, to: int) -> float:
    """The quantile of an F distribution with `of` and `to` degrees of freedom where the normal one is `z`.

    Paulson's approximation (Annals of Mathematical Statistics 13, 1942), solved for the quantile's cube root.
    """
    a, b = 2 / (9 * of), 2 / (9 * to)
    root: float = ((1 - a) * (1 - b) + z * ((1 - b) ** 2 * a + (1 - a) ** 2 * b - z * z * a * b) ** 0.5) / (
        (1 - b) ** 2 - z * z * b
    )
    return max(0.0, root) ** 3


def _rounded(low: float, high: float) -> tuple[int, int]:
    """Outwards, so that the range is never narrower than it is."""
    least, most = int(low), int(high) + 1
    if most <= COARSE_FROM_MIN:
        return least, most
    return least - least % COARSE_MIN, most + -most % COARSE_MIN
