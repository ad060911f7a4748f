import pytest

from config.configuration import HallConfiguration
from config.i18n import Texts
from kiosk.flow.presence import IDLE_WARNING_S, IDLE_WIPE_S, Presence
from kiosk.flow.sight import Sight
from kiosk.presenters.outlook import Outlook


@pytest.fixture
def sight() -> Sight:
    return Sight(Outlook(Texts.load(), now_ms=1_000))


def test_quiet_is_counted_from_the_last_touch(sight: Sight) -> None:
    presence = Presence(sight)
    sight.see(now_ms=5_000)
    assert presence.quiet_ms == 4_000
    presence.noticed()
    assert presence.quiet_ms == 0


def test_the_kiosk_asks_first_and_counts_down_to_the_wipe(sight: Sight) -> None:
    presence = Presence(sight)
    asks_ms, gone_ms = IDLE_WARNING_S * 1_000, (IDLE_WARNING_S + IDLE_WIPE_S) * 1_000
    assert [presence.asks(quiet_ms) for quiet_ms in (0, asks_ms - 1, asks_ms)] == [False, False, True]
    assert [presence.gone(quiet_ms) for quiet_ms in (asks_ms, gone_ms - 1, gone_ms)] == [False, False, True]
    seconds = [presence.seconds_left(quiet_ms) for quiet_ms in (asks_ms, gone_ms - 1, gone_ms, gone_ms + 1)]
    assert seconds == [IDLE_WIPE_S, 1, 0, 0]


def test_the_halls_policy_says_how_long_is_waited(sight: Sight, sample: HallConfiguration) -> None:
    policy = sample.policy.model_copy(update={"idle_warning_s": 20, "idle_wipe_s": 10})
    sight.see(configuration=HallConfiguration(plan=sample.plan, catalogue=sample.catalogue, policy=policy))
    presence = Presence(sight)
    assert (presence.asks(19_999), presence.asks(20_000)) == (False, True)
    assert (presence.gone(29_999), presence.gone(30_000), presence.seconds_left(20_000)) == (False, True, 10)
