"""Emergency messages (应急信息): what one action shows on every screen of the hall, and its voice says."""

from typing import Annotated

from pydantic import Field

from config.model import Id, Model, Name


class EmergencyMessage(Model):
    """A message prepared in quiet times. Nobody is called while one stands, unless it is `calm`."""

    id: Id
    heading: Name  # in a few large characters
    text: Name  # what to do, in a sentence or two
    calm: bool = False  # good news (解除)
    ends_after_s: Annotated[int, Field(ge=10, le=3_600)] | None = None  # gives the screens back; left out: staff do
