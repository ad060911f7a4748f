"""The texts people read, in every language of the product: config/languages/LANGUAGE/AREA.toml.

A key is the area and the path within its file: `heading` of the table `[start]` in kiosk.toml is "kiosk.start.heading".
Placeholders are named, in braces: "{number} 号".
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from config import toml_file
from config.findings import ConfigurationError, Finding

LANGUAGES = ("zh", "en")  # the first is the one a screen starts with

_FOLDER = Path(__file__).parent / "languages"


class TextMissing(LookupError):
    """There is no text "KEY" in language "LANGUAGE"."""

    def __init__(self, key: str, language: str) -> None:
        super().__init__(f'There is no text "{key}" in language "{language}".')
        self.key = key
        self.language = language


class ValueMissing(LookupError):
    """The text "KEY" in language "LANGUAGE" needs a value for "NAME"."""

    def __init__(self, key: str, language: str, name: str) -> None:
        super().__init__(f'The text "{key}" in language "{language}" needs a value for "{name}".')
        self.key = key
        self.language = language
        self.name = name


class Texts:
    """All texts of all languages, read once."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        """`texts`: for each language the texts by key."""
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = _FOLDER) -> "Texts":
        """The texts of `folder`; those of the product itself are read once. Raises ConfigurationError."""
        return _load(folder)

    def text(self, key: str, language: str, **values: object) -> str:
        """The text with its placeholders filled in. Raises TextMissing, ValueMissing."""
        try:
            text = self._texts[language][key]
            return text.format_map(values) if "{" in text else text
        except KeyError as error:
            if key not in self._texts.get(language, {}):
                raise TextMissing(key, language) from None
            raise ValueMissing(key, language, str(error.args[0])) from None

    def area(self, area: str, language: str) -> dict[str, str]:
        """All texts of one area by their full keys, placeholders unfilled. Raises TextMissing if there are none."""
        texts = self._texts.get(language, {})
        found = {key: text for key, text in texts.items() if key.startswith(f"{area}.")}
        if not found:
            raise TextMissing(f"{area}.*", language)
        return found

    def keys(self, language: str) -> frozenset[str]:
        return frozenset(self._texts.get(language, {}))


@cache
def _load(folder: Path) -> Texts:
    findings: list[Finding] = []
    texts = {language: dict(_language(folder / language, findings)) for language in LANGUAGES}
    if findings:
        raise ConfigurationError(tuple(findings))
    return Texts(texts)


def _language(folder: Path, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.toml")):
        file = f"{folder.name}/{path.name}"
        table = toml_file.read(path.parent, path.name)
        if isinstance(table, Finding):
            findings.append(replace(table, file=file))
            continue
        for key, value in _flat(path.stem, table):
            if isinstance(value, str):
                yield key, value
            else:
                findings.append(Finding(file, key, "must be text in quotes"))


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", value
