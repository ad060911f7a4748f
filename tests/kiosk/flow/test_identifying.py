"""Who one is, by ID card at the kiosk: told first, read once, used at once, and nothing of anybody stays."""

import pytest

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from hardware.protocols.id_card import Kind
from kiosk import appointment_examples as walk
from kiosk.flow import Place
from kiosk.messages import CardLaid, CardTrouble
from kiosk.rehearsal import NEXT_DAY, Rehearsal
from queue_server.client.session import LinkLost
from queue_server.contract.commands import BookAppointment, IssueTicket

HALL: HallConfiguration = walk.with_schedules(load(SAMPLE))
NOW = walk.appointment(HALL)
CHILDS = "110101201806010020"


@pytest.fixture
def kiosk() -> Rehearsal:
    return walk.with_reader(walk.opened(HALL))


@pytest.fixture
def laying(kiosk: Rehearsal) -> Rehearsal:
    return walk.agree(walk.to_the_card(kiosk))


def said(kiosk: Rehearsal) -> str:
    banner = kiosk.flow.identity.state.taking.banner
    return banner.text if banner is not None else ""


def test_no_card_is_read_before_it_was_said_what_becomes_of_it(kiosk: Rehearsal) -> None:
    walk.to_the_card(kiosk)
    assert [fact.label for fact in kiosk.flow.identity.state.facts] == ["读什么", "做什么用", "留多久", "不满 14 周岁"]
    assert not kiosk.reading
    walk.agree(kiosk)
    assert kiosk.reading


def test_a_card_finds_the_appointment_and_is_read_no_more(laying: Rehearsal) -> None:
    walk.lay(laying)
    assert laying.flow.state.place is Place.CHECK_IN
    assert laying.looked_up == [(1, None, walk.ID_NUMBER)]
    assert laying.by_card
    assert not laying.reading
    walk.known(laying, NOW)
    assert [row.id for row in laying.flow.check_in.state.rows] == ["a7"]


def test_a_number_without_appointment_goes_with_the_opaque_key_of_whose_card_it_was(laying: Rehearsal) -> None:
    walk.known(walk.lay(laying)).touch(laying.flow.check_in.press_beside)
    laying.open_item("food-licence-new").take()
    assert list(laying.sent.values())[-1] == IssueTicket(item_id="food-licence-new", person_key=walk.PERSON_KEY)


def test_booked_with_a_card_it_can_be_found_with_it_and_that_can_be_taken_back(kiosk: Rehearsal) -> None:
    walk.choose_time(walk.book(kiosk)).touch(kiosk.flow.booking.identify)
    walk.known(walk.lay(walk.agree(kiosk)))
    assert kiosk.flow.state.place is Place.BOOKING
    kiosk.touch(kiosk.flow.booking.identify)
    assert kiosk.flow.outlook.person_key is None
    kiosk.touch(kiosk.flow.booking.identify)
    walk.known(walk.lay(walk.agree(kiosk))).touch(kiosk.flow.booking.book)
    command = list(kiosk.sent.values())[-1]
    assert isinstance(command, BookAppointment)
    assert command.person_keys == (walk.PERSON_KEY,)


@pytest.mark.parametrize("trouble", list(CardTrouble))
def test_whatever_is_the_matter_is_said_and_typing_stays_possible(laying: Rehearsal, trouble: CardTrouble) -> None:
    walk.lay_in_vain(laying, trouble)
    assert said(laying) == laying.flow.outlook.say(f"identity.{trouble.value}")
    laying.touch(laying.flow.identity.press_beside)
    for sign in walk.ID_NUMBER:
        laying.touch(lambda: laying.flow.identity.type(sign))  # noqa: B023  # touched at once
    assert not laying.reading
    laying.touch(laying.flow.identity.press)
    assert laying.looked_up == [(1, None, walk.ID_NUMBER)]
    assert not laying.by_card


@pytest.mark.parametrize("kind", list(Kind))
def test_a_card_that_has_run_out_is_not_used_and_another_can_be_laid_down(laying: Rehearsal, kind: Kind) -> None:
    walk.lay(laying, kind=kind, valid_to="20261122")
    assert "过了有效期" in said(laying)
    assert laying.looked_up == []
    walk.lay(laying, kind=kind, valid_to="20261123")
    assert laying.looked_up == [(1, None, walk.ID_NUMBER)]


def test_a_card_that_has_run_out_is_told_as_that_while_it_still_lies_there(laying: Rehearsal) -> None:
    walk.lay(laying, valid_to="20261122")
    walk.lay_in_vain(laying, CardTrouble.NOT_LIFTED)
    assert "过了有效期" in said(laying)
    walk.lay_in_vain(walk.lay_in_vain(laying, CardTrouble.READER), CardTrouble.NOT_LIFTED)
    assert said(laying) == "请拿起身份证，再放一次"


