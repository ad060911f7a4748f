"""A display station as a program: what it is — call board, window panel or rating terminal — the server tells it.

A call board that has a loudspeaker in the plan says its calls aloud.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from config.hall import Device, DeviceKind, StationKind
from display.presenters.board import BoardPresenter, BoardSpot
from display.presenters.panel import PanelPresenter
from display.presenters.rating import RatingPresenter
from display.rating_box import RatingBox, rating_boxes
from display.screens.board import BoardScreen, StandingBoardScreen
from display.screens.panel import PanelScreen
from display.screens.rating import RatingScreen, StandingRatingScreen
from display.spots.film import Film, FilmPlayer
from display.spots.programme import Programme, spot_store
from display.toolkit.app import Access, Furnished, StationApp
from display.voice.speaker import Speaker
from queue_server.client.link import Me, monotonic_ms
from queue_server.client.session import ViewArrived
from queue_server.contract.commands import AnyCommand, DeviceHealth, RateService, ReportDevice
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import BoardView

log = structlog.get_logger(__name__)


class NotADisplay(Exception):
    """Station "ID" is a KIND; this program shows boards, panels and rating terminals."""

    def __init__(self, station_id: str, kind: str) -> None:
        super().__init__(f'Station "{station_id}" is a {kind}; this program shows boards, panels and rating terminals.')


class DisplayApp(StationApp):
    """`voice_store`: the folder where spoken phrases are kept across days; `boxes`: where ratings are that were given
    here and that the hall has not answered yet; `spots`: where pictures and films of the hall's own are kept."""

    def __init__(self, access: Access, voice_store: Path, boxes: Path | None = None, spots: Path | None = None) -> None:
        super().__init__(access)
        self.speakers: Sequence[Speaker] = ()
        self._voice_store = voice_store
        self._boxes = boxes or rating_boxes()
        self._box: RatingBox | None = None
        self._spots = spots or spot_store()
        self._programme: Programme | None = None
        self._player: FilmPlayer | None = None
        self._played: BoardSpot | None = None
        self._station_id = access.station_id

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
        if self._box is not None:
            self._box.receive(delivery)
        if self._programme is not None and isinstance(delivery, ViewArrived) and isinstance(delivery.view, BoardView):
            self._programme.heed(delivery.view.spots)
        self._play()  # an emergency message goes before it

    def show(self, state) -> None:
        super().show(state)
        self._play()

    def _play(self) -> None:
        """The film whose turn it is, from where boards beside this one are in it; nothing while somebody is called."""
        if self._player is None or self._programme is None:
            return
        page = self.presenter.state.page if self.stage.cover_screen is None else None
        spot = page.spot if page is not None and page.spot is not None and page.spot.film else None
        if spot == self._played:
            return
        self._played = spot
        if spot is None:
            self._player.follow(None)
            return
        width, height = map(int, self.stage.screen.ids.spot.shown_px)
        path = self._programme.path_of(spot.file)
        self._player.follow(Film(path, (width, height), (self.now_ms() - spot.begun_ms) / 1_000) if width else None)

    def _board(self, me: Me) -> Furnished:
        devices = (device for device in me.station.devices if device.kind is DeviceKind.LOUDSPEAKER)
        self.speakers = [speaker for device in devices for speaker in self._speaker(device, me)]
        for speaker in self.speakers:
            self.accompany(_until_cancelled(speaker))
        screen = StandingBoardScreen() if me.station.portrait else BoardScreen()
        presenter = BoardPresenter(me.configuration, me.station, self.texts)
        self._programme = Programme(
            self._spots / self._station_id, screen.spot_size, _Hall(self), presenter.pictures_ready
        )
        self._player = FilmPlayer(screen.ids.spot.draw)
        self.accompany(_while_it_runs(self._programme, self._player))
        zone_id = me.station.zone_id
        topics = ("board" if zone_id is None else f"board:{zone_id}",)
        return Furnished(topics=topics, acknowledges=topics, presenter=presenter, screen=screen)

    def _panel(self, me: Me) -> Furnished:
        topics = (f"panel:{me.station.window_id}",)
        return Furnished(
            topics=topics,
            acknowledges=topics,
            presenter=PanelPresenter(me.configuration, me.station, self.texts),
            screen=PanelScreen(),
        )

    def _rating(self, me: Me) -> Furnished:
        box = self._box = RatingBox(self._boxes / f"{self._station_id}.json", self._post)
        asyncio.get_running_loop().call_soon(box.send_kept)  # once there is a link
        presenter = RatingPresenter(
            me.configuration,
            me.station,
            self.texts,
            box.send,
            keep=box.keep,
            fetch_page=lambda service_id: self._fetch_rating_page(service_id, me.public_url),
            steady=monotonic_ms,
        )
        return Furnished(
            topics=(f"rating:{me.station.window_id}",),
            presenter=presenter,
            screen=StandingRatingScreen() if me.station.portrait else RatingScreen(),
        )

    def _post(self, rating: RateService, key: str) -> None:
        self.link.send(rating, key=key)

    def _fetch_rating_page(self, service_id: str, public_url: str) -> None:
        if public_url:
            self.accompany(self._told_rating_page(service_id, public_url.rstrip("/")))

    async def _told_rating_page(self, service_id: str, public_url: str) -> None:
        """Without an answer there is no code on the screen, and everything else goes on."""
        try:
            path = await self.link.fetch_rating_page(service_id)
        except (OSError, CommandRefused, ValueError) as error:
            log.info("rating_page_not_fetched", why=type(error).__name__)
        else:
            self.presenter.page_told(service_id, public_url + path)

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
    """The hall as what is at a board sees it. The link is another one once the station knows what it is."""

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

    async def fetch_spot(self, file: str, into: Path, limit_bytes: int, etag: str | None = None) -> str | None:
        return await self._app.link.fetch_spot(file, into, limit_bytes, etag)


async def _while_it_runs(programme: Programme, player: FilmPlayer) -> None:
    try:
        await programme.run()
    finally:
        await player.close()


async def _until_cancelled(speaker: Speaker) -> None:
    try:
        await speaker.run()
    finally:
        await speaker.close()
