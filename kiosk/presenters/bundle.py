"""One bundle (一件事): what it is for, its items, all papers once, and the key that takes one number for all of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from config.catalogue import Bundle
from kiosk.presenters.find import FindRow, item_row
from kiosk.presenters.guide import GuidePresenter, Line, Section, paper_line, papers_note, waiting_figure
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paper_list import Printing, PrintKey, compose_list
from kiosk.presenters.papers import items_of, papers_of_bundle
from kiosk.presenters.pieces import Badge, Banner, Figure, Tone
from kiosk.presenters.taking import Take, Taking, taking
from kiosk.printout import Printout
from kiosk.sheets import guide


@dataclass(frozen=True)
class BundleState:
    bundle_id: str
    title: str
    note: str
    badges: tuple[Badge, ...]
    figures: tuple[Figure, ...]
    items_heading: str
    items_note: str
    rows: tuple[FindRow, ...]
    sections: tuple[Section, ...]
    taking: Taking
    print_key: PrintKey
    page_up: str
    page_down: str


class BundlePresenter(GuidePresenter[BundleState]):
    def __init__(
        self,
        outlook: Outlook,
        take: Take,
        give_up: Callable[[], None],
        open_item: Callable[[str], None],
        print_list: Callable[[Printout], None],
        claim: Callable[[], None],
    ) -> None:
        self._take = take
        self.give_up = give_up
        self.claim = claim
        self._open_item = open_item
        self._bundle_id: str | None = None
        self._versions: tuple[str, ...] = ()  # of the guides as they were when somebody came to read
        super().__init__(outlook, print_list)

    def show(self, bundle_id: str) -> None:
        self._bundle_id, self._printing = bundle_id, Printing.NONE
        bundle = self.outlook.bundle(bundle_id)
        self._versions = self._current(bundle) if bundle is not None else ()
        self.renew()

    def take(self) -> None:
        if self.state.taking.enabled:
            self._take(bundle_id=self._bundle_id)

    def open_item(self, item_id: str) -> None:
        """The guide of one of its items; not while a number is asked for, which there would be no key for."""
        if self.outlook.wish is None or self.outlook.wish.refused is not None:
            self._open_item(item_id)

    def compose_list(self) -> Printout | None:
        look = self.outlook
        bundle = look.bundle(self._bundle_id)
        if bundle is None:
            return None
        title, papers = bundle.name.text(look.language), papers_of_bundle(look, bundle)
        slip = compose_list(look, title, "", papers, look.phone())
        return Printout(guide.compose_list(look, title, papers, look.phone()), slip)

    def compose(self) -> BundleState:
        look, language = self.outlook, self.outlook.language
        bundle = look.bundle(self._bundle_id)
        up, down, key = look.say("item.page_up"), look.say("item.page_down"), self._print_key
        if bundle is None:
            shut = Taking(taking(look, None, None).key, enabled=False)
            gone = Section(look.say("why.bundle_unknown"), (Line(look.say("why.bundle_unknown_advice")),))
            title = look.say("item.gone_title")
            no_key = replace(key, enabled=False)
            return BundleState("", title, "", (), (), "", "", (), (gone,), shut, no_key, up, down)
        items = items_of(look, bundle)
        papers = papers_of_bundle(look, bundle)
        wish = look.wish if look.wish and look.wish.bundle_id == bundle.id else None
        number = len(items)
        badges = [Badge(look.say("bundle.badge"), Tone.DAI, "list-details"), Badge(look.queue_name(bundle.queue_id))]
        if bundle.one_day:
            badges.append(Badge(look.say("bundle.one_day"), Tone.PINE, "check"))
        return BundleState(
            bundle_id=bundle.id,
            title=bundle.name.text(language),
            note=bundle.note.text(language),
            badges=tuple(badges),
            figures=(
                Figure(
                    look.say("bundle.items"), look.say("bundle.items_number", number=number), look.say("bundle.once")
                ),
                Figure(look.say("item.materials"), look.say("bundle.papers_number", number=len(papers)), ""),
                waiting_figure(look, bundle.queue_id),
            ),
            items_heading=look.say("bundle.items_heading"),
            items_note=look.say("bundle.items_note"),
            rows=tuple(item_row(look, item, look.department_name(item.department_id)) for item in items),
            sections=(
                *self._stages(bundle),
                Section(
                    look.say("bundle.papers"),
                    tuple(paper_line(look, paper) for paper in papers),
                    papers_note(look, papers),
                ),
            ),
            taking=self._taking(bundle, taking(look, wish, look.why_no_queue(bundle.queue_id))),
            print_key=key,
            page_up=up,
            page_down=down,
        )

    def _stages(self, bundle: Bundle) -> tuple[Section, ...]:
        """Where one goes first and where next, and which department answers for all of it."""
        look, language = self.outlook, self.outlook.language
        if len(bundle.stages) < 2:
            return ()
        lines = tuple(
            Line(
                look.say("bundle.stage", name=stage.name.text(language), queue=look.queue_name(stage.queue_id)),
                self._zone(stage.queue_id),
                mark=str(at),
            )
            for at, stage in enumerate(bundle.stages, start=1)
        )
        if bundle.lead_department_id is not None:
            lead = look.say("bundle.lead", department=look.department_name(bundle.lead_department_id))
            lines = (*lines, Line(lead))
        return (Section(look.say("bundle.stages"), lines, look.say("bundle.stages_note")),)

    def _zone(self, queue_id: str) -> tuple[str, ...]:
        zone = self.outlook.zone_of_queue(queue_id)
        if zone is None:
            return ()
        return (self.outlook.say("item.zone", letter=zone.letter, name=zone.name.text(self.outlook.language)),)

    def _taking(self, bundle: Bundle, shown: Taking) -> Taking:
        """Above the key stands what matters most: why there is no number, what is closed, what has changed."""
        look = self.outlook
        if shown.banner is not None:
            return shown
        if any(look.is_withdrawn(item) for item in items_of(look, bundle)):
            banner = Banner(look.say("bundle.partly"), look.say("bundle.partly_advice"), "alert-circle")
        elif self._current(bundle) != self._versions:
            banner = Banner(look.say("item.changed"), look.say("item.changed_advice"), "refresh", Tone.DAI)
        else:
            return shown
        return replace(shown, banner=banner)

    def _current(self, bundle: Bundle) -> tuple[str, ...]:
        return tuple(item.version for item in items_of(self.outlook, bundle))
