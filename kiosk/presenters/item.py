"""One item with every published element of its guide, and the ways on: the pre-review, a number, the list on paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from config.catalogue import ServiceItem
from kiosk.presenters.find import kind_badge
from kiosk.presenters.guide import GuidePresenter, Line, Section, paper_line, papers_note, waiting_figure
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paper_list import Printing, PrintKey, compose_list, print_key
from kiosk.presenters.papers import papers
from kiosk.presenters.pieces import Badge, Banner, Figure, Tone
from kiosk.presenters.remembered import Remembered
from kiosk.presenters.taking import Take, Taking, taking
from kiosk.printout import Printout
from kiosk.sheets.guide import compose_guide

SHORT = 13  # widest value of a key figure, in half widths


@dataclass(frozen=True)
class ItemState:
    """`review` is what the key to the pre-review says, empty where there is none; then `taking` takes its place."""

    item_id: str
    title: str
    badges: tuple[Badge, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    taking: Taking
    direct: str  # what the key says that takes a number without a pre-review
    book: str  # what the key says that books another time; empty where nothing can be booked
    review: str
    print_key: PrintKey
    page_up: str
    page_down: str


class ItemPresenter(GuidePresenter[ItemState]):
    def __init__(
        self,
        outlook: Outlook,
        take: Take,
        give_up: Callable[[], None],
        review: Callable[[str], None],
        print_list: Callable[[Printout], None],
        claim: Callable[[], None],
        book: Callable[[str], None],
    ) -> None:
        """`take` asks for a number, `give_up` takes that back; `review` begins the pre-review of an item.

        `claim` leads to where priority is claimed, `book` to the times that can be booked for an item.
        """
        self._take = take
        self.give_up = give_up
        self.claim = claim
        self._book = book
        self._review = review
        self._item_id: str | None = None
        self._version = ""  # of the guide as it was when somebody came to read it
        self._elements: Remembered[tuple[Section, ...]] = Remembered()
        super().__init__(outlook, print_list)

    def show(self, item_id: str) -> None:
        self._item_id, self._printing = item_id, Printing.NONE
        item = self._item
        self._version = item.version if item is not None else ""
        self.renew()

    def take(self) -> None:
        if self.state.taking.enabled:
            self._take(self._item_id)

    def book(self) -> None:
        if self.state.book and self._item_id is not None:
            self._book(self._item_id)

    def review(self) -> None:
        if self.state.review and self._item_id is not None:
            self._review(self._item_id)

    def compose_list(self) -> Printout | None:
        """The list of papers; on A4 the whole guide, which begins with it."""
        look, item = self.outlook, self._item
        if item is None:
            return None
        slip = compose_list(look, item.name.text(look.language), item.number, papers(look, item), item.phone)
        return Printout(compose_guide(look, item, self._sections(item)[1:]), slip)

    @property
    def _print_key(self) -> PrintKey:
        return print_key(self.outlook, self._printing, guide=True)

    @property
    def _item(self) -> ServiceItem | None:
        configuration = self.outlook.configuration
        return configuration.items.get(self._item_id) if configuration and self._item_id else None

    def compose(self) -> ItemState:
        look, item = self.outlook, self._item
        up, down, key = look.say("item.page_up"), look.say("item.page_down"), self._print_key
        if item is None:  # gone from the catalogue while somebody read it
            shut = Taking(taking(look, None, None).key, enabled=False)
            gone = Section(look.say("item.gone"), (Line(look.say("why.item_unknown_advice")),))
            title = look.say("item.gone_title")
            return ItemState("", title, (), (), (gone,), shut, "", "", "", replace(key, enabled=False), up, down)
        wish = look.wish if look.wish and look.wish.item_id == item.id else None
        shown = taking(look, wish, look.why_no_item(item), look.why_closed(item))
        if shown.banner is None and item.version != self._version:
            changed = Banner(look.say("item.changed"), look.say("item.changed_advice"), "refresh", Tone.DAI)
            shown = replace(shown, banner=changed)
        asking = wish is not None and wish.refused is None
        return ItemState(
            item_id=item.id,
            title=item.name.text(look.language),
            badges=self._badges(item),
            figures=self._figures(item),
            sections=self._sections(item),
            taking=shown,
            direct=look.say("item.direct") if look.for_day is None else shown.key,
            book=look.say("booking.entry") if look.bookable(item) and not asking else "",
            review="" if asking or look.is_withdrawn(item) else look.say("item.review"),
            print_key=key,
            page_up=up,
            page_down=down,
        )

    # --- the facts ------------------------------------------------------------------------------------------------

    def _badges(self, item: ServiceItem) -> tuple[Badge, ...]:
        look = self.outlook
        queue = Badge(look.queue_name(item.queue_id), Tone.DAI)
        if item.to_verify:  # then the type, which stands below too, gives way
            return kind_badge(look, item), queue, self._to_verify
        return kind_badge(look, item), Badge(look.word(f"item_type.{item.type.value}")), queue

    @property
    def _to_verify(self) -> Badge:
        return Badge(self.outlook.say("item.to_verify"), Tone.AMBER, "clock")

    def _figures(self, item: ServiceItem) -> tuple[Figure, ...]:
        look = self.outlook
        fee = item.fee.amount.text(look.language)
        short = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in fee) <= SHORT
        fee_note = "" if short else look.say("item.fee_below_note")
        law = self._statutory(item, "statutory_note")
        return (
            Figure(
                look.say("item.promised_limit"),
                self._promised(item),
                look.say("item.statutory_to_verify") if "statutory_limit_days" in item.to_verify else law,
            ),
            Figure(
                look.say("item.fee"),
                fee if short else look.say("item.fee_below"),
                look.say("item.to_verify") if "fee" in item.to_verify else fee_note,
            ),
            waiting_figure(look, item.queue_id),
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

    # --- the elements ---------------------------------------------------------------------------------------------

    def _sections(self, item: ServiceItem) -> tuple[Section, ...]:
        look = self.outlook
        made_of = (item, look.configuration, look.texts, look.language, look.hours())
        return self._elements.of(made_of, lambda: tuple(self._all_sections(item)))

    def _all_sections(self, item: ServiceItem) -> Iterator[Section]:
        look, language = self.outlook, self.outlook.language
        yield self._materials(item)
        if look.validity(item):
            yield self._section(item, "validity", (Line(look.validity(item)),))
        yield self._section(item, "conditions", _numbered([text.text(language) for text in item.conditions]))
        yield self._section(item, "procedure", _numbered([text.text(language) for text in item.procedure]))
        yield self._section(item, "result", (Line(item.result.text(language)),))
        yield self._section(item, "fee", (Line(item.fee.amount.text(language), (item.fee.basis,)),))
        promised = Line(look.say("item.promised_line", limit=self._promised(item)))
        yield self._section(item, "limits", (promised, Line(self._statutory(item, "statutory"))))
        yield self._section(item, "legal_basis", _numbered(list(item.legal_basis)))
        yield self._where(item)
        yield self._about(item)
        yield self._section(
            item,
            "contact",
            (
                Line(look.say("item.phone", phone=item.phone)),
                Line(look.say("item.supervision", phone=item.supervision)),
            ),
        )

    def _section(self, item: ServiceItem, key: str, lines: tuple[Line, ...], note: str = "") -> Section:
        unsure = any(_SECTION_OF.get(verified, verified) == key for verified in item.to_verify)
        return Section(self.outlook.say(f"item.{key}"), lines, note, self._to_verify if unsure else None)

    def _materials(self, item: ServiceItem) -> Section:
        look = self.outlook
        lines = tuple(paper_line(look, paper) for paper in papers(look, item))
        return self._section(item, "materials", lines, papers_note(look, papers(look, item)))

    def _where(self, item: ServiceItem) -> Section:
        """Which windows, and where one waits for them."""
        look, configuration = self.outlook, self.outlook.configuration
        queue = look.queue_name(item.queue_id)
        windows = configuration.regular_windows.get(item.queue_id, ()) if configuration else ()
        numbers = look.windows(window.number for window in windows)
        lines = [Line(look.say("item.windows", queue=queue, windows=numbers) if numbers else queue)]
        zone = look.zone_of_queue(item.queue_id)
        if zone is not None:
            lines.append(Line(look.say("item.zone", letter=zone.letter, name=zone.name.text(look.language))))
        lines.append(Line(look.say("item.hours", hours=look.hours())))
        return self._section(item, "where", tuple(lines))

    def _about(self, item: ServiceItem) -> Section:
        """What it is called in the lists of the hall, and whom it is for."""
        look = self.outlook
        joint = look.word("list.separator")
        applicants = joint.join(look.say(f"item.applicant_{applicant.value}") for applicant in item.applicants)
        lists = [look.say(f"item.list_{listed.value}") for listed in item.lists]
        if item.deferral_days is not None and any(not material.essential for material in item.materials):
            lists.append(look.say("item.list_deferrable"))
        lines = [
            Line(look.say("item.number", number=item.number)),
            Line(look.say("item.type", type=look.word(f"item_type.{item.type.value}"))),
            Line(look.say("item.department", name=look.department_name(item.department_id))),
            Line(look.say("item.applicants", applicants=applicants)),
        ]
        if lists:
            lines.append(Line(look.say("item.lists", lists=joint.join(lists))))
        return self._section(item, "about", tuple(lines))


_SECTION_OF = {  # where the page shows what a key of the catalogue says, if not under its own name
    "statutory_limit_days": "limits",
    "promised_limit_days": "limits",
    "limits_in": "limits",
    "situations": "materials",
    "deferral_days": "materials",
    "phone": "contact",
    "supervision": "contact",
    "queue_id": "where",
    "valid_from": "validity",
    "valid_to": "validity",
}


def _numbered(texts: list[str]) -> tuple[Line, ...]:
    if len(texts) == 1:
        return (Line(texts[0]),)
    return tuple(Line(text, mark=str(number)) for number, text in enumerate(texts, start=1))
