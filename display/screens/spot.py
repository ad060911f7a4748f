"""The place of pictures and films of the hall's own, on the large card of a call board."""

from kivy.core.image import Image
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, ObjectProperty

from display.toolkit.layout_files import load_beside
from display.toolkit.listing import Item


class SpotPlace(Item):
    """Shows the picture of its item, and of a film what it is given to draw."""

    texture = ObjectProperty(None, allownone=True)
    shown_px = ListProperty([0, 0])
    _frame = None  # of a film that plays

    def on_item(self, _place, spot):
        self._frame = None
        self.texture = _texture(spot.picture) if spot is not None else None
        self._fit()

    def on_size(self, *_):
        self._fit()

    def _fit(self) -> None:
        """As large as it is, or as its place is."""
        width, height = self.texture.size if self.texture is not None else (0, 0)
        scale = min(1.0, self.width / (width or 1), self.height / (height or 1))
        self.shown_px = round(width * scale), round(height * scale)

    def draw(self, pixels: bytes, size: tuple[int, int]) -> None:
        """A frame: RGB, row by row from the top."""
        if self.item is None or not self.item.film:
            return
        if self._frame is None:
            self._frame = Texture.create(size=size, colorfmt="rgb")
            self._frame.flip_vertical()
        self._frame.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
        self.texture = self._frame
        self._fit()
        self.canvas.ask_update()


def _texture(path: str) -> Texture | None:
    """None for what is not there any more: the card stays white for that turn."""
    try:
        return Image(path, nocache=True).texture
    except Exception:
        return None


load_beside(__file__)
