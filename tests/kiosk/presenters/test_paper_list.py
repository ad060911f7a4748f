"""The list of papers to take home: complete, each once, printable for every guide and bundle."""

import pytest

from config.configuration import HallConfiguration
from hardware import slip_picture
from hardware.slip_document import Checklist, Document, Masthead, Text
from kiosk.presenters.paper_list import compose_list
from kiosk.presenters.papers import papers, papers_of_bundle
from kiosk.rehearsal import Rehearsal


def words(document: Document) -> str:
    said: list[str] = []
    for block in document.blocks:
        match block:
            case Text():
                said.append(block.text)
            case Masthead():
                said.append(block.name)
            case Checklist():
                said += block.items
    return "\n".join(said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_every_guide_names_every_material_with_all_that_is_asked_of_it(
    sample: HallConfiguration, language: str
) -> None:
    look = Rehearsal(sample).open().flow.outlook.in_language(language)
    for item in sample.catalogue.items:
        said = words(compose_list(look, item.name.text(language), item.number, papers(look, item), item.phone))
        for material in item.materials:
            for text in (material.name, material.source, material.must, material.sample):
                assert text is None or text.text(language) in said
        assert item.number in said


def test_every_list_can_be_printed(sample: HallConfiguration) -> None:
    for language in ("zh", "en"):
        look = Rehearsal(sample).open().flow.outlook.in_language(language)
        longest = max(sample.catalogue.bundles, key=lambda bundle: len(papers_of_bundle(look, bundle)))
        document = compose_list(look, longest.name.text(language), "", papers_of_bundle(look, longest), look.phone())
        assert slip_picture.draw(document).width == 576


def test_it_says_when_a_paper_is_needed_and_that_one_may_follow(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new").touch(kiosk.flow.item.print_list)
    said = words(kiosk.printed[0][1])
    assert "这时才要：谁来办？“单位食堂”" in said
    assert said.count("可以先办，后补这份") == 1


def test_a_paper_that_one_item_always_asks_for_has_no_condition_in_the_bundle(sample: HallConfiguration) -> None:
    look = Rehearsal(sample).open().flow.outlook
    for bundle in sample.catalogue.bundles:
        always = {
            material.name.zh
            for item_id in bundle.item_ids
            for material in sample.items[item_id].materials
            if not material.needed_when
        }
        named = {paper.name: paper for paper in papers_of_bundle(look, bundle)}
        assert all(not named[name].when for name in always if name in named)
