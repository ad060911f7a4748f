"""Every reader of every protocol: whole, byte by byte, with noise everywhere, and with a great deal of nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.dialogue import Reader
from hardware.protocols import code_engine, led_bar, lock_board, pads, sam
from tests.hardware.sample_cards import RESIDENT, card_frame


@dataclass(frozen=True)
class Case:
    """A reader, what may arrive, and what it must read. `noise`: bytes that cannot begin a message."""

    reader: Callable[[], Reader[Any]]
    messages: tuple[bytes, ...]
    read: tuple[Any, ...]
    noise: bytes
    bound: int  # bytes it may keep


def payloads(frames: list[sam.Frame]) -> list[bytes]:
    return [bytes(frame.payload) for frame in frames]


class _Payloads:
    """A SAM reader that gives payloads, which can be compared."""

    def __init__(self) -> None:
        self._inner = sam.FrameReader()

    def feed(self, data: bytes) -> list[bytes]:
        return payloads(self._inner.feed(data))

    def quiet(self) -> list[bytes]:
        return payloads(self._inner.quiet())

    def reset(self) -> None:
        self._inner.reset()


FRAME = pads.Frame(3, 7, pads.Answer.KEY, b"\x01\x05")
SHOWN = led_bar.show("请A001号到3号窗口", led_bar.Area())

CASES = {
    "sam": Case(
        _Payloads,
        (sam.FIND, card_frame(RESIDENT), sam.frame(b"\x00\x00\x80")),
        (b"\x20\x01", card_frame(RESIDENT)[7:-1], b"\x00\x00\x80"),
        b"\x00\xaa\xaa\x10\xaa",
        sam.LONGEST + 8,
    ),
    "code engine": Case(
        code_engine.CodeReader,
        (b"https://example.cn/t/1\r", code_engine.answer(b"\x31"), "号".encode("gbk") + b"\r"),
        (code_engine.Scanned("https://example.cn/t/1"), code_engine.Answered(b"\x31"), code_engine.Scanned("号")),
        b"\r\n\r\n",
        code_engine.LONGEST_CODE + 1,
    ),
    "questions to a code engine": Case(
        code_engine.QuestionReader,
        (code_engine.read_setting(0), code_engine.write_setting(2, b"\x01")),
        (code_engine.Question(False, 0, b"\x01"), code_engine.Question(True, 2, b"\x01")),
        b"\x00\x7e\x7e\x00\x01",
        270,
    ),
    "lock boards": Case(
        lock_board.ReplyReader,
        (lock_board.open_reply(1, 1, True), lock_board.open_reply(2, 50, False)),
        (lock_board.OpenReply(1, 1, True), lock_board.OpenReply(2, 50, False)),
        b"\x00\x11\x8a\x00\x33",
        lock_board.ReplyReader.LONGEST,
    ),
    "commands to lock boards": Case(
        lock_board.CommandReader,
        (lock_board.open_lock(1, 1), lock_board.query_all(32)),
        (lock_board.Command(0x8A, 1, 1, 0x11), lock_board.Command(0x80, 32, 0, 0x33)),
        b"\x00\x11\x00",
        5,
    ),
    "led bar": Case(
        led_bar.FrameReader,
        (SHOWN, led_bar.frame(b"\xa5\xa6\x5a\x5b", to=led_bar.WE, sender=1)),
        (
            led_bar.Frame(1, led_bar.WE, led_bar.FrameReader().feed(SHOWN)[0].data),
            led_bar.Frame(led_bar.WE, 1, b"\xa5\xa6\x5a\x5b"),
        ),
        b"\x01\x5a\x00",
        led_bar.LONGEST_FRAME,
    ),
    "pads": Case(
        lambda: pads.FrameReader(pads.Check.CRC),
        (FRAME.coded(pads.Check.CRC), pads.Frame(254, 255, 1).coded(pads.Check.CRC)),
        (FRAME, pads.Frame(254, 255, 1)),
        b"\xaa\x55\x55\x00",
        64,
    ),
    "pads with XOR": Case(
        lambda: pads.FrameReader(pads.Check.XOR),
        (FRAME.coded(pads.Check.XOR),),
        (FRAME,),
        b"\xaa\x55\x55\x00",
        64,
    ),
}

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def read(reader: Reader[Any], *pieces: bytes) -> tuple[Any, ...]:
    messages = [message for piece in pieces for message in reader.feed(piece)]
    return (*messages, *reader.quiet())


@every_case
def test_messages_are_read_whole(case: Case) -> None:
    assert read(case.reader(), *case.messages) == case.read
    assert read(case.reader(), b"".join(case.messages)) == case.read


@every_case
def test_messages_are_read_byte_by_byte(case: Case) -> None:
    assert read(case.reader(), *(bytes((byte,)) for byte in b"".join(case.messages))) == case.read


@every_case
def test_noise_before_between_and_behind_messages_is_passed_over(case: Case) -> None:
    assert read(case.reader(), case.noise, case.noise.join(case.messages), case.noise) == case.read


@every_case
def test_a_message_cut_off_at_any_byte_is_not_read_and_a_new_start_is_clean(case: Case) -> None:
    message, expected = case.messages[0], case.read[0]
    for cut in range(len(message)):
        reader = case.reader()
        assert expected not in reader.feed(message[:cut])
        reader.reset()
        assert read(reader, *case.messages) == case.read


@pytest.mark.parametrize("name", [name for name in CASES if name != "code engine"])  # codes have no check of their own
def test_a_wrong_bit_anywhere_is_never_read_as_the_message(name: str) -> None:
    case = CASES[name]
    message, expected = case.messages[0], case.read[0]
    start = len(led_bar.HEAD) if name == "led bar" else 0  # of its eight equal bytes one is enough
    for place in range(start * 8, len(message) * 8):
        spoilt = bytearray(message)
        spoilt[place // 8] ^= 1 << place % 8
        assert expected not in read(case.reader(), bytes(spoilt))


@every_case
@given(data=st.binary(max_size=600), cut=st.integers(0, 600))
def test_no_bytes_are_too_much_and_pieces_make_no_difference(case: Case, data: bytes, cut: int) -> None:
    assert read(case.reader(), data) == read(case.reader(), data[:cut], data[cut:])


@every_case
@pytest.mark.parametrize("byte", [b"\x00", b"\xff", b"\xa5", b"\xaa", b"\x80", b"\x8a", b"\x55", b"\x02", b"\x7e"])
def test_a_great_deal_of_nothing_stays_in_bounds(case: Case, byte: bytes) -> None:
    reader = case.reader()
    read(reader, byte * 10_000)
    kept = getattr(reader, "_inner", reader)._waiting
    assert len(kept or b"") <= case.bound


@pytest.mark.parametrize("name", ["sam", "lock boards", "led bar", "pads", "pads with XOR", "code engine"])
@given(noise=st.binary(max_size=80))
def test_after_any_noise_and_a_new_start_the_next_message_is_read(name: str, noise: bytes) -> None:
    case = CASES[name]
    reader = case.reader()
    read(reader, noise)
    reader.reset()
    assert read(reader, *case.messages) == case.read
