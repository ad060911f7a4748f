"""People of the day rate in every way there is, each counts once, and each fault put into it is found."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from queue_server.contract.commands import AnyCommand, RateAgain, RateService, RatingChannel, RatingLevel
from queue_server.contract.views import Accepted
from queue_server.domain.events import ServiceRated, ServiceRatedAgain
from queue_server.web.caller import Caller
from simulation.day.hall import Outcome
from simulation.day.server import Edges
from tests.simulation.conftest import RatedDay
from tests.simulation.sample_day import played

SEED, VISITORS, HOURS = "5", 30, 1.0


def day(folder: Path, edges: Edges | None = None) -> Outcome:
    return played(folder, SEED, VISITORS, edges, open_hours=HOURS)


def test_people_rate_at_terminals_by_phone_and_at_kiosks_and_each_counts_once(rated_day: RatedDay) -> None:
    found, asked = rated_day.outcome.judgement, rated_day.asked
    assert (found.lost, found.doubled, found.contradicted) == ([], [], [])
    rated = [each.event for each in rated_day.outcome.journal if isinstance(each.event, ServiceRated)]
    by = Counter(event.channel for event in rated)
    for channel in (RatingChannel.TERMINAL, RatingChannel.TICKET_PAGE, RatingChannel.KIOSK):
        assert by[channel] > 0, channel
    assert len({event.service_id for event in rated}) == len(rated)
    assert {event.level for event in rated} == set(RatingLevel)
    assert any(event.reasons for event in rated)
    assert all(code[0] == str(event.level.stars) for event in rated for code in event.reasons)
    assert any(event.has_words for event in rated)
    assert any(event.named for event in rated)
    assert any(isinstance(each.event, ServiceRatedAgain) for each in rated_day.outcome.journal)
    assert any(times > 1 for times in asked.ratings.values())  # touched twice, or sent once more
    assert asked.refused > 0  # of a page that was old by then, or a second further one


class _OnePhoneRating(Edges):
    """The second rating by phone goes wrong."""

    at = 2

    def __init__(self) -> None:
        self.keys: list[str] = []

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if not isinstance(command, RateService) or caller.ticket_id is None:
            return answered()
        if command.service_id not in self.keys:
            self.keys.append(command.service_id)
        return self.wrong(command, answered) if self.keys.index(command.service_id) == self.at - 1 else answered()

    def wrong(
        self, command: RateService, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        raise NotImplementedError


class _LostRating(_OnePhoneRating):
    """It is thanked for and never written."""

    def wrong(
        self, command: RateService, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        made_up: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        made_up.set_result(Accepted(self.server.dispatcher.seq, self.server.clock.now_ms()))
        return made_up


def test_a_lost_rating_is_found(tmp_path: Path) -> None:
    outcome = day(tmp_path, _LostRating())
    assert not outcome.sound
    assert any("a rating was confirmed and the journal does not have it" in each for each in outcome.judgement.lost)


class _DoubledRating(_OnePhoneRating):
    """The hall takes it for two: the rating, and a further one."""

    def wrong(
        self, command: RateService, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        future = answered()
        future.add_done_callback(lambda _done: self._repeat(command))
        return future

    def _repeat(self, command: RateService) -> None:
        again = RateAgain(command.service_id, command.level, command.reasons)
        by = Caller.of_ticket(command.service_id.rpartition(".s")[0]).actor
        self.again = asyncio.ensure_future(self.server.dispatcher.submit(again, key="once-more-0001", by=by))


def test_a_doubled_rating_is_found(tmp_path: Path) -> None:
    outcome = day(tmp_path, _DoubledRating())
    assert not outcome.sound
    assert any("stands in the journal; nobody gave it" in each for each in outcome.judgement.doubled)


class _Altered(Edges):
    """What was touched as the best arrives as the worst, and what was written does not arrive."""

    def __init__(self) -> None:
        self.planted = False

    def command(self, command: AnyCommand, caller: Caller) -> AnyCommand:
        if not isinstance(command, RateService):
            return command
        if command.words is not None:
            return msgspec.structs.replace(command, words=None, contact=None)
        if self.planted or command.level is not RatingLevel.VERY_SATISFIED:
            return command
        self.planted = True
        return msgspec.structs.replace(command, level=RatingLevel.VERY_DISSATISFIED, reasons=())


def test_a_rating_turned_round_and_words_that_do_not_arrive_are_found(tmp_path: Path) -> None:
    outcome = day(tmp_path, _Altered())
    assert not outcome.sound
    told = [each for each in outcome.judgement.contradicted if "the journal has Kept" in each]
    assert any("level='very_dissatisfied'" in each for each in told)
    assert any("words='" in each and "has_words=False" in each and "words=''" not in each for each in told)
