"""Finding an item: by theme, by department, as a bundle, or by typing. Closed items stay and say what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.catalogue import Bundle, ItemKind, ServiceItem
from config.search import LONGEST, Found, Index
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paged import PagedPresenter, pager
from kiosk.presenters.pieces import Badge, Choice, Pager, Tone
from kiosk.presenters.remembered import Remembered
from kiosk.presenters.taking import refusal
from kiosk.presenters.typing import typed
from queue_server.contract.refusals import RefusalCode

THEME, DEPARTMENT, BUNDLE, SEARCH = TABS = ("theme", "department", "bundle", "search")
ALL = "all"  # the group of all items
GROUPS = 14  # themes or departments a page holds
BUNDLES = 8  # bundles a page holds
ROWS = 8  # items a page holds
FOUND_ROWS = 5  # and beside the keyboard


@dataclass(frozen=True)
class FindRow:
    """An item, or a bundle. `shut`: no number can be had for it now; `line` says why and what to do."""

    id: str
    name: str
    line: str
    badge: Badge
    shut: bool = False
    bundle: bool = False


@dataclass(frozen=True)
class Typing:
    """The search: what was typed, and the words of its field and its keyboard. `note` tells how many were found."""

    query: str
    placeholder: str
    note: str
    clear: str
    space: str
    bundles_heading: str  # shortcuts while there is nothing else to open
    bundles: tuple[Choice, ...]


@dataclass(frozen=True)
class FindState:
    """`groups` to choose from, or `rows` to open; `search` while somebody may type. `empty` and `advice`: no rows."""

    tabs: tuple[Choice, ...]
    heading: str
    note: str
    groups: tuple[Choice, ...]
    bundles: tuple[Choice, ...]
    rows: tuple[FindRow, ...]
    room: int  # rows a page holds
    empty: str
    advice: str
    hint: str  # below a list of one page: where to turn when it is not there
    pager: Pager
    search: Typing | None


class FindPresenter(PagedPresenter[FindState]):
    """`reading`: to read a guide, not to take a number."""

    def __init__(
        self, outlook: Outlook, open_item: Callable[[str], None], open_bundle: Callable[[str], None] = lambda _: None
    ) -> None:
        self.open_item = open_item
        self.open_bundle = open_bundle
        self._searched: tuple[Index, str, tuple[Found, ...]] | None = None
        self._grouped: Remembered[list[Choice]] = Remembered()
        self._reading = False
        self._tab = THEME
        self._group: str | None = None
        self._began_with: str | None = None  # the group somebody came for
        self._group_page = 0  # to come back to
        self._query = ""
        super().__init__(outlook)

    def begin(self, *, reading: bool, tab: str = THEME, group: str | None = None) -> None:
        """Somebody comes to look for an item: from the first page, in a theme if one was touched before."""
        self._begin(tab, group, reading=reading)
        self.renew()

    # --- touches --------------------------------------------------------------------------------------------------

    def choose_tab(self, tab: str) -> None:
        """The tab in front leads back to its groups."""
        self._begin(tab, None, reading=self._reading)
        self.renew()

    def choose_group(self, group: str) -> None:
        self._group, self._group_page, self._page = group, self._page, 0
        self.renew()

    def step_back(self) -> bool:
        """From the items of a group that was chosen here to the groups."""
        if self._group is None or self._group == self._began_with:
            return False
        self._group, self._page = None, self._group_page
        self.renew()
        return True

    def open(self, row: FindRow) -> None:
        (self.open_bundle if row.bundle else self.open_item)(row.id)

    def type(self, key: str) -> None:
        """A key of the keyboard was touched."""
        if self._tab == SEARCH:
            self._query, self._page = typed(self._query, key, LONGEST), 0
            self.renew()

    def key_pressed(self, character: str) -> None:
        """Of a keyboard that is plugged in, or a scanner: wherever one looks for an item, that is a search."""
        if self._tab != SEARCH and character.isprintable():
            self.choose_tab(SEARCH)
        self.type(character)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _begin(self, tab: str, group: str | None, *, reading: bool) -> None:
        self._reading = reading
        self._tab = tab
        self._group = self._began_with = group
        self._page = self._group_page = 0
        self._query = ""

    def compose(self) -> FindState:
        look = self.outlook
        if self._tab == SEARCH:
            return self._search_state()
        if self._tab == BUNDLE:
            return self._bundle_state()
        made_of = (look.configuration, look.texts, look.language, self._tab)
        groups = self._grouped.of(made_of, self._groups)
        chosen = next((group for group in groups if group.id == self._group), None)
        if chosen is None and len(groups) > 1:
            return self._group_state(groups)
        return self._list_state(chosen)

    def _state(
        self,
        *,
        heading: str,
        pages: int,
        note: str = "",
        groups: tuple[Choice, ...] = (),
        bundles: tuple[Choice, ...] = (),
        rows: tuple[FindRow, ...] = (),
        room: int = ROWS,
        empty: str = "",
        advice: str = "",
        search: Typing | None = None,
    ) -> FindState:
        look = self.outlook
        return FindState(
            tabs=tuple(Choice(tab, "", look.say(f"find.by_{tab}"), selected=tab == self._tab) for tab in TABS),
            heading=heading,
            note=note,
            groups=groups,
            bundles=bundles,
            rows=rows,
            room=room,
            empty=empty,
            advice=advice,
            hint=look.say("find.hint") if rows and pages == 1 and search is None else "",
            pager=pager(look, self._page, pages),
            search=search,
        )

    def _group_state(self, groups: Sequence[Choice]) -> FindState:
        look = self.outlook
        first, pages = self._turned(len(groups), GROUPS)
        heading = look.say("find.heading_reading" if self._reading else "find.heading")
        return self._state(heading=heading, groups=tuple(groups[first : first + GROUPS]), pages=pages)

    def _list_state(self, group: Choice | None) -> FindState:
        look, items = self.outlook, self._items(group)
        first, pages = self._turned(len(items), ROWS)
        return self._state(
            heading=group.title if group else "",
            note=self._number(len(items)),
            rows=tuple(self._row(item) for item in items[first : first + ROWS]),
            empty="" if items else look.say("find.empty"),
            pages=pages,
        )

    def _bundle_state(self) -> FindState:
        look = self.outlook
        bundles = self._bundles()
        first, pages = self._turned(len(bundles), BUNDLES)
        return self._state(
            heading=look.say("find.bundles"),
            bundles=tuple(bundles[first : first + BUNDLES]),
            empty="" if bundles else look.say("find.empty"),
            pages=pages,
        )

    def _search_state(self) -> FindState:
        look, found = self.outlook, self._found()
        first, pages = self._turned(len(found), FOUND_ROWS)
        asked = self._query.strip()
        search = Typing(
            query=self._query.lstrip(),
            placeholder=look.say("find.placeholder"),
            note=self._number(len(found), "found") if found else "",
            clear=look.say("find.clear"),
            space=look.say("find.space"),
            bundles_heading="" if found or not self._bundles() else look.say("find.bundles_short"),
            bundles=() if found else tuple(self._bundles()[:BUNDLES]),
        )
        return self._state(
            heading="",
            rows=tuple(self._found_row(entry) for entry in found[first : first + FOUND_ROWS]),
            room=FOUND_ROWS,
            empty=look.say("find.nothing") if asked and not found else "",
            advice=look.say("find.nothing_advice" if look.windows_open else "find.nothing_advice_closed"),
            pages=pages,
            search=search,
        )

    def _number(self, number: int, key: str = "number") -> str:
        return self.outlook.say(f"find.{key}" if number != 1 else f"find.{key}_one", number=number)

    # --- what there is --------------------------------------------------------------------------------------------

    def _found(self) -> tuple[Found, ...]:
        """What was typed is looked up once, however often the screen is composed anew."""
        configuration = self.outlook.configuration
        if configuration is None or not self._query:
            return ()
        index = configuration.index
        if self._searched is None or self._searched[0] is not index or self._searched[1] != self._query:
            self._searched = index, self._query, index.find(self._query)
        return self._searched[2]

    def _items(self, group: Choice | None) -> tuple[ServiceItem, ...]:
        configuration = self.outlook.configuration
        items = configuration.catalogue.items if configuration else ()
        if group is None or group.id == ALL:
            return items
        if self._tab == THEME:
            return tuple(item for item in items if group.id in item.theme_ids)
        return tuple(item for item in items if item.department_id == group.id)

    def _groups(self) -> list[Choice]:
        """Themes or departments that have an item, and how many."""
        configuration, language = self.outlook.configuration, self.outlook.language
        if configuration is None:
            return []
        items = configuration.catalogue.items
        if self._tab == THEME:
            of_item = [theme_id for item in items for theme_id in item.theme_ids]
            named = [(theme.id, theme.icon, theme.name) for theme in configuration.catalogue.themes]
        else:
            of_item = [item.department_id for item in items]
            named = [(department.id, "", department.name) for department in configuration.plan.departments]
        return [
            Choice(id_, icon, name.text(language), self._number(of_item.count(id_)), mark=str(of_item.count(id_)))
            for id_, icon, name in named
            if id_ in of_item
        ] + self._all(len(items))

    def _all(self, number: int) -> list[Choice]:
        """Beside the themes: for whoever does not know where to look."""
        if self._tab != THEME or not number:
            return []
        return [Choice(ALL, "layout-grid", self.outlook.say("find.all"), self._number(number))]

    def _bundles(self) -> list[Choice]:
        configuration, language = self.outlook.configuration, self.outlook.language
        bundles = configuration.catalogue.bundles if configuration else ()
        return [Choice(b.id, b.icon, b.name.text(language), b.note.text(language)) for b in bundles]

    def _found_row(self, entry: Found) -> FindRow:
        if isinstance(entry, Bundle):
            return bundle_row(self.outlook, entry)
        row = self._row(entry)
        return FindRow(row.id, row.name, f"{entry.number}{self.outlook.say('find.gap')}{row.line}", row.badge, row.shut)

    def _row(self, item: ServiceItem) -> FindRow:
        return item_row(self.outlook, item, self._line(item))

    def _line(self, item: ServiceItem) -> str:
        """Where it is done and, while windows are open, how many wait there."""
        look = self.outlook
        queue_line = look.queue_lines.get(item.queue_id)
        queue = look.queue_name(item.queue_id)
        if queue_line is None or not look.linked or not look.windows_open or self._reading:
            return f"{look.department_name(item.department_id)}{look.say('find.joint')}{queue}"
        waiting = look.say("find.waiting" if queue_line.waiting != 1 else "find.waiting_one", number=queue_line.waiting)
        return f"{queue}{look.say('find.joint')}{waiting}"


_BADGED = frozenset(
    {RefusalCode.ITEM_CLOSED, RefusalCode.QUEUE_FULL, RefusalCode.NUMBERS_EXHAUSTED, RefusalCode.NUMBERS_OVER}
)


def item_row(look: Outlook, item: ServiceItem, line: str) -> FindRow:
    """An item in a list: `line` below its name, or why it cannot be had and what to do instead."""
    name = item.name.text(look.language)
    why = look.why_no_item(item)
    if why is None or why is RefusalCode.DAY_CLOSED:
        return FindRow(item.id, name, line, kind_badge(look, item))
    banner = refusal(look, why, look.why_closed(item))
    badge = Badge(look.say(f"why.{why.value}_badge") if why in _BADGED else banner.text, Tone.AMBER)
    return FindRow(item.id, name, banner.advice, badge, shut=True)


def bundle_row(look: Outlook, bundle: Bundle) -> FindRow:
    name, note = bundle.name.text(look.language), bundle.note.text(look.language)
    return FindRow(bundle.id, name, note, Badge(look.say("bundle.badge"), Tone.DAI), bundle=True)


def kind_badge(outlook: Outlook, item: ServiceItem) -> Badge:
    """即办件 or 承诺件."""
    if item.kind is ItemKind.INSTANT:
        return Badge(outlook.word("item_kind.instant"), Tone.PINE, "check")
    return Badge(outlook.word("item_kind.promised"), Tone.NEUTRAL)
