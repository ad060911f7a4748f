"""Every page of the pre-review of every item of the sample, really laid out, in both languages."""

from collections.abc import Iterator

import pytest
from kivy.clock import Clock

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.pre_review import Brought
from display.toolkit.inspection import inspect
from display.toolkit.portrait import Studio
from kiosk import pre_review_examples as walk
from kiosk.flow import Flow, FlowState, Place
from kiosk.rehearsal import Rehearsal
from kiosk.screens.kiosk_screen import KioskScreen

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTLING = 4
PAGES = (Place.SITUATION, Place.MATERIALS, Place.VERDICT)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_page_of_any_item_has_a_fault(studio: Studio, sample: HallConfiguration, language: str) -> None:
    states = [state for item in sample.catalogue.items for state in pages(sample, item, language)]
    assert {state.place for state in states} == set(PAGES)
    faults: dict[str, None] = {}
    for place in PAGES:
        of_place = [state for state in states if state.place is place]
        screen = await studio.show(KioskScreen, of_place[0])
        for state in of_place:
            screen.state = state
            for _ in range(SETTLING):
                Clock.tick_draw()  # lays out what a frame would, without the drawing
            faults |= {f"{state.page.subject}: {finding}": None for finding in inspect(screen)}
    assert list(faults) == []


def pages(sample: HallConfiguration, item: ServiceItem, language: str) -> Iterator[FlowState]:
    """Questions, the wordiest answer that bars, pages of materials, the verdicts of having nothing or almost all."""
    if item.closed_because is not None:
        return
    kiosk = Rehearsal(sample).open()
    if language == "en":
        kiosk.english()
    walk.begin(kiosk, item.id)
    while kiosk.flow.state.place is Place.SITUATION:
        question = kiosk.flow.outlook.review.question
        possible = [answer for answer in question.answers if answer.ineligible is None]
        adding = max(possible, key=lambda a: len(kiosk.flow.outlook.review.errand.added_by(question, a.id).materials))
        barring = [answer for answer in question.answers if answer.ineligible is not None]
        for answer in sorted(barring, key=lambda answer: len(answer.ineligible.instead.text(language)))[-1:]:
            walk.pause(walk.choose(kiosk, answer.id).touch(kiosk.flow.situation.forward))
            yield walk.file(kiosk).flow.state
            walk.pause(kiosk.touch(kiosk.flow.verdict.change))
        walk.choose(kiosk, adding.id)
        yield kiosk.flow.state
        walk.pause(kiosk.touch(kiosk.flow.situation.forward))
    yield from material_pages(kiosk)
    walk.bring(kiosk, {m.id: Brought.UNFIT if m.must else Brought.MISSING for m in item.materials})
    walk.file(kiosk)
    for _ in range(kiosk.flow.verdict.state.pager.pages):
        yield kiosk.flow.state
        kiosk.touch(kiosk.flow.verdict.page_forward)
    deferrable = {m.id: Brought.MISSING for m in item.materials if not m.essential}
    if deferrable and item.deferral_days is not None:
        kiosk.touch(kiosk.flow.home)
        walk.file(walk.bring(walk.answer(walk.begin(kiosk, item.id)), deferrable))
        for _ in range(kiosk.flow.verdict.state.pager.pages):
            yield kiosk.flow.state
            kiosk.touch(kiosk.flow.verdict.page_forward)


def material_pages(kiosk: Rehearsal) -> Iterator[FlowState]:
    """Each page of the list, with the material opened that has most to say, sample and all."""
    flow = kiosk.flow
    while flow.state.place is Place.MATERIALS:
        wordiest = max(flow.materials.state.rows, key=lambda row: _letters(flow, row.material_id))
        kiosk.touch(lambda row=wordiest: flow.materials.open(row.material_id))
        kiosk.touch(flow.materials.show_sample)
        yield flow.state
        if not flow.materials.state.pager.can_forward:
            return
        kiosk.touch(flow.materials.page_forward)


def _letters(flow: Flow, material_id: str) -> int:
    """How much there is to read of a material."""
    material = flow.outlook.review.errand.item.material[material_id]
    texts = (material.name, material.source, material.must, material.sample)
    return sum(len(text.text(flow.outlook.language)) for text in texts if text is not None)
