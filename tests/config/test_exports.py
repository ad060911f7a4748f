"""Receivers of ratings: a field that a form needs and nobody has written is found before anything is sent."""

from pathlib import Path
from shutil import copytree

import pytest

from config.configuration import HallConfiguration
from config.loading import SAMPLE, ConfigurationError, load

SOUND = (SAMPLE / "exports.toml").read_text(encoding="utf-8")
PROVINCE = 'id = "province"\nform = "zhejiang"'


def folder(at: Path, exports: str, policy: str = "") -> Path:
    copytree(SAMPLE, at / "hall")
    (at / "hall" / "exports.toml").write_text(exports, encoding="utf-8")
    with (at / "hall" / "policy.toml").open("a", encoding="utf-8") as file:
        file.write(policy)
    return at / "hall"


def told(at: Path, old: str, new: str) -> list[tuple[str, str]]:
    assert SOUND.count(old) >= 1
    with pytest.raises(ConfigurationError) as caught:
        load(folder(at, SOUND.replace(old, new, 1)))
    assert {finding.file for finding in caught.value.findings} == {"exports.toml"}
    return [(finding.key, finding.reason) for finding in caught.value.findings]


def test_the_sample_tells_two_receivers_and_its_content_is_the_same_again() -> None:
    configuration = load(SAMPLE)
    assert [export.form.value for export in configuration.policy.exports] == ["gbt39046", "zhejiang"]
    assert HallConfiguration.parse(configuration.content) == configuration


def test_a_hall_without_the_file_tells_nobody(tmp_path: Path) -> None:
    hall = folder(tmp_path, "")
    (hall / "exports.toml").unlink()
    assert load(hall).policy.exports == ()


def test_receivers_stand_in_one_of_two_places(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(folder(tmp_path, SOUND, '\n[[exports]]\nid = "more"\nform = "gbt39046"\nurl = "https://x"\n'))
    assert [(finding.file, finding.key) for finding in caught.value.findings if "too" in finding.reason] == [
        ("policy.toml", "exports")
    ]


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ("gbt39046", ["area_code"]),
        ("zhejiang", ["area_code", "area_name", "data_source"]),
        ("guangdong", ["hall_code", "level_field"]),
    ],
)
def test_what_a_form_needs_is_told_when_it_is_missing(tmp_path: Path, form: str, missing: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(folder(tmp_path, f'[[exports]]\nid = "x"\nform = "{form}"\nurl = "https://example.org/"\n'))
    keys = [finding.key.removeprefix("exports[0].") for finding in caught.value.findings]
    assert keys[: len(missing)] == missing
    rest = [] if form == "gbt39046" else ["items", "departments"]
    assert keys[len(missing) :] == rest


def test_items_and_departments_without_codes_are_named(tmp_path: Path) -> None:
    without = SOUND.replace("marriage-registration =", "# marriage-registration =").replace("\ntax = {", "\n# tax = {")
    without = without.replace("otherwise =", "# otherwise =")
    with pytest.raises(ConfigurationError) as caught:
        load(folder(tmp_path, without))
    assert [(f.key, f.reason) for f in caught.value.findings] == [
        ("exports[1].items", 'is missing for marriage-registration, in "province"'),
        ("exports[1].departments", 'is missing for tax, in "province"'),
    ]


def test_codes_of_what_there_is_not_are_found(tmp_path: Path) -> None:
    (finding,) = told(tmp_path, "marriage-registration =", "marriage-registraton =")
    assert finding[0] == "exports[1].items.marriage-registraton"


def test_mistakes_are_told_with_their_place(tmp_path: Path) -> None:
    (finding,) = told(tmp_path, PROVINCE, PROVINCE.replace("zhejiang", "jiangsu"))
    assert finding == ("exports[1].form", '"jiangsu" is none of gbt39046, zhejiang, guangdong, in "province"')


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('url = "http://127.0.0.1:9191/province"', 'url = "ftp://127.0.0.1/"', "exports[1].url"),
        ('url = "http://127.0.0.1:9191/province"', 'url = "https://name:secret@host/"', "exports[1].url"),
        ('data_source = "999"', 'data_source = "9999"', "exports[1].data_source"),
        ('id = "province"', 'id = "national"', "exports[1].id"),
        ('id_field = "reportId"', 'answer_field = "code"', "exports[1].answer_field"),
        ('code = "11999901000010102D"', 'code = "11999901000010102"', "exports[1].departments.tax.code"),
    ],
)
def test_a_value_that_no_receiver_would_take_is_found(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert [finding[0] for finding in told(tmp_path, old, new)] == [key]


def test_a_key_has_its_place_in_the_environment_and_none_in_a_file() -> None:
    export = load(SAMPLE).policy.exports[1]
    assert export.key_name == "HALL_EXPORT_KEY_PROVINCE"
    assert not any("key" in name and name != "key_header" for name in type(export).model_fields)
