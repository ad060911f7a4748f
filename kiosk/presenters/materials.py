"""The materials of the pre-review, to be ticked one after the other: here, not here, not as it must be."""

from collections.abc import Callable
from dataclasses import dataclass

from config.catalogue import Material, ServiceItem
from config.pre_review import Brought
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paged import pager, pages_of
from kiosk.presenters.pieces import Badge, Banner, Choice, Pager, Steps, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.situation import news
from kiosk.review import Review

ON_ONE_PAGE = 7  # materials a single page holds
ON_EACH_PAGE = 6  # where there are several, beside the keys that turn them
_ROW_PX = {6: 108, 7: 92}  # of a closed row; fewer have more room


@dataclass(frozen=True)
class MaterialRow:
    """`opened`: it stands there in full with its keys; `keys` are ids of `Brought`. `change`: it can be said anew."""

    material_id: str
    icon: str
    tone: Tone
    name: str
    line: str
    badge: Badge | None
    change: str
    opened: bool
    must: str
    sample: str
    sample_key: str
    keys: tuple[Choice, ...]


@dataclass(frozen=True)
class MaterialsState:
    """`bar` has one tone for each material: ready, lacking, nothing said yet. `reason`: why there is no way on yet."""

    subject: str
    steps: Steps
    heading: str
    lead: str
    bar: tuple[Tone, ...]
    all_here: str
    rows: tuple[MaterialRow, ...]
    row_px: int
    pager: Pager
    news: Banner | None
    back: str
    forward: str
    ready: bool
    reason: str


