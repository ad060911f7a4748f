"""A hall's configuration, read from its folder: hall.toml, catalogue.toml with the files of catalogue/, policy.toml,
appointments.toml if anything can be booked, and exports.toml if somebody is told of ratings."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from config import consistency, toml_file
from config.appointments import Appointments
from config.catalogue import Catalogue, Items
from config.configuration import HallConfiguration
from config.exports import Exports
from config.findings import ConfigurationError, Finding
from config.hall import HallPlan
from config.model import Model
from config.policy import Policy
from config.shape import shaped

__all__ = ["FILES", "SAMPLE", "ConfigurationError", "Finding", "configuration", "files", "load"]

SAMPLE = Path(__file__).parent / "sample"

FILES = (consistency.HALL, consistency.CATALOGUE, consistency.POLICY)  # every folder has these

M = TypeVar("M", bound=Model)


def load(folder: Path) -> HallConfiguration:
    """Reads and checks the files of `folder`.

    Raises ConfigurationError with every error of every file: not TOML, wrong shape, broken consistency.
    """
    return configuration({name: toml_file.read(folder, name) for name in files(folder)})


def files(folder: Path) -> tuple[str, ...]:
    """The names of what is read from `folder`, in that order; catalogue/*.toml in the order of their names."""
    parts = sorted(path.name for path in (folder / consistency.PARTS).glob("*.toml"))
    others = (name for name in (consistency.APPOINTMENTS, consistency.EXPORTS) if (folder / name).exists())
    return (*FILES, *others, *(f"{consistency.PARTS}/{name}" for name in parts))


def configuration(read: Mapping[str, toml_file.Table | Finding]) -> HallConfiguration:
    """What the files say: by the name of each, what `toml_file` made of it. Raises as `load` does."""
    tables = {name: table for name, table in read.items() if not isinstance(table, Finding)}
    findings = [finding for finding in read.values() if isinstance(finding, Finding)]

    def part(model: type[M], name: str) -> M | None:
        if name not in tables:
            return None
        value = shaped(model, tables[name], name)
        if isinstance(value, Model):
            return value
        findings.extend(value)
        return None

    plan, catalogue, policy, appointments, exports = (
        part(HallPlan, consistency.HALL),
        part(Catalogue, consistency.CATALOGUE),
        part(Policy, consistency.POLICY),
        part(Appointments, consistency.APPOINTMENTS),
        part(Exports, consistency.EXPORTS),
    )
    parts = [part(Items, name) for name in read if consistency.is_part(name)]
    findings.extend(consistency.findings(tables, whole=len(tables) == len(read)))
    if findings or plan is None or catalogue is None or policy is None:
        raise ConfigurationError(tuple(sorted(findings, key=lambda finding: list(read).index(finding.file))))
    items = catalogue.items + tuple(item for part in parts if part for item in part.items)
    whole = catalogue.model_copy(update={"items": items})
    if appointments is not None:
        policy = policy.model_copy(update={"appointments": appointments})
    if exports is not None:
        policy = policy.model_copy(update={"exports": exports.exports})
    return HallConfiguration(plan=plan, catalogue=whole, policy=policy)
