"""Whether a device is there, as the log tells it: one line when it is lost, and one when it is back."""

import structlog

from hardware.health import Health

_log = structlog.get_logger("hardware.presence")


class Presence:
    """`who` names the device in the log."""

    def __init__(self, **who: object) -> None:
        self._who = who
        self.health = Health.NO_ANSWER  # as last heard
        self.is_lost = False

    def heard(self, health: Health) -> Health:
        """How the device is. It is lost while it is OFFLINE or gives NO_ANSWER."""
        self.health = health
        if health in (Health.OFFLINE, Health.NO_ANSWER):
            self.lost(health.value.replace("_", " "))
        else:
            self.back()
        return health

    def lost(self, why: str) -> None:
        if not self.is_lost:
            self.is_lost = True
            _log.warning("device is lost", **self._who, why=why)

    def back(self) -> None:
        if self.is_lost:
            self.is_lost = False
            _log.info("device is back", **self._who)
