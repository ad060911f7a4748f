"""What a benchmark reports: one line, a figure and its floor, measured in turns in the same run."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WINDOWS = 5  # measured of each, product and floor in turns


class Unsound(Exception):
    """What was measured is not what was meant: an answer was a refusal, or the load's core was the busier one."""


@dataclass(frozen=True, slots=True)
class Line:
    """`floor` 0: there is none."""

    name: str
    value: float
    floor: float = 0.0

    @classmethod
    def of_windows(cls, name: str, values: Sequence[float], floors: Sequence[float] = ()) -> "Line":
        """The medians of the windows."""
        return cls(name, statistics.median(values), statistics.median(floors) if floors else 0.0)

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else 0.0

    def __str__(self) -> str:
        return f"bench: {self.name} value={_plain(self.value)} floor={_plain(self.floor)} ratio={_plain(self.ratio)}"


def _plain(figure: float) -> str:
    """A decimal without exponent or unit."""
    return f"{figure:.3f}".rstrip("0").rstrip(".")
