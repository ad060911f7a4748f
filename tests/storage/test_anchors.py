from pathlib import Path

import pytest

from queue_server.storage.anchors import Anchor, AnchorFile, AnchorUnreadable, from_line

MONDAY = Anchor("anhe", "2026-11-23", 1_204, "3f2a9c01" * 8)
TUESDAY = Anchor("anhe", "2026-11-24", 2_408, "0b4c77de" * 8)


def test_an_anchor_is_one_line_of_short_groups_and_is_read_from_it() -> None:
    assert MONDAY.line == "anhe 2026-11-23 1204 " + " ".join(["3f2a", "9c01"] * 4)
    noted = from_line("  " + MONDAY.line.replace("3f2a 9c01", "3F2A9C01") + "\n")
    assert (noted.hall_id, noted.business_day, noted.seq) == ("anhe", "2026-11-23", 1_204)
    assert MONDAY.hash.startswith(noted.hash)


@pytest.mark.parametrize(
    "text", ["", "anhe", MONDAY.line[:-2], MONDAY.line + "0" * 40, MONDAY.line.replace("1204", "x"), "a " + MONDAY.line]
)
def test_what_is_no_anchor_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(AnchorUnreadable, match="one looks like"):
        from_line(text)


def test_anchors_are_added_and_read_in_order(tmp_path: Path) -> None:
    file = AnchorFile(tmp_path / "elsewhere" / "anchors.jsonl")
    assert file.read() == []
    file.note([MONDAY])
    before = (tmp_path / "elsewhere" / "anchors.jsonl").read_bytes()
    file.note([TUESDAY])
    assert file.read() == [MONDAY, TUESDAY]
    assert (tmp_path / "elsewhere" / "anchors.jsonl").read_bytes().startswith(before)


def test_what_a_loss_of_power_left_of_a_line_is_replaced_by_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    AnchorFile(path).note([MONDAY, TUESDAY])
    path.write_bytes(path.read_bytes()[:-9])
    assert AnchorFile(path).read() == [MONDAY]
    AnchorFile(path).note([TUESDAY])
    assert AnchorFile(path).read() == [MONDAY, TUESDAY]


def test_an_unreadable_line_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    AnchorFile(path).note([MONDAY, TUESDAY])
    path.write_bytes(path.read_bytes().replace(b'"seq":2408', b'"seq":"many"'))
    with pytest.raises(AnchorUnreadable, match=r"anchors\.jsonl, line 2"):
        AnchorFile(path).read()
