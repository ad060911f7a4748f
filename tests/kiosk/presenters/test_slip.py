import msgspec
import pytest
import zxingcpp

from config.configuration import HallConfiguration
from hardware import slip_picture
from hardware.slip_document import Checklist, Columns, Document, Dots, Masthead, Qr, Seal, Text
from kiosk.presenters.slip import compose_slip
from kiosk.rehearsal import PUBLIC_URL, Rehearsal, long_winded, ticket, with_stages


def words(document: Document) -> str:
    """Everything a person can read on it, block by block."""
    said: list[str] = []
    for block in document.blocks:
        match block:
            case Text():
                said.append(block.lead + block.text)
            case Masthead():
                said.append(block.name)
            case Columns():
                said += [block.left.text, block.right.text]
            case Seal() | Qr():
                said += [line.text for line in block.lines]
            case Checklist():
                said += block.items
    return "\n".join(said)


def papers_on(document: Document) -> list[str]:
    return [paper for block in document.blocks if isinstance(block, Checklist) for paper in block.items]


@pytest.fixture
def document(reader: Rehearsal) -> Document:
    reader.take().given(ticket(reader.configuration))
    return reader.printed[0][1]


def test_the_slip_says_everything_the_applicant_must_know(reader: Rehearsal, document: Document) -> None:
    materials = reader.configuration.items["food-licence-new"].materials
    papers = {
        only_sometimes: [
            f"{material.name.zh}{'（原件' if material.original else '（复印件 1 份'}"
            + ("）" if material.essential else "、可以后补）")
            for material in materials
            if bool(material.needed_when) is only_sometimes
        ]
        for only_sometimes in (False, True)
    }
    assert words(document).split("\n") == [
        "安和区政务服务大厅",
        "您的号码",
        "A012",
        "食品经营许可（新办）",
        "请到 B 区等候",
        "综合窗口，1 至 8 号",
        "看屏幕，听广播",
        "前面 12 人",
        "实心的是您",
        "手机看排队",
        "扫码看排到哪里；",
        "叫到您、过号了，都会写明。",
        "到窗口请拿好",
        *papers[False],
        "看情形带",
        *papers[True],
        "过号了？30 分钟内到窗口说一声，往后排 3 位，不用重新取号。",
        "2026-11-23 09:41 取号",
        "1 号自助机",
        "咨询 0000-6601 2300，当日有效",
    ]


def test_people_ahead_are_dots_and_no_minutes_are_invented(document: Document) -> None:
    assert [block.count for block in document.blocks if isinstance(block, Dots)] == [12]
    assert "大约" not in words(document)


def test_an_independent_reader_finds_the_ticket_page_in_the_picture(document: Document) -> None:
    (code,) = zxingcpp.read_barcodes(slip_picture.draw(document).convert("L"))
    assert code.text == f"{PUBLIC_URL}/t/2026-11-23.A012.Qk3vX9dP2mLw7sTz"


def test_the_slip_speaks_the_language_the_number_was_taken_in(reader: Rehearsal) -> None:
    reader.english().take().given(ticket(reader.configuration, language="en"))
    said = words(reader.printed[0][1])
    assert "Wait in zone B" in said
    assert "General services,\nwindows 1–8" in said
    assert "食品经营" not in said
    assert "Only in some cases\nBusiness licence (1 copy)" in said
    assert "Food safety rules (original, may follow later)" in said
    outlook = reader.flow.outlook.in_language("zh")
    again = compose_slip(outlook, ticket(reader.configuration, language="en"), "food-licence-new", "")
    assert "Wait in zone B" in words(again)


def test_a_number_for_a_kind_of_window_asks_for_no_materials(kiosk: Rehearsal) -> None:
    kiosk.choose("unresolved").touch(kiosk.flow.windows.take)
    kiosk.given(ticket(kiosk.configuration, None, "unresolved", number="L001", ahead=0))
    document = kiosk.printed[0][1]
    assert not any(isinstance(block, Checklist) for block in document.blocks)
    assert "前面没有人，请留意叫号" in words(document)
    assert "“办不成事”反映，24 号" in words(document)


def test_without_an_address_for_it_there_is_no_code(reader: Rehearsal) -> None:
    bare = msgspec.structs.replace(ticket(reader.configuration), page_path=None)
    reader.take().given(bare)
    assert not any(isinstance(block, Qr) for block in reader.printed[0][1].blocks)
    assert reader.flow.ticket.state is not None
    assert reader.flow.ticket.state.qr == ""


