"""Live pictures and touches from afar: who may, what is blanked, and what is kept."""

import pytest

from queue_server.contract import wire
from queue_server.web import screens
from queue_server.web.pictures import ASKED_EVERY_MS, WANTED_MS, Pictures, kind_of
from tests.web.running_hall import RunningHall, Somebody

PNG = b"\x89PNG\r\n\x1a\n and so on"
JPEG = b"\xff\xd8\xff and so on"
PICTURE = "/api/v1/stations/kiosk-1/picture"
TOUCHES = "/api/v1/stations/kiosk-1/touches"
MIDDLE = {"x": 0.5, "y": 0.25}


async def put(station: Somebody, picture: bytes) -> int:
    return (await station.ask("PUT", "/api/v1/stations/me/picture", raw=picture)).status


async def test_looking_asks_the_station_and_shows_its_newest_picture(hall: RunningHall) -> None:
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
    async with kiosk.talk("hall") as talk:
        assert (await clerk.ask("GET", PICTURE)).refused == (404, "not_found")
        assert await talk.hear_a(wire.PictureWanted) == wire.PictureWanted(blank=False)
        assert await put(kiosk, PNG) == 204
        assert await put(kiosk, JPEG) == 204
        seen = await clerk.ask("GET", PICTURE)
    assert (seen.text, seen.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert int(seen.headers["Picture-Age-Ms"]) < 10_000
    assert seen.headers["Cache-Control"] == "no-store"


async def test_a_station_that_is_away_shows_nothing(hall: RunningHall) -> None:
    clerk = await hall.clerk("li-juan")
    assert (await clerk.ask("GET", PICTURE)).refused == (409, "station_away")
    assert (await clerk.ask("POST", TOUCHES, body=MIDDLE)).refused == (409, "station_away")
    assert (await clerk.ask("GET", "/api/v1/stations/nothing/picture")).refused == (404, "station_unknown")


async def test_a_picture_is_png_or_jpeg_and_of_some_size(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "PICTURE_LIMIT_BYTES", 100)
    kiosk = await hall.station("kiosk-1")
    assert await put(kiosk, b"<svg/>") == 400
    assert await put(kiosk, PNG + bytes(100)) == 413
    assert await put(await hall.clerk("li-juan"), PNG) == 403


async def test_in_a_demonstration_staff_touch_a_screen_from_afar(hall: RunningHall) -> None:
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
    async with kiosk.talk("hall") as talk:
        assert (await clerk.ask("POST", TOUCHES, body=MIDDLE)).status == 200
        assert await talk.hear_a(wire.Touch) == wire.Touch(0.5, 0.25)
        for body in ({"x": 1.5, "y": 0}, {"x": "a", "y": 0}, {"x": 0.1}, {"x": 0, "y": 0, "z": 0}):
            assert (await clerk.ask("POST", TOUCHES, body=body)).refused == (400, "malformed")


async def test_in_a_real_hall_pictures_are_blanked_and_for_few(real_hall: RunningHall) -> None:
    kiosk = await real_hall.station("kiosk-1")
    clerk, technician = await real_hall.clerk("li-juan"), await real_hall.clerk("zou-jian")
    async with kiosk.talk("hall") as talk:
        assert (await clerk.ask("GET", PICTURE)).refused == (403, "forbidden")
        assert (await technician.ask("GET", PICTURE)).refused == (404, "not_found")
        assert await talk.hear_a(wire.PictureWanted) == wire.PictureWanted(blank=True)


async def test_in_a_real_hall_only_technicians_touch_and_only_a_kiosk_out_of_service(real_hall: RunningHall) -> None:
    kiosk, board = await real_hall.station("kiosk-1"), await real_hall.station("board-1")
    supervisor, technician = await real_hall.clerk("fang-qing"), await real_hall.clerk("zou-jian")
    async with kiosk.talk("hall") as talk, board.talk("board"):
        assert (await technician.ask("POST", TOUCHES, body=MIDDLE)).refused == (409, "station_in_service")
        for station_id in ("kiosk-1", "board-1"):
            out = {"station_id": station_id, "reason": "paper path"}
            assert (await technician.give("take-out-of-service", out)).status == 200
        assert (await supervisor.ask("POST", TOUCHES, body=MIDDLE)).refused == (403, "forbidden")
        assert (await technician.ask("POST", TOUCHES, body=MIDDLE)).status == 200
        assert await talk.hear_a(wire.Touch) == wire.Touch(0.5, 0.25)
        on_board = await technician.ask("POST", "/api/v1/stations/board-1/touches", body=MIDDLE)
        assert on_board.refused == (409, "station_in_service")
        assert (await technician.give("return-to-service", {"station_id": "kiosk-1"})).status == 200
        assert (await technician.ask("POST", TOUCHES, body=MIDDLE)).refused == (409, "station_in_service")


def test_a_station_is_asked_at_most_four_times_a_second() -> None:
    pictures = Pictures()
    asked = sum(pictures.look("kiosk-1", 1_000_000 + at_ms)[1] for at_ms in range(0, 1_000, 10))
    assert asked == 1_000 // ASKED_EVERY_MS


def test_pictures_nobody_looks_at_are_not_kept() -> None:
    pictures = Pictures()
    pictures.put("kiosk-1", PNG, "image/png", 1_000_000)
    assert pictures.look("kiosk-1", 1_000_000)[0] is None
    pictures.put("kiosk-1", PNG, "image/png", 1_000_100)
    assert pictures.look("kiosk-1", 1_000_200)[0] is not None
    assert pictures.look("kiosk-1", 1_000_200 + WANTED_MS + 1)[0] is None


def test_pictures_are_known_by_their_first_bytes() -> None:
    assert (kind_of(PNG), kind_of(JPEG), kind_of(b"GIF89a"), kind_of(b"")) == ("image/png", "image/jpeg", None, None)
