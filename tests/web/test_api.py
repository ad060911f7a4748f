"""Commands and views over HTTP: who may, what is refused and how, and that nothing is done twice."""

import asyncio
import json
from pathlib import Path

import pytest
from yarl import URL

from queue_server.contract.actors import Role
from queue_server.contract.commands import ALLOWED, IssueTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.web import answers, api, doors, ticket_address
from queue_server.web.access import DOORS
from queue_server.web.answers import status_of
from tests.web.running_hall import PATIENCE_S, RunningHall, Somebody, new_key

OPEN_TO_ANYBODY = {
    ("POST", "/api/v1/session"),
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/metrics"),  # asks for its own key unless it is this machine; see below
    ("GET", "/static/{path}"),
    ("GET", "/static/fonts/{name}"),
    ("GET", "/texts/{language}.json"),
    ("GET", "/t/{address}"),
    ("GET", "/t/{address}/view"),
    ("POST", "/t/{address}/cancel"),
    ("GET", "/t/{address}/live"),
    ("GET", "/t/{address}/rate"),
    ("GET", "/t/{address}/rating"),
    ("POST", "/t/{address}/rating"),
    ("POST", "/t/{address}/rating-again"),
    ("GET", "/published-ratings"),
    ("GET", "/api/v1/rating-months"),
}


async def test_every_route_refuses_who_is_nobody_except_those_declared_open(hall: RunningHall) -> None:
    app = doors.create(hall.server.reception)
    routes = list(app.router.routes())
    assert len(routes) > 40
    for route in routes:
        assert route.resource is not None
        place = (route.method, route.resource.canonical)
        if place in OPEN_TO_ANYBODY:
            continue
        path = (
            route.resource.canonical.replace("{topic}", "hall")
            .replace("{station_id}", "kiosk-1")
            .replace("{code}", "1")
            .replace("{call_id}", "2026-11-23.A012.c1")
            .replace("{ticket_id}", "2026-11-23.A012")
            .replace("{window_id}", "w01")
            .replace("{file}", "open-day.png")
            .replace("{order_id}", "WO1")
        )
        answer = await hall.nobody.ask(route.method, path)
        if app[DOORS][route].is_page:
            assert (answer.status, answer.headers["Location"]) == (303, "/"), place
        else:
            assert answer.refused == (401, "not_signed_in"), place


async def test_no_route_stands_outside_the_table(hall: RunningHall) -> None:
    app = doors.create(hall.server.reception)
    assert set(app.router.routes()) == set(app[DOORS])
    assert {(d.method, access_path(d.path)) for d in doors.ALL if d.is_open} == OPEN_TO_ANYBODY


def access_path(path: str) -> str:
    """The path without the patterns of its parts."""
    return path.replace(":.+", "").replace(f":{ticket_address.PATTERN}", "")


def test_every_command_but_the_servers_own_has_a_route_for_exactly_its_roles() -> None:
    by_path = {door.path: door for door in api.DOORS}
    for command, roles in ALLOWED.items():
        outside = roles - {Role.SYSTEM}
        if outside:
            assert by_path[api.path_of(command)].roles == outside
        else:
            assert api.path_of(command) not in by_path
    assert api.path_of(IssueTicket) == "/api/v1/commands/issue-ticket"


