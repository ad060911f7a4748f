import pytest

from config.pre_review import Brought, Finding, Line, Verdict
from queue_server.contract.commands import (
    CancelTicket,
    CheckPreReview,
    CloseDay,
    FilePreReview,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    OpenDay,
    ParkTicket,
    RequeueTicket,
    UndoLast,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.decide import decide
from queue_server.domain.events import PreReviewFiled, PreReviewLineChecked, TicketIssued
from queue_server.domain.topics import touched
from tests.domain.small_hall import (
    ANN,
    BO,
    CAI,
    DAY,
    GUS,
    KIOSK,
    PORTAL,
    SmallHall,
    configuration,
    guided_tables,
    permit,
    publication,
    visitor,
)

HELD, MISSING = Brought.HELD, Brought.MISSING
SELF = {"for-whom": "self"}
READY = (SELF, {"id-card": HELD, "form": HELD})
DEFERRABLE = (SELF, {"id-card": HELD})
INCOMPLETE = (SELF, {"form": HELD})
INELIGIBLE: tuple[dict[str, str], dict[str, Brought]] = ({"for-whom": "shop"}, {})


@pytest.fixture
def hall() -> SmallHall:
    return SmallHall(hall=configuration(guided_tables()))


def wish(
    hall: SmallHall, told: tuple[dict[str, str], dict[str, Brought]] = READY, earlier: str | None = None
) -> FilePreReview:
    return FilePreReview("permit", hall.state.hall.items["permit"].version, *told, earlier=earlier)


def file(hall: SmallHall, told: tuple[dict[str, str], dict[str, Brought]] = READY) -> str:
    """A new pre-review's id."""
    (event,) = hall.give(wish(hall, told), KIOSK)
    assert isinstance(event, PreReviewFiled)
    return event.pre_review_id


def issue(hall: SmallHall, pre_review_id: str) -> TicketIssued:
    (event,) = hall.give(IssueTicket(pre_review_id=pre_review_id), KIOSK)
    assert isinstance(event, TicketIssued)
    return event


def details(hall: SmallHall, command: FilePreReview) -> dict[str, str]:
    with pytest.raises(CommandRefused) as refused:
        decide(command, hall.state, KIOSK, hall.now_ms, "key")
    return refused.value.details


def with_another_guide() -> SmallHall:
    """A hall whose guide of the permit was changed in the middle of the day."""
    hall = SmallHall(hall=configuration(guided_tables()))
    file(hall)
    publish(hall, permit(deferral_days=7))
    return hall


def publish(hall: SmallHall, *permits: dict[str, object]) -> None:
    changed = guided_tables()
    changed["catalogue"]["items"] = [*changed["catalogue"]["items"][:-1], *permits]
    hall.give(publication(configuration(changed)))


# --- filing ---


def test_the_hall_itself_comes_to_the_verdict_and_keeps_what_was_told(hall: SmallHall) -> None:
    (event,) = hall.give(wish(hall, DEFERRABLE), KIOSK)
    assert event == PreReviewFiled(
        pre_review_id=f"p{hall.state.seq}",
        item_id="permit",
        guide_version=hall.state.hall.items["permit"].version,
        configuration_hash=hall.state.configuration_hash,
        answers=SELF,
        materials={"id-card": HELD},
        verdict=Verdict.DEFERRABLE,
        answer_lines=(Line("for-whom", Finding.MET),),
        material_lines=(Line("id-card", Finding.HELD), Line("form", Finding.DEFERRED)),
        language="zh",
        by_station="k1",
    )


@pytest.mark.parametrize("by", [KIOSK, PORTAL, GUS], ids=["kiosk", "portal", "guide"])
def test_pre_reviews_come_from_kiosks_the_portal_and_guides(hall: SmallHall, by: object) -> None:
    (event,) = hall.give(wish(hall), by)  # type: ignore[arg-type]
    assert event.by_station == (None if by is GUS else by.id)  # type: ignore[attr-defined, union-attr]


def test_a_clerk_files_no_pre_review(hall: SmallHall) -> None:
    assert hall.refusal(wish(hall), ANN) is RefusalCode.FORBIDDEN


def test_a_closed_hall_takes_pre_reviews(hall: SmallHall) -> None:
    hall.give(CloseDay())
    assert file(hall) in hall.state.pre_reviews


def test_an_item_nobody_offers_is_refused(hall: SmallHall) -> None:
    assert hall.refusal(FilePreReview("nonsense", "0" * 16), KIOSK) is RefusalCode.ITEM_UNKNOWN


def test_a_withdrawn_item_is_refused_and_says_why(hall: SmallHall) -> None:
    version = hall.state.hall.items["gone"].version
    assert details(hall, FilePreReview("gone", version)) == {"item_id": "gone", "why": "closed"}


def test_at_night_the_day_to_come_decides_whether_the_item_is_accepted(hall: SmallHall) -> None:
    command = FilePreReview("coming", hall.state.hall.items["coming"].version)
    assert hall.refusal(command, KIOSK) is RefusalCode.ITEM_CLOSED
    hall.give(CloseDay())
    hall.give(command, KIOSK)


def test_answers_to_a_former_guide_are_refused_with_the_version_in_force() -> None:
    hall = with_another_guide()
    former = configuration(guided_tables()).items["permit"].version
    told = details(hall, FilePreReview("permit", former, *READY))
    assert told["guide_version"] == hall.state.hall.items["permit"].version != former


@pytest.mark.parametrize(
    ("answers", "materials", "about"),
    [
        ({}, {}, "for-whom"),
        ({"for-whom": "nobody"}, {}, "for-whom"),
        ({"for-whom": "other"}, {}, "letter-signed"),
        ({**SELF, "letter-signed": "yes"}, {}, "letter-signed"),
        ({**SELF, "of-another-guide": "yes"}, {}, "of-another-guide"),
        (SELF, {"letter": HELD}, "letter"),
        (SELF, {"of-another-guide": HELD}, "of-another-guide"),
    ],
)
def test_answers_that_do_not_fit_the_guide_are_refused_and_named(
    hall: SmallHall, answers: dict[str, str], materials: dict[str, Brought], about: str
) -> None:
    command = wish(hall, (answers, materials))
    assert hall.refusal(command, KIOSK) is RefusalCode.ANSWERS_UNFIT
    assert details(hall, command) == {"about": about}


def test_a_pre_review_goes_on_from_an_earlier_one(hall: SmallHall) -> None:
    earlier = file(hall, INCOMPLETE)
    (event,) = hall.give(wish(hall, READY, earlier), KIOSK)
    assert event.earlier == earlier  # type: ignore[union-attr]


@pytest.mark.parametrize("earlier", ["p999999", "p0", "p01", "q3", "2026-11-23.A001", "p1.5"])
def test_a_pre_review_does_not_go_on_from_what_was_never_filed(hall: SmallHall, earlier: str) -> None:
    assert hall.refusal(wish(hall, READY, earlier), KIOSK) is RefusalCode.PRE_REVIEW_UNKNOWN


# --- the ticket that carries it ---


@pytest.mark.parametrize(
    ("told", "queue_id", "verdict"),
    [
        (READY, "general", Verdict.READY),
        (DEFERRABLE, "general", Verdict.DEFERRABLE),
        (INCOMPLETE, "advice", Verdict.INCOMPLETE),
        (INELIGIBLE, "advice", Verdict.INELIGIBLE),
    ],
)
def test_the_verdict_leads_to_the_right_queue(
    hall: SmallHall, told: tuple[dict[str, str], dict[str, Brought]], queue_id: str, verdict: Verdict
) -> None:
    pre_review_id = file(hall, told)
    event = issue(hall, pre_review_id)
    assert (event.queue_id, event.verdict, event.pre_review_id) == (queue_id, verdict, pre_review_id)
    assert event.item_id == "permit"


def test_without_a_queue_for_advice_everybody_waits_in_the_queue_of_the_item() -> None:
    tables = guided_tables()
    tables["plan"]["queues"][-1]["kind"] = "comprehensive"
    hall = SmallHall(hall=configuration(tables))
    assert issue(hall, file(hall, INELIGIBLE)).queue_id == "general"


def test_the_item_may_be_said_again_and_nothing_else(hall: SmallHall) -> None:
    pre_review_id = file(hall)
    for command in (
        IssueTicket(item_id="stamp", pre_review_id=pre_review_id),
        IssueTicket(queue_id="general", pre_review_id=pre_review_id),
        IssueTicket(queue_id="permit", pre_review_id=pre_review_id),
        IssueTicket(item_id="permit", bundle_id="opening", pre_review_id=pre_review_id),
    ):
        assert hall.refusal(command, KIOSK) is RefusalCode.MALFORMED
    hall.give(IssueTicket(item_id="permit", pre_review_id=pre_review_id), KIOSK)


def test_a_pre_review_nobody_filed_gives_no_ticket(hall: SmallHall) -> None:
    assert hall.refusal(IssueTicket(pre_review_id="p999"), KIOSK) is RefusalCode.PRE_REVIEW_UNKNOWN


def test_a_pre_review_has_one_ticket_at_a_time(hall: SmallHall) -> None:
    pre_review_id = file(hall)
    ticket_id = issue(hall, pre_review_id).ticket_id
    assert hall.refusal(IssueTicket(pre_review_id=pre_review_id), KIOSK) is RefusalCode.PRE_REVIEW_USED
    hall.give(CancelTicket(ticket_id), visitor(ticket_id))
    issue(hall, pre_review_id)


def test_who_was_missed_comes_back_with_a_pre_review_only_while_no_other_number_has_it(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    pre_review_id = file(hall)
    missed = issue(hall, pre_review_id).ticket_id
    hall.call("w1", ANN)
    hall.give(MarkNoShow("w1", missed), ANN)
    other = issue(hall, pre_review_id)
    for command, by in ((RequeueTicket(missed), GUS), (UndoLast("w1"), ANN)):
        with pytest.raises(CommandRefused) as refused:
            hall.give(command, by)
        assert refused.value.code is RefusalCode.PRE_REVIEW_USED
        assert refused.value.details["number"] == other.number
    assert hall.serve("w2", BO) == other.ticket_id
    (finished, *_) = hall.give(FinishServing("w2", other.ticket_id), BO)
    assert "clerk:w1" in touched(finished, hall.state).soon
    hall.give(RequeueTicket(missed), GUS)
    assert hall.refusal(IssueTicket(pre_review_id=pre_review_id), KIOSK) is RefusalCode.PRE_REVIEW_USED
    assert hall.replayed() == hall.state


def test_an_item_withdrawn_between_pre_review_and_ticket_is_refused(hall: SmallHall) -> None:
    pre_review_id = file(hall)
    publish(hall, {**permit(), "closed_because": {"zh": "已取消", "en": "gone"}})
    assert hall.refusal(IssueTicket(pre_review_id=pre_review_id), KIOSK) is RefusalCode.ITEM_CLOSED
    publish(hall)
    assert hall.refusal(IssueTicket(pre_review_id=pre_review_id), KIOSK) is RefusalCode.ITEM_UNKNOWN


def test_a_ticket_keeps_the_guide_its_pre_review_was_made_with(hall: SmallHall) -> None:
    former = hall.state.hall.items["permit"].version
    ticket = hall.ticket(issue(hall, file(hall)).ticket_id)
    publish(hall, permit(deferral_days=7))
    reviewed = hall.state.pre_reviews[ticket.pre_review_id or ""]
    assert reviewed.item.version == former != hall.state.hall.items["permit"].version
    assert hall.replayed() == hall.state


def test_a_pre_review_of_the_evening_serves_all_of_the_next_day_and_one_of_the_day_before_does_not(
    hall: SmallHall,
) -> None:
    of_the_morning = file(hall)
    hall.wait(10 * 3_600)
    of_the_evening = file(hall)
    hall.give(CloseDay())
    hall.wait(14 * 3_600)
    hall.give(OpenDay("2026-11-24"))
    assert hall.refusal(IssueTicket(pre_review_id=of_the_morning), KIOSK) is RefusalCode.PRE_REVIEW_UNKNOWN
    hall.wait(7 * 3_600)
    issue(hall, of_the_evening)


def test_a_ticket_for_a_bundle_waits_in_its_queue(hall: SmallHall) -> None:
    (event,) = hall.give(IssueTicket(bundle_id="opening"), KIOSK)
    assert isinstance(event, TicketIssued)
    assert (event.queue_id, event.item_id, event.bundle_id) == ("instant", None, "opening")
    assert hall.refusal(IssueTicket(bundle_id="closing"), KIOSK) is RefusalCode.BUNDLE_UNKNOWN
    assert hall.refusal(IssueTicket(bundle_id="opening", item_id="stamp"), KIOSK) is RefusalCode.MALFORMED


# --- the clerk ---


@pytest.fixture
def called(hall: SmallHall) -> str:
    """A ticket with a deferrable pre-review, called to window 1."""
    hall.sit("w1", ANN)
    issue(hall, file(hall, DEFERRABLE))
    return hall.call("w1", ANN)


def test_the_clerk_confirms_a_line_or_corrects_it_and_both_are_kept(hall: SmallHall, called: str) -> None:
    pre_review_id = hall.ticket(called).pre_review_id or ""
    confirmed = hall.give(CheckPreReview("w1", called, "id-card", Finding.HELD), ANN)
    assert confirmed == (
        PreReviewLineChecked(pre_review_id, called, "w1", "ann", "id-card", Finding.HELD, Finding.HELD),
    )
    (corrected,) = hall.give(CheckPreReview("w1", called, "id-card", Finding.UNFIT), ANN)
    assert (corrected.machine, corrected.clerk) == (Finding.HELD, Finding.UNFIT)  # type: ignore[union-attr]
    assert hall.state.pre_reviews[pre_review_id].checked["material"] == {"id-card": Finding.UNFIT}


def test_the_same_finding_again_says_nothing_new(hall: SmallHall, called: str) -> None:
    hall.give(CheckPreReview("w1", called, "for-whom", Finding.NOT_MET), ANN)
    assert hall.give(CheckPreReview("w1", called, "for-whom", Finding.NOT_MET), ANN) == ()


def test_a_finding_that_is_none_of_that_kind_of_line_is_refused(hall: SmallHall, called: str) -> None:
    assert hall.refusal(CheckPreReview("w1", called, "id-card", Finding.MET), ANN) is RefusalCode.ANSWERS_UNFIT
    assert hall.refusal(CheckPreReview("w1", called, "for-whom", Finding.HELD), ANN) is RefusalCode.ANSWERS_UNFIT


def test_a_line_the_pre_review_does_not_have_is_refused(hall: SmallHall, called: str) -> None:
    assert hall.refusal(CheckPreReview("w1", called, "letter", Finding.HELD), ANN) is RefusalCode.LINE_UNKNOWN


def test_lines_are_checked_while_the_ticket_is_called_or_served_at_that_window(hall: SmallHall, called: str) -> None:
    command = CheckPreReview("w1", called, "id-card", Finding.HELD)
    hall.sit("w2", BO)
    assert hall.refusal(CheckPreReview("w2", called, "id-card", Finding.HELD), BO) is RefusalCode.WINDOW_NOT_YOURS
    assert hall.refusal(command, CAI) is RefusalCode.WINDOW_NOT_YOURS
    hall.give(ParkTicket("w1", called), ANN)
    assert hall.refusal(command, ANN) is RefusalCode.WRONG_STATE


def test_a_served_ticket_is_not_checked_any_more(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    issue(hall, file(hall))
    ticket_id = hall.serve("w1", ANN)
    hall.give(CheckPreReview("w1", ticket_id, "id-card", Finding.HELD), ANN)
    hall.give(FinishServing("w1", ticket_id), ANN)
    assert hall.refusal(CheckPreReview("w1", ticket_id, "form", Finding.HELD), ANN) is RefusalCode.WRONG_STATE


def test_a_ticket_without_a_pre_review_has_nothing_to_check(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.call("w1", ANN)
    assert hall.refusal(CheckPreReview("w1", ticket_id, "x", Finding.HELD), ANN) is RefusalCode.PRE_REVIEW_UNKNOWN


def test_the_day_is_told_again_by_its_journal(hall: SmallHall, called: str) -> None:
    hall.give(CheckPreReview("w1", called, "form", Finding.MISSING), ANN)
    assert hall.replayed() == hall.state
    assert hall.state.business_day == DAY