def test_an_address_too_long_for_a_code_is_left_out_rather_than_losing_the_slip(reader: Rehearsal) -> None:
    document = compose_slip(reader.flow.outlook, ticket(reader.configuration), None, "https://" + "x" * 300)
    assert not any(isinstance(block, Qr) for block in document.blocks)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_slip_of_every_item_can_be_drawn_and_its_code_read(sample: HallConfiguration, language: str) -> None:
    for configuration in (sample, long_winded(sample)):
        kiosk = Rehearsal(configuration).open()
        for item in configuration.catalogue.items:
            view = ticket(configuration, item.id, number="AB1234", ahead=500, language=language)
            page = PUBLIC_URL + (view.page_path or "")
            document = compose_slip(kiosk.flow.outlook, view, item.id, page)
            assert len(papers_on(document)) == len(item.materials)
            (code,) = zxingcpp.read_barcodes(slip_picture.draw(document).convert("L"))
            assert code.text == page


def test_a_number_taken_at_night_says_for_which_day_and_when_windows_open(reader: Rehearsal) -> None:
    view = ticket(reader.configuration, ahead=0, for_day="2026-11-24")
    said = words(compose_slip(reader.flow.outlook, view, "food-licence-new", ""))
    assert "11 月 24 日 星期二用" in said
    assert "窗口 09:00 开门，按取号先后叫" in said
    assert "到时请到 B 区等候" in said
    assert "请留意叫号" not in said
    assert "实心的是您" not in said
    assert said.endswith("咨询 0000-6601 2300，2026-11-24 有效")


def test_the_slip_of_a_bundle_names_every_paper_once(kiosk: Rehearsal) -> None:
    kiosk.bundle("company-start").touch(kiosk.flow.bundle.take)
    kiosk.given(ticket(kiosk.configuration, bundle_id="company-start", number="H003"))
    document = kiosk.printed[0][1]
    assert "企业开办一件事" in words(document)
    papers = papers_on(document)
    bundle = kiosk.configuration.catalogue.bundles[0]
    ids = {material.id for item_id in bundle.item_ids for material in kiosk.configuration.items[item_id].materials}
    assert len(papers) == len(set(papers)) == len(ids)


def test_once_the_hall_can_say_the_slip_says_how_long_it_may_take(reader: Rehearsal) -> None:
    document = compose_slip(reader.flow.outlook, ticket(reader.configuration, range_min=(15, 25)), None, "")
    (dots,) = [block for block in document.blocks if isinstance(block, Dots)]
    assert dots.right is not None
    assert (dots.count, dots.right.text) == (12, "15–25 分钟")
    assert "前面 12 人\n大约要等" in words(document)
    night = ticket(reader.configuration, range_min=(15, 25), for_day="2026-11-24")
    assert "大约要等" not in words(compose_slip(reader.flow.outlook, night, None, ""))


def test_a_claimed_priority_is_on_the_slip_with_the_paper_to_show(reader: Rehearsal, sample: HallConfiguration) -> None:
    claimed = ticket(reader.configuration, priority="elderly")
    assert "老年人优先\n到窗口请出示身份证核对" in words(compose_slip(reader.flow.outlook, claimed, None, ""))
    priority = sample.policy.priority.model_copy(update={"unverified_counts": False})
    policy = sample.policy.model_copy(update={"priority": priority})
    strict = HallConfiguration(plan=sample.plan, catalogue=sample.catalogue, policy=policy)
    reader.publish(strict)
    assert "请先给工作人员看身份证，核对后生效" in words(compose_slip(reader.flow.outlook, claimed, None, ""))


def test_in_english_a_claimed_priority_says_that_it_is_one(reader: Rehearsal) -> None:
    claimed = ticket(reader.configuration, priority="elderly", language="en")
    assert "Priority: Older people\nShow at the window" in words(compose_slip(reader.flow.outlook, claimed, None, ""))


def test_the_slip_of_a_bundle_with_stages_says_where_first_and_where_next(sample: HallConfiguration) -> None:
    staged = with_stages(sample)
    kiosk = Rehearsal(staged).open().bundle("company-start")
    kiosk.touch(kiosk.flow.bundle.take).given(ticket(staged, bundle_id="company-start", number="H003"))
    said = words(kiosk.printed[0][1])
    assert "分 3 步办，不用重新取号\n1. 受理：企业开办，E 区\n2. 缴费：收费，D 区\n3. 领件：出件领证，D 区" in said
    assert "牵头部门：市场监督管理局" in said
    assert "当天办结" in said
    assert "步办" not in words(compose_slip(kiosk.flow.outlook, ticket(staged), None, ""))
