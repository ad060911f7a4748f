"""One item with every published element of its guide, and the key that takes a number for it."""

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import east_asian_width

from config.catalogue import ServiceItem
from kiosk.presenters.find import kind_badge
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Badge, Figure, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import Taking, taking

SHORT = 13  # widest value of a key figure, in half widths


@dataclass(frozen=True)
class Line:
    """One line of a section: a mark before it (a step's number), a second text below, a badge at its end."""

    text: str
    detail: str = ""
    mark: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Section:
    heading: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class ItemState:
    item_id: str
    title: str
    badges: tuple[Badge, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    taking: Taking
    page_up: str
    page_down: str


class ItemPresenter(Presenter[ItemState]):
    def __init__(
        self, outlook: Outlook, take: Callable[[str | None, str | None], None], give_up: Callable[[], None]
    ) -> None:
        """`take(item_id, queue_id)` asks for a number, `give_up` takes that back."""
        self._take = take
        self.give_up = give_up
        self._item_id: str | None = None
        super().__init__(outlook)

    def show(self, item_id: str) -> None:
        self._item_id = item_id
        self.renew()

    def take(self) -> None:
        if self.state.taking.enabled:
            self._take(self._item_id, None)

    @property
    def _item(self) -> ServiceItem | None:
        configuration = self.outlook.configuration
        return configuration.items.get(self._item_id) if configuration and self._item_id else None

    def compose(self) -> ItemState:
        look, item = self.outlook, self._item
        up, down = look.say("item.page_up"), look.say("item.page_down")
        if item is None:  # gone from the catalogue while somebody read it
            gone = taking(look, None, None)
            return ItemState("", look.say("item.gone"), (), (), (), Taking(gone.key, enabled=False), up, down)
        wish = look.wish if look.wish and look.wish.item_id == item.id else None
        because = item.closed_because.text(look.language) if item.closed_because else ""
        return ItemState(
            item_id=item.id,
            title=item.name.text(look.language),
            badges=self._badges(item),
            figures=self._figures(item),
            sections=self._sections(item),
            taking=taking(look, wish, look.why_no_item(item), because),
            page_up=up,
            page_down=down,
        )

    def _badges(self, item: ServiceItem) -> tuple[Badge, ...]:
        look = self.outlook
        queue = look.queue_name(item.queue_id)
        return kind_badge(look, item), Badge(look.word(f"item_type.{item.type.value}")), Badge(queue, Tone.DAI)

    def _figures(self, item: ServiceItem) -> tuple[Figure, ...]:
        look = self.outlook
        fee = item.fee.amount.text(look.language)
        short = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in fee) <= SHORT
        return (
            Figure(look.say("item.promised_limit"), self._promised(item), self._statutory(item, "statutory_note")),
            Figure(
                look.say("item.fee"),
                fee if short else look.say("item.fee_below"),
                "" if short else look.say("item.fee_below_note"),
            ),
            self._waiting(item),
        )

    def _waiting(self, item: ServiceItem) -> Figure:
        look = self.outlook
        line = look.queue_lines.get(item.queue_id)
        label = look.say("item.waiting")
        if not look.windows_open:
            return Figure(label, look.say("item.not_open"), look.say("item.not_open_note", hours=look.hours()))
        if line is None or look.hall_is_old:
            return Figure(label, look.say("item.ask_desk"))
        count = look.say("start.people_one" if line.waiting == 1 else "start.people", number=line.waiting)
        windows = (
            look.say("start.windows_one" if line.windows_open == 1 else "start.windows", number=line.windows_open)
            if line.windows_open
            else look.say("start.no_window")
        )
        return Figure(
            label, count, windows if look.linked else look.say("start.queues_old", clock=look.clock(look.seen_at_ms))
        )

    def _limit(self, item: ServiceItem, days: int) -> str:
        if days == 0:
            return self.outlook.word("limit.on_the_spot")
        return self.outlook.word(f"limit.{item.limits_in.value}", count=days)

    def _promised(self, item: ServiceItem) -> str:
        return self._limit(item, item.promised_limit_days)

    def _statutory(self, item: ServiceItem, key: str) -> str:
        if item.statutory_limit_days is None:
            return self.outlook.word("limit.none")
        return self.outlook.say(f"item.{key}", limit=self._limit(item, item.statutory_limit_days))

    def _sections(self, item: ServiceItem) -> tuple[Section, ...]:
        look, language = self.outlook, self.outlook.language
        department = look.department_name(item.department_id)
        sections = [
            self._materials(item),
            Section(look.say("item.conditions"), _numbered([text.text(language) for text in item.conditions])),
            Section(look.say("item.procedure"), _numbered([text.text(language) for text in item.procedure])),
            Section(look.say("item.result"), (Line(item.result.text(language)),)),
            Section(look.say("item.fee"), (Line(item.fee.amount.text(language), item.fee.basis),)),
            Section(
                look.say("item.limits"),
                (
                    Line(look.say("item.promised_line", limit=self._promised(item))),
                    Line(self._statutory(item, "statutory")),
                ),
            ),
            Section(look.say("item.legal_basis"), _numbered(list(item.legal_basis))),
            Section(
                look.say("item.contact"),
                (
                    Line(look.say("item.department", name=department)),
                    Line(look.say("item.phone", phone=item.phone)),
                    Line(look.say("item.supervision", phone=item.supervision)),
                ),
            ),
        ]
        if item.valid_to is not None or item.valid_from is not None:
            sections.insert(1, Section(look.say("item.validity"), (Line(self._validity(item)),)))
        return tuple(sections)

    def _materials(self, item: ServiceItem) -> Section:
        look = self.outlook
        lines = tuple(
            Line(
                material.name.text(look.language),
                look.say(
                    "item.material_detail",
                    form=self._form(material.original, material.copies),
                    source=material.source.text(look.language),
                ),
                badge=None if material.essential else Badge(look.say("item.deferrable"), Tone.AMBER),
            )
            for material in item.materials
        )
        later = sum(not material.essential for material in item.materials)
        note = look.say("item.materials_number" if len(lines) != 1 else "item.materials_number_one", number=len(lines))
        if later:
            note += look.say("item.materials_later", number=later)
        return Section(look.say("item.materials"), lines, note)

    def _form(self, original: bool, copies: int) -> str:
        look = self.outlook
        forms = [look.say("item.original")] if original else []
        if copies:
            forms.append(look.say("item.copies" if copies != 1 else "item.copies_one", number=copies))
        return look.say("item.form_joint").join(forms) or look.say("item.form_any")

    def _validity(self, item: ServiceItem) -> str:
        look = self.outlook
        if item.valid_from is None:
            return look.say("item.valid_to", last=item.valid_to)
        if item.valid_to is None:
            return look.say("item.valid_from", first=item.valid_from)
        return look.say("item.valid_between", first=item.valid_from, last=item.valid_to)


def _numbered(texts: list[str]) -> tuple[Line, ...]:
    if len(texts) == 1:
        return (Line(texts[0]),)
    return tuple(Line(text, mark=str(number)) for number, text in enumerate(texts, start=1))
