from typing import Any

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
    RatingStage,
    Tick,
    TransferTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import RatingLapsed, ServiceRated
from tests.domain.small_hall import (
    ANN,
    BO,
    KIOSK,
    OTHER_TERMINAL,
    TERMINAL,
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
    assert hall.give(RateService(service_id, RatingLevel.DISSATISFIED), TERMINAL) == (
        ServiceRated(
            service_id,
            ticket_id,
            "w1",
            "ann",
            RatingLevel.DISSATISFIED,
            RatingChannel.TERMINAL,
            stage=RatingStage.ACCEPTANCE,
        ),
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
    (event,) = hall.give(rate, TERMINAL)
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
