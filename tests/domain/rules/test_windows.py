import pytest

from queue_server.contract.actors import Role
from queue_server.contract.commands import CloseDay, CloseWindow, OpenWindow, PauseWindow
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import WindowState
from queue_server.domain.events import WindowClosed, WindowOpened, WindowPaused
from tests.domain.small_hall import ANN, BO, CAI, DEE, KIOSK, SmallHall, actor


def test_the_holder_of_the_primary_post_sits_down(hall: SmallHall) -> None:
    assert hall.give(OpenWindow("w1"), ANN) == (WindowOpened("w1", "ann", "primary"),)


def test_the_holder_of_the_backup_post_stands_in(hall: SmallHall) -> None:
    assert hall.give(OpenWindow("w1"), BO) == (WindowOpened("w1", "bo", "backup"),)


def test_nobody_sits_down_without_a_post_not_even_a_supervisor(hall: SmallHall) -> None:
    assert hall.refusal(OpenWindow("w3"), ANN) is RefusalCode.POST_NOT_HELD
    supervising_clerk = actor("dee", Role.SUPERVISOR, Role.CLERK)
    assert hall.refusal(OpenWindow("w1"), supervising_clerk) is RefusalCode.POST_NOT_HELD


def test_a_stranger_does_not_sit_down(hall: SmallHall) -> None:
    assert hall.refusal(OpenWindow("w1"), actor("eve", Role.CLERK)) is RefusalCode.CLERK_UNKNOWN
    assert hall.refusal(OpenWindow("w9"), ANN) is RefusalCode.WINDOW_UNKNOWN
    assert hall.refusal(OpenWindow("w1"), KIOSK) is RefusalCode.FORBIDDEN


def test_windows_stay_closed_in_a_closed_hall(hall: SmallHall) -> None:
    hall.give(CloseDay())
    assert hall.refusal(OpenWindow("w1"), ANN) is RefusalCode.DAY_CLOSED


def test_nobody_takes_the_seat_of_another(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    assert hall.refusal(OpenWindow("w1"), BO) is RefusalCode.WINDOW_OPEN
    hall.give(PauseWindow("w1", "rest"), ANN)
    assert hall.refusal(OpenWindow("w1"), BO) is RefusalCode.WINDOW_OPEN


def test_a_clerk_holds_one_window_at_a_time(hall: SmallHall) -> None:
    hall.sit("w3", CAI)
    assert hall.refusal(OpenWindow("w4"), CAI) is RefusalCode.CLERK_ELSEWHERE
    hall.give(CloseWindow("w3"), CAI)
    hall.sit("w4", CAI)


def test_an_open_window_is_not_opened_again(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    assert hall.refusal(OpenWindow("w1"), ANN) is RefusalCode.WRONG_STATE


def test_pausing_needs_a_reason_the_hall_knows(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    assert hall.refusal(PauseWindow("w1", "because"), ANN) is RefusalCode.REASON_UNKNOWN
    assert hall.give(PauseWindow("w1", "rest"), ANN) == (WindowPaused("w1", "rest"),)
    assert hall.refusal(PauseWindow("w1", "rest"), ANN) is RefusalCode.WINDOW_NOT_OPEN


def test_a_clerk_comes_back_from_a_pause(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.give(PauseWindow("w1", "rest"), ANN)
    hall.sit("w1", ANN)
    assert hall.state.windows["w1"].state is WindowState.OPEN
    assert hall.state.windows["w1"].paused_because is None


def test_a_clerk_who_pauses_keeps_the_seat(hall: SmallHall) -> None:
    hall.sit("w3", CAI)
    hall.give(PauseWindow("w3", "rest"), CAI)
    assert hall.refusal(OpenWindow("w4"), CAI) is RefusalCode.CLERK_ELSEWHERE


@pytest.mark.parametrize("in_service", [False, True])
def test_a_window_with_a_ticket_neither_pauses_nor_closes(hall: SmallHall, in_service: bool) -> None:
    hall.issue()
    hall.sit("w1", ANN)
    (hall.serve if in_service else hall.call)("w1", ANN)
    assert hall.refusal(PauseWindow("w1", "rest"), ANN) is RefusalCode.WINDOW_BUSY
    assert hall.refusal(CloseWindow("w1"), ANN) is RefusalCode.WINDOW_BUSY
    assert hall.refusal(CloseWindow("w1"), DEE) is RefusalCode.WINDOW_BUSY


def test_the_clerk_or_a_supervisor_closes_a_window(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    assert hall.refusal(CloseWindow("w1"), BO) is RefusalCode.WINDOW_NOT_YOURS
    assert hall.give(CloseWindow("w1"), ANN) == (WindowClosed("w1", "clerk"),)
    hall.sit("w1", ANN)
    hall.give(PauseWindow("w1", "rest"), ANN)
    assert hall.give(CloseWindow("w1"), DEE) == (WindowClosed("w1", "supervisor"),)
    assert hall.refusal(CloseWindow("w1"), DEE) is RefusalCode.WINDOW_NOT_OPEN
