"""What bridges tell of lockers: by the bridge that has them, believed for a while, and shown to those who may look."""

from pathlib import Path
from typing import Any

from queue_server.contract.commands import DeviceHealth
from queue_server.web.lockers import BELIEVED_MS, BoardCells, Cells, CellsTold
from tests.web.running_hall import RunningHall, hall_folder, until

LOCKERS = '{ id = "cupboard", kind = "lock_boards", url = "socket://127.0.0.1:9199?shut_shorts=1", locks = 8 }'
BRIDGE = f'{{ id = "bridge-7", kind = "bridge", name = {{ zh = "七", en = "Seven" }}, devices = [{LOCKERS}] }},'


def told(device_id: str = "cupboard", **board: Any) -> dict[str, Any]:
    return {"device_id": device_id, "boards": [{"board": "1", "health": "ok", **board}]}


async def test_cells_are_told_by_their_own_bridge_and_shown_as_many_as_the_plan_has(tmp_path: Path) -> None:
    plan = hall_folder(tmp_path, demonstration=True) / "hall.toml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("\nstations = [", f"\nstations = [{BRIDGE}", 1), encoding="utf-8")
    async with RunningHall.open(tmp_path) as hall:
        bridge, other = await hall.station("bridge-7"), await hall.station("bridge-1")
        guide, keeper = await hall.clerk("ding-qian"), await hall.clerk("fang-qing")
        path = "/api/v1/stations/me/cells"
        assert (await bridge.ask("PUT", path, body=told(cells="00100000000000000001"))).status == 204
        assert (await other.ask("PUT", path, body=told())).refused == (404, "device_unknown")
        assert (await bridge.ask("PUT", path, body=told(cells="0" * 51))).refused == (400, "malformed")
        assert (await keeper.ask("PUT", path, body=told())).refused == (403, "forbidden")
        async with bridge.talk("bridge:bridge-7"):
            await until(lambda: hall.server.reception.dispatcher.state.stations["bridge-7"].online)
            seen = (await guide.ask("GET", "/api/v1/lockers")).json
            assert seen["may_open"] is False
            (locker,) = (each for each in seen["lockers"] if each["device_id"] == "cupboard")
            assert locker["online"] is True
            assert locker["boards"] == [{"board": 1, "health": "ok", "locks": 8, "open": [3]}]
            assert (await keeper.ask("GET", "/api/v1/lockers")).json["may_open"] is True
        clerk = await hall.clerk("wang-min")
        assert (await clerk.ask("GET", "/api/v1/lockers")).refused == (403, "forbidden")
        foreign = await bridge.ask("GET", "/api/v1/views/bridge:bridge-1")
        assert foreign.refused == (403, "forbidden")


def test_what_was_told_is_believed_for_a_while() -> None:
    cells, board = Cells(), BoardCells("1", DeviceHealth.OK, "0010")
    cells.put(CellsTold("cupboard", (board,)), 1_000)
    assert cells.of("cupboard", 1_000 + BELIEVED_MS) == {1: board}
    assert cells.of("cupboard", 1_001 + BELIEVED_MS) == {}
    assert cells.of("another", 1_000) == {}
