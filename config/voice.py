"""The voice (语音播报): what the hall says aloud, when, how loud and how often."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.clock import Clock
from config.model import Model

Percent = Annotated[int, Field(ge=0, le=100)]
Pinyin = Annotated[
    str,
    Field(
        pattern=r"^[a-zü]{1,6}[1-5]([ -][a-zü]{1,6}[1-5])*$",
        description="pinyin with tone numbers, 5 for none: a hyphen within a word, a space between words",
    ),
]


class SpokenLanguage(StrEnum):
    """What the voice can speak."""

    ZH = "zh"
    EN = "en"


class QuietHours(Model):
    """Local hours without calls aloud; the same hour twice is the whole day. An emergency message is always said."""

    begins_at: Clock
    ends_at: Clock  # may be on the next day


class VolumeFrom(Model):
    """How loud from this hour on, until the next one of the list."""

    begins_at: Clock
    percent: Percent


class Reading(Model):
    """How a word is read wherever the voice meets it: a name, a rare character, one read in two ways.

    Either by `pinyin`, in English too, or by `ipa`, the sounds that config/readings/en.toml writes.
    """

    word: Annotated[str, Field(max_length=40)]
    pinyin: Pinyin | None = None
    ipa: Annotated[str, Field(max_length=80, pattern="^[^/]+$")] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.pinyin is None) is (self.ipa is None):
            raise ValueError("either pinyin or ipa")
        return self


class Voice(Model):
    """What loudspeakers say. The words of a call are those on the call boards (无障碍环境建设法 art. 40).

    A call is said in each of `languages`, in this order, and last in that of its ticket, if that is another one.
    """

    languages: tuple[SpokenLanguage, ...] = Field(default=(SpokenLanguage.ZH,), min_length=1)
    ticket_language: bool = True  # a ticket taken in another language is called in that one as well
    times: Annotated[int, Field(ge=1, le=3)] = 2  # each call is said, as long as no other one waits to be said
    too_old_s: Annotated[int, Field(ge=5, le=60)] = 20  # after an absence, older calls are not said any more
    emergency_pause_s: Annotated[int, Field(ge=2, le=120)] = 8  # between two times an emergency message is said
    emergency_volume_percent: Percent = 100
    volume_percent: Percent = 100
    volumes: tuple[VolumeFrom, ...] = ()  # by the hour, instead of it
    quiet: tuple[QuietHours, ...] = ()
    numbers_ahead: Annotated[int, Field(ge=0, le=200)] = 10  # of each series, prepared before they are given
    store_mb: Annotated[int, Field(ge=20, le=5_000)] = 300  # of prepared phrases; the longest unused make room
    readings: tuple[Reading, ...] = ()
