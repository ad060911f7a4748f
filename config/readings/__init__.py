"""How the voice reads what people read: letters, numbers and words of each language, from the files beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
ABBREVIATION = 3  # letters; capitals of more are a word


@dataclass(frozen=True)
class Readings:
    """Of one language. `counting` holds the words that numbers are made of."""

    letters: Mapping[str, str]
    digits: Mapping[str, str]
    counting: Mapping[str, str]
    words: Mapping[str, str]


@cache
def readings(language: str) -> Readings:
    """Raises FileNotFoundError for a language that nothing reads."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return Readings(**tomllib.load(file))
