"""The colours in force, as Kivy properties: `.kv` files bind to them and follow when the hall dims."""

from kivy.event import EventDispatcher
from kivy.properties import ColorProperty, NumericProperty

from config.theme import DAY, Colours

_Coloured = type("_Coloured", (EventDispatcher,), {name: ColorProperty(value) for name, value in DAY.items().items()})


class Palette(_Coloured):
    """One property per colour of the theme, and the outline of cards (4 px in high contrast)."""

    outline_px = NumericProperty(DAY.outline_px)

    def dress(self, colours: Colours) -> None:
        """Every screen changes to these colours."""
        for name, value in colours.items().items():
            setattr(self, name, value)
        self.outline_px = colours.outline_px


palette = Palette()
