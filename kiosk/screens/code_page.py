"""The page on which the code of a sheet is typed."""

from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.screens import keyboard, pre_review_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (keyboard, pre_review_parts)


class CodePage(Page):
    pass


class CodeField(FloatLayout):
    """What was typed, in groups of four."""

    groups = ListProperty()
    placeholder = StringProperty("")
    personal = BooleanProperty(False)  # covered when somebody looks from afar


load_beside(__file__)
