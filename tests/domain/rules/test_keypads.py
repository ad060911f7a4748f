import pytest

from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    CallKey,
    CallNext,
    ParkTicket,
    PauseWindow,
    PressKey,
    RateService,
    RatingChannel,
    RatingLevel,
    RatingStage,
    WithdrawRequest,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import FloorView, Label, TicketState, WindowState
from queue_server.domain.events import (
    AlarmRaised,
    KeyPressed,
    RatingInvited,
    ServiceRated,
    ServingFinished,
    ServingStarted,
    TicketCalled,
    TicketMissed,
    TicketParked,
    TicketRecalled,
    WindowOpened,
    WindowPaused,
)
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, BRIDGE, CAI, SmallHall, actor, configuration, tables


def key(key: CallKey, window_id: str = "w1", device_id: str = "call-pads") -> PressKey:
    return PressKey(device_id, window_id, key)


@pytest.fixture
def seated(hall: SmallHall) -> SmallHall:
    """Ann sits at window 1; two people wait."""
    hall.sit("w1", ANN)
    hall.issue()
    hall.issue()
    return hall


def test_a_key_is_kept_with_its_pad_and_the_clerk_and_what_came_of_it_is_the_clerks(seated: SmallHall) -> None:
    pressed, called = seated.give(key(CallKey.NEXT), BRIDGE)
    assert pressed == KeyPressed("call-pads", "w1", "ann", CallKey.NEXT)
    assert isinstance(called, TicketCalled)
    assert (called.window_id, called.clerk_id) == ("w1", "ann")
    assert {recorded.actor for recorded in seated.journal[-2:]} == {BRIDGE}


def test_a_visit_from_call_to_end_by_keys_alone(seated: SmallHall) -> None:
    policy = seated.state.hall.policy
    happened = []
    for pressed in (CallKey.NEXT, CallKey.RECALL, CallKey.START, CallKey.FINISH):
        seated.now_ms += (policy.recall_pause_s + 1) * 1000
        happened += seated.give(key(pressed), BRIDGE)[1:]
    assert [type(event) for event in happened] == [
        TicketCalled,
        TicketRecalled,
        ServingStarted,
        ServingFinished,
        RatingInvited,
    ]
    assert seated.state.windows["w1"].ticket_id is None


def test_who_does_not_come_is_missed_and_who_must_fetch_something_is_parked_by_key(seated: SmallHall) -> None:
    seated.give(key(CallKey.NEXT), BRIDGE)
    assert isinstance(seated.give(key(CallKey.NO_SHOW), BRIDGE)[1], TicketMissed)
    seated.give(key(CallKey.NEXT), BRIDGE)
    assert isinstance(seated.give(key(CallKey.PARK), BRIDGE)[1], TicketParked)


def test_the_pause_key_pauses_and_pressed_again_opens(seated: SmallHall) -> None:
    seated.sit("w2", actor("bo", Role.CLERK))  # who takes those who wait meanwhile
    assert seated.give(key(CallKey.PAUSE), BRIDGE)[1] == WindowPaused("w1", "rest")
    assert seated.refusal(key(CallKey.NEXT), BRIDGE) is RefusalCode.WINDOW_NOT_OPEN
    assert seated.give(key(CallKey.PAUSE), BRIDGE)[1] == WindowOpened("w1", "ann", "primary")


def test_the_pause_key_takes_the_first_reason_that_holds_now() -> None:
    changed = tables()
    changed["policy"]["pause_reasons"] = ["lunch", "rest"]
    changed["policy"]["hours"]["lunch"] = {"begins_at": "12:00", "ends_at": "13:00", "windows_min": 1}
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w1", ANN)
    hall.sit("w2", actor("bo", Role.CLERK))
    assert hall.give(key(CallKey.PAUSE), BRIDGE)[1] == WindowPaused("w1", "rest")
    hall.give(key(CallKey.PAUSE), BRIDGE)
    hall.wait(3 * 3_600)
    assert hall.give(key(CallKey.PAUSE), BRIDGE)[1] == WindowPaused("w1", "lunch")
    hall.give(key(CallKey.PAUSE), BRIDGE)
    hall.issue()
    hall.call("w1", ANN)
    assert hall.refusal(key(CallKey.PAUSE), BRIDGE) is RefusalCode.WINDOW_BUSY


