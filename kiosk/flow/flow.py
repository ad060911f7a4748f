"""The flow itself: which page is in front, and who of its parts is told what.

It is told everything (`receive`, `tick`, `touched`), holds the outlook, and lets the presenter of the page in front
make its state of it. The shell around it (`kiosk.app`) brings the link, the printer, the window and the clock.
"""

from collections.abc import Callable
from operator import is_not

from config.hall import WindowKind
from config.i18n import LANGUAGES, Texts
from kiosk.flow.appointing import Appointing
from kiosk.flow.errand_rating import ErrandRating
from kiosk.flow.frame import BarKey, Dialog, FlowState, Question, framed, idle_dialog
from kiosk.flow.hall_news import HallNews
from kiosk.flow.help_call import HelpCall
from kiosk.flow.pages import PagePresenter, Place
from kiosk.flow.pre_review_pages import PreReviewPages
from kiosk.flow.presence import Presence
from kiosk.flow.printouts import Printouts
from kiosk.flow.reprinting import Reprinting
from kiosk.flow.scanning import Scanning
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Devices, Server
from kiosk.flow.way import Way
from kiosk.flow.wishing import Wishing
from kiosk.messages import (
    AnyMessage,
    AppointmentsFetched,
    AppointmentsNotFetched,
    CardAwaited,
    CardLaid,
    CodeScanned,
    ConfigurationArrived,
    PreReviewFetched,
    PreReviewNotFetched,
    RateableFetched,
    RateableNotFetched,
    SlipAdvanced,
    SlipFailed,
    SlipPrinted,
    SlotsFetched,
    SlotsNotFetched,
)
from kiosk.presenters.bundle import BundlePresenter
from kiosk.presenters.find import BUNDLE, DEPARTMENT, SEARCH, THEME, FindPresenter
from kiosk.presenters.help import HelpPresenter
from kiosk.presenters.item import ItemPresenter
from kiosk.presenters.notice import NoticePresenter, notice
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.priority import PriorityPresenter
from kiosk.presenters.rate import RatePresenter
from kiosk.presenters.start import StartPresenter
from kiosk.presenters.ticket import TicketPresenter
from kiosk.presenters.windows import WindowsPresenter
from queue_server.client.session import Answered, WasRefused
from queue_server.contract.commands import ErrandKind, RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentState, AppointmentView, TicketView

_SCANS = (Place.START, Place.HELP, Place.RATE)  # where the code of a slip is taken


