import pytest

from queue_server.contract.commands import CallNext, FinishServing, MarkNoShow, StartServing
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ClerkView
from queue_server.domain.decide import decide
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, SmallHall, configuration, tables


@pytest.fixture
def guarded() -> SmallHall:
    """Two wait; Ann sits at window 1, whose keys are kept a second apart."""
    changed = tables()
    changed["policy"]["misclick_s"] = 1
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.issue()
    hall.issue()
    return hall


def test_a_key_pressed_twice_does_not_finish_one_and_call_the_next(guarded: SmallHall) -> None:
    guarded.serve_whole("w1", ANN)
    guarded.wait(0.4)
    with pytest.raises(CommandRefused) as refused:
        decide(CallNext("w1"), guarded.state, ANN, guarded.now_ms, "key")
    assert (refused.value.code, refused.value.details) == (RefusalCode.TOO_SOON, {"wait_s": "1"})
    guarded.wait(0.6)
    guarded.call("w1", ANN)


def test_whoever_was_just_called_is_not_missed_at_once(guarded: SmallHall) -> None:
    ticket_id = guarded.call("w1", ANN)
    assert guarded.refusal(MarkNoShow("w1", ticket_id), ANN) is RefusalCode.TOO_SOON
    guarded.wait(1)
    guarded.give(MarkNoShow("w1", ticket_id), ANN)
    assert guarded.refusal(CallNext("w1"), ANN) is RefusalCode.TOO_SOON


def test_starting_needs_no_pause_and_a_start_is_no_misclick(guarded: SmallHall) -> None:
    ticket_id = guarded.call("w1", ANN)
    guarded.give(StartServing("w1", ticket_id), ANN)
    guarded.give(FinishServing("w1", ticket_id), ANN)


def test_the_page_offers_the_key_and_says_from_when(guarded: SmallHall) -> None:
    guarded.serve_whole("w1", ANN)
    page = view(guarded.state, "clerk:w1", guarded.now_ms)
    assert isinstance(page, ClerkView)
    call_next = next(action for action in page.actions if action.command == "CallNext")
    assert (call_next.allowed, call_next.from_ms) == (True, guarded.now_ms + 1_000)


def test_that_nobody_waits_is_said_at_once(guarded: SmallHall) -> None:
    guarded.serve_whole("w1", ANN)
    guarded.wait(1)
    guarded.serve_whole("w1", ANN)
    assert guarded.refusal(CallNext("w1"), ANN) is RefusalCode.NOBODY_WAITING
