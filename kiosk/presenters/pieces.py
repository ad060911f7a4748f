"""The pieces screens are made of: small frozen values, texts ready to be shown."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a coloured piece means; its colours come from the theme. Colour never stands without an icon or words."""

    NEUTRAL = "neutral"
    DAI = "dai"
    PINE = "pine"  # ready, done
    AMBER = "amber"  # something is missing or shut; never an accusation


@dataclass(frozen=True)
class Badge:
    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


@dataclass(frozen=True)
class Banner:
    """What happened (`text`) and what to do about it (`advice`)."""

    text: str
    advice: str = ""
    icon: str = "info-circle"
    tone: Tone = Tone.AMBER


@dataclass(frozen=True)
class Figure:
    """One key figure: what it is, its value, a note below."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """Something to touch: `id` goes back to the presenter. `mark`: a figure where there is no icon."""

    id: str
    icon: str
    title: str
    line: str = ""
    selected: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Steps:
    """How far somebody has come: step `at` of `of`, counted from 1, as dots and in words."""

    at: int
    of: int
    text: str


@dataclass(frozen=True)
class Pager:
    """Pages of a list: `page` counts from 1."""

    page: int
    pages: int
    text: str
    back: str
    forward: str

    @property
    def needed(self) -> bool:
        return self.pages > 1

    @property
    def can_back(self) -> bool:
        return self.page > 1

    @property
    def can_forward(self) -> bool:
        return self.page < self.pages
