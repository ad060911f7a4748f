"""The flow of the kiosk: which screen is shown, the way back, the wish for a number, and what when nobody is there.

It is told everything (`receive`, `tick`, `touched`), holds the outlook, and lets the presenter of the screen in front
make its state of it. The shell around it (`kiosk.app`) brings the link, the printer, the window and the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol, TypeAlias

from config.configuration import HallConfiguration
from config.hall import Station, WindowKind
from config.i18n import LANGUAGES, Texts
from hardware.slip_document import Document
from kiosk.messages import (
    AnyMessage,
    ConfigurationArrived,
    PreReviewFetched,
    PreReviewNotFetched,
    PrinterSeen,
    SlipAdvanced,
    SlipFailed,
    SlipPrinted,
)
from kiosk.pre_reviewing import PreReviewing, asks_a_person
from kiosk.presenters.bundle import BundlePresenter, BundleState
from kiosk.presenters.code import CodePresenter, CodeState
from kiosk.presenters.find import BUNDLE, DEPARTMENT, SEARCH, THEME, FindPresenter, FindState
from kiosk.presenters.help import HelpPresenter, HelpState
from kiosk.presenters.item import ItemPresenter, ItemState
from kiosk.presenters.materials import MaterialsPresenter, MaterialsState
from kiosk.presenters.notice import NoticePresenter, NoticeState, notice
from kiosk.presenters.outlook import WAY_OUT_AFTER_MS, Outlook, Wish
from kiosk.presenters.sheet import compose_sheet
from kiosk.presenters.situation import SituationPresenter, SituationState
from kiosk.presenters.slip import compose_slip
from kiosk.presenters.start import StartPresenter, StartState
from kiosk.presenters.ticket import TicketPresenter, TicketState
from kiosk.presenters.verdict import VerdictPresenter, VerdictState, advice_queue
from kiosk.presenters.windows import WindowsPresenter, WindowsState
from kiosk.review import Review, Step
from queue_server.client.session import Answered, Dismissed, Linked, LinkLost, ViewArrived, WasRefused
from queue_server.contract.commands import AnyCommand, CallForHelp, IssueTicket, ReportDevice
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView, TicketView

IDLE_WARNING_S = 60  # while the policy is not known yet
IDLE_WIPE_S = 30


class Server(Protocol):
    """What the flow asks of the link."""

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        """Asks and returns the request's key; the answer is received later."""
        ...

    def withdraw(self, key: str) -> None:
        """Nobody waits for the answer any more: it must not be carried out later."""
        ...


class Devices(Protocol):
    """What the flow asks of the kiosk itself."""

    def print_slip(self, ticket_id: str, document: Document) -> None:
        """Prints; tells SlipAdvanced, then SlipPrinted or SlipFailed."""
        ...

    def fetch_configuration(self) -> None:
        """Asks the server who this kiosk is; tells ConfigurationArrived."""
        ...

    def fetch_pre_review(self, code: str) -> None:
        """Asks the server for the pre-review with this code; tells PreReviewFetched or PreReviewNotFetched."""
        ...


class Place(Enum):
    """A screen."""

    NOTICE = "notice"
    START = "start"
    FIND = "find"
    ITEM = "item"
    BUNDLE = "bundle"
    SITUATION = "situation"
    MATERIALS = "materials"
    VERDICT = "verdict"
    CODE = "code"
    WINDOWS = "windows"
    TICKET = "ticket"
    HELP = "help"


PRE_REVIEW = {Step.QUESTION: Place.SITUATION, Step.MATERIALS: Place.MATERIALS, Step.VERDICT: Place.VERDICT}


class BarKey(Enum):
    """A key at the foot of every screen; its place never changes."""

    BACK = "back"
    HOME = "home"
    LANGUAGE = "language"
    HELP = "help"


@dataclass(frozen=True)
class Key:
    key: BarKey
    icon: str
    text: str


