"""Finding an item: by theme or by department, then from a list in pages. Closed items stay and say what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from config.catalogue import ItemKind, ServiceItem
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Badge, Choice, Pager, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import refusal
from queue_server.contract.refusals import RefusalCode

TABS = ("theme", "department", "all")
COLUMNS = 3  # of themes or departments
GROUPS = 9  # cells there is room for
ROWS = {0: 6, 1: 5, 2: 5, 3: 4}  # items a page holds under so many rows of groups
MORE = "more"


@dataclass(frozen=True)
class ItemRow:
    """`shut`: no number can be had for it now; `line` says why and what to do."""

    item_id: str
    name: str
    line: str
    badge: Badge
    shut: bool


@dataclass(frozen=True)
class FindState:
    heading: str
    tabs: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    list_heading: str
    list_note: str
    rows: tuple[ItemRow, ...]
    room: int  # rows a page holds
    empty: str
    hint: str  # below a list of one page: where to turn when it is not there
    pager: Pager


class FindPresenter(Presenter[FindState]):
    """`reading`: to read a guide, not to take a number."""

    def __init__(self, outlook: Outlook, open_item: Callable[[str], None]) -> None:
        self.open_item = open_item
        self._group: str | None = None
        self._begin(reading=False)
        super().__init__(outlook)

    def begin(self, *, reading: bool, group: str | None = None) -> None:
        """Somebody comes to look for an item: from the first page, in a theme if one was touched before."""
        self._begin(reading=reading, group=group)
        self.renew()

    def choose_tab(self, tab: str) -> None:
        self._tab, self._group, self._page, self._groups_page = tab, None, 0, 0
        self.renew()

    def choose_group(self, group: str) -> None:
        if group == MORE:
            self._groups_page += 1
        else:
            self._group, self._page = (None if group == self._group else group), 0  # the same again: all of them
        self.renew()

    def page_back(self) -> None:
        self._page = max(0, self._page - 1)
        self.renew()

    def page_forward(self) -> None:
        self._page += 1
        self.renew()

    def compose(self) -> FindState:
        look = self.outlook
        groups = self._groups()
        chosen = next((group for group in groups if group.selected), None)
        items = self._items(chosen)
        grid = self._grid(groups)
        rows = ROWS[-(-len(grid) // COLUMNS)]
        pages = max(1, -(-len(items) // rows))
        self._page = min(self._page, pages - 1)
        return FindState(
            heading=look.say("find.heading_reading" if self._reading else "find.heading"),
            tabs=tuple(Choice(tab, "", look.say(f"find.by_{tab}"), selected=tab == self._tab) for tab in TABS),
            groups=grid,
            list_heading=chosen.title if chosen else look.say("find.all"),
            list_note=look.say("find.number" if len(items) != 1 else "find.number_one", number=len(items)),
            rows=tuple(self._row(item) for item in items[self._page * rows : (self._page + 1) * rows]),
            room=rows,
            empty="" if items else look.say("find.empty"),
            hint=look.say("find.hint") if items and pages == 1 else "",
            pager=pager(look, self._page, pages),
        )

    def _begin(self, *, reading: bool, group: str | None = None) -> None:
        self._reading = reading
        self._tab = "theme"
        self._group = group
        self._page = 0
        self._groups_page = 0

    def _items(self, group: Choice | None) -> tuple[ServiceItem, ...]:
        configuration = self.outlook.configuration
        items = configuration.catalogue.items if configuration else ()
        if group is None:
            return items
        if self._tab == "theme":
            return tuple(item for item in items if group.id in item.theme_ids)
        return tuple(item for item in items if item.department_id == group.id)

    def _groups(self) -> list[Choice]:
        """Themes or departments that have an item."""
        configuration, language = self.outlook.configuration, self.outlook.language
        if configuration is None or self._tab == "all":
            return []
        items = configuration.catalogue.items
        if self._tab == "theme":
            used = {theme_id for item in items for theme_id in item.theme_ids}
            named = [(theme.id, theme.icon, theme.name) for theme in configuration.catalogue.themes]
        else:
            used = {item.department_id for item in items}
            departments = configuration.plan.departments
            named = [(department.id, "building-community", department.name) for department in departments]
        return [
            Choice(id_, icon, name.text(language), selected=id_ == self._group)
            for id_, icon, name in named
            if id_ in used
        ]

    def _grid(self, groups: list[Choice]) -> tuple[Choice, ...]:
        """When the cells do not suffice, the last one turns to the next groups."""
        if len(groups) <= GROUPS:
            return tuple(groups)
        room = GROUPS - 1
        pages = -(-len(groups) // room)
        first = self._groups_page % pages * room
        return *groups[first : first + room], Choice(MORE, "dots", self.outlook.say("find.more"))

    def _row(self, item: ServiceItem) -> ItemRow:
        look = self.outlook
        name = item.name.text(look.language)
        why = look.why_no_item(item)
        if why is not None and why is not RefusalCode.DAY_CLOSED:
            because = item.closed_because.text(look.language) if item.closed_because else ""
            banner = refusal(look, why, because)
            return ItemRow(
                item.id,
                name,
                banner.advice,
                Badge(look.say(f"why.{why.value}_badge") if why in _BADGED else banner.text, Tone.AMBER),
                shut=True,
            )
        return ItemRow(item.id, name, self._line(item), kind_badge(look, item), shut=False)

    def _line(self, item: ServiceItem) -> str:
        """Where it is done and, while it can be ticketed, how many wait there."""
        look = self.outlook
        queue_line = look.queue_lines.get(item.queue_id)
        queue = look.queue_name(item.queue_id)
        if queue_line is None or not look.issues or self._reading:
            return f"{look.department_name(item.department_id)}{look.say('find.joint')}{queue}"
        waiting = look.say("find.waiting" if queue_line.waiting != 1 else "find.waiting_one", number=queue_line.waiting)
        return f"{queue}{look.say('find.joint')}{waiting}"


_BADGED = frozenset({RefusalCode.ITEM_CLOSED, RefusalCode.QUEUE_FULL, RefusalCode.NUMBERS_EXHAUSTED})


def kind_badge(outlook: Outlook, item: ServiceItem) -> Badge:
    """即办件 or 承诺件."""
    if item.kind is ItemKind.INSTANT:
        return Badge(outlook.word("item_kind.instant"), Tone.PINE, "check")
    return Badge(outlook.word("item_kind.promised"), Tone.NEUTRAL)


def pager(outlook: Outlook, page: int, pages: int) -> Pager:
    """`page` counts from 0 here."""
    return Pager(
        page + 1,
        pages,
        outlook.say("pager.text", page=page + 1, pages=pages),
        outlook.say("pager.back"),
        outlook.say("pager.forward"),
    )
