"""Every guide and every bundle of the sample, and every list that leads to them, drawn in both languages."""

from collections.abc import Callable, Iterator

import pytest

from config.configuration import HallConfiguration
from display.toolkit.inspection import inspect
from display.toolkit.portrait import Studio
from kiosk.presenters.find import BUNDLE, DEPARTMENT, THEME
from kiosk.rehearsal import Rehearsal
from kiosk.screens.kiosk_screen import KioskScreen

pytestmark = pytest.mark.asyncio(loop_scope="module")


def guides(kiosk: Rehearsal) -> Iterator[str]:
    """One after the other on the same page, which is quicker than by way of the list."""
    items, bundles = kiosk.configuration.catalogue.items, kiosk.configuration.catalogue.bundles
    kiosk.item(items[0].id)
    for item in items:
        kiosk.touch(lambda item=item: kiosk.flow.item.show(item.id))  # type: ignore[misc]
        yield item.id
    kiosk.touch(kiosk.flow.home).bundle(bundles[0].id)
    for bundle in bundles:
        kiosk.touch(lambda bundle=bundle: kiosk.flow.bundle.show(bundle.id))  # type: ignore[misc]
        yield bundle.id


def lists(kiosk: Rehearsal) -> Iterator[str]:
    kiosk.choose("take")
    for tab in (THEME, DEPARTMENT, BUNDLE):
        kiosk.touch(lambda tab=tab: kiosk.flow.find.choose_tab(tab))  # type: ignore[misc]
        yield tab
        for group in kiosk.flow.find.state.groups:
            kiosk.touch(lambda group=group: kiosk.flow.find.choose_group(group.id))  # type: ignore[misc]
            yield f"{tab} {group.id}"
            while kiosk.flow.find.state.pager.can_forward:
                kiosk.touch(kiosk.flow.find.page_forward)
                yield f"{tab} {group.id} {kiosk.flow.find.state.pager.page}"
            kiosk.touch(kiosk.flow.back)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ways", [guides, lists])
async def test_nothing_is_cut_off_whatever_is_opened(
    studio: Studio, sample: HallConfiguration, language: str, ways: Callable[[Rehearsal], Iterator[str]]
) -> None:
    kiosk = Rehearsal(sample).open()
    if language == "en":
        kiosk.english()
    screen = await studio.show(KioskScreen, kiosk.flow.state, kiosk.flow)
    faults = []
    for shown in ways(kiosk):
        screen.state = kiosk.flow.state
        await studio.frames(2)
        while len(screen.ids.pages.children) > 1:  # the page before fades away
            await studio.frames(1)
        faults += [f"{shown}: {finding}" for finding in inspect(screen)]
    assert faults == []
