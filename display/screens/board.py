"""The call board, lying and standing."""

from config import theme
from display.screens import spot, turned_away
from display.toolkit.listing import Item
from display.toolkit.screen import Screen, load_beside

WIDGETS = (spot, turned_away)  # imported so that the `.kv` file knows them


class NowOne(Item):
    """The one call of the moment, on a lying board."""


class NowOneStanding(Item):
    """The one call of the moment, on a standing board."""


class NowRow(Item):
    """One of two calls at once."""


class NowPage(Item):
    """A notice, or the ways to ask and complain, while nobody is called."""


class RecentRow(Item):
    """A call just made."""


class RecentRowNamed(Item):
    """A call just made, with the window's name where there is room."""


class QueueCellLying(Item):
    """A queue, as one of five cells side by side."""


class QueueRowStanding(Item):
    """A queue, as one row of a standing board."""


class BoardScreen(Screen):
    surface = theme.BOARD
    spot_size = (1184, 608)  # of pictures and films of the hall's own


class StandingBoardScreen(Screen):
    surface = theme.BOARD_PORTRAIT
    spot_size = (936, 708)


load_beside(__file__)
