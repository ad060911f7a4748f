from queue_server.contract.commands import (
    CallForHelp,
    CloseDay,
    MarkNoShow,
    OpenDay,
    ReportStation,
    RequeueTicket,
    TransferTicket,
    WithdrawRequest,
)
from queue_server.domain.events import Event
from queue_server.domain.evolve import _CHANGES
from queue_server.domain.topics import _TOUCHED
from tests.domain.small_hall import ANN, BO, KIOSK, SmallHall


def test_every_event_changes_something_and_touches_something() -> None:
    assert _CHANGES.keys() == _TOUCHED.keys() == set(Event.__subclasses__())


def test_a_journal_gives_the_same_hall_again(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    for _ in range(5):
        hall.issue()
    hall.serve_whole("w1", ANN)
    missed = hall.call("w1", ANN)
    hall.give(MarkNoShow("w1", missed), ANN)
    hall.give(RequeueTicket(missed), ANN)
    moved = hall.serve("w2", BO)
    hall.give(TransferTicket("w2", moved, "cashier"), BO)
    hall.give(ReportStation("k1", online=True))
    hall.give(CallForHelp(), KIOSK)
    hall.give(WithdrawRequest("key-given-up"), KIOSK)
    assert hall.replayed() == hall.state
    hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    hall.issue()
    assert hall.replayed() == hall.state


def test_the_next_morning_remembers_nothing_of_the_people_of_yesterday(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue(key="key-of-yesterday")
    hall.serve_whole("w1", ANN)
    hall.give(WithdrawRequest("key-given-up"), KIOSK)
    hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    state = hall.state
    for forgotten in (state.tickets, state.calls, state.services, state.by_request, state.withdrawn):
        assert not forgotten
    assert not any(state.by_state.values())
    assert not any(state.waiting.values())