def test_help_is_called_for_from_the_window_and_once(seated: SmallHall) -> None:
    raised = seated.give(key(CallKey.HELP), BRIDGE)[1]
    assert isinstance(raised, AlarmRaised)
    assert (raised.kind, raised.about) == ("help_called", "w1")
    assert [type(event) for event in seated.give(key(CallKey.HELP), BRIDGE)] == [KeyPressed]
    floor = view(seated.state, "floor", seated.now_ms)
    assert isinstance(floor, FloorView)
    assert [alarm.name for alarm in floor.alarms] == [Label("1 W1", "1 W1")]


@pytest.mark.parametrize("pressed", [CallKey.RECALL, CallKey.START, CallKey.FINISH, CallKey.NO_SHOW, CallKey.PARK])
def test_a_key_about_a_ticket_needs_one_at_the_window(seated: SmallHall, pressed: CallKey) -> None:
    assert seated.refusal(key(pressed), BRIDGE) is RefusalCode.WRONG_STATE


@pytest.mark.parametrize("pressed", CallKey)
def test_nothing_happens_at_a_window_where_nobody_sits(hall: SmallHall, pressed: CallKey) -> None:
    hall.issue()
    assert hall.refusal(key(pressed), BRIDGE) is RefusalCode.WINDOW_NOT_OPEN
    assert hall.state.windows["w1"].state is WindowState.CLOSED


def test_a_key_cannot_do_what_its_clerk_could_not(seated: SmallHall) -> None:
    seated.give(key(CallKey.NEXT), BRIDGE)
    assert seated.refusal(key(CallKey.NEXT), BRIDGE) is RefusalCode.WINDOW_BUSY
    assert seated.refusal(key(CallKey.PAUSE), BRIDGE) is RefusalCode.WINDOW_BUSY
    assert seated.refusal(CallNext("w1"), BRIDGE) is RefusalCode.FORBIDDEN
    assert seated.refusal(PauseWindow("w1", "rest"), BRIDGE) is RefusalCode.FORBIDDEN


def test_a_pad_acts_at_its_own_windows_only_and_only_through_its_own_bridge(seated: SmallHall) -> None:
    seated.sit("w3", CAI)
    assert seated.refusal(key(CallKey.NEXT, "w3"), BRIDGE) is RefusalCode.DEVICE_UNKNOWN
    assert seated.refusal(key(CallKey.NEXT, device_id="rating-pads"), BRIDGE) is RefusalCode.DEVICE_UNKNOWN
    assert seated.refusal(key(CallKey.NEXT, device_id="bar"), BRIDGE) is RefusalCode.DEVICE_UNKNOWN
    other = actor("bridge-2", Role.BRIDGE)
    assert seated.refusal(key(CallKey.NEXT), other) is RefusalCode.DEVICE_UNKNOWN
    assert seated.refusal(key(CallKey.NEXT), ANN) is RefusalCode.FORBIDDEN


def test_a_press_its_bridge_gave_up_is_refused_when_it_comes_late(seated: SmallHall) -> None:
    seated.give(WithdrawRequest("press-00001"), BRIDGE)
    assert seated.refusal(key(CallKey.NEXT), BRIDGE, key="press-00001") is RefusalCode.REQUEST_WITHDRAWN
    assert all(ticket.state is TicketState.WAITING for ticket in seated.state.tickets.values())


def test_what_a_key_did_its_clerk_goes_on_with(seated: SmallHall) -> None:
    seated.give(key(CallKey.NEXT), BRIDGE)
    ticket_id = seated.state.windows["w1"].ticket_id or ""
    assert isinstance(seated.give(ParkTicket("w1", ticket_id), ANN)[0], TicketParked)


def test_a_rating_pad_rates_what_was_done_at_its_windows(seated: SmallHall) -> None:
    ticket_id = seated.serve_whole("w1", ANN)
    service_id = f"{ticket_id}.s1"
    assert seated.give(RateService(service_id, RatingLevel.FAIR), BRIDGE) == (
        ServiceRated(
            service_id,
            ticket_id,
            "w1",
            "ann",
            RatingLevel.FAIR,
            RatingChannel.KEYPAD,
            stage=RatingStage.ACCEPTANCE,
        ),
    )


def test_a_rating_pad_does_not_rate_what_was_done_elsewhere(hall: SmallHall) -> None:
    hall.sit("w3", CAI)
    hall.issue()
    service_id = f"{hall.serve_whole('w3', CAI)}.s1"
    assert hall.refusal(RateService(service_id, RatingLevel.FAIR), BRIDGE) is RefusalCode.FORBIDDEN
    assert hall.refusal(RateService(service_id, RatingLevel.FAIR), actor("b9", Role.BRIDGE)) is RefusalCode.FORBIDDEN
