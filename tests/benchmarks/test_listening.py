"""What the measures of calls hear and see with."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks.line import Unsound
from benchmarks.pixels import Screen
from benchmarks.voice import _card
from display.voice import sound
from hardware.drivers.loudspeaker import Loudspeaker, Played


async def test_silence_is_not_heard_and_the_first_buffer_with_sound_is(tmp_path: Path) -> None:
    with _card(tmp_path / "card") as card:
        theirs = os.open(os.environ["SDL_DISKAUDIOFILE"], os.O_WRONLY)
        try:
            async with card.taken_from():
                card.listen()
                heard = asyncio.ensure_future(card.sounds())
                os.write(theirs, bytes(1_024))
                assert not (await asyncio.wait({heard}, timeout=0.05))[0]
                os.write(theirs, bytes(1_000) + b"\x01")
                assert await heard > 0
        finally:
            os.close(theirs)


async def test_the_sound_card_plays_into_the_pipe(tmp_path: Path) -> None:
    with _card(tmp_path / "card") as card:
        loudspeaker = Loudspeaker("sdl://default", grace_s=30.0)
        try:
            async with card.taken_from():
                card.listen()
                played, _ = await asyncio.gather(loudspeaker.play(sound.wav(sound.chime())), card.sounds())
            assert played == Played()
        finally:
            await loudspeaker.close()


@pytest.fixture
async def board() -> AsyncIterator[Screen]:
    """One that draws c1 whole, c2 without a change, and ends."""
    lines = "ready\ndrawn c1 12.5 changed\nagain c1\ndrawn c2 13.5 same\nagain c2\n"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"print({lines!r}, end='')"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield Screen(process)
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def test_a_board_that_draws_a_call_without_changing_a_pixel_gives_no_figure(board: Screen) -> None:
    await board.ready()
    assert await board.drawn("c1") == 12.5
    with pytest.raises(Unsound, match="no pixel"):
        await board.drawn("c2")
    with pytest.raises(Unsound, match="ended"):
        await board.drawn("c3")
