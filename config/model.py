"""The one shape all configuration values share: frozen, complete, and strict about unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=40,
        description="an id (small letters and digits, joined by hyphens)",
    ),
]


class Model(BaseModel):
    """A frozen value read from a configuration file. A key it does not know is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1)


class Name(Model):
    """A name people read, Chinese first. `en` is shown where English was chosen."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """The name in `language` ("zh" or "en"); any other language reads the English name."""
        return self.zh if language == "zh" else self.en
