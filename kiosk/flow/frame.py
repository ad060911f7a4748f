"""What frames every page: the hall's name and the clock above, the keys below, a dialog over all of it."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from config.i18n import Texts
from kiosk.flow.errand_rating import ErrandQuestion
from kiosk.flow.pages import PageState, Place
from kiosk.presenters.outlook import Outlook


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
    asked: ErrandQuestion | None = None  # stands in the place of hall and clock


def framed(
    look: Outlook, place: Place, page: PageState, dialog: Dialog | None, asked: ErrandQuestion | None = None
) -> FlowState:
    """The whole screen with `page` in front."""
    phone = look.phone()
    return FlowState(
        place=place,
        language=look.language,
        night=look.night,
        hall=look.hall_name,
        date=look.date(),
        clock=look.clock(),
        keys=_keys(look.texts, look.language, place, can_help=look.station is not None),
        contact_label=look.say("frame.phone") if phone else "",
        contact=phone,
        dialog=dialog,
        page=page,
        asked=asked,
    )


def idle_dialog(look: Outlook, seconds: int, number: str, *, unconfirmed: bool, entered: bool) -> Dialog:
    """Nobody has touched anything for long. `number` is the one on the screen, `unconfirmed`: it has no slip.

    `entered`: something was told to the kiosk that will be forgotten.
    """
    about = Question.UNCONFIRMED if unconfirmed else Question.IDLE
    say = f"dialog.{about.value}"
    forgets = about is Question.IDLE and entered
    return Dialog(
        about,
        "clock",
        look.say(f"{say}_heading", number=number),
        look.say(f"{say}_text_entered" if forgets else f"{say}_text"),
        look.say(f"{say}_key"),
        seconds,
        look.say("dialog.seconds"),
    )


@lru_cache(maxsize=64)
def _keys(texts: Texts, language: str, place: Place, *, can_help: bool) -> tuple[Key, ...]:
    def key(key: BarKey, icon: str, word: str) -> Key:
        return Key(key, icon, texts.text(f"kiosk.frame.{word}", language))

    keys = []
    if place not in (Place.NOTICE, Place.START, Place.TICKET):
        keys = [key(BarKey.BACK, "arrow-left", "back"), key(BarKey.HOME, "home", "home")]
    keys.append(key(BarKey.LANGUAGE, "world", "other_language"))
    if can_help:
        keys.append(key(BarKey.HELP, "headset", "help"))
    return tuple(keys)