class Question(Enum):
    """What a dialog is about."""

    IDLE = "idle"
    UNCONFIRMED = "unconfirmed"
    HELP = "help"


@dataclass(frozen=True)
class Dialog:
    """Lies over the screen until its one large key is touched. `seconds` None: it does not count."""

    about: Question
    icon: str
    heading: str
    text: str
    key: str
    seconds: int | None = None
    seconds_text: str = ""


PageState: TypeAlias = (
    NoticeState
    | StartState
    | FindState
    | ItemState
    | BundleState
    | SituationState
    | MaterialsState
    | VerdictState
    | CodeState
    | WindowsState
    | TicketState
    | HelpState
)


@dataclass(frozen=True)
class FlowState:
    """The whole screen: the page in front and what frames it. `contact` fills the bar where no way back is offered."""

    place: Place
    language: str
    night: bool
    hall: str
    date: str
    clock: str
    keys: tuple[Key, ...]
    contact_label: str
    contact: str
    dialog: Dialog | None
    page: PageState  # of the presenter in front


PagePresenter: TypeAlias = (
    NoticePresenter
    | StartPresenter
    | FindPresenter
    | ItemPresenter
    | BundlePresenter
    | SituationPresenter
    | MaterialsPresenter
    | VerdictPresenter
    | CodePresenter
    | WindowsPresenter
    | TicketPresenter
    | HelpPresenter
)


class _Help(Enum):
    CALLING = "calling"
    COMING = "coming"
    UNREACHABLE = "unreachable"


