"""A display station as a program: what it is — call board, window panel or rating terminal — the server tells it.

A call board that has a loudspeaker in the plan says its calls aloud.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from config.hall import Device, DeviceKind, StationKind
from display.presenters.board import BoardPresenter
from display.presenters.panel import PanelPresenter
from display.presenters.rating import RatingPresenter
from display.screens.board import BoardScreen, StandingBoardScreen
from display.screens.panel import PanelScreen
from display.screens.rating import RatingScreen
from display.toolkit.app import Access, Furnished, StationApp
from display.voice.speaker import Speaker
from queue_server.client.link import Me
from queue_server.contract.commands import AnyCommand, DeviceHealth, ReportDevice

log = structlog.get_logger(__name__)


class NotADisplay(Exception):
    """Station "ID" is a KIND; this program shows boards, panels and rating terminals."""

    def __init__(self, station_id: str, kind: str) -> None:
        super().__init__(f'Station "{station_id}" is a {kind}; this program shows boards, panels and rating terminals.')


class DisplayApp(StationApp):
    """`voice_store`: the folder where spoken phrases are kept across days."""

    def __init__(self, access: Access, voice_store: Path) -> None:
        super().__init__(access)
        self.speakers: Sequence[Speaker] = ()
        self._voice_store = voice_store

    def furnish(self, me: Me) -> Furnished:
        """Raises NotADisplay."""
        build: dict[StationKind, Callable[[Me], Furnished]] = {
            StationKind.BOARD: self._board,
            StationKind.PANEL: self._panel,
            StationKind.RATING: self._rating,
        }
        kind = me.station.kind
        if kind not in build:
            raise NotADisplay(me.station.id, kind.value)
        return build[kind](me)

    def overhear(self, delivery) -> None:
        for speaker in self.speakers:
            speaker.receive(delivery, self.now_ms())

    def _board(self, me: Me) -> Furnished:
        devices = (device for device in me.station.devices if device.kind is DeviceKind.LOUDSPEAKER)
        self.speakers = [speaker for device in devices for speaker in self._speaker(device, me)]
        for speaker in self.speakers:
            self.accompany(_until_cancelled(speaker))
        zone_id = me.station.zone_id
        topics = ("board" if zone_id is None else f"board:{zone_id}",)
        return Furnished(
            topics=topics,
            acknowledges=topics,
            presenter=BoardPresenter(me.configuration, me.station, self.texts),
            screen=StandingBoardScreen() if me.station.portrait else BoardScreen(),
        )

    def _panel(self, me: Me) -> Furnished:
        topics = (f"panel:{me.station.window_id}",)
        return Furnished(
            topics=topics,
            acknowledges=topics,
            presenter=PanelPresenter(me.configuration, me.station, self.texts),
            screen=PanelScreen(),
        )

    def _rating(self, me: Me) -> Furnished:
        return Furnished(
            topics=(f"rating:{me.station.window_id}",),
            presenter=RatingPresenter(me.configuration, me.station, self.texts, self.send),
            screen=RatingScreen(),
        )

    def _speaker(self, device: Device, me: Me) -> Sequence[Speaker]:
        """None for a URL nobody understands: the hall is told, and the board goes on."""
        try:
            return [Speaker(device, me.station, me.configuration, _Hall(self), self._voice_store)]
        except ValueError as error:
            log.error("device_not_understood", device=device.id, why=str(error))
            fault = ReportDevice(device.id, DeviceHealth.FAULT)
            asyncio.get_running_loop().call_soon(self.send, fault)  # once there is a link
            return []


class _Hall:
    """The hall as the loudspeaker of a board sees it. The link is another one once the station knows what it is."""

    def __init__(self, app: DisplayApp) -> None:
        self.texts = app.texts
        self._app = app

    def now_ms(self) -> int:
        return self._app.now_ms()

    def send(self, command: AnyCommand) -> str:
        return self._app.send(command)

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        self._app.link.shown(call_id, device_id)

    async def put_voice(self, told: object) -> None:
        await self._app.link.put_voice(told)


async def _until_cancelled(speaker: Speaker) -> None:
    try:
        await speaker.run()
    finally:
        await speaker.close()
