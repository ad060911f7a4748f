"""Devices from the command line.

    python -m hardware list --hall FOLDER           the hall's devices, and what is plugged in here
    python -m hardware probe                        what is plugged in here, and how it is
    python -m hardware probe URL                    … what answers at a URL
    python -m hardware probe URL --kind KIND        … a device of that kind, also one that cannot say what it is
    python -m hardware probe --hall FOLDER          … all devices of a hall
    python -m hardware test URL --kind KIND         lets it show what it can: a page, one lit bar, one card read
    python -m hardware test NAME --hall FOLDER      … one of a hall's, by its id
    python -m hardware test URL --kind lock_boards --board 1 --lock 5          … opens that one cell
    python -m hardware simulate --printer kiosk-1=socket://127.0.0.1:9101 --slips FOLDER --control 9190
    python -m hardware simulate --device reader-1=id_card_reader=pty:/tmp/reader --everything 9200 --control 9190
    python -m hardware change reader-1 mute=on --control 9190                  a fault, from the command line
    python -m hardware change reader-1 --do lay_card --with resident --control 9190

Exit status: 0 all is well, 1 a device is not, 2 the command line, an address or the hall is wrong.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from config import loading
from config.findings import ConfigurationError
from config.hall import Device, DeviceKind
from config.i18n import LANGUAGES, Texts
from hardware import technician, usb
from hardware.health import Health
from hardware.simulators import control, hall_devices
from hardware.simulators.hall_devices import Virtual
from hardware.simulators.ticket_printer import VirtualPrinter
from hardware.technician import Chosen, Driver

LOOPBACK = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    speech = _Speech(options.language)
    match options.command:
        case "list":
            return _list(options, speech)
        case "probe":
            return asyncio.run(_probe(options, speech))
        case "test":
            return asyncio.run(_test(options, speech))
        case "change":
            return asyncio.run(_change(options, speech))
        case _:
            return asyncio.run(_simulate(options, speech))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hardware", description="The hall's devices: list, probe, test, simulate, change."
    )
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    commands = parser.add_subparsers(dest="command", required=True)
    kinds = [kind.value for kind in DeviceKind]
    listing = commands.add_parser("list", help="the hall's devices, and what is plugged in here")
    listing.add_argument("--hall", metavar="FOLDER", type=Path)
    for command, explanation in (("probe", "say how a device is"), ("test", "let a device show what it can")):
        one = commands.add_parser(command, help=explanation)
        one.add_argument("device", metavar="URL|NAME", nargs="?" if command == "probe" else None,
                         help="as in docs/devices; or the id of one of the hall's")  # fmt: skip
        one.add_argument("--kind", choices=kinds, metavar="KIND",
                         help=f"of the device at URL, if it cannot say so: {', '.join(kinds)}")  # fmt: skip
        one.add_argument("--hall", metavar="FOLDER", type=Path)
        if command == "test":
            one.add_argument("--within", metavar="SECONDS", type=float, default=20.0, help="to lay a card, press a key")
            one.add_argument("--board", type=int, help="of the lock to open")
            one.add_argument("--lock", type=int)
            one.add_argument("--tag", type=int, help="to call")
    simulate = commands.add_parser("simulate", help="run virtual devices until interrupted")
    simulate.add_argument("--printer", metavar="NAME=URL", action="append", default=[], type=_named_url,
                          help="a ticket printer; may be repeated; URL is socket://host:port or pty")  # fmt: skip
    simulate.add_argument("--device", metavar="NAME=KIND=URL", action="append", default=[], type=_named_device,
                          help=f"another device: {', '.join(hall_devices.MAKERS)}")  # fmt: skip
    simulate.add_argument("--everything", metavar="PORT", type=int,
                          help="one of each kind, on this port and the following ones")  # fmt: skip
    simulate.add_argument("--slips", metavar="FOLDER", type=Path, help="keep every slip here as picture and text")
    simulate.add_argument("--control", metavar="PORT", type=int, help="page and HTTP control on this machine")
    simulate.add_argument("--speed", metavar="MM_PER_S", type=float, default=150.0, help="0 prints at once")
    change = commands.add_parser("change", help="throw switches of a virtual device, or do something with it")
    change.add_argument("name")
    change.add_argument("switches", metavar="SWITCH=on|off", nargs="*", type=_switch)
    change.add_argument("--do", metavar="DEED", help=f"{', '.join(hall_devices.EXAMPLES)}")
    change.add_argument(
        "--with", metavar="WHAT", dest="what", default="", help="a card, a code, BOARD:LOCK, ADDRESS:KEY"
    )
    change.add_argument("--control", metavar="PORT", type=int, required=True)
    return parser


def _named_url(value: str) -> tuple[str, str]:
    name, separator, url = value.partition("=")
    if not (separator and name.replace("-", "").isalnum() and url):
        raise argparse.ArgumentTypeError(f"{value} is not NAME=URL")
    return name, url


def _named_device(value: str) -> tuple[str, DeviceKind, str]:
    name, rest = _named_url(value)
    kind, _, url = rest.partition("=")
    if kind not in [known.value for known in hall_devices.MAKERS] or not url:
        raise argparse.ArgumentTypeError(f"{value} is not NAME=KIND=URL, of {', '.join(hall_devices.MAKERS)}")
    return name, DeviceKind(kind), url


def _switch(value: str) -> tuple[str, bool]:
    name, _, state = value.partition("=")
    if state not in ("on", "off"):
        raise argparse.ArgumentTypeError(f"{value} is not SWITCH=on or SWITCH=off")
    return name, state == "on"


class _Speech:
    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = Texts.load()

    def text(self, key: str, **values: object) -> str:
        return self.texts.text(f"hardware.{key}", self.language, **values)

    def say(self, key: str, **values: object) -> None:
        print(self.text(key, **values), flush=True)

    def kind(self, kind: DeviceKind) -> str:
        return self.texts.text(f"common.device_kind.{kind}", self.language)


# --- the hall's devices -------------------------------------------------------------------------------------------


def _list(options: argparse.Namespace, speech: _Speech) -> int:
    devices = _of_the_hall(options.hall, speech) if options.hall else {}
    if devices is None:
        return 2
    for name, (station, device) in devices.items():
        speech.say("command.device", station=station, name=name, kind=speech.kind(device.kind), url=device.url)
    plugged_in = usb.connected()
    for found in plugged_in:
        node = found.node or speech.text("command.no_line")
        speech.say("command.connected", url=found.url, product=found.product, node=node)
    if not plugged_in:
        speech.say("command.nothing_connected")
    return 0


def _of_the_hall(folder: Path, speech: _Speech) -> dict[str, tuple[str, Device]] | None:
    """Station and device by the device's id; None, and said, where the folder is no hall."""
    try:
        plan = loading.load(folder).plan
    except (ConfigurationError, OSError) as error:
        speech.say("command.hall_wrong", reason=error)
        return None
    return {device.id: (station.id, device) for station in plan.stations for device in station.devices}


