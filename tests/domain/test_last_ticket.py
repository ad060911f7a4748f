"""The last number: by what still waits and the queue's own pace, otherwise by the policy's minutes."""

from typing import Any

import pytest

from queue_server.contract.actors import Actor
from queue_server.contract.commands import (
    AnyCommand,
    AssignProfile,
    CancelTicket,
    CloseWindow,
    EndEmergency,
    IssueTicket,
    OpenWindow,
    PauseWindow,
    RaiseEmergency,
    UndoLast,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView
from queue_server.domain.last_ticket import last_ticket_at_ms, numbers_are_over
from queue_server.domain.views import view
from queue_server.domain.waiting_range import SEEN_AT_LEAST
from tests.domain.small_hall import ANN, BO, DEE, KIOSK, NINE_MS, SmallHall, configuration, tables, visitor

MINUTE_MS = 60_000


def closing(at: str, **hours: Any) -> SmallHall:
    changed = tables()
    changed["policy"]["hours"].update(closes_at=at, **hours)
    return SmallHall(hall=configuration(changed))


def paced(hall: SmallHall, minutes: int) -> None:
    """Somebody is served every so many minutes, until the pace is known; five still wait."""
    for _ in range(5):
        hall.issue()
    hall.sit("w1", ANN)
    for _ in range(SEEN_AT_LEAST + 1):
        hall.issue()
        hall.serve_whole("w1", ANN)
        hall.wait(minutes * 60)


def test_without_a_known_pace_the_policys_minutes_count() -> None:
    hall = closing("17:00", last_ticket_min=15)
    assert last_ticket_at_ms(hall.state, "general", hall.now_ms) == NINE_MS + (8 * 60 - 15) * MINUTE_MS


def test_numbers_end_when_whoever_came_now_would_not_be_called_before_closing() -> None:
    hall = closing("10:00")
    paced(hall, minutes=4)  # 09:36, five wait, so the sixth would be called at about ten
    assert numbers_are_over(hall.state, "general", hall.now_ms)
    assert hall.refusal(IssueTicket(queue_id="general"), KIOSK) is RefusalCode.NUMBERS_OVER
    hall.issue("instant")  # another queue, another pace


def test_a_quicker_queue_gives_numbers_longer() -> None:
    hall = closing("10:00")
    paced(hall, minutes=1)
    assert not numbers_are_over(hall.state, "general", hall.now_ms)
    hall.issue()


STOPS: dict[str, tuple[tuple[AnyCommand, Actor], tuple[AnyCommand, Actor]]] = {
    "emergency": ((RaiseEmergency("evacuate"), DEE), (EndEmergency(), DEE)),
    "pause": ((PauseWindow("w1", "unwell"), ANN), (OpenWindow("w1"), ANN)),
    "closed": ((CloseWindow("w1", "unwell"), ANN), (OpenWindow("w1"), ANN)),
    "other work": ((AssignProfile("w1", "cashier", "help"), DEE), (AssignProfile("w1", "general", "back"), DEE)),
}


@pytest.mark.parametrize("stop", STOPS)
def test_an_hour_without_calls_takes_no_number_from_anybody(stop: str) -> None:
    (begin, begun_by), (end, ended_by) = STOPS[stop]
    hall = closing("17:00")
    paced(hall, minutes=4)
    gaps_ms = hall.state.paces["general"].gaps_ms
    hall.give(begin, begun_by)
    for _ in range(3):
        hall.wait(30 * 60)
        ticket_id = hall.issue()
        hall.give(CancelTicket(ticket_id), visitor(ticket_id))
    last_ms = NINE_MS + (8 * 60 - 6 * 4) * MINUTE_MS  # the sixth of them at five o'clock
    assert last_ticket_at_ms(hall.state, "general", hall.now_ms) == last_ms
    hall.give(end, ended_by)
    hall.wait(4 * 60)
    hall.serve_whole("w1", ANN)
    hall.issue()
    assert hall.state.paces["general"].gaps_ms == gaps_ms
    assert last_ticket_at_ms(hall.state, "general", hall.now_ms) == last_ms
    assert hall.replayed() == hall.state


def test_a_call_taken_back_in_a_stop_does_not_let_its_time_count_again() -> None:
    hall = closing("17:00")
    paced(hall, minutes=4)
    hall.call("w1", ANN)
    hall.give(RaiseEmergency("evacuate"), DEE)
    hall.give(UndoLast("w1"), ANN)
    assert hall.state.paces["general"].since_ms is None


def test_while_another_window_calls_nothing_has_stopped() -> None:
    hall = closing("17:00")
    paced(hall, minutes=4)
    hall.sit("w2", BO)
    hall.give(CloseWindow("w1"), ANN)
    hall.give(RaiseEmergency("all-clear"), DEE)
    assert hall.state.paces["general"].since_ms == hall.now_ms - 4 * MINUTE_MS


def test_kiosks_are_told_queue_by_queue_and_item_by_item() -> None:
    hall = closing("10:00")
    paced(hall, minutes=4)
    shown = view(hall.state, "hall", hall.now_ms)
    assert isinstance(shown, HallView)
    over = {line.queue_id: (line.accepts, line.why_not, line.numbers_over) for line in shown.queues}
    assert over["general"] == (False, RefusalCode.NUMBERS_OVER, True)
    assert over["instant"] == (True, None, False)
    assert {line.item_id: line.why for line in shown.closed_items}["licence"] is RefusalCode.NUMBERS_OVER


def test_a_hall_that_is_always_open_has_no_last_number() -> None:
    hall = closing("10:00", always=True, last_ticket_min=240)
    assert last_ticket_at_ms(hall.state, "general", hall.now_ms) is None
