from typing import Any

import pytest

from config.ratings import Ending
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    BreakOff,
    CloseDay,
    CloseWindow,
    EnterRating,
    ErrandKind,
    OpenDay,
    ParkTicket,
    RateAgain,
    RateErrand,
    RateService,
    RatingChannel,
    RatingLevel,
    RatingStage,
    SendAway,
    Tick,
    ToldChannel,
    TransferTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import RatingView
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import (
    EarlierService,
    ErrandRated,
    RatingDefaulted,
    RatingInvited,
    RatingLapsed,
    ServiceRated,
    ServiceRatedAgain,
    WindowRated,
)
from queue_server.domain.rules.ratings import DAY_MS
from queue_server.domain.views import view
from queue_server.domain.views.ratings import rateable_view
from tests.domain.small_hall import (
    ANN,
    BO,
    KIOSK,
    NINE_MS,
    OTHER_TERMINAL,
    TERMINAL,
    WARDEN,
    SmallHall,
    actor,
    configuration,
    name,
    tables,
    visitor,
)

GOOD = RatingLevel.SATISFIED


@pytest.fixture
def served(hall: SmallHall) -> tuple[SmallHall, str]:
    """A hall in which Ann has just finished at window 1, and the service."""
    hall.sit("w1", ANN)
    hall.issue()
    return hall, f"{hall.serve_whole('w1', ANN)}.s1"


