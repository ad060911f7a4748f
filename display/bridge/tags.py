"""The base of vibrating tags (震动叫号牌): calls a tag once for every call of the ticket whose holder has it."""

import asyncio
from typing import Final

from config.hall import Device, Station
from display.bridge.device import LOOK_S, Hall, HealthReport
from display.bridge.taking import Taking
from hardware.drivers.pads import Done, Outcome, Refused, TagBase
from hardware.health import NoAnswer, Offline
from queue_server.client.session import AnyDelivery, ViewArrived
from queue_server.contract.commands import BeginTagCall, ReportTagCall, TagOutcome
from queue_server.contract.views import BridgeView, TagCallLine

_TOLD: Final[dict[type[Outcome], TagOutcome]] = {
    Done: TagOutcome.CALLED,
    Refused: TagOutcome.AWAY,
    NoAnswer: TagOutcome.UNANSWERED,
    Offline: TagOutcome.OFFLINE,
}


class TagsOfBase:
    def __init__(self, device: Device, station: Station, hall: Hall) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        self.topics: tuple[str, ...] = (f"bridge:{station.id}",)
        self._device_id = device.id
        self._driver = TagBase(device.url)
        self._report = HealthReport(device.id, hall.send)
        self._hall = hall
        self._taking: Taking[TagCallLine] = Taking(hall)
        self._begun: asyncio.Queue[TagCallLine] = asyncio.Queue()

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        if (begun := self._taking.receive(message, now_ms)) is not None:
            self._begun.put_nowait(begun)
        if isinstance(message, ViewArrived) and isinstance(message.view, BridgeView):
            mine = (line for line in message.view.tag_calls if line.device_id == self._device_id)
            self._taking.offer(((BeginTagCall(line.ticket_id, line.call_id), line) for line in mine), now_ms)

    def tick(self, now_ms: int) -> None:
        self._taking.tick(now_ms)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._call())
            both.create_task(self._watch())

    async def close(self) -> None:
        await self._driver.close()

    async def _call(self) -> None:
        while True:
            line = await self._begun.get()
            outcome = await self._vibrated(line.tag)
            if isinstance(outcome, Done):
                self._hall.shown(line.call_id, self._device_id)
            self._hall.send(ReportTagCall(line.ticket_id, line.call_id, _TOLD[type(outcome)]))

    async def _vibrated(self, tag: int) -> Outcome:
        """By the first base that reaches it. Where nobody knows whether it was called, no other base calls it again."""
        outcome: Outcome = Offline()
        for address in self._driver.addresses:
            outcome = await self._driver.vibrate(tag, address=address)
            if not isinstance(outcome, Refused):
                break
        return outcome

    async def _watch(self) -> None:
        async for health in self._driver.watch(LOOK_S):
            self._report.tell(health)
