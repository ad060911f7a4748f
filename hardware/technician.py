"""What a technician does with a device: asks how it is, and lets it show what it can."""

import asyncio
import io
import math
import wave
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from config import masking
from config.device_urls import LINE, DeviceUrl
from config.hall import DeviceKind
from hardware import slip_picture
from hardware.drivers import document_camera, id_card_reader, led_bar, lock_boards, loudspeaker, office_printer, pads
from hardware.drivers.code_reader import CodeReader
from hardware.drivers.document_camera import DocumentCamera
from hardware.drivers.id_card_reader import CardRead, IdCardReader
from hardware.drivers.led_bar import LedBar
from hardware.drivers.lock_boards import LockBoards
from hardware.drivers.loudspeaker import Loudspeaker
from hardware.drivers.office_printer import OfficePrinter
from hardware.drivers.pads import CallPads, Line, Pressed, RatingPads, TagBase
from hardware.drivers.ticket_printer import Printed, TicketPrinter
from hardware.health import Health
from hardware.protocols.code_engine import Scanned
from hardware.protocols.escpos import PrinterStatus
from hardware.slip_document import Align, Checklist, Columns, Document, Dots, Masthead, Qr, Rule, Seal, Size, Text

Words = Callable[..., str]
"""A text of the area `hardware`, by its key and values."""


class Driver(Protocol):
    """What all drivers have."""

    async def status(self) -> Health | PrinterStatus: ...
    async def close(self) -> None: ...


DRIVERS: dict[DeviceKind, Callable[[str], Driver]] = {
    DeviceKind.TICKET_PRINTER: TicketPrinter,
    DeviceKind.OFFICE_PRINTER: OfficePrinter,
    DeviceKind.ID_CARD_READER: IdCardReader,
    DeviceKind.CODE_READER: CodeReader,
    DeviceKind.LOCK_BOARDS: LockBoards,
    DeviceKind.LED_BAR: LedBar,
    DeviceKind.RATING_PADS: RatingPads,
    DeviceKind.CALL_PADS: CallPads,
    DeviceKind.VIBRATING_TAGS: TagBase,
    DeviceKind.DOCUMENT_CAMERA: DocumentCamera,
    DeviceKind.LOUDSPEAKER: Loudspeaker,
}


ASKED = (DeviceKind.TICKET_PRINTER, DeviceKind.ID_CARD_READER, DeviceKind.CODE_READER, DeviceKind.CALL_PADS)
"""Of what is spoken to over a line: kinds that can be asked who they are, in this order, and every other device takes
the question for noise. A bar would show something, and of a lock board the wiring must be known."""

