"""Everything the fuzzers begin with, and everything they ever found, once more."""

import pytest

from tests.fuzz.targets import CORPUS, TARGETS

INPUTS = [(name, file.name) for name in TARGETS for file in sorted((CORPUS / name).iterdir())]


@pytest.mark.parametrize(("target", "name"), INPUTS)
def test_every_input_kept_is_read_or_refused_as_foreseen(target: str, name: str) -> None:
    TARGETS[target]((CORPUS / target / name).read_bytes())


def test_every_target_has_inputs_to_begin_with() -> None:
    assert {target for target, _ in INPUTS} == set(TARGETS)