def _driver(kind: DeviceKind, url: str, speech: _Speech) -> Driver | None:
    """None, and said, where the URL is not one of such a device."""
    try:
        return technician.DRIVERS[kind](url)
    except ValueError as error:
        speech.say("command.not_a_device", reason=error)
        return None


async def _meant(options: argparse.Namespace, speech: _Speech) -> list[tuple[str, DeviceKind, str]] | None:
    """Name, kind and URL of each device that is meant; None, and said, where that is none."""
    if options.hall is None:
        if options.device is None:
            speech.say("command.name_or_hall")
            return None
        if options.kind is not None:
            return [("", DeviceKind(options.kind), options.device)]
        found = await _found(options.device, speech)
        if found is None:
            return None
        if found.kind is None:
            _tell_unknown(options.device, found, speech)
            return None
        speech.say("command.recognised", url=options.device, kind=_recognised(found.kind, speech))
        return [("", found.kind, options.device)]
    devices = _of_the_hall(options.hall, speech)
    if devices is None:
        return None
    if options.device is not None and options.device not in devices:
        speech.say("command.no_such_device", name=options.device)
        return None
    return [(name, device.kind, device.url) for name, (_, device) in devices.items() if options.device in (None, name)]


async def _found(url: str, speech: _Speech) -> technician.Found | None:
    """What is there; None, and said, where the URL is none. That other kinds of devices are not there is no news."""
    logged = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        return await technician.found(url)
    except ValueError as error:
        speech.say("command.not_a_device", reason=error)
        return None
    finally:
        structlog.configure(wrapper_class=logged)


def _recognised(kind: DeviceKind, speech: _Speech) -> str:
    return speech.text("command.pads") if kind is DeviceKind.CALL_PADS else speech.kind(kind)


def _tell_unknown(url: str, found: technician.Found, speech: _Speech) -> None:
    if found.health is Health.OFFLINE:
        speech.say("command.status", url=url, health=speech.text(f"health.{found.health}"))
    else:
        speech.say("command.not_recognised", url=url)


async def _look_around(options: argparse.Namespace, speech: _Speech) -> int:
    """What answers at the URL, or at each that is plugged in here."""
    urls = [options.device] if options.device is not None else [each.url for each in usb.connected() if each.node]
    if not urls:
        speech.say("command.nothing_to_ask")
        return 2
    well = True
    for url in urls:
        found = await _found(url, speech)
        if found is None:
            return 2
        if found.kind is None:
            _tell_unknown(url, found, speech)
        else:
            words = speech.text(f"health.{found.health}")
            speech.say("command.found", url=url, kind=_recognised(found.kind, speech), health=words)
        well = well and found.kind is not None and found.health in (Health.OK, Health.PAPER_LOW)
    return 0 if well else 1


