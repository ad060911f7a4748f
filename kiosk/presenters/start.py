"""The start screen: who waits where, and the few things one can do here. Out of hours only what needs no window."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from config.hall import WindowKind
from config.i18n import Texts
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner, Choice, Figure, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import away, no_slip
from queue_server.contract.views import QueueLine

ROWS, ROWS_BESIDE_BANNER = 4, 3  # queues there is room for
SHORT_NOTICE = 40  # characters of heading and text, for which there is room
THEMES = 6  # shortcuts to the guide when the windows are closed


@dataclass(frozen=True)
class QueueRow:
    """One queue: `waiting` people as dots, and in words. `quiet`: no window takes it now.

    `wait`: how long, where the hall can say; else how many windows are open.
    """

    name: str
    waiting: int
    count: str
    wait: str
    quiet: bool


@dataclass(frozen=True)
class StartState:
    """`hero` is the large card; where no number can be had, `banner` says why in its place. `moon`: the night form."""

    heading: str
    lead: str
    choices: tuple[Choice, ...]
    moon: bool = False
    queues_heading: str = ""
    queues_note: str = ""
    queues_stale: bool = False
    rows: tuple[QueueRow, ...] = ()
    figures: tuple[Figure, ...] = ()
    hero: Choice | None = None
    banner: Banner | None = None
    themes_heading: str = ""
    themes: tuple[Choice, ...] = ()
    foot: str = ""


class StartPresenter(Presenter[StartState]):
    def __init__(self, outlook: Outlook, choose: Callable[[str], None], read_theme: Callable[[str], None]) -> None:
        """`choose` is told which choice was touched, by its id."""
        self.choose = choose
        self.read_theme = read_theme
        super().__init__(outlook)

    def compose(self) -> StartState:
        look = self.outlook
        if look.windows_open or look.doors_open:
            return self._open()
        return self._night() if look.night_by_now else self._closed()

    def _open(self) -> StartState:
        look = self.outlook
        hero, banner = None, None
        if look.linked:
            hero = self._choice("take", "arrow-right")
            if not look.prints:
                banner = no_slip(look)
        else:
            banner = away(look)
        banner = banner or self._notice()
        stale = not look.linked
        return StartState(
            heading=look.say("doors.heading" if look.doors_open else "start.heading"),
            lead=self._lead(),
            queues_heading=look.say("start.queues"),
            queues_note=look.say(
                "start.queues_old" if stale else "start.queues_now", clock=look.clock(look.seen_at_ms)
            ),
            queues_stale=stale,
            rows=tuple(self._row(line) for line in self._most_used(ROWS_BESIDE_BANNER if banner and hero else ROWS)),
            hero=hero,
            banner=banner,
            choices=self._choices(),
        )

    def _notice(self) -> Banner | None:
        """The first of the hall's notices for kiosks; of one with a heading, the text only where it is short."""
        look = self.outlook
        notice = next(iter(look.hall.notices), None) if look.hall is not None else None
        if notice is None:
            return None
        words = notice.text.text(look.language)
        if notice.heading is None:
            return Banner(words, tone=Tone.DAI)
        heading = notice.heading.text(look.language)
        advice = words if len(heading) + len(words) <= SHORT_NOTICE else ""
        return Banner(heading, advice, tone=Tone.DAI)

    def _lead(self) -> str:
        look = self.outlook
        if look.doors_open:
            return look.say("doors.lead", opens_at=look.hall.opens_at if look.hall else "")
        return look.say("start.lead" if look.linked else "away.lead")

    def _night(self) -> StartState:
        """The self-service zone while windows are closed: all that needs no window."""
        look = self.outlook
        evening = not "06:00" <= look.clock() < "18:00"
        return StartState(
            heading=look.say("night.evening" if evening else "night.heading"),
            lead=look.say("night.lead" if look.linked else "away.lead"),
            moon=True,
            figures=(self._opening(), *self._numbers_of_the_night()),
            banner=None if look.linked else away(look),
            choices=self._night_choices(),
            foot=look.say("night.foot"),
        )

    def _closed(self) -> StartState:
        """Another kiosk then: when the hall opens, and what can be read meanwhile."""
        look = self.outlook
        when = self._when_closed()
        return StartState(
            heading=look.say(f"closed.{when}"),
            lead=look.say("closed.lead"),
            figures=(self._opening(), self._phone()),
            choices=(self._choice("guide", "book-2"), self._choice("help", "help-circle")),
            themes_heading=look.say("closed.themes"),
            themes=self._themes(),
            foot=self._when_to_come(),
        )

    def _opening(self) -> Figure:
        """When windows open next; where they should be open by now, the hours."""
        look, at = self.outlook, self.outlook.opens_next
        if look.windows_due or at is None:
            return Figure(look.say("closed.hours"), look.hours(), look.say("closed.unopened_note"))
        opening = look.opening()
        return Figure(look.say("closed.opens"), opening[:1].upper() + opening[1:], look.date(at.date()))

    def _when_to_come(self) -> str:
        """For a number: when doors open, where they do before the windows."""
        look = self.outlook
        doors_at = look.hall.doors_at if look.hall is not None else None
        return look.say("closed.foot") if doors_at is None else look.say("closed.foot_doors", doors_at=doors_at)

    def _phone(self) -> Figure:
        look = self.outlook
        return Figure(look.say("closed.phone"), look.phone(), look.say("closed.phone_note"))

    def _numbers_of_the_night(self) -> tuple[Figure, ...]:
        """How many have a number of the next opening day already: it will be called in this order."""
        look, at = self.outlook, self.outlook.opens_next
        if not look.issues or at is None:
            return ()
        taken = sum(line.waiting for line in look.lines) if look.day_open else 0
        key = {0: "night.taken_none", 1: "night.taken_one"}.get(taken, "night.taken")
        label = look.say("night.numbers", day=look.day_named(at.date()))
        return (Figure(label, look.say(key, number=taken), look.say("night.numbers_note")),)

    def _when_closed(self) -> str:
        """ "before" the doors open, "after" they have shut, or "unopened": inside the hours, but not opened."""
        look, at = self.outlook, self.outlook.opens_next
        if look.windows_due:
            return "unopened"
        return "before" if at is not None and look.day_named(at.date()) == look.say("frame.today") else "after"

    def _most_used(self, rows: int) -> tuple[QueueLine, ...]:
        """As many queues as there is room for, in the plan's order; where there are more, quiet ones give way."""
        lines = tuple(line for line in self.outlook.lines if line.on_kiosk)
        if len(lines) <= rows:
            return lines
        busiest = sorted(lines, key=lambda line: (line.windows_open == 0, -line.waiting))[:rows]
        return tuple(line for line in lines if line in busiest)

    def _row(self, line: QueueLine) -> QueueRow:
        look = self.outlook
        name = line.name.text(look.language)
        if look.hall_is_old:
            return QueueRow(name, 0, "", look.say("start.ask_desk"), quiet=True)
        over = look.numbers_over(line)
        quiet = line.windows_open == 0 or over
        people = look.say(_plural("start.people", line.waiting), number=line.waiting)
        if over:
            wait = look.say("start.numbers_over")
        elif look.doors_open:
            wait, quiet = look.say("doors.opens", opens_at=look.hall.opens_at if look.hall else ""), False
        elif quiet:
            wait = look.say("start.no_window")
        else:
            windows = look.say(_plural("start.windows", line.windows_open), number=line.windows_open)
            wait = look.wait(line) or windows
        return QueueRow(name, line.waiting, people, wait, quiet)

    def _choices(self) -> tuple[Choice, ...]:
        look = self.outlook
        guide, help_ = self._choice("guide", "book-2"), self._choice("help", "help-circle")
        review = self._choice("pre_review", "checklist")
        if not look.linked:
            return review, guide, help_
        kinds = {line.kind for line in look.lines if line.on_kiosk}
        return (
            review,
            self._choice("check_in", "calendar-check") if look.keeps_appointments else self._choice("code", "receipt"),
            guide,
            *((self._choice("windows_choice", "layout-grid", "windows"),) if kinds else ()),
            *((self._choice("unresolved", "message-report"),) if WindowKind.UNRESOLVED in kinds else ()),
            help_,
        )

    def _night_choices(self) -> tuple[Choice, ...]:
        """What needs no window now. Calling somebody is among it: at night whoever comes must be fetched."""
        look, at = self.outlook, self.outlook.opens_next
        guide = Choice("guide", "book-2", look.say("night.guide"), look.say("night.guide_line"))
        call = Choice("call", "headset", look.say("night.call"), look.say("night.call_line"))
        others = (
            self._choice("bundles", "list-details"),
            self._choice("departments", "building-community"),
            self._choice("search", "search"),
            self._choice("help", "help-circle"),
        )
        if not look.issues or at is None:
            return (guide, *others, call)
        line = look.say("night.take_line", day=look.day_named(at.date()))
        take = Choice("take", "ticket", look.say("start.take"), line)
        return (guide, take, self._choice("code", "receipt"), *others, call)

    def _choice(self, key: str, icon: str, id_: str = "") -> Choice:
        return _choice(self.outlook.texts, self.outlook.language, id_ or key, icon, key)

    def _themes(self) -> tuple[Choice, ...]:
        configuration = self.outlook.configuration
        themes = configuration.catalogue.themes[:THEMES] if configuration else ()
        return tuple(Choice(theme.id, theme.icon, theme.name.text(self.outlook.language)) for theme in themes)


@lru_cache(maxsize=64)
def _choice(texts: Texts, language: str, id_: str, icon: str, key: str) -> Choice:
    """The same one, whatever moves in the hall: this screen is composed most often."""
    words = f"kiosk.start.{key}"
    return Choice(id_, icon, texts.text(words, language), texts.text(f"{words}_line", language))


def _plural(key: str, number: int) -> str:
    return f"{key}_one" if number == 1 else key
