from queue_server.contract.commands import (
    CallTicket,
    CloseDay,
    IssueTicket,
    MarkNoShow,
    OpenDay,
    RequeueTicket,
    VoidTicket,
)
from queue_server.contract.refusals import RefusalCode
from tests.domain.small_hall import ANN, DAY, GUS, KIOSK, SmallHall, configuration, tables


def test_the_first_number_of_a_series_is_one(hall: SmallHall) -> None:
    assert hall.issue() == f"{DAY}.A001"


def test_queues_that_share_a_series_share_its_numbers(hall: SmallHall) -> None:
    assert [hall.issue("general"), hall.issue("instant"), hall.issue("cashier", GUS)] == [
        f"{DAY}.A001",
        f"{DAY}.A002",
        f"{DAY}.C001",
    ]


def test_a_void_number_is_never_given_again(hall: SmallHall) -> None:
    hall.give(VoidTicket(hall.issue(), "test"), GUS)
    assert hall.issue() == f"{DAY}.A002"


def test_numbers_begin_anew_with_the_next_day(hall: SmallHall) -> None:
    hall.issue()
    hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    assert hall.issue() == "2026-11-24.A001"


def test_after_the_last_number_the_series_is_exhausted() -> None:
    changed = tables()
    changed["policy"]["waiting_limit"] = 1
    hall = SmallHall(hall=configuration(changed))
    for _ in range(999):
        hall.give(VoidTicket(hall.issue(), "test"), GUS)
    assert hall.refusal(IssueTicket(queue_id="general"), KIOSK) is RefusalCode.NUMBERS_EXHAUSTED
    assert hall.issue("cashier", GUS) == f"{DAY}.C001"


def order(hall: SmallHall, queue_id: str = "general") -> list[str]:
    return [standing[2].removeprefix(f"{DAY}.") for standing in hall.state.waiting[queue_id]]


def miss_first(hall: SmallHall) -> str:
    ticket_id = hall.call("w1", ANN)
    hall.give(MarkNoShow("w1", ticket_id), ANN)
    return ticket_id


def test_a_missed_ticket_comes_back_three_places_behind(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    for _ in range(6):
        hall.issue()
    hall.give(RequeueTicket(miss_first(hall)), ANN)
    assert order(hall) == ["A002", "A003", "A004", "A001", "A005", "A006"]


def test_who_came_back_first_stays_before_who_comes_back_later(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    for _ in range(7):
        hall.issue()
    first, second = miss_first(hall), miss_first(hall)
    hall.give(RequeueTicket(first), ANN)
    hall.give(RequeueTicket(second), ANN)
    assert order(hall) == ["A003", "A004", "A005", "A001", "A002", "A006", "A007"]


def test_with_fewer_waiting_a_missed_ticket_comes_last_but_before_newcomers(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.issue()
    hall.give(RequeueTicket(miss_first(hall)), ANN)
    hall.issue()
    assert order(hall) == ["A002", "A001", "A003"]


def test_a_missed_ticket_may_come_back_into_an_empty_queue(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.give(RequeueTicket(miss_first(hall)), ANN)
    hall.issue()
    assert order(hall) == ["A001", "A002"]


def test_where_nobody_is_to_pass_a_missed_ticket_comes_first() -> None:
    changed = tables()
    changed["policy"]["missed_return_places"] = 0
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    for _ in range(3):
        hall.issue()
    hall.give(RequeueTicket(miss_first(hall)), ANN)
    assert order(hall) == ["A001", "A002", "A003"]


def test_a_ticket_called_out_of_order_leaves_the_others_as_they_were(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    tickets = [hall.issue() for _ in range(3)]
    hall.give(CallTicket("w1", tickets[1], "chosen"), ANN)
    assert order(hall) == ["A001", "A003"]
