"""`python -m queue_server`: run the server of a hall, and the few things done to one from outside."""

import argparse
import asyncio
import errno
import getpass
import os
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import uvloop
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from config.configuration import HallConfiguration
from config.loading import SAMPLE, ConfigurationError, load
from queue_server import logs, memory
from queue_server.app import HallServer
from queue_server.client.publishing import publish
from queue_server.contract.refusals import CommandRefused
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.settings import Settings, anchors_file, sqlite_url
from queue_server.storage import accounts, anchors, station_keys
from queue_server.storage.backup import BackupUnsound, back_up
from queue_server.storage.database import Database, DatabaseTooNew, DatabaseUnusable, HallTaken
from queue_server.storage.journal import JournalDamaged, SecondWriter
from queue_server.storage.passwords import PasswordUnfit
from queue_server.web import access, doors, openapi, reference

Task: TypeAlias = Callable[[argparse.Namespace], Awaitable[int]]

OK, FAILED, MISUSED = 0, 1, 2

OPEN_FILES = 65_536  # each connection is one, and the usual 1024 are soon opened
EXPORT_KEY = "HALL_EXPORT_KEY_"  # and the id of the receiver, as `config.exports.Export.key_name` has it


class Unfit(Exception):
    """What was asked on the command line cannot be done; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 it went wrong or a finding was made, 2 it was asked wrongly."""
    asked = _parser().parse_args(arguments)
    os.umask(0o077)  # the database holds what is nobody else's business
    logs.set_up()
    task: Task = asked.task
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(task, asked))
    except KeyboardInterrupt:
        return OK
    except (ConfigurationError, *_EXPLAINED) as error:
        print(explanation(error, asked), file=sys.stderr)
        return MISUSED if isinstance(error, Unfit) else FAILED


async def _run(task: Task, asked: argparse.Namespace) -> int:
    return await task(asked)


_EXPLAINED = (
    Unfit,
    anchors.AnchorUnreadable,
    BackupUnsound,
    CommandRefused,
    DatabaseTooNew,
    DatabaseUnusable,
    HallTaken,
    JournalDamaged,
    OSError,
    PasswordUnfit,
    SQLAlchemyError,
    SecondWriter,
    sqlite3.Error,
)


def explanation(error: Exception, asked: argparse.Namespace) -> str:
    """What went wrong, for the person at the keyboard, and where possible what to do."""
    match error:
        case ConfigurationError():
            return f"The configuration in {asked.hall} cannot be used:\n{error}"
        case OSError(errno=errno.EADDRINUSE):
            return f"Port {asked.port} is taken by another program. Choose another one with --port."
        case OSError(errno=errno.EACCES | errno.EPERM | errno.EROFS):
            return f"{error.filename or database_url(asked)} cannot be written to: {error.strerror}."
        case OSError(filename=str() as name):
            return f"{name}: {error.strerror}."
        case DatabaseTooNew():
            return f"The database was made by a newer version of this server; update the server. ({error})"
        case CommandRefused():
            details = ", ".join(f"{key}: {value}" for key, value in error.details.items())
            return f"The hall refused: {error.code} ({details})"
        case sqlite3.Error():
            return f"The database cannot be used: {error}"
        case SQLAlchemyError():
            return f"The database cannot be used: {getattr(error, 'orig', None) or error}"
    return str(error)[:1].upper() + str(error)[1:]


# --- what can be asked ----------------------------------------------------------------------------------------------


async def serve(asked: argparse.Namespace) -> int:
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(few, min(most, OPEN_FILES)), most))
    settings = Settings(
        database_url=database_url(asked),
        hall_folder=asked.hall,
        host=asked.host,
        port=asked.port,
        public_url=asked.public_url,
        metrics_key=os.environ.get("HALL_METRICS_KEY"),
        anchors_file=_anchors_file(asked),
        export_keys={name: key for name, key in os.environ.items() if name.startswith(EXPORT_KEY)},
    )
    server = await HallServer.start(settings)
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    print(f"{server.url}", flush=True)
    ended, stopped = asyncio.create_task(server.wait()), asyncio.create_task(told.wait())
    try:
        await asyncio.to_thread(server.tell_notes)
        memory.settle()
        await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            ended.result()
    finally:
        stopped.cancel()
        ended.cancel()
        await server.stop()
    return OK


async def migrate(asked: argparse.Namespace) -> int:
    async with await Database.open(database_url(asked)) as database:
        await database.upgrade()
    print("The tables are up to date.")
    return OK


async def back_up_database(asked: argparse.Namespace) -> int:
    url = make_url(database_url(asked))
    if url.get_backend_name() != "sqlite":
        raise Unfit("PostgreSQL has its own tool for this: pg_dump.")
    events = await asyncio.to_thread(back_up, Path(url.database or ""), asked.file)
    for hall_id, seq in events.items():
        print(f"{hall_id}: {seq} events")
    print(f"The backup is in {asked.file}. Whoever has it has the hall's keys: keep it as the database itself.")
    return OK


