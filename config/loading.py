"""A hall's configuration, read from its folder of three files: hall.toml, catalogue.toml, policy.toml."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from config import consistency, toml_file
from config.catalogue import Catalogue
from config.configuration import HallConfiguration
from config.findings import ConfigurationError, Finding
from config.hall import HallPlan
from config.model import Model
from config.policy import Policy
from config.shape import shaped

__all__ = ["FILES", "SAMPLE", "ConfigurationError", "Finding", "configuration", "load"]

SAMPLE = Path(__file__).parent / "sample"

FILES = (consistency.HALL, consistency.CATALOGUE, consistency.POLICY)

M = TypeVar("M", bound=Model)


def load(folder: Path) -> HallConfiguration:
    """Reads and checks the three files of `folder`.

    Raises ConfigurationError with every error of every file: not TOML, wrong shape, broken consistency.
    """
    return configuration({name: toml_file.read(folder / name) for name in FILES})


def configuration(read: Mapping[str, toml_file.Table | Finding]) -> HallConfiguration:
    """What the three files say: by the name of each, what `toml_file` made of it. Raises as `load` does."""
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

    plan, catalogue, policy = (
        part(HallPlan, consistency.HALL),
        part(Catalogue, consistency.CATALOGUE),
        part(Policy, consistency.POLICY),
    )
    findings.extend(consistency.findings(tables))
    if findings or plan is None or catalogue is None or policy is None:
        raise ConfigurationError(tuple(sorted(findings, key=lambda finding: list(read).index(finding.file))))
    return HallConfiguration(plan=plan, catalogue=catalogue, policy=policy)
