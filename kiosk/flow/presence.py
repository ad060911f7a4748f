"""Whether somebody is still there: how long nothing was touched, when the kiosk asks, and when it wipes its screen."""

from kiosk.flow.sight import Sight

IDLE_WARNING_S = 60  # while the policy is not known yet
IDLE_WIPE_S = 30


class Presence:
    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self.noticed()

    def noticed(self) -> None:
        """Somebody is there, or is expected to touch from now on."""
        self._quiet_since_ms = self._sight.outlook.steady_ms

    @property
    def quiet_ms(self) -> int:
        """How long nobody has touched anything."""
        return self._sight.outlook.steady_ms - self._quiet_since_ms

    def asks(self, quiet_ms: int) -> bool:
        """After so long the kiosk asks whether somebody is there."""
        return quiet_ms >= self._warning_ms

    def gone(self, quiet_ms: int) -> bool:
        """After so long nobody is."""
        return quiet_ms >= self._warning_ms + self._wipe_ms

    def seconds_left(self, quiet_ms: int) -> int:
        """Until then, begun ones counted."""
        return max(0, -(-(self._warning_ms + self._wipe_ms - quiet_ms) // 1_000))

    @property
    def _warning_ms(self) -> int:
        configuration = self._sight.outlook.configuration
        return (configuration.policy.idle_warning_s if configuration else IDLE_WARNING_S) * 1_000

    @property
    def _wipe_ms(self) -> int:
        configuration = self._sight.outlook.configuration
        return (configuration.policy.idle_wipe_s if configuration else IDLE_WIPE_S) * 1_000
