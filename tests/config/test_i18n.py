"""Texts by key and language."""

from pathlib import Path

import pytest

from config.i18n import LANGUAGES, TextMissing, Texts, ValueMissing
from config.loading import ConfigurationError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in {"zh": "请到 {zone} 区 {number} 号窗口", "en": "Go to zone {zone}, window {number}"}.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "board.toml").write_text(f'title = "T"\n[call]\nspoken = "{text}"\n', encoding="utf-8")
    return tmp_path


def test_a_text_is_found_by_area_and_path_and_filled_in(folder: Path) -> None:
    texts = Texts.load(folder)
    assert texts.text("board.call.spoken", "zh", zone="B", number=3) == "请到 B 区 3 号窗口"
    assert texts.text("board.call.spoken", "en", zone="B", number=3) == "Go to zone B, window 3"


def test_an_area_has_all_its_texts_unfilled_by_their_full_keys(folder: Path) -> None:
    assert Texts.load(folder).area("board", "en") == {
        "board.title": "T",
        "board.call.spoken": "Go to zone {zone}, window {number}",
    }


@pytest.mark.parametrize("key", ["board.call.sung", "board.call", "spoken", ""])
def test_a_missing_text_is_named_with_its_language(key: str, folder: Path) -> None:
    with pytest.raises(TextMissing, match=f'^There is no text "{key}" in language "zh".$'):
        Texts.load(folder).text(key, "zh")


def test_a_language_nobody_wrote_has_no_texts(folder: Path) -> None:
    with pytest.raises(TextMissing, match=r'"board.title" in language "fr"'):
        Texts.load(folder).text("board.title", "fr")


@pytest.mark.parametrize(("area", "language"), [("boar", "zh"), ("kiosk", "en"), ("board", "fr")])
def test_an_area_nobody_wrote_is_an_error(area: str, language: str, folder: Path) -> None:
    with pytest.raises(TextMissing):
        Texts.load(folder).area(area, language)


def test_a_missing_value_is_named_with_the_text_that_needs_it(folder: Path) -> None:
    with pytest.raises(ValueMissing, match=r'"board.call.spoken" in language "en" needs a value for "number"'):
        Texts.load(folder).text("board.call.spoken", "en", zone="B")


def test_the_texts_of_the_product_are_read_once() -> None:
    assert Texts.load() is Texts.load()
    assert all(Texts.load().keys(language) for language in LANGUAGES)


def test_broken_language_files_are_told_together(folder: Path) -> None:
    (folder / "zh" / "slip.toml").write_text("a = 1\nb = []\n", encoding="utf-8")
    (folder / "en" / "slip.toml").write_text('a = "', encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        Texts.load(folder)
    lines = str(caught.value).splitlines()
    assert lines[:2] == ["zh/slip.toml: slip.a: must be text in quotes", "zh/slip.toml: slip.b: must be text in quotes"]
    assert lines[2].startswith("en/slip.toml: ")
    assert "is not TOML: " in lines[2]
