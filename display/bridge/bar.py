"""A bar over a window: shows the window's line as soon as it changes, and again now and then."""

import asyncio
import contextlib

from config.configuration import HallConfiguration
from config.hall import Device, Station
from display.bridge.device import Hall, HealthReport, places
from display.presenters import bar
from display.presenters.panel import PanelPresenter, PanelState
from hardware.drivers.led_bar import LedBar
from hardware.health import Health
from queue_server.client.session import AnyDelivery

AGAIN_S = 10.0  # a bar that was switched off and on has forgotten its text


class BarOverWindow:
    def __init__(self, device: Device, station: Station, configuration: HallConfiguration, hall: Hall) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        ((_, window_id),) = places(device, (1,)).items()
        self.topics: tuple[str, ...] = (f"panel:{window_id}",)
        self._driver = LedBar(device.url)
        self._report = HealthReport(device.id, hall.send)
        self._device_id = device.id
        self._shown = hall.shown
        self._call_id = self._said = ""  # the call that stands on it, and the last one that the hall was told of
        self._texts = hall.texts
        place = station.model_copy(update={"window_id": window_id})
        self._panel = PanelPresenter(configuration, place, hall.texts)
        self._panel.on_change = self._changed
        self._line = self._unknown = bar.line(self._panel.state, self._texts)
        self._news = asyncio.Event()
        self._is_lost = False

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        self._panel.receive(message, now_ms)

    def tick(self, now_ms: int) -> None:
        self._panel.tick(now_ms)

    async def run(self) -> None:
        while True:
            self._news.clear()
            call_id = self._call_id
            outcome = await self._driver.show(self._line)
            self._report.tell(outcome.health)
            if outcome.health is Health.OK and call_id not in ("", self._said):
                self._said = call_id
                self._shown(call_id, self._device_id)
            self._is_lost = outcome.health is not Health.OK
            if self._is_lost:
                await asyncio.sleep(self._driver.pause_s)  # with the newest line then, however often it changes
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S):
                    await self._news.wait()

    async def close(self) -> None:
        """Whatever is on it will be old soon."""
        if not self._is_lost:
            await self._driver.show(self._unknown)
        await self._driver.close()

    def _changed(self, state: PanelState) -> None:
        line = bar.line(state, self._texts)
        call_id = "" if state.emergency else state.call_id
        if (line, call_id) != (self._line, self._call_id):
            self._line, self._call_id = line, call_id
            self._news.set()
