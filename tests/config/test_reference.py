"""python -m config: the check of a folder and the settings reference."""

import shutil
from pathlib import Path

import pytest

import config
from config import reference
from config.__main__ import main
from config.loading import SAMPLE, load


def test_the_committed_settings_reference_is_what_the_types_say() -> None:
    committed = (Path(config.__file__).parent / "REFERENCE.md").read_text(encoding="utf-8")
    assert committed == reference.markdown(), "write it anew: python -m config reference > config/REFERENCE.md"


def test_the_reference_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference"]) == 0
    assert capsys.readouterr().out == reference.markdown()


def test_every_row_of_the_reference_has_four_cells() -> None:
    rows = [line for line in reference.markdown().splitlines() if line.startswith("|")]
    assert rows
    assert {row.count("|") for row in rows} == {5}


def test_a_sound_folder_is_told_to_be_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SAMPLE)]) == 0
    items = len(load(SAMPLE).items)
    *notes, last = capsys.readouterr().out.splitlines()
    assert all(line.startswith("note: ") for line in notes)  # as of today
    assert last == f"安和区政务服务大厅: 26 windows, 11 queues, {items} items, all in order."


def test_a_faulty_folder_is_told_line_by_line_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "hall")
    (folder / "policy.toml").write_text('digits = 5\n[hours]\nopens_at = "25:00"\n', encoding="utf-8")
    assert main(["check", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert [line.partition(": ")[0] for line in out.splitlines()] == ["policy.toml", "policy.toml", "policy.toml"]
    assert "policy.toml: digits: " in out
    assert err == "3 to put right.\n"


def test_names_against_the_house_style_are_noted_but_do_not_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "hall")
    hall = (folder / "hall.toml").read_text(encoding="utf-8")
    (folder / "hall.toml").write_text(hall.replace("和风路 66 号", "和风路66 号"), encoding="utf-8")
    assert main(["check", str(folder)]) == 0
    note = "note: address.zh has no space between Chinese and a letter or digit: “区和风路66 号”"
    assert note in capsys.readouterr().out.splitlines()
