"""What Python's collector is told once a station stands."""

import gc
from collections.abc import Iterator

import pytest

from display.toolkit import memory
from display.toolkit.memory import settle  # before tests do without it


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


class Page:
    """Something that is only let go of by the collector."""

    def __init__(self) -> None:
        self.itself = self


def test_what_lives_when_a_station_stands_is_looked_through_no_more() -> None:
    stays = Page()
    settle()
    assert not any(each is stays for each in gc.get_objects())
    assert gc.get_threshold() == (memory.YOUNG, memory.ROUNDS, memory.ROUNDS)


def test_what_has_gone_by_the_next_time_is_let_go_of() -> None:
    gone: list[bool] = []

    class Gone(Page):
        def __del__(self) -> None:
            gone.append(True)

    page = Gone()
    settle()
    del page
    gc.collect()
    assert not gone
    settle()
    assert gone
