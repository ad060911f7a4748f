from datetime import date

import msgspec
import pytest

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.model import Name
from kiosk.examples import Rehearsal, open_hall


def everything_said(kiosk: Rehearsal) -> str:
    state = kiosk.flow.item.state
    lines = (line for section in state.sections for line in section.lines)
    return "\n".join([state.title, *(f"{line.text} {line.detail}" for line in lines)])


def with_item(sample: HallConfiguration, **changes: object) -> Rehearsal:
    first, *rest = sample.catalogue.items
    items = (first.model_copy(update=changes), *rest)
    catalogue = sample.catalogue.model_copy(update={"items": items})
    changed = HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)
    return Rehearsal(changed).open().item(first.id)


def published(item: ServiceItem, language: str) -> list[str]:
    names = (item.name, *item.conditions, *item.procedure, item.result, item.fee.amount)
    materials = (name for material in item.materials for name in (material.name, material.source))
    return [
        *(name.text(language) for name in (*names, *materials)),
        *item.legal_basis,
        item.fee.basis,
        item.phone,
        item.supervision,
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_published_element_of_every_item_is_shown(kiosk: Rehearsal, language: str) -> None:
    if language == "en":
        kiosk.english()
    for item in kiosk.configuration.catalogue.items:
        kiosk.item(item.id)
        said = everything_said(kiosk)
        assert [element for element in published(item, language) if element not in said] == []
        kiosk.touch(kiosk.flow.home)


def test_limits_are_key_figures_in_the_days_the_law_counts(kiosk: Rehearsal) -> None:
    promised, _, _ = kiosk.item("food-licence-new").flow.item.state.figures
    assert (promised.value, promised.note) == ("5 个工作日", "法定 10 个工作日")


def test_an_item_done_on_the_spot_says_so(sample: HallConfiguration) -> None:
    promised, _, _ = with_item(sample, promised_limit_days=0, statutory_limit_days=None).flow.item.state.figures
    assert (promised.value, promised.note) == ("当场办结", "法律没有规定")


def test_a_long_fee_is_told_in_full_below(sample: HallConfiguration) -> None:
    fee = sample.catalogue.items[0].fee.model_copy(
        update={"amount": Name(zh="住宅每件 80 元，非住宅每件 550 元", en="80 yuan, 550 yuan")}
    )
    kiosk = with_item(sample, fee=fee)
    assert kiosk.flow.item.state.figures[1].value == "按标准收费"
    assert "住宅每件 80 元，非住宅每件 550 元" in everything_said(kiosk)


def test_materials_that_may_follow_later_are_marked_and_counted(kiosk: Rehearsal) -> None:
    section = kiosk.item("food-licence-new").flow.item.state.sections[0]
    materials = kiosk.configuration.items["food-licence-new"].materials
    assert section.note == f"共 {len(materials)} 份，其中 1 份可以后补"
    assert [line.badge is None for line in section.lines] == [material.essential for material in materials]
    assert section.lines[0].detail == f"复印件 1 份；{materials[0].source.zh}"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 12, 1), None, "2026-12-01 起受理"),
        (None, date(2027, 1, 31), "受理到 2027-01-31 为止"),
        (date(2026, 12, 1), date(2027, 1, 31), "2026-12-01 至 2027-01-31 受理"),
    ],
)
def test_when_an_item_is_accepted_only_for_a_time_it_says_so(
    sample: HallConfiguration, first: date | None, last: date | None, said: str
) -> None:
    assert said in everything_said(with_item(sample, valid_from=first, valid_to=last))


def test_a_closed_item_can_be_read_but_not_taken(kiosk: Rehearsal) -> None:
    closed = next(item for item in kiosk.configuration.catalogue.items if item.closed_because)
    kiosk.item(closed.id).take()
    taking = kiosk.flow.item.state.taking
    assert closed.closed_because is not None
    assert taking.banner is not None
    assert (taking.enabled, taking.banner.advice) == (False, closed.closed_because.zh)
    assert kiosk.flow.item.state.sections
    assert kiosk.sent == {}


def test_an_item_that_vanished_from_the_catalogue_says_so(kiosk: Rehearsal) -> None:
    kiosk.item("no-such-item").take()
    assert kiosk.flow.item.state.title == "这项刚刚有变动"
    assert kiosk.sent == {}


def test_the_figure_of_who_waits_follows_the_hall(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new")
    assert kiosk.flow.item.state.figures[2].value == "12 人"
    kiosk.see(open_hall(kiosk.configuration, (3,)))
    assert kiosk.flow.item.state.figures[2].value == "3 人"


def test_a_number_is_not_offered_when_the_day_ends_while_somebody_reads(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new").see(msgspec.structs.replace(open_hall(kiosk.configuration), day_open=False))
    taking = kiosk.flow.item.state.taking
    assert taking.banner is not None
    assert (taking.enabled, taking.banner.text) == (False, "窗口现在没有开放")
