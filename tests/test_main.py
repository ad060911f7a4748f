"""`python -m queue_server`: what it does, and what it says when it cannot."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from argon2 import PasswordHasher

from config.loading import SAMPLE, load
from queue_server import __main__, logs
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import CloseDay
from queue_server.engine.clock import SystemClock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.settings import sqlite_url
from queue_server.storage import passwords
from queue_server.storage.database import Database
from tests.engine.sample_hall import HALL, open_hall

ROOT = Path(__file__).parent.parent
PASSWORD = "a long way to Anhe"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command on a data folder of its own: exit code, standard output, standard error."""
    monkeypatch.setattr(logs, "set_up", lambda: None)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

    def run(*arguments: str, words: str = "", data: Path | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", StringIO(words))
        before = os.umask(0o077)
        try:
            code = __main__.main([*arguments, "--data", str(data or tmp_path / "data")])
        finally:
            os.umask(before)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own, and its address."""
    command = [sys.executable, "-m", "queue_server", "serve", "--port", "0", "--data", str(data), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def stop(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str]:
    """Exit code and log."""
    process.send_signal(number)
    _, log = process.communicate(timeout=30)
    return process.returncode, log


def test_a_station_is_enrolled_into_a_file_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kiosk-1.key"
    file.write_text("older and readable by all")
    file.chmod(0o644)
    code, out, _ = run("enrol", "kiosk-1", "--key-file", str(file))
    assert code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = file.read_text().strip()
    assert len(key) >= 40
    assert key not in out
    assert run("enrol", "kiosk-1")[1].strip() not in ("", key)


def test_an_unknown_station_is_told_with_those_there_are(run: Run) -> None:
    code, out, err = run("enrol", "kiosk-9")
    assert (code, out) == (2, "")
    assert "kiosk-9" in err
    assert "kiosk-1" in err


def test_an_account_is_made_changed_closed_and_listed(run: Run, tmp_path: Path) -> None:
    assert run("account", "add", "1001", words=PASSWORD + "\n")[0] == 0
    assert run("account", "add", "li-juan", words=PASSWORD + "\n")[0] == 2
    secret = tmp_path / "secret"
    secret.write_text("another long way\n")
    assert run("account", "password", "li-juan", "--password-file", str(secret))[0] == 0
    assert run("account", "list")[1] == "li-juan\tactive\tclerk\n"
    assert run("account", "disable", "1001")[0] == 0
    assert run("account", "list")[1] == "li-juan\tdisabled\tclerk\n"
    assert run("account", "enable", "li-juan")[0] == 0
    assert run("account", "disable", "chen-li")[0] == 2
    assert run("account", "password", "chen-li", words=PASSWORD + "\n")[0] == 2


def test_an_account_needs_a_clerk_of_the_plan_and_a_fit_password(run: Run) -> None:
    assert "nobody" in run("account", "add", "nobody", words=PASSWORD + "\n")[2]
    code, _, err = run("account", "add", "li-juan", words="short\n")
    assert code == 1
    assert "10 to 128 characters" in err


def test_a_password_is_no_argument() -> None:
    with pytest.raises(SystemExit) as refused:
        __main__.main(["account", "add", "li-juan", "--password", PASSWORD])
    assert refused.value.code == 2


def test_all_mistakes_of_a_configuration_are_told_at_once(run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "hall")
    for name in ("hall.toml", "policy.toml"):
        text = (SAMPLE / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("missed_return_s", "misse_return_s").replace("w01", "w99", 1))
    code, _, err = run("serve", "--hall", str(folder))
    assert code == 1
    assert str(folder) in err
    assert "policy.toml" in err
    assert "hall.toml" in err


def test_a_server_tells_what_a_hall_should_hear_of_its_configuration_once_it_listens(tmp_path: Path) -> None:
    """Its calendar lacks this year; and what tells so loads what a start does not wait for."""
    folder = shutil.copytree(SAMPLE, tmp_path / "hall")
    text = (SAMPLE / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(text.replace("year = 2026", "year = 2019").replace("2026-", "2019-"))
    with serving(tmp_path / "data", "--hall", str(folder)) as (process, url):
        assert process.stderr is not None
        told = iter(process.stderr.readline, "")
        assert next(line for line in told if "configuration_note" in line)
        with urlopen(f"{url}/health") as answer:
            assert answer.status == 200
        assert stop(process)[0] == 0


def test_a_folder_that_cannot_be_written_to_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    code, _, err = run("serve", data=file / "data")
    assert code == 1
    assert str(file) in err
    assert "Traceback" not in err


def test_a_taken_port_is_named(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, err = run("serve", "--port", port)
    assert code == 1
    assert err.startswith(f"Port {port} is taken")


def test_a_database_of_a_newer_version_is_told(run: Run, tmp_path: Path) -> None:
    assert run("migrate")[0] == 0
    with sqlite3.connect(tmp_path / "data" / "hall.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for command in ("migrate", "serve", "verify"):
        code, _, err = run(command)
        assert code == 1
        assert "newer" in err


def test_a_hall_another_server_runs_is_not_run_twice(run: Run, tmp_path: Path) -> None:
    async def while_held() -> tuple[int, str, str]:
        async with await Database.open(f"sqlite:///{tmp_path / 'data' / 'hall.sqlite'}") as database:
            await database.hold("anhe")
            return await asyncio.to_thread(run, "rebuild")

    code, _, err = asyncio.run(while_held())
    assert code == 1
    assert "nother server" in err


def test_a_server_started_again_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    key = run("enrol", "kiosk-1")[1].strip()
    for numbers, number in ((["A001", "A002"], signal.SIGTERM), (["A003"], signal.SIGKILL), (["A004"], signal.SIGINT)):
        with serving(data) as (process, url):
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
            assert [_issue(url, key) for _ in numbers] == numbers
            code, log = stop(process, number)
            assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
            assert "Traceback" not in log
            assert key not in log
    code, out, _ = run("verify")
    assert code == 0
    assert "whole and unaltered" in out
    assert run("rebuild")[0] == 0
    assert run("verify")[0] == 0


def test_a_configuration_is_published_from_its_folder_and_outlasts_a_restart(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = shutil.copytree(SAMPLE, tmp_path / "hall")
    assert run("account", "add", "fang-qing", words=PASSWORD + "\n")[0] == 0
    number = next(clerk.staff_number for clerk in load(SAMPLE).plan.clerks if clerk.id == "fang-qing")

    def publish(url: str, password: str = PASSWORD) -> tuple[int, str, str]:
        return run("publish", "--hall", str(folder), "--server", url, "--account", number, words=password + "\n")

    with serving(data) as (process, url):
        assert publish(url, "no such password")[0] == 1
        policy = folder / "policy.toml"
        policy.write_text("waiting_limit = 17\n" + policy.read_text(encoding="utf-8"), encoding="utf-8")
        code, out, err = publish(url)
        assert (code, err) == (0, "")
        assert load(folder).content_hash in out
        (folder / "policy.toml").write_text("digits = 9\n")
        code, _, err = publish(url)
        assert code == 1
        assert "policy.toml: digits" in err
        _, log = stop(process)
    assert PASSWORD not in log
    with serving(data) as (process, url):
        _, log = stop(process)
    assert "configuration_superseded" in log
    assert publish(url)[0] == 1  # nobody is there


def test_a_backup_is_taken_while_the_server_runs_and_a_hall_goes_on_from_it(run: Run, tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    with serving(data) as (process, _):
        code, told, _ = run("backup", str(copy), data=data)
        assert code == 0
        assert re.match(r"anhe: [1-9][0-9]* events\n", told)
        stop(process, signal.SIGKILL)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite", "data"]  # it needs no file beside it
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(copy, restored / "hall.sqlite")
    assert run("verify", data=restored)[0] == 0
    with serving(restored) as (process, url):
        assert url.startswith("http://")
        assert stop(process)[0] == 0


def test_a_backup_replaces_nothing_and_needs_a_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    code, _, why = run("backup", str(tmp_path / "new"))
    assert (code, why) == (1, f"{tmp_path}/data/hall.sqlite: There is no database.\n")
    run("migrate")
    code, _, why = run("backup", str(tmp_path / "kept"))
    assert (code, why) == (1, f"{tmp_path}/kept: It is there already, and stays.\n")
    assert (tmp_path / "kept").read_text() == "kept"
    code, _, why = run("backup", str(tmp_path / "nowhere" / "new"))
    assert (code, why) == (1, f"{tmp_path}/nowhere: There is no such folder.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "kept"]


def test_a_damaged_database_is_no_backup(run: Run, tmp_path: Path) -> None:
    run("migrate")
    file = tmp_path / "data" / "hall.sqlite"
    with file.open("r+b") as opened:
        opened.seek(4_096 * 3)
        opened.write(b"\xff" * 4_096 * 4)
    code, _, why = run("backup", str(tmp_path / "copy"))
    assert code == 1
    assert "damaged" in why or "malformed" in why
    assert not (tmp_path / "copy").exists()


def test_an_altered_past_is_found(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as (process, url):
        assert url
        with urlopen(url + "/health", timeout=30) as answer:
            assert answer.status == 200
        assert stop(process)[0] == 0
    with sqlite3.connect(data / "hall.sqlite") as connection:
        connection.execute("UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 1")
    connection.close()
    code, out, _ = run("verify")
    assert code == 1
    assert "1" in out


def test_a_closed_day_is_anchored_and_a_journal_cut_off_or_unlike_the_slip_is_found(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    asyncio.run(_a_day_comes_and_goes(data))
    with serving(data) as (process, url):
        assert url
        _wait_until((data / "anchors.jsonl").exists)
        _, log = stop(process)
    (line,) = (entry["anchor"] for entry in map(json.loads, log.splitlines()) if entry["event"] == "day_anchored")
    code, out, _ = run("verify", "--anchor", line)
    assert (code, "Days whose anchors agree: 2" in out) == (0, True)
    groups = line.split()
    code, out, _ = run("verify", "--anchor", " ".join([*groups[:-1], "0000"]))
    assert (code, "written anew" in out) == (1, True)
    assert run("verify", "--anchor", "a slip nobody can read")[0] == 1
    assert run("verify", "--anchors", str(tmp_path / "nowhere"))[0] == 2
    (data / "hall.sqlite").unlink()
    code, out, _ = run("verify")
    assert (code, "cut off after row 0" in out) == (1, True)


async def _a_day_comes_and_goes(data: Path) -> None:
    async with await Database.open(sqlite_url(data)) as database:
        await database.upgrade()
        dispatcher = await Dispatcher.start(database, HALL, clock=SystemClock())
        await open_hall(dispatcher)
        await dispatcher.submit(CloseDay(), key="close-day", by=SYSTEM)
        await dispatcher.stop()


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def _issue(url: str, key: str) -> str:
    """Takes a ticket as kiosk-1, waiting for the day to begin; returns its number."""
    deadline_s = time.monotonic() + 30
    while True:
        headers = {"Authorization": f"Station kiosk-1:{key}", "Idempotency-Key": f"key-{time.time_ns()}"}
        asked = Request(url + "/api/v1/commands/issue-ticket", b'{"queue_id": "comprehensive"}', headers)
        try:
            with urlopen(asked, timeout=30) as answer:
                number: str = json.load(answer)["ticket"]["number"]
                return number
        except HTTPError as error:
            with error:
                if json.load(error)["code"] != "day_closed":
                    raise
            assert time.monotonic() < deadline_s, "the day did not begin"
            time.sleep(0.05)
