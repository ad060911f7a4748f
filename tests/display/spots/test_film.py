"""Films play without holding up anything, and end at once."""

import asyncio
from pathlib import Path

import pytest

from display.spots import picture
from display.spots.film import Film, FilmPlayer
from tests.display.spots.films import film, needs_player

SIZE = (64, 36)


class Seen:
    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.enough = asyncio.Event()

    def draw(self, pixels: bytes, size: tuple[int, int]) -> None:
        assert size == SIZE
        self.frames.append(pixels)
        if len(self.frames) >= 3:
            self.enough.set()


@needs_player
@pytest.mark.usefixtures("unhurried")
async def test_a_film_gives_frames_of_the_size_asked_for_until_it_is_broken_off(tmp_path: Path) -> None:
    seen = Seen()
    player = FilmPlayer(seen.draw)
    player.follow(Film(film(tmp_path / "one.mp4", length_s=30), SIZE, from_s=1.0))
    await asyncio.wait_for(seen.enough.wait(), 30)
    player.follow(None)
    shown = len(seen.frames)
    await player.close()
    assert len(seen.frames) == shown
    assert all(len(frame) == 64 * 36 * 3 and frame[0] > 240 > 20 > frame[1] for frame in seen.frames)


@needs_player
@pytest.mark.usefixtures("unhurried")
async def test_what_does_not_decode_gives_no_frame_and_ends(tmp_path: Path) -> None:
    (tmp_path / "one.mp4").write_bytes(b"no film at all" * 500)
    seen = Seen()
    player = FilmPlayer(seen.draw)
    player.follow(Film(tmp_path / "one.mp4", SIZE))
    await player.close()
    assert seen.frames == []


async def test_without_a_player_nothing_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "PLAYER", "no-such-player")
    seen = Seen()
    player = FilmPlayer(seen.draw)
    player.follow(Film(tmp_path / "one.mp4", SIZE))
    await player.close()
    assert seen.frames == []
