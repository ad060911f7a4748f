"""Signing in and out: passwords, locks, cookies, and how long a session lasts."""

from pathlib import Path

import pytest

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.storage import accounts
from queue_server.storage.accounts import ATTEMPTS, IDLE_S, LOCKED_S, LONGEST_S
from queue_server.web import attempts, gate
from queue_server.web.attempts import Attempts
from tests.web.running_hall import HALL, RunningHall, Somebody

PASSWORD = "a long way to Anhe"


@pytest.fixture
async def staffed(hall: RunningHall) -> RunningHall:
    """Li Juan has an account."""
    await accounts.set_password(hall.database, HALL, "li-juan", PASSWORD, now_ms=1)
    return hall


@pytest.fixture
def later(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list whose sum is by how many milliseconds the gate's clock has gone on. By itself it stands."""
    ahead = [0]
    reception = hall.server.reception
    begun_ms = reception.now_ms()
    monkeypatch.setattr(reception.gate, "_now_ms", lambda: begun_ms + sum(ahead))
    monkeypatch.setattr(reception, "now_ms", lambda: begun_ms + sum(ahead))
    return ahead


async def enter(hall: RunningHall, account: str, password: str, **headers: str) -> tuple[int, str, Somebody]:
    answer = await hall.nobody.ask(
        "POST", "/api/v1/session", body={"account": account, "password": password}, headers=headers
    )
    cookie = answer.headers.get("Set-Cookie", "")
    who = Somebody(hall.url, hall.http, {"Cookie": cookie.split(";")[0], "Origin": hall.url})
    return answer.status, cookie if answer.status == 200 else answer.json["code"], who


async def test_a_clerk_signs_in_by_id_or_staff_number_and_out_again(staffed: RunningHall) -> None:
    for account in ("li-juan", "1001"):
        status, cookie, clerk = await enter(staffed, account, PASSWORD)
        assert status == 200
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        me = (await clerk.ask("GET", "/api/v1/session")).json
        assert (me["id"], me["roles"], me["home"]) == ("li-juan", ["clerk"], "/clerk")
        assert [(post["window_id"], post["number"], post["post"]) for post in me["posts"]] == [
            ("w01", 1, "primary"),
            ("w02", 2, "backup"),
        ]
        assert (await clerk.ask("DELETE", "/api/v1/session")).status == 204
        assert (await clerk.ask("GET", "/api/v1/session")).refused == (401, "not_signed_in")


async def test_over_tls_the_cookie_goes_over_tls_only(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, public_url="https://hall.example") as hall:
        await accounts.set_password(hall.database, HALL, "li-juan", PASSWORD, now_ms=1)
        _, cookie, clerk = await enter(hall, "li-juan", PASSWORD, Origin="https://hall.example")
        assert cookie.startswith("__Host-hall=")
        assert "Secure" in cookie
        clerk.headers["Origin"] = "https://hall.example"
        assert (await clerk.give("open-window", {"window_id": "w01"})).status == 200


async def test_wrong_words_say_nothing_about_who_has_an_account(staffed: RunningHall) -> None:
    await accounts.set_password(staffed.database, HALL, "chen-li", PASSWORD, now_ms=1)
    await accounts.set_disabled(staffed.database, HALL, "chen-li", True, now_ms=1)
    for account, password in (("li-juan", "wrong"), ("nobody", PASSWORD), ("chen-li", PASSWORD), ("wang-min", "x")):
        assert (await enter(staffed, account, password))[:2] == (401, "wrong_credentials")


@pytest.mark.parametrize("account", ["li-juan", "nobody"])
async def test_after_some_failures_a_name_is_locked_for_a_while(
    staffed: RunningHall, later: list[int], account: str
) -> None:
    for _ in range(ATTEMPTS):
        assert (await enter(staffed, account, "wrong"))[1] == "wrong_credentials"
    locked = await staffed.nobody.ask("POST", "/api/v1/session", body={"account": account, "password": PASSWORD})
    assert locked.refused == (429, "too_many_attempts")
    assert 0 < int(locked.json["details"]["wait_s"]) <= LOCKED_S
    assert locked.headers["Retry-After"] == locked.json["details"]["wait_s"]
    later.append(LOCKED_S * 1_000 + 1)
    expected = 200 if account == "li-juan" else 401
    assert (await enter(staffed, account, PASSWORD))[0] == expected


async def test_a_session_ends_when_nobody_uses_it(hall: RunningHall, later: list[int]) -> None:
    clerk = await hall.clerk("li-juan")
    assert (await clerk.ask("GET", "/api/v1/session")).status == 200
    later.append(IDLE_S * 1_000 - 1_000)
    assert (await clerk.ask("GET", "/api/v1/session")).status == 200
    later.append(IDLE_S * 1_000 + 1_000)
    assert (await clerk.ask("GET", "/api/v1/session")).refused == (401, "not_signed_in")


async def test_a_session_ends_at_last_even_if_it_is_used(staffed: RunningHall, later: list[int]) -> None:
    *_, clerk = await enter(staffed, "li-juan", PASSWORD)
    spent_ms = 0
    while spent_ms < LONGEST_S * 1_000 - IDLE_S * 500:
        assert (await clerk.ask("GET", "/api/v1/session")).status == 200
        later.append(IDLE_S * 500)
        spent_ms += IDLE_S * 500
    later.append(IDLE_S * 500 + 1)
    assert (await clerk.ask("GET", "/api/v1/session")).refused == (401, "not_signed_in")


async def test_an_account_closed_by_another_program_is_out_within_seconds(hall: RunningHall, later: list[int]) -> None:
    clerk = await hall.clerk("li-juan")
    assert (await clerk.ask("GET", "/api/v1/session")).status == 200
    await accounts.set_disabled(hall.database, HALL, "li-juan", True, now_ms=1)
    later.append(gate.BELIEVED_MS)
    assert (await clerk.ask("GET", "/api/v1/session")).refused == (401, "not_signed_in")


async def test_a_foreign_page_cannot_sign_anybody_in(staffed: RunningHall) -> None:
    assert (await enter(staffed, "li-juan", PASSWORD, Origin="http://elsewhere.example"))[:2] == (403, "forbidden")


@pytest.mark.parametrize(
    "body", [{}, {"account": "li-juan"}, {"account": "", "password": "x"}, {"account": "x", "password": "y" * 201}, []]
)
async def test_malformed_words_are_refused(hall: RunningHall, body: object) -> None:
    assert (await hall.nobody.ask("POST", "/api/v1/session", body=body)).refused == (400, "malformed")


async def test_pages_lead_to_the_door_that_is_theirs(hall: RunningHall) -> None:
    for path in ("/clerk", "/console", "/console/screens"):
        answer = await hall.nobody.ask("GET", path)
        assert (answer.status, answer.headers["Location"]) == (303, "/"), path
    clerk, supervisor = await hall.clerk("li-juan"), await hall.clerk("fang-qing")
    assert (await clerk.ask("GET", "/")).headers["Location"] == "/clerk"
    assert (await supervisor.ask("GET", "/")).headers["Location"] == "/console"
    assert (await clerk.ask("GET", "/clerk")).status == 200
    assert (await clerk.ask("GET", "/console")).headers["Location"] == "/"
    assert (await supervisor.ask("GET", "/console")).status == 200


async def test_a_chosen_language_is_remembered(hall: RunningHall) -> None:
    chosen = await hall.nobody.ask("GET", "/?language=en")
    assert chosen.headers["Content-Language"] == "en"
    cookie = chosen.headers["Set-Cookie"].split(";")[0]
    assert (await hall.nobody.ask("GET", "/", headers={"Cookie": cookie})).headers["Content-Language"] == "en"
    assert (await hall.nobody.ask("GET", "/?language=xx")).headers["Content-Language"] == "zh"
    by_browser = await hall.nobody.ask("GET", "/", headers={"Accept-Language": "fr-FR,en-US;q=0.8"})
    assert by_browser.headers["Content-Language"] == "en"


def test_failures_are_forgotten_after_a_success_and_after_a_while() -> None:
    tried = Attempts()
    for _ in range(ATTEMPTS - 1):
        tried.failed("li-juan", 0)
    tried.check("li-juan", 0)
    tried.succeeded("li-juan")
    tried.failed("li-juan", 0)
    tried.check("li-juan", 0)
    for _ in range(ATTEMPTS):
        tried.failed("li-juan", 1_000)
    with pytest.raises(CommandRefused) as refused:
        tried.check("li-juan", 1_000)
    assert (refused.value.code, refused.value.details) == (RefusalCode.TOO_MANY_ATTEMPTS, {"wait_s": str(LOCKED_S)})
    tried.check("li-juan", 1_000 + LOCKED_S * 1_000)


def test_only_so_many_names_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "NAMES_LIMIT", 2)
    tried = Attempts()
    for name in ("a", "b", "c"):
        tried.failed(name, 0)
    assert list(tried._failed) == ["b", "c"]
