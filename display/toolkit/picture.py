"""Pictures of the window: what is on the screen now, as an image."""

from dataclasses import dataclass
from io import BytesIO

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from PIL import Image, ImageDraw

JPEG_QUALITY = 80
LONGEST_SIDE_PX = 1_280  # of a live picture: every word can be read, and a second of them is still light


@dataclass(frozen=True)
class Grab:
    """Pixels of the window, and where personal fields stand in it (left, top, right, bottom in px)."""

    width: int
    height: int
    pixels: bytes
    personal: tuple[tuple[int, int, int, int], ...]


def grab(root) -> Grab:
    """Reads the window's pixels now; encoding them is for another thread."""
    width, height = Window.size
    pixels = bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
    return Grab(width, height, pixels, tuple(_box(widget, height) for widget in root.walk() if _shows_person(widget)))


def image(grabbed: Grab, *, blank: bool = False) -> Image.Image:
    """The grab as an image; with `blank` personal fields are covered."""
    picture = Image.frombytes("RGB", (grabbed.width, grabbed.height), grabbed.pixels)
    picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    if blank:
        cover = ImageDraw.Draw(picture)
        for box in grabbed.personal:
            cover.rectangle(box, fill="#DFE9EB")
    return picture


def jpeg(grabbed: Grab, *, blank: bool) -> bytes:
    """A live picture for the console."""
    picture = image(grabbed, blank=blank)
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.BOX, reducing_gap=None)
    out = BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _shows_person(widget) -> bool:
    return bool(getattr(widget, "personal", False)) and widget.opacity > 0 and widget.width > 0 and widget.height > 0


def _box(widget, window_height: int) -> tuple[int, int, int, int]:
    left, bottom = widget.to_window(widget.x, widget.y)
    right, top = widget.to_window(widget.right, widget.top)
    return int(left) - 4, int(window_height - top) - 4, int(right) + 4, int(window_height - bottom) + 4
