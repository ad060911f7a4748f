"""What the fuzzers feed, and what must hold then: each target returns, or raises what was not foreseen."""

# ruff: noqa: PT017  a refusal is one of two good ends here

import copy
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from config import device_urls, loading, toml_file
from config.catalogue import UNSURE, ServiceItem
from config.hall import DeviceKind
from config.loading import ConfigurationError
from config.pre_review import Brought, Finding, Unfitting, Verdict, asked, needed, open_question, pre_review
from hardware.dialogue import Reader
from hardware.protocols import code_engine, id_card, ipp, led_bar, lock_board, pads, sam
from hardware.protocols.escpos import ReplyReader
from hardware.protocols.escpos_commands import CommandReader
from hardware.technician import DRIVERS
from queue_server.contract import wire
from queue_server.contract.commands import ALLOWED
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.answers import read_message
from queue_server.web.publishing import Publication, read_files
from queue_server.web.reference_code import ReferenceCodes

CORPUS = Path(__file__).parent / "corpus"

CHANGES = 4  # to one table

_COMMANDS = [msgspec.json.Decoder(command).decode for command in ALLOWED]


def wire_decoding(data: bytes) -> None:
    """A frame of a station: text, as the socket hands it over. Read, and the same again when written; or malformed."""
    text = data.decode("utf-8", "replace")
    try:
        message = read_message(wire.decode_to_server, text)
    except CommandRefused as refused:
        assert refused.code is RefusalCode.MALFORMED
        wire.encode(wire.Refused(None, refused.code, refused.details))  # what the station is told
        return
    assert wire.decode_to_server(wire.encode(message)) == message


def command_decoding(data: bytes) -> None:
    """The body of a command's route. The first byte chooses the command."""
    if not data:
        return
    decode = _COMMANDS[data[0] % len(_COMMANDS)]
    try:
        command = read_message(decode, data[1:])
    except CommandRefused as refused:
        assert refused.code is RefusalCode.MALFORMED
        msgspec.json.encode(refused.details)
        return
    assert decode(msgspec.json.encode(command)) == command


def configuration_loading(data: bytes) -> None:
    """The first byte chooses the file, and whether what follows is its text or changes to a table that works.

    A configuration comes out that reads the same from its own content; or every fault is told in one printable line.
    """
    if not data:
        return
    read = dict(_small_hall())
    name = [*read][data[0] % len(read)]
    read[name] = _changed(read[name], data[1:]) if data[0] & 0x80 else toml_file.parse(data[1:], name)
    try:
        configuration = loading.configuration(read)
    except ConfigurationError as error:
        assert error.findings
        assert all(line.isprintable() for line in str(error).split("\n"))
        str(error).encode()  # a terminal must be able to show it
        return
    assert type(configuration).parse(configuration.content) == configuration
    _ = configuration.content_hash, configuration.windows_of_queue


def pre_reviewing(data: bytes) -> None:
    """Answers and materials that nobody's screen would send: a verdict with a reason for each line, or what is unfit.

    The first byte chooses the item; then there are two bytes for each answer or material.
    """
    items = _sample_items()
    item = items[data[0] % len(items)] if data else items[0]
    answers, materials = _told(item, data[1:])
    try:
        found = pre_review(item, answers, materials)
    except Unfitting as unfitting:
        assert unfitting.about in {*answers, *materials, *item.situation}
        return
    assert open_question(item, answers) is None
    assert [line.about for line in found.answers] == [situation.id for situation in asked(item, answers)]
    refused = found.verdict is Verdict.INELIGIBLE
    wanted = () if refused else needed(item, answers)
    assert [line.about for line in found.materials] == [material.id for material in wanted]
    assert refused == any(line.finding is Finding.NOT_MET for line in found.answers)
    assert pre_review(item, answers, materials) == found


def sheet_codes(data: bytes) -> None:
    """What somebody types as a sheet's code: nobody's, or one that is written like that again."""
    pre_review_id = _CODES.id_of(data.decode("utf-8", "replace"))
    if pre_review_id is not None:
        assert _CODES.id_of(_CODES.code(pre_review_id)) == pre_review_id


