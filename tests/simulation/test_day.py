"""The day plays sound halls to a sound end, and finds each fault that is put into it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from queue_server.contract import wire
from queue_server.contract.commands import AnyCommand, CallNext, IssueTicket
from queue_server.contract.views import Accepted, BoardView
from queue_server.engine.feed import Frame
from queue_server.web.caller import Caller
from simulation.day.server import Edges
from tests.simulation.sample_day import played

SEEDS = [
    line.split(maxsplit=2)
    for line in (Path(__file__).parent / "failing_seeds.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
FEW, HOURS = 30, 1.0
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("seed", "visitors", "once"), SEEDS)
def test_a_kept_seed_stays_sound(seed: str, visitors: str, once: str, tmp_path: Path) -> None:
    outcome = played(tmp_path, seed, int(visitors))
    found = outcome.judgement
    assert (found.lost, found.doubled, found.contradicted) == ([], [], []), once
    assert outcome.sound
    assert outcome.restarts == 4  # once in the night
    assert sum(outcome.verdicts.values()) > int(visitors) / 10
    assert outcome.night_numbers > 0
    assert sum(found.counts.values()) == found.issued >= 0.8 * int(visitors)
    assert found.counts["served"] > found.issued / 2


def test_the_same_seed_gives_the_same_journal(tmp_path: Path) -> None:
    first, again = (played(tmp_path / which, "7", FEW, open_hours=HOURS) for which in ("first", "again"))
    assert first.last_hash == again.last_hash
    assert [each.event for each in first.journal] == [each.event for each in again.journal]


PLAY = """
import sys
from pathlib import Path
from tests.simulation.sample_day import played
print(played(Path(sys.argv[1]), "7", 15, open_hours=0.5).last_hash)
"""


def test_two_programs_play_the_same_day(tmp_path: Path) -> None:
    """Whatever Python's own hashes are in each."""
    hashes = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", PLAY, str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
        hashes.add(done.stdout.splitlines()[-1])
    assert len(hashes) == 1


class _LostTicket(Edges):
    """The fifth ticket is answered and never written."""

    def __init__(self) -> None:
        self.issued = 0
        self.last: Accepted | None = None

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if not isinstance(command, IssueTicket):
            return answered()
        self.issued += 1
        if self.issued != 5 or self.last is None or self.last.ticket is None:
            future = answered()
            future.add_done_callback(self._keep)
            return future
        ticket_id = "2026-11-23.A9999"
        ticket = msgspec.structs.replace(
            self.last.ticket, ticket_id=ticket_id, number="A9999", page_path=self.server.page_path(ticket_id)
        )
        made_up: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        made_up.set_result(msgspec.structs.replace(self.last, ticket=ticket))
        return made_up

    def _keep(self, done: "asyncio.Future[Accepted]") -> None:
        if not done.cancelled() and done.exception() is None:
            self.last = done.result()


def test_a_lost_ticket_is_found(tmp_path: Path) -> None:
    found = played(tmp_path, "5", FEW, _LostTicket(), open_hours=HOURS).judgement
    assert any("A9999" in finding and "does not know" in finding for finding in found.lost)


class _DoubleCall(Edges):
    """One clerk is told that the ticket just called to another window is theirs."""

    def __init__(self) -> None:
        self.last: tuple[str, Accepted] | None = None
        self.planted = False

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if not isinstance(command, CallNext):
            return answered()
        if self.last is not None and self.last[0] != command.window_id and not self.planted:
            self.planted = True
            doubled: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
            doubled.set_result(self.last[1])
            return doubled
        future = answered()
        future.add_done_callback(lambda done: self._keep(command.window_id, done))
        return future

    def _keep(self, window_id: str, done: "asyncio.Future[Accepted]") -> None:
        if not done.cancelled() and done.exception() is None:
            self.last = (window_id, done.result())


def test_a_double_call_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _DoubleCall(), open_hours=HOURS)
    assert not outcome.sound
    assert any("as well as" in finding for finding in outcome.judgement.doubled)


class _DoubledSlip(Edges):
    """A printer gives out the slip before once more."""

    def __init__(self) -> None:
        self.slips: list[str] = []

    def paper(self, text: str, kiosk_id: str) -> str:
        if "/t/" not in text:
            return text  # a sheet
        self.slips.append(text)
        return self.slips[8] if len(self.slips) == 10 else text


def test_a_doubled_slip_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _DoubledSlip(), open_hours=HOURS)
    assert not outcome.sound
    assert any("is held by the visitors" in finding for finding in outcome.judgement.doubled)


class _StaleBoard(Edges):
    """For an hour nothing new reaches the boards, while their lines are well."""

    ms = range(1_795_397_400_000, 1_795_401_000_000)  # from half an hour after opening

    def frame(self, frame: Frame, caller: Caller) -> Frame | None:
        message = wire.decode_to_station(frame.data)
        assert isinstance(message, wire.ViewChanged)
        stale = isinstance(message.view, BoardView) and self.server.clock.now_ms() in self.ms
        return None if stale else frame


def test_a_stale_board_is_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "5", FEW, _StaleBoard(), open_hours=HOURS)
    assert not outcome.sound
    assert any(finding.startswith("board-1 showed the call") for finding in outcome.judgement.contradicted)
