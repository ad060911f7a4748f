"""The pre-review cases of the sample's items, written by hand from the sense of the regulations: what must come out.

A case says what somebody answers and brings, and the verdict and every reason that must follow, in their order.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from pydantic import Field

from config import pre_review
from config.catalogue import ServiceItem
from config.loading import SAMPLE, load
from config.model import Model
from config.pre_review import Verdict

FOLDER = Path(__file__).parent / "pre_review_cases"
ITEMS = load(SAMPLE).items

Outcome = tuple[str, tuple[tuple[str, str], ...]]  # the verdict, and about what each line says what


class Case(Model):
    """One applicant. A material named nowhere was not brought."""

    item: str
    tells: str
    answers: Mapping[str, str] = Field(default_factory=dict)
    held: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    verdict: Verdict
    reasons: Mapping[str, str]

    @property
    def materials(self) -> dict[str, str]:
        return {name: said for said in ("held", "given", "unfit") for name in getattr(self, said)}

    @property
    def expected(self) -> Outcome:
        return str(self.verdict), tuple(self.reasons.items())


def _cases() -> Iterator[tuple[str, Case]]:
    for file in sorted(FOLDER.glob("*.toml")):
        for number, table in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["cases"]):
            case = Case.model_validate(table)
            yield f"{file.stem}[{number}] {case.item} {case.tells}", case


CASES = dict(_cases())  # by a name that tells the file and the place in it
BY_ITEM: dict[str, list[Case]] = defaultdict(list)
for _case in CASES.values():
    BY_ITEM[_case.item].append(_case)


def outcome(
    item: ServiceItem, answers: Mapping[str, str], materials: Mapping[str, str], by: ModuleType = pre_review
) -> Outcome:
    """What `by` says of it; that it does not fit the guide is told like a verdict."""
    brought = {name: by.Brought(said) for name, said in materials.items()}
    try:
        result = by.pre_review(item, answers, brought)
    except by.Unfitting as unfitting:
        return "unfitting", ((unfitting.about, ""),)
    lines = (*result.answers, *result.materials)
    return str(result.verdict), tuple((line.about, str(line.finding)) for line in lines)


def holds(case: Case, item: ServiceItem, by: ModuleType = pre_review) -> bool:
    return outcome(item, case.answers, case.materials, by) == case.expected
