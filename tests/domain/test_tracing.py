"""The trace of a call says why, and stays small."""

from queue_server.contract.commands import CallTicket, IssueTicket, ParkTicket, ResumeTicket, SendAway, StartServing
from queue_server.contract.views import ClerkView, TicketView
from queue_server.domain.trace import Overtaken, Trace
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, BO, CAI, GUS, PRIORITY, SmallHall, configuration, ruled_tables, tables


def ruled() -> SmallHall:
    changed = ruled_tables()
    changed["policy"]["waiting_limit"] = 100
    changed["policy"]["priority"] = {**PRIORITY, "overtakes_at_most": 100}
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.sit("w4", CAI)
    return hall


def come(hall: SmallHall, queue_id: str = "general", **facts: str) -> str:
    (issued,) = hall.give(IssueTicket(queue_id=None if "item_id" in facts else queue_id, **facts), GUS)  # type: ignore[arg-type]
    hall.wait(1)
    return issued.ticket_id  # type: ignore[union-attr, no-any-return]


def trace(hall: SmallHall, ticket_id: str) -> Trace:
    found = hall.state.calls[ticket_id].trace
    assert found is not None
    return found


def test_who_has_waited_longest_overtakes_nobody() -> None:
    hall = ruled()
    first = come(hall)
    hall.wait(60)
    other = come(hall, priority="urgent")
    assert hall.call("w1", ANN) == first
    told = trace(hall, first)
    assert (told.overtaken, told.overtaken_first) == (0, ())
    assert [(head.queue_id, head.priority, head.ticket_id) for head in told.heads] == [
        ("general", None, first),
        ("general", "urgent", other),
    ]
    assert [head.waited_s for head in told.heads] == [62, 1]
    assert [head.score_s for head in told.heads] == [62, 4]


def test_a_rule_is_named_and_those_it_passes_are_told_by_what_right() -> None:
    hall = ruled()
    plain, urgent = come(hall, "instant"), come(hall, "instant", priority="urgent")
    stamp = come(hall, item_id="stamp")
    assert hall.call("w2", BO) == stamp
    told = trace(hall, stamp)
    assert hall.state.calls[stamp].rule == "profile"
    assert told.rule == "stamps"
    assert told.rule_name is not None
    assert told.rule_name.zh == "章"
    assert told.overtaken == 2
    assert told.overtaken_first == (Overtaken(plain, "profile"), Overtaken(urgent, "profile"))


def test_priority_is_told_as_the_right() -> None:
    hall = ruled()
    plain, urgent = come(hall), come(hall, priority="urgent")
    hall.wait(60)
    assert hall.call("w1", ANN) == urgent
    told = trace(hall, urgent)
    assert (hall.state.calls[urgent].rule, told.priority) == ("priority", "urgent")
    assert told.overtaken_first == (Overtaken(plain, "priority"),)


def test_of_many_who_are_overtaken_the_first_ten_are_told() -> None:
    hall = ruled()
    waiting = [come(hall) for _ in range(40)]
    chosen = come(hall)
    hall.give(CallTicket("w1", chosen, "wheelchair"), ANN)
    told = trace(hall, chosen)
    assert told.overtaken == 40
    assert told.overtaken_first == tuple(Overtaken(ticket_id, "chosen") for ticket_id in waiting[:10])


def test_whom_the_window_does_not_take_now_is_told_so() -> None:
    hall = ruled()
    changed = ruled_tables()
    changed["plan"]["profiles"][2]["rules"][1] = {**changed["plan"]["profiles"][2]["rules"][1], "languages": ["en"]}
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w4", CAI)
    first = come(hall, "instant")
    english = [come(hall, "instant", language="en") for _ in range(3)]
    assert hall.call("w4", CAI) == english[0]
    assert trace(hall, english[0]).overtaken_first == (Overtaken(first, "not_here"),)


def test_who_is_back_from_elsewhere_passes_others_by_that_right() -> None:
    hall = ruled()
    first, second = come(hall), come(hall)
    hall.give(CallTicket("w1", second, "wheelchair"), ANN)
    hall.give(StartServing("w1", second), ANN)
    hall.give(SendAway("w1", second, "cashier"), ANN)
    hall.serve_whole("w4", CAI)
    assert hall.call("w1", ANN) == second
    assert hall.state.calls[second].rule == "returned"
    assert trace(hall, second).overtaken_first == (Overtaken(first, "returned"),)


def test_a_resumed_ticket_overtakes_nobody() -> None:
    hall = ruled()
    ticket_id = come(hall)
    hall.call("w1", ANN)
    hall.give(ParkTicket("w1", ticket_id), ANN)
    come(hall)
    hall.wait(30)
    hall.give(ResumeTicket("w1", ticket_id), ANN)
    told = trace(hall, ticket_id)
    assert (told.overtaken, told.waited_s, len(told.heads)) == (0, 31, 1)


def test_clerk_and_visitor_are_told_why_and_only_the_clerk_the_reason() -> None:
    hall = ruled()
    come(hall)
    chosen = come(hall, priority="urgent")
    hall.give(CallTicket("w1", chosen, "wheelchair"), ANN)
    clerk, visitor = view(hall.state, "clerk:w1", hall.now_ms), view(hall.state, f"ticket:{chosen}", hall.now_ms)
    assert isinstance(clerk, ClerkView)
    assert isinstance(visitor, TicketView)
    assert clerk.ticket is not None
    assert clerk.ticket.why is not None
    assert visitor.why is not None
    assert (clerk.ticket.why.code, clerk.ticket.why.reason, clerk.ticket.why.overtaken) == ("chosen", "wheelchair", 1)
    assert (visitor.why.code, visitor.why.reason) == ("chosen", None)
    assert visitor.priority is not None
    assert visitor.priority.zh == "急"


def test_a_call_of_a_plain_hall_names_no_rule() -> None:
    hall = SmallHall(hall=configuration(tables()))
    hall.sit("w1", ANN)
    first = hall.issue()
    hall.call("w1", ANN)
    assert (hall.state.calls[first].rule, trace(hall, first).rule) == ("longest_waiting", None)
