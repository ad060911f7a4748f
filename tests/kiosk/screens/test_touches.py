"""The whole way by touch, on a real window over a real flow."""

import pytest

from config.catalogue import Applicant
from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from display.toolkit.picture import grab
from display.toolkit.portrait import Studio
from hardware.slip_document import Checklist
from kiosk import rating_examples
from kiosk.appointment_examples import ITEM, PHONE, appointment, opened, slots, with_schedules
from kiosk.flow import Place
from kiosk.messages import AppointmentsFetched, SlipFailed, SlipPrinted, SlotsFetched
from kiosk.presenters.ticket import Phase
from kiosk.rehearsal import CLOSING_MS, EVENING_MS, NEXT_DAY, Rehearsal, keeping_hours, night_hall, open_hall, ticket
from kiosk.screens.keyboard import Key
from queue_server.client.session import Answered, LinkLost
from queue_server.contract.commands import (
    BookAppointment,
    CallForHelp,
    CheckIn,
    ErrandKind,
    IssueTicket,
    RateErrand,
    RateService,
    RatingLevel,
    ReportSlip,
    SlipOutcome,
)
from queue_server.contract.views import Accepted
from tests.kiosk.screens.finger import Finger, labels_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_from_the_start_to_the_number_and_back(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("开办企业")
    await finger.touch("食品经营许可（新办）")
    await finger.touch("直接取号")
    assert list(kiosk.sent.values()) == [IssueTicket(item_id="food-licence-new")]
    kiosk.given(ticket(kiosk.configuration)).tell(SlipFailed("2026-11-23.A012")).wait(1)
    await finger.settled()
    assert finger.says("A012")
    await finger.touch("我记下了")
    assert list(kiosk.sent.values())[-1] == ReportSlip("2026-11-23.A012", SlipOutcome.ON_SCREEN)
    kiosk.wait(1)
    await finger.touch("好了，结束")
    assert kiosk.flow.state.place is Place.START


async def test_how_a_list_was_is_answered_with_a_touch_and_done_stays_where_it_is(
    studio: Studio, kiosk: Rehearsal
) -> None:
    kiosk.item("food-licence-new")
    finger = await Finger.at(studio, kiosk)
    before = set(finger.targets)
    kiosk.touch(kiosk.flow.item.print_list).tell(SlipPrinted("list-1")).wait(1)
    await finger.settled()
    assert {"首页", "返回", "先做预审"} <= {words.strip() for words in before & set(finger.targets)}
    await finger.touch("基本满意")
    (rating,) = [command for command in kiosk.sent.values() if isinstance(command, RateErrand)]
    assert (rating.errand, rating.level) == (ErrandKind.GUIDE, RatingLevel.FAIR)
    assert finger.says("谢谢您的评价")
    assert "基本满意" not in finger.targets


async def test_a_scanned_slip_is_rated_by_touch(studio: Studio, kiosk: Rehearsal) -> None:
    rating_examples.found(kiosk)
    finger = await Finger.at(studio, kiosk)
    await finger.touch("不满意")
    await finger.touch("态度冷淡")
    await finger.touch("提交评价")
    (rating,) = [command for command in kiosk.sent.values() if isinstance(command, RateService)]
    assert (rating.level, rating.reasons) == (RatingLevel.DISSATISFIED, ("204",))
    assert finger.says("谢谢您的评价")
    await finger.touch("好了，结束")
    assert kiosk.flow.state.place is Place.START


async def test_what_is_answered_of_a_slip_is_seen_by_nobody_from_afar(studio: Studio, kiosk: Rehearsal) -> None:
    rating_examples.found(kiosk)
    finger = await Finger.at(studio, kiosk)
    for touched in ("不满意", "态度冷淡", "提交评价"):
        ((left, top, right, bottom),) = grab(studio.stage).personal
        assert left <= 0
        assert right >= 1_080
        for label in (label for label in labels_in(finger.screen) if label.text in (touched, "哪里不满意？")):
            _, y = label.to_window(*label.pos)
            assert top <= 1_920 - y - label.height
            assert bottom >= 1_920 - y
        await finger.touch(touched)
    assert finger.says("谢谢您的评价")
    assert len(grab(studio.stage).personal) == 1
    await finger.touch("好了，结束")
    await finger.settled()
    assert grab(studio.stage).personal == ()


async def test_by_department_to_the_number(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("按部门")
    await finger.touch("10 公安局")
    await finger.touch("居民身份证换领")
    await finger.touch("直接取号")
    assert list(kiosk.sent.values()) == [IssueTicket(item_id="identity-card-renewal", applicant=Applicant.PERSON)]


async def test_by_a_bundle_to_the_list_on_paper_and_the_number(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("一件事")
    await finger.touch("新生儿出生一件事")
    await finger.touch("打印材料清单")
    assert [name for name, _ in kiosk.printed] == ["list-1"]
    kiosk.tell(SlipPrinted("list-1"))
    assert finger.says("打好了，请取走")
    await finger.touch("新生儿出生登记")  # an item of it, read and left again
    assert kiosk.flow.state.place is Place.ITEM
    await finger.touch("返回")
    await finger.touch("取号")
    assert list(kiosk.sent.values()) == [IssueTicket(bundle_id="newborn", applicant=Applicant.PERSON)]


async def test_priority_is_claimed_on_the_way_and_goes_with_the_number(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("按窗口取号")
    await finger.touch("即办窗口")
    await finger.touch("我符合优先办理条件")
    assert finger.says("会叫得早些，但不会排到所有人前面")
    await finger.touch("残疾人优先")
    await finger.touch("残疾人优先")  # on the page of the windows again, where it can be changed
    await finger.touch("不用优先")
    await finger.touch("我符合优先办理条件")
    await finger.touch("老年人优先")
    await finger.touch("取号")
    assert list(kiosk.sent.values()) == [IssueTicket(queue_id="instant", priority="elderly")]


async def test_by_typing_to_the_number(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("查找")
    for letter in "SPJYXK":
        await finger.key(letter)
    await finger.touch("食品经营许可（新办）")
    await finger.touch("直接取号")
    assert list(kiosk.sent.values()) == [IssueTicket(item_id="food-licence-new")]


async def test_keys_of_the_keyboard_write_take_back_and_clear(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("查找")
    for letter in "02QXZ":
        await finger.key(letter)
    assert finger.says("没找到这个名称")
    for _ in range(3):
        await finger.key("backspace")
    assert finger.says("居民身份证换领")
    await finger.touch("清空")
    assert not finger.says("居民身份证换领")
    await finger.touch("新生儿出生一件事")
    assert kiosk.flow.state.place is Place.BUNDLE


async def test_every_key_of_the_keyboard_writes_what_stands_on_it(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("查找")
    keys = [key.key for key in finger.screen.walk() if isinstance(key, Key)]
    written = [key for key in keys if key not in ("backspace", "clear")]
    assert {key.upper() for key in written} == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
    for key in written:
        await finger.key(key)
    search = kiosk.flow.find.state.search
    assert search is not None
    assert search.query == "".join(written).lstrip()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_at_night_from_the_start_to_the_slip(studio: Studio, sample: HallConfiguration, language: str) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept))
    finger = await Finger.at(studio, kiosk)
    if language == "en":
        await finger.touch("English")
    way = {
        "zh": ("取号 明天的号", "开办企业", "食品经营许可（新办）", "取号（明天）"),
        "en": ("Take a number", "Start a business", "Food business licence (new)", "Number for tomorrow"),
    }
    for words in way[language]:
        await finger.touch(words)
    wanted = IssueTicket(item_id="food-licence-new", language=language, for_day=NEXT_DAY)
    assert list(kiosk.sent.values()) == [wanted]
    kiosk.given(ticket(kept, ahead=0, language=language, for_day=NEXT_DAY)).tell(SlipPrinted("2026-11-23.A012")).wait(1)
    await finger.settled()
    assert finger.says("11 月 24 日 星期二的号码" if language == "zh" else "Your number for Tue 24 Nov")
    assert [block for block in kiosk.printed[0][1].blocks if isinstance(block, Checklist)]
    await finger.touch("好了，结束" if language == "zh" else "Done")
    assert (kiosk.flow.state.place, kiosk.flow.state.night) == (Place.START, True)


async def test_at_night_by_bundle_by_department_and_by_typing(studio: Studio, sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept))
    finger = await Finger.at(studio, kiosk)
    await finger.touch("一件事")
    await finger.touch("新生儿出生一件事")
    await finger.touch("取号（明天）")
    await finger.touch("首页")
    await finger.touch("按部门找")
    await finger.touch("10 公安局")
    await finger.touch("居民身份证换领")
    await finger.touch("取号（明天）")
    await finger.touch("首页")
    await finger.touch("查找事项")
    for letter in "0201":
        await finger.key(letter)
    await finger.touch("居民身份证换领")
    await finger.touch("取号（明天）")
    assert [type(command) for command in kiosk.sent.values()] == [IssueTicket] * 3
    assert all(isinstance(command, IssueTicket) and command.for_day == NEXT_DAY for command in kiosk.sent.values())


async def test_the_night_falls_on_the_screen_only_when_nobody_is_in_the_middle(
    studio: Studio, sample: HallConfiguration
) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, night=True, now_ms=CLOSING_MS - 2_000).open()
    finger = await Finger.at(studio, kiosk)
    await finger.touch("办事指南")
    kiosk.wait(3).see(night_hall(kept))
    await finger.settled()
    bright = studio.image().getpixel((20, 960))
    await finger.touch("首页")
    dark = studio.image().getpixel((20, 960))
    assert sum(bright[:3]) > 600 > 150 > sum(dark[:3])


async def test_a_kind_of_window_by_touch(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("按窗口取号")
    assert "取号" not in finger.targets
    await finger.touch("咨询")
    await finger.touch("取号")
    assert list(kiosk.sent.values()) == [IssueTicket(queue_id="consultation")]


async def test_the_bar_leads_back_home_and_to_another_language(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("帮助")
    await finger.touch("English")
    assert finger.says("How to use this kiosk")
    await finger.touch("Back")
    await finger.touch("Help")
    await finger.touch("Start")
    assert kiosk.flow.state.place is Place.START
    assert finger.says("Hello. What would you like to do?")


async def test_going_to_and_fro_quicker_than_pages_fade_loses_nothing(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    for _ in range(3):
        kiosk.choose("help").touch(kiosk.flow.home)
    await finger.settled()
    assert finger.says("您好，请选择要办的事")
    await finger.touch("帮助")
    assert finger.says("怎么用这台机器")


async def test_tabs_and_pages_of_the_list(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("办事指南")
    await finger.touch("全部事项")
    await finger.touch("下一页")
    assert finger.says("第 2 页，共")
    await finger.touch("上一页")
    assert "上一页" not in finger.targets
    await finger.touch("返回")
    await finger.touch("按部门")
    await finger.touch("10 公安局")
    assert finger.says("居民身份证换领")


async def test_the_guide_is_turned_by_keys_to_its_end_and_back(studio: Studio, reader: Rehearsal) -> None:
    finger = await Finger.at(studio, reader)
    (guide,) = [widget for widget in finger.screen.walk() if type(widget).__name__ == "ScrollView"]
    assert "上翻" not in finger.targets
    for _ in range(20):
        if "下翻" not in finger.targets:
            break
        await finger.touch("下翻")
    assert guide.scroll_y == 0
    await finger.touch("上翻")
    assert guide.scroll_y > 0


async def test_the_guide_begins_at_its_top_for_every_item(studio: Studio, reader: Rehearsal) -> None:
    finger = await Finger.at(studio, reader)
    await finger.touch("下翻")
    await finger.touch("返回")
    await finger.touch("开办企业")
    await finger.turn_to("个体工商户设立登记")
    assert "上翻" not in finger.targets


async def test_the_question_takes_every_touch_and_its_key_goes_on(studio: Studio, reader: Rehearsal) -> None:
    finger = await Finger.at(studio, reader)
    reader.wait(70)
    await finger.settled()
    await finger.touch("继续办理")
    assert reader.flow.state.dialog is None
    reader.wait(70)
    await finger.settled()
    await finger.touch_at(700, 240)  # where 取号 lies under it
    assert reader.flow.state.dialog is None
    assert reader.sent == {}


async def test_help_is_called_from_the_bar_and_from_the_help_page(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("求助")
    await finger.touch("好的")
    await finger.touch("帮助")
    await finger.touch("叫工作人员过来")
    assert list(kiosk.sent.values()) == [CallForHelp(), CallForHelp()]


async def test_a_number_without_a_slip_is_given_up_by_its_own_key(studio: Studio, reader: Rehearsal) -> None:
    reader.take().given(ticket(reader.configuration)).tell(SlipFailed("2026-11-23.A012")).wait(1)
    finger = await Finger.at(studio, reader)
    await finger.touch("不要这个号")
    assert reader.flow.ticket.state is not None
    assert reader.flow.ticket.state.phase is Phase.VOID


async def test_while_the_server_is_away_no_target_offers_a_number(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk.tell(LinkLost()))
    assert not any("取号" in words for words in finger.targets)
    await finger.touch("办事指南")
    await finger.touch("开办企业")
    await finger.touch("食品经营许可（新办）")
    assert not any("取号" in words for words in finger.targets)


async def test_after_hours_a_theme_opens_its_guides(studio: Studio, sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample).open(open_hall(sample, day_open=False))
    finger = await Finger.at(studio, kiosk)
    await finger.touch("新生儿出生")
    assert finger.says("生育登记")


@pytest.mark.parametrize("place", ["take", "windows", "help"])
async def test_every_page_can_be_left_by_touch(studio: Studio, kiosk: Rehearsal, place: str) -> None:
    finger = await Finger.at(studio, kiosk.choose(place))
    await finger.touch("首页")
    assert kiosk.flow.state.place is Place.START


async def test_by_phone_number_to_the_check_in_and_nothing_of_it_is_seen_from_afar(studio: Studio) -> None:
    hall = with_schedules(load(SAMPLE))
    kiosk = opened(hall)
    finger = await Finger.at(studio, kiosk)
    await finger.touch("预约报到")
    await finger.touch("手机号")
    for digit in PHONE:
        await finger.key(digit)
    assert finger.says("138 0000 1234")
    covered = grab(studio.stage).personal[0]
    field = next(label for label in labels_in(finger.screen) if label.text == "138 0000 1234")
    left, _ = field.to_window(field.x, field.y)
    assert covered[0] <= left
    assert covered[2] >= left + field.width
    await finger.touch("查一查")
    kiosk.tell(AppointmentsFetched(kiosk.looked_up[-1][0], (appointment(hall),)))
    await finger.settled()
    assert not finger.says("138")
    assert grab(studio.stage).personal == ()
    await finger.touch("报到取号")
    assert isinstance(list(kiosk.sent.values())[-1], CheckIn)


async def test_another_time_is_booked_by_touch_and_its_code_is_shown(studio: Studio) -> None:
    hall = with_schedules(load(SAMPLE))
    kiosk = opened(hall)
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("开办企业")
    await finger.turn_to("公司设立登记")
    await finger.touch("约个时间再来")
    kiosk.tell(SlotsFetched(slots(ITEM)))
    await finger.settled()
    await finger.touch("11 月 26 日")
    await finger.touch("13:30–14:00")
    await finger.touch("就约这个时间")
    assert list(kiosk.sent.values()) == [
        BookAppointment(item_id=ITEM, business_day="2026-11-26", begins_at="13:30", language="zh")
    ]
    kept = appointment(hall, "13:30", code="07RJ-K7M2-QX")
    kiosk.tell(Answered(list(kiosk.sent)[-1], Accepted(seq=9, at_ms=kiosk.now_ms, appointment=kept)))
    await finger.settled()
    assert finger.says("07RJ-K7M2-QX")
    await finger.touch("打印预约单")
    assert [name for name, _ in kiosk.printed] == ["list-1"]
    await finger.touch("好了，结束")
    assert kiosk.flow.state.place is Place.START
