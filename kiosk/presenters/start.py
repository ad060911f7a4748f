"""The start screen: who waits where, and the few things one can do here. Out of hours only what needs no window."""

from collections.abc import Callable
from dataclasses import dataclass

from config.hall import WindowKind
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner, Choice, Figure
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import away
from queue_server.contract.views import QueueLine

ROWS, ROWS_BESIDE_BANNER = 7, 5  # queues there is room for
THEMES = 6  # shortcuts to the guide when the windows are closed


@dataclass(frozen=True)
class QueueRow:
    """One queue: `waiting` people as dots, and in words. `quiet`: no window takes it now."""

    name: str
    waiting: int
    count: str
    windows: str
    quiet: bool


@dataclass(frozen=True)
class StartState:
    """`hero` is the large card; where no number can be had, `banner` says why in its place."""

    heading: str
    lead: str
    moon: bool
    queues_heading: str
    queues_note: str
    queues_stale: bool
    rows: tuple[QueueRow, ...]
    figures: tuple[Figure, ...]
    hero: Choice | None
    banner: Banner | None
    choices: tuple[Choice, ...]
    themes_heading: str
    themes: tuple[Choice, ...]
    foot: str


class StartPresenter(Presenter[StartState]):
    def __init__(self, outlook: Outlook, choose: Callable[[str], None], read_theme: Callable[[str], None]) -> None:
        """`choose` is told which of "take", "windows", "unresolved", "guide", "help" was touched."""
        self.choose = choose
        self.read_theme = read_theme
        super().__init__(outlook)

    def compose(self) -> StartState:
        return self._open() if self.outlook.windows_open else self._closed()

    def _open(self) -> StartState:
        look = self.outlook
        hero, banner = None, None
        if look.linked:
            hero = Choice("take", "arrow-right", look.say("start.take"), look.say("start.take_line"))
            if not look.prints:
                banner = Banner(look.say("start.no_paper"), look.say("start.no_paper_advice"), "printer")
        else:
            banner = away(look)
        return StartState(
            heading=look.say("start.heading"),
            lead=look.say("start.lead" if look.linked else "away.lead"),
            moon=False,
            queues_heading=look.say("start.queues"),
            queues_note=look.say(
                "start.queues_old" if not look.linked else "start.queues_now", clock=look.clock(look.seen_at_ms)
            ),
            queues_stale=not look.linked,
            rows=tuple(self._row(line) for line in self._most_used(ROWS_BESIDE_BANNER if banner and hero else ROWS)),
            figures=(),
            hero=hero,
            banner=banner,
            choices=self._choices(),
            themes_heading="",
            themes=(),
            foot="",
        )

    def _closed(self) -> StartState:
        look = self.outlook
        when = self._when_closed()
        night = look.night
        if night:
            evening = not "06:00" <= look.clock() < "18:00"
            heading, lead = look.say("night.evening" if evening else "night.heading"), look.say("night.lead")
        else:
            heading, lead = look.say(f"closed.{when}"), look.say("closed.lead")
        return StartState(
            heading=heading,
            lead=lead,
            moon=night,
            queues_heading="",
            queues_note="",
            queues_stale=False,
            rows=(),
            figures=(
                Figure(look.say("closed.hours"), look.hours(), look.say(f"closed.{when}_note")),
                Figure(look.say("closed.phone"), look.phone(), look.say("closed.phone_note")),
            ),
            hero=None,
            banner=None,
            choices=(
                Choice("guide", "book-2", look.say("start.guide"), look.say("start.guide_line")),
                Choice("help", "help-circle", look.say("start.help"), look.say("start.help_line")),
            ),
            themes_heading=look.say("closed.themes"),
            themes=self._themes(),
            foot=look.say("closed.foot"),
        )

    def _when_closed(self) -> str:
        """ "before" the doors open, "after" they have shut, or "unopened": inside the hours, but not opened."""
        hall = self.outlook.hall
        if hall is None:
            return "unopened"
        if self.outlook.clock() < hall.opens_at:
            return "before"
        return "after" if self.outlook.clock() >= hall.closes_at else "unopened"

    def _most_used(self, rows: int) -> tuple[QueueLine, ...]:
        """As many queues as there is room for, in the plan's order; where there are more, quiet ones give way."""
        lines = tuple(line for line in self.outlook.queue_lines.values() if line.on_kiosk)
        if len(lines) <= rows:
            return lines
        busiest = sorted(lines, key=lambda line: (line.windows_open == 0, -line.waiting))[:rows]
        return tuple(line for line in lines if line in busiest)

    def _row(self, line: QueueLine) -> QueueRow:
        look = self.outlook
        name = line.name.text(look.language)
        if look.hall_is_old:
            return QueueRow(name, 0, "", look.say("start.ask_desk"), quiet=True)
        quiet = line.windows_open == 0
        windows = (
            look.say("start.no_window")
            if quiet
            else look.say(_plural("start.windows", line.windows_open), number=line.windows_open)
        )
        return QueueRow(
            name, line.waiting, look.say(_plural("start.people", line.waiting), number=line.waiting), windows, quiet
        )

    def _choices(self) -> tuple[Choice, ...]:
        look = self.outlook
        guide = Choice("guide", "book-2", look.say("start.guide"), look.say("start.guide_line"))
        help_ = Choice("help", "help-circle", look.say("start.help"), look.say("start.help_line"))
        if not look.linked:
            return guide, help_
        choices = [guide, help_]
        direct = [line for line in look.queue_lines.values() if line.on_kiosk]
        if any(line.kind == WindowKind.UNRESOLVED for line in direct):
            line = look.say("start.unresolved_line")
            choices.insert(1, Choice("unresolved", "message-report", look.say("start.unresolved"), line))
        if direct:
            choices.insert(
                0,
                Choice(
                    "windows", "layout-grid", look.say("start.windows_choice"), look.say("start.windows_choice_line")
                ),
            )
        return tuple(choices)

    def _themes(self) -> tuple[Choice, ...]:
        configuration = self.outlook.configuration
        themes = configuration.catalogue.themes[:THEMES] if configuration else ()
        return tuple(Choice(theme.id, theme.icon, theme.name.text(self.outlook.language)) for theme in themes)


def _plural(key: str, number: int) -> str:
    return f"{key}_one" if number == 1 else key
