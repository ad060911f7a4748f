"""Devices fail all day and nothing is lost or doubled by them; each fault that is put into what they do is found."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hardware.drivers.pads import Outcome as TagsOutcome
from hardware.drivers.pads import TagBase
from hardware.drivers.ticket_printer import Printed
from hardware.drivers.ticket_printers import TicketPrinters
from queue_server.contract import wire
from queue_server.contract.commands import AnyCommand, CallKey, PressKey, RateService
from queue_server.contract.views import Accepted, PanelView
from queue_server.engine.feed import Frame
from queue_server.web.caller import Caller
from simulation.day.bridge import STATION
from simulation.day.hall import Outcome
from simulation.day.server import Edges
from tests.simulation.sample_day import played

SEED, VISITORS, HOURS = "6", 90, 1.0


def day(folder: Path, edges: Edges | None = None) -> Outcome:
    return played(folder, SEED, VISITORS, edges, open_hours=HOURS)


def test_the_day_is_sound_while_its_devices_fail(tmp_path: Path) -> None:
    outcome = day(tmp_path)
    found = outcome.judgement
    assert (found.lost, found.doubled, found.contradicted) == ([], [], [])
    for what in ("keys", "rated_by_key", "tags", "buzzed", "bars"):
        assert outcome.kinds[what] > 0, what


class _WrongBar(Edges):
    """Of every number called the bridge is told another one."""

    def frame(self, frame: Frame, caller: Caller) -> Frame | None:
        message = wire.decode_to_station(frame.data)
        assert isinstance(message, wire.ViewChanged)
        view = message.view
        if caller.actor.id != STATION or not isinstance(view, PanelView) or view.number is None:
            return frame
        other = msgspec.structs.replace(message, view=msgspec.structs.replace(view, number="A9999"))
        return Frame(frame.topic, frame.seq, wire.encode(other))


def test_a_bar_with_a_number_nobody_called_is_found(tmp_path: Path) -> None:
    found = day(tmp_path, _WrongBar()).judgement
    assert any("showed A9999" in finding for finding in found.contradicted)


class _KeyTwice(Edges):
    """A key of a call pad is carried out, and then once more."""

    def __init__(self) -> None:
        self.again = 0

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if not isinstance(command, PressKey) or command.key is not CallKey.HELP:
            return answered()
        self.again += 1
        return asyncio.ensure_future(self._twice(command, caller, answered, f"again-{self.again}"))

    async def _twice(
        self, command: PressKey, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"], key: str
    ) -> Accepted:
        first = await answered()
        await self.server.dispatcher.submit(command, key=key, by=caller.actor)
        return first


def test_a_key_that_is_carried_out_twice_is_found(tmp_path: Path) -> None:
    found = day(tmp_path, _KeyTwice()).judgement
    assert any("once more than it was pressed" in finding for finding in found.doubled)


class _LostRating(Edges):
    """Ratings from the bridge are answered and never written."""

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if not isinstance(command, RateService) or caller.actor.id != STATION:
            return answered()
        made_up: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        made_up.set_result(Accepted(self.server.dispatcher.seq, self.server.clock.now_ms()))
        return made_up


def test_a_rating_by_key_that_is_lost_is_found(tmp_path: Path) -> None:
    found = day(tmp_path, _LostRating()).judgement
    assert any("a rating was confirmed" in finding for finding in found.lost)


def test_a_slip_doubled_by_the_second_printer_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def on_both(printers: TicketPrinters, *slip: Any) -> Any:
        outcomes = [await printer.print(*slip) for printer in printers._printers]
        return next((outcome for outcome in outcomes if isinstance(outcome, Printed)), outcomes[0])

    monkeypatch.setattr(TicketPrinters, "print", on_both)
    found = day(tmp_path).judgement
    assert any("2 slips came out for" in finding for finding in found.doubled)


def test_a_tag_that_is_called_twice_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = TagBase.vibrate

    async def twice(base: TagBase, *what: Any, **where: Any) -> TagsOutcome:
        await once(base, *what, **where)
        return await once(base, *what, **where)

    monkeypatch.setattr(TagBase, "vibrate", twice)
    found = day(tmp_path).judgement
    assert any("buzzed without a call, or once more" in finding for finding in found.doubled)