def publications(data: bytes) -> None:
    """The body of a publication, or changes to one file's text: read, or every fault told in printable lines."""
    try:
        publication = read_message(_PUBLICATION, data)
    except CommandRefused as refused:
        assert refused.code is RefusalCode.MALFORMED
        return
    try:
        read_files(publication.files)
    except ConfigurationError as error:
        assert error.findings
        assert all(line.isprintable() for line in str(error).split("\n"))
        msgspec.json.encode(error.findings)


def urls_of_devices(data: bytes) -> None:
    """A device's URL, as somebody writes it into a plan: the plan's check and the driver take it, or both refuse it.

    The first byte chooses the kind.
    """
    if not data:
        return
    kind = [*DeviceKind][data[0] % len(DeviceKind)]
    url = data[1:].decode("utf-8", "replace")
    fault = device_urls.fault(kind, url)
    try:
        DRIVERS[kind](url)
    except ValueError:
        assert fault is not None
        return
    assert fault is None


def printer_replies(data: bytes) -> None:
    """What a printer sends back, in pieces: read the same however it is cut."""
    cut = data[0] % (len(data) + 1) if data else 0
    whole, pieces = ReplyReader(), ReplyReader()
    assert whole.feed(data) == pieces.feed(data[:cut]) + pieces.feed(data[cut:])


def printer_commands(data: bytes) -> None:
    """What is sent to a virtual printer, in pieces: read the same however it is cut."""
    cut = data[0] % (len(data) + 1) if data else 0
    whole, pieces = CommandReader(), CommandReader()
    whole.feed(data)
    pieces.feed(data[:cut])
    pieces.feed(data[cut:])


def card_readers(data: bytes) -> None:
    """What an ID card reader sends, in pieces: read the same however it is cut, and a card is a card or unknown."""
    _in_pieces(sam.FrameReader, data, lambda frame: bytes(frame.payload))
    for frame in sam.FrameReader().feed(sam.frame(data[: sam.LONGEST - 1]) + data):
        text = frame.take_text()
        if text is not None:
            id_card.read(text)
            assert not any(frame.payload)
    id_card.read(data[: sam.TEXT_BYTES].ljust(sam.TEXT_BYTES, b"\0"))


def code_engines(data: bytes) -> None:
    """What a code engine sends, and what one receives. A code is printable text."""
    for message in _in_pieces(code_engine.CodeReader, data):
        assert not isinstance(message, code_engine.Scanned) or message.text.isprintable()
    _in_pieces(code_engine.QuestionReader, data)


def lock_boards(data: bytes) -> None:
    """What lock boards send and receive. No board outside the line, no lock nobody has."""
    for reply in _in_pieces(lock_board.ReplyReader, data):
        assert reply.board in lock_board.BOARDS
    _in_pieces(lock_board.CommandReader, data)


def led_bars(data: bytes) -> None:
    """What LED bars send and receive, and any text on one."""
    for frame in _in_pieces(led_bar.FrameReader, data):
        _ = frame.shown
    led_bar.LineReader().feed(data)
    text = data.decode("utf-8", "replace")
    (frame,) = led_bar.FrameReader().feed(led_bar.show(text, led_bar.Area()))
    assert frame.shown is not None
    assert text.encode("gbk", "replace").decode("gbk").startswith(frame.shown)
    for coding in led_bar.CODINGS:
        line = led_bar.line(text, coding)
        assert [read.text for read in led_bar.LineReader(coding).feed(line)] == [line[:-2].decode(coding)]


def keypads(data: bytes) -> None:
    """What pads send and receive, with both checks: what was read is the same when written and read again."""
    for check in pads.Check:
        for frame in _in_pieces(lambda check=check: pads.FrameReader(check), data):  # type: ignore[misc]
            assert pads.FrameReader(check).feed(frame.coded(check)) == [frame]


def office_printers(data: bytes) -> None:
    """What an A4 printer answers: a message or none, and never well without having said how it is."""
    message = ipp.decoded(data)
    if message is not None and not message.numbers(ipp.Group.PRINTER, "printer-state"):
        assert ipp.health(message) is not ipp.Health.OK


