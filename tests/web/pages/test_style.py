"""The pages agree with the house: colours of the theme, code points of the icon font, texts that exist."""

import re

import pytest

from config.i18n import LANGUAGES, Texts
from config.icons import GLYPHS
from config.theme import DAY
from queue_server.web.files import STATIC
from queue_server.web.pages import TEMPLATES

SHEET = (STATIC / "hall.css").read_text()
SOURCES = {path.name: path.read_text() for folder in (STATIC, TEMPLATES) for path in folder.iterdir() if path.is_file()}


def test_colours_are_the_themes_day() -> None:
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", SHEET))
    day = {name.replace("_", "-"): colour.lower() for name, colour in DAY.items().items()}
    assert {name: colour for name, colour in tokens.items() if day.get(name) != colour} == {}


def test_no_other_sheet_invents_a_colour() -> None:
    night_lines = {"#5b7681", "#48606a"}  # on the ink of the toast
    for name, source in SOURCES.items():
        if name.endswith(".css") and name != "hall.css":
            assert set(re.findall(r"#[0-9a-fA-F]{6}", source)) <= night_lines, name


def test_icons_stand_at_their_code_points() -> None:
    drawn = dict(re.findall(r'\[data-icon="([a-z0-9-]+)"\]::before \{ content: "\\([0-9a-f]{4})"; \}', SHEET))
    assert {name: code for name, code in drawn.items() if chr(int(code, 16)) != GLYPHS.get(name)} == {}


def test_every_icon_a_page_draws_is_known_to_the_sheet() -> None:
    drawn = set(re.findall(r'\[data-icon="([a-z0-9-]+)"\]', SHEET))
    for name, source in SOURCES.items():
        used = set(re.findall(r'icon\("([a-z-]+)"\)', source))
        assert used <= drawn, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_a_page_names_exists(language: str) -> None:
    keys = Texts.load().keys(language)
    for name, source in SOURCES.items():
        named = set(re.findall(r'"((?:console|common|refusals|ratings)\.[a-z_]+\.[A-Za-z_]+)"', source))
        assert named <= keys, name


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    for name, source in SOURCES.items():
        if name.endswith(".html"):
            assert not re.search(r"\sstyle=|\son[a-z]+=|<style", source), name
        assert not re.search(r"https?://(?!www\.w3\.org/)", source), name