async def _probe(options: argparse.Namespace, speech: _Speech) -> int:
    if options.hall is None and options.kind is None:
        return await _look_around(options, speech)
    meant = await _meant(options, speech)
    drivers = [(name, kind, url, _driver(kind, url, speech)) for name, kind, url in meant or ()]
    if meant is None or any(driver is None for *_, driver in drivers):
        return 2
    well = True
    for name, kind, url, driver in drivers:
        if driver is None:
            continue
        found = await technician.health(driver)
        await driver.close()
        well = well and found in (Health.OK, Health.PAPER_LOW)
        words = speech.text(f"health.{found}")
        if name:
            speech.say("command.named_status", name=name, kind=speech.kind(kind), url=url, health=words)
        else:
            speech.say("command.status", url=url, health=words)
    return 0 if well else 1


async def _test(options: argparse.Namespace, speech: _Speech) -> int:
    if (options.board is None) != (options.lock is None):
        speech.say("command.board_and_lock")
        return 2
    meant = await _meant(options, speech)
    if not meant:
        return 2
    _, kind, url = meant[0]
    driver = _driver(kind, url, speech)
    if driver is None:
        return 2
    chosen = Chosen(url, options.within, options.board, options.lock, options.tag)
    try:
        did = await technician.self_test(driver, chosen, speech.text, lambda words: print(words, flush=True))
    except ValueError as error:  # a board, lock or tag nobody has
        speech.say("command.no_such_part", reason=error)
        return 2
    finally:
        await driver.close()
    return 0 if did else 1


# --- virtual devices ----------------------------------------------------------------------------------------------


async def _simulate(options: argparse.Namespace, speech: _Speech) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    printers = [
        VirtualPrinter(name, url, options.slips / name if options.slips else None, speed_mm_s=options.speed or None)
        for name, url in options.printer
    ]
    try:
        devices = [hall_devices.MAKERS[kind](name, url) for name, kind, url in options.device]
    except ValueError as error:
        speech.say("command.not_a_device", reason=error)
        return 2
    if options.everything is not None:
        devices += _everything(options.everything)
        last = f"socket://{LOOPBACK}:{options.everything + len(hall_devices.MAKERS)}"
        printers.append(VirtualPrinter("ticket-printer", last, speed_mm_s=options.speed or None))
    async with contextlib.AsyncExitStack() as running:
        for device in (*printers, *devices):
            try:
                await device.start()
            except (OSError, ValueError) as error:
                speech.say("command.cannot_listen", name=device.name, url=device.url, reason=error)
                return 2
            running.push_async_callback(device.stop)
            speech.say("command.listening", name=device.name, url=device.url)
        if options.control is not None:
            runner = web.AppRunner(control.create_app(printers, Texts.load(), devices), access_log=None)
            await runner.setup()
            running.push_async_callback(runner.cleanup)
            site = web.TCPSite(runner, LOOPBACK, options.control)
            await site.start()
            speech.say("command.control_at", url=f"http://{LOOPBACK}:{options.control}/")
        await stop.wait()
    return 0


def _everything(port: int) -> list[Virtual]:
    """One of each kind but the ticket printer, on ports that follow one another."""
    devices = []
    for number, (kind, make) in enumerate(hall_devices.MAKERS.items(), port):
        name = kind.value.replace("_", "-")
        scheme, path = ("ipp", f"/printers/{name}") if kind is DeviceKind.OFFICE_PRINTER else ("socket", "")
        devices.append(make(name, f"{scheme}://{LOOPBACK}:{number}{path}"))
    return devices


async def _change(options: argparse.Namespace, speech: _Speech) -> int:
    url = f"http://{LOOPBACK}:{options.control}"
    change: dict[str, object] = {"switches": dict(options.switches)}
    if options.do is not None:
        change |= {"do": options.do, "with": options.what}
    try:
        async with aiohttp.ClientSession(url) as session:
            for path in (f"/devices/{options.name}", f"/printers/{options.name}"):
                async with session.post(path, json=change) as answer:
                    if answer.status == 200:
                        speech.say("command.changed", name=options.name, state=_state(await answer.json(), speech))
                        return 0
                    if answer.status != 404:
                        speech.say("command.refused", reason=await answer.text())
                        return 2
    except aiohttp.ClientError:
        speech.say("command.no_control", url=url)
        return 2
    speech.say("command.no_such_device", name=options.name)
    return 2


def _state(told: dict[str, Any], speech: _Speech) -> str:
    """What is wrong with a virtual device, and what it shows."""
    wrong = [speech.text(f"switch.{switch}") for switch, on in told["switches"].items() if on]
    shows = [speech.text("control.shows", what=told["shows"])] if told.get("shows") else []
    return speech.text("command.between").join(wrong + shows) or speech.text("command.all_well")


if __name__ == "__main__":
    sys.exit(main())
