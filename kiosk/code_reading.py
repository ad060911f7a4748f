"""The kiosk's code reader (扫码器): the one the plan gives it, how it is, and every code held before it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog

from config.hall import Device, DeviceKind
from hardware.drivers.code_reader import PROBE_S, CodeReader
from hardware.protocols.code_engine import Scanned
from kiosk.messages import AnyMessage, CodeScanned, ReaderSeen
from queue_server.contract.commands import DeviceHealth

log = structlog.get_logger(__name__)


class CodeReading:
    """`tell`: where its words go, never from within `connect`. `accompany` runs something beside the kiosk."""

    def __init__(
        self,
        tell: Callable[[AnyMessage], None],
        accompany: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        *,
        probe_s: float = PROBE_S,
        answer_s: float = 0.5,
    ) -> None:
        self._tell = tell
        self._accompany = accompany
        self._probe_s = probe_s
        self._answer_s = answer_s
        self._connected: Device | None = None
        self._reader: CodeReader | None = None
        self._listening: asyncio.Task[None] | None = None

    def connect(self, devices: Sequence[Device]) -> None:
        """To the first code reader among a station's devices; to another one where that has changed.

        One whose URL the driver does not understand is told as a fault.
        """
        wanted = next((device for device in devices if device.kind is DeviceKind.CODE_READER), None)
        if wanted == self._connected:
            return
        if self._listening is not None:
            self._listening.cancel()
        if self._reader is not None:
            self._accompany(self._reader.close())
        self._connected, self._reader, self._listening = wanted, None, None
        if wanted is None:
            return
        try:
            self._reader = CodeReader(wanted.url, probe_s=self._probe_s, answer_s=self._answer_s)
        except ValueError as error:
            log.error("device_not_understood", device=wanted.id, why=str(error))
            self._accompany(self._say(wanted, DeviceHealth.FAULT))
        else:
            self._listening = self._accompany(self._listen(wanted, self._reader))

    async def close(self) -> None:
        if self._reader is not None:
            await self._reader.close()

    async def _listen(self, device: Device, reader: CodeReader) -> None:
        async for event in reader.events():
            if isinstance(event, Scanned):
                self._tell(CodeScanned(event.text))
            else:
                await self._say(device, DeviceHealth(event.health.value))

    async def _say(self, device: Device, health: DeviceHealth) -> None:
        self._tell(ReaderSeen(device.id, health))