async def test_a_kiosk_takes_a_ticket_and_learns_the_address_of_its_page(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    answer = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
    assert answer.status == 200
    ticket = answer.json["ticket"]
    assert ticket["number"] == "A001"
    page = await hall.nobody.ask("GET", ticket["page_path"] + "/view")
    assert page.json["number"] == "A001"


async def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    key = new_key()
    first, again = [await kiosk.give("issue-ticket", {"queue_id": "instant"}, key=key) for _ in range(2)]
    assert first.json == again.json
    other = await kiosk.give("issue-ticket", {"queue_id": "cashier"}, key=key)
    assert other.refused == (409, "key_reused")
    following = await kiosk.give("issue-ticket", {"queue_id": "instant"})
    assert following.json["ticket"]["number"] == "B002"


async def test_a_wrong_key_a_missing_one_and_a_foreign_one_are_refused(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    right = kiosk.headers["Authorization"]
    for shown in (right + "x", right.replace("kiosk-1", "kiosk-2"), "Station kiosk-1", "Basic abc", "Station nobody:x"):
        answer = await Somebody(hall.url, hall.http, {"Authorization": shown}).give(
            "issue-ticket", {"queue_id": "comprehensive"}
        )
        assert answer.refused == (401, "wrong_credentials"), shown


async def test_a_new_key_takes_the_place_of_the_old_one(hall: RunningHall) -> None:
    old = await hall.station("kiosk-1")
    assert (await old.ask("GET", "/api/v1/stations/me")).status == 200
    now_ms = hall.server.reception.now_ms()
    hall.server.reception.gate._now_ms = lambda: now_ms + 60_000
    new = await hall.station("kiosk-1")
    assert (await new.ask("GET", "/api/v1/stations/me")).status == 200
    assert (await old.ask("GET", "/api/v1/stations/me")).refused == (401, "wrong_credentials")


async def test_a_role_that_may_not_is_refused_and_nothing_changes(hall: RunningHall) -> None:
    board, clerk = await hall.station("board-1"), await hall.clerk("li-juan")
    seq = hall.server.reception.dispatcher.seq
    assert (await board.give("issue-ticket", {"queue_id": "comprehensive"})).refused == (403, "forbidden")
    assert (await clerk.give("issue-ticket", {"queue_id": "comprehensive"})).refused == (403, "forbidden")
    assert (await clerk.give("open-window", {"window_id": "w09"})).refused == (403, "post_not_held")
    assert hall.server.reception.dispatcher.seq == seq


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"{", "$"),
        (b"\xff\xfe", "$"),
        (b"[" * 50_000, "$"),
        (b'{"queue_id": 7}', "$.queue_id"),
        (b'{"queue_id": "a\\u0000b"}', "$.queue_id"),
        (b'{"queue": "comprehensive"}', "$"),
        (b'{"queue_id": "comprehensive", "language": "CHINESE"}', "$.language"),
    ],
)
async def test_malformed_bodies_are_refused_with_the_place(hall: RunningHall, raw: bytes, where: str) -> None:
    kiosk = await hall.station("kiosk-1")
    answer = await kiosk.ask("POST", "/api/v1/commands/issue-ticket", raw=raw, headers={"Idempotency-Key": new_key()})
    assert answer.refused == (400, "malformed")
    assert answer.json["details"]["where"] == where


@pytest.mark.parametrize("key", [None, "short", "x" * 65, "with space", 'quote"quote'])
async def test_a_command_without_a_fit_idempotency_key_is_refused(hall: RunningHall, key: str | None) -> None:
    kiosk = await hall.station("kiosk-1")
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = await kiosk.ask(
        "POST", "/api/v1/commands/issue-ticket", body={"queue_id": "comprehensive"}, headers=headers
    )
    assert answer.refused == (400, "malformed")
    assert answer.json["details"]["where"] == "Idempotency-Key"