async def publish_configuration(asked: argparse.Namespace) -> int:
    load(asked.hall)  # what is wrong with it is told without a server too
    password = _password(asked.password_file, twice=False)
    content_hash = await publish(asked.server, asked.account, password, asked.hall)
    print(f"In force now: {content_hash}")
    return OK


async def rebuild_history(asked: argparse.Namespace) -> int:
    hall = load(asked.hall)
    async with await _opened(asked) as database:
        events = await rebuild(database, hall.plan.hall_id)
    print(f"The history was made anew from {events} events.")
    return OK


async def verify_journal(asked: argparse.Namespace) -> int:
    hall = load(asked.hall)
    async with await _opened(asked) as database:
        known = await asyncio.to_thread(_anchors, asked)
        found = await verify(database, hall.plan.hall_id, known)
    for finding in found.findings:
        print(finding)
    if not found.sound:
        return FAILED
    print(f"{found.events} events, whole and unaltered. The last one's hash: {found.head.hash}")
    if found.anchored:
        print(f"Days whose anchors agree: {found.anchored}")
    else:
        print("No anchors to compare with: a journal cut off or written anew as a whole would not be noticed.")
    return OK


def _anchors(asked: argparse.Namespace) -> list[anchors.Anchor]:
    """Of the file and from the command line; a file that was named must be there."""
    if asked.anchors is not None and not asked.anchors.exists():
        raise Unfit(f"There is no file {asked.anchors}.")
    noted = anchors.AnchorFile(_anchors_file(asked)).read()
    return noted + [anchors.from_line(line) for line in asked.anchor]


async def print_openapi(asked: argparse.Namespace) -> int:
    settings = Settings(database_url=database_url(asked), hall_folder=asked.hall)
    print(openapi.encode(doors.ALL, access.cookie_name(settings)).decode())
    return OK


async def write_reference(asked: argparse.Namespace) -> int:
    reference.write(asked.project)
    return OK


async def enrol(asked: argparse.Namespace) -> int:
    hall = load(asked.hall)
    if asked.station not in hall.stations:
        known = ", ".join(sorted(hall.stations))
        raise Unfit(f"There is no station {asked.station!r} in the plan. There are: {known}")
    async with await _opened(asked) as database:
        key = await station_keys.enrol(database, hall.plan.hall_id, asked.station, _now_ms())
    if asked.key_file is None:
        print(key)
    else:
        _write_secret(asked.key_file, key)
        print(f"The key of {asked.station} is in {asked.key_file}. It is told only this once.")
    return OK


async def add_account(asked: argparse.Namespace) -> int:
    return await _set_password(asked, must_exist=False)


async def change_password(asked: argparse.Namespace) -> int:
    return await _set_password(asked, must_exist=True)


async def _set_password(asked: argparse.Namespace, *, must_exist: bool) -> int:
    hall = load(asked.hall)
    clerk_id = _clerk_id(hall, asked.name)
    async with await _opened(asked) as database:
        known = {account.clerk_id for account in await accounts.accounts(database, hall.plan.hall_id)}
        if must_exist and clerk_id not in known:
            raise Unfit(f"{clerk_id} has no account. Make one with: account add {clerk_id}")
        if not must_exist and clerk_id in known:
            raise Unfit(f"{clerk_id} has an account already. Change its password with: account password {clerk_id}")
        await accounts.set_password(database, hall.plan.hall_id, clerk_id, _password(asked.password_file), _now_ms())
    print(f"{clerk_id} can sign in.")
    return OK


async def disable_account(asked: argparse.Namespace) -> int:
    return await _set_disabled(asked, disabled=True)


async def enable_account(asked: argparse.Namespace) -> int:
    return await _set_disabled(asked, disabled=False)


async def _set_disabled(asked: argparse.Namespace, *, disabled: bool) -> int:
    """By name as in the plan, or by an id whose clerk has left it."""
    hall = load(asked.hall)
    clerk_id = next((clerk.id for clerk in hall.plan.clerks if asked.name == clerk.staff_number), asked.name)
    async with await _opened(asked) as database:
        if not await accounts.set_disabled(database, hall.plan.hall_id, clerk_id, disabled, _now_ms()):
            raise Unfit(f"{asked.name!r} has no account.")
    print(f"{clerk_id} can {'no longer ' if disabled else ''}sign in.")
    return OK


async def list_accounts(asked: argparse.Namespace) -> int:
    hall = load(asked.hall)
    async with await _opened(asked) as database:
        for account in await accounts.accounts(database, hall.plan.hall_id):
            clerk = hall.clerks.get(account.clerk_id)
            roles = ",".join(clerk.roles) if clerk is not None else "not in the plan"
            locked = account.locked_until_ms > _now_ms()
            state = "disabled" if account.disabled else "locked" if locked else "active"
            print(f"{account.clerk_id}\t{state}\t{roles}")
    return OK


