"""What loudspeakers tell of themselves stands in the server's figures."""

from pathlib import Path

from tests.web.running_hall import RunningHall

TOLD = {"device_id": "speaker-1", "announced": "12", "missed": "3", "unheard": "1", "prepared": "240"}
DOOR = "/api/v1/stations/me/voice"


async def test_figures_of_a_loudspeaker_stand_in_the_metrics(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        board = await hall.station("board-1")
        assert (await board.ask("PUT", DOOR, body=TOLD)).status == 204
        assert (await board.ask("PUT", DOOR, body={**TOLD, "missed": "4"})).status == 204
        text = (await hall.nobody.ask("GET", "/metrics")).text.decode()
        for line in ('announced{device="speaker-1"} 12.0', 'phrases_missed{device="speaker-1"} 4.0'):
            assert f"hall_voice_{line}" in text


async def test_only_the_station_that_has_the_loudspeaker_tells_of_it(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        other, kiosk = await hall.station("board-2"), await hall.station("kiosk-1")
        assert (await other.ask("PUT", DOOR, body=TOLD)).refused == (404, "device_unknown")
        assert (await kiosk.ask("PUT", DOOR, body=TOLD)).refused == (403, "forbidden")
        board = await hall.station("board-1")
        assert (await board.ask("PUT", DOOR, body={**TOLD, "missed": "-1"})).refused[1] == "malformed"
