"""The places of the kiosk, and what stands in each: its state, and the presenter that makes it."""

from enum import Enum
from typing import TypeAlias

from kiosk.presenters.booking import BookingPresenter, BookingState
from kiosk.presenters.bundle import BundlePresenter, BundleState
from kiosk.presenters.check_in import CheckInPresenter, CheckInState
from kiosk.presenters.code import CodePresenter, CodeState
from kiosk.presenters.find import FindPresenter, FindState
from kiosk.presenters.help import HelpPresenter, HelpState
from kiosk.presenters.identity import IdentityPresenter, IdentityState
from kiosk.presenters.item import ItemPresenter, ItemState
from kiosk.presenters.materials import MaterialsPresenter, MaterialsState
from kiosk.presenters.notice import NoticePresenter, NoticeState
from kiosk.presenters.priority import PriorityPresenter, PriorityState
from kiosk.presenters.rate import RatePresenter, RateState
from kiosk.presenters.situation import SituationPresenter, SituationState
from kiosk.presenters.start import StartPresenter, StartState
from kiosk.presenters.ticket import TicketPresenter, TicketState
from kiosk.presenters.verdict import VerdictPresenter, VerdictState
from kiosk.presenters.windows import WindowsPresenter, WindowsState
from kiosk.review import Step


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
    CHECK_IN = "check_in"
    BOOKING = "booking"
    IDENTITY = "identity"
    WINDOWS = "windows"
    PRIORITY = "priority"
    TICKET = "ticket"
    HELP = "help"
    RATE = "rate"


PRE_REVIEW = {Step.QUESTION: Place.SITUATION, Step.MATERIALS: Place.MATERIALS, Step.VERDICT: Place.VERDICT}

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
    | CheckInState
    | BookingState
    | IdentityState
    | WindowsState
    | PriorityState
    | TicketState
    | HelpState
    | RateState
)

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
    | CheckInPresenter
    | BookingPresenter
    | IdentityPresenter
    | WindowsPresenter
    | PriorityPresenter
    | TicketPresenter
    | HelpPresenter
    | RatePresenter
)
