"""Which window a device stands at: a bar's one, one for each address of a line of keypads, none of anything else."""

import shutil
from pathlib import Path

import pytest

from config.loading import SAMPLE, ConfigurationError, load

WRITTEN = 'kind = "ticket_printer", url = "socket://127.0.0.1:9102"'
LINE = "serial:///dev/ttyUSB7"


def with_device(folder: Path, kind: str, url: str, windows: str) -> Path:
    """The sample hall, with one more device at a kiosk; `windows` is what its plan says of them."""
    hall = shutil.copytree(SAMPLE, folder / "hall")
    plan = hall / "hall.toml"
    text = plan.read_text(encoding="utf-8")
    assert text.count(WRITTEN) == 1
    more = f' }}, {{ id = "more", kind = "{kind}", url = "{url}"{windows}'
    plan.write_text(text.replace(WRITTEN, WRITTEN + more), encoding="utf-8")
    return hall


@pytest.mark.parametrize(
    ("kind", "url", "windows"),
    [
        ("led_bar", LINE, ["w01"]),
        ("call_pads", LINE, ["w01"]),
        ("call_pads", f"{LINE}?addresses=4,7", ["w02", "w01"]),
        ("rating_pads", f"{LINE}?addresses=4,7,", ["w02", "w01"]),
        ("lock_boards", f"{LINE}?shut_shorts=1", []),
    ],
)
def test_a_device_stands_at_as_many_windows_as_it_has_places(
    tmp_path: Path, kind: str, url: str, windows: list[str]
) -> None:
    named = ", ".join(f'"{window}"' for window in windows)
    plan = load(with_device(tmp_path, kind, url, f", window_ids = [{named}]")).plan
    (found,) = (device for station in plan.stations for device in station.devices if device.id == "more")
    assert list(found.window_ids) == windows


@pytest.mark.parametrize(
    ("kind", "url", "windows", "reason"),
    [
        ("led_bar", LINE, "", "0 windows for 1 places"),
        ("led_bar", LINE, ', window_ids = ["w01", "w02"]', "2 windows for 1 places"),
        ("call_pads", f"{LINE}?addresses=1,2", ', window_ids = ["w01"]', "1 windows for 2 places"),
        ("rating_pads", LINE, ', window_ids = ["w01", "w02"]', "2 windows for 1 places"),
        ("lock_boards", f"{LINE}?shut_shorts=1", ', window_ids = ["w01"]', "1 windows for 0 places"),
        ("led_bar", LINE, ', window_ids = ["w99"]', '"w99"'),
    ],
)
def test_too_many_windows_too_few_and_unknown_ones_are_found_when_the_hall_is_read(
    tmp_path: Path, kind: str, url: str, windows: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(with_device(tmp_path, kind, url, windows))
    (finding,) = error.value.findings
    assert "window_ids" in finding.key
    assert reason in finding.reason


@pytest.mark.parametrize(
    ("kind", "tags", "reason"),
    [
        ("vibrating_tags", "", "is missing"),
        ("vibrating_tags", ", tags = { first = 109, last = 102 }", "109 to 102 are none"),
        ("lock_boards", ", tags = { first = 101, last = 102 }", "no base of vibrating tags"),
    ],
)
def test_a_base_says_which_tags_it_calls_and_nothing_else_does(
    tmp_path: Path, kind: str, tags: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(with_device(tmp_path, kind, f"{LINE}?shut_shorts=1" if kind == "lock_boards" else LINE, tags))
    (finding,) = error.value.findings
    assert reason in str(finding)


def test_a_tag_has_one_base(tmp_path: Path) -> None:
    first = (
        'vibrating_tags", url = "serial:///dev/ttyUSB6", tags = { first = 101, last = 105 } }, { id = "most", kind = "'
    )
    twice = first + "vibrating_tags"
    with pytest.raises(ConfigurationError) as error:
        load(with_device(tmp_path, twice, LINE, ", tags = { first = 105, last = 108 }"))
    (finding,) = error.value.findings
    assert "too" in str(finding)


def test_the_base_of_each_tag_is_known(tmp_path: Path) -> None:
    hall = load(with_device(tmp_path, "vibrating_tags", LINE, ", tags = { first = 103, last = 104 }"))
    assert {tag: base.device_id for tag, base in hall.tag_bases.items() if tag > 100} == {103: "more", 104: "more"}
