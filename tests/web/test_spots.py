"""Pictures and films of the hall's own go to its boards, and nothing else of the hall's folder does."""

from pathlib import Path

from config import spots
from tests.web.running_hall import RunningHall

FILE = "before-you-come.png"


async def test_a_board_gets_the_file_once_and_again_when_it_is_another(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        board = await hall.station("board-1")
        path = Path(hall.server.settings.hall_folder) / spots.FOLDER / FILE
        got = await board.ask("GET", f"/api/v1/spots/{FILE}")
        assert (got.status, got.text) == (200, path.read_bytes())
        have = {"If-None-Match": got.headers["ETag"]}
        assert (await board.ask("GET", f"/api/v1/spots/{FILE}", headers=have)).status == 304
        path.write_bytes(b"another one")
        assert (await board.ask("GET", f"/api/v1/spots/{FILE}", headers=have)).text == b"another one"


async def test_what_the_policy_does_not_name_is_not_there(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        board = await hall.station("board-1")
        folder = Path(hall.server.settings.hall_folder)
        (folder / spots.FOLDER / "other.png").write_bytes(b"x")
        for name in ("other.png", "..%2Fpolicy.toml", "%2Fetc%2Fpasswd"):
            assert (await board.ask("GET", f"/api/v1/spots/{name}")).refused == (404, "not_found")
        (folder / spots.FOLDER / FILE).unlink()
        assert (await board.ask("GET", f"/api/v1/spots/{FILE}")).refused == (404, "not_found")
        kiosk = await hall.station("kiosk-1")
        assert (await kiosk.ask("GET", f"/api/v1/spots/{FILE}")).refused == (403, "forbidden")


async def test_a_picture_of_a_gigabyte_is_not_sent(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        board = await hall.station("board-1")
        with (Path(hall.server.settings.hall_folder) / spots.FOLDER / FILE).open("wb") as file:
            file.truncate(1_000_000_000)  # a hole: it takes no room on the disk
        assert (await board.ask("GET", f"/api/v1/spots/{FILE}")).refused == (413, "too_large")