@pytest.mark.parametrize(("born", "asked"), [("20121124", True), ("20121123", False), ("", False)])
def test_under_fourteen_the_guardian_is_asked_before_anything_is_used(
    laying: Rehearsal, born: str, asked: bool
) -> None:
    walk.lay(laying, CHILDS, born=born)
    assert (laying.flow.state.place is Place.IDENTITY) is asked
    assert (laying.looked_up == []) is asked


def test_the_guardian_agrees_and_not_by_a_double_touch(laying: Rehearsal) -> None:
    walk.lay(laying, CHILDS, born="20180601").touch(laying.flow.identity.press)
    assert laying.looked_up == []
    laying.wait(1).touch(laying.flow.identity.press)
    assert laying.looked_up == [(1, None, CHILDS)]


def test_a_childs_number_typed_for_an_appointment_asks_the_guardian_too(kiosk: Rehearsal) -> None:
    walk.type_in(kiosk, CHILDS, walk.By.ID).touch(kiosk.flow.check_in.press)
    assert kiosk.flow.state.place is Place.IDENTITY
    assert kiosk.looked_up == []
    kiosk.wait(1).touch(kiosk.flow.identity.press_beside)
    assert kiosk.flow.state.place is Place.CHECK_IN
    assert kiosk.looked_up == []


@pytest.mark.parametrize("way_out", ["home", "back", "idle", "without"])
def test_every_way_out_overwrites_the_number_that_was_held(laying: Rehearsal, way_out: str) -> None:
    walk.lay(laying, CHILDS, born="20180601")
    held = laying.flow.identity._held._written
    assert bytes(held) == CHILDS.encode()
    match way_out:
        case "home":
            laying.touch(laying.flow.home)
        case "back":
            laying.touch(laying.flow.back)
        case "idle":
            laying.wait(100)
        case "without":
            laying.touch(laying.flow.identity.press_beside)
    assert bytes(held) == bytes(18)
    assert CHILDS not in str([vars(laying.flow.identity), vars(laying.flow.check_in)])
    assert laying.looked_up == []


@pytest.mark.parametrize("way_out", ["home", "idle"])
def test_the_key_of_a_person_goes_with_them(laying: Rehearsal, way_out: str) -> None:
    walk.known(walk.lay(laying))
    assert laying.flow.outlook.person_key == walk.PERSON_KEY
    laying.wait(100) if way_out == "idle" else laying.touch(laying.flow.home)
    assert laying.flow.outlook.person_key is None


def test_whoever_goes_back_to_the_start_leaves_nothing(laying: Rehearsal) -> None:
    walk.known(walk.lay(laying), NOW).touch(laying.flow.back).touch(laying.flow.back)
    assert laying.flow.state.place is Place.START
    assert laying.flow.outlook.person_key is None
    assert laying.flow.check_in.state.rows == ()


def test_a_card_read_for_somebody_who_has_gone_counts_for_nobody(laying: Rehearsal) -> None:
    late = CardLaid(laying.readings[-1], Kind.RESIDENT, walk.ID_NUMBER, "19491231", "长期")
    laying.touch(laying.flow.home)
    assert not laying.reading
    laying.tell(late)
    walk.agree(walk.to_the_card(laying)).tell(late)
    assert laying.looked_up == []


def test_another_card_while_the_hall_is_asked_changes_nothing(laying: Rehearsal) -> None:
    walk.lay(laying)
    walk.lay(laying, CHILDS, born="20180601")
    assert laying.looked_up == [(1, None, walk.ID_NUMBER)]


def test_without_the_server_no_card_is_read(laying: Rehearsal) -> None:
    laying.tell(LinkLost())
    assert not laying.reading
    assert not laying.flow.identity.state.taking.enabled


def test_a_card_keeps_itself_out_of_every_repr() -> None:
    told = CardLaid(1, Kind.RESIDENT, walk.ID_NUMBER, "19491231", "长期")
    assert repr(told) == "CardLaid(1, resident)"


def test_a_number_whose_check_digit_is_wrong_is_not_asked_for(kiosk: Rehearsal) -> None:
    walk.type_in(kiosk, "110105194912310021", walk.By.ID).touch(kiosk.flow.check_in.press)
    assert kiosk.looked_up == []
    banner = kiosk.flow.check_in.state.taking.banner
    assert banner is not None
    assert banner.text == "号码对不上"


def test_what_was_booked_with_a_card_says_so(kiosk: Rehearsal) -> None:
    walk.book(kiosk).touch(kiosk.flow.booking.identify)
    walk.booked(walk.known(walk.lay(walk.agree(kiosk))), walk.appointment(HALL, day=NEXT_DAY, code="07RJ-K7M2-QX"))
    booked = kiosk.flow.booking.state.booked
    assert booked is not None
    assert "用身份证" in booked.figures[0].note
