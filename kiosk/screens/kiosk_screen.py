"""The kiosk's one screen: the bars, the page in front between them, and the dialog over both."""

from kivy.animation import Animation
from kivy.core.text import Label as CoreLabel
from kivy.properties import BooleanProperty

from config import theme
from display.toolkit.colours import palette
from display.toolkit.controls import BarKey, Touchable
from display.toolkit.listing import Item
from display.toolkit.screen import Screen, load_beside
from display.toolkit.stage import CROSS_FADE_S
from kiosk.flow import Place, Question
from kiosk.screens.booking_page import BookingPage
from kiosk.screens.bundle_page import BundlePage
from kiosk.screens.check_in_page import CheckInPage
from kiosk.screens.code_page import CodePage
from kiosk.screens.dialog import DialogLayer
from kiosk.screens.find_page import FindPage
from kiosk.screens.help_page import HelpPage
from kiosk.screens.identity_page import IdentityPage
from kiosk.screens.item_page import ItemPage
from kiosk.screens.materials_page import MaterialsPage
from kiosk.screens.notice_page import NoticePage
from kiosk.screens.priority_page import PriorityPage
from kiosk.screens.rate_page import RatePage
from kiosk.screens.situation_page import SituationPage
from kiosk.screens.start_page import StartPage
from kiosk.screens.ticket_page import TicketPage
from kiosk.screens.tones import latin
from kiosk.screens.verdict_page import VerdictPage
from kiosk.screens.windows_page import WindowsPage

PAGES = {
    Place.NOTICE: NoticePage,
    Place.START: StartPage,
    Place.FIND: FindPage,
    Place.ITEM: ItemPage,
    Place.BUNDLE: BundlePage,
    Place.SITUATION: SituationPage,
    Place.MATERIALS: MaterialsPage,
    Place.VERDICT: VerdictPage,
    Place.CODE: CodePage,
    Place.CHECK_IN: CheckInPage,
    Place.BOOKING: BookingPage,
    Place.IDENTITY: IdentityPage,
    Place.WINDOWS: WindowsPage,
    Place.PRIORITY: PriorityPage,
    Place.TICKET: TicketPage,
    Place.HELP: HelpPage,
    Place.RATE: RatePage,
}
HALL_SIZES = (36, 32, 30, 28, 26, 24)
HALL_WIDTH_PX = 500
LATIN_HALL_WIDTH_PX = 544  # its date is shorter: "Wed 23 Sep"


class FrameKey(Item, BarKey):
    """A key of the bar, drawn from its value."""


class ErrandFace(Touchable, Item):
    """One of five equal answers: face and words."""

    def on_release(self):
        self.parent.dispatch("on_choose", self.item)


class ErrandStrip(Item):
    """How it went, asked in the place of hall and clock."""

    shown = BooleanProperty(False)

    __events__ = ("on_level",)

    def on_level(self, _level):
        """A face was touched."""


class KioskScreen(Screen):
    surface = theme.KIOSK

    def __init__(self, **options):
        super().__init__(**options)
        self._place = self._page = self._dialog = None
        self._pages = {}  # those shown before: coming back is quick
        self.bind(state=self._show, presenter=self._show)
        self._show()

    def _show(self, *_):
        state = self.state
        if state is None:
            return
        palette.dress(theme.NIGHT if state.night else theme.DAY)
        self._turn_to(state.place)
        self._page.presenter = self.presenter.presenter if self.presenter else None
        self._page.state = state.page
        self._ask(state.dialog)

    def _turn_to(self, place):
        """Another page crosses over the one before."""
        if self._place is place:
            return
        leaving = self._page
        if place not in self._pages:
            self._pages[place] = PAGES[place](pos=self.ids.pages.pos)
        self._place, self._page = place, self._pages[place]
        Animation.cancel_all(self._page)
        self.ids.pages.remove_widget(self._page)  # it may be leaving still
        self._page.opacity, self._page.disabled = 1, False
        self._page.begin()
        self.ids.pages.add_widget(self._page)
        if leaving is None:
            return
        leaving.disabled = True
        fading = Animation(opacity=0, duration=CROSS_FADE_S)
        fading.bind(on_complete=lambda *_: self._put_away(leaving))
        fading.start(leaving)

    def _put_away(self, page):
        self.ids.pages.remove_widget(page)
        page.rest()

    def _ask(self, dialog):
        layer = self._dialog
        if dialog is None:
            if layer is not None:
                self.remove_widget(layer)
                self._dialog = None
            return
        if layer is None:
            layer = self._dialog = DialogLayer(size=self.size, pos=self.pos)
            layer.bind(on_key=lambda *_: self.presenter.press_dialog(), on_beside=self._beside)
            self.add_widget(layer)
        layer.dialog = dialog

    def _beside(self, *_):
        if self.state.dialog.about is not Question.HELP:
            self.presenter.leave_dialog()

    @staticmethod
    def hall_size(name):
        """The largest size at which the hall's name leaves room for date and clock."""
        room = LATIN_HALL_WIDTH_PX if latin(name) else HALL_WIDTH_PX
        fitting = (s for s in HALL_SIZES if CoreLabel(font_name="Hall", font_size=s).get_extents(name)[0] <= room)
        return next(fitting, HALL_SIZES[-1])


load_beside(__file__)
