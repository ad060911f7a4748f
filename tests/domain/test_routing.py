import random

import pytest

from queue_server.contract.commands import CallTicket, MarkNoShow, OpenWindow, RequeueTicket, TransferTicket
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain import foresight, routing
from tests.domain.by_hand import ahead_by_playing
from tests.domain.small_hall import ANN, BO, CAI, SmallHall, configuration, tables


def ahead(hall: SmallHall, ticket_id: str) -> int:
    return foresight.ahead(hall.state, hall.ticket(ticket_id), hall.now_ms)


def following(hall: SmallHall, window_id: str) -> str | None:
    choice = routing.next_ticket(hall.state, window_id, hall.now_ms)
    return choice.ticket_id if choice is not None else None


def test_a_window_takes_the_longest_waiting_among_its_queues(hall: SmallHall) -> None:
    hall.sit("w2", BO)
    first, second, third = hall.issue("instant"), hall.issue("general"), hall.issue("instant")
    assert [choice.ticket_id for choice in routing.in_order(hall.state, "w2", hall.now_ms)] == [first, second, third]
    assert following(hall, "w2") == first
    assert following(hall, "w1") == second
    assert following(hall, "w4") is None


def test_without_an_open_window_those_before_it_in_its_queue_are_ahead(hall: SmallHall) -> None:
    hall.issue("instant")
    hall.issue("general")
    last = hall.issue("general")
    assert ahead(hall, last) == 1


def test_a_shared_window_puts_the_other_queue_ahead_too(hall: SmallHall) -> None:
    hall.sit("w2", BO)
    hall.issue("instant")
    hall.issue("general")
    last = hall.issue("general")
    assert ahead(hall, last) == 2


def test_people_for_windows_that_never_take_this_queue_are_not_ahead(hall: SmallHall) -> None:
    hall.sit("w4", CAI)
    hall.sit("w1", ANN)
    hall.issue("instant")  # no open window takes it together with the general queue
    first = hall.issue("general")
    assert ahead(hall, first) == 0


def test_a_second_window_takes_its_turn(hall: SmallHall) -> None:
    hall.sit("w1", ANN)  # general only
    hall.sit("w2", BO)  # general and instant
    instant = [hall.issue("instant") for _ in range(3)]
    general = [hall.issue("general") for _ in range(2)]
    # turns: w1 takes the first general, w2 the first instant, w1 the second general, ...
    assert [ahead(hall, t) for t in general] == [0, 2]
    assert [ahead(hall, t) for t in instant] == [0, 1, 2]


def test_a_newcomer_moves_nobody_back(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    tickets = [hall.issue(queue) for queue in ("instant", "general", "instant", "instant")]
    before = [ahead(hall, t) for t in tickets]
    hall.issue("general")
    assert [ahead(hall, t) for t in tickets] == before


@pytest.mark.parametrize("seed", range(30))
def test_ahead_is_what_playing_the_turns_gives(seed: int) -> None:
    chance = random.Random(seed)
    changed = tables()
    changed["policy"]["waiting_limit"] = 40
    changed["plan"]["profiles"][2]["queue_ids"] = chance.choice([["cashier"], ["cashier", "instant"]])
    hall = SmallHall(hall=configuration(changed))
    for window_id, by in (("w1", ANN), ("w2", BO), (chance.choice(["w3", "w4"]), CAI)):
        if chance.random() < 0.8:
            hall.give(OpenWindow(window_id), by)
    tickets = [hall.issue(chance.choice(["general", "instant"])) for _ in range(25)]
    for window_id, by in (("w1", ANN), ("w2", BO)):
        if hall.state.windows[window_id].state is WindowState.OPEN:
            ticket_id = hall.call(window_id, by)
            if chance.random() < 0.5:
                hall.give(MarkNoShow(window_id, ticket_id), by)
                hall.give(RequeueTicket(ticket_id), by)
            elif hall.ticket(ticket_id).queue_id == "general":
                hall.give(TransferTicket(window_id, ticket_id, "instant"), by)
            else:
                hall.give(TransferTicket(window_id, ticket_id, "cashier"), by)
    for ticket_id in tickets:
        ticket = hall.ticket(ticket_id)
        if ticket.state is TicketState.WAITING:
            assert ahead(hall, ticket_id) == ahead_by_playing(hall.state, ticket, hall.now_ms)


def test_what_was_foreseen_is_forgotten_with_the_next_event(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    tickets = [hall.issue(queue) for queue in ("instant", "general", "instant", "general")]
    assert ahead(hall, tickets[3]) == 2
    hall.give(CallTicket("w1", tickets[1], "chosen"), ANN)
    assert ahead(hall, tickets[3]) == 0
