"""The made parts of the documents are what they would become if they were made now."""

from pathlib import Path
from typing import get_args

import pytest

from queue_server.contract import commands, views, wire
from queue_server.contract.refusals import RefusalCode
from queue_server.web import reference

ROOT = Path(__file__).parent.parent.parent
ANEW = "make it anew with `python -m queue_server reference`"


def test_the_page_of_the_wire_is_made_from_the_types() -> None:
    assert (ROOT / reference.WIRE).read_text(encoding="utf-8") == reference.wire_page(), ANEW


@pytest.mark.parametrize(("page", "part"), reference.PARTS.items(), ids=reference.PARTS.values())
def test_the_tables_in_the_documents_are_made_from_the_code(page: Path, part: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert text == reference.with_part(text, part), ANEW


def test_every_message_command_and_view_is_on_the_page_of_the_wire() -> None:
    page = reference.wire_page()
    for union in (wire.ToServer, wire.ToStation, commands.AnyCommand, views.AnyView):
        for member in get_args(union):
            assert f"### {member.__name__}" in page
    assert f"Protocol **{wire.PROTOCOL}**" in page


def test_every_refusal_is_in_the_table_with_its_meaning() -> None:
    table = reference.refusals()
    assert table.count("\n") == len(RefusalCode) + 2
    for code in RefusalCode:
        assert f"| `{code}` |" in table
        assert code.meaning in table


def test_a_page_without_its_place_is_named() -> None:
    with pytest.raises(ValueError, match="open routes"):
        reference.with_part("# A page\n", "open routes")


def test_writing_makes_all_parts(tmp_path: Path) -> None:
    for page in (reference.WIRE, *reference.PARTS):
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text((ROOT / page).read_text(encoding="utf-8").replace("|", ""), encoding="utf-8")
    reference.write(tmp_path)
    for page in (reference.WIRE, Path("docs/api.md")):
        assert (tmp_path / page).read_text(encoding="utf-8").count("|") > 100
