import pytest

from queue_server.contract.commands import AcknowledgeAlarm, CallForHelp, ClearAlarm
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AlarmState
from queue_server.domain.events import AlarmAcknowledged, AlarmCleared
from tests.domain.small_hall import ANN, DEE, GUS, KIOSK, TOM, SmallHall


@pytest.fixture
def alarmed(hall: SmallHall) -> SmallHall:
    hall.give(CallForHelp(), KIOSK)
    return hall


HELP = "help_called.k1.1"


def test_the_first_who_sees_to_it_is_remembered(alarmed: SmallHall) -> None:
    assert alarmed.give(AcknowledgeAlarm(HELP), ANN) == (AlarmAcknowledged(HELP, "ann"),)
    assert alarmed.give(AcknowledgeAlarm(HELP), GUS) == ()
    (alarm,) = alarmed.state.alarms.values()
    assert (alarm.state, alarm.acknowledged_by) == (AlarmState.ACKNOWLEDGED, "ann")


def test_staff_clear_an_alarm_acknowledged_or_not(alarmed: SmallHall) -> None:
    assert alarmed.give(ClearAlarm(HELP), DEE) == (AlarmCleared(HELP, "dee"),)
    alarmed.give(CallForHelp(), KIOSK)
    alarmed.give(AcknowledgeAlarm("help_called.k1.2"), TOM)
    alarmed.give(ClearAlarm("help_called.k1.2"), TOM)
    assert not alarmed.state.alarms


@pytest.mark.parametrize("alarm_id", ["nothing", "help_called.k1.2", "help_called.k1", ""])
def test_an_alarm_that_is_not_open_is_unknown(alarmed: SmallHall, alarm_id: str) -> None:
    assert alarmed.refusal(AcknowledgeAlarm(alarm_id), GUS) is RefusalCode.ALARM_UNKNOWN
    assert alarmed.refusal(ClearAlarm(alarm_id), GUS) is RefusalCode.ALARM_UNKNOWN


def test_clerks_acknowledge_but_do_not_clear(alarmed: SmallHall) -> None:
    assert alarmed.refusal(ClearAlarm(HELP), ANN) is RefusalCode.FORBIDDEN
