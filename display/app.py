"""A display station as a program: what it is — call board, window panel or rating terminal — the server tells it."""

from collections.abc import Callable

from config.hall import StationKind
from display.presenters.board import BoardPresenter
from display.presenters.panel import PanelPresenter
from display.presenters.rating import RatingPresenter
from display.screens.board import BoardScreen, StandingBoardScreen
from display.screens.panel import PanelScreen
from display.screens.rating import RatingScreen
from display.toolkit.app import Furnished, StationApp
from queue_server.client.link import Me


class NotADisplay(Exception):
    """Station "ID" is a KIND; this program shows boards, panels and rating terminals."""

    def __init__(self, station_id: str, kind: str) -> None:
        super().__init__(f'Station "{station_id}" is a {kind}; this program shows boards, panels and rating terminals.')


class DisplayApp(StationApp):
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

    def _board(self, me: Me) -> Furnished:
        zone_id = me.station.zone_id
        return Furnished(
            topics=("board" if zone_id is None else f"board:{zone_id}",),
            presenter=BoardPresenter(me.configuration, me.station, self.texts),
            screen=StandingBoardScreen() if me.station.portrait else BoardScreen(),
        )

    def _panel(self, me: Me) -> Furnished:
        return Furnished(
            topics=(f"panel:{me.station.window_id}",),
            presenter=PanelPresenter(me.configuration, me.station, self.texts),
            screen=PanelScreen(),
        )

    def _rating(self, me: Me) -> Furnished:
        return Furnished(
            topics=(f"rating:{me.station.window_id}",),
            presenter=RatingPresenter(me.configuration, me.station, self.texts, self.send),
            screen=RatingScreen(),
        )
