import pytest

from config.pre_review import Brought, Finding
from queue_server.contract.commands import CheckPreReview, FilePreReview, IssueTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Action, ClerkView, HallView, Label, PreReviewView, TicketView
from queue_server.domain.topics import touched
from queue_server.domain.views import pre_review_view, ticket_view, view
from tests.domain.small_hall import ANN, KIOSK, NINE_MS, SmallHall, configuration, guided_tables, permit, publication

DAY_MS = 86_400_000


@pytest.fixture
def hall() -> SmallHall:
    return SmallHall(hall=configuration(guided_tables()))


def file(hall: SmallHall, answers: dict[str, str], materials: dict[str, Brought]) -> PreReviewView:
    hall.give(FilePreReview("permit", hall.state.hall.items["permit"].version, answers, materials), KIOSK)
    return pre_review_view(list(hall.state.pre_reviews.values())[-1], hall.state.hall.policy.pre_review_days)


def issue(hall: SmallHall, filed: PreReviewView) -> TicketView:
    event = hall.give(IssueTicket(pre_review_id=filed.pre_review_id), KIOSK)[-1]
    return ticket_view(hall.state, event.ticket_id, hall.now_ms)  # type: ignore[union-attr]


def clerks_page(hall: SmallHall) -> ClerkView:
    page = view(hall.state, "clerk:w1", hall.now_ms)
    assert isinstance(page, ClerkView)
    return page


def both(text: str) -> Label:
    return Label(text, text)


def test_every_line_of_a_pre_review_is_told_with_its_name_and_reason(hall: SmallHall) -> None:
    filed = file(hall, {"for-whom": "other", "letter-signed": "no"}, {"id-card": Brought.UNFIT, "letter": Brought.HELD})
    assert (filed.verdict, filed.item, filed.deferral_days) == ("incomplete", both("permit"), 5)
    assert (filed.filed_at_ms, filed.until_ms) == (NINE_MS, NINE_MS + 30 * DAY_MS)
    assert filed.answers == {"for-whom": "other", "letter-signed": "no"}
    assert filed.materials == {"id-card": "unfit", "letter": "held"}
    told = [(line.kind, line.name.zh, line.said, line.finding, line.essential) for line in filed.lines]
    assert told == [
        ("answer", "为谁办", both("替人"), "met", True),
        ("answer", "签了吗", both("没签"), "met", True),
        ("material", "身份证", None, "unfit", True),
        ("material", "表", None, "deferred", False),
        ("material", "委托书", None, "held", True),
    ]
    assert (filed.lines[2].must, filed.lines[2].source) == (both("在有效期内"), both("本人"))
    assert filed.code == ""


def test_an_answer_that_is_not_met_says_why_and_what_helps(hall: SmallHall) -> None:
    (line,) = file(hall, {"for-whom": "shop"}, {}).lines
    assert (line.finding, line.must, line.source) == ("not_met", both("不在此办"), both("去市局"))


def test_an_answer_that_was_assumed_is_told_with_what_was_assumed(hall: SmallHall) -> None:
    line = file(hall, {"for-whom": "unsure"}, {}).lines[0]
    assert (line.finding, line.said) == ("assumed", both("本人"))


def test_a_ticket_tells_its_verdict_and_what_to_bring(hall: SmallHall) -> None:
    ticket = issue(hall, file(hall, {"for-whom": "self"}, {}))
    assert (ticket.verdict, ticket.to_bring) == ("incomplete", (both("身份证"), both("表")))
    assert ticket.pre_review is None
    plain = ticket_view(hall.state, hall.issue(), hall.now_ms)
    assert (plain.verdict, plain.to_bring, plain.bundle) == (None, (), None)


def test_a_ticket_for_a_bundle_is_named_after_it(hall: SmallHall) -> None:
    (event,) = hall.give(IssueTicket(bundle_id="opening"), KIOSK)
    ticket = ticket_view(hall.state, event.ticket_id, hall.now_ms)  # type: ignore[union-attr]
    assert ticket.item == ticket.bundle == both("开店")


def test_the_clerk_sees_the_pre_review_of_the_ticket_and_what_they_found(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    filed = file(hall, {"for-whom": "self"}, {"id-card": Brought.HELD})
    ticket_id = issue(hall, filed).ticket_id
    assert [line.verdict for line in clerks_page(hall).waiting] == ["deferrable"]
    hall.call("w1", ANN)
    page = clerks_page(hall)
    assert page.ticket is not None
    assert page.ticket.pre_review == filed
    assert Action("CheckPreReview", allowed=True) in page.actions
    (event,) = hall.give(CheckPreReview("w1", ticket_id, "id-card", Finding.UNFIT), ANN)
    assert touched(event, hall.state).now == {"clerk:w1", f"ticket:{ticket_id}"}
    page = clerks_page(hall)
    assert page.ticket is not None
    assert page.ticket.pre_review is not None
    assert [line.checked for line in page.ticket.pre_review.lines] == [None, "unfit", None]
    assert page.ticket.to_bring == (both("身份证"), both("表"))


def test_without_a_pre_review_there_is_nothing_to_check(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.call("w1", ANN)
    page = clerks_page(hall)
    assert page.ticket is not None
    assert page.ticket.pre_review is None
    assert Action("CheckPreReview", allowed=False, why=RefusalCode.PRE_REVIEW_UNKNOWN) in page.actions


def test_a_pre_review_is_told_by_the_guide_it_was_made_with(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    filed = file(hall, {"for-whom": "self"}, {})
    issue(hall, filed)
    changed = guided_tables()
    changed["catalogue"]["items"][-1] = permit(deferral_days=9)
    hall.give(publication(configuration(changed)))
    (reviewed,) = hall.state.pre_reviews.values()
    assert pre_review_view(reviewed, 30) == filed


def test_at_night_closed_items_are_those_of_the_day_to_come() -> None:
    hall = SmallHall(open_day=False)
    hall.wait(10 * 3_600)
    shown = view(hall.state, "hall", hall.now_ms)
    assert isinstance(shown, HallView)
    assert shown.next_day == "2026-11-24"
    assert {line.item_id for line in shown.closed_items} == {"gone", "past", "today-only"}
