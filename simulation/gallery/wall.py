"""The page that shows the gallery: build/gallery/index.html."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from simulation.gallery.exhibit import Exhibit

_STYLE = """
body { margin: 32px; background: #EEF3F4; color: #12262D; font: 16px/1.5 "Noto Sans SC", sans-serif }
nav a { margin-right: 16px; color: #0B4F5E }
section { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-end }
figure { margin: 0; max-width: 480px }
img { display: block; max-width: 100%; max-height: 480px; background: #fff; border: 1px solid #C9D6DA }
figcaption { padding-top: 8px } .fault { color: #B8321C }
"""


def write(folder: Path, exhibits: Sequence[Exhibit]) -> Path:
    """Writes the page and returns its path."""
    rooms = [(room, list(hung)) for room, hung in groupby(exhibits, key=lambda exhibit: exhibit.room)]
    links = "".join(f'<a href="#{room}">{room} ({len(hung)})</a>' for room, hung in rooms)
    body = "".join(
        f'<h2 id="{room}">{room}</h2><section>{"".join(map(_figure, hung))}</section>' for room, hung in rooms
    )
    page = folder / "index.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>{_STYLE}</style>'
        f"<h1>Gallery</h1><nav>{links}</nav>{body}</html>",
        encoding="utf-8",
    )
    return page


def _figure(exhibit: Exhibit) -> str:
    name = escape(exhibit.picture.name)
    faults = "".join(f'<div class="fault">{escape(fault)}</div>' for fault in exhibit.faults)
    return (
        f'<figure><a href="{name}"><img src="{name}" alt="{escape(exhibit.room)}: {escape(exhibit.state)}"'
        f' loading="lazy"></a><figcaption>{escape(exhibit.state)}{faults}</figcaption></figure>'
    )
