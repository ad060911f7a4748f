"""A test that leaves a stream open is named, once, when its loop has ended."""

import asyncio

import pytest

from tests.left_open import LeftOpen


class Line(asyncio.Transport):
    """A connection to 10.0.0.1."""

    def __init__(self) -> None:
        super().__init__({"peername": "10.0.0.1"})
        self.closed = False

    def is_closing(self) -> bool:
        return self.closed


def test_a_stream_that_is_open_when_its_loop_has_ended_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio.StreamWriter, "__init__", asyncio.StreamWriter.__init__)  # as it was, afterwards
    left_open = LeftOpen()
    left_open.watch()
    loop, forgotten, closed = asyncio.new_event_loop(), Line(), Line()
    writers = [asyncio.StreamWriter(line, asyncio.Protocol(), None, loop) for line in (forgotten, closed)]
    closed.closed = True
    assert left_open.take() == []
    loop.close()
    assert left_open.take() == ["a stream to 10.0.0.1"]
    assert left_open.take() == []
    forgotten.closed = True  # this test too leaves none
    assert len(writers) == 2
