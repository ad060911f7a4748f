"""Opens a whole hall on this machine: `python -m simulation.premises`.

Server, kiosk, call board, panel, rating terminal and device bridge of one window, and the virtual devices, each a
process of its own as in a real hall; and those whom ratings are told, played. Without a screen the windows are drawn
offscreen and seen on the console's page of live pictures.
What the hall keeps lies in the data folder; the next start goes on where this one ended.
"""

import argparse
import asyncio
import contextlib
import re
import shutil
import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.configuration import HallConfiguration
from config.consistency import EXPORTS, POLICY
from config.hall import Device, DeviceKind, Station, StationKind
from config.i18n import LANGUAGES, Texts
from config.loading import ConfigurationError, load
from hardware.simulators.hall_devices import MAKERS
from queue_server.settings import sqlite_url
from queue_server.storage.database import Database, HallTaken
from simulation.enrolment import SampleAccount, enrol_stations, sample_accounts

_START_S = 30  # for the server to answer
_STOP_S = 15  # for a process to end by itself
_AGAIN_S = 2  # until a process that ended by itself is started again

_PROGRAMS = {StationKind.KIOSK: "kiosk", StationKind.BRIDGE: "kiosk.bridge"}

_ALWAYS = re.compile(r"^always *= *true", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Premises:
    """What is opened, and where."""

    configuration: HallConfiguration
    hall_folder: Path
    data: Path
    host: str
    port: int
    control_port: int
    window_id: str

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def stations(self) -> list[Station]:
        """The first kiosk that is not in the night zone, the first board, screens and device bridges of the window."""
        plan = self.configuration.plan.stations
        kiosk = next(s for s in plan if s.kind is StationKind.KIOSK and not s.night)
        board = next(s for s in plan if s.kind is StationKind.BOARD)
        return [kiosk, board, *(s for s in plan if self.window_id in (s.window_id, *s.windows_with(*DeviceKind)))]

    @property
    def printers(self) -> dict[str, str]:
        """Device id → URL of every ticket printer among the stations."""
        return {device.id: device.url for device in self._devices if device.kind is DeviceKind.TICKET_PRINTER}

    @property
    def others(self) -> list[str]:
        """All other devices that can be virtual, as `python -m hardware simulate` takes them."""
        return [
            f"{device.id}={device.kind}={device.url.partition('?')[0]}"
            for device in self._devices
            if device.kind in MAKERS
        ]

    @property
    def receivers_port(self) -> int | None:
        """Where this machine plays those whom ratings are told; None where all of them are elsewhere."""
        urls = (urlsplit(export.url) for export in self.configuration.policy.exports)
        return next((url.port for url in urls if url.hostname == "127.0.0.1"), None)

    @property
    def _devices(self) -> list[Device]:
        return [device for station in self.stations for device in station.devices]


class Process:
    """One program of the hall. If it ends by itself it is started again, as a service manager would."""

    def __init__(self, name: str, *arguments: str, log: Path) -> None:
        self.name = name
        self._arguments = arguments
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    async def run(self) -> None:
        while not self._stopping:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", *self._arguments, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip  # its own session: Ctrl-C reaches us alone, and we end it in order
            code = await self._process.wait()
            if not self._stopping:
                print(f"  {self.name} ended by itself ({code}), see {self._log}; starting it again", flush=True)
                await asyncio.sleep(_AGAIN_S)

    async def stop(self) -> None:
        self._stopping = True
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_S)
        except TimeoutError:
            print(f"  {self.name} did not end within {_STOP_S} s and was killed", flush=True)
            self._process.kill()


async def prepare(premises: Premises) -> tuple[dict[str, Path], list[SampleAccount]]:
    """Database, keys and accounts. Raises HallTaken when a server already runs on this data folder."""
    hall_id = premises.configuration.plan.hall_id
    premises.data.mkdir(parents=True, exist_ok=True)
    async with await Database.open(sqlite_url(premises.data)) as database:
        await database.hold(hall_id)
        await database.upgrade()
        keys = await enrol_stations(
            database, hall_id, [station.id for station in premises.stations], premises.data / "keys"
        )
        accounts = await sample_accounts(
            database, premises.configuration, premises.window_id, premises.data / "sample-password"
        )
        await database.release(hall_id)
    return keys, accounts


async def open_hall(premises: Premises) -> int:
    """Runs until SIGINT or SIGTERM. Returns the exit status."""
    told_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    keys, accounts = await prepare(premises)
    async with contextlib.AsyncExitStack() as hall:
        printers = [f"{device_id}={url}" for device_id, url in premises.printers.items()]
        await _start(hall, _process(premises, "printers", "hardware", "simulate", *_each("--printer", printers),
                                    *_each("--device", premises.others),
                                    "--slips", str(premises.data / "slips"),
                                    "--control", str(premises.control_port)))  # fmt: skip
        if premises.receivers_port is not None:
            port = str(premises.receivers_port)
            await _start(hall, _process(premises, "receivers", "simulation.receiver", "--port", port))
        await _start(hall, _process(premises, "server", "queue_server", "serve", "--hall", str(premises.hall_folder),
                                    "--data", str(premises.data),
                                    "--host", premises.host, "--port", str(premises.port)))  # fmt: skip
        if not await _answers(f"{premises.url}/health", told_to_stop):
            if not told_to_stop.is_set():
                print(f"The server did not start within {_START_S} s; see {premises.data / 'logs' / 'server.log'}")
                return 1
            return 0
        for station in premises.stations:
            kept = ["--voice-store", str(premises.data / "voice"), "--ratings", str(premises.data / "ratings")]
            if station.kind not in _PROGRAMS:
                kept += ["--spots", str(premises.data / "spots")]
            await _start(hall, _process(premises, station.id, _PROGRAMS.get(station.kind, "display"),
                                        "--server", premises.url, "--station", station.id,
                                        "--key-file", str(keys[station.id]),
                                        *([] if station.kind is StationKind.KIOSK else kept)))  # fmt: skip
        _tell(premises, accounts)
        await told_to_stop.wait()
        print("\nClosing …", flush=True)
    return 0


