"""A screen that can only tell: starting, waiting for the server, out of service."""

from dataclasses import dataclass
from enum import Enum

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.presenter import Presenter
from queue_server.contract.refusals import RefusalCode

PATIENCE_MS = 5_000  # a start that takes longer says what it waits for


class Notice(Enum):
    STARTING = "starting"
    WAITING = "waiting"  # for the server
    TURNED_AWAY = "turned_away"  # the server does not know this kiosk, or not any more
    OUT_OF_SERVICE = "out_of_service"


@dataclass(frozen=True)
class NoticeState:
    notice: Notice
    icon: str
    heading: str
    text: str


class NoticePresenter(Presenter[NoticeState]):
    def __init__(self, outlook: Outlook) -> None:
        self._notice = Notice.STARTING
        super().__init__(outlook)

    def show(self, notice: Notice) -> None:
        self._notice = notice
        self.renew()

    def compose(self) -> NoticeState:
        look, notice = self.outlook, self._notice
        icon = {
            Notice.STARTING: "clock",
            Notice.WAITING: "wifi-off",
            Notice.TURNED_AWAY: "key",
            Notice.OUT_OF_SERVICE: "clock-pause",
        }[notice]
        return NoticeState(
            notice=notice,
            icon=icon,
            heading=look.say(f"notice.{notice.value}"),
            text=look.say(f"notice.{notice.value}_text"),
        )


def notice(outlook: Outlook, started_at_ms: int, dismissed: RefusalCode | None) -> Notice | None:
    """What must be told instead of the start screen, if anything."""
    station, hall = outlook.station, outlook.hall
    if dismissed is not None and not outlook.linked:
        return Notice.TURNED_AWAY
    if station is None or hall is None:
        return Notice.STARTING if outlook.linked or outlook.steady_ms - started_at_ms < PATIENCE_MS else Notice.WAITING
    return Notice.OUT_OF_SERVICE if station.id in hall.out_of_service else None
