"""python -m config: check a hall's configuration folder, or print the settings reference."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from config import reference, wording
from config.loading import ConfigurationError, load
from config.model import Model, Name


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check", help="tell every error of a folder with hall.toml, catalogue.toml, catalogue/*.toml, policy.toml"
    )
    check.add_argument("folder", type=Path)
    commands.add_parser("reference", help="print the settings reference as Markdown")
    chosen = parser.parse_args(arguments)
    return _check(chosen.folder) if chosen.command == "check" else _reference()


def _check(folder: Path) -> int:
    try:
        configuration = load(folder)
    except ConfigurationError as error:
        print(error)
        print(f"{len(error.findings)} to put right.", file=sys.stderr)
        return 1
    plan, catalogue = configuration.plan, configuration.catalogue
    others = catalogue.model_copy(update={"items": ()})
    for part, place in ((plan, ""), (others, ""), *((item, item.id) for item in catalogue.items)):
        for key, name in names(part, place):
            for language in ("zh", "en"):
                for fault in wording.faults(name.text(language), language):
                    print(f"note: {key}.{language} {fault}")
    counts = f"{len(plan.windows)} windows, {len(plan.queues)} queues, {len(catalogue.items)} items"
    print(f"{plan.name.zh}: {counts}, all in order.")
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
