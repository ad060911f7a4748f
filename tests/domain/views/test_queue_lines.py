"""Lines of queues are worked out once for all who look at the same moment, and anew whenever they may be others."""

from queue_server.domain.views.queues import queue_lines
from tests.domain.small_hall import SmallHall


def test_whoever_looks_at_the_same_moment_sees_the_same_lines(hall: SmallHall) -> None:
    queues = hall.state.hall.plan.queues
    first = queue_lines(hall.state, queues, hall.now_ms)
    again = queue_lines(hall.state, queues[:1], hall.now_ms)
    assert again[0] is first[0]


def test_a_line_is_worked_out_anew_after_an_event(hall: SmallHall) -> None:
    queues = hall.state.hall.plan.queues
    before = {line.queue_id: line.waiting for line in queue_lines(hall.state, queues, hall.now_ms)}
    hall.issue("general")
    after = {line.queue_id: line.waiting for line in queue_lines(hall.state, queues, hall.now_ms)}
    assert after == {**before, "general": before["general"] + 1}


def test_a_line_is_worked_out_anew_at_another_time(hall: SmallHall) -> None:
    queues = hall.state.hall.plan.queues
    first = queue_lines(hall.state, queues, hall.now_ms)
    assert queue_lines(hall.state, queues, hall.now_ms + 1)[0] is not first[0]