def _in_pieces(
    reader: Callable[[], Reader[Any]], data: bytes, told: Callable[[Any], Any] = lambda message: message
) -> list[Any]:
    """What a reader reads; the same however the bytes are cut. The first byte says where."""
    cut = data[0] % (len(data) + 1) if data else 0
    whole, pieces = reader(), reader()
    read = [*whole.feed(data), *whole.quiet()]
    again = [*pieces.feed(data[:cut]), *pieces.feed(data[cut:]), *pieces.quiet()]
    assert [told(message) for message in read] == [told(message) for message in again]
    return read


TARGETS: dict[str, Callable[[bytes], None]] = {
    "wire": wire_decoding,
    "commands": command_decoding,
    "configuration": configuration_loading,
    "pre_reviews": pre_reviewing,
    "codes": sheet_codes,
    "publications": publications,
    "device_urls": urls_of_devices,
    "replies": printer_replies,
    "printer": printer_commands,
    "card_readers": card_readers,
    "code_engines": code_engines,
    "lock_boards": lock_boards,
    "led_bars": led_bars,
    "pads": keypads,
    "office_printers": office_printers,
}

_VALUES: tuple[Any, ...] = (
    "", " ", "a", "zz-9", "w1", "east", "09:00", "24:00", "Asia/Shanghai", "/etc/passwd", "socket://h:1", "socket://[",
    "serial://", "socket://h:99999999", "\ud7ff\U0010ffff", "\u0000", "A", "IO", "kiosk", "ticket_printer", "{a}",
    0, -1, 1, 2**70, 3, 5_001, 1.5, float("nan"), float("inf"), True, False, [], {}, [[]], [{}], ["w1", "w1"],
    date(2026, 2, 28), datetime(1, 1, 1), time(0, 0),  # noqa: DTZ001  TOML has such
)  # fmt: skip


def _changed(table: Any, data: bytes) -> Any:
    """`table` with a value at another place replaced, put in, doubled or taken out for three bytes of `data` each."""
    changed = copy.deepcopy(table)
    for place, what, value in list(zip(data[::3], data[1::3], data[2::3], strict=False))[:CHANGES]:
        spots = [*_spots(changed)]
        if not spots:
            break
        holder, key = spots[(place * 7 + what) % len(spots)]
        chosen = copy.deepcopy(_VALUES[value % len(_VALUES)])
        match what % 4, holder:
            case 0, _:
                holder[key] = chosen
            case 1, _:
                del holder[key]
            case 2, list():
                holder.append(copy.deepcopy(holder[key]))
            case 3, dict() if isinstance(chosen, str):
                holder[chosen] = holder[key]
    return changed


def _spots(value: Any) -> Any:
    """Every place in a table: the table or list that holds it, and its key there."""
    if isinstance(value, dict | list):
        for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _spots(inner)


def _told(item: ServiceItem, data: bytes) -> tuple[dict[str, str], dict[str, Brought]]:
    """Mostly of this item, now and then of another guide."""
    answers: dict[str, str] = {}
    materials: dict[str, Brought] = {}
    ids = [answer.id for situation in item.situations for answer in situation.answers]
    for which, what in zip(data[::2], data[1::2], strict=False):
        if which & 0x80:
            about = [*item.material, "of-another-guide"][which % (len(item.material) + 1)]
            materials[about] = [*Brought][what % len(Brought)]
        else:
            about = [*item.situation, "of-another-guide"][which % (len(item.situation) + 1)]
            answers[about] = [*ids, UNSURE, "nonsense"][what % (len(ids) + 2)]
    return answers, materials


@cache
def _sample_items() -> tuple[ServiceItem, ...]:
    return loading.load(loading.SAMPLE).catalogue.items


_CODES = ReferenceCodes("p", "anhe", b"known to nobody")
_PUBLICATION = msgspec.json.Decoder(Publication).decode

_hall: dict[str, Any] = {}


def _small_hall() -> dict[str, Any]:
    if not _hall:
        for name in loading.files(CORPUS / "small_hall"):
            _hall[name] = tomllib.loads((CORPUS / "small_hall" / name).read_text(encoding="utf-8"))
    return _hall
