"""Pre-reviews of the day: the report finds the clerks' disagreement again, and each planted fault fails the day."""

import asyncio
from collections.abc import Callable
from math import comb
from pathlib import Path

import msgspec
import pytest

from config.loading import SAMPLE, load
from config.pre_review import Brought
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    CallTicket,
    CheckPreReview,
    FilePreReview,
    IssueTicket,
)
from queue_server.contract.views import Accepted
from queue_server.web.caller import Caller
from simulation.day import arrivals
from simulation.day.checking import HIGHEST, LOWEST, Disagreement
from simulation.day.hall import Day, play
from simulation.day.reviews import tally
from simulation.day.server import Edges
from tests.simulation.sample_day import played, with_few_items

FEW, HOURS = 30, 1.0
SURE = 0.9995  # on either side


def _fits(differing: int, checked: int, rate: float) -> bool:
    """Whether so many of so many are within the interval a binomial distribution leaves only once in a thousand."""

    def at_most(most: int) -> float:
        return sum(comb(checked, k) * rate**k * (1 - rate) ** (checked - k) for k in range(most + 1))

    return at_most(differing) > 1 - SURE and at_most(differing - 1) < SURE


def test_the_report_finds_how_often_clerks_disagree_with_the_machine(tmp_path: Path) -> None:
    outcome = play(Day("11", 280, tmp_path, with_few_items(load(SAMPLE)), open_hours=3.0))
    assert outcome.sound
    disagreement = Disagreement("11")
    clerks = tally(outcome.checks)
    said = {item.item_id: (item.differed.numerator, item.differed.denominator) for item in outcome.report.items}
    assert said == {item_id: clerks.get(item_id, (0, 0)) for item_id in said}
    assert clerks.keys() <= said.keys()
    assert len(clerks) == 6
    assert all(checked >= 30 for _, checked in clerks.values())
    rates = {item_id: disagreement.rate(item_id) for item_id in clerks}
    for item in outcome.report.items:
        differing, checked = said[item.item_id]
        assert item.differed.rate == differing / checked
        assert _fits(differing, checked, rates[item.item_id]), item.item_id
        assert sum(line.differing for line in item.lines) == differing
        assert sum(line.checked for line in item.lines) == checked
    # the interval is no excuse for any rate
    highest, lowest = max(rates, key=rates.__getitem__), min(rates, key=rates.__getitem__)
    assert LOWEST <= rates[lowest] < rates[highest] <= HIGHEST
    assert not _fits(*said[highest], rates[lowest])


class _Filings(Edges):
    """Counts what is filed; the one with number `at` goes wrong."""

    at = 3

    def __init__(self) -> None:
        self.filed = 0
        self.last: Accepted | None = None

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if not isinstance(command, FilePreReview):
            return answered()
        self.filed += 1
        if self.filed == self.at:
            return self.wrong(command, caller, answered)
        future = answered()
        future.add_done_callback(self._keep)
        return future

    def wrong(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        raise NotImplementedError

    def _keep(self, done: "asyncio.Future[Accepted]") -> None:
        if not done.cancelled() and done.exception() is None:
            self.last = done.result()


def _done(accepted: Accepted) -> "asyncio.Future[Accepted]":
    future: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
    future.set_result(accepted)
    return future


class _LostPreReview(_Filings):
    """Answered with a code, and never written."""

    def wrong(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        assert self.last is not None
        assert self.last.pre_review is not None
        made_up = msgspec.structs.replace(
            self.last.pre_review, pre_review_id="p99999", code=self.server.sheet_code("p99999")
        )
        return _done(msgspec.structs.replace(self.last, pre_review=made_up))


def test_a_lost_pre_review_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _LostPreReview(), open_hours=HOURS)
    assert not outcome.sound
    assert any("the code of p99999, which the journal does not know" in each for each in outcome.judgement.lost)


class _PreReviewOfSomebodyElse(_Filings):
    """Whoever files is given the code of the one before."""

    def wrong(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        assert self.last is not None
        return _done(self.last)


def test_a_pre_review_given_to_two_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _PreReviewOfSomebodyElse(), open_hours=HOURS)
    assert not outcome.sound
    assert any("was given to the visitors" in finding for finding in outcome.judgement.doubled)


class _FiledTwice(_Filings):
    """The hall writes it a second time."""

    def wrong(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        again = self.server.dispatcher.submit(command, key="once-more-0001", by=caller.actor)
        self.again = asyncio.ensure_future(again)
        return answered()


def test_a_pre_review_filed_twice_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _FiledTwice(), open_hours=HOURS)
    assert not outcome.sound
    assert any("and nobody was told of it" in finding for finding in outcome.judgement.doubled)


class _OtherVerdict(Edges):
    """A material somebody has with them arrives as missing."""

    def __init__(self) -> None:
        self.planted = False

    def command(self, command: AnyCommand, caller: Caller) -> AnyCommand:
        if self.planted or not isinstance(command, FilePreReview) or set(command.materials.values()) != {Brought.HELD}:
            return command
        self.planted = True
        return msgspec.structs.replace(command, materials=dict.fromkeys(command.materials, Brought.MISSING))


def test_a_verdict_that_differs_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _OtherVerdict(), open_hours=HOURS)
    assert not outcome.sound
    assert any("was told" in each and "'ready'" in each for each in outcome.judgement.contradicted)


