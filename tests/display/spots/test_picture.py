"""What is made of the hall's files: pictures no larger than their place, or a reason."""

import zlib
from pathlib import Path

import pytest
from PIL import Image

from display.spots import picture
from display.spots.picture import prepare
from queue_server.contract.commands import SpotFault
from tests.display.spots.films import film, needs_player

PLACE = (400, 300)


def _png_of(width: int, height: int) -> bytes:
    """Says of itself that it is as large as that, and is a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("size", "fitted"), [((1600, 800), (400, 200)), ((100, 300), (100, 300)), ((40, 10), (400, 100))]
)
def test_a_picture_is_as_large_as_fits_into_its_place(
    tmp_path: Path, size: tuple[int, int], fitted: tuple[int, int]
) -> None:
    Image.new("RGBA", size, "#0B4F5E80").save(tmp_path / "one.png")
    assert prepare(tmp_path / "one.png", tmp_path / "ready.png", PLACE) is None
    with Image.open(tmp_path / "ready.png") as ready:
        assert (ready.size, ready.mode) == (fitted, "RGB")
        assert ready.getpixel((5, 5)) == (133, 167, 174)  # on white


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", SpotFault.UNREADABLE),
        (b"<html>not here</html>", SpotFault.UNREADABLE),
        (_png_of(60_000, 60_000), SpotFault.TOO_LARGE),
        (_png_of(9_000, 9_000), SpotFault.TOO_LARGE),
        (_png_of(400, 300), SpotFault.UNREADABLE),
    ],
    ids=["empty", "a page", "a bomb", "larger than any screen", "cut off"],
)
def test_what_is_no_picture_of_a_board_is_told_apart(tmp_path: Path, content: bytes, fault: SpotFault) -> None:
    (tmp_path / "one.png").write_bytes(content)
    assert prepare(tmp_path / "one.png", tmp_path / "ready.png", PLACE) is fault
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.png"]


@needs_player
@pytest.mark.usefixtures("unhurried")
def test_of_a_film_it_is_the_first_frame(tmp_path: Path) -> None:
    assert prepare(film(tmp_path / "one.mp4"), tmp_path / "ready.png", PLACE) is None
    with Image.open(tmp_path / "ready.png") as ready:
        assert ready.size == (400, 225)
        red, green, blue = ready.convert("RGB").getpixel((200, 100))  # type: ignore[misc]
        assert red > 240
        assert green < 20
        assert blue < 20


@needs_player
@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("content", [b"", b"no film at all" * 500], ids=["empty", "something else"])
def test_a_film_that_does_not_decode_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.mp4").write_bytes(content)
    assert prepare(tmp_path / "one.mp4", tmp_path / "ready.png", PLACE) is SpotFault.UNREADABLE


def test_without_a_player_that_is_what_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "PLAYER", "no-such-player")
    (tmp_path / "one.mp4").write_bytes(b"film")
    assert prepare(tmp_path / "one.mp4", tmp_path / "ready.png", PLACE) is SpotFault.NO_PLAYER