def _process(premises: Premises, name: str, *arguments: str) -> Process:
    logs = premises.data / "logs"
    logs.mkdir(exist_ok=True)
    return Process(name, *arguments, log=logs / f"{name}.log")


async def _start(hall: contextlib.AsyncExitStack, process: Process) -> None:
    """Starts it; the hall stops its processes in the opposite order, the server after the stations."""
    running = asyncio.create_task(process.run())

    async def stop() -> None:
        await process.stop()
        await running

    hall.push_async_callback(stop)


def _each(option: str, values: list[str]) -> Iterator[str]:
    for value in values:
        yield from (option, value)


async def _answers(url: str, told_to_stop: asyncio.Event) -> bool:
    """Waits until the server answers; False if it does not in time, or if we are told to stop."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _START_S
    while loop.time() < deadline and not told_to_stop.is_set():
        try:
            await asyncio.to_thread(_ask, url)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return True
    return False


def _ask(url: str) -> None:
    with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own server's address
        answer.read()


def _tell(premises: Premises, accounts: list[SampleAccount]) -> None:
    texts = Texts.load()
    plan = premises.configuration.plan
    for language in LANGUAGES:
        print(f"\n{texts.text('premises.open', language, hall=plan.name.text(language))}\n")
        rows = [
            (texts.text("premises.sign_in", language), premises.url),
            (texts.text("premises.screens", language), f"{premises.url}/console/screens"),
            (texts.text("premises.clerk", language), f"{premises.url}/clerk"),
            (texts.text("premises.console", language), f"{premises.url}/console"),
            (texts.text("premises.printers", language), f"http://{premises.host}:{premises.control_port}"),
        ]
        if premises.receivers_port is not None:
            rows.append((texts.text("premises.receivers", language), f"http://127.0.0.1:{premises.receivers_port}"))
        for label, address in rows:
            print(f"  {address:<42} {label}")
        print(f"\n  {texts.text('premises.accounts', language, password=accounts[0].password)}")
        for account in accounts:
            roles = ", ".join(texts.text(f"premises.roles.{role.value}", language) for role in account.clerk.roles)
            posts = ", ".join(
                str(premises.configuration.windows[w].number) for w in (*account.clerk.primary, *account.clerk.backup)
            )
            where = texts.text("premises.windows", language, numbers=posts) if posts else ""
            print(f"    {account.clerk.id:<14} {account.clerk.name}  {roles}  {where}".rstrip())
    print(f"\n{texts.text('premises.stop', 'zh')}  {texts.text('premises.stop', 'en')}", flush=True)


def by_the_calendar(hall_folder: Path, data: Path) -> Path:
    """A copy of the hall's folder, in the data folder, with `always = true` taken back from its policy."""
    copied = data / "hall-by-the-calendar"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(hall_folder, copied)
    policy = copied / POLICY
    policy.write_text(_ALWAYS.sub("always = false", policy.read_text(encoding="utf-8")), encoding="utf-8")
    return copied


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulation.premises", description=__doc__.partition("\n")[0])
    parser.add_argument("--hall", type=Path, default=Path("config/sample"), help="folder with the hall's configuration")
    parser.add_argument(
        "--hours", choices=("always", "real"), default="always",
        help="real: a hall that is always open keeps the opening days and hours of its policy instead",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder for what the hall keeps")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--control-port", type=int, default=9190, help="of the page that controls the virtual devices")
    parser.add_argument("--window", default="w03", help="the window whose panel and rating terminal are opened")
    given = parser.parse_args()
    hall_folder = by_the_calendar(given.hall, given.data) if given.hours == "real" else given.hall
    try:
        configuration = load(hall_folder)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    if given.hours == "real" and configuration.policy.hours.always:
        print(f"--hours: write always = false into {given.hall / POLICY}", file=sys.stderr)
        return 1
    if given.window not in configuration.windows:
        print(f"--window: the hall has no window {given.window!r}; it has {', '.join(configuration.windows)}",
              file=sys.stderr)  # fmt: skip
        return 1
    for option, port in (("--port", given.port), ("--control-port", given.control_port)):
        if not _free(given.host, port):
            print(f"{option}: {given.host}:{port} is taken by another program; choose another port", file=sys.stderr)
            return 1
    premises = Premises(
        configuration, hall_folder, given.data.resolve(), given.host, given.port, given.control_port, given.window
    )
    if premises.receivers_port is not None and not _free("127.0.0.1", premises.receivers_port):
        print(f"127.0.0.1:{premises.receivers_port} is taken by another program; write another port into "
              f"{given.hall / EXPORTS}", file=sys.stderr)  # fmt: skip
        return 1
    try:
        return asyncio.run(open_hall(premises))
    except HallTaken as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