def test_the_terminal_of_the_window_rates_what_was_done_there(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    ticket_id = service_id.removesuffix(".s1")
    event, *_ = hall.give(RateService(service_id, RatingLevel.DISSATISFIED), TERMINAL)
    assert event == ServiceRated(
        service_id,
        ticket_id,
        "w1",
        "ann",
        RatingLevel.DISSATISFIED,
        RatingChannel.TERMINAL,
        stage=RatingStage.ACCEPTANCE,
    )
    assert hall.state.windows["w1"].invited is None


def test_a_service_is_rated_once(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    hall.give(RateService(service_id, GOOD), TERMINAL)
    assert hall.refusal(RateService(service_id, GOOD), TERMINAL) is RefusalCode.ALREADY_RATED
    holder = visitor(service_id.removesuffix(".s1"))
    assert hall.refusal(RateService(service_id, GOOD), holder) is RefusalCode.ALREADY_RATED


def test_the_terminal_of_another_window_may_not_rate(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    assert hall.refusal(RateService(service_id, GOOD), OTHER_TERMINAL) is RefusalCode.FORBIDDEN
    assert hall.refusal(RateService(service_id, GOOD), actor("r9", Role.RATING)) is RefusalCode.FORBIDDEN


def test_a_visitor_rates_only_what_was_done_for_them(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    other = hall.issue()
    assert hall.refusal(RateService(service_id, GOOD), visitor(other)) is RefusalCode.FORBIDDEN


def test_a_clerk_has_no_part_in_ratings(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    assert hall.refusal(RateService(service_id, GOOD), ANN) is RefusalCode.FORBIDDEN


def test_the_channel_is_that_of_whoever_asks(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    (event,) = hall.give(RateService(service_id, GOOD), visitor(service_id.removesuffix(".s1")))
    assert isinstance(event, ServiceRated)
    assert event.channel is RatingChannel.TICKET_PAGE


def test_a_kiosk_rates_too(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    (event,) = hall.give(RateService(service_id, GOOD), KIOSK)
    assert isinstance(event, ServiceRated)
    assert event.channel is RatingChannel.KIOSK


def test_an_unknown_service_is_refused(hall: SmallHall) -> None:
    assert hall.refusal(RateService("nothing", GOOD), TERMINAL) is RefusalCode.SERVICE_UNKNOWN


def test_a_service_that_goes_on_is_not_rated(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.serve("w1", ANN)
    assert hall.refusal(RateService(f"{ticket_id}.s1", GOOD), TERMINAL) is RefusalCode.WRONG_STATE


def test_an_invitation_rests_after_its_time(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    hall.wait(59.999)
    assert not [event for event in hall.give(Tick()) if isinstance(event, RatingLapsed)]
    hall.wait(0.001)
    assert RatingLapsed(service_id, "w1") in hall.give(Tick())
    assert hall.state.windows["w1"].invited is None


def test_a_late_rating_is_still_accepted(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    hall.wait(60)
    hall.give(Tick())
    hall.wait(3600)
    hall.give(RateService(service_id, GOOD), visitor(service_id.removesuffix(".s1")))
    assert hall.state.services[service_id].rated


def test_a_clerk_who_leaves_does_not_take_the_invitation_along(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    hall.give(CloseWindow("w1"), ANN)
    hall.give(RateService(service_id, GOOD), TERMINAL)


def test_closing_cuts_no_invitation_short_and_the_evening_still_rates(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    assert not [event for event in hall.give(CloseDay()) if isinstance(event, RatingLapsed)]
    assert hall.state.windows["w1"].invited is not None
    hall.give(RateService(service_id, GOOD), TERMINAL)


def test_whose_service_ends_with_the_day_is_invited_like_anybody(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.serve("w1", ANN)
    assert RatingInvited(f"{ticket_id}.s1", "w1", hall.now_ms + 60_000, Ending.SIGNED_OUT) in hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    shown = view(hall.state, "rating:w1", hall.now_ms)
    assert isinstance(shown, RatingView)
    assert shown.invitation is not None
    assert shown.invitation.number == "A001"
    hall.give(RateService(f"{ticket_id}.s1", GOOD), TERMINAL)


def test_what_invites_is_the_halls_to_say() -> None:
    told = tables()
    told["policy"]["ratings"] = {"invites": ["sent_away"]}
    hall = SmallHall(hall=configuration(told))
    hall.sit("w1", ANN)
    hall.issue()
    hall.issue()
    hall.serve_whole("w1", ANN)
    assert hall.state.windows["w1"].invited is None
    away = hall.serve("w1", ANN)
    hall.give(SendAway("w1", away, "cashier"), ANN)
    invited = hall.state.windows["w1"].invited
    assert invited is not None
    assert invited.service_id == f"{away}.s1"


def next_day(hall: SmallHall, day: int) -> None:
    """Closes the day and opens that day of November at nine."""
    if hall.state.business_day is not None:
        hall.give(CloseDay())
    hall.now_ms = NINE_MS + (day - 23) * DAY_MS
    hall.give(Tick())
    hall.give(OpenDay(f"2026-11-{day}"))


def test_a_service_is_rated_for_some_days_and_no_longer(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    holder = visitor(service_id.removesuffix(".s1"))
    next_day(hall, 29)
    hall.wait(30 * 60)
    (event,) = hall.give(RateService(service_id, GOOD), holder)
    assert isinstance(event, ServiceRated)
    assert event.earlier is not None
    assert (event.window_id, event.clerk_id, event.earlier.business_day) == ("w1", "ann", "2026-11-23")
    assert hall.refusal(RateService(service_id, GOOD), holder) is RefusalCode.ALREADY_RATED


def test_after_its_days_a_service_is_not_rated(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    holder, ended_ms = visitor(service_id.removesuffix(".s1")), hall.now_ms
    next_day(hall, 29)
    hall.now_ms = ended_ms + 7 * DAY_MS
    assert hall.refusal(RateService(service_id, GOOD), holder) is RefusalCode.RATING_OVER
    hall.give(CloseDay())
    hall.give(OpenDay("2026-12-01"))
    assert hall.refusal(RateService(service_id, GOOD), holder) is RefusalCode.SERVICE_UNKNOWN


def test_the_ledger_of_earlier_days_keeps_only_what_may_still_be_rated(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    next_day(hall, 24)
    assert list(hall.state.past_services) == [service_id]
    hall.give(RateService(service_id, GOOD), visitor(service_id.removesuffix(".s1")))
    hall.give(RateAgain(service_id, GOOD), visitor(service_id.removesuffix(".s1")))
    next_day(hall, 25)
    assert (hall.state.past_services, hall.state.past_tickets, hall.state.unrated) == ({}, {}, [])


def test_every_service_of_a_ticket_is_rated_by_itself(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.issue()
    ticket_id = hall.serve("w1", ANN)
    hall.give(TransferTicket("w1", ticket_id, "instant"), ANN)
    hall.serve("w2", BO)
    hall.give(BreakOff("w2", ticket_id, "system_down"), BO)
    for number, terminal, clerk_id in ((1, TERMINAL, "ann"), (2, OTHER_TERMINAL, "bo")):
        (event,) = hall.give(RateService(f"{ticket_id}.s{number}", GOOD), terminal)
        assert isinstance(event, ServiceRated)
        assert event.clerk_id == clerk_id


def test_a_parked_service_may_be_rated_from_the_ticket_page(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    ticket_id = hall.serve("w1", ANN)
    hall.give(ParkTicket("w1", ticket_id), ANN)
    hall.give(RateService(f"{ticket_id}.s1", GOOD), visitor(ticket_id))


def reason(code: str, dimension: str) -> dict[str, Any]:
    return {"code": code, "dimension": dimension, "name": name(code)}


TABLE = {
    "version": "2026-1",
    "reasons": [
        reason("201", "efficiency"),
        reason("203", "ability"),
        reason("202", "attitude"),
        reason("501", "attitude"),
    ],
}


@pytest.fixture
def asked() -> tuple[SmallHall, str]:
    """A hall with a table of reasons, where Ann has just finished at window 1."""
    told = tables()
    told["policy"]["ratings"] = TABLE
    hall = SmallHall(hall=configuration(told))
    hall.sit("w1", ANN)
    hall.issue()
    return hall, f"{hall.serve_whole('w1', ANN)}.s1"


def test_reasons_are_kept_once_in_the_order_of_the_table_with_its_version(asked: tuple[SmallHall, str]) -> None:
    hall, service_id = asked
    rate = RateService(service_id, RatingLevel.DISSATISFIED, reasons=("202", "201", "202"))
    event, *_ = hall.give(rate, TERMINAL)
    assert isinstance(event, ServiceRated)
    assert (event.reasons, event.table_version) == (("201", "202"), "2026-1")


@pytest.mark.parametrize("reasons", [("501",), ("201", "999"), ("301",)])
def test_reasons_of_another_level_or_no_table_are_refused_and_the_service_can_still_be_rated(
    asked: tuple[SmallHall, str], reasons: tuple[str, ...]
) -> None:
    hall, service_id = asked
    with pytest.raises(CommandRefused) as refused:
        hall.give(RateService(service_id, RatingLevel.DISSATISFIED, reasons=reasons), TERMINAL)
    assert refused.value.code is RefusalCode.REASONS_UNFIT
    assert refused.value.details == {"allowed": "201, 203, 202"}
    hall.give(RateService(service_id, RatingLevel.DISSATISFIED), TERMINAL)


def test_without_a_table_a_rating_is_its_level_alone(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    refused = hall.refusal(RateService(service_id, GOOD, reasons=("401",)), TERMINAL)
    assert refused is RefusalCode.REASONS_UNFIT


@pytest.mark.parametrize(
    ("kind", "stage"), [("consultation", "consultation"), ("delivery", "delivery"), ("cashier", "acceptance")]
)
def test_the_stage_is_that_of_the_window_unless_the_person_says_another(kind: str, stage: str) -> None:
    told = tables()
    told["plan"]["windows"][0]["kind"] = kind
    hall = SmallHall(hall=configuration(told))
    hall.sit("w1", ANN)
    hall.issue()
    hall.issue()
    first, second = (f"{hall.serve_whole('w1', ANN)}.s1" for _ in range(2))
    for service_id, said, kept in ((first, None, stage), (second, RatingStage.EXAMINATION, "examination")):
        holder = visitor(service_id.removesuffix(".s1"))
        (event,) = hall.give(RateService(service_id, GOOD, stage=said), holder)
        assert isinstance(event, ServiceRated)
        assert event.stage is not None
        assert event.stage.value == kept


def test_levels_count_their_stars() -> None:
    assert [level.stars for level in RatingLevel] == [5, 4, 3, 2, 1]


# --- one more, of errands, told, and by default -----------------------------------------------------------------------


def test_one_more_rating_may_follow_within_its_days_and_the_first_stays(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    holder = visitor(service_id.removesuffix(".s1"))
    assert hall.refusal(RateAgain(service_id, GOOD), holder) is RefusalCode.NOT_RATED
    hall.give(RateService(service_id, RatingLevel.DISSATISFIED), TERMINAL)
    next_day(hall, 27)
    (event,) = hall.give(RateAgain(service_id, GOOD, words="…"), holder)
    earlier = EarlierService("2026-11-23", None, "general")
    assert event == ServiceRatedAgain(
        service_id,
        service_id.removesuffix(".s1"),
        "w1",
        GOOD,
        RatingChannel.TICKET_PAGE,
        has_words=True,
        earlier=earlier,
    )
    assert hall.refusal(RateAgain(service_id, GOOD), holder) is RefusalCode.ALREADY_RATED
    assert hall.replayed() == hall.state


def test_after_its_days_nothing_follows_a_rating(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    hall.give(RateService(service_id, GOOD), TERMINAL)
    hall.give(CloseDay())
    hall.now_ms += 30 * DAY_MS
    assert hall.refusal(RateAgain(service_id, GOOD), KIOSK) is RefusalCode.RATING_OVER


@pytest.mark.parametrize("by", [ANN, TERMINAL, WARDEN, actor("sue", Role.SUPERVISOR)])
def test_only_who_holds_the_ticket_or_a_kiosk_rates_again(served: tuple[SmallHall, str], by: Actor) -> None:
    hall, service_id = served
    hall.give(RateService(service_id, GOOD), TERMINAL)
    assert hall.refusal(RateAgain(service_id, GOOD), by) is RefusalCode.FORBIDDEN


def test_what_somebody_did_at_a_kiosk_is_rated_once(hall: SmallHall) -> None:
    rate = RateErrand("printed-1", ErrandKind.GUIDE, RatingLevel.VERY_SATISFIED)
    (event,) = hall.give(rate, KIOSK)
    assert event == ErrandRated(
        f"r{hall.state.seq}", "printed-1", ErrandKind.GUIDE, "k1", "2026-11-23", RatingLevel.VERY_SATISFIED
    )
    assert hall.refusal(rate, KIOSK) is RefusalCode.ALREADY_RATED
    hall.give(RateErrand("printed-1", ErrandKind.SHEET, GOOD), KIOSK)


@pytest.mark.parametrize("errand", [ErrandKind.PRE_REVIEW, ErrandKind.CHECK_IN, ErrandKind.BOOKING])
def test_an_errand_that_never_was_is_not_rated(hall: SmallHall, errand: ErrandKind) -> None:
    assert hall.refusal(RateErrand("a1", errand, GOOD), KIOSK) is RefusalCode.ERRAND_UNKNOWN


def test_a_ticket_that_came_of_a_check_in_is_one(hall: SmallHall) -> None:
    hall.give(RateErrand(hall.issue(), ErrandKind.CHECK_IN, GOOD), KIOSK)


def test_what_was_told_of_a_ticket_is_its_rating_and_names_who_typed_it_in(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    next_day(hall, 24)
    told = EnterRating(ToldChannel.TELEPHONE, "2026-11-23", RatingLevel.DISSATISFIED, number="A001", contact="…")
    event, *_ = hall.give(told, WARDEN)
    assert isinstance(event, ServiceRated)
    assert (event.service_id, event.channel, event.entered_by) == (service_id, RatingChannel.TELEPHONE, "warden")
    assert (event.has_words, event.named) == (False, True)
    assert hall.refusal(told, WARDEN) is RefusalCode.ALREADY_RATED


def test_what_was_told_of_a_window_belongs_to_no_service(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    told = EnterRating(ToldChannel.SUGGESTION_BOX, "2026-11-20", GOOD, window_id="w1", words="…")
    (event,) = hall.give(told, WARDEN)
    assert event == WindowRated(
        f"r{hall.state.seq}",
        "w1",
        "2026-11-20",
        GOOD,
        RatingChannel.SUGGESTION_BOX,
        "warden",
        stage=RatingStage.ACCEPTANCE,
        has_words=True,
    )
    hall.give(told, WARDEN)  # another sheet in the same box
    assert not hall.state.services[service_id].rated


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (EnterRating(ToldChannel.LETTER, "2026-11-23", GOOD), RefusalCode.MALFORMED),
        (EnterRating(ToldChannel.LETTER, "2026-11-23", GOOD, number="A001", window_id="w1"), RefusalCode.MALFORMED),
        (EnterRating(ToldChannel.LETTER, "2026-11-24", GOOD, window_id="w1"), RefusalCode.DAY_UNFIT),
        (EnterRating(ToldChannel.LETTER, "2026-02-30", GOOD, window_id="w1"), RefusalCode.DAY_UNFIT),
        (EnterRating(ToldChannel.LETTER, "2026-11-23", GOOD, window_id="w99"), RefusalCode.WINDOW_UNKNOWN),
        (EnterRating(ToldChannel.LETTER, "2026-11-23", GOOD, number="A999"), RefusalCode.SERVICE_UNKNOWN),
        (EnterRating(ToldChannel.LETTER, "2026-11-22", GOOD, number="A001"), RefusalCode.SERVICE_UNKNOWN),
    ],
)
def test_what_was_told_of_nothing_is_refused(
    served: tuple[SmallHall, str], told: EnterRating, refused: RefusalCode
) -> None:
    assert served[0].refusal(told, WARDEN) is refused


def test_a_clerk_enters_no_ratings(served: tuple[SmallHall, str]) -> None:
    told = EnterRating(ToldChannel.LETTER, "2026-11-23", GOOD, number="A001")
    assert served[0].refusal(told, ANN) is RefusalCode.FORBIDDEN


@pytest.fixture
def defaulting() -> tuple[SmallHall, str, str]:
    """A hall with default ratings after two days: one rated and one not, ended on the first day."""
    told = tables()
    told["policy"]["ratings"] = {"default_after_days": 2, "rate_days": 7}
    hall = SmallHall(hall=configuration(told))
    hall.sit("w1", ANN)
    hall.issue()
    hall.issue()
    rated, unrated = (f"{hall.serve_whole('w1', ANN)}.s1" for _ in range(2))
    hall.give(RateService(rated, GOOD), visitor(rated.removesuffix(".s1")))
    return hall, rated, unrated


def test_where_the_rule_wants_it_a_default_stands_for_a_rating_that_nobody_gave(
    defaulting: tuple[SmallHall, str, str],
) -> None:
    hall, _, unrated = defaulting
    ended_ms = hall.state.services[unrated].ended_at_ms
    next_day(hall, 24)
    assert next_deadline_ms(hall.state) == ended_ms + 2 * DAY_MS
    hall.now_ms = ended_ms + 2 * DAY_MS
    earlier = EarlierService("2026-11-23", None, "general")
    assert RatingDefaulted(
        unrated, unrated.removesuffix(".s1"), "w1", "ann", RatingLevel.FAIR, earlier=earlier
    ) in hall.give(Tick())
    assert not [event for event in hall.give(Tick()) if isinstance(event, RatingDefaulted)]
    assert next_deadline_ms(hall.state) is None
    assert hall.replayed() == hall.state


def test_whoever_rates_after_a_default_has_rated(defaulting: tuple[SmallHall, str, str]) -> None:
    hall, _, unrated = defaulting
    next_day(hall, 26)
    (event,) = hall.give(RateService(unrated, GOOD), visitor(unrated.removesuffix(".s1")))
    assert isinstance(event, ServiceRated)


def test_a_service_that_was_rated_gets_no_default(defaulting: tuple[SmallHall, str, str]) -> None:
    hall, rated, _ = defaulting
    hall.now_ms += 3 * DAY_MS
    defaulted = {event.service_id for event in hall.give(Tick()) if isinstance(event, RatingDefaulted)}
    assert rated not in defaulted


def test_without_such_a_rule_there_is_never_a_default(served: tuple[SmallHall, str]) -> None:
    hall, _ = served
    hall.now_ms += 400 * DAY_MS
    assert not [event for event in hall.give(Tick()) if isinstance(event, RatingDefaulted)]


# --- what screens show ------------------------------------------------------------------------------------------------


def test_a_phone_is_told_what_may_be_rated_and_until_when(asked: tuple[SmallHall, str]) -> None:
    hall, service_id = asked
    ticket_id, ended_ms = service_id.removesuffix(".s1"), hall.now_ms
    shown = rateable_view(hall.state, ticket_id, hall.now_ms)
    assert (shown.service_id, shown.number, shown.business_day) == (service_id, "A001", "2026-11-23")
    assert (shown.may_rate, shown.may_rate_again, shown.until_ms) == (True, False, ended_ms + 7 * DAY_MS)
    assert [line.code for line in shown.reasons] == ["201", "203", "202", "501"]
    assert shown.reasons[3].level is RatingLevel.VERY_SATISFIED
    next_day(hall, 25)
    hall.give(RateService(service_id, GOOD), visitor(ticket_id))
    later = rateable_view(hall.state, ticket_id, hall.now_ms)
    assert (later.rated, later.may_rate, later.may_rate_again) == (True, False, True)
    assert later.until_ms == hall.now_ms + 30 * DAY_MS
    hall.give(RateAgain(service_id, GOOD), visitor(ticket_id))
    last = rateable_view(hall.state, ticket_id, hall.now_ms)
    assert (last.rated_again, last.may_rate, last.may_rate_again) == (True, False, False)


def test_a_ticket_nobody_has_served_has_nothing_to_rate(hall: SmallHall) -> None:
    shown = rateable_view(hall.state, hall.issue(), hall.now_ms)
    assert (shown.service_id, shown.may_rate, shown.may_rate_again) == (None, False, False)


def test_a_ticket_of_long_ago_is_not_found(hall: SmallHall) -> None:
    with pytest.raises(CommandRefused) as refused:
        rateable_view(hall.state, "2020-01-01.A001", hall.now_ms)
    assert refused.value.code is RefusalCode.NOT_FOUND


def test_the_terminal_has_the_reasons_and_the_stage_of_its_window(asked: tuple[SmallHall, str]) -> None:
    hall, _ = asked
    shown = view(hall.state, "rating:w1", hall.now_ms)
    assert isinstance(shown, RatingView)
    assert [line.code for line in shown.reasons] == ["201", "203", "202", "501"]
    assert shown.stages == tuple(RatingStage)
    assert shown.invitation is not None
    assert shown.invitation.stage is RatingStage.ACCEPTANCE
