"""`python -m benchmarks [NAME …]`: one line for each figure, the windows it is the median of on standard error."""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import structlog

from benchmarks import calling, core, fan_out, issue, pixels, recovery, search, voice
from benchmarks.cores import Cores
from benchmarks.hall import BenchHall
from benchmarks.line import Line, Unsound
from config.loading import SAMPLE, load


def main() -> int:
    """0, or 1 when a figure is not what it says."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; all, if none is named")
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        try:
            measures = _measures(Path(folder))
            if unknown := set(asked.names) - set(measures):
                parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(measures)}")
            for name in asked.names or measures:
                print(measures[name](), flush=True)
        except Unsound as fault:
            print(f"bench: {fault}", file=sys.stderr)
            return 1
    _tell(f"took {time.monotonic() - began:.0f} s")
    return 0


def _measures(work: Path) -> dict[str, Callable[[], Line]]:
    cores = Cores.of_this_machine()
    hall = BenchHall.prepare(work)
    days = recovery.yesterdays(hall)
    wall = cache(lambda: BenchHall.prepare(work / "wall", displays=500))
    sample = load(SAMPLE)  # with its priority classes, which the measured hall leaves out
    return {
        "issue_c16": partial(issue.measure, cores, hall, 16, _tell),
        "issue_c64": partial(issue.measure, cores, hall, 64, _tell),
        "fanout_200": partial(fan_out.measure, cores, hall, _tell),
        "fanout_500": lambda: fan_out.measure(cores, wall(), _tell),
        "recovery_50k": partial(recovery.measure, cores, hall, days, _tell),
        "decide": partial(core.measure, days.given),
        **{f"call_{waiting}": partial(calling.measure, sample, waiting, _tell) for waiting in (100, 1_000, 10_000)},
        "call_to_pixels": partial(pixels.measure, cores, hall, _tell),
        "call_to_chime": partial(voice.measure, cores, hall, _tell),
        "search_5000": partial(search.measure, hall.configuration, _tell),
    }


def _tell(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
