"""Devices from the command line.

    python -m hardware probe URL                    how the printer is, in words
    python -m hardware test URL                     prints a technician's test slip
    python -m hardware simulate --printer kiosk-1=socket://127.0.0.1:9101 --slips FOLDER --control 9190

Exit status: 0 all is well, 1 the device is not, 2 the command line or an address is wrong.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from aiohttp import web

from config.i18n import LANGUAGES, Texts
from hardware.drivers.ticket_printer import Printed, TicketPrinter
from hardware.simulators import control
from hardware.simulators.ticket_printer import VirtualPrinter
from hardware.slip_document import (
    Align,
    Checklist,
    Columns,
    Document,
    Dots,
    Masthead,
    Qr,
    Rule,
    Seal,
    Size,
    Text,
)

LOOPBACK = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    speech = _Speech(options.language)
    match options.command:
        case "probe":
            return asyncio.run(_probe(options.url, speech))
        case "test":
            return asyncio.run(_test(options.url, speech))
        case _:
            return asyncio.run(_simulate(options, speech))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hardware", description="The hall's devices: probe, test, simulate."
    )
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for command, explanation in (("probe", "say how a printer is"), ("test", "print a test slip")):
        one = commands.add_parser(command, help=explanation)
        one.add_argument("url", metavar="URL", help="socket://host:port, serial:///dev/name?baud=115200 or /dev/name")
    simulate = commands.add_parser("simulate", help="run virtual printers until interrupted")
    simulate.add_argument("--printer", metavar="NAME=URL", action="append", required=True, type=_named_url,
                          help="may be repeated; URL is socket://host:port or pty")  # fmt: skip
    simulate.add_argument("--slips", metavar="FOLDER", type=Path, help="keep every slip here as picture and text")
    simulate.add_argument("--control", metavar="PORT", type=int, help="page and HTTP control on this machine")
    simulate.add_argument("--speed", metavar="MM_PER_S", type=float, default=150.0, help="0 prints at once")
    return parser


def _named_url(value: str) -> tuple[str, str]:
    name, separator, url = value.partition("=")
    if not (separator and name.replace("-", "").isalnum() and url):
        raise argparse.ArgumentTypeError(f"{value} is not NAME=URL")
    return name, url


class _Speech:
    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = Texts.load()

    def text(self, key: str, **values: object) -> str:
        return self._texts.text(f"hardware.{key}", self.language, **values)

    def say(self, key: str, **values: object) -> None:
        print(self.text(key, **values), flush=True)


async def _probe(url: str, speech: _Speech) -> int:
    try:
        printer = TicketPrinter(url)
    except ValueError as error:
        speech.say("command.not_a_device", reason=error)
        return 2
    status = await printer.status()
    await printer.close()
    speech.say("command.status", url=url, health=speech.text(f"health.{status.health}"))
    return 0 if status.can_print else 1


async def _test(url: str, speech: _Speech) -> int:
    try:
        printer = TicketPrinter(url)
    except ValueError as error:
        speech.say("command.not_a_device", reason=error)
        return 2
    outcome = await printer.print(test_slip(speech.text, url))
    await printer.close()
    if isinstance(outcome, Printed):
        speech.say("command.printed")
        return 0
    key = "command.failed_partly" if outcome.partly else "command.failed"
    speech.say(key, health=speech.text(f"health.{outcome.health}"))
    return 1


def test_slip(text: Callable[..., str], url: str) -> Document:
    """Everything a slip may hold, in little. `text` gives the words for a key of the area `hardware`."""
    return Document((
        Masthead(text("test_slip.heading")),
        Rule(),
        Text("A012", Size.NUMBER, bold=True, align=Align.CENTRE),
        Text(text("test_slip.body")),
        Rule(dashed=True),
        Text(text("test_slip.sizes"), Size.HEADING, bold=True),
        Text(text("test_slip.sizes"), Size.BODY),
        Text(text("test_slip.sizes"), Size.FLOOR),
        Text(text("test_slip.rare")),
        Checklist((text("test_slip.columns_left"), text("test_slip.columns_right"))),
        Rule(dashed=True),
        Seal("B", text("test_slip.seal_caption"), (Text(text("test_slip.seal_line")),)),
        Dots(12, Text(text("test_slip.people", count=12))),
        Rule(dashed=True),
        Qr(url, (Text(text("test_slip.code"), Size.TITLE, bold=True), Text(url, Size.FLOOR))),
        Rule(),
        Columns(Text(text("test_slip.columns_left"), Size.FLOOR), Text(text("test_slip.columns_right"), Size.FLOOR)),
    ))  # fmt: skip


async def _simulate(options: argparse.Namespace, speech: _Speech) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with contextlib.AsyncExitStack() as running:
        printers = []
        for name, url in options.printer:
            folder = options.slips / name if options.slips else None
            printer = VirtualPrinter(name, url, folder, speed_mm_s=options.speed or None)
            try:
                await printer.start()
            except (OSError, ValueError) as error:
                speech.say("command.cannot_listen", name=name, url=url, reason=error)
                return 2
            running.push_async_callback(printer.stop)
            printers.append(printer)
            speech.say("command.listening", name=name, url=printer.url)
        if options.control is not None:
            runner = web.AppRunner(control.create_app(printers, Texts.load()), access_log=None)
            await runner.setup()
            running.push_async_callback(runner.cleanup)
            site = web.TCPSite(runner, LOOPBACK, options.control)
            await site.start()
            speech.say("command.control_at", url=f"http://{LOOPBACK}:{options.control}/")
        await stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
