"""The page behind a slip's QR code: open to whoever holds its address and to nobody else."""

import hashlib
import string
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.contract import wire
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import TicketState
from queue_server.web.connections import OF_ONE_TICKET
from queue_server.web.ticket_address import TicketAddresses
from tests.web.running_hall import RunningHall, new_key

SECRET = bytes(range(32))
HTML = {"Accept": "text/html"}


@pytest.fixture
async def ticket(hall: RunningHall) -> dict[str, Any]:
    """A ticket somebody took, as the kiosk got it."""
    kiosk = await hall.station("kiosk-1")
    issued: dict[str, Any] = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    return issued


async def test_the_page_shows_the_number_in_the_tickets_language(hall: RunningHall, ticket: dict[str, Any]) -> None:
    page = await hall.nobody.ask("GET", ticket["page_path"], headers=HTML)
    assert page.status == 200
    assert b"A001" in page.text
    assert page.headers["Content-Language"] == "zh"
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    english = await hall.nobody.ask("GET", ticket["page_path"] + "?language=en", headers=HTML)
    assert english.headers["Content-Language"] == "en"


async def test_an_address_not_made_here_is_as_unknown_as_any_other(hall: RunningHall, ticket: dict[str, Any]) -> None:
    path = ticket["page_path"]
    wrong_mac = path[:-1] + ("a" if path[-1] != "a" else "b")
    other_ticket = path.replace("A001", "A002")
    unknown = hall.server.reception.addresses.path("2020-01-01.A001").replace(".A001.", ".A002.")
    answers = [await hall.nobody.ask("GET", address + "/view") for address in (wrong_mac, other_ticket, unknown)]
    assert {answer.refused for answer in answers} == {(404, "not_found")}
    assert len({answer.text for answer in answers}) == 1
    assert (await hall.nobody.ask("POST", wrong_mac + "/cancel")).refused == (404, "not_found")
    page = await hall.nobody.ask("GET", wrong_mac, headers=HTML)
    assert (page.status, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


async def test_a_ticket_of_another_day_is_told_as_a_page(hall: RunningHall) -> None:
    path = hall.server.reception.addresses.path("2020-01-01.A001")
    page = await hall.nobody.ask("GET", path, headers=HTML)
    assert (page.status, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert (await hall.nobody.ask("GET", path + "/view")).refused == (404, "not_found")


async def test_the_holder_gives_the_number_back_once(hall: RunningHall, ticket: dict[str, Any]) -> None:
    path, key = ticket["page_path"] + "/cancel", new_key()
    assert (await hall.nobody.ask("POST", path)).refused == (400, "malformed")
    for _ in range(2):
        answer = await hall.nobody.ask("POST", path, headers={"Idempotency-Key": key})
        assert (answer.status, answer.json["ticket"]["state"]) == (200, "cancelled")
    again = await hall.nobody.ask("POST", path, headers={"Idempotency-Key": new_key()})
    assert again.refused == (409, "wrong_state")


async def test_the_page_follows_its_ticket_live_and_no_other(hall: RunningHall, ticket: dict[str, Any]) -> None:
    kiosk, clerk = await hall.station("kiosk-2"), await hall.clerk("li-juan")
    other = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    live, topic = ticket["page_path"] + "/live", f"ticket:{ticket['ticket_id']}"
    async with hall.nobody.talk(topic, path=live) as talk:
        assert (await talk.hear_a(wire.ViewChanged)).view.state is TicketState.WAITING
        assert (await clerk.give("open-window", {"window_id": "w01"})).status == 200
        assert (await clerk.give("call-next", {"window_id": "w01"})).status == 200
        while (view := (await talk.hear_a(wire.ViewChanged)).view).state is not TicketState.CALLED:
            pass
        assert view.window.number == 1
    for topic in (f"ticket:{other['ticket_id']}", "hall", "floor"):
        async with hall.nobody.talk(path=live, hello=False) as talk:
            await talk.say(wire.Hello(wire.PROTOCOL, (wire.Topic(topic),)))
            assert (await talk.hear_a(wire.Goodbye)).code is RefusalCode.FORBIDDEN


async def test_only_those_who_hand_tickets_out_learn_their_addresses(hall: RunningHall, ticket: dict[str, Any]) -> None:
    topic = f"/api/v1/views/ticket:{ticket['ticket_id']}"
    supervisor, auditor = await hall.clerk("fang-qing"), await hall.clerk("yan-zheng")
    assert (await supervisor.ask("GET", topic)).json["page_path"] == ticket["page_path"]
    assert (await auditor.ask("GET", topic)).json.get("page_path") is None
    own = await hall.nobody.ask("GET", ticket["page_path"] + "/view")
    assert own.json.get("page_path") is None


async def test_once_served_a_tickets_address_is_told_to_no_staff_as_it_would_let_them_rate(
    hall: RunningHall, ticket: dict[str, Any]
) -> None:
    clerk, guide = await hall.clerk("li-juan"), await hall.clerk("ding-qian")
    at_window = {"window_id": "w01", "ticket_id": ticket["ticket_id"]}
    file = f"/api/v1/tickets/{ticket['ticket_id']}"
    assert (await guide.ask("GET", file)).json["ticket"]["page_path"] == ticket["page_path"]
    await clerk.give("open-window", {"window_id": "w01"})
    await clerk.give("call-next", {"window_id": "w01"})
    assert (await clerk.give("start-serving", at_window)).status == 200
    assert (await guide.ask("GET", file)).json["ticket"]["page_path"] is None
    moved = {**at_window, "queue_id": "instant"}
    answer = await clerk.give("transfer-ticket", moved)
    while answer.status == 409 and answer.json["code"] == "too_soon":  # the misclick pause of a second
        answer = await clerk.give("transfer-ticket", moved)
    assert answer.status == 200
    for path in (file, f"/api/v1/views/ticket:{ticket['ticket_id']}"):
        for who in ("ding-qian", "fang-qing"):
            told = (await (await hall.clerk(who)).ask("GET", path)).json
            assert told.get("ticket", told).get("page_path") is None
    cancelled = await guide.give("cancel-ticket", {"ticket_id": ticket["ticket_id"], "reason": "visitor"})
    assert (cancelled.status, cancelled.json["ticket"].get("page_path")) == (200, None)


@given(st.text(st.sampled_from(string.ascii_letters + string.digits + "-._"), min_size=1, max_size=40))
def test_an_address_leads_to_its_own_ticket_only(ticket_id: str) -> None:
    addresses = TicketAddresses("anhe", SECRET)
    path = addresses.path(ticket_id)
    assert addresses.ticket_id(path.removeprefix("/t/")) == ticket_id
    address = path.removeprefix("/t/")
    assert TicketAddresses("other", SECRET).ticket_id(address) is None
    assert TicketAddresses("anhe", bytes(32)).ticket_id(address) is None
    assert addresses.ticket_id("x" + address) is None
    assert addresses.ticket_id(address[:-1]) is None


def test_an_address_is_what_rfc_2104_makes_of_it() -> None:
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in SECRET.ljust(64, b"\0")) + b"anhe\0" + b"2026-11-23.A012").digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in SECRET.ljust(64, b"\0")) + inner).digest()
    mac = outer[:10].hex()
    assert TicketAddresses("anhe", SECRET).path("2026-11-23.A012") == f"/t/2026-11-23.A012.{mac}"


async def test_one_ticket_holds_only_so_many_lines(hall: RunningHall, ticket: dict[str, Any]) -> None:
    live, topic = ticket["page_path"] + "/live", f"ticket:{ticket['ticket_id']}"
    async with AsyncExitStack() as open_lines:
        for _ in range(OF_ONE_TICKET):
            await open_lines.enter_async_context(hall.nobody.talk(topic, path=live))
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await open_lines.enter_async_context(hall.nobody.talk(topic, path=live))
        assert refused.value.status == 503
        kiosk = await hall.station("kiosk-2")
        await open_lines.enter_async_context(kiosk.talk("hall"))
