from datetime import date

import pytest

from config.catalogue import Material, ServiceItem
from config.configuration import HallConfiguration
from config.model import Name
from hardware.slip_document import Checklist
from kiosk.flow import Place
from kiosk.messages import PrinterSeen, SlipFailed, SlipPrinted
from kiosk.rehearsal import Rehearsal, open_hall, with_item, without_item
from queue_server.contract.commands import DeviceHealth


def everything_said(kiosk: Rehearsal) -> str:
    state = kiosk.flow.item.state
    lines = (line for section in state.sections for line in section.lines)
    return "\n".join([state.title, *(" ".join((line.text, *line.details)) for line in lines)])


def changed(sample: HallConfiguration, **changes: object) -> Rehearsal:
    first, *rest = sample.catalogue.items
    items = (first.model_copy(update=changes), *rest)
    catalogue = sample.catalogue.model_copy(update={"items": items})
    other = HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)
    return Rehearsal(other).open().item(first.id)


def published(item: ServiceItem, language: str) -> list[str]:
    names = (item.name, *item.conditions, *item.procedure, item.result, item.fee.amount)
    materials = [name for m in item.materials for name in (m.name, m.source, m.must, m.sample) if name is not None]
    return [
        *(name.text(language) for name in (*names, *materials)),
        *item.legal_basis,
        item.fee.basis,
        item.phone,
        item.supervision,
        item.number,
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
    promised, _, _ = changed(sample, promised_limit_days=0, statutory_limit_days=None).flow.item.state.figures
    assert (promised.value, promised.note) == ("当场办结", "法律没有规定")


def test_a_long_fee_is_told_in_full_below(sample: HallConfiguration) -> None:
    fee = sample.catalogue.items[0].fee.model_copy(
        update={"amount": Name(zh="住宅每件 80 元，非住宅每件 550 元", en="80 yuan, 550 yuan")}
    )
    kiosk = changed(sample, fee=fee)
    assert kiosk.flow.item.state.figures[1].value == "按标准收费"
    assert "住宅每件 80 元，非住宅每件 550 元" in everything_said(kiosk)


def always_first(item: ServiceItem) -> list[Material]:
    """As they are shown: what everybody brings, then what only some answers ask for."""
    return sorted(item.materials, key=lambda material: bool(material.needed_when))


def test_materials_that_may_follow_later_are_marked_and_counted(kiosk: Rehearsal) -> None:
    section = kiosk.item("food-licence-new").flow.item.state.sections[0]
    materials = always_first(kiosk.configuration.items["food-licence-new"])
    assert section.note == f"共 {len(materials)} 份，其中 1 份可以后补"
    assert [line.badge is None for line in section.lines] == [material.essential for material in materials]
    assert section.lines[2].details[:2] == (
        f"复印件 1 份；{materials[2].source.zh}",
        "这时才要：谁来办？“个体工商户”或者“公司等企业”",
    )


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
    assert said in everything_said(changed(sample, valid_from=first, valid_to=last))


def test_a_closed_item_can_be_read_but_not_taken(kiosk: Rehearsal) -> None:
    closed = next(item for item in kiosk.configuration.catalogue.items if item.closed_because)
    kiosk.item(closed.id).take()
    taking = kiosk.flow.item.state.taking
    assert closed.closed_because is not None
    assert taking.banner is not None
    assert (taking.enabled, taking.banner.advice) == (False, closed.closed_because.zh)
    assert kiosk.flow.item.state.sections
    assert kiosk.flow.item.state.review == ""
    assert kiosk.sent == {}


def test_an_item_that_vanished_from_the_catalogue_says_so(kiosk: Rehearsal) -> None:
    kiosk.item("no-such-item").take()
    state = kiosk.flow.item.state
    assert (state.title, state.sections[0].heading) == ("这项刚刚有变动", "这项刚刚从目录里撤下了")
    assert (state.taking.enabled, state.review, state.print_key.enabled) == (False, "", False)
    assert kiosk.sent == {}


def test_the_figure_of_who_waits_follows_the_hall(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new")
    assert kiosk.flow.item.state.figures[2].value == "12 人"
    kiosk.see(open_hall(kiosk.configuration, (3,)))
    assert kiosk.flow.item.state.figures[2].value == "3 人"


def test_a_number_is_not_offered_when_the_day_ends_while_somebody_reads(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new").see(open_hall(kiosk.configuration, day_open=False))
    taking = kiosk.flow.item.state.taking
    assert taking.banner is not None
    assert (taking.enabled, taking.banner.text) == (False, "窗口现在没有开放")


def test_what_nobody_has_confirmed_is_marked_where_it_stands(kiosk: Rehearsal) -> None:
    item = next(item for item in kiosk.configuration.catalogue.items if "fee" in item.to_verify)
    state = kiosk.item(item.id).flow.item.state
    marked = {section.heading for section in state.sections if section.badge is not None}
    assert "收费" in marked
    assert state.figures[1].note == "待核实"
    assert "待核实" in [badge.text for badge in state.badges]


def test_every_key_that_may_be_unconfirmed_is_marked_somewhere(kiosk: Rehearsal) -> None:
    for item in kiosk.configuration.catalogue.items:
        if item.to_verify:
            state = kiosk.item(item.id).flow.item.state
            assert any(section.badge for section in state.sections), item.to_verify
            kiosk.touch(kiosk.flow.home)


def test_the_guide_says_which_windows_whom_it_is_for_and_which_lists_it_is_on(kiosk: Rehearsal) -> None:
    said = everything_said(kiosk.item("identity-card-renewal"))
    assert "户政出入境，21 至 22 号" in said or "户政出入境，21、22 号" in said
    assert "在 C 区（专业服务区）等候" in said
    assert "服务对象：个人" in said
    assert "列入清单：最多跑一次" in said


def test_the_pre_review_is_the_main_way_and_begins_by_its_key(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new")
    assert (kiosk.flow.item.state.review, kiosk.flow.item.state.direct) == ("先做预审", "直接取号")
    kiosk.touch(kiosk.flow.item.review)
    assert kiosk.flow.state.place is Place.SITUATION


# --- the list on paper --------------------------------------------------------------------------------------------


def test_one_touch_prints_one_complete_list_and_says_so(reader: Rehearsal) -> None:
    reader.touch(reader.flow.item.print_list).touch(reader.flow.item.print_list)
    assert reader.flow.item.state.print_key.text == "正在打印…"
    ((name, document),) = reader.printed
    papers = [text for block in document.blocks if isinstance(block, Checklist) for text in block.items]
    materials = always_first(reader.configuration.items["food-licence-new"])
    assert [text.split("（")[0] for text in papers] == [material.name.zh.split("（")[0] for material in materials]
    reader.tell(SlipPrinted(name)).touch(reader.flow.item.print_list)
    assert (reader.flow.item.state.print_key.text, len(reader.printed)) == ("打好了，请取走", 1)


def test_a_list_that_did_not_come_out_can_be_asked_for_again(reader: Rehearsal) -> None:
    reader.touch(reader.flow.item.print_list).tell(SlipFailed("list-1"))
    assert reader.flow.item.state.print_key.text == "没打出来，再点一次"
    reader.touch(reader.flow.item.print_list)
    assert [name for name, _ in reader.printed] == ["list-1", "list-2"]


def test_without_paper_the_key_says_so(reader: Rehearsal) -> None:
    reader.tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT)).touch(reader.flow.item.print_list)
    key = reader.flow.item.state.print_key
    assert (key.text, key.enabled, reader.printed) == ("缺纸，现在打不了", False, [])


def test_a_list_can_be_had_in_each_language(reader: Rehearsal) -> None:
    reader.touch(reader.flow.item.print_list).tell(SlipPrinted("list-1")).english()
    reader.touch(reader.flow.item.print_list)
    assert len(reader.printed) == 2


def test_the_end_of_an_earlier_list_says_nothing_of_another_guide(reader: Rehearsal) -> None:
    reader.touch(reader.flow.item.print_list).touch(reader.flow.home).item("identity-card-renewal")
    reader.tell(SlipPrinted("list-1"))
    assert reader.flow.item.state.print_key.text == "打印材料清单"


# --- another catalogue --------------------------------------------------------------------------------------------


def test_whoever_reads_a_guide_that_did_not_change_is_not_disturbed(
    reader: Rehearsal, sample: HallConfiguration
) -> None:
    before = reader.flow.item.state
    other = sample.items["identity-card-renewal"].model_copy(update={"promised_limit_days": 1})
    reader.publish(with_item(sample, other))
    assert reader.flow.item.state == before
    assert reader.flow.state.place is Place.ITEM


def test_whoever_reads_a_guide_that_changed_is_told_and_sees_the_new_one(
    reader: Rehearsal, sample: HallConfiguration
) -> None:
    renewed = sample.items["food-licence-new"].model_copy(update={"promised_limit_days": 3})
    reader.publish(with_item(sample, renewed))
    state = reader.flow.item.state
    assert state.taking.banner is not None
    assert (state.taking.banner.text, state.taking.enabled) == ("这份指南刚刚更新了", True)
    assert state.figures[0].value == "3 个工作日"


def test_whoever_reads_a_guide_that_was_withdrawn_is_told_why(reader: Rehearsal, sample: HallConfiguration) -> None:
    why = Name(zh="改由市里办理，请到市民中心", en="Now done by the city")
    reader.publish(with_item(sample, sample.items["food-licence-new"].model_copy(update={"closed_because": why})))
    state = reader.flow.item.state
    assert state.taking.banner is not None
    assert (state.taking.banner.advice, state.taking.enabled, state.review) == (why.zh, False, "")
    reader.publish(without_item(sample, "food-licence-new")).take()
    assert reader.flow.item.state.title == "这项刚刚有变动"
    assert reader.sent == {}
