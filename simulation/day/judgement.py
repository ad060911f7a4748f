"""What the judge found, in sentences."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Judgement:
    """Findings in sentences, each under its heading."""

    counts: dict[str, int]
    issued: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.contradicted)

    def compare(self, told: Counter[T], kept: Counter[T], what: str) -> None:
        """What people were told against what the journal has, each as often as the other."""
        for each, times in told.items():
            if times > kept[each]:
                self.lost.append(f"{what} was confirmed and the journal does not have it: {each}")
        for each, times in kept.items():
            if times > told[each]:
                self.doubled.append(f"{what} stands {times} times in the journal: {each}")
