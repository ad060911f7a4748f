"""The keyboard on the screen: `letters` to search with, `code` to type a code; digits for `phone` and `id` numbers.

Keyboard:
    layout: 'letters'
    clear: root.state.clear      # the words on its function keys
    space: root.state.space
    on_key: root.presenter.type(args[1])   # a character, or a FunctionKey
"""

from kivy.properties import OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from display.toolkit.controls import TouchCard
from display.toolkit.layout_files import load_beside
from kiosk.presenters.typing import FunctionKey

GAP_PX = 8
WIDTH_PX = 952
SPACE = " "

# A code has neither I, L, O nor U, which are easily taken for something else; so the board need not have them either.
ROWS = {
    "letters": (
        "1234567890",
        "QWERTYUIOP",
        ("A", "S", "D", "F", "G", "H", "J", "K", "L", FunctionKey.BACKSPACE),
        (FunctionKey.CLEAR, "Z", "X", "C", "V", "B", "N", "M", SPACE),
    ),
    "code": (
        "12345678",
        "90ABCDEF",
        "GHJKMNPQ",
        "RSTVWXYZ",
        (FunctionKey.CLEAR, FunctionKey.BACKSPACE),
    ),
    "phone": ("123", "456", "789", (FunctionKey.CLEAR, "0", FunctionKey.BACKSPACE)),
    "id": ("123", "456", "789", "0X", (FunctionKey.CLEAR, FunctionKey.BACKSPACE)),
}
DIGITS = ("phone", "id")  # few and large: keys of a row share its width evenly


class Keyboard(BoxLayout):
    """952 px wide and as high as its rows."""

    layout = OptionProperty("letters", options=list(ROWS))
    clear = StringProperty("")
    space = StringProperty("")

    __events__ = ("on_key",)

    def __init__(self, **options):
        super().__init__(**options)
        self.fbind("layout", self._build)
        for name in ("clear", "space"):
            self.fbind(name, self._name)
        self._build()

    def on_key(self, key):
        """A key was touched."""

    def _build(self, *_):
        self.clear_widgets()
        for row in ROWS[self.layout]:
            line = KeyRow()
            for key in row:
                even = (WIDTH_PX - (len(row) - 1) * GAP_PX) / len(row)
                width = even if self.layout in DIGITS else _width_px(key, row)
                line.add_widget(Key(key=key, size_hint_x=None, width=width))
            self.add_widget(line)
        self._name()

    def _name(self, *_):
        names = {FunctionKey.CLEAR: self.clear, SPACE: self.space, FunctionKey.BACKSPACE: ""}
        for line in self.children:
            for key in line.children:
                key.text = names.get(key.key, key.key)


class KeyRow(BoxLayout):
    """Keys side by side."""


class Key(TouchCard):
    """One key: what it writes, or what it does."""

    key = StringProperty("")
    text = StringProperty("")

    @staticmethod
    def writes(key: str) -> bool:
        """A letter or a digit."""
        return key not in (*FunctionKey, SPACE)


def _width_px(key: str, row) -> float:
    """Keys that write a letter are alike; in a row with other keys these share the rest."""
    columns = 10 if len(row) > 8 else 8
    plain = (WIDTH_PX - (columns - 1) * GAP_PX) / columns
    others = [each for each in row if each in (*FunctionKey, SPACE)]
    if key not in others:
        return plain
    return (WIDTH_PX - (len(row) - len(others)) * plain - (len(row) - 1) * GAP_PX) / len(others)


load_beside(__file__)