class _LostCheck(Edges):
    """A clerk hears that a line is checked, and it is written nowhere."""

    def __init__(self) -> None:
        self.checks = 0

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        self.checks += isinstance(command, CheckPreReview)
        if self.checks == 7 and isinstance(command, CheckPreReview):
            return _done(Accepted(self.server.dispatcher.seq, self.server.clock.now_ms()))
        return answered()


def test_a_lost_check_is_found_in_journal_and_report(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", 40, _LostCheck(), open_hours=HOURS)
    assert not outcome.sound
    assert any("a checked line was confirmed" in finding for finding in outcome.judgement.lost)
    assert any("lines were found otherwise, the clerks" in finding for finding in outcome.judgement.contradicted)


# --- by night -----------------------------------------------------------------------------------------------------


@pytest.fixture
def _many_by_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "BY_NIGHT", 0.4)


class _PassedOver(Edges):
    """In the morning a number of the night is called before one that was taken earlier."""

    def __init__(self) -> None:
        self.taken: dict[str, list[str]] = {}  # name of the queue → tickets of the night
        self.planted = False

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        future = answered()
        if isinstance(command, IssueTicket) and command.for_day is not None:
            future.add_done_callback(self._keep)
        if isinstance(command, CallTicket):
            future.add_done_callback(self._called)
        return future

    def _called(self, done: "asyncio.Future[Accepted]") -> None:
        self.planted = self.planted or (not done.cancelled() and done.exception() is None)

    def _keep(self, done: "asyncio.Future[Accepted]") -> None:
        if not done.cancelled() and done.exception() is None and (ticket := done.result().ticket) is not None:
            self.taken.setdefault(ticket.queue.zh, []).append(ticket.ticket_id)

    def command(self, command: AnyCommand, caller: Caller) -> AnyCommand:
        if self.planted or not isinstance(command, CallNext):
            return command
        hall = self.server.configuration
        for queue_id in hall.profiles[hall.windows[command.window_id].profile_id].queue_ids:
            taken = self.taken.get(hall.queues[queue_id].name.zh, [])
            if len(taken) > 2:
                return CallTicket(command.window_id, taken.pop(), "because")
        return command


@pytest.mark.usefixtures("_many_by_night")
def test_a_number_of_the_night_that_lost_its_order_is_found(tmp_path: Path) -> None:
    edges = _PassedOver()
    outcome = played(tmp_path, "5", FEW, edges, open_hours=HOURS)
    assert edges.planted
    assert not outcome.sound
    assert any("taken at night, was passed over by" in finding for finding in outcome.judgement.contradicted)


class _OtherDay(Edges):
    """A number of the night is handed out for another day than the journal has it for."""

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        future = answered()
        if not isinstance(command, IssueTicket) or command.for_day is None:
            return future
        told: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: told.set_result(self._other_day(done.result())))
        return told

    def _other_day(self, accepted: Accepted) -> Accepted:
        assert accepted.ticket is not None
        return msgspec.structs.replace(accepted, ticket=msgspec.structs.replace(accepted.ticket, for_day="2026-11-24"))


@pytest.mark.usefixtures("_many_by_night")
def test_a_number_of_the_night_for_another_day_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _OtherDay(), open_hours=HOURS)
    assert not outcome.sound
    for where in ("screen", "slip"):
        assert any(f"the {where} of" in finding for finding in outcome.judgement.contradicted)


@pytest.mark.usefixtures("_many_by_night")
def test_numbers_of_the_night_are_called_in_their_order(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, open_hours=HOURS)
    assert outcome.sound, outcome.judgement
    assert outcome.night_numbers > 8
