"""Short days for tests."""

from pathlib import Path

import config
from config.loading import load
from simulation.day.hall import Day, Outcome, play
from simulation.day.server import Edges


def sample_day(folder: Path, seed: str, visitors: int, **others: object) -> Day:
    assert config.__file__
    return Day(seed, visitors, folder, load(Path(config.__file__).parent / "sample"), **others)  # type: ignore[arg-type]


def played(folder: Path, seed: str, visitors: int, edges: Edges | None = None) -> Outcome:
    folder.mkdir(exist_ok=True)
    return play(sample_day(folder, seed, visitors), edges)
