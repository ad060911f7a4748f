import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.protocols import escpos
from hardware.protocols.escpos import (
    AutomaticStatus,
    BuffersCleared,
    Health,
    Paper,
    PaperReply,
    PrinterStatus,
    Query,
    ReplyReader,
    StatusReply,
)
from hardware.slip_document import Align
from queue_server.contract.commands import DeviceHealth

STATUS_BYTES = [byte for byte in range(256) if byte & 0x93 == 0x12]


def read(data: bytes) -> list[escpos.Reply]:
    return ReplyReader().feed(data)


# --- commands, byte by byte ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (escpos.INIT, "1b 40"),
        (escpos.hanzi("号A1"), "1c 26 ba c5 41 31 1c 2e"),
        (escpos.align(Align.CENTRE), "1b 61 01"),
        (escpos.magnify(1, 1), "1d 21 00"),
        (escpos.magnify(8, 2), "1d 21 71"),
        (escpos.bold(True), "1b 45 01"),
        (escpos.reverse(False), "1d 42 00"),
        (escpos.line_spacing(36), "1b 33 24"),
        (escpos.feed(0), ""),
        (escpos.feed(300), "1b 4a ff 1b 4a 2d"),
        (escpos.cut(24), "1d 56 42 18"),
        (escpos.status_query(Query.PAPER), "10 04 04"),
        (escpos.PAPER_SENSOR_QUERY, "1d 72 01"),
        (escpos.CLEAR_BUFFERS, "10 14 08 01 03 14 01 06 02 08"),
        (escpos.raster(2, b"\x80\x01\xff\x00"), "1d 76 30 00 02 00 02 00 80 01 ff 00"),
        (
            escpos.qr("A001", 6),
            "1d 28 6b 04 00 31 41 32 00 1d 28 6b 03 00 31 43 06 1d 28 6b 03 00 31 45 31"
            " 1d 28 6b 07 00 31 50 30 41 30 30 31 1d 28 6b 03 00 31 51 30",
        ),
    ],
)
def test_commands_have_the_bytes_of_the_reference(command: bytes, expected: str) -> None:
    assert command.hex(" ") == expected


def test_the_raster_command_is_the_one_an_independent_library_sends() -> None:
    noise = random.Random(7)
    picture = Image.frombytes("1", (64, 40), bytes(noise.choice(b"\x00\xff\x55") for _ in range(320)))
    other = Dummy(profile="TM-T20II")
    other.image(picture, impl="bitImageRaster")
    black = bytes(~byte & 0xFF for byte in picture.tobytes())
    assert escpos.raster(8, black) in other.output


def test_a_picture_is_sent_in_bands_that_together_are_the_picture() -> None:
    rows = bytes(range(1, 73)) * (escpos.BAND_ROWS * 2 + 5)
    sent = list(escpos.bands(72, rows))
    assert [int.from_bytes(band[6:8], "little") for band in sent] == [escpos.BAND_ROWS, escpos.BAND_ROWS, 5]
    assert b"".join(band[8:] for band in sent) == rows


