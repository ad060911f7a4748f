"""Times of day and days of the week, as they are written in configuration files."""

import re
from enum import StrEnum
from typing import Annotated, Final, TypeGuard

from pydantic import Field

_PATTERN: Final = r"^([01]\d|2[0-3]):[0-5]\d$"
_CLOCK: Final = re.compile(_PATTERN)

Clock = Annotated[str, Field(pattern=_PATTERN, description="a time of day, like 09:00")]


class Weekday(StrEnum):
    """In the order of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


def minutes_of(clock: str) -> int:
    """Minutes since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_at(minutes: int) -> str:
    """The time of day so many minutes after midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def is_clock(value: object) -> TypeGuard[str]:
    """Whether it is written as a time of day should be."""
    return isinstance(value, str) and _CLOCK.fullmatch(value) is not None
