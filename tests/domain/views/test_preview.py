"""What another profile would mean is told before it is given: who waits, and who would be open for them."""

import pytest

from queue_server.contract.commands import ApproveWindow, AssignProfile, OpenWindow, RequestWindow, WindowChange
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ClerkView, FloorView, PanelView, ProfilePreview, TicketView
from queue_server.domain.views import view
from queue_server.domain.views.preview import preview
from tests.domain.small_hall import ANN, BO, CAI, DEE, GUS, SmallHall, fingerprint


def of(hall: SmallHall, window_id: str, profile_id: str) -> ProfilePreview:
    before = fingerprint(hall.state)
    seen = preview(hall.state, window_id, profile_id, hall.now_ms)
    assert fingerprint(hall.state) == before
    return seen


def test_queues_and_shares_are_told_before_and_after(hall: SmallHall) -> None:
    hall.sit("w1", ANN)  # general
    hall.sit("w2", BO)  # general and instant
    for _ in range(4):
        hall.issue("instant")
    hall.issue("general")
    seen = of(hall, "w1", "mixed")
    lines = {line.queue_id: line for line in seen.queues}
    assert (lines["instant"].waiting, lines["instant"].longest_since_ms) == (4, hall.now_ms)
    assert (lines["instant"].windows_open_before, lines["instant"].windows_open_after) == (1, 2)
    assert (lines["instant"].windows_before, lines["instant"].windows_after) == (2, 3)
    shares = {load.window.window_id: (load.share_before, load.share_after) for load in seen.windows}
    assert shares == {"w1": (0.5, 2.5), "w2": (4.5, 2.5)}
    assert (seen.why_not, seen.queues_left, seen.uncovered) == (None, (), ())


def test_a_queue_without_an_open_window_is_named(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue("general")
    assert of(hall, "w1", "cashier").uncovered == ("general",)


def test_what_would_be_refused_says_why_and_which_queues(hall: SmallHall) -> None:
    seen = of(hall, "w4", "mixed")
    assert (seen.why_not, seen.queues_left) == (RefusalCode.QUEUE_LEFT, ("cashier",))


def test_it_comes_true(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    for _ in range(3):
        hall.issue("instant")
    told = {line.queue_id: line.windows_open_after for line in of(hall, "w1", "mixed").queues}
    hall.give(AssignProfile("w1", "mixed", "long queue"), DEE)
    floor = view(hall.state, "floor", hall.now_ms)
    assert isinstance(floor, FloorView)
    assert {line.queue_id: line.windows_open for line in floor.queues if line.queue_id in told} == told
    assert {line.window.window_id: line.profile_id for line in floor.windows}["w1"] == "mixed"


@pytest.mark.parametrize(("window_id", "profile_id"), [("w9", "mixed"), ("w1", "nothing")])
def test_of_what_is_not_in_the_plan_nothing_is_told(hall: SmallHall, window_id: str, profile_id: str) -> None:
    with pytest.raises(CommandRefused):
        of(hall, window_id, profile_id)


def test_the_floor_shows_uncovered_posts_requests_and_profiles(hall: SmallHall) -> None:
    hall.issue("cashier", GUS)
    hall.give(RequestWindow("w1", WindowChange.WITHDRAW, "few people"), DEE)
    floor = view(hall.state, "floor", hall.now_ms)
    assert isinstance(floor, FloorView)
    assert [(line.queue_id, line.waiting, line.windows) for line in floor.uncovered] == [("cashier", 1, (4,))]
    (asked,) = floor.requests
    assert (asked.window.number, asked.change, asked.reason, asked.requested_by_name) == (
        1,
        "withdraw",
        "few people",
        "Dee",
    )
    assert {action.command: action.allowed for action in asked.actions} == {"ApproveWindow": True, "RejectWindow": True}
    assert [profile.profile_id for profile in floor.profiles] == ["general", "mixed", "cashier"]


def test_a_clerk_sees_whether_leaving_needs_a_reason_and_who_could_stand_in(hall: SmallHall) -> None:
    hall.sit("w4", CAI)
    page = view(hall.state, "clerk:w4", hall.now_ms)
    assert isinstance(page, ClerkView)
    assert page.leave_reasons == ()
    hall.issue("cashier", GUS)
    page = view(hall.state, "clerk:w4", hall.now_ms)
    assert isinstance(page, ClerkView)
    assert page.leave_reasons == hall.state.hall.policy.leave_reasons
    assert page.backup_name is None
    hall.sit("w2", BO)
    page = view(hall.state, "clerk:w1", hall.now_ms)
    assert isinstance(page, ClerkView)
    assert page.backup_name == "Bo"
    assert page.take_over is not None
    assert page.take_over.allowed


def test_the_trainee_shows_on_panel_page_and_floor(hall: SmallHall) -> None:
    page = view(hall.state, "clerk:w1", hall.now_ms)
    assert isinstance(page, ClerkView)
    assert [trainee.trainee_id for trainee in page.trainees] == ["eva"]
    hall.give(OpenWindow("w1", "eva"), ANN)
    panel, page = view(hall.state, "panel:w1", hall.now_ms), view(hall.state, "clerk:w1", hall.now_ms)
    floor = view(hall.state, "floor", hall.now_ms)
    assert isinstance(panel, PanelView)
    assert isinstance(page, ClerkView)
    assert isinstance(floor, FloorView)
    assert (panel.clerk_name, panel.trainee_name, panel.trainee_number) == ("Ann", "Eva", "no-eva")
    assert (page.trainee_name, page.trainees) == ("Eva", ())
    assert {line.window.window_id: line.trainee_name for line in floor.windows}["w1"] == "Eva"


def test_a_ticket_names_no_window_that_is_withdrawn(hall: SmallHall) -> None:
    ticket_id = hall.issue("general")
    hall.give(RequestWindow("w1", WindowChange.WITHDRAW, "few people"), GUS)
    hall.give(ApproveWindow(hall.state.requests["w1"].request_id), DEE)
    page = view(hall.state, f"ticket:{ticket_id}", hall.now_ms)
    assert isinstance(page, TicketView)
    assert page.windows == (2, 3)
