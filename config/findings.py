"""What is wrong with a configuration: all of it at once, each with file, key, reason and perhaps a suggestion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Finding:
    """One error. `file` is a file's name, `key` the path to the value ("windows[3].kind"), or "" for the whole file."""

    file: str
    key: str
    reason: str
    suggestion: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        line = f"{place}: {self.reason}" + (f" ({self.suggestion})" if self.suggestion else "")
        return "".join(character if character.isprintable() else " " for character in line)


class ConfigurationError(Exception):
    """The configuration cannot be used. `findings` holds every error there is, not only the first."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


def quoted(value: object) -> str:
    """What somebody wrote, short enough for one line."""
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    text = hex(value) if isinstance(value, int) and value.bit_length() > 64 else str(value)
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'


def did_you_mean(word: object, known: Iterable[str]) -> str | None:
    """The known word most like `word`, as a question; None if nothing is like it."""
    close = get_close_matches(word, sorted(known), n=1) if isinstance(word, str) else []
    return f'did you mean "{close[0]}"?' if close else None
