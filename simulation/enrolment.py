"""What a hall on one machine needs before its first day: keys for its stations, accounts for its sample staff.

Both are made once and kept in the data folder, readable by its owner alone: the server itself knows only their hashes.
"""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from config.configuration import HallConfiguration
from config.hall import Clerk, StaffRole, WindowKind
from queue_server.storage import accounts, station_keys
from queue_server.storage.database import Database

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily taken for another


@dataclass(frozen=True, slots=True)
class SampleAccount:
    clerk: Clerk
    password: str


async def enrol_stations(database: Database, hall_id: str, station_ids: list[str], folder: Path) -> dict[str, Path]:
    """Station id → file with its key. A station that has its file already keeps its key."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = await station_keys.key_hashes(database, hall_id)
    files: dict[str, Path] = {}
    for station_id in station_ids:
        files[station_id] = file = folder / station_id
        if file.exists() and station_id in known and station_keys.fits(file.read_text().strip(), known[station_id]):
            continue
        _write_secret(file, await station_keys.enrol(database, hall_id, station_id, _now_ms()))
    return files


async def sample_accounts(
    database: Database, configuration: HallConfiguration, window_id: str, file: Path
) -> list[SampleAccount]:
    """Accounts for whom one meets at `window_id` and around it, all with one password of this installation's own,
    kept in `file`."""
    clerks = around(configuration, window_id)
    known = {account.clerk_id for account in await accounts.accounts(database, configuration.plan.hall_id)}
    if not file.exists():
        _write_secret(file, "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)))
        known = set()
    password = file.read_text().strip()
    for clerk in clerks:
        if clerk.id not in known:
            await accounts.set_password(database, configuration.plan.hall_id, clerk.id, password, _now_ms())
    return [SampleAccount(clerk, password) for clerk in clerks]


def around(configuration: HallConfiguration, window_id: str) -> list[Clerk]:
    """Who holds the window's posts, the first clerk of an instant window, and the first of every other role."""
    everybody = configuration.plan.clerks
    instant = {window.id for window in configuration.plan.windows if window.kind is WindowKind.INSTANT}
    chosen = [clerk for clerk in everybody if window_id in clerk.primary]
    chosen += [clerk for clerk in everybody if window_id in clerk.backup]
    chosen += [clerk for clerk in everybody if instant.intersection(clerk.primary)][:1]
    for role in (StaffRole.GUIDE, StaffRole.SUPERVISOR, StaffRole.COMPLAINTS, StaffRole.TECHNICIAN):
        chosen += [clerk for clerk in everybody if role in clerk.roles][:1]
    return list(dict.fromkeys(chosen))


def _write_secret(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text + "\n")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
