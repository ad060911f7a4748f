"""python -m config: check a hall's configuration folder, print a year's holidays, or the settings reference."""

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config import holidays, reference, wording
from config.consistency import POLICY
from config.loading import ConfigurationError, load
from config.model import Model, Name
from config.notes import notes
from config.spots import FOLDER


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check",
        help="tell every error of a folder with hall.toml, catalogue.toml, catalogue/*.toml, policy.toml and, where "
        "anything can be booked, appointments.toml; where somebody is told of ratings, exports.toml",
    )
    check.add_argument("folder", type=Path)
    commands.add_parser("reference", help="print the settings reference as Markdown")
    calendar = commands.add_parser("calendar", help="print a year's holidays and days worked instead, for policy.toml")
    calendar.add_argument("year", type=int)
    chosen = parser.parse_args(arguments)
    if chosen.command == "check":
        return _check(chosen.folder)
    return _calendar(chosen.year) if chosen.command == "calendar" else _reference()


def _check(folder: Path) -> int:
    try:
        configuration = load(folder)
    except ConfigurationError as error:
        print(error)
        print(f"{len(error.findings)} to put right.", file=sys.stderr)
        return 1
    plan, catalogue = configuration.plan, configuration.catalogue
    for note in notes(configuration, datetime.now(ZoneInfo(plan.time_zone)).date()):
        print(f"note: {note}")
    for spot in configuration.policy.spots:
        if not (folder / FOLDER / spot.file).is_file():
            print(f"note: {POLICY}: spots: {FOLDER}/{spot.file} is not there, and no board can show it")
    others = catalogue.model_copy(update={"items": ()})
    for part, place in ((plan, ""), (others, ""), *((item, item.id) for item in catalogue.items)):
        for key, name in names(part, place):
            for language in ("zh", "en"):
                for fault in wording.faults(name.text(language), language):
                    print(f"note: {key}.{language} {fault}")
    counts = f"{len(plan.windows)} windows, {len(plan.queues)} queues, {len(catalogue.items)} items"
    print(f"{plan.name.zh}: {counts}, all in order.")
    return 0


def _calendar(year: int) -> int:
    found = holidays.table(year)
    if found is None:
        known = holidays.known_years()
        print(f"{year} is not known: only {known[0]} to {known[-1]} are.", file=sys.stderr)
        print("Nothing is guessed. Write the table by hand from the State Council's announcement.", file=sys.stderr)
        return 1
    print(holidays.toml(found), end="")
    return 0


def _reference() -> int:
    print(reference.markdown(), end="")
    return 0


def names(value: object, place: str) -> Iterator[tuple[str, Name]]:
    """Every name in a part of the configuration, with its key."""
    if isinstance(value, Name):
        yield place, value
    elif isinstance(value, Model):
        for key in type(value).model_fields:
            yield from names(getattr(value, key), f"{place}.{key}".removeprefix("."))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from names(entry, f"{place}[{index}]")


if __name__ == "__main__":
    sys.exit(main())