_BY_SCHEME = {
    "ipp": DeviceKind.OFFICE_PRINTER,
    "v4l2": DeviceKind.DOCUMENT_CAMERA,
    "alsa": DeviceKind.LOUDSPEAKER,
    "sdl": DeviceKind.LOUDSPEAKER,
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is at a URL, and how it is. Without `kind`: OFFLINE where nobody is reached, NO_ANSWER where nothing there
    says what it is."""

    kind: DeviceKind | None
    health: Health


async def found(url: str) -> Found:
    """What answers there. Pads and bases of tags answer alike, as call pads.

    Raises ValueError for what is no URL of a device.
    """
    kind = _BY_SCHEME.get(DeviceUrl.parse(url, (*LINE, *_BY_SCHEME, "file")).scheme)
    for asked in ASKED if kind is None else (kind,):
        try:
            driver = DRIVERS[asked](url)
        except ValueError:  # an option of another kind, or a file
            continue
        told = await driver.status()
        await driver.close()
        how = told.health if isinstance(told, PrinterStatus) else told
        if kind is not None or (isinstance(told, PrinterStatus) and told.answered):
            return Found(asked, how)
        if how is Health.OFFLINE:
            return Found(None, how)
        if how is not Health.NO_ANSWER:
            return Found(asked, how)
    return Found(None, Health.NO_ANSWER)


async def health(driver: Driver) -> Health:
    """How it is."""
    told = await driver.status()
    return told.health if isinstance(told, PrinterStatus) else told


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a test is about. `within_s`: time for somebody to lay a card or press a key."""

    url: str
    within_s: float = 20.0
    board: int | None = None
    lock: int | None = None
    tag: int | None = None


async def self_test(driver: Driver, chosen: Chosen, words: Words, say: Callable[[str], None]) -> bool:
    """Lets the device do what it is for, once, and says in words what came of it. True: it did."""
    match driver:
        case TicketPrinter():
            return await _slip(driver, chosen.url, words, say)
        case OfficePrinter():
            return await _page(driver, chosen.url, words, say)
        case IdCardReader():
            return await _card(driver, chosen, words, say)
        case CodeReader():
            return await _code(driver, chosen, words, say)
        case LockBoards():
            return await _locks(driver, chosen, words, say)
        case LedBar():
            return await _bar(driver, words, say)
        case TagBase() if chosen.tag is not None:
            return await _tag(driver, chosen.tag, words, say)
        case Line():
            return await _keys(driver, chosen, words, say)
        case DocumentCamera():
            return await _picture(driver, words, say)
        case Loudspeaker():
            return await _sound(driver, words, say)
    raise TypeError(driver)


async def _slip(printer: TicketPrinter, url: str, words: Words, say: Callable[[str], None]) -> bool:
    outcome = await printer.print(test_slip(words, url))
    if isinstance(outcome, Printed):
        say(words("command.printed"))
        return True
    say(
        words("command.failed_partly" if outcome.partly else "command.failed", health=words(f"health.{outcome.health}"))
    )
    return False


async def _page(printer: OfficePrinter, url: str, words: Words, say: Callable[[str], None]) -> bool:
    file = io.BytesIO()
    slip_picture.draw(test_slip(words, url)).convert("L").save(file, "PDF", resolution=203)
    match await printer.print(file.getvalue(), words("test_slip.heading")):
        case office_printer.Printed():
            say(words("self_test.page_printed"))
            return True
        case office_printer.NotPrinted(why):
            say(words("command.failed", health=words(f"health.{why}")))
        case office_printer.Unfinished(why, _):
            say(words("self_test.page_unfinished", health=words(f"health.{why}")))
    return False


_CARDS: dict[type[id_card_reader.Outcome], str] = {
    id_card_reader.NoCard: "no_card",
    id_card_reader.Unreadable: "card_unreadable",
    id_card_reader.WrongCard: "card_wrong",
    id_card_reader.Rejected: "card_rejected",
    id_card_reader.UnknownCard: "card_unknown",
}


async def _card(reader: IdCardReader, chosen: Chosen, words: Words, say: Callable[[str], None]) -> bool:
    say(words("self_test.lay_card", seconds=round(chosen.within_s)))
    outcome = await reader.read(chosen.within_s)
    if isinstance(outcome, CardRead):
        name, number = masking.name(outcome.card.name), masking.id_number(outcome.card.number)
        say(words("self_test.card_read", name=name, number=number))
        return True
    key = _CARDS.get(type(outcome))
    say(words(f"self_test.{key}") if key else words(f"health.{outcome.health}"))
    return False


async def _code(reader: CodeReader, chosen: Chosen, words: Words, say: Callable[[str], None]) -> bool:
    say(words("self_test.hold_code", seconds=round(chosen.within_s)))
    scanned = await _first(reader.events(), Scanned, chosen.within_s)
    say(words("self_test.code_read", count=len(scanned.text)) if scanned else words("self_test.no_code"))
    return scanned is not None


async def _locks(boards: LockBoards, chosen: Chosen, words: Words, say: Callable[[str], None]) -> bool:
    """Opens the one lock that was named; otherwise looks at them all."""
    if chosen.board is not None and chosen.lock is not None:
        outcome = await boards.open(chosen.board, chosen.lock)
        say(words(f"self_test.{_OPENED[type(outcome)]}", board=chosen.board, lock=chosen.lock))
        return isinstance(outcome, lock_boards.Opened)
    well = True
    for board in boards.boards:
        states = await boards.states(board)
        if isinstance(states, lock_boards.States):
            is_open = ", ".join(map(str, sorted(states.open))) or words("self_test.none")
            say(words("self_test.locks", board=board, count=states.told, open=is_open))
        else:
            well = False
            say(words("self_test.board_silent", board=board, health=words(f"health.{boards.health(board)}")))
    return well


_OPENED: dict[type[lock_boards.OpenOutcome], str] = {
    lock_boards.Opened: "lock_opened",
    lock_boards.StillShut: "lock_still_shut",
    lock_boards.NotSent: "lock_not_told",
    lock_boards.Unknown: "lock_unknown",
}


async def _bar(bar: LedBar, words: Words, say: Callable[[str], None]) -> bool:
    text = words("self_test.bar_text")
    match await bar.show(text):
        case led_bar.Shown():
            say(words("self_test.bar_shown", text=text))
        case led_bar.Sent():
            say(words("self_test.bar_sent", text=text))
        case failed:
            say(words(f"health.{failed.health}"))
            return False
    return True


async def _tag(base: TagBase, tag: int, words: Words, say: Callable[[str], None]) -> bool:
    match await base.vibrate(tag):
        case pads.Done():
            say(words("self_test.tag_called", tag=tag))
            return True
        case pads.Refused():
            say(words("self_test.tag_away", tag=tag))
        case failed:
            say(words(f"health.{failed.health}"))
    return False


async def _keys(line: Line, chosen: Chosen, words: Words, say: Callable[[str], None]) -> bool:
    if not line.meanings:
        found = await line.status()
        say(words(f"health.{found}"))
        return found is Health.OK
    say(words("self_test.press_key", seconds=round(chosen.within_s)))
    pressed = await _first(line.events(), Pressed, chosen.within_s)
    if pressed is None:
        say(words("self_test.no_key"))
        return False
    say(words("self_test.key_pressed", address=pressed.address, meaning=words(f"key.{pressed.meaning}")))
    return True


async def _picture(camera: DocumentCamera, words: Words, say: Callable[[str], None]) -> bool:
    match await camera.picture():
        case document_camera.Picture(jpeg, width, height):
            say(words("self_test.picture_taken", width=width, height=height, size=round(len(jpeg) / 1000)))
            return True
        case document_camera.Blank():
            say(words("self_test.picture_blank"))
        case failed:
            say(words(f"health.{failed.health}"))
    return False


async def _sound(speaker: Loudspeaker, words: Words, say: Callable[[str], None]) -> bool:
    match await speaker.play(tone()):
        case loudspeaker.NotPlayed(why):
            say(words(f"health.{why}"))
            return False
    say(words("self_test.played"))
    return True


Event = TypeVar("Event")


async def _first(events: AsyncIterator[object], kind: type[Event], within_s: float) -> Event | None:
    try:
        async with asyncio.timeout(within_s):
            async for event in events:
                if isinstance(event, kind):
                    return event
    except TimeoutError:
        pass
    return None


def tone(length_s: float = 1.0, pitch_hz: float = 440.0, rate_hz: int = 16_000) -> bytes:
    """A WAV file of one tone, half as loud as can be."""
    samples = array(
        "h", (int(16_000 * math.sin(math.tau * pitch_hz * at / rate_hz)) for at in range(int(rate_hz * length_s)))
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def test_slip(text: Words, url: str) -> Document:
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
