"""The proof of a call: what nobody showed, nobody can have missed."""

import pytest

from queue_server.contract.commands import (
    MarkNoShow,
    ParkTicket,
    RecallTicket,
    RecordProof,
    Showing,
    StartServing,
    UndoLast,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import ClerkView
from queue_server.domain.events import CallShown, CallUnshown, TicketMissed
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, NINE_MS, SmallHall, configuration, tables

BOARD, BAR = Showing("b1", None, NINE_MS + 100), Showing("bridge", "bar", NINE_MS + 300)


@pytest.fixture
def called() -> SmallHall:
    """A001 is called to window 1; a no-show counts thirty seconds after it was shown."""
    changed = tables()
    changed["policy"]["no_show_after_s"] = 30
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.issue()
    hall.call("w1", ANN)
    return hall


A001 = "2026-11-23.A001"


def proof(*shown: Showing, call: int = 1, silent: tuple[str, ...] = ()) -> RecordProof:
    return RecordProof(A001, f"{A001}.c{call}", shown, silent)


def alarms(hall: SmallHall) -> list[tuple[str, str]]:
    return [(alarm.kind, alarm.about) for alarm in hall.state.alarms.values()]


def clerk(hall: SmallHall) -> ClerkView:
    shown = view(hall.state, "clerk:w1", hall.now_ms)
    assert isinstance(shown, ClerkView)
    return shown


def test_a_call_that_was_shown_can_be_missed_from_then_on(called: SmallHall) -> None:
    assert clerk(called).call_shown is None
    late = Showing("b1", None, NINE_MS + 4000)
    called.give(proof(late))
    assert clerk(called).call_shown is True
    called.wait(33)
    assert called.refusal(MarkNoShow("w1", A001), ANN) is RefusalCode.TOO_SOON
    called.wait(1)
    called.give(MarkNoShow("w1", A001), ANN)


def test_a_call_that_nothing_showed_is_an_alarm_and_nobody_has_missed_it(called: SmallHall) -> None:
    called.give(proof(silent=("b1",)))
    assert alarms(called) == [("call_unshown", A001), ("screen_silent", "b1")]
    assert clerk(called).call_shown is False
    called.wait(120)
    assert called.refusal(MarkNoShow("w1", A001), ANN) is RefusalCode.CALL_UNSHOWN
    missed, _cleared = called.give(MarkNoShow("w1", A001, called_aloud=True), ANN)
    assert missed == TicketMissed(A001, "w1", called_aloud=True)
    assert alarms(called) == [("screen_silent", "b1")]


def test_calling_aloud_is_noted_only_where_it_was_needed(called: SmallHall) -> None:
    called.give(proof(BOARD))
    called.wait(60)
    assert called.give(MarkNoShow("w1", A001, called_aloud=True), ANN) == (TicketMissed(A001, "w1"),)


def test_a_recall_has_a_proof_of_its_own(called: SmallHall) -> None:
    called.give(proof())
    called.wait(60)
    called.give(RecallTicket("w1", A001), ANN)
    assert ("call_unshown", A001) not in alarms(called)
    assert clerk(called).call_shown is None
    assert called.give(proof(BOARD)) == ()  # of the call before
    called.give(proof(BOARD, call=2))
    assert clerk(called).call_shown is True


def test_a_word_that_comes_late_takes_the_alarm_back(called: SmallHall) -> None:
    called.give(proof(silent=("b1",)))
    assert called.give(proof()) == ()
    called.give(proof(BOARD, BAR))
    assert alarms(called) == []
    assert called.state.calls[A001].shown == (BOARD, BAR)
    assert called.state.calls[A001].shown_at_ms == BOARD.at_ms
    assert called.give(proof(BOARD)) == ()  # noted once


def test_a_screen_that_says_nothing_while_others_do_is_told_until_it_shows_a_call_again(called: SmallHall) -> None:
    (event, _alarm) = called.give(proof(BAR, silent=("b1",)))
    assert event == CallShown(A001, f"{A001}.c1", "w1", (BAR,), ("b1",))
    assert alarms(called) == [("screen_silent", "b1")]
    called.wait(20)
    called.give(RecallTicket("w1", A001), ANN)
    called.give(proof(BOARD, call=2))
    assert alarms(called) == []


@pytest.mark.parametrize("command", [StartServing("w1", A001), ParkTicket("w1", A001), UndoLast("w1")])
def test_the_alarm_ends_with_the_call(called: SmallHall, command) -> None:  # type: ignore[no-untyped-def]
    called.give(proof())
    called.give(command, ANN)
    assert alarms(called) == []


def test_a_call_that_is_over_before_anybody_could_see_it_is_no_alarm(called: SmallHall) -> None:
    called.give(StartServing("w1", A001), ANN)
    called.give(ParkTicket("w1", A001), ANN)
    assert called.give(proof()) == (CallUnshown(A001, f"{A001}.c1", "w1"),)


def test_of_a_ticket_that_nobody_called_nothing_is_noted(called: SmallHall) -> None:
    assert called.give(RecordProof("2026-11-22.A001", "2026-11-22.A001.c1", (BOARD,))) == ()


def test_the_journal_tells_the_proof_again(called: SmallHall) -> None:
    called.give(proof(BOARD))
    assert called.replayed().calls == called.state.calls


def test_a_loudspeaker_that_has_said_it_later_is_noted_beside_the_screens(called: SmallHall) -> None:
    aloud = Showing("bridge", "speaker", NINE_MS + 9000)
    called.give(proof(BOARD, silent=("bridge",)))
    (told,) = called.give(proof(BOARD, aloud, silent=("bridge",)))
    assert told == CallShown(A001, f"{A001}.c1", "w1", (BOARD, aloud), ("bridge",))
    assert called.give(proof(BOARD, aloud)) == ()
    assert called.state.calls[A001].shown_at_ms == BOARD.at_ms
