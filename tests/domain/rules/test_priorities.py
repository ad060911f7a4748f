import pytest

from config.catalogue import Applicant
from queue_server.contract.commands import (
    CallTicket,
    CloseDay,
    GrantPriority,
    IssueTicket,
    OpenDay,
    ParkTicket,
    PublishConfiguration,
    VerifyPriority,
    WithdrawPriority,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.events import PriorityGranted, PriorityVerified, PriorityWithdrawn
from tests.domain.small_hall import (
    ANN,
    BO,
    DEE,
    GUS,
    KIOSK,
    PRIORITY,
    SmallHall,
    configuration,
    publication,
    ruled_tables,
    tables,
)


@pytest.fixture
def preferring() -> SmallHall:
    """Priority, and no rules. Ann sits at window 1."""
    changed = tables()
    changed["policy"]["priority"] = PRIORITY
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    return hall


def come(hall: SmallHall, priority: str | None = None) -> str:
    (issued,) = hall.give(IssueTicket(queue_id="general", priority=priority), KIOSK)
    hall.wait(60)
    return issued.ticket_id  # type: ignore[union-attr, no-any-return]


def test_a_claim_counts_at_once_and_the_ticket_keeps_its_number(preferring: SmallHall) -> None:
    ordinary = come(preferring)
    urgent = come(preferring, "urgent")
    preferring.wait(60)
    assert preferring.ticket(urgent).number == "A002"
    assert preferring.call("w1", ANN) == urgent  # 4 × 2 minutes against 3
    assert preferring.ticket(ordinary).place == 1


def test_sooner_is_not_at_once(preferring: SmallHall) -> None:
    ordinary = come(preferring)
    preferring.wait(1_800)
    come(preferring, "urgent")
    assert preferring.call("w1", ANN) == ordinary


def test_a_claim_may_have_to_wait_for_staff() -> None:
    changed = tables()
    changed["policy"]["priority"] = {**PRIORITY, "unverified_counts": False}
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    first, urgent = come(hall), come(hall, "urgent")
    hall.wait(60)
    assert hall.call("w1", ANN) == first
    second, also_urgent = come(hall), come(hall, "urgent")
    hall.wait(60)
    assert hall.give(VerifyPriority(also_urgent), GUS) == (PriorityVerified(also_urgent, "urgent"),)
    assert hall.give(VerifyPriority(also_urgent), GUS) == ()
    assert hall.call("w2", BO) == also_urgent
    assert hall.ticket(urgent).place < hall.ticket(second).place


def test_a_claim_that_does_not_hold_is_withdrawn_and_the_place_is_kept(preferring: SmallHall) -> None:
    first, urgent, last = come(preferring), come(preferring, "urgent"), come(preferring)
    assert preferring.give(WithdrawPriority(urgent, "no paper"), ANN) == (
        PriorityWithdrawn(urgent, "urgent", "no paper"),
    )
    preferring.sit("w2", BO)
    assert [preferring.serve_whole("w1", ANN) for _ in range(3)] == [first, urgent, last]
    assert preferring.replayed() == preferring.state


def test_the_green_channel_is_granted_by_those_who_may(preferring: SmallHall) -> None:
    come(preferring)
    project = come(preferring)
    assert preferring.refusal(GrantPriority(project, "project", "bridge"), GUS) is RefusalCode.FORBIDDEN
    assert preferring.refusal(GrantPriority(project, "nothing", "bridge"), DEE) is RefusalCode.PRIORITY_UNKNOWN
    assert preferring.refusal(GrantPriority(project, "project", "bridge"), ANN) is RefusalCode.FORBIDDEN
    assert preferring.give(GrantPriority(project, "project", "bridge"), DEE) == (
        PriorityGranted(project, "project", "bridge"),
    )
    assert preferring.give(GrantPriority(project, "project", "bridge"), DEE) == ()
    assert preferring.call("w1", ANN) == project


def test_a_person_claims_only_what_may_be_claimed(preferring: SmallHall) -> None:
    for priority in ("project", "nothing"):
        claim = IssueTicket(queue_id="general", priority=priority)
        assert preferring.refusal(claim, KIOSK) is RefusalCode.PRIORITY_UNKNOWN


def test_there_must_be_something_to_verify(preferring: SmallHall) -> None:
    ticket_id = come(preferring)
    assert preferring.refusal(VerifyPriority(ticket_id), GUS) is RefusalCode.PRIORITY_UNKNOWN
    assert preferring.refusal(WithdrawPriority(ticket_id, "test"), GUS) is RefusalCode.PRIORITY_UNKNOWN
    assert preferring.refusal(VerifyPriority("nothing"), GUS) is RefusalCode.TICKET_UNKNOWN


def test_a_ticket_that_is_done_has_no_priority_to_speak_of(preferring: SmallHall) -> None:
    come(preferring, "urgent")
    served = preferring.serve_whole("w1", ANN)
    for command in (VerifyPriority(served), WithdrawPriority(served, "test"), GrantPriority(served, "urgent", "test")):
        assert preferring.refusal(command, DEE) is RefusalCode.WRONG_STATE


def test_a_parked_ticket_is_verified_where_it_is(preferring: SmallHall) -> None:
    urgent = come(preferring, "urgent")
    preferring.call("w1", ANN)
    preferring.give(ParkTicket("w1", urgent), ANN)
    preferring.give(VerifyPriority(urgent), ANN)
    assert preferring.ticket(urgent).priority_verified


def test_a_class_the_policy_drops_counts_no_more_and_can_be_withdrawn(preferring: SmallHall) -> None:
    first, urgent = come(preferring), come(preferring, "urgent")
    dropped: PublishConfiguration = publication(configuration(tables()))
    preferring.give(dropped)
    preferring.wait(600)
    assert preferring.refusal(VerifyPriority(urgent), GUS) is RefusalCode.PRIORITY_UNKNOWN
    preferring.give(WithdrawPriority(urgent, "dropped"), GUS)
    assert preferring.call("w1", ANN) == first


def test_overtaken_as_often_as_may_be_a_ticket_goes_first() -> None:
    changed = tables()
    changed["policy"]["priority"] = {**PRIORITY, "overtakes_at_most": 1}
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    first = come(hall)
    called = []
    for _ in range(2):
        come(hall, "urgent")
        called.append(hall.serve_whole("w1", ANN))
    assert called.index(first) == 1
    assert hall.state.calls[first].rule == "overdue"


def test_a_chosen_call_counts_as_overtaking_too(preferring: SmallHall) -> None:
    first, second = come(preferring), come(preferring)
    preferring.give(CallTicket("w1", second, "wheelchair"), ANN)
    assert preferring.state.waiting["general"].overtakes(preferring.ticket(first).standing) == 1


def test_a_night_in_the_queue_is_not_counted_as_waiting(preferring: SmallHall) -> None:
    preferring.give(CloseDay())
    preferring.wait(10 * 3_600)
    preferring.give(IssueTicket(queue_id="general", for_day="2026-11-24"), KIOSK)
    preferring.wait(10 * 3_600)
    preferring.give(OpenDay("2026-11-24"))
    preferring.sit("w1", ANN)
    urgent = come(preferring, "urgent")
    preferring.wait(60)
    assert preferring.call("w1", ANN) == urgent


def test_facts_are_kept_with_the_ticket() -> None:
    hall = SmallHall(hall=configuration(ruled_tables()))
    command = IssueTicket(item_id="licence", applicant=Applicant.ORGANISATION, priority="urgent", case_number="C-17")
    (issued,) = hall.give(command, GUS)
    assert (issued.applicant, issued.priority, issued.case_number) == (Applicant.ORGANISATION, "urgent", "C-17")  # type: ignore[union-attr]