async def test_an_oversized_body_is_refused(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    body = json.dumps({"queue_id": "x" * 100_000}).encode()
    answer = await kiosk.ask("POST", "/api/v1/commands/issue-ticket", raw=body, headers={"Idempotency-Key": new_key()})
    assert answer.refused == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "commands/issue-ticket"), ("POST", "session"), ("PUT", "stations/me/picture")]
)
async def test_whoever_sends_a_body_a_byte_at_a_time_does_not_keep_the_connection(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    monkeypatch.setattr(answers, "BODY_S", 0.05)
    kiosk = await hall.station("kiosk-1")
    url = URL(hall.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    headers = {**kiosk.headers, "Host": "hall", "Content-Length": "100", "Idempotency-Key": new_key()}
    lines = (f"{name}: {value}" for name, value in headers.items())
    writer.write("\r\n".join((f"{method} /api/v1/{path} HTTP/1.1", *lines, "", "{")).encode())
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.readuntil(b"}}")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"malformed"' in answer
    writer.close()
    await writer.wait_closed()


async def test_unknown_routes_and_wrong_methods_answer_in_json(hall: RunningHall) -> None:
    unknown = await hall.nobody.ask("GET", "/api/v1/nothing")
    assert unknown.refused == (404, "not_found")
    wrong = await hall.nobody.ask("GET", "/api/v1/commands/issue-ticket")
    assert wrong.refused == (405, "not_found")
    assert wrong.headers["Allow"] == "POST"


async def test_unknown_things_are_refused_by_name(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    assert (await kiosk.give("issue-ticket", {"item_id": "nothing"})).refused == (404, "item_unknown")
    assert (await kiosk.give("issue-ticket", {"queue_id": "nothing"})).refused == (404, "queue_unknown")
    assert (await kiosk.give("issue-ticket")).refused == (400, "malformed")


async def test_two_clerks_pressing_at_once_never_get_the_same_ticket(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    clerks = [(await hall.clerk("li-juan"), "w01"), (await hall.clerk("chen-li"), "w02")]
    for clerk, window_id in clerks:
        assert (await clerk.give("open-window", {"window_id": window_id})).status == 200
    for number in ("A001", "A002", "A003"):
        issued = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
        assert issued.json["ticket"]["number"] == number
        called, refused = sorted(
            await asyncio.gather(*(clerk.give("call-next", {"window_id": window_id}) for clerk, window_id in clerks)),
            key=lambda answer: answer.status,
        )
        assert (called.status, called.json["ticket"]["number"]) == (200, number)
        assert refused.refused == (409, "nobody_waiting")
        window_id = called.json["ticket"]["window"]["window_id"]
        clerk = next(clerk for clerk, at in clerks if at == window_id)
        about = {"window_id": window_id, "ticket_id": called.json["ticket"]["ticket_id"]}
        assert (await clerk.give("park-ticket", about)).status == 200


async def test_views_are_shown_to_those_they_are_for(hall: RunningHall) -> None:
    kiosk, board, panel = [await hall.station(name) for name in ("kiosk-1", "board-1", "panel-w01")]
    clerk, supervisor = await hall.clerk("li-juan"), await hall.clerk("fang-qing")
    expected = {
        "hall": (kiosk, supervisor),
        "board": (board, supervisor),
        "board:departments": (board, supervisor),
        "panel:w01": (panel, supervisor),
        "panel:w02": (supervisor,),
        "rating:w01": (supervisor,),
        "clerk:w01": (clerk, supervisor),
        "clerk:w02": (clerk, supervisor),
        "clerk:w03": (supervisor,),
        "floor": (supervisor,),
    }
    for topic, may in expected.items():
        for who in (kiosk, board, panel, clerk, supervisor):
            answer = await who.ask("GET", f"/api/v1/views/{topic}")
            assert answer.status == (200 if who in may else 403), (topic, who.headers)
    assert (await supervisor.ask("GET", "/api/v1/views/nothing")).refused == (404, "not_found")
    assert (await hall.nobody.ask("GET", "/api/v1/views/hall")).refused == (401, "not_signed_in")


async def test_a_station_learns_what_its_hall_runs_on_but_nothing_of_its_staff(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    answer = await kiosk.ask("GET", "/api/v1/stations/me")
    assert answer.json["station"]["id"] == "kiosk-1"
    assert answer.json["plan"]["clerks"] == []
    assert answer.json["configuration_hash"] == hall.server.reception.dispatcher.state.configuration_hash
    assert answer.json["public_url"] == hall.url
    assert (await (await hall.clerk("li-juan")).ask("GET", "/api/v1/stations/me")).refused == (403, "forbidden")


async def test_a_cookie_is_worth_nothing_on_a_foreign_page(hall: RunningHall) -> None:
    clerk = await hall.clerk("li-juan")
    for origin in ("http://elsewhere.example", "null", ""):
        foreign = Somebody(clerk.url, clerk.http, {**clerk.headers, "Origin": origin})
        assert (await foreign.give("open-window", {"window_id": "w01"})).refused == (403, "forbidden"), origin
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
        assert (await foreign.ask("GET", "/api/v1/socket", headers=upgrade)).refused == (403, "forbidden")
    assert (await clerk.give("open-window", {"window_id": "w01"})).status == 200


async def test_every_answer_carries_the_headers_that_keep_browsers_careful(hall: RunningHall) -> None:
    for path in ("/", "/health", "/api/v1/nothing", "/static/hall.css", "/clerk"):
        headers = (await hall.nobody.ask("GET", path)).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["X-Request-Id"], path
        assert "Server" not in headers, path
    assert (await hall.nobody.ask("GET", "/health")).headers["Cache-Control"] == "no-store"


async def test_the_unexpected_is_told_by_a_number_only(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(type(hall.server.reception.intake), "submit", broken)
    kiosk = await hall.station("kiosk-1")
    answer = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
    assert answer.refused == (500, "unavailable")
    assert answer.json["details"] == {"request": answer.headers["X-Request-Id"]}
    assert b"secret" not in answer.text


async def test_health_and_figures_are_there(hall: RunningHall) -> None:
    health = await hall.nobody.ask("GET", "/health")
    assert (health.status, health.json) == (200, {"dispatcher": True, "storage": True, "exports": True})
    figures = await hall.nobody.ask("GET", "/metrics")
    assert b"hall_commands_total" in figures.text


async def test_figures_are_for_this_machine_or_for_a_key(tmp_path: Path) -> None:
    passed_on = {"X-Forwarded-For": "203.0.113.9"}
    async with RunningHall.open(tmp_path, metrics_key="figures") as hall:
        assert (await hall.nobody.ask("GET", "/metrics", headers=passed_on)).refused == (401, "not_signed_in")
        for key, status in (("figures", 200), ("other", 401)):
            shown = {**passed_on, "Authorization": f"Bearer {key}"}
            assert (await hall.nobody.ask("GET", "/metrics", headers=shown)).status == status


async def test_texts_and_files_are_served_with_their_versions(hall: RunningHall) -> None:
    texts = await hall.nobody.ask("GET", "/texts/zh.json?areas=refusals,ticket_page")
    assert texts.json["refusals.not_found"]
    again = await hall.nobody.ask(
        "GET", "/texts/zh.json?areas=refusals,ticket_page", headers={"If-None-Match": texts.headers["ETag"]}
    )
    assert again.status == 304
    for path in ("/texts/fr.json?areas=refusals", "/texts/zh.json?areas=secrets", "/static/nothing.js"):
        assert (await hall.nobody.ask("GET", path)).refused == (404, "not_found"), path
    for path in (
        "/static/%2e%2e/api.py",
        "/static/..%2fapi.py",
        "/static/%00",
        f"/static/{'a' * 300}",
        "/static//etc/passwd",
        "/static/fonts/..%2f..%2fapi.py",
    ):
        assert (await hall.nobody.ask("GET", path)).status == 404, path
    style = await hall.nobody.ask("GET", "/static/hall.css")
    assert style.headers["ETag"]
    font = await hall.nobody.ask("GET", "/static/fonts/NotoSansSC.otf")
    assert font.text[:4] == b"OTTO"
    assert "max-age" in font.headers["Cache-Control"]


def test_every_refusal_has_a_status() -> None:
    allowed = {400, 401, 403, 404, 409, 413, 429, 503}
    assert {status_of(code) for code in RefusalCode} == allowed


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        (b"Idempotency-Key: \xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\r\nAuthorization: %s", (400, "malformed")),
        (b"Authorization: Station kiosk-1:\xff", (401, "wrong_credentials")),
        (b"Cookie: hall=\xff\r\nOrigin: http://hall", (401, "not_signed_in")),
        (b"Authorization: Bearer \xff\r\nX-Forwarded-For: 203.0.113.9", (401, "wrong_credentials")),
    ],
)
async def test_headers_in_no_known_encoding_are_refused_like_any_wrong_ones(
    hall: RunningHall, line: bytes, refused: tuple[int, str]
) -> None:
    kiosk = await hall.station("kiosk-1")
    line = line.replace(b"%s", kiosk.headers["Authorization"].encode())
    assert await raw(hall, b"POST /api/v1/commands/issue-ticket", line) == refused


async def test_figures_are_not_shown_for_a_key_in_no_known_encoding(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, metrics_key="figures") as hall:
        line = b"Authorization: Bearer \xff\r\nX-Forwarded-For: 203.0.113.9"
        assert await raw(hall, b"GET /metrics", line) == (401, "not_signed_in")


async def test_a_name_in_no_known_encoding_is_unknown(hall: RunningHall) -> None:
    supervisor = await hall.clerk("fang-qing")
    cookie = f"Cookie: {supervisor.headers['Cookie']}".encode()
    assert await raw(hall, b"GET /api/v1/views/%ff", cookie) == (404, "not_found")


async def raw(hall: RunningHall, what: bytes, headers: bytes) -> tuple[int, str]:
    """Sends a request as these bytes, with an empty object as its body: status and refusal code."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.server.port)
    writer.write(
        what + b" HTTP/1.1\r\nHost: hall\r\nContent-Length: 2\r\nConnection: close\r\n" + headers + b"\r\n\r\n{}"
    )
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), json.loads(body)["code"]
