"""Finding an item: by theme or by department, then from a list in pages. Closed items stay and say what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from config.catalogue import ItemKind, ServiceItem
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Badge, Choice, Pager, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import refusal
from queue_server.contract.refusals import RefusalCode

ROWS = 5
GROUPS = 9  # cells of the grid of themes or departments
ALL = "all"
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
    empty: str
    pager: Pager


class FindPresenter(Presenter[FindState]):
    """`reading`: to read a guide, not to take a number."""

    def __init__(self, outlook: Outlook, open_item: Callable[[str], None]) -> None:
        self.open_item = open_item
        self._begin(reading=False)
        super().__init__(outlook)

    def begin(self, *, reading: bool, group: str = ALL) -> None:
        """Somebody comes to look for an item: from the first page, in a theme if one was touched before."""
        self._begin(reading=reading, group=group)
        self.renew()

    def choose_tab(self, tab: str) -> None:
        self._tab, self._group, self._page, self._groups_page = tab, ALL, 0, 0
        self.renew()

    def choose_group(self, group: str) -> None:
        if group == MORE:
            self._groups_page += 1
        else:
            self._group, self._page = group, 0
        self.renew()

    def page_back(self) -> None:
        self._page = max(0, self._page - 1)
        self.renew()

    def page_forward(self) -> None:
        self._page += 1
        self.renew()

    def compose(self) -> FindState:
        look = self.outlook
        items = self._items()
        pages = max(1, -(-len(items) // ROWS))
        self._page = min(self._page, pages - 1)
        shown = items[self._page * ROWS : (self._page + 1) * ROWS]
        groups = self._all_groups()
        group_name = next((group.title for group in groups if group.id == self._group), look.say("find.all"))
        return FindState(
            heading=look.say("find.heading_reading" if self._reading else "find.heading"),
            tabs=tuple(
                Choice(tab, "", look.say(f"find.by_{tab}"), selected=tab == self._tab)
                for tab in ("theme", "department")
            ),
            groups=self._grid(groups),
            list_heading=group_name,
            list_note=look.say("find.number" if len(items) != 1 else "find.number_one", number=len(items)),
            rows=tuple(self._row(item) for item in shown),
            empty="" if items else look.say("find.empty"),
            pager=pager(look, self._page, pages),
        )

    def _begin(self, *, reading: bool, group: str = ALL) -> None:
        self._reading = reading
        self._tab = "theme"
        self._group = group
        self._page = 0
        self._groups_page = 0

    def _items(self) -> tuple[ServiceItem, ...]:
        configuration = self.outlook.configuration
        items = configuration.catalogue.items if configuration else ()
        if self._group == ALL:
            return items
        if self._tab == "theme":
            return tuple(item for item in items if self._group in item.theme_ids)
        return tuple(item for item in items if item.department_id == self._group)

    def _all_groups(self) -> list[Choice]:
        """Themes or departments that have an item."""
        configuration = self.outlook.configuration
        if configuration is None:
            return []
        items, language = configuration.catalogue.items, self.outlook.language
        if self._tab == "theme":
            used = {theme_id for item in items for theme_id in item.theme_ids}
            named = [(theme.id, theme.icon, theme.name) for theme in configuration.catalogue.themes]
        else:
            used = {item.department_id for item in items}
            named = [
                (department.id, "building-community", department.name) for department in configuration.plan.departments
            ]
        return [
            Choice(id_, icon, name.text(language), selected=id_ == self._group)
            for id_, icon, name in named
            if id_ in used
        ]

    def _grid(self, groups: list[Choice]) -> tuple[Choice, ...]:
        """ "All" first; when the cells do not suffice, the last one turns to the next groups."""
        look = self.outlook
        everything = Choice(ALL, "layout-grid", look.say("find.all"), selected=self._group == ALL)
        if len(groups) < GROUPS:
            return everything, *groups
        room = GROUPS - 2
        pages = -(-len(groups) // room)
        first = self._groups_page % pages * room
        return everything, *groups[first : first + room], Choice(MORE, "dots", look.say("find.more"))

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
        configuration = look.configuration
        assert configuration is not None, "items come from a configuration"
        queue = configuration.queues[item.queue_id].name.text(look.language)
        if queue_line is None or not look.issues or self._reading:
            departments = {department.id: department.name for department in configuration.plan.departments}
            return f"{departments[item.department_id].text(look.language)}{look.say('find.joint')}{queue}"
        waiting = look.say("find.waiting" if queue_line.waiting != 1 else "find.waiting_one", number=queue_line.waiting)
        return f"{queue}{look.say('find.joint')}{waiting}"


_BADGED = frozenset({RefusalCode.ITEM_CLOSED, RefusalCode.QUEUE_FULL, RefusalCode.NUMBERS_EXHAUSTED})


def kind_badge(outlook: Outlook, item: ServiceItem) -> Badge:
    """即办件 or 承诺件."""
    if item.kind is ItemKind.INSTANT:
        return Badge(outlook.say("item.instant"), Tone.PINE, "check")
    return Badge(outlook.say("item.promised"), Tone.NEUTRAL)


def pager(outlook: Outlook, page: int, pages: int) -> Pager:
    """`page` counts from 0 here."""
    return Pager(
        page + 1,
        pages,
        outlook.say("pager.text", page=page + 1, pages=pages),
        outlook.say("pager.back"),
        outlook.say("pager.forward"),
    )
