"""Writing to one reader: frames by the letter of RFC 6455, and what is kept back for a slow one."""

from asyncio import Transport
from typing import cast

import pytest

from queue_server.web.outlet import ANSWERS_LIMIT, BUFFER_BYTES, STUCK_MS, Outlet, text_frame


class Line:
    """A transport that takes nothing until told to."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.waiting_bytes = 0
        self.closing = False

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self.waiting_bytes += len(data)

    def get_write_buffer_size(self) -> int:
        return self.waiting_bytes

    def is_closing(self) -> bool:
        return self.closing

    def drain(self) -> None:
        self.waiting_bytes = 0


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def outlet(line: Line) -> Outlet:
    return Outlet(cast(Transport, line))


BIG = bytes(BUFFER_BYTES)


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_frame_is_as_rfc_6455_lays_down(size: int, header: bytes) -> None:
    assert text_frame(b"x" * size) == header + b"x" * size


def test_a_reader_that_reads_gets_everything_in_order(line: Line, outlet: Outlet) -> None:
    outlet.view("hall", b"1", 0)
    outlet.answer(b"2", 0)
    outlet.view("hall", b"3", 0)
    assert line.written == [b"1", b"2", b"3"]
    assert not outlet.holding


def test_of_views_kept_back_only_the_newest_goes_out_and_of_answers_all(line: Line, outlet: Outlet) -> None:
    outlet.view("hall", BIG, 0)
    outlet.view("hall", b"old hall", 1)
    outlet.answer(b"first answer", 2)
    outlet.view("board", b"board", 3)
    outlet.view("hall", b"new hall", 4)
    outlet.answer(b"second answer", 5)
    assert (outlet.holding, outlet.kept_back) == (True, 4)
    line.drain()
    outlet.flush(6)
    assert line.written[1:] == [b"first answer", b"second answer", b"board", b"new hall"]
    assert not outlet.holding


def test_what_comes_later_waits_behind_what_is_kept_back(line: Line, outlet: Outlet) -> None:
    outlet.answer(BIG, 0)
    outlet.answer(b"1", 0)
    line.drain()
    outlet.answer(b"2", 1)
    assert line.written == [BIG]
    outlet.flush(2)
    assert line.written == [BIG, b"1", b"2"]


def test_a_reader_is_stuck_only_if_it_takes_nothing(line: Line, outlet: Outlet) -> None:
    outlet.view("hall", BIG, 0)
    outlet.view("hall", b"newest", 0)
    outlet.flush(STUCK_MS)
    assert not outlet.stuck(STUCK_MS)
    assert outlet.stuck(STUCK_MS + 1)


def test_a_slow_reader_that_takes_a_little_is_not_stuck(line: Line, outlet: Outlet) -> None:
    outlet.view("hall", BIG + BIG, 0)
    outlet.view("hall", b"newest", 0)
    line.waiting_bytes -= 10
    outlet.flush(STUCK_MS)
    assert not outlet.stuck(STUCK_MS + 1)
    outlet.flush(2 * STUCK_MS + 1)
    assert outlet.stuck(2 * STUCK_MS + 1)


def test_a_reader_that_asks_and_never_reads_is_stuck(line: Line, outlet: Outlet) -> None:
    outlet.answer(BIG, 0)
    for _ in range(ANSWERS_LIMIT):
        outlet.answer(b"answer", 0)
    assert not outlet.stuck(0)
    outlet.answer(b"one too many", 0)
    assert outlet.stuck(0)


def test_nothing_is_written_to_a_line_that_closes(line: Line, outlet: Outlet) -> None:
    line.closing = True
    outlet.answer(b"answer", 0)
    outlet.flush(1)
    assert line.written == []