# --- how it is asked ------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    where = argparse.ArgumentParser(add_help=False)
    place = where.add_mutually_exclusive_group()
    place.add_argument(
        "--data", type=Path, default=Path("data"), help="folder of the embedded database (default: data)"
    )
    place.add_argument("--database", help="postgresql+asyncpg://USER@HOST/NAME, or sqlite+aiosqlite:///FILE")
    where.add_argument(
        "--hall", type=Path, default=SAMPLE, help="folder of the hall's configuration (default: the sample)"
    )

    parser = argparse.ArgumentParser(prog="python -m queue_server", description=__doc__, allow_abbrev=False)
    asked = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, task: Task, words: str) -> argparse.ArgumentParser:
        made = asked.add_parser(name, help=words, description=words, parents=[where], allow_abbrev=False)
        made.set_defaults(task=task)
        return made

    def anchored(made: argparse.ArgumentParser) -> None:
        words = "the anchors of closed days, best on another disk (default: anchors.jsonl in the data folder)"
        made.add_argument("--anchors", type=Path, metavar="FILE", help=words)

    serving = command("serve", serve, "Run the server until it is told to stop.")
    serving.epilog = "HALL_METRICS_KEY in the environment: the key with which other machines may read /metrics."
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serving.add_argument("--port", type=int, default=8000, help="0 chooses one (default: 8000)")
    serving.add_argument("--public-url", help="under which phones and browsers reach it, such as https://hall.example")
    anchored(serving)
    command("migrate", migrate, "Bring the tables of the database to this version.")
    backing_up = command("backup", back_up_database, "Copy the embedded database into a file; the server may run.")
    backing_up.add_argument("file", type=Path, metavar="FILE", help="which is not there yet")
    publishing = command(
        "publish", publish_configuration, "Put the folder's configuration in force at a running server."
    )
    publishing.add_argument("--server", required=True, metavar="URL", help="such as http://127.0.0.1:8000")
    publishing.add_argument(
        "--account", required=True, metavar="NUMBER", help="staff number of a supervisor or technician"
    )
    publishing.add_argument("--password-file", help="read the password from there; - reads standard input")
    command("rebuild", rebuild_history, "Make the history tables anew from the journal; the server must not run.")
    verifying = command("verify", verify_journal, "Check that the journal is whole and unaltered; exit code 1 if not.")
    anchored(verifying)
    verifying.add_argument(
        "--anchor", action="append", default=[], metavar="LINE", help="compare also with an anchor noted or printed"
    )
    command("openapi", print_openapi, "Print the API's document, OpenAPI 3.1.")
    referring = command("reference", write_reference, "Write the made parts of the project's documents anew.")
    referring.add_argument("--project", type=Path, default=Path(), help="its folder (default: this one)")
    enrolling = command("enrol", enrol, "Give a station a new key; its former one is worth nothing from then on.")
    enrolling.add_argument("station")
    enrolling.add_argument(
        "--key-file", type=Path, help="write the key there, for its owner only, instead of printing it"
    )

    account = asked.add_parser("account", help="Accounts of the staff.").add_subparsers(
        required=True, metavar="COMMAND"
    )

    def account_command(name: str, task: Task, words: str, *, takes_password: bool = False) -> None:
        made = account.add_parser(name, help=words, description=words, parents=[where], allow_abbrev=False)
        made.add_argument("name", help="id or staff number, as in the hall plan")
        made.set_defaults(task=task)
        if takes_password:
            made.add_argument("--password-file", help="read the password from there; - reads standard input")

    account_command("add", add_account, "Make an account.", takes_password=True)
    account_command("password", change_password, "Give an account a new password.", takes_password=True)
    account_command("disable", disable_account, "Nobody can sign in with it any more.")
    account_command("enable", enable_account, "It can be used again.")
    listing = account.add_parser("list", help="All accounts.", parents=[where], allow_abbrev=False)
    listing.set_defaults(task=list_accounts)
    return parser


def database_url(asked: argparse.Namespace) -> str:
    return asked.database or sqlite_url(asked.data)


def _anchors_file(asked: argparse.Namespace) -> Path:
    file: Path | None = asked.anchors
    return anchors_file(asked.data) if file is None else file


async def _opened(asked: argparse.Namespace) -> Database:
    database = await Database.open(database_url(asked))
    try:
        await database.upgrade()
    except BaseException:
        await database.close()
        raise
    return database


def _clerk_id(hall: HallConfiguration, name: str) -> str:
    for clerk in hall.plan.clerks:
        if name in (clerk.id, clerk.staff_number):
            return clerk.id
    raise Unfit(f"There is nobody called {name!r} among the clerks of the plan.")


def _password(file: str | None, *, twice: bool = True) -> str:
    """From a file, from standard input, or asked for, a new one twice; never from the command line, where others could
    see it."""
    if file == "-" or (file is None and not sys.stdin.isatty()):
        return sys.stdin.readline().rstrip("\r\n")
    if file is not None:
        return Path(file).read_text(encoding="utf-8").removesuffix("\n")
    password = getpass.getpass("Password: ")
    if twice and getpass.getpass("Once more: ") != password:
        raise Unfit("The two passwords differ.")
    return password


def _write_secret(file: Path, secret: str) -> None:
    """Readable by nobody else at any moment, also where the file existed with other rights."""
    made = file.with_name(f".{file.name}.new")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        os.fchmod(opened.fileno(), 0o600)
        opened.write(secret + "\n")
    made.replace(file)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
