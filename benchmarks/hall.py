"""The hall that is measured: the sample hall with room for more tickets than a day ever sees, and a wall of boards.

Made once, tables, keys and account included; every window gets a fresh copy, so that all begin with the same journal.
"""

import asyncio
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from queue_server.settings import sqlite_url
from queue_server.storage import accounts, station_keys
from queue_server.storage.database import Database

DISPLAYS = 200
KIOSK = "kiosk-1"
CLERK, WINDOW, QUEUE = "li-juan", "w01", "comprehensive"  # who calls, where, and from which queue
COLLEAGUE, WINDOW_BESIDE = "chen-li", "w02"  # of the same queue
PASSWORD = "a-benchmark-calls"  # noqa: S105  of a hall that lives for a minute

_POLICY = """
digits = 4
waiting_limit = 5000
slip_report_s = 86400  # nobody prints here: no alarms about it

[hours]
always = true
"""


@dataclass(frozen=True, slots=True)
class BenchHall:
    """`data` is copied for every window. `keys`: of the kiosk and of the boards."""

    folder: Path
    data: Path
    configuration: HallConfiguration
    keys: dict[str, str]

    @classmethod
    def prepare(cls, work: Path, displays: int = DISPLAYS) -> "BenchHall":
        """Writes the configuration under `work`, enrols the stations, makes the clerks' accounts."""
        folder, data = work / "hall", work / "data"
        boards = [f"bench-board-{number}" for number in range(1, displays + 1)]
        shutil.copytree(SAMPLE, folder)
        (folder / "policy.toml").write_text(_POLICY, encoding="utf-8")
        (folder / "hall.toml").write_text(_with_boards((SAMPLE / "hall.toml").read_text("utf-8"), boards), "utf-8")
        configuration = load(folder)
        keys = asyncio.run(_enrol(data, configuration.plan.hall_id, [KIOSK, *boards]))
        return cls(folder, data, configuration, keys)

    @property
    def boards(self) -> list[str]:
        return [station_id for station_id in self.keys if station_id != KIOSK]

    @property
    def kiosk_queues(self) -> list[str]:
        """The queues tickets are taken for, in turn."""
        return [queue.id for queue in self.configuration.plan.queues if queue.on_kiosk]

    def authorization(self, station_id: str) -> str:
        return f"Station {station_id}:{self.keys[station_id]}"

    def fresh_data(self, name: str) -> Path:
        """A copy of the prepared data folder beside it."""
        copied = self.data.with_name(name)
        shutil.copytree(self.data, copied)
        return copied


def _with_boards(plan: str, boards: list[str]) -> str:
    """The stations are the last list of the sample's plan; a hall plan that ends otherwise does not load."""
    name = '{ zh = "综合屏", en = "Call board" }'
    lines = "".join(f'    {{ id = "{board}", kind = "board", name = {name} }},\n' for board in boards)
    return plan.rstrip().removesuffix("]") + lines + "]\n"


async def _enrol(data: Path, hall_id: str, stations: list[str]) -> dict[str, str]:
    now_ms = time.time_ns() // 1_000_000
    async with await Database.open(sqlite_url(data)) as database:
        await database.upgrade()
        for clerk in (CLERK, COLLEAGUE):
            await accounts.set_password(database, hall_id, clerk, PASSWORD, now_ms)
        return {station: await station_keys.enrol(database, hall_id, station, now_ms) for station in stations}