class Flow:
    """The one thing the shell talks to. `on_change` is called with every new state.

    It is told the hall's time, which may be set; `steady` gives milliseconds that only grow (None: nobody sets it).
    """

    def __init__(
        self,
        texts: Texts,
        server: Server,
        devices: Devices,
        now_ms: int = 0,
        steady: Callable[[], int] | None = None,
    ) -> None:
        self._sight = Sight(Outlook(texts, LANGUAGES[0], now_ms), steady)
        self._started_at_ms = self.outlook.steady_ms
        self._way = Way()
        self._hall = HallNews(self._sight, server, devices)
        self._presence = Presence(self._sight)
        self._help_call = HelpCall(self._sight, server)
        self._printouts = Printouts(self._sight, devices)
        self._errand = ErrandRating(self._sight, server, self._presence.noticed)
        self._reprinting = Reprinting(self._sight, server, devices)
        wishing = Wishing(self._sight, server, lambda: self.ticket.state is not None, self._arrange)
        self._wishing = wishing
        self.on_change: Callable[[FlowState], None] = lambda state: None
        self.notice = NoticePresenter(self.outlook)
        self.start = StartPresenter(self.outlook, self._choose, self._read_theme)
        self.find = FindPresenter(self.outlook, self._open_item, self._open_bundle)
        self.item = ItemPresenter(
            self.outlook,
            wishing.take,
            wishing.give_up,
            lambda item_id: self._pre_review.open(item_id),
            lambda papers: self._printouts.list_of(self.item, papers),
            self._go_priority,
            self._open_booking,
        )
        self.bundle = BundlePresenter(
            self.outlook,
            wishing.take,
            wishing.give_up,
            self._open_item,
            lambda papers: self._printouts.list_of(self.bundle, papers),
            self._go_priority,
        )
        self._pre_review = PreReviewPages(
            self._sight,
            self._way,
            wishing,
            self._printouts,
            server,
            devices,
            guide=self.item,
            back=self.back,
            choose_item=lambda: self._choose("pre_review"),
            claim=self._go_priority,
            book=self._open_booking,
            arrange=self._arrange,
        )
        self.pre_reviewing = self._pre_review.steps
        self.situation = self._pre_review.situation
        self.materials = self._pre_review.materials
        self.verdict = self._pre_review.verdict
        self.code = self._pre_review.code
        self._appointing = Appointing(
            self._sight,
            self._way,
            wishing,
            server,
            devices,
            self._pre_review,
            walk_in=self._walk_in,
            back=self.back,
            home=self.home,
            claim=self._go_priority,
            print_slip=lambda printout: self._printouts.list_of(self.booking, printout),
            arrange=self._arrange,
        )
        self.check_in = self._appointing.check_in
        self.booking = self._appointing.booking
        self.identity = self._appointing.identity
        self.windows = WindowsPresenter(self.outlook, wishing.take, wishing.give_up, self._go_priority)
        self.priority = PriorityPresenter(self.outlook, self._claim)
        self.ticket = TicketPresenter(self.outlook, server.send, self.home)
        self.help = HelpPresenter(self.outlook, self.call_help)
        self.rate = RatePresenter(self.outlook, devices.find_rateable, server.send, self.home)
        self._scanning = Scanning()
        self._pages: dict[Place, PagePresenter] = {
            Place.NOTICE: self.notice,
            Place.START: self.start,
            Place.FIND: self.find,
            Place.ITEM: self.item,
            Place.BUNDLE: self.bundle,
            Place.SITUATION: self.situation,
            Place.MATERIALS: self.materials,
            Place.VERDICT: self.verdict,
            Place.CODE: self.code,
            Place.CHECK_IN: self.check_in,
            Place.BOOKING: self.booking,
            Place.IDENTITY: self.identity,
            Place.WINDOWS: self.windows,
            Place.PRIORITY: self.priority,
            Place.TICKET: self.ticket,
            Place.HELP: self.help,
            Place.RATE: self.rate,
        }
        self._drawn: tuple[object, ...] = (None,) * 5  # what the state was made of
        self.state = framed(self.outlook, self._way.place, self.notice.state, self._dialog())
        for presenter in self._pages.values():
            presenter.on_change = self._page_changed

    @property
    def outlook(self) -> Outlook:
        """What the kiosk knows now."""
        return self._sight.outlook

    @property
    def presenter(self) -> PagePresenter:
        """Of the page in front."""
        return self._pages[self._way.place]

    # --- what is told ---------------------------------------------------------------------------------------------

    def receive(self, message: AnyMessage, now_ms: int) -> None:
        """A delivery of the link, or a word of the kiosk's own parts."""
        match message:
            case Answered(key=key, result=result):
                self._sight.see(now_ms=now_ms)
                page_url = self._hall.page_url(result.ticket) if result.ticket is not None else ""
                if self._reprinting.answered(key, result.ticket, page_url):
                    return
                mine = self.pre_reviewing.answered(key, result.pre_review)
                if mine and result.pre_review is not None and self._way.in_pre_review:
                    self._errand.ended(ErrandKind.PRE_REVIEW, result.pre_review.pre_review_id)
                if not mine and not self._appointed(key, result.appointment):
                    self._answered(key, result.ticket)
            case WasRefused(key=key, code=code, details=details):
                self._sight.see(now_ms=now_ms)
                if self._reprinting.refused(key):
                    return
                if not self.pre_reviewing.refused(key, code) and not self._appointing.refused(key, code):
                    self._refused(key, code, details.get("number", ""))
            case PreReviewFetched() | PreReviewNotFetched():
                self._sight.see(now_ms=now_ms)
                if not self._appointing.pre_review_found(message):
                    self._pre_review.found(message)
            case AppointmentsFetched() | AppointmentsNotFetched() | SlotsFetched() | SlotsNotFetched():
                self._sight.see(now_ms=now_ms)
                self._appointing.told(message)
            case RateableFetched():
                self._sight.see(now_ms=now_ms)
                self.rate.found(message.code, message.rateable)
            case RateableNotFetched():
                self._sight.see(now_ms=now_ms)
                self.rate.not_found(message.code, message.why)
            case CodeScanned(text=text):
                self._sight.see(now_ms=now_ms)
                for character in f"{text}\r":  # as readers that pass for a keyboard do
                    self.key_pressed(character)
            case CardLaid() | CardAwaited():
                self._sight.see(now_ms=now_ms)
                self.presenter.look(self.outlook)
                if self._appointing.card_told(message):
                    self._presence.noticed()
            case SlipAdvanced() | SlipPrinted() | SlipFailed():
                self._sight.see(now_ms=now_ms)
                if self._reprinting.told(message):
                    return
                self._printing(message)
            case _:
                if not self._hall.told(message, now_ms):
                    return
                if self.outlook.hall is not None:
                    self._reprinting.look(self.outlook.hall)
                if isinstance(message, ConfigurationArrived):
                    self._pre_review.catalogue_changed()
        self._arrange(now_ms)

    def tick(self, now_ms: int) -> None:
        """Time goes on; a few times a second."""
        seen_at_ms = now_ms if self.outlook.linked else self.outlook.seen_at_ms
        self._sight.see(now_ms=now_ms, seen_at_ms=seen_at_ms)
        self._help_call.tick()
        if self._presence.gone(self._idle_ms):
            self._nobody_there()
        self._arrange(now_ms)

    @property
    def wakes_at_ms(self) -> int | None:
        """When something on the screen changes between two seconds: what is said while a number is asked for."""
        look = self.outlook
        at_ms = look.wish.changes_at_ms(look.steady_ms) if look.wish is not None else None
        return None if at_ms is None else look.now_ms + at_ms - look.steady_ms

    def touched(self, now_ms: int) -> None:
        """A finger came down anywhere. Told before what it touches hears of it; a dialog that counts goes on."""
        self._sight.see(now_ms=now_ms)
        if self.state.dialog is None or self.state.dialog.seconds is None:
            self._presence.noticed()
        self._pre_review.look()
        self.presenter.look(self.outlook)

    def key_pressed(self, character: str) -> None:
        """Typed on a keyboard that is plugged in, or scanned."""
        self._presence.noticed()
        self.presenter.look(self.outlook)
        slip = self._scanning.typed(character, self.outlook.steady_ms) if self._way.place in _SCANS else ""
        if slip:
            self.rate.look(self.outlook)
            self.rate.begin(slip)
            self._go(Place.RATE)
        self.presenter.key_pressed(character)
        self._arrange()

    def _appointed(self, key: str, appointment: AppointmentView | None) -> bool:
        """Whether it was about an appointment; the one that was just booked here is an errand of its own."""
        if not self._appointing.answered(key, appointment):
            return False
        booked = appointment is not None and appointment.state is AppointmentState.BOOKED
        if booked and appointment is not None and self._way.place is Place.BOOKING:
            self._errand.ended(ErrandKind.BOOKING, appointment.appointment_id)
        return True

    def _answered(self, key: str, ticket: TicketView | None) -> None:
        self._help_call.answered(key)
        wish = self._wishing.granted(key) if ticket is not None else None
        if ticket is None or wish is None:
            return
        self._presence.noticed()
        page_url = self._hall.page_url(ticket)
        self.ticket.expect(self.outlook)
        self.ticket.begin(ticket, page_url)
        self._way.begin(Place.TICKET)
        self._printouts.slip(ticket, wish, page_url)
        if ticket.appointment is not None:
            self._errand.ended(ErrandKind.CHECK_IN, ticket.ticket_id)
        self._forget()

    def _refused(self, key: str, code: RefusalCode, number: str) -> None:
        self._help_call.refused(key)
        if not self._wishing.refused(key, code, number):
            return
        if code is RefusalCode.PRE_REVIEW_UNKNOWN:
            self.pre_reviewing.file_again()
        elif code is RefusalCode.PRIORITY_UNKNOWN:
            self._sight.see(claim=None)

    def _printing(self, message: SlipAdvanced | SlipPrinted | SlipFailed) -> None:
        """The printer tells of a slip, a list or a sheet; each knows its own."""
        self.ticket.expect(self.outlook)
        self.ticket.receive(message)
        if self._printouts.told(message) and isinstance(message, SlipPrinted):
            self._errand.printed(ErrandKind.GUIDE)
        if self.pre_reviewing.sheet_told(message) and isinstance(message, SlipPrinted):
            self._errand.printed(ErrandKind.SHEET)
        if not self.ticket.keeps_itself:
            self._presence.noticed()  # from now on somebody is expected to touch

    # --- touches of the frame -------------------------------------------------------------------------------------

    def press(self, key: BarKey) -> None:
        """A key of the bar."""
        match key:
            case BarKey.BACK:
                self.back()
            case BarKey.HOME:
                self.home()
            case BarKey.LANGUAGE:
                self.switch_language()
            case BarKey.HELP:
                self.call_help()

    def home(self) -> None:
        self._wishing.give_up()
        self._way.begin(Place.START)
        self._forget_all()
        self._arrange()

    def back(self) -> None:
        self._wishing.give_up()
        if self.presenter.step_back():
            return
        self._way.back()
        if self._way.place is Place.START:
            self._forget_all()  # whoever begins there may be the next
        self._arrange()

    def switch_language(self) -> None:
        following = LANGUAGES[(LANGUAGES.index(self.outlook.language) + 1) % len(LANGUAGES)]
        self._sight.see(language=following)
        self.item.in_another_language()
        self.bundle.in_another_language()
        self._arrange()

    def call_help(self) -> None:
        """求助: staff are called to this kiosk."""
        self._help_call.call()
        self._arrange()

    def rate_errand(self, level: RatingLevel) -> None:
        """A face at the head of the page."""
        self._errand.rate(level)
        self._arrange()

    def press_dialog(self) -> None:
        """The one large key of the dialog."""
        dialog = self.state.dialog
        if dialog is None:
            return
        self._presence.noticed()
        if dialog.about is Question.HELP:
            self._help_call.end()
        elif dialog.about is Question.UNCONFIRMED:
            self.ticket.press()
        self._arrange()

    def leave_dialog(self) -> None:
        """Somebody touched beside the dialog: so somebody is there, and nothing more was said."""
        self._presence.noticed()
        self._arrange()

    # --- touches of pages -----------------------------------------------------------------------------------------

    def _choose(self, choice: str) -> None:
        match choice:
            case "take":
                self._go_find(THEME, reading=False)
            case "guide" | "pre_review":
                self._go_find(THEME, reading=True)
            case "bundles":
                self._go_find(BUNDLE, reading=True)
            case "departments":
                self._go_find(DEPARTMENT, reading=True)
            case "search":
                self._go_find(SEARCH, reading=True)
            case "call":
                self.call_help()
            case "code":
                self._pre_review.ask_code()
                self._go(Place.CODE)
            case "check_in":
                self._appointing.begin()
                self._go(Place.CHECK_IN)
            case "windows":
                self._go_windows(None)
            case "unresolved":
                self._go_windows(WindowKind.UNRESOLVED)
            case "help":
                self._go(Place.HELP)

    def _read_theme(self, theme_id: str) -> None:
        self._go_find(THEME, reading=True, group=theme_id)

    def _go_find(self, tab: str, *, reading: bool, group: str | None = None) -> None:
        self.find.expect(self.outlook)
        self.find.begin(reading=reading, tab=tab, group=group)
        self._go(Place.FIND)

    def _go_windows(self, kind: WindowKind | None) -> None:
        self.windows.expect(self.outlook)
        self.windows.begin(kind)
        self._go(Place.WINDOWS)

    def _go_priority(self) -> None:
        self.priority.expect(self.outlook)
        self.priority.begin()
        self._go(Place.PRIORITY)

    def _open_booking(self, item_id: str) -> None:
        if self._way.place is not Place.BOOKING:
            self._wishing.give_up()
            self._appointing.open(item_id)
            self._go(Place.BOOKING)

    def _walk_in(self, item_id: str | None) -> None:
        """A number without an appointment: for that item, or for one still to be found."""
        items = self.outlook.configuration.items if self.outlook.configuration else {}
        if item_id in items and item_id is not None:
            self._open_item(item_id)
        else:
            self._choose("take")

    def _claim(self, priority_id: str | None) -> None:
        """What somebody says of themselves goes with the number they take next."""
        if self._way.place is Place.PRIORITY:  # else it is the second tap of a double touch
            self._sight.see(claim=priority_id)
            self.back()

    def _open_item(self, item_id: str) -> None:
        self.item.expect(self.outlook)
        self.item.show(item_id)
        self._go(Place.ITEM)

    def _open_bundle(self, bundle_id: str) -> None:
        self.bundle.expect(self.outlook)
        self.bundle.show(bundle_id)
        self._go(Place.BUNDLE)

    def _leave_rating(self) -> None:
        """A level that was touched counts, whichever way somebody leaves."""
        if self._way.place is not Place.RATE:
            self.rate.finish()

    def _go(self, place: Place) -> None:
        if place is self._way.place:
            return  # the second tap of a double touch
        self._wishing.forget_refusal()
        self._way.go(place)
        self._arrange()

    def _forget(self) -> None:
        """They have a number, or have left: what they told of themselves stays with nobody."""
        self._sight.see(claim=None)
        self._pre_review.forget()
        self._appointing.forget()

    def _forget_all(self) -> None:
        """They have left: what was printed for them, and how it went, is nobody's either."""
        self._forget()
        self._printouts.forget()
        self._errand.forget()

    # --- nobody there ---------------------------------------------------------------------------------------------

    @property
    def _idle_ms(self) -> int:
        """How long nobody has touched what would be left behind; 0 where nothing is."""
        place = self._way.place
        pristine = place in (Place.NOTICE, Place.START) and self.outlook.language == LANGUAGES[0]
        if (pristine and not self._help_call.shown) or (place is Place.TICKET and self.ticket.keeps_itself):
            return 0
        return self._presence.quiet_ms

    def _nobody_there(self) -> None:
        self._help_call.end()
        if self.ticket.unconfirmed:
            self.ticket.lapse()  # says so, then leaves by itself
            return
        self.ticket.clear()
        self._sight.see(language=LANGUAGES[0])
        self.home()

    # --- what is shown --------------------------------------------------------------------------------------------

    def _arrange(self, now_ms: int | None = None) -> None:
        """Shows what the outlook demands: the presenter in front looks anew, then the frame."""
        if now_ms is not None and now_ms != self.outlook.now_ms:
            self._sight.see(now_ms=now_ms)
        self._pre_review.look()
        if self.ticket.state is not None and self._way.place is not Place.TICKET:
            self._way.begin(Place.TICKET)  # a finger that was down when the number came leads nowhere any more
        told = notice(self.outlook, self._started_at_ms, self._hall.dismissed)
        if self._way.place is Place.NOTICE and told is None:
            self._way.turn(Place.START)
        elif told is not None and self._way.place is not Place.NOTICE and self.ticket.state is None:
            self._way.begin(Place.NOTICE)
            self._forget_all()
            self._wishing.give_up()
        if told is not None:
            self.notice.show(told)
        if self._way.place in (Place.NOTICE, Place.START):
            self._sight.see(night=self.outlook.night_by_now)  # elsewhere somebody finishes in the form they began
        self._appointing.look()
        self._leave_rating()
        drawn = self._drawn
        self.presenter.look(self.outlook)
        if self._drawn is drawn:  # else that page has told of itself
            self._page_changed()

    def _page_changed(self, _page: object = None) -> None:
        page = self.presenter.state
        if page is None:
            return  # the ticket is over; the start screen follows at once
        drawn = (self.outlook, self._way.place, page, self._dialog(), self._errand.question())
        if not any(map(is_not, drawn, self._drawn)):
            return
        self._drawn = drawn
        state = framed(*drawn)
        if state != self.state:
            self.state = state
            self.on_change(state)

    def _dialog(self) -> Dialog | None:
        idle_ms = self._idle_ms
        if self._presence.asks(idle_ms) and self._way.place is not Place.START:
            seconds = self._presence.seconds_left(idle_ms)
            look, unconfirmed = self.outlook, self.ticket.unconfirmed
            entered = look.review is not None or look.claim is not None or self._appointing.entered
            return idle_dialog(look, seconds, self.ticket.number, unconfirmed=unconfirmed, entered=entered)
        return self._help_call.dialog()
