"""What the flow sees: news make a new outlook, what is known already does not."""

from config.i18n import Texts
from kiosk.flow.sight import Sight
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.presenter import Presenter


class Counting(Presenter[int]):
    """Composes how often it has composed."""

    composed = 0

    def compose(self) -> int:
        self.composed += 1
        return self.composed


def test_news_make_another_outlook() -> None:
    sight = Sight(before := Outlook(Texts.load()))
    sight.see(now_ms=1_000, linked=True)
    assert (sight.outlook.now_ms, sight.outlook.linked, before.now_ms) == (1_000, True, 0)


def test_what_is_known_already_leaves_the_outlook_as_it_is() -> None:
    sight = Sight(Outlook(Texts.load(), now_ms=1_000, linked=True))
    before = sight.outlook
    sight.see(now_ms=1_000, linked=True)
    assert sight.outlook is before


def test_a_page_is_not_composed_again_for_the_same_outlook() -> None:
    page = Counting(outlook := Outlook(Texts.load()))
    page.look(outlook)
    assert page.state == 1
    page.look(outlook.in_language("en"))
    assert page.state == 2
