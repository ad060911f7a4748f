"""What the history keeps of posts: who worked with whom, who took over, why people were left, what was approved."""

from typing import Any

from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    ApproveWindow,
    CloseWindow,
    FinishServing,
    OpenWindow,
    RateService,
    RatingLevel,
    RejectWindow,
    RequestWindow,
    TakeOver,
    WindowChange,
)
from queue_server.storage.history import History
from tests.domain.small_hall import ANN, BO, CAI, DEE, GUS, TERMINAL, SmallHall, actor

OTHER_SUPERVISOR = actor("una", Role.SUPERVISOR)


def rows(hall: SmallHall, table: str) -> list[dict[str, Any]]:
    history = History("small")
    for recorded in hall.journal:
        history.apply(recorded)
    return next((list(kept) for of, kept in history.take_changes() if of.name == table), [])


def test_a_service_with_a_trainee_names_both_and_so_does_its_rating() -> None:
    hall = SmallHall()
    hall.give(OpenWindow("w1", "eva"), ANN)
    ticket_id = hall.issue()
    hall.serve_whole("w1", ANN)
    hall.give(RateService(f"{ticket_id}.s1", RatingLevel.FAIR), TERMINAL)
    for table in ("services", "ratings", "window_sessions"):
        (row,) = rows(hall, table)
        assert (row["clerk_id"], row["trainee_id"]) == ("ann", "eva"), table


def test_a_service_that_was_taken_over_is_of_who_ends_it_and_the_session_of_the_other_has_ended() -> None:
    hall = SmallHall()
    hall.give(OpenWindow("w1", "eva"), ANN)
    ticket_id = hall.issue()
    hall.serve("w1", ANN)
    hall.wait(60)
    hall.give(TakeOver("w1"), BO)
    hall.give(FinishServing("w1", ticket_id), BO)
    (service,) = rows(hall, "services")
    assert (service["clerk_id"], service["trainee_id"], service["outcome"]) == ("bo", None, "finished")
    first, second = rows(hall, "window_sessions")
    assert (first["clerk_id"], first["ended_at_ms"]) == ("ann", hall.now_ms)
    assert (second["clerk_id"], second["post"], second["began_at_ms"]) == ("bo", "backup", hall.now_ms)
    assert second["ended_at_ms"] is None


def test_why_somebody_left_people_waiting_is_kept() -> None:
    hall = SmallHall()
    hall.sit("w4", CAI)
    hall.issue("cashier", GUS)
    hall.give(CloseWindow("w4", "unwell"), CAI)
    (session,) = rows(hall, "window_sessions")
    assert session["leave_reason"] == "unwell"


def test_requests_are_kept_with_who_asked_and_who_decided() -> None:
    hall = SmallHall()
    for decide in (lambda id_: ApproveWindow(id_), lambda id_: RejectWindow(id_, "not now")):
        change = WindowChange.OPEN if hall.state.windows["w1"].withdrawn else WindowChange.WITHDRAW
        hall.give(RequestWindow("w1", change, "few people"), GUS)
        hall.give(decide(hall.state.requests["w1"].request_id), OTHER_SUPERVISOR if change == "withdraw" else DEE)
    approved, rejected = rows(hall, "window_requests")
    assert (approved["change"], approved["requested_by"], approved["decided_by"]) == ("withdraw", "gus", "una")
    assert (approved["outcome"], approved["decided_at_ms"], approved["why_rejected"]) == ("approved", hall.now_ms, None)
    assert (rejected["change"], rejected["outcome"], rejected["why_rejected"]) == ("open", "rejected", "not now")
