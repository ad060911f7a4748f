"""The page on which a sheet's code is typed."""

import pytest

from kiosk import pre_review_examples as walk
from kiosk.messages import PreReviewNotFetched
from kiosk.presenters.code import LONGEST, CodeState
from kiosk.presenters.typing import FunctionKey
from kiosk.rehearsal import Rehearsal
from queue_server.client.session import LinkLost
from queue_server.contract.refusals import RefusalCode


@pytest.fixture
def at_code(kiosk: Rehearsal) -> Rehearsal:
    return kiosk.choose("code")


def state(kiosk: Rehearsal) -> CodeState:
    return kiosk.flow.code.state


def test_letters_stand_in_groups_of_four(at_code: Rehearsal) -> None:
    for letter in "03rjk7m2qx":
        at_code.flow.code.type(letter)
    assert state(at_code).groups == ("03RJ", "K7M2", "QX")
    at_code.flow.code.type(FunctionKey.BACKSPACE)
    assert state(at_code).groups == ("03RJ", "K7M2", "Q")
    at_code.flow.code.type(FunctionKey.CLEAR)
    assert state(at_code).groups == ()


def test_garbage_writes_nothing_and_no_end_of_it_does_harm(at_code: Rehearsal) -> None:
    for letter in "-- 请!?\t\x00é{}":
        at_code.flow.code.type(letter)
    assert state(at_code).groups == ()
    for _ in range(100):
        at_code.flow.code.type("A")
    assert sum(map(len, state(at_code).groups)) == LONGEST


def test_a_code_that_is_too_short_is_not_asked_for(at_code: Rehearsal) -> None:
    at_code.flow.code.type("A")
    at_code.touch(at_code.flow.code.ask)
    assert at_code.codes == []


def test_a_hundred_taps_ask_once(at_code: Rehearsal) -> None:
    walk.type_code(at_code)
    for _ in range(100):
        at_code.touch(at_code.flow.code.ask)
    assert at_code.codes == ["03RJK7M2QX"]


def test_a_scanner_types_the_code_and_asks_by_its_last_key(at_code: Rehearsal) -> None:
    for character in f"{walk.CODE}\r":
        at_code.flow.key_pressed(character)
    assert at_code.codes == ["03RJK7M2QX"]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (RefusalCode.NOT_FOUND, "没有找到这个码"),
        (RefusalCode.PRE_REVIEW_EXPIRED, "这个码过期了"),
        (RefusalCode.TOO_MANY_ATTEMPTS, "试的次数多了，请过几分钟再输"),
        (RefusalCode.UNAVAILABLE, "暂时取不回来"),
    ],
)
def test_what_is_wrong_is_said_with_a_way_on(kiosk: Rehearsal, why: RefusalCode, said: str) -> None:
    walk.refused_code(kiosk, why)
    banner = state(kiosk).banner
    assert banner is not None
    assert banner.text == said
    assert banner.advice
    kiosk.flow.code.type("A")
    assert state(kiosk).banner is None
    assert state(kiosk).groups == ("03RJ", "K7M2", "QXA")


def test_the_refusal_of_another_code_is_not_taken_for_this_one(kiosk: Rehearsal) -> None:
    walk.type_code(kiosk).tell(PreReviewNotFetched("ANOTHERONE", RefusalCode.NOT_FOUND))
    assert state(kiosk).banner is None


def test_while_the_server_is_away_no_code_is_asked_for(at_code: Rehearsal) -> None:
    at_code.tell(LinkLost())
    walk.type_code(at_code)
    assert at_code.codes == []
    assert state(at_code).banner is not None


def test_a_hall_that_does_not_answer_is_not_waited_for_for_ever(kiosk: Rehearsal) -> None:
    walk.type_code(kiosk).wait(11)
    assert state(kiosk).ready
    assert state(kiosk).banner is not None


def test_nothing_typed_stays_for_the_next_person(kiosk: Rehearsal) -> None:
    walk.type_code(kiosk).touch(kiosk.flow.home).choose("code")
    assert state(kiosk).groups == ()
