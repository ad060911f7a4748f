"""Saying who one is, by touch on a real window over a real flow: told first, a card laid down, and nothing stays."""

import pytest

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from display.toolkit.picture import grab
from display.toolkit.portrait import Studio
from kiosk import appointment_examples as walk
from kiosk.flow import Place
from kiosk.messages import CardTrouble
from kiosk.rehearsal import Rehearsal
from queue_server.contract.commands import BookAppointment, CheckIn
from tests.kiosk.screens.finger import Finger, labels_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

HALL: HallConfiguration = walk.with_schedules(load(SAMPLE))
CHILDS = "110101201806010020"


@pytest.fixture
def kiosk() -> Rehearsal:
    return walk.with_reader(walk.opened(HALL))


async def to_the_notice(studio: Studio, kiosk: Rehearsal) -> Finger:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("预约报到")
    await finger.touch("身份证号")
    await finger.touch("放身份证")
    return finger


async def laying(studio: Studio, kiosk: Rehearsal) -> Finger:
    finger = await to_the_notice(studio, kiosk)
    await finger.touch("看过了，放身份证")
    return finger


def digits(finger: Finger) -> str:
    return "".join(sign for label in labels_in(finger.screen) for sign in label.text if sign.isdigit())


async def test_what_becomes_of_a_card_is_read_before_it_is_laid_down_and_leads_to_the_number(
    studio: Studio, kiosk: Rehearsal
) -> None:
    finger = await to_the_notice(studio, kiosk)
    assert all(finger.says(words) for words in ("读什么", "做什么用", "留多久", "不满 14 周岁"))
    assert not kiosk.reading
    await finger.touch("看过了，放身份证")
    assert kiosk.reading
    assert finger.says("请把身份证平放在读卡区")
    assert "正在等您放证…" not in finger.targets
    walk.known(walk.lay(kiosk), walk.appointment(HALL))
    await finger.settled()
    assert walk.ID_NUMBER[:17] not in digits(finger)
    await finger.touch("报到取号")
    assert isinstance(list(kiosk.sent.values())[-1], CheckIn)


async def test_a_childs_card_is_used_once_the_guardian_agrees_and_not_by_a_double_touch(
    studio: Studio, kiosk: Rehearsal
) -> None:
    finger = await laying(studio, kiosk)
    walk.lay(kiosk, CHILDS, born="20180601")
    await finger.settled()
    assert finger.says("持证人不满 14 周岁")
    await finger.touch("监护人同意")
    assert kiosk.looked_up == []
    kiosk.wait(1)
    await finger.touch("监护人同意")
    assert kiosk.looked_up == [(1, None, CHILDS)]


async def test_the_guardian_may_go_on_without(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await laying(studio, kiosk)
    walk.lay(kiosk, CHILDS, born="20180601").wait(1)
    await finger.settled()
    await finger.touch("不用身份证")
    assert kiosk.flow.state.place is Place.CHECK_IN
    assert kiosk.looked_up == []
    assert not kiosk.flow.identity.entered


async def test_a_card_that_cannot_be_read_is_laid_again(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await laying(studio, kiosk)
    for trouble, said in (
        (CardTrouble.UNREADABLE, "没有读出来"),
        (CardTrouble.TAKEN_AWAY, "拿开得早了一点"),
        (CardTrouble.WRONG_CARD, "这张卡不是身份证"),
    ):
        walk.lay_in_vain(kiosk, trouble)
        await finger.settled()
        assert finger.says(said)
        assert kiosk.reading
    walk.lay(kiosk)
    await finger.settled()
    assert kiosk.looked_up == [(1, None, walk.ID_NUMBER)]


async def test_a_card_that_cannot_be_read_gives_way_to_the_keyboard_and_live_pictures_cover_it(
    studio: Studio, kiosk: Rehearsal
) -> None:
    finger = await laying(studio, kiosk)
    walk.lay_in_vain(kiosk, CardTrouble.UNREADABLE)
    await finger.settled()
    await finger.touch("手工输入")
    assert not kiosk.reading
    for sign in walk.ID_NUMBER:
        await finger.key(sign)
    assert walk.ID_NUMBER[:17] in digits(finger)
    (field,) = [label for label in labels_in(finger.screen) if walk.ID_NUMBER in label.text.replace(" ", "")]
    left, _ = field.to_window(field.x, field.y)
    assert any(cover[0] <= left and left + field.width <= cover[2] for cover in grab(studio.stage).personal)
    await finger.touch("好了")
    assert kiosk.looked_up == [(1, None, walk.ID_NUMBER)]
    assert walk.ID_NUMBER[:17] not in digits(finger)


async def test_a_number_that_cannot_be_is_compared_and_put_right(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await laying(studio, kiosk)
    await finger.touch("手工输入")
    for sign in walk.ID_NUMBER[:16] + "92":
        await finger.key(sign)
    await finger.touch("好了")
    assert finger.says("号码对不上")
    assert kiosk.looked_up == []
    await finger.key("backspace")
    await finger.key("backspace")
    for sign in walk.ID_NUMBER[16:]:
        await finger.key(sign)
    await finger.touch("好了")
    assert kiosk.looked_up == [(1, None, walk.ID_NUMBER)]


@pytest.mark.parametrize("way", ["返回", "首页"])
async def test_whoever_leaves_has_no_card_read_any_more(studio: Studio, kiosk: Rehearsal, way: str) -> None:
    finger = await laying(studio, kiosk)
    await finger.touch(way)
    assert not kiosk.reading
    assert kiosk.flow.identity.resting


async def test_whoever_walks_away_leaves_nothing_of_what_they_typed(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await laying(studio, kiosk)
    await finger.touch("手工输入")
    for sign in walk.ID_NUMBER:
        await finger.key(sign)
    kiosk.wait(100)
    await finger.settled()
    assert kiosk.flow.state.place is Place.START
    assert walk.ID_NUMBER[:17] not in digits(finger)
    assert grab(studio.stage).personal == ()
    assert kiosk.flow.identity.resting
    finger = await to_the_notice(studio, kiosk)
    assert walk.ID_NUMBER[:17] not in digits(finger)


async def test_whoever_walks_away_from_the_reader_has_no_card_read_any_more(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await laying(studio, kiosk)
    late = kiosk.readings[-1]
    kiosk.wait(100)
    await finger.settled()
    assert kiosk.flow.state.place is Place.START
    assert not kiosk.reading
    kiosk.readings.append(late)
    walk.lay(kiosk)
    await finger.settled()
    assert kiosk.looked_up == []
    assert kiosk.flow.state.place is Place.START


async def test_an_appointment_is_booked_with_a_card_in_english(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    walk.choose_time(walk.book(kiosk.english()))
    await finger.settled()
    await finger.touch("Book with your ID card")
    await finger.touch("OK, use my card")
    walk.known(walk.lay(kiosk))
    await finger.settled()
    await finger.touch("Book this time")
    command = list(kiosk.sent.values())[-1]
    assert isinstance(command, BookAppointment)
    assert command.person_keys == (walk.PERSON_KEY,)