@given(st.binary(min_size=8, max_size=400).map(lambda data: data[: len(data) // 8 * 8]))
def test_no_picture_ever_spells_a_real_time_command(rows: bytes) -> None:
    sent = escpos.raster(8, rows)[8:]
    assert not any(b"\x10" + second in sent for second in (b"\x04", b"\x05", b"\x14"))
    assert all(after & before == before for before, after in zip(rows, sent, strict=True)), "dots were lost"


def test_ragged_and_empty_pictures_are_refused() -> None:
    for rows in (b"", b"123"):
        with pytest.raises(ValueError, match="not rows"):
            escpos.raster(2, rows)


@pytest.mark.parametrize("text", ["㼆", "𡐓", "a\tb", "号\n", "\x10\x04\x01"])
def test_rare_and_control_characters_are_not_sent_as_type(text: str) -> None:
    assert not escpos.in_type_rom(text)
    with pytest.raises(ValueError, match="type"):
        escpos.hanzi(text)


@given(st.text())
def test_type_never_holds_control_bytes(text: str) -> None:
    if escpos.in_type_rom(text):
        assert all(byte >= 0x20 for byte in escpos.hanzi(text)[2:-2])


# --- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("byte", range(256))
def test_every_single_byte_is_what_its_fixed_bits_say(byte: int) -> None:
    reader = ReplyReader()
    replies = reader.feed(bytes((byte,)))
    if byte in STATUS_BYTES:
        assert replies == [StatusReply(byte)]
    elif byte in (0x00, 0x03, 0x0C, 0x0F):
        assert replies == [PaperReply(byte)]
    else:
        assert replies == []
        starts_something = byte & 0x93 == 0x10 or byte == 0x37
        assert reader.noise == (0 if starts_something else 1)


def test_an_automatic_status_is_told_apart_from_answers() -> None:
    assert read(bytes.fromhex("12 14 00 0f 00 16")) == [
        StatusReply(0x12),
        AutomaticStatus(bytes.fromhex("14 00 0f 00")),
        StatusReply(0x16),
    ]


def test_an_answer_between_the_bytes_of_an_automatic_status_is_seen() -> None:
    assert read(bytes.fromhex("10 00 12 00 00")) == [StatusReply(0x12), AutomaticStatus(bytes.fromhex("10 00 00 00"))]


def test_an_automatic_status_never_passes_for_a_paper_answer() -> None:
    assert PaperReply(0) not in read(bytes.fromhex("10 00 00 00"))


def test_a_cleared_answer_is_read_whole_and_its_last_byte_is_no_paper_answer() -> None:
    assert read(bytes.fromhex("37 25 00 00")) == [BuffersCleared(), PaperReply(0)]


def test_a_broken_cleared_answer_costs_only_itself() -> None:
    reader = ReplyReader()
    assert reader.feed(bytes.fromhex("37 ff 12")) == [StatusReply(0x12)]
    assert reader.noise == 2


def test_noise_ends_an_automatic_status() -> None:
    reader = ReplyReader()
    assert reader.feed(bytes.fromhex("10 00 ff 00")) == [PaperReply(0)]
    assert reader.noise == 3


@given(st.lists(st.sampled_from(["12", "10 00 0f 00", "00", "0c", "37 25 00", "1e"])), st.data())
def test_clean_answers_are_read_the_same_however_they_are_cut_up(kinds: list[str], data: st.DataObject) -> None:
    stream = bytes.fromhex(" ".join(kinds))
    whole = read(stream)
    assert len(whole) == len(kinds)
    reader, pieces, at = ReplyReader(), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 4))
        pieces += reader.feed(stream[at : at + step])
        at += step
    assert pieces == whole
    assert reader.noise == 0


@given(st.binary(max_size=200))
def test_after_any_noise_an_automatic_status_and_an_answer_are_read(noise: bytes) -> None:
    reader = ReplyReader()
    reader.feed(noise)
    assert reader.feed(b"\xff" + bytes.fromhex("10 00 00 00 12"))[-2:] == [
        AutomaticStatus(bytes.fromhex("10 00 00 00")),
        StatusReply(0x12),
    ]


@pytest.mark.parametrize("data", ["\x10\x04\x01", "号码", "a\nb"])
def test_a_code_of_the_printers_own_holds_nothing_it_could_take_for_a_command(data: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        escpos.qr(data, 6)


# --- what the answers mean ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "health"),
    [
        ("12 12 12 12", Health.OK),
        ("16 12 12 12", Health.OK),  # a drawer is nothing to a slip
        ("12 12 12 1e", Health.PAPER_LOW),
        ("1a 32 12 7e", Health.PAPER_OUT),
        ("12 12 12 72", Health.PAPER_OUT),  # cheap printers say so in the fourth answer only
        ("1a 16 12 12", Health.COVER_OPEN),
        ("1a 36 12 7e", Health.COVER_OPEN),
        ("1a 52 1a 12", Health.CUTTER),
        ("1a 52 32 12", Health.FAULT),
        ("1a 52 52 12", Health.FAULT),  # hot head
        ("1a 52 12 12", Health.FAULT),  # an error it does not explain
        ("12 52 12 12", Health.FAULT),
        ("1a 12 12 12", Health.OFFLINE),
    ],
)
def test_the_four_answers_give_the_health(answers: str, health: Health) -> None:
    status = PrinterStatus.from_replies(*bytes.fromhex(answers))
    assert status.health is health
    assert status.can_print is (health in (Health.OK, Health.PAPER_LOW))


@given(*[st.sampled_from(STATUS_BYTES)] * 4)
def test_whatever_it_answers_a_printer_without_paper_or_off_line_never_can_print(
    printer: int, offline: int, error: int, paper: int
) -> None:
    status = PrinterStatus.from_replies(printer, offline, error, paper)
    if printer & 0x08 or offline & 0x64 or error & 0x6C or paper & 0x60:
        assert not status.can_print


def test_no_answer_is_never_well() -> None:
    assert not escpos.NO_ANSWER.can_print
    assert escpos.NO_ANSWER.paper is Paper.UNKNOWN
    assert escpos.NO_ANSWER.health is Health.NO_ANSWER
    assert escpos.UNREACHABLE.health is Health.OFFLINE


def test_health_has_the_words_of_the_halls_contract_but_the_one_a_station_says_of_its_voice() -> None:
    assert {health.value for health in Health} == {health.value for health in DeviceHealth} - {DeviceHealth.NO_VOICE}


def test_a_start_leaves_nothing_behind_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    command = (sys.executable, "-c", "from hardware.protocols import escpos; print(len(escpos.qr('A001', 4)))")
    printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60).stdout
    assert int(printed) > 20
    assert list(tmp_path.iterdir()) == []
