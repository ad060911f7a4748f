"""Devices that a bridge only looks after."""

import asyncio
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.hall import Device, DeviceKind
from display.bridge import device as device_of_bridge
from display.bridge.device import Watched
from hardware import technician
from hardware.health import Health
from tests.display.bridge.conftest import WITHIN_S


async def test_a_loudspeaker_is_not_taken_up_with_being_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: Counter[str] = Counter()
    looked = asyncio.Event()

    async def health(driver: technician.Driver) -> Health:
        looks[type(driver).__name__] += 1
        if looks["DocumentCamera"] == 3:
            looked.set()
        return Health.OK

    monkeypatch.setattr(technician, "health", health)
    monkeypatch.setattr(device_of_bridge, "LOOK_S", 0.0)
    told: list[Any] = []
    hall: Any = SimpleNamespace(send=told.append)
    devices = [
        Watched(Device(id=kind.value.replace("_", "-"), kind=kind, url=f"file://{tmp_path}/{kind}"), hall)
        for kind in (DeviceKind.LOUDSPEAKER, DeviceKind.DOCUMENT_CAMERA)
    ]
    running = [asyncio.create_task(device.run()) for device in devices]
    await asyncio.wait_for(looked.wait(), WITHIN_S)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert looks["Loudspeaker"] == 1
    assert [report.device_id for report in told] == ["loudspeaker", "document-camera"]
