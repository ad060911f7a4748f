"""Pictures and films of the hall's own, as a policy names them."""

import shutil
from pathlib import Path

import pytest

from config import consistency, toml_file
from config.__main__ import main
from config.findings import Finding
from config.loading import SAMPLE
from config.policy import Policy
from config.shape import shaped
from config.spots import Spot, is_film, is_time_for, limit_bytes

HALL = 'zones = [{ id = "west" }, { id = "east" }]'


def found(spots: str) -> list[tuple[str, str]]:
    texts = {consistency.HALL: HALL, consistency.POLICY: spots}
    tables = {name: toml_file.parse(text.encode(), name) for name, text in texts.items()}
    read = {name: table for name, table in tables.items() if not isinstance(table, Finding)}
    assert len(read) == 2
    told = consistency.findings(read, whole=False)
    return [(finding.key, finding.reason) for finding in told if finding.file == consistency.POLICY]


def test_a_spot_names_zones_of_the_hall_once_and_ends_after_it_begins() -> None:
    assert found('[[spots]]\nfile = "a.png"\nzone_ids = ["west"]\nvalid_from = 2026-11-01\nvalid_to = 2026-11-01') == []
    assert found('[[spots]]\nfile = "a.png"\nzone_ids = ["north"]') == [
        ("spots[0].zone_ids[0]", '"north" is not the id of any of the zones, in "spots[0]"')
    ]
    assert found('[[spots]]\nfile = "a.png"\n[[spots]]\nfile = "a.png"') == [
        ("spots[1].file", '"a.png" occurs twice, first in spots[0]')
    ]
    assert found('[[spots]]\nfile = "a.png"\nvalid_from = 2026-11-02\nvalid_to = 2026-11-01') == [
        ("spots[0].valid_to", 'is before valid_from, in "spots[0]"')
    ]


@pytest.mark.parametrize("file", ["../hall.toml", "a/b.png", "A.png", ".png", "a.svg", "a.gif", "a.png.exe", "汉.png"])
def test_a_spot_is_a_plain_file_of_a_known_kind(file: str) -> None:
    told = shaped(Policy, {"spots": [{"file": file}]}, consistency.POLICY)
    assert isinstance(told, tuple)
    assert [finding.key for finding in told] == ["spots[0].file"]


def test_films_are_told_from_pictures_by_their_ending_and_may_be_larger() -> None:
    assert [is_film(Spot(file=file).file) for file in ("a.png", "a.v2.jpg", "a.mp4", "a.webm")] == [
        *(False, False),
        *(True, True),
    ]
    assert limit_bytes("a.mp4") > limit_bytes("a.png")


@pytest.mark.parametrize(
    ("begins_at", "ends_at", "in_it", "outside"),
    [
        ("09:00", "17:00", (540, 1_019), (539, 1_020)),
        ("20:00", "06:00", (1_200, 0, 359), (1_199, 360)),
        ("00:00", "00:00", (0, 719, 1_439), ()),
    ],
)
def test_an_hour_may_be_of_the_next_day(
    begins_at: str, ends_at: str, in_it: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    assert all(is_time_for(begins_at, ends_at, minute) for minute in in_it)
    assert not any(is_time_for(begins_at, ends_at, minute) for minute in outside)


def test_a_file_that_is_not_in_the_folder_is_noted_when_it_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "hall")
    assert main(["check", str(folder)]) == 0
    assert "spots/" not in capsys.readouterr().out
    (folder / "spots" / "before-you-come.png").unlink()
    assert main(["check", str(folder)]) == 0
    assert "note: policy.toml: spots: spots/before-you-come.png is not there" in capsys.readouterr().out
