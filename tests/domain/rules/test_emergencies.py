"""The emergency message: over every screen, and nobody is called meanwhile."""

from queue_server.contract.commands import (
    CallNext,
    CallTicket,
    EndEmergency,
    MarkNoShow,
    RaiseEmergency,
    RecallTicket,
    Tick,
    UrgentText,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BridgeView, ClerkView, EmergencyLine, Label
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import EmergencyEnded
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, DEE, GUS, NINE_MS, SmallHall

EVACUATE = Label("请离开大厅", "请离开大厅")


def shown(hall: SmallHall, topic: str = "board") -> EmergencyLine | None:
    seen = view(hall.state, topic, hall.now_ms)
    assert not isinstance(seen, BridgeView)
    return seen.emergency


def test_one_action_stands_on_every_screen_and_another_gives_them_back() -> None:
    hall = SmallHall()
    ticket_id = hall.issue()
    topics = ["hall", "floor", "board", "board:east", "panel:w1", "rating:w1", "clerk:w1", f"ticket:{ticket_id}"]
    hall.give(RaiseEmergency("evacuate"), GUS)
    for topic in topics:
        line = shown(hall, topic)
        assert line is not None, topic
        assert (line.heading, line.since_ms) == (EVACUATE, NINE_MS), topic
    assert hall.replayed().emergency == hall.state.emergency
    hall.give(EndEmergency(), DEE)
    assert [shown(hall, topic) for topic in topics] == [None] * len(topics)
    assert hall.give(EndEmergency(), DEE) == ()


def test_a_message_takes_the_place_of_the_one_before_under_an_id_of_its_own() -> None:
    hall = SmallHall()
    hall.give(RaiseEmergency("evacuate"), DEE)
    first = shown(hall)
    hall.give(RaiseEmergency(text=UrgentText("请到东门集合")), DEE)
    second = shown(hall)
    assert first
    assert second
    assert first.emergency_id != second.emergency_id
    assert (second.kind, second.heading, second.text.zh) == (None, None, "请到东门集合")


def test_a_message_with_an_end_gives_the_screens_back_by_itself() -> None:
    hall = SmallHall()
    hall.give(RaiseEmergency("all-clear"), DEE)
    assert next_deadline_ms(hall.state) == NINE_MS + 60_000
    hall.wait(59)
    assert hall.give(Tick()) == ()
    hall.wait(1)
    assert hall.give(Tick()) == (EmergencyEnded("e1", None),)


def test_nobody_is_called_nor_missed_while_a_message_stands() -> None:
    hall = SmallHall()
    hall.sit("w1", ANN)
    called, waiting = hall.issue(), hall.issue()
    hall.call("w1", ANN)
    hall.give(RaiseEmergency("evacuate"), DEE)
    hall.wait(120)
    commands = (CallNext("w1"), CallTicket("w1", waiting, "x"), RecallTicket("w1", called), MarkNoShow("w1", called))
    assert {hall.refusal(command, ANN) for command in commands} == {RefusalCode.EMERGENCY}
    seen = view(hall.state, "clerk:w1", hall.now_ms)
    assert isinstance(seen, ClerkView)
    assert {a.command: a.why for a in seen.actions}["RecallTicket"] is RefusalCode.EMERGENCY
    hall.give(RaiseEmergency("all-clear"), DEE)
    hall.give(RecallTicket("w1", called), ANN)


def test_a_message_is_prepared_or_has_words() -> None:
    hall = SmallHall()
    assert hall.refusal(RaiseEmergency("flood"), DEE) is RefusalCode.MESSAGE_UNKNOWN
    assert hall.refusal(RaiseEmergency(), DEE) is RefusalCode.MALFORMED
    assert hall.refusal(RaiseEmergency("evacuate", UrgentText("走")), DEE) is RefusalCode.MALFORMED
    assert hall.refusal(RaiseEmergency(text=UrgentText(" ")), DEE) is RefusalCode.MALFORMED
    assert hall.refusal(RaiseEmergency("evacuate"), ANN) is RefusalCode.FORBIDDEN
