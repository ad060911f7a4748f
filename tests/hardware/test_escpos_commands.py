from hypothesis import given
from hypothesis import strategies as st

from hardware import slip_text
from hardware.protocols import escpos
from hardware.protocols.escpos_commands import (
    AskPaper,
    AskStatus,
    ClearBuffers,
    Command,
    CommandReader,
    Cut,
    EndLine,
    Feed,
    HanziMode,
    Initialise,
    Magnify,
    QrPrint,
    QrSetting,
    QrStore,
    Raster,
    Unknown,
    Words,
)
from tests.hardware.sample_slips import chinese

PICTURE = escpos.raster(2, b"\xff\x00" * 6)


def read(data: bytes) -> list[Command]:
    return CommandReader().feed(data)


def joined(commands: list[Command]) -> list[Command]:
    """Words that arrived in pieces, put together."""
    whole: list[Command] = []
    for command in commands:
        if isinstance(command, Words) and whole and isinstance(whole[-1], Words):
            whole[-1] = Words(whole[-1].text + command.text)
        else:
            whole.append(command)
    return whole


def test_it_understands_everything_that_is_sent_for_a_slip() -> None:
    sent = escpos.INIT + b"".join(slip_text.commands(chinese())) + PICTURE + escpos.cut(24) + escpos.PAPER_SENSOR_QUERY
    commands = read(sent)
    assert not [command for command in commands if isinstance(command, Unknown)]
    assert commands[0] == Initialise()
    assert commands[-3:] == [Raster(2, b"\xff\x00" * 6), Cut(24), AskPaper()]


def test_type_and_qr_codes_are_read_back() -> None:
    assert read(escpos.hanzi("请到 B 区") + b"\n" + escpos.magnify(2, 3) + escpos.feed(9) + escpos.qr("A1", 6)) == [
        HanziMode(True),
        Words("请到 B 区"),
        HanziMode(False),
        EndLine(),
        Magnify(2, 3),
        Feed(9),
        QrSetting(0x41, 2),
        QrSetting(0x43, 6),
        QrSetting(0x45, 0x31),
        QrStore("A1"),
        QrPrint(),
    ]


@given(st.integers(0, 2**32))
def test_bytes_are_understood_the_same_however_they_are_cut_up(seed: int) -> None:
    stream = (
        escpos.hanzi("号码 A012，请到") + b"\n" + PICTURE + escpos.qr("A1", 6) + escpos.cut(0) + escpos.CLEAR_BUFFERS
    )
    reader, commands, at = CommandReader(), list[Command](), 0
    while at < len(stream):
        step = 1 + seed % 7
        seed //= 7
        commands += reader.feed(stream[at : at + step])
        at += step
    assert joined(commands) == joined(read(stream))
    assert not reader.in_the_middle


def test_what_it_does_not_know_is_an_error_and_costs_only_itself() -> None:
    for strange in ("07", "1b 21 00", "1d 56 00", "10 05", "1c 57 01", "1b 61 03", "1d 21 88", "1d 72 02", "c4 e3"):
        commands = read(bytes.fromhex(strange) + escpos.INIT + escpos.cut(1))
        assert isinstance(commands[0], Unknown), strange
        assert commands[-1] == Cut(1), strange


def test_a_rare_character_in_type_is_an_error() -> None:
    assert any(isinstance(command, Unknown) for command in read(b"\x1c&" + "㼆".encode("gb18030") + b"\x1c."))


def test_a_picture_larger_than_the_paper_is_an_error() -> None:
    assert isinstance(read(bytes.fromhex("1d 76 30 00 49 00 01 00"))[0], Unknown)
    assert isinstance(read(bytes.fromhex("1d 76 30 00 48 00 ff ff"))[0], Unknown)


def test_a_question_inside_the_data_of_a_picture_is_answered_and_an_error() -> None:
    reader = CommandReader()
    assert reader.feed(PICTURE[:10]) == []
    found = reader.feed(escpos.status_query(escpos.Query.PAPER))
    assert found[0] == AskStatus(escpos.Query.PAPER)
    assert isinstance(found[1], Unknown)


def test_after_a_sender_broke_off_a_question_is_no_error() -> None:
    reader = CommandReader()
    reader.feed(PICTURE[:10])
    reader.broke_off()
    assert reader.feed(escpos.status_query(escpos.Query.PAPER)) == [AskStatus(escpos.Query.PAPER)]


def test_clearing_cancels_a_picture_that_broke_off() -> None:
    reader = CommandReader()
    reader.feed(PICTURE[:10])
    reader.broke_off()
    assert reader.feed(escpos.CLEAR_BUFFERS + escpos.INIT) == [ClearBuffers(), Initialise()]
    assert not reader.in_the_middle


def test_a_command_that_broke_off_is_completed_by_enough_nothing() -> None:
    reader = CommandReader()
    reader.feed(PICTURE[:10])
    commands = reader.feed(escpos.NOTHING * 200 + escpos.INIT)
    assert isinstance(commands[0], Raster)
    assert commands[1:] == [Initialise()]


@given(st.binary(max_size=600))
def test_any_bytes_are_taken_and_what_waits_is_bounded(data: bytes) -> None:
    reader = CommandReader()
    reader.feed(data)
    reader.feed(escpos.NOTHING * (72 * 2_400 + 500))
    assert reader.feed(escpos.INIT)[-1:] == [Initialise()] or reader.feed(escpos.INIT)[-1:] == [Initialise()]
