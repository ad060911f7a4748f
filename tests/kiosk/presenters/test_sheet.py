"""The pre-review sheet: complete, what is missing first, and no official paper."""

import msgspec
import pytest
import zxingcpp

from config.configuration import HallConfiguration
from config.pre_review import Brought
from hardware import slip_picture
from hardware.slip_document import Checklist, Columns, Document, Masthead, Qr, Text
from kiosk import pre_review_examples as walk
from kiosk.messages import SlipPrinted
from kiosk.rehearsal import Rehearsal
from queue_server.contract.commands import FilePreReview


def sheet(kiosk: Rehearsal) -> Document:
    return kiosk.touch(kiosk.flow.verdict.print_sheet).printed[-1][1]


def words(document: Document) -> list[str]:
    said: list[str] = []
    for block in document.blocks:
        match block:
            case Text():
                said.append(block.lead + block.text)
            case Masthead():
                said.append(block.name)
            case Columns():
                said += [block.left.text, block.right.text]
            case Qr():
                said += [line.text for line in block.lines]
            case Checklist():
                said += block.items
    return said


def test_a_sheet_says_everything_once_and_what_is_missing_first(kiosk: Rehearsal) -> None:
    said = words(sheet(walk.file(walk.incomplete(kiosk))))
    assert said == [
        "安和区政务服务大厅",
        "预审结果单",
        "食品经营许可（新办）",
        "还差 2 份，补齐就能办",
        "这是预审意见，不是决定",
        "要补的 2 份，都在这里",
        "营业执照（复印件 1 份）：带来的不合要求，请换一份",
        "到哪里拿：市场监督管理局核发，有电子执照的不用交",
        "要求：名称、地址与申请书一致",
        "样子：复印副本，一页，加盖公章；没有公章的签名",
        "居民身份证（原件）",
        "到哪里拿：申请人自备",
        "要求：负责人本人的，在有效期内",
        "带了的 4 份，到窗口请拿好",
        "食品经营许可申请书（原件）",
        "从业人员健康证明（原件）",
        "食品安全管理制度（原件）",
        "经营场所布局图（原件）",
        "您的回答",
        "谁来办？个体工商户",
        "店里会不会现做凉菜、生鱼片或裱花蛋糕？会做",
        "有没有人直接接触入口食品？有",
        "谁到窗口来？负责人本人",
        "下次来，报这个码",
        walk.CODE,
        "填过的不用再填，2026-12-23 前有效",
        "2026-11-23 09:41 打印",
        "1 号自助机",
        "办理部门：市场监督管理局",
        "咨询 0000-6601 2345，监督 0000-12345",
        f"事项 0101，指南版本 {kiosk.configuration.items[walk.FOOD].version[:8]}",
    ]


def test_where_nobody_is_eligible_the_sheet_has_reason_ground_and_what_helps(kiosk: Rehearsal) -> None:
    said = words(sheet(walk.file(walk.ineligible(kiosk))))
    assert said[3:10] == [
        "这项暂时办不了",
        "这是预审意见，不是决定",
        "为什么",
        "申请食品经营许可，要先取得营业执照等主体资格",
        "谁来办？还没有执照",
        "依据：《食品经营许可和备案管理办法》",
        "可以这样办：先到企业开办窗口办个体工商户或者公司设立登记，当场可领执照",
    ]


def test_a_promise_stands_on_the_sheet_only_when_it_was_given(kiosk: Rehearsal) -> None:
    walk.file(walk.deferrable(kiosk))
    promised = "您已表示：受理后 5 个工作日内补齐。窗口受理后生效。"
    assert promised not in words(sheet(kiosk))
    kiosk.tell(SlipPrinted(kiosk.printed[-1][0])).touch(kiosk.flow.verdict.promise)
    assert promised in words(sheet(kiosk))


def test_who_was_not_sure_reads_what_was_assumed(kiosk: Rehearsal) -> None:
    walk.file(walk.bring(walk.answer(walk.begin(kiosk), {"raw-food": "unsure"})))
    assert "店里会不会现做凉菜、生鱼片或裱花蛋糕？说不准（先按“会做”准备）" in words(sheet(kiosk))


def test_what_was_handed_in_before_is_named_as_not_needed_again(kiosk: Rehearsal) -> None:
    (filing,) = walk.ready(kiosk).sent.values()
    assert isinstance(filing, FilePreReview)
    view = walk.filed(kiosk, filing)
    given = dict.fromkeys(view.materials, Brought.GIVEN.value)
    kiosk.touch(kiosk.flow.home)
    walk.file(walk.come_again(kiosk, msgspec.structs.replace(view, materials=given)))
    assert "交过的 6 份，不用再交" in words(sheet(kiosk))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_sheet_of_every_item_can_be_drawn_and_its_code_read(
    sample: HallConfiguration, language: str
) -> None:
    items = sorted(sample.catalogue.items, key=lambda item: -len(item.materials))
    for item in [item for item in items if item.closed_because is None][:8]:
        kiosk = Rehearsal(sample).open()
        if language == "en":
            kiosk.english()
        document = sheet(walk.file(walk.everything_missing(kiosk, item.id)))
        (code,) = zxingcpp.read_barcodes(slip_picture.draw(document).convert("L"))
        assert code.text == walk.CODE
        listed = sum(len(block.items) for block in document.blocks if isinstance(block, Checklist))
        assert listed == len(kiosk.flow.outlook.review.errand.needed)  # type: ignore[union-attr]
