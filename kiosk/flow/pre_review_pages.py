"""The pages of the pre-review: which one is in front as its steps go on, and the ways in, by guide or code, and out."""

from collections.abc import Callable

from kiosk.errand import asks_a_person
from kiosk.flow.pages import PRE_REVIEW, Place
from kiosk.flow.pre_reviewing import PreReviewing
from kiosk.flow.printouts import Printouts
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Devices, Server
from kiosk.flow.way import Way
from kiosk.flow.wishing import Wishing
from kiosk.messages import PreReviewFetched, PreReviewNotFetched
from kiosk.presenters.code import CodePresenter
from kiosk.presenters.item import ItemPresenter
from kiosk.presenters.materials import MaterialsPresenter
from kiosk.presenters.situation import SituationPresenter
from kiosk.presenters.verdict import VerdictPresenter, advice_queue
from kiosk.review import Review
from queue_server.contract.views import PreReviewView


class PreReviewPages:
    """`guide` is the page of an item's guide; `back`, `choose_item`, `claim` and `book` are ways out of here.

    `arrange` shows it all.
    """

    def __init__(
        self,
        sight: Sight,
        way: Way,
        wishing: Wishing,
        printouts: Printouts,
        server: Server,
        devices: Devices,
        *,
        guide: ItemPresenter,
        back: Callable[[], None],
        choose_item: Callable[[], None],
        claim: Callable[[], None],
        book: Callable[[str], None],
        arrange: Callable[[], None],
    ) -> None:
        self._sight = sight
        self._way = way
        self._wishing = wishing
        self._guide = guide
        self._arrange = arrange
        self.steps = PreReviewing(server.send, server.withdraw, self._take, printouts.sheet, self._reviewed)
        steps, look = self.steps, sight.outlook
        self.situation = SituationPresenter(look, steps.choose, steps.forward, back, steps.change, steps.back)
        self.materials = MaterialsPresenter(
            look, steps.tick, steps.untick, steps.tick_all, steps.forward, back, steps.back
        )
        self.verdict = VerdictPresenter(
            look,
            steps.take,
            self._take_advice,
            self._give_up_number,
            steps.print_sheet,
            steps.promise,
            steps.change_something,
            steps.back,
            claim,
            book,
        )
        self.code = CodePresenter(look, devices.fetch_pre_review, choose_item)

    def look(self) -> None:
        """The hall, the link, the language or the clock is another now."""
        look = self._sight.outlook
        self.steps.look(look.steady_ms, linked=look.linked, language=look.language)

    def forget(self) -> None:
        """They have left."""
        self.steps.forget()
        if not self.code.resting:
            self.code.clear()

    # --- ways in --------------------------------------------------------------------------------------------------

    def open(self, item_id: str) -> None:
        """The pre-review of an item begins, or goes on where it was left."""
        configuration = self._sight.outlook.configuration
        item = configuration.items.get(item_id) if configuration else None
        if item is None or self._way.in_pre_review:
            return
        self._wishing.give_up()
        self._way.go(Place.SITUATION)
        self.look()
        self.steps.begin(item)

    def ask_code(self) -> None:
        """Somebody has the code of an earlier one."""
        self.code.look(self._sight.outlook)
        self.code.begin()

    def found(self, message: PreReviewFetched | PreReviewNotFetched) -> None:
        """What came of the code that was typed."""
        look = self._sight.outlook
        if isinstance(message, PreReviewNotFetched):
            self.code.not_found(message.code, message.why)
            return
        found = message.pre_review
        if self._way.place is not Place.CODE or not self.code.found(message.code):
            return  # of somebody who has gone
        if self.take_up(found):
            self.code.clear()
        else:
            self.code.item_gone(found.item.text(look.language))

    def take_up(self, found: PreReviewView) -> bool:
        """The errand goes on where it was left; False if its item is not offered any more."""
        look = self._sight.outlook
        item = look.configuration.items.get(found.item_id) if look.configuration else None
        if item is None or look.is_withdrawn(item):
            return False
        self._way.turn(Place.SITUATION)
        self.look()
        self.steps.come_again(item, found)
        return True

    # --- its steps ------------------------------------------------------------------------------------------------

    def _reviewed(self, review: Review | None) -> None:
        """The page follows the step; pages that are turned begin at their first."""
        before = self._sight.outlook.review
        self._sight.see(review=review)
        if review is not None and self._way.in_pre_review:
            self._way.turn(PRE_REVIEW[review.step])
            if before is None or before.step is not review.step:
                self._wishing.forget_refusal()
                self.materials.begin()
                self.verdict.begin()
        self._arrange()

    def catalogue_changed(self) -> None:
        """Who is at an item that is offered no more is shown its guide, which says why."""
        look = self._sight.outlook
        if look.review is None or look.configuration is None:
            return
        self.look()
        if self.steps.catalogue_changed(look.configuration.items):
            return
        if self._way.in_pre_review:
            self._wishing.give_up()
            self._guide.expect(self._sight.outlook)
            self._guide.show(look.review.errand.item.id)
            self._way.turn_back_to(Place.ITEM)
        self.steps.forget()

    # --- the number -----------------------------------------------------------------------------------------------

    def _take(self, pre_review_id: str | None) -> None:
        """A number with the verdict; where it could not be filed, to the windows it would have led to."""
        review = self.steps.review
        if review is None:
            return
        if pre_review_id is None and asks_a_person(review.errand.verdict.verdict) and advice_queue(self._sight.outlook):
            self._take_advice()
        else:
            self._wishing.take(review.errand.item.id, pre_review_id=pre_review_id)

    def _take_advice(self) -> None:
        self._wishing.take(queue_id=advice_queue(self._sight.outlook))

    def _give_up_number(self) -> None:
        self.steps.stop_taking()
        self._wishing.give_up()
