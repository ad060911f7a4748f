"""What pages remember: made once of the same parts, and never out of date."""

from collections.abc import Callable

import msgspec
import pytest

from config.configuration import HallConfiguration
from config.model import Name
from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.presenters.remembered import Remembered
from kiosk.rehearsal import Rehearsal, open_hall, ticket
from queue_server.client.session import LinkLost


def test_of_equal_parts_it_is_made_once() -> None:
    made: list[str] = []
    words: Remembered[int] = Remembered()

    def make() -> int:
        made.append("made")
        return len(made)

    assert [words.of(("guide", "zh"), make), words.of(("guide", "zh"), make)] == [1, 1]


def test_of_another_part_it_is_made_anew() -> None:
    words: Remembered[str] = Remembered()
    assert words.of(("guide", "zh"), lambda: "指南") == "指南"
    assert words.of(("guide", "en"), lambda: "Guide") == "Guide"
    assert words.of(("guide", "zh"), lambda: "新指南") == "新指南"  # only the newest is kept


def test_nothing_made_is_something_that_is_remembered_too() -> None:
    made: list[str] = []
    verdict: Remembered[None] = Remembered()
    for _ in range(2):
        verdict.of(("an open question",), lambda: made.append("looked for"))
    assert made == ["looked for"]


def at_a_guide(sample: HallConfiguration) -> Rehearsal:
    return Rehearsal(sample).open().item("food-licence-new")


def at_the_themes(sample: HallConfiguration) -> Rehearsal:
    return Rehearsal(sample).open().choose("take")


def with_a_number(sample: HallConfiguration) -> Rehearsal:
    return at_a_guide(sample).take().given(ticket(sample))


def with_a_slip(sample: HallConfiguration) -> Rehearsal:
    kiosk = with_a_number(sample)
    return kiosk.tell(SlipPrinted(kiosk.printed[-1][0]))


def another_hall(kiosk: Rehearsal) -> None:
    hall = open_hall(kiosk.configuration, waiting=(31,), windows_open=(9,))
    kiosk.see(msgspec.structs.replace(hall, opens_at="08:15"))


def another_plan(kiosk: Rehearsal) -> None:
    """The same items, at windows of other names, and another policy."""
    known, other = kiosk.configuration, Name(zh="另一类窗口", en="Other windows")
    queues = tuple(queue.model_copy(update={"name": other}) for queue in known.plan.queues)
    themes = tuple(theme.model_copy(update={"name": other}) for theme in known.catalogue.themes)
    kiosk.publish(
        HallConfiguration(
            plan=known.plan.model_copy(update={"queues": queues}),
            catalogue=known.catalogue.model_copy(update={"themes": themes}),
            policy=known.policy.model_copy(update={"missed_return_s": 1_860}),
        )
    )


def slip_under_way(kiosk: Rehearsal) -> None:
    kiosk.tell(SlipAdvanced(ticket(kiosk.configuration).ticket_id, SlipStage.PRINTING, 0.5))


def slip_in_pieces(kiosk: Rehearsal) -> None:
    kiosk.tell(SlipFailed(ticket(kiosk.configuration).ticket_id, partly=True))


@pytest.mark.parametrize(
    "happens",
    [
        Rehearsal.english,
        another_hall,
        another_plan,
        lambda kiosk: kiosk.tell(LinkLost()),
        lambda kiosk: kiosk.wait(3),
        slip_under_way,
        slip_in_pieces,
    ],
)
@pytest.mark.parametrize("come_to", [at_a_guide, at_the_themes, with_a_number, with_a_slip])
def test_whatever_happens_no_page_shows_what_was_so_before(
    sample: HallConfiguration,
    come_to: Callable[[HallConfiguration], Rehearsal],
    happens: Callable[[Rehearsal], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kiosk = come_to(sample)
    happens(kiosk)
    page = kiosk.flow.presenter
    shown = page.state
    monkeypatch.setattr(Remembered, "of", lambda self, parts, make: make())
    assert shown == page.compose()
