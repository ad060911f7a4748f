import random
from typing import Any

import pytest

from config.catalogue import Applicant
from config.pre_review import Brought
from queue_server.contract.commands import (
    CallNext,
    CallTicket,
    FilePreReview,
    IssueTicket,
    MarkNoShow,
    OpenWindow,
    Position,
    RequeueTicket,
    TransferTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ClerkView, TicketState, WindowState
from queue_server.domain import foresight, routing
from queue_server.domain.decide import decide
from queue_server.domain.views import view
from tests.domain.by_hand import ahead_by_playing
from tests.domain.small_hall import (
    ANN,
    BO,
    CAI,
    DAY,
    GUS,
    KIOSK,
    SmallHall,
    configuration,
    guided_tables,
    name,
    publication,
    tables,
)


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


def ruled(*rules: dict[str, Any], **profile: Any) -> SmallHall:
    """Window 2 goes by these rules, with Bo there."""
    changed = tables()
    changed["plan"]["profiles"][1].update(rules=[{"name": name(rule["id"]), **rule} for rule in rules], **profile)
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w2", BO)
    return hall


def issue(hall: SmallHall, **facts: Any) -> str:
    (issued,) = hall.give(IssueTicket(**facts), GUS)
    return issued.ticket_id  # type: ignore[union-attr, no-any-return]


def test_the_first_rule_that_finds_somebody_decides() -> None:
    hall = ruled({"id": "instant-first", "queue_ids": ["instant"]})
    general, instant = hall.issue("general"), hall.issue("instant")
    assert [choice.ticket_id for choice in routing.in_order(hall.state, "w2", hall.now_ms)] == [instant, general]
    assert [choice.by for choice in routing.in_order(hall.state, "w2", hall.now_ms)] == ["profile", "longest_waiting"]


@pytest.mark.parametrize(
    ("terms", "meets", "fails"),
    [
        ({"item_ids": ["licence"]}, {"item_id": "licence"}, {"queue_id": "general"}),
        ({"item_ids": ["licence"]}, {"item_id": "licence"}, {"item_id": "today-only"}),
        ({"department_ids": ["centre"]}, {"item_id": "licence"}, {"queue_id": "general"}),
        ({"theme_ids": ["life"]}, {"item_id": "licence"}, {"queue_id": "general"}),
        ({"languages": ["en"]}, {"queue_id": "general", "language": "en"}, {"queue_id": "general"}),
        (
            {"applicants": ["organisation"]},
            {"queue_id": "general", "applicant": Applicant.ORGANISATION},
            {"queue_id": "general", "applicant": Applicant.PERSON},
        ),
    ],
)
def test_a_rule_takes_who_meets_its_terms(terms: dict[str, Any], meets: dict[str, Any], fails: dict[str, Any]) -> None:
    hall = ruled({"id": "wanted", "queue_ids": ["general"], **terms})
    issue(hall, **fails)
    wanted = issue(hall, **meets)
    assert following(hall, "w2") == wanted


def test_a_rule_may_ask_for_the_verdict_and_for_the_stage() -> None:
    changed = guided_tables()
    rules = ({"id": "ready", "verdicts": ["deferrable"]}, {"id": "sent-on", "stages": ["later"]})
    changed["plan"]["profiles"][1]["rules"] = [
        {**rule, "name": name("规则"), "queue_ids": ["general", "instant"]} for rule in rules
    ]
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    sent_on = hall.serve("w1", ANN) if hall.issue("general") else ""
    plain = hall.issue("instant")
    hall.give(TransferTicket("w1", sent_on, "instant", Position.LAST), ANN)
    permit = hall.state.hall.items["permit"]
    filed = FilePreReview("permit", permit.version, {"for-whom": "self"}, {"id-card": Brought.HELD})
    hall.give(filed, KIOSK)
    reviewed = issue(hall, pre_review_id=next(iter(hall.state.pre_reviews)))
    order = [choice.ticket_id for choice in routing.in_order(hall.state, "w2", hall.now_ms)]
    assert order == [reviewed, sent_on, plain]


def test_a_long_wait_calls_for_help() -> None:
    hall = ruled({"id": "help", "queue_ids": ["general"], "wait_over_min": 20}, {"id": "own", "queue_ids": ["instant"]})
    general = hall.issue("general")
    hall.wait(20 * 60)
    instant = hall.issue("instant")
    assert following(hall, "w2") == instant
    hall.wait(0.001)
    assert following(hall, "w2") == general


def test_many_who_wait_elsewhere_call_for_help() -> None:
    help_out = {"id": "help", "queue_ids": ["general"], "waiting_over": 2, "watched_queue_ids": ["cashier"]}
    hall = ruled(help_out, {"id": "own", "queue_ids": ["instant"]})
    general, instant = hall.issue("general"), hall.issue("instant")
    for _ in range(2):
        hall.issue("cashier", by=GUS)
    assert following(hall, "w2") == instant
    hall.issue("cashier", by=GUS)
    assert following(hall, "w2") == general


def test_a_rule_holds_in_its_season_and_at_its_kind_of_window() -> None:
    for season, holds in (
        ({}, True),
        ({"valid_from": DAY, "valid_to": DAY}, True),
        ({"valid_from": "2026-11-24"}, False),
        ({"valid_to": "2026-11-22"}, False),
        ({"window_kinds": ["comprehensive"]}, True),
        ({"window_kinds": ["comprehensive", "instant"]}, True),
    ):
        hall = ruled({"id": "season", "queue_ids": ["instant"], **season})
        general, instant = hall.issue("general"), hall.issue("instant")
        assert following(hall, "w2") == (instant if holds else general), season


def test_a_strict_window_calls_nobody_but_by_its_rules_and_says_from_when() -> None:
    late = {"id": "late", "queue_ids": ["general"], "wait_over_min": 5}
    hall = ruled({"id": "own", "queue_ids": ["instant"]}, late, strict=True)
    assert hall.refusal(CallNext("w2"), BO) is RefusalCode.NOBODY_WAITING
    general = hall.issue("general")
    hall.wait(60)
    with pytest.raises(CommandRefused) as refused:
        decide(CallNext("w2"), hall.state, BO, hall.now_ms, "key-0000")
    assert refused.value.details == {"strict": "mixed", "wait_s": "241"}
    page = view(hall.state, "clerk:w2", hall.now_ms)
    assert isinstance(page, ClerkView)
    (offer,) = [action for action in page.actions if action.command == "CallNext"]
    assert (offer.allowed, offer.from_ms) == (True, hall.now_ms + 241_000)
    hall.wait(241)
    assert hall.call("w2", BO) == general


def test_a_changed_profile_counts_at_once_and_nobody_is_lost() -> None:
    hall = ruled()
    general, instant = hall.issue("general"), hall.issue("instant")
    assert following(hall, "w2") == general
    changed = tables()
    rule = {"id": "instant-first", "name": name("即办先"), "queue_ids": ["instant"], "languages": ["zh"]}
    changed["plan"]["profiles"][1]["rules"] = [rule]
    hall.give(publication(configuration(changed)))
    assert [choice.ticket_id for choice in routing.in_order(hall.state, "w2", hall.now_ms)] == [instant, general]
