"""What a rating may name as its reason: a table that is issued for the whole province, never written by one hall.

National practice asks after efficiency, ability and attitude, with reasons of their own for each level (好差评); which
ones there are is decided centrally, so the table carries the version that every rating is kept with.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from config.entries import Entry, repeated
from config.findings import Finding
from config.model import Model, Name


class Dimension(StrEnum):
    EFFICIENCY = "efficiency"  # 服务效率
    ABILITY = "ability"  # 服务水平
    ATTITUDE = "attitude"  # 服务态度


class Ending(StrEnum):
    """How a started service ends, as far as that may invite to rate it."""

    FINISHED = "finished"  # 结束服务
    TRANSFERRED = "transferred"  # 转移
    BROKEN_OFF = "broken_off"  # 中断服务
    SIGNED_OUT = "signed_out"  # nobody finished it: the hall closed with the person at the window
    NEXT_STAGE = "next_stage"  # 下一环节: in the middle of a journey
    SENT_AWAY = "sent_away"  # 转办后返回: likewise


class DefaultLevel(StrEnum):
    """What a rule may put in the place of a rating that nobody gave; never below, never above."""

    FAIR = "fair"  # 基本满意 (Guangdong trial 2019)
    SATISFIED = "satisfied"  # 满意


class RatingReason(Model):
    """One reason. The first digit of its code is the level it fits, in stars: 5 is the best."""

    code: Annotated[str, Field(pattern=r"^[1-5][0-9]{2}$", description="three digits, the first of 1 to 5")]
    dimension: Dimension
    name: Name

    @property
    def stars(self) -> int:
        return int(self.code[0])


class Ratings(Model):
    """When and how people are asked, and the table of reasons as it was issued. Without one a rating is its level
    alone. Days are natural days of 24 hours."""

    invites: tuple[Ending, ...] = (
        Ending.FINISHED,
        Ending.TRANSFERRED,
        Ending.BROKEN_OFF,
        Ending.SIGNED_OUT,
        Ending.NEXT_STAGE,
    )  # which endings the terminal at the window asks after
    rate_days: Annotated[int, Field(ge=1, le=90)] = 7  # from the end of the service: how long it can be rated
    again_days: Annotated[int, Field(ge=0, le=365)] = 30  # from the rating: how long one more may follow it (追评)
    default_after_days: Annotated[int, Field(ge=1, le=90)] | None = None  # a default rating then; left out: never one
    default_level: DefaultLevel = DefaultLevel.FAIR
    words_kept_days: Annotated[int, Field(ge=1, le=3_650)] = 365  # what people wrote is erased then
    few: Annotated[int, Field(ge=1, le=1_000)] = 10  # with fewer active ratings nothing is ranked
    version: str | None = None  # kept with every rating
    source: str | None = None  # who issued it
    reasons: tuple[RatingReason, ...] = ()  # in the order shown

    @cached_property
    def codes(self) -> dict[int, tuple[str, ...]]:
        """Of the reasons that fit each level, by stars."""
        return {stars: tuple(r.code for r in self.reasons if r.stars == stars) for stars in range(1, 6)}


def findings(ratings: Entry) -> Iterator[Finding]:
    """Codes told twice, and a table of which nobody could say later which one it was."""
    yield from repeated(ratings.entries("reasons"), "code")
    if ratings.entries("reasons") and not ratings.text("version"):
        yield ratings.finding("version", "is missing", "write the version the table was issued with")
