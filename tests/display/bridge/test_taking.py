"""What the hall asks of a bridge is done by whoever began it, and by nobody whose word came too late."""

import pytest

from display.bridge.taking import ANSWER_MS, Taking
from queue_server.client.session import Answered, Linked, LinkLost, WasRefused
from queue_server.contract.commands import AnyCommand, BeginOpening
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted

FIRST, SECOND = BeginOpening("o1"), BeginOpening("o2")


class Asked:
    """A hall that notes what it is asked, and what is taken back."""

    def __init__(self) -> None:
        self.sent: list[AnyCommand] = []
        self.withdrawn: list[str] = []

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        assert only_while_linked
        self.sent.append(command)
        return f"key-{len(self.sent)}"

    def withdraw(self, key: str) -> None:
        self.withdrawn.append(key)


@pytest.fixture
def hall() -> Asked:
    return Asked()


@pytest.fixture
def taking(hall: Asked) -> Taking[str]:
    return Taking(hall)  # type: ignore[arg-type]  # of a hall it needs no more


def done(key: str) -> Answered:
    return Answered(key, Accepted(7, 1_000))


def test_a_thing_is_asked_for_once_however_often_it_is_shown(hall: Asked, taking: Taking[str]) -> None:
    for at_ms in (0, 100, 200):
        taking.offer([(FIRST, "first")], at_ms)
    taking.offer([(FIRST, "first"), (SECOND, "second")], 300)
    assert hall.sent == [FIRST, SECOND]


def test_what_was_begun_is_done_once(hall: Asked, taking: Taking[str]) -> None:
    taking.offer([(FIRST, "first")], 0)
    assert taking.receive(done("key-1"), 10) == "first"
    assert taking.receive(done("key-1"), 20) is None
    assert taking.receive(done("another"), 20) is None


def test_what_somebody_else_began_is_not_done(hall: Asked, taking: Taking[str]) -> None:
    taking.offer([(FIRST, "first")], 0)
    assert taking.receive(WasRefused("key-1", RefusalCode.OPENING_UNKNOWN), 10) is None
    assert taking.receive(done("key-1"), 20) is None
    assert hall.withdrawn == []


def test_an_answer_that_comes_too_late_does_nothing_and_the_wish_is_taken_back(
    hall: Asked, taking: Taking[str]
) -> None:
    taking.offer([(FIRST, "first")], 0)
    taking.tick(ANSWER_MS - 1)
    assert hall.withdrawn == []
    assert taking.receive(done("key-1"), ANSWER_MS) is None
    assert hall.withdrawn == ["key-1"]


def test_a_lost_link_takes_every_wish_back_and_what_is_shown_again_is_asked_for_anew(
    hall: Asked, taking: Taking[str]
) -> None:
    taking.offer([(FIRST, "first"), (SECOND, "second")], 0)
    assert taking.receive(LinkLost(), 10) is None
    assert hall.withdrawn == ["key-1", "key-2"]
    taking.receive(Linked(), 20)
    taking.offer([(SECOND, "second")], 30)  # the first one was begun, or is over
    assert hall.sent == [FIRST, SECOND, SECOND]
    assert taking.receive(done("key-2"), 40) is None
    assert taking.receive(done("key-3"), 50) == "second"