class Flow:
    """The one thing the shell talks to. `on_change` is called with every new state."""

    def __init__(self, texts: Texts, server: Server, devices: Devices, now_ms: int = 0) -> None:
        self._server = server
        self._devices = devices
        self._started_at_ms = now_ms
        self._quiet_since_ms = now_ms
        self._asked_for_hash: str | None = None
        self._public_url = ""
        self._printer_id = ""
        self._dismissed: RefusalCode | None = None
        self._place = Place.NOTICE
        self._history: list[Place] = []
        self._wish_key: str | None = None
        self._lists = 0  # of papers, printed
        self._list_of: ItemPresenter | BundlePresenter | None = None  # whose list is printed now
        self._help: _Help | None = None
        self._help_key: str | None = None
        self._help_asked_at_ms = 0
        self.outlook = Outlook(texts, LANGUAGES[0], now_ms)
        self.on_change: Callable[[FlowState], None] = lambda state: None
        self.notice = NoticePresenter(self.outlook)
        self.start = StartPresenter(self.outlook, self._choose, self._read_theme)
        self.find = FindPresenter(self.outlook, self._open_item, self._open_bundle)
        self.item = ItemPresenter(
            self.outlook, self._take, self._give_up_wish, self._review, lambda paper: self._print_list(self.item, paper)
        )
        self.bundle = BundlePresenter(
            self.outlook,
            self._take,
            self._give_up_wish,
            self._open_item,
            lambda paper: self._print_list(self.bundle, paper),
        )
        self.pre_reviewing = PreReviewing(
            server.send, server.withdraw, self._take_reviewed, self._print_sheet, self._reviewed
        )
        self._furnish_pre_review()
        self.windows = WindowsPresenter(self.outlook, self._take, self._give_up_wish)
        self.ticket = TicketPresenter(self.outlook, server.send, self.home)
        self.help = HelpPresenter(self.outlook, self.call_help)
        self.state = self._compose(self.notice.state)
        for presenter in self._presenters().values():
            presenter.on_change = self._page_changed

    # --- what is told ---------------------------------------------------------------------------------------------

    def receive(self, message: AnyMessage, now_ms: int) -> None:
        """A delivery of the link, or a word of the kiosk's own parts."""
        match message:
            case Linked():
                self._dismissed = None
                self._see(linked=True, now_ms=now_ms)
                self._report_paper()
                self._fetch(None)
            case LinkLost():
                self._see(linked=False, seen_at_ms=now_ms, now_ms=now_ms)
            case Dismissed(code=code):
                self._dismissed = code
            case ViewArrived(view=HallView() as hall):
                self._see(hall=hall, seen_at_ms=now_ms, now_ms=now_ms)
                self._fetch(hall.configuration_hash)
            case ConfigurationArrived():
                self._public_url = message.public_url.rstrip("/")
                self._asked_for_hash = message.configuration_hash
                self._see(station=message.station, configuration=message.configuration, now_ms=now_ms)
                self._review_anew()
            case PrinterSeen(health=health, device_id=device_id):
                self._printer_id = device_id
                self._see(paper=health, now_ms=now_ms)
                self._report_paper()
            case Answered(key=key, result=result):
                self._see(now_ms=now_ms)
                if not self.pre_reviewing.answered(key, result.pre_review):
                    self._answered(key, result.ticket, now_ms)
            case WasRefused(key=key, code=code):
                self._see(now_ms=now_ms)
                if not self.pre_reviewing.refused(key, code):
                    self._refused(key, code, now_ms)
            case PreReviewFetched() | PreReviewNotFetched():
                self._see(now_ms=now_ms)
                self._found(message)
            case SlipAdvanced() | SlipPrinted() | SlipFailed():
                self._see(now_ms=now_ms)
                self.ticket.look(self.outlook)
                self.ticket.receive(message)
                self._list_told(message)
                if not isinstance(message, SlipAdvanced):
                    self.pre_reviewing.sheet_ended(message.ticket_id, printed=isinstance(message, SlipPrinted))
                if not self.ticket.keeps_itself:
                    self._quiet_since_ms = now_ms  # from now on somebody is expected to touch
            case _:
                return
        self._arrange(now_ms)

    def tick(self, now_ms: int) -> None:
        """Time goes on; a few times a second."""
        seen_at_ms = now_ms if self.outlook.linked else self.outlook.seen_at_ms
        self._see(now_ms=now_ms, seen_at_ms=seen_at_ms)
        if self._help is _Help.CALLING and now_ms - self._help_asked_at_ms >= WAY_OUT_AFTER_MS:
            self._help = _Help.UNREACHABLE
            self._forget_help_call()
        if self._idle_ms(now_ms) >= self._warning_ms + self._wipe_ms:
            self._nobody_there()
        self._arrange(now_ms)

    @property
    def wakes_at_ms(self) -> int | None:
        """When something on the screen changes between two seconds: what is said while a number is asked for."""
        wish = self.outlook.wish
        return wish.changes_at_ms(self.outlook.now_ms) if wish is not None else None

    def touched(self, now_ms: int) -> None:
        """A finger came down anywhere. Told before what it touches hears of it; a dialog that counts goes on."""
        self._see(now_ms=now_ms)
        if self.state.dialog is None or self.state.dialog.seconds is None:
            self._quiet_since_ms = now_ms
        self._tell_pre_reviewing()
        self.presenter.look(self.outlook)

    def key_pressed(self, character: str) -> None:
        """Typed on a keyboard that is plugged in, or scanned."""
        self._quiet_since_ms = self.outlook.now_ms
        self.presenter.look(self.outlook)
        self.presenter.key_pressed(character)
        self._arrange()

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
        self._give_up_wish()
        self._history.clear()
        self._place = Place.START
        self.pre_reviewing.forget()
        self.code.clear()
        self._arrange()

    def back(self) -> None:
        self._give_up_wish()
        if self.presenter.step_back():
            return
        self._place = self._history.pop() if self._history else Place.START
        self._arrange()

    def switch_language(self) -> None:
        following = LANGUAGES[(LANGUAGES.index(self.outlook.language) + 1) % len(LANGUAGES)]
        self._see(language=following)
        self.item.in_another_language()
        self.bundle.in_another_language()
        self._arrange()

    def call_help(self) -> None:
        """求助: staff are called to this kiosk; while that cannot be done it says where to go instead."""
        if self._help is _Help.CALLING:
            return
        if self.outlook.linked:
            self._help, self._help_asked_at_ms = _Help.CALLING, self.outlook.now_ms
            self._help_key = self._server.send(CallForHelp(), only_while_linked=True)
        else:
            self._help = _Help.UNREACHABLE
        self._arrange()

    def press_dialog(self) -> None:
        """The one large key of the dialog."""
        dialog = self.state.dialog
        if dialog is None:
            return
        self._quiet_since_ms = self.outlook.now_ms
        if dialog.about is Question.HELP:
            self._help = None
            self._forget_help_call()
        elif dialog.about is Question.UNCONFIRMED:
            self.ticket.press()
        self._arrange()

    def leave_dialog(self) -> None:
        """Somebody touched beside the dialog: so somebody is there, and nothing more was said."""
        self._quiet_since_ms = self.outlook.now_ms
        self._arrange()

    # --- touches of screens ---------------------------------------------------------------------------------------

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
                self.code.look(self.outlook)
                self.code.begin()
                self._go(Place.CODE)
            case "windows":
                self._go_windows(None)
            case "unresolved":
                self._go_windows(WindowKind.UNRESOLVED)
            case "help":
                self._go(Place.HELP)

    def _read_theme(self, theme_id: str) -> None:
        self._go_find(THEME, reading=True, group=theme_id)

    def _go_find(self, tab: str, *, reading: bool, group: str | None = None) -> None:
        self.find.begin(reading=reading, tab=tab, group=group)
        self._go(Place.FIND)

    def _go_windows(self, kind: WindowKind | None) -> None:
        self.windows.look(self.outlook)
        self.windows.begin(kind)
        self._go(Place.WINDOWS)

    def _open_item(self, item_id: str) -> None:
        self.item.look(self.outlook)
        self.item.show(item_id)
        self._go(Place.ITEM)

    def _open_bundle(self, bundle_id: str) -> None:
        self.bundle.look(self.outlook)
        self.bundle.show(bundle_id)
        self._go(Place.BUNDLE)

    def _go(self, place: Place) -> None:
        if place is self._place:
            return  # the second tap of a double touch
        self._forget_refusal()
        self._history.append(self._place)
        self._place = place
        self._arrange()

    # --- the pre-review -------------------------------------------------------------------------------------------

    def _furnish_pre_review(self) -> None:
        steps = self.pre_reviewing
        self.situation = SituationPresenter(
            self.outlook, steps.choose, steps.forward, self.back, steps.change, steps.back
        )
        self.materials = MaterialsPresenter(
            self.outlook, steps.tick, steps.untick, steps.tick_all, steps.forward, self.back, steps.back
        )
        self.verdict = VerdictPresenter(
            self.outlook,
            steps.take,
            self._take_advice,
            self._give_up_number,
            steps.print_sheet,
            steps.promise,
            steps.change_something,
            steps.back,
        )
        self.code = CodePresenter(self.outlook, self._devices.fetch_pre_review, lambda: self._choose("pre_review"))

    def _review(self, item_id: str) -> None:
        """The pre-review of an item begins, or goes on where it was left."""
        item = self.outlook.configuration.items.get(item_id) if self.outlook.configuration else None
        if item is None or self._place in PRE_REVIEW.values():
            return
        self._give_up_wish()
        self._history.append(self._place)
        self._place = Place.SITUATION
        self._tell_pre_reviewing()
        self.pre_reviewing.begin(item)

    def _reviewed(self, review: Review | None) -> None:
        """The page follows the step; pages that are turned begin at their first."""
        before = self.outlook.review
        self._see(review=review)
        if review is not None and self._place in PRE_REVIEW.values():
            self._place = PRE_REVIEW[review.step]
            if before is None or before.step is not review.step:
                self._forget_refusal()
                self.materials.begin()
                self.verdict.begin()
        self._arrange()

    def _review_anew(self) -> None:
        """Another catalogue: who is at an item that is offered no more is shown its guide, which says why."""
        review, configuration = self.outlook.review, self.outlook.configuration
        if review is None or configuration is None:
            return
        self._tell_pre_reviewing()
        if self.pre_reviewing.catalogue_changed(configuration.items):
            return
        if self._place in PRE_REVIEW.values():
            self._give_up_wish()
            self.item.look(self.outlook)
            self.item.show(review.errand.item.id)
            self._history = [place for place in self._history if place is not Place.ITEM]
            self._place = Place.ITEM
        self.pre_reviewing.forget()

    def _found(self, message: PreReviewFetched | PreReviewNotFetched) -> None:
        """What came of the code that was typed."""
        if isinstance(message, PreReviewNotFetched):
            self.code.not_found(message.code, message.why)
            return
        found = message.pre_review
        if self._place is not Place.CODE or not self.code.found(message.code):
            return  # of somebody who has gone
        item = self.outlook.configuration.items.get(found.item_id) if self.outlook.configuration else None
        if item is None or self.outlook.is_withdrawn(item):
            self.code.item_gone(found.item.text(self.outlook.language))
            return
        self.code.clear()
        self._place = Place.SITUATION
        self._tell_pre_reviewing()
        self.pre_reviewing.come_again(item, found)

    def _print_sheet(self, sheet_id: str, review: Review) -> None:
        self._devices.print_slip(sheet_id, compose_sheet(self.outlook, review))

    def _take_reviewed(self, pre_review_id: str | None) -> None:
        """A number with the verdict; where it could not be filed, to the windows it would have led to."""
        review = self.pre_reviewing.review
        if review is None:
            return
        if pre_review_id is None and asks_a_person(review.errand.verdict.verdict) and advice_queue(self.outlook):
            self._take_advice()
        else:
            self._take(review.errand.item.id, pre_review_id=pre_review_id)

    def _take_advice(self) -> None:
        self._take(queue_id=advice_queue(self.outlook))

    def _give_up_number(self) -> None:
        self.pre_reviewing.stop_taking()
        self._give_up_wish()

    def _tell_pre_reviewing(self) -> None:
        look = self.outlook
        self.pre_reviewing.look(look.now_ms, linked=look.linked, language=look.language)

    # --- the list of papers ---------------------------------------------------------------------------------------

    def _print_list(self, asking: ItemPresenter | BundlePresenter, document: Document) -> None:
        self._lists += 1
        self._list_of = asking
        self._devices.print_slip(f"list-{self._lists}", document)

    def _list_told(self, message: SlipAdvanced | SlipPrinted | SlipFailed) -> None:
        """Of the newest list; who asked for an earlier one has gone on."""
        if self._list_of is None or message.ticket_id != f"list-{self._lists}" or isinstance(message, SlipAdvanced):
            return
        self._list_of.list_ended(printed=isinstance(message, SlipPrinted))
        self._list_of = None

    # --- the wish for a number ------------------------------------------------------------------------------------

    def _take(
        self,
        item_id: str | None = None,
        queue_id: str | None = None,
        *,
        bundle_id: str | None = None,
        pre_review_id: str | None = None,
    ) -> None:
        """One touch, one request: while one is unanswered, further touches ask for nothing."""
        if self._wish_key is not None or self.ticket.state is not None:
            return
        self._see(wish=Wish(item_id, queue_id, self.outlook.now_ms, bundle_id=bundle_id, pre_review_id=pre_review_id))
        command = IssueTicket(
            item_id=item_id,
            queue_id=queue_id,
            bundle_id=bundle_id,
            pre_review_id=pre_review_id,
            for_day=self.outlook.for_day,
            language=self.outlook.language,
        )
        self._wish_key = self._server.send(command, only_while_linked=True)
        self._arrange()

    def _give_up_wish(self) -> None:
        if self._wish_key is not None:
            self._server.withdraw(self._wish_key)
            self._wish_key = None
        self._see(wish=None)
        self._arrange()

    def _forget_refusal(self) -> None:
        if self._wish_key is None:
            self._see(wish=None)

    def _answered(self, key: str, ticket: TicketView | None, now_ms: int) -> None:
        if key == self._help_key:
            self._help_key = None
            self._help = _Help.COMING if self._help is not None else None
        if key != self._wish_key or ticket is None:
            return  # of a wish that was given up: the link has taken it back
        wish = self.outlook.wish
        item_id, bundle_id = (wish.item_id, wish.bundle_id) if wish else (None, None)
        self._wish_key = None
        self._quiet_since_ms = now_ms
        self._see(wish=None, now_ms=now_ms)
        page_url = self._public_url + ticket.page_path if ticket.page_path else ""
        self.ticket.look(self.outlook)
        self.ticket.begin(ticket, page_url)
        self._history.clear()
        self._place = Place.TICKET
        review = self.outlook.review if wish is not None and wish.pre_review_id is not None else None
        errand = review.errand if review is not None else None
        slip = compose_slip(self.outlook, ticket, item_id, page_url, bundle_id, errand)
        self._devices.print_slip(ticket.ticket_id, slip)
        self.pre_reviewing.forget()

    def _refused(self, key: str, code: RefusalCode, now_ms: int) -> None:
        if key == self._help_key:
            self._help_key = None
            self._help = _Help.UNREACHABLE if self._help is not None else None
        wish = self.outlook.wish
        if key == self._wish_key and wish is not None:
            self._wish_key = None
            self._see(wish=replace(wish, refused=code), now_ms=now_ms)
            if code is RefusalCode.PRE_REVIEW_UNKNOWN:
                self.pre_reviewing.file_again()

    # --- nobody there ---------------------------------------------------------------------------------------------

    @property
    def _warning_ms(self) -> int:
        configuration = self.outlook.configuration
        return (configuration.policy.idle_warning_s if configuration else IDLE_WARNING_S) * 1_000

    @property
    def _wipe_ms(self) -> int:
        configuration = self.outlook.configuration
        return (configuration.policy.idle_wipe_s if configuration else IDLE_WIPE_S) * 1_000

    def _idle_ms(self, now_ms: int) -> int:
        """How long nobody has touched what would be left behind; 0 where nothing is."""
        pristine = self._place in (Place.NOTICE, Place.START) and self.outlook.language == LANGUAGES[0]
        if (pristine and self._help is None) or (self._place is Place.TICKET and self.ticket.keeps_itself):
            return 0
        return now_ms - self._quiet_since_ms

    def _nobody_there(self) -> None:
        self._help = None
        self._forget_help_call()
        if self.ticket.unconfirmed:
            self.ticket.lapse()  # says so, then leaves by itself
            return
        self.ticket.clear()
        self._see(language=LANGUAGES[0])
        self.home()

    def _forget_help_call(self) -> None:
        """A call nobody has heard must not ring when the person is long gone."""
        if self._help_key is not None:
            self._server.withdraw(self._help_key)
            self._help_key = None

    # --- the printer and the configuration ------------------------------------------------------------------------

    def _report_paper(self) -> None:
        if self.outlook.paper is not None:
            self._server.send(ReportDevice(device_id=self._printer_id, health=self.outlook.paper))

    def _fetch(self, wanted_hash: str | None) -> None:
        """Asks for plan and catalogue when there are none or the hall runs on others."""
        configuration: HallConfiguration | None = self.outlook.configuration
        station: Station | None = self.outlook.station
        if (
            configuration is None
            or station is None
            or (wanted_hash is not None and wanted_hash != self._asked_for_hash)
        ):
            self._asked_for_hash = wanted_hash
            self._devices.fetch_configuration()

    # --- inside ---------------------------------------------------------------------------------------------------

    def _see(self, **news: object) -> None:
        """The outlook with `news`."""
        self.outlook = replace(self.outlook, **news)  # type: ignore[arg-type]  # fields of Outlook, each checked by use

    def _arrange(self, now_ms: int | None = None) -> None:
        """Shows what the outlook demands: the presenter in front looks anew, then the frame."""
        if now_ms is not None and now_ms != self.outlook.now_ms:
            self._see(now_ms=now_ms)
        self._tell_pre_reviewing()
        told = notice(self.outlook, self._started_at_ms, self._dismissed)
        if self._place is Place.NOTICE and told is None:
            self._place = Place.START
        elif told is not None and self._place is not Place.NOTICE and self.ticket.state is None:
            self._place = Place.NOTICE
            self._history.clear()
            self.pre_reviewing.forget()
            self.code.clear()
            self._give_up_wish()
        if told is not None:
            self.notice.show(told)
        if self._place in (Place.NOTICE, Place.START):
            self._see(night=self.outlook.night_by_now)  # elsewhere somebody finishes in the form they began
        self.presenter.look(self.outlook)
        self._page_changed()

    def _page_changed(self, _page: object = None) -> None:
        page = self.presenter.state
        if page is None:
            return  # the ticket is over; the start screen follows at once
        state = self._compose(page)
        if state != self.state:
            self.state = state
            self.on_change(state)

    @property
    def presenter(self) -> "PagePresenter":
        """Of the page in front."""
        return self._presenters()[self._place]

    def _presenters(self) -> "dict[Place, PagePresenter]":
        return {
            Place.NOTICE: self.notice,
            Place.START: self.start,
            Place.FIND: self.find,
            Place.ITEM: self.item,
            Place.BUNDLE: self.bundle,
            Place.SITUATION: self.situation,
            Place.MATERIALS: self.materials,
            Place.VERDICT: self.verdict,
            Place.CODE: self.code,
            Place.WINDOWS: self.windows,
            Place.TICKET: self.ticket,
            Place.HELP: self.help,
        }

    def _compose(self, page: PageState) -> FlowState:
        look = self.outlook
        phone = look.phone()
        return FlowState(
            place=self._place,
            language=look.language,
            night=look.night,
            hall=look.hall_name,
            date=look.date(),
            clock=look.clock(),
            keys=self._keys(),
            contact_label=look.say("frame.phone") if phone else "",
            contact=phone,
            dialog=self._dialog(),
            page=page,
        )

    def _keys(self) -> tuple[Key, ...]:
        look = self.outlook
        keys = []
        if self._place not in (Place.NOTICE, Place.START, Place.TICKET):
            keys = [
                Key(BarKey.BACK, "arrow-left", look.say("frame.back")),
                Key(BarKey.HOME, "home", look.say("frame.home")),
            ]
        keys.append(Key(BarKey.LANGUAGE, "world", look.say("frame.other_language")))
        if look.station is not None:
            keys.append(Key(BarKey.HELP, "headset", look.say("frame.help")))
        return tuple(keys)

    def _dialog(self) -> Dialog | None:
        look = self.outlook
        idle_ms = self._idle_ms(look.now_ms)
        if idle_ms >= self._warning_ms and self._place is not Place.START:
            seconds = max(0, -(-(self._warning_ms + self._wipe_ms - idle_ms) // 1_000))
            about = Question.UNCONFIRMED if self.ticket.unconfirmed else Question.IDLE
            say = f"dialog.{about.value}"
            entered = about is Question.IDLE and look.review is not None
            return Dialog(
                about,
                "clock",
                look.say(f"{say}_heading", number=self.ticket.number),
                look.say(f"{say}_text_entered" if entered else f"{say}_text"),
                look.say(f"{say}_key"),
                seconds,
                look.say("dialog.seconds"),
            )
        if self._help is not None:
            say = f"dialog.help_{self._help.value}"
            closed = "_closed" if self._help is not _Help.CALLING and not look.windows_open else ""
            return Dialog(
                Question.HELP,
                "headset" if self._help is not _Help.UNREACHABLE else "phone",
                look.say(f"{say}_heading{closed}"),
                look.say(f"{say}_text{closed}", phone=look.phone()),
                look.say("dialog.help_key"),
            )
        return None
