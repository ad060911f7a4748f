"""Somebody checks in with their ID card and takes a number: who they are stands nowhere afterwards."""

from pathlib import Path

import pytest
import structlog

from hardware.protocols.id_card import Card
from kiosk.flow import Place
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import AnyCommand, IssueTicket
from tests.hardware.sample_cards import RESIDENT
from tests.kiosk.kiosk_in_a_hall import Scene, until

KIOSK = Actor("kiosk-1", frozenset({Role.KIOSK}))


def pieces(card: Card) -> set[str]:
    """What would tell who it is: the number, the parts of it that are their own, name and address."""
    return {card.number, card.number[6:14], card.number[-8:], card.name, card.address}


def found(card: Card, kept: dict[str, bytes]) -> set[str]:
    """Names of what holds a piece, as pages and databases write it or as the card does."""
    written = [piece.encode(coding) for piece in pieces(card) for coding in ("utf-8", "utf-16-le")]
    return {name for name, content in kept.items() if any(piece in content for piece in written)}


async def kept_of(scene: Scene, sent: list[AnyCommand], lines: str) -> dict[str, bytes]:
    """All that is kept: every file of the hall (journal, answers, history, what is not yet in the main file), the log,
    the figures, what the kiosk asked the hall to do, what it still shows and knows, and the paper."""
    files = {
        str(file.relative_to(scene.folder)): file.read_bytes() for file in scene.folder.rglob("*") if file.is_file()
    }
    async with scene.hall.http.get(f"{scene.hall.url}/metrics") as metrics:
        figures = await metrics.read()
    known = [scene.flow.outlook, scene.flow.state, scene.flow.check_in.state, scene.flow.identity.state, scene.state]
    return files | {
        "log": lines.encode(),
        "metrics": figures,
        "asked": repr(sent).encode(),
        "known": repr(known).encode(),
        "paper": b"".join((*(slip.text.encode() for slip in scene.printer.slips), *scene.a4.printed)),
    }


async def come_with_a_card(scene: Scene) -> None:
    flow = scene.flow
    await until(lambda: flow.outlook.reads_cards)
    flow.start.choose("check_in")
    flow.check_in.choose_tab("id")
    flow.check_in.use_card()
    assert flow.state.place is Place.IDENTITY
    await scene.touch(flow.identity.press, lambda: flow.identity.state.card is not None)
    scene.reader.lay(RESIDENT)
    await until(lambda: flow.state.place is Place.CHECK_IN and flow.check_in.state.taking.banner is not None)
    flow.check_in.press_beside()
    assert flow.state.place is Place.FIND
    flow.find.open_item("food-licence-new")
    flow.item.take()
    await until(lambda: flow.state.place is Place.TICKET)
    (ticket,) = scene.state.tickets.values()
    assert ticket.person_keys
    flow.home()


async def test_of_who_laid_their_card_down_nothing_is_kept_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Scene.open(tmp_path) as scene:
        sent: list[AnyCommand] = []
        send = scene.app.link.send
        monkeypatch.setattr(
            scene.app.link, "send", lambda command, **how: (sent.append(command), send(command, **how))[1]
        )
        await come_with_a_card(scene)
        lines = "".join(capfd.readouterr())
        kept = await kept_of(scene, sent, lines)
        assert scene.reader.reads == 1
        assert any(isinstance(command, IssueTicket) for command in sent)
        assert "appointments/find" in lines
        assert b"IssueTicket" in kept["asked"]
        assert found(RESIDENT, kept) == set()

        leak = IssueTicket(item_id="food-licence-new", case_number=RESIDENT.number)
        await scene.hall.server.reception.dispatcher.submit(leak, key="a-leak-on-purpose", by=KIOSK)
        structlog.get_logger().info("a leak on purpose", of=RESIDENT.name)
        lines = "".join(capfd.readouterr())
        leaked = found(RESIDENT, await kept_of(scene, sent, lines))
        assert {"log", "known"} <= leaked
        assert any("sqlite" in name for name in leaked)
