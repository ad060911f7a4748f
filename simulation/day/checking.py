"""How clerks find the lines of a pre-review: mostly as the machine did, otherwise at a rate of each item's own.

The rates belong to the day's seed, so that what the report says of them afterwards can be held against them.
"""

import random

from config.pre_review import Finding
from queue_server.contract.views import PreReviewLine
from queue_server.domain.state import ANSWER

LOWEST, HIGHEST = 0.03, 0.3

_OF_ANSWERS = (Finding.MET, Finding.NOT_MET)
_OF_MATERIALS = (Finding.HELD, Finding.UNFIT, Finding.MISSING)


class Disagreement:
    """`rate(item_id)` is how likely a line of the item is found otherwise."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def rate(self, item_id: str) -> float:
        return random.Random(f"{self._seed}:disagreement:{item_id}").uniform(LOWEST, HIGHEST)  # noqa: S311

    def find(self, line: PreReviewLine, item_id: str, chance: random.Random) -> Finding:
        """What a clerk finds of the line."""
        machine = Finding(line.finding)
        return otherwise(line, machine, chance) if chance.random() < self.rate(item_id) else machine


def otherwise(line: PreReviewLine, than: Finding, chance: random.Random) -> Finding:
    """Something else that can be found of such a line."""
    possible = _OF_ANSWERS if line.kind == ANSWER else _OF_MATERIALS
    return chance.choice([finding for finding in possible if finding is not than])
