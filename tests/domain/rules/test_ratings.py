import pytest

from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    BreakOff,
    CloseDay,
    CloseWindow,
    OpenDay,
    ParkTicket,
    RateService,
    RatingChannel,
    RatingLevel,
    Tick,
    TransferTicket,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.events import RatingLapsed, ServiceRated
from tests.domain.small_hall import ANN, BO, KIOSK, OTHER_TERMINAL, TERMINAL, SmallHall, actor, visitor

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
    assert hall.give(RateService(service_id, RatingLevel.DISSATISFIED), TERMINAL) == (
        ServiceRated(service_id, ticket_id, "w1", "ann", RatingLevel.DISSATISFIED, RatingChannel.TERMINAL),
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


def test_closing_ends_invitations_and_the_evening_still_rates(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    assert RatingLapsed(service_id, "w1") in hall.give(CloseDay())
    hall.give(RateService(service_id, GOOD), visitor(service_id.removesuffix(".s1")))


def test_yesterdays_service_is_not_rated(served: tuple[SmallHall, str]) -> None:
    hall, service_id = served
    hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    holder = visitor(service_id.removesuffix(".s1"))
    assert hall.refusal(RateService(service_id, GOOD), holder) is RefusalCode.SERVICE_UNKNOWN


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
