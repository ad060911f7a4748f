"""The dialog: lies over a page and its bars until its one large key is touched."""

from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from display.toolkit import screen  # its widgets are named in the `.kv` file
from display.toolkit.layout_files import load_beside
from kiosk.screens import fitted

WIDGETS = (fitted, screen)


class DialogLayer(FloatLayout):
    """Takes every touch: on its key, or beside it."""

    covers = True  # what lies under it is out of reach
    dialog = ObjectProperty(None, rebind=True, allownone=True)

    __events__ = ("on_key", "on_beside")

    def on_key(self):
        """The large key."""

    def on_beside(self):
        """Somewhere else: so somebody is there."""

    def on_touch_down(self, touch):
        if not super().on_touch_down(touch):
            self.dispatch("on_beside")
        return True


load_beside(__file__)