class MaterialsPresenter(Presenter[MaterialsState]):
    def __init__(
        self,
        outlook: Outlook,
        tick: Callable[[str, Brought], None],
        untick: Callable[[str], None],
        tick_all: Callable[[], None],
        forward: Callable[[], None],
        back: Callable[[], None],
        step_back: Callable[[], bool],
    ) -> None:
        """`forward` and `back` are the two keys at the foot; `step_back` says False on the first step."""
        self._tick = tick
        self._untick = untick
        self._tick_all = tick_all
        self.forward = forward
        self.back = back
        self._step_back = step_back
        self._opened = ""
        self._sample_of = ""
        self._page: int | None = None  # None: where the open row is
        super().__init__(outlook)

    def begin(self) -> None:
        """The page comes to the front: its state follows with the look at it."""
        self._opened, self._sample_of, self._page = "", "", None
        self._is_old = True

    def step_back(self) -> bool:
        return self._step_back()

    # --- touches --------------------------------------------------------------------------------------------------

    def tick(self, key: str) -> None:
        """A key of the open row."""
        row = next((row for row in self.state.rows if row.opened), None)
        if row is not None:
            self._page = None
            self._tick(row.material_id, Brought(key))

    def open(self, material_id: str) -> None:
        """A row was touched: one nothing was said of opens; of another it is said anew."""
        review = self.outlook.review
        if review is None:
            return
        if review.errand.ticked.get(material_id) is Brought.GIVEN:
            return
        self._opened, self._sample_of = material_id, ""
        self._untick(material_id)
        self.renew()

    def show_sample(self) -> None:
        row = next((row for row in self.state.rows if row.opened), None)
        if row is not None:
            self._sample_of = "" if self._sample_of == row.material_id else row.material_id
            self.renew()

    def tick_all(self) -> None:
        self._page = None
        self._tick_all()

    def page_back(self) -> None:
        self._page = max(0, self.state.pager.page - 2)
        self.renew()

    def page_forward(self) -> None:
        self._page = min(self.state.pager.pages - 1, self.state.pager.page)
        self.renew()

    # --- inside ---------------------------------------------------------------------------------------------------

    def compose(self) -> MaterialsState:
        look, review = self.outlook, self.outlook.review
        if review is None:
            none = pager(look, 0, 1)
            return MaterialsState("", Steps(0, 0, ""), "", "", (), "", (), 0, none, None, "", "", False, "")
        errand = review.errand
        needed, unticked = errand.needed, errand.unticked
        per_page = ON_ONE_PAGE if len(needed) <= ON_ONE_PAGE else ON_EACH_PAGE
        pages = pages_of(len(needed), per_page)
        opened = next((m for m in unticked if m.id == self._opened), unticked[0] if unticked else None)
        page = self._page if self._page is not None else needed.index(opened) // per_page if opened else pages - 1
        page = min(page, pages - 1)
        on_page = needed[page * per_page : (page + 1) * per_page]
        if opened not in on_page:  # another page was turned to
            opened = next((material for material in on_page if material in unticked), None)
        questions = len(errand.way)
        left = len(unticked)
        return MaterialsState(
            subject=look.say("pre_review.subject", item=errand.item.name.text(look.language)),
            steps=Steps(questions + 1, questions + 1, look.say("materials.step")),
            heading=self._number("materials.left", left) if left else look.say("materials.all_ticked"),
            lead=self._lead(review),
            bar=tuple(self._tone(errand.ticked.get(material.id)) for material in needed),
            all_here=look.say("materials.all_here") if left > 1 else "",
            rows=tuple(self._row(review, m, opened=m is opened) for m in on_page),
            row_px=_ROW_PX.get(len(on_page), 116) if pages == 1 else 88,
            pager=pager(look, page, pages),
            news=news(look),
            back=look.say("materials.back" if questions else "pre_review.leave"),
            forward=look.say("materials.forward"),
            ready=not left,
            reason=self._number("materials.reason", left),
        )

    def _number(self, key: str, number: int) -> str:
        return self.outlook.say(key if number != 1 else f"{key}_one", number=number)

    def _lead(self, review: Review) -> str:
        errand = review.errand
        here = sum(brought in (Brought.HELD, Brought.GIVEN) for brought in errand.materials.values())
        lead = self._number("materials.number", len(errand.needed))
        lead += self._number("materials.here", here) if errand.materials else ""
        later = sum(may_follow(errand.item, material) for material in errand.needed if self._lacks(review, material))
        return lead + (self._number("materials.later", later) if later else "")

    @staticmethod
    def _lacks(review: Review, material: Material) -> bool:
        return review.errand.ticked.get(material.id) in (Brought.MISSING, Brought.UNFIT)

    @staticmethod
    def _tone(brought: Brought | None) -> Tone:
        if brought is None:
            return Tone.NEUTRAL
        return Tone.PINE if brought in (Brought.HELD, Brought.GIVEN) else Tone.AMBER

    def _row(self, review: Review, material: Material, *, opened: bool) -> MaterialRow:
        look, language = self.outlook, self.outlook.language
        brought = review.errand.ticked.get(material.id)
        tone = self._tone(brought)
        later = may_follow(review.errand.item, material)
        if brought is None:
            badge = Badge(look.say("materials.may_follow"), Tone.AMBER) if later else None
        elif tone is Tone.AMBER and later:
            badge = Badge(look.word("finding.deferred"), Tone.AMBER)
        else:
            badge = Badge(look.say(f"materials.{brought.value}_badge"), tone)
        icon = "circle" if brought is None else "circle-check" if tone is Tone.PINE else "clock-pause"
        sample = material.sample.text(language) if material.sample and self._sample_of == material.id else ""
        keys = [Choice(Brought.MISSING.value, "", look.say("materials.missing"))]
        if material.must is not None:
            keys.append(Choice(Brought.UNFIT.value, "", look.say("materials.unfit")))
        keys.append(Choice(Brought.HELD.value, "", look.say("materials.held"), selected=True))
        return MaterialRow(
            material_id=material.id,
            icon=icon if tone is not Tone.AMBER or later else "file-alert",
            tone=tone,
            name=material.name.text(language),
            line=look.say("item.material_detail", form=form(look, material), source=material.source.text(language)),
            badge=badge,
            change=look.say("pre_review.change") if brought not in (None, Brought.GIVEN) else "",
            opened=opened,
            must=look.say("materials.must", must=material.must.text(language)) if material.must else "",
            sample=look.say("materials.sample", sample=sample) if sample else "",
            sample_key=look.say("materials.sample_key") if material.sample and not sample else "",
            keys=tuple(keys),
        )


def may_follow(item: ServiceItem, material: Material) -> bool:
    """Whether it may be brought later (可容缺)."""
    return not material.essential and item.deferral_days is not None


def form(outlook: Outlook, material: Material) -> str:
    """Original, copies, or whatever form it has."""
    forms = [outlook.say("item.original")] if material.original else []
    if material.copies:
        forms.append(outlook.say("item.copies" if material.copies != 1 else "item.copies_one", number=material.copies))
    return outlook.say("item.form_joint").join(forms) or outlook.say("item.form_any")
