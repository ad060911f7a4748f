from benchmarks.calling import QUEUES, TAKEN, BusyHall, large
from config.loading import SAMPLE, load
from queue_server.contract.views import TicketState


def test_as_many_wait_as_were_asked_for_a_tenth_of_them_for_the_window_that_calls() -> None:
    hall = BusyHall(large(load(SAMPLE)), 200)
    assert len(hall.state.waiting) == QUEUES
    for _ in range(50):
        assert hall.call_us() > 0
    assert len(hall.state.by_state[TicketState.WAITING]) == 200
    assert sum(len(hall.state.waiting[f"queue-{number}"]) for number in range(TAKEN)) == 20
    assert len(hall.state.by_state[TicketState.SERVED]) == 50


def test_some_of_those_who_wait_have_priority() -> None:
    state = BusyHall(large(load(SAMPLE)), 200).state
    assert 10 < sum(ticket.priority is not None for ticket in state.tickets.values()) < 40
