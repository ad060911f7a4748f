"""`python -m simulation.day --seed N --visitors M`: plays a whole day and says what it came to."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from config.loading import load
from queue_server import memory
from simulation.day.arrivals import ArrivalsUnusable
from simulation.day.hall import Day, Outcome, play
from simulation.day.live import watch
from simulation.day.picture import draw

FINDINGS_SHOWN = 12


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulation.day", description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--visitors", type=int, default=300)
    parser.add_argument("--hall", type=Path, default=Path("config/sample"))
    parser.add_argument("--arrivals", type=Path, help="a recorded day instead of an invented one (CSV)")
    parser.add_argument("--date", help="which day of the file; the busiest if left out")
    parser.add_argument("--folder", type=Path, help="where the journal is kept; a folder of its own if left out")
    parser.add_argument("--picture", type=Path, help="draws arrivals, waits and windows of the day (PNG)")
    parser.add_argument("--speed", type=float, help="plays it so many times as fast as life against `make run`")
    parser.add_argument("--server", default="http://127.0.0.1:8080", help="of `make run`, for --speed")
    parser.add_argument("--data", type=Path, default=Path("data"), help="of `make run`, for --speed")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="hall-day-") as temporary:
        folder = given.folder or Path(temporary)
        memory.settle()
        day = Day(given.seed, given.visitors, folder, load(given.hall), given.arrivals, given.date)
        try:
            if given.speed is not None:
                return watch(day, given.server, given.data, given.speed)
            outcome = play(day)
        except ArrivalsUnusable as error:
            print(error, file=sys.stderr)
            return 2
    if given.picture is not None:
        draw(outcome, given.picture)
    tell(outcome)
    return 0 if outcome.sound else 1


def tell(outcome: Outcome) -> None:
    found = outcome.judgement
    for name, findings in (("lost", found.lost), ("doubled", found.doubled), ("contradicted", found.contradicted)):
        for finding in findings[:FINDINGS_SHOWN]:
            print(f"{name}: {finding}")
    verdicts = ",".join(f"{verdict}:{number}" for verdict, number in outcome.verdicts.items())
    print(
        f"visitors={outcome.visitors} events={len(outcome.journal)} restarts={outcome.restarts} "
        f"night={outcome.night_numbers} pre_reviews={sum(outcome.verdicts.values())} verdicts={verdicts} "
        f"lines={outcome.report.checked} differing={outcome.report.differing}"
    )
    print(" ".join(f"{name}={number}" for name, number in outcome.kinds.items()))
    print(f"journal: {outcome.last_hash}")
    print(outcome.line)


if __name__ == "__main__":
    sys.exit(main())
