"""One picture of the gallery: whose it is, which state it shows, and what was found wrong with it."""

import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Exhibit:
    """`faults` in words, as the inspection says them; none, it is hoped."""

    room: str
    state: str
    picture: Path
    faults: tuple[str, ...] = field(default=())


def picture_path(folder: Path, room: str, state: str) -> Path:
    """`folder`/board-two-calls.png for the state "two calls" of the room "board"."""
    return folder / f"{room}-{re.sub(r'[^a-z0-9]+', '-', state.lower()).strip('-')}.png"
