"""Every kind of waiting in the day: each is there, and each planted fault fails it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import AnyCommand, CheckIn, FinishServing, Position, SendAway, TransferTicket
from queue_server.contract.views import Accepted
from queue_server.domain import events, priority
from queue_server.domain.events import Recorded
from queue_server.web.caller import Caller
from simulation.day import arrivals, booking, service
from simulation.day.hall import Day, Outcome, play
from simulation.day.judgement import Judgement
from simulation.day.posts import Posts
from simulation.day.precedence import Precedence
from simulation.day.server import Edges
from tests.simulation.sample_day import played

E = TypeVar("E", bound=events.Event)

BY_CHANCE = {"withdrawn", "granted", "missed", "cancelled", "taken_over", "empty_posts"}
BY_CHANCE |= {"keys", "rated_by_key", "tags", "buzzed"}  # see test_day_with_devices
FEW, HOURS = 60, 2.0


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return played(tmp_path_factory.mktemp("day"), "4", 150, open_hours=4.0)


def test_a_day_has_every_kind_of_waiting(outcome: Outcome) -> None:
    assert outcome.sound, outcome.judgement
    assert [kind for kind, times in outcome.kinds.items() if not times and kind not in BY_CHANCE] == []
    stations = {each.by_station for _, each in _of(outcome.journal, events.TicketIssued) if each.appointment_id}
    assert None in stations  # by the guide
    assert stations & {"kiosk-1", "kiosk-2"}


# --- calls, counted again -----------------------------------------------------------------------------------------


def _of(journal: Iterable[Recorded], kind: type[E]) -> list[tuple[Recorded, E]]:
    return [(recorded, recorded.event) for recorded in journal if isinstance(recorded.event, kind)]


def _recount(outcome: Outcome, journal: Sequence[Recorded], nobody: Iterable[tuple[int, str]] = ()) -> list[str]:
    found = Judgement({}, 0)
    Precedence(outcome.day.configuration, found).recount(journal, nobody)
    return found.contradicted


def _with(recorded: Recorded, **changes: Any) -> Recorded:
    return msgspec.structs.replace(recorded, event=msgspec.structs.replace(recorded.event, **changes))


def _up_to(outcome: Outcome, recorded: Recorded) -> tuple[Recorded, ...]:
    return outcome.journal[: outcome.journal.index(recorded)]


def test_a_call_out_of_order_is_found(outcome: Outcome) -> None:
    """Two who wait in the same queue are called one after the other; the other way about it is no order."""
    for at, first in _of(outcome.journal, events.TicketCalled):
        before = _up_to(outcome, at)
        issued = {ticket.ticket_id: ticket for _, ticket in _of(before, events.TicketIssued)}
        gone = {each.ticket_id for _, each in _of(before, events.TicketCalled)}
        gone |= {each.ticket_id for _, each in _of(before, events.TicketCancelled)}
        mine = issued[first.ticket_id]
        behind = [
            each.ticket_id
            for each in issued.values()
            if each.ticket_id not in gone
            and (each.queue_id, each.priority, each.appointment_id) == (mine.queue_id, None, None)
            and each.place > mine.place
        ]
        if behind and mine.priority is None and first.rule == "longest_waiting":
            assert _recount(outcome, (*before, at)) == []
            wrong = _recount(outcome, (*before, _with(at, ticket_id=behind[0], trace=None)))
            assert any(f"before {mine.ticket_id}" in finding for finding in wrong)
            return
    raise AssertionError("nobody ever waited behind somebody")


def test_a_call_to_a_window_that_does_not_take_the_queue_is_found(outcome: Outcome) -> None:
    at = next(at for at, call in _of(outcome.journal, events.TicketCalled) if call.window_id == "w12")
    wrong = _recount(outcome, (*_up_to(outcome, at), _with(at, window_id="w17")))
    assert [each.partition("), ")[2] for each in wrong] == ["whose profile delivery does not take real-estate"]


def test_a_call_that_passes_somebody_who_came_back_is_found(outcome: Outcome) -> None:
    """Whoever the window had sent away is there again, and the call that took them is not made."""
    call = next(at for at, call in _of(outcome.journal, events.TicketCalled) if call.rule == "returned")
    left_out = [each for each in outcome.journal if each is not call]
    assert any("who is back from where that window had sent them" in each for each in _recount(outcome, left_out))


def test_a_window_told_that_nobody_waits_while_somebody_does_is_found(outcome: Outcome) -> None:
    for at, call in _of(outcome.journal, events.TicketCalled):
        if call.rule == "longest_waiting" and call.trace is not None and call.trace.waited_s > 60:
            wrong = _recount(outcome, outcome.journal, [(at.at_ms - 1, call.window_id)])
            assert any(call.ticket_id in finding for finding in wrong)
            assert all(finding.startswith(f"{call.window_id} was told that nobody waits") for finding in wrong)
            return
    raise AssertionError("nobody ever waited for a minute")


@pytest.mark.parametrize("is_planted", [False, True])
def test_a_call_past_the_overtaking_limit_is_found(
    is_planted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "CLAIMING", 0.5)
    monkeypatch.setattr(arrivals, "WITH_PAPER", 1.0)
    hall = load(SAMPLE)
    limited = hall.policy.model_copy(
        update={"priority": hall.policy.priority.model_copy(update={"overtakes_at_most": 1})}
    )
    if is_planted:
        monkeypatch.setattr(priority, "is_overdue", lambda *_: False)
    hall = HallConfiguration(plan=hall.plan, catalogue=hall.catalogue, policy=limited)
    outcome = play(Day("5", 120, tmp_path, hall, open_hours=1.5))
    found = [finding for finding in outcome.judgement.contradicted if "who had been overtaken" in finding]
    assert bool(found) is is_planted
    assert outcome.sound is not is_planted, outcome.judgement


# --- journeys -----------------------------------------------------------------------------------------------------


class _QueuesAgain(Edges):
    """Somebody is back from the cashier, and is sent to the end of the queue instead of to the window."""

    def __init__(self) -> None:
        self.home: dict[str, str] = {}  # ticket id → queue it was sent away from
        self.planted = False

    def command(self, command: AnyCommand, caller: Caller) -> AnyCommand:
        if isinstance(command, SendAway):
            self.home[command.ticket_id] = self.server.dispatcher.state.tickets[command.ticket_id].queue_id
        if isinstance(command, FinishServing) and command.ticket_id in self.home and not self.planted:
            ticket = self.server.dispatcher.state.tickets[command.ticket_id]
            if ticket.way_back is not None:
                self.planted = True
                return TransferTicket(command.window_id, command.ticket_id, self.home[command.ticket_id], Position.LAST)
        return command


def test_a_returned_ticket_that_queues_again_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SENT_AWAY", 0.4)
    edges = _QueuesAgain()
    outcome = played(tmp_path, "5", FEW, edges, open_hours=HOURS)
    assert edges.planted
    assert not outcome.sound
    assert any("and queued again" in each for each in outcome.judgement.contradicted)


# --- appointments -------------------------------------------------------------------------------------------------


class _CheckedInTwice(Edges):
    """The hall forgets that an appointment was used, and takes it once more."""

    planted = False

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        future = answered()
        if isinstance(command, CheckIn) and not self.planted:
            future.add_done_callback(lambda done: self._once_more(command, caller, done))
        return future

    def _once_more(self, command: CheckIn, caller: Caller, done: "asyncio.Future[Accepted]") -> None:
        if done.cancelled() or done.exception() is not None or self.planted:
            return
        self.planted = True
        self.server.dispatcher.state.appointments.reopen(command.appointment_id)
        state = self.server.dispatcher.state
        state.tickets_of.clear()
        again = self.server.dispatcher.submit(command, key="once-more-0001", by=caller.actor)
        self.again = asyncio.ensure_future(again)


@pytest.fixture
def _many_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "BOOKING", 0.5)
    monkeypatch.setattr(booking, "NEVER_COMES", 0.2)


@pytest.mark.usefixtures("_many_book")
def test_an_appointment_checked_in_twice_is_found(tmp_path: Path) -> None:
    edges = _CheckedInTwice()
    outcome = played(tmp_path, "5", FEW, edges, open_hours=HOURS)
    assert edges.planted
    assert not outcome.sound
    assert any("was checked in twice, as" in finding for finding in outcome.judgement.doubled)


@pytest.mark.usefixtures("_many_book")
def test_slots_keep_their_quota_and_who_does_not_come_is_missed(tmp_path: Path) -> None:
    outcome = played(tmp_path, "6", FEW, open_hours=HOURS)
    assert outcome.sound, outcome.judgement
    assert outcome.kinds["checked_in"] > 8
    assert outcome.kinds["missed"] > 0


# --- posts --------------------------------------------------------------------------------------------------------


def _posts(outcome: Outcome, journal: Iterable[Recorded]) -> Judgement:
    found = Judgement({}, 0)
    hall = outcome.day.configuration
    policy = hall.policy.model_copy(update={"uncovered_s": 120})
    posts = Posts(HallConfiguration(plan=hall.plan, catalogue=hall.catalogue, policy=policy), found)
    for recorded in journal:
        posts.read(recorded)
    return found


def test_an_empty_post_that_nobody_is_told_of_is_found(outcome: Outcome) -> None:
    """Everybody leaves at once, somebody goes on waiting, and the windows open again a quarter of an hour later."""
    assert _posts(outcome, outcome.journal).sound
    last, issued = _of(outcome.journal, events.TicketIssued)[-1]
    windows = [window.id for window in outcome.day.configuration.plan.windows]
    shut = [_closed(window_id, last) for window_id in windows]
    back = [_opened(window_id, last, later_ms=900_000) for window_id in windows]
    lost = _posts(outcome, (*_up_to(outcome, last), last, *shut, *back)).lost
    assert f"nobody was told that {issued.queue_id} was empty for 900 s" in lost


def _closed(window_id: str, at: Recorded) -> Recorded:
    return msgspec.structs.replace(at, event=events.WindowClosed(window_id, "supervisor"))


def _opened(window_id: str, at: Recorded, later_ms: int = 0) -> Recorded:
    opened = events.WindowOpened(window_id, "li-juan", "primary")
    return msgspec.structs.replace(at, event=opened, at_ms=at.at_ms + later_ms)


def test_a_seat_at_a_window_out_of_service_is_found(outcome: Outcome) -> None:
    at, approved = _of(outcome.journal, events.WindowApproved)[0]
    found = _posts(outcome, (*_up_to(outcome, at), at, _opened(approved.window_id, at)))
    assert found.contradicted == [f"li-juan sat down at {approved.window_id}, which is withdrawn"]


# --- whom a strict window takes last ------------------------------------------------------------------------------


def _strict_call(*, kept_before: bool) -> list[str]:
    """A ticket kept for the strict window is called there, while one with a smaller place waits; findings."""
    hall = load(SAMPLE)
    profile = next(each for each in hall.plan.profiles if each.strict and "comprehensive" in each.queue_ids)
    window_id = next(window.id for window in hall.plan.windows if window.profile_id == profile.id)
    sitter = hall.holders[window_id][0].id
    taken: list[events.AnyEvent] = [events.WindowOpened(window_id, sitter, "primary")]
    for place, number in ((1, "A001"), (2, "A002")):
        taken.append(
            events.TicketIssued(number, number, "A", place, "comprehensive", None, "zh", place, number, "", None)
        )
    for number in ("A001", "A002") if kept_before else ("A002",):
        place = int(number[-1])
        sent = events.TicketTransferred(number, "w01", "comprehensive", Position.LAST, place, None, window_id)
        taken.append(sent)
    taken.append(events.TicketCalled("A002", window_id, sitter, "A002.c1", "longest_waiting"))
    found = Judgement({}, 0)
    precedence = Precedence(hall, found)
    for seq, event in enumerate(taken, 1):
        precedence.read(Recorded(seq, seq, "2026-11-23", SYSTEM, event))
    return found.contradicted


def test_a_strict_window_may_pass_whom_it_does_not_take_for_whoever_waits_for_it_alone() -> None:
    assert _strict_call(kept_before=False) == []
    assert [each.partition("), ")[2] for each in _strict_call(kept_before=True)] == [
        "before A001 (place 1), who stands before it with the same right"
    ]


# --- who is told that nobody waits --------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked_s", "found"), [(-1, 0), (1, 0), (10, 1)])
def test_somebody_kept_for_a_window_waits_for_the_others_from_when_it_closes(asked_s: int, found: int) -> None:
    """For somebody asking just then they may not have been there yet."""
    hall = load(SAMPLE)
    cashiers = [window.id for window in hall.plan.windows if window.profile_id == "cashier"]
    here, there = cashiers[:2]
    sitters = {window_id: hall.holders[window_id][0].id for window_id in (here, there)}
    issued = events.TicketIssued("A001", "A001", "A", 1, "cashier", None, "zh", 1, "A001", "", None)
    sent = events.TicketTransferred("A001", "w01", "cashier", Position.LAST, 1, None, there)
    happened: list[tuple[int, events.AnyEvent]] = [
        *((0, events.WindowOpened(window_id, sitter, "primary")) for window_id, sitter in sitters.items()),
        (0, issued),
        (1, sent),
        (60, events.WindowClosed(there, "clerk")),
        (120, events.WindowClosed(here, "clerk")),
    ]
    journal = [Recorded(seq, at_s * 1000, "2026-11-23", SYSTEM, each) for seq, (at_s, each) in enumerate(happened, 1)]
    judgement = Judgement({}, 0)
    Precedence(hall, judgement).recount(journal, [((60 + asked_s) * 1000, here)])
    assert len(judgement.contradicted) == found
