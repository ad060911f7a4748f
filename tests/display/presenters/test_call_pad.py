from collections.abc import Callable

import msgspec
import pytest

from display.presenters.call_pad import ANSWER_MS, REFUSED_MS, CallPad, Lamp
from queue_server.client.session import Answered, Dismissed, Linked, LinkLost, ViewArrived, WasRefused
from queue_server.contract.commands import CallKey, PressKey
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, Label, PanelView, TicketState, WindowBrief, WindowState

OPEN = PanelView(
    hall=Label("厅", "Hall"),
    window=WindowBrief("w03", 3, Label("综合窗口", "General"), "comprehensive"),
    state=WindowState.OPEN,
    paused_because=None,
    clerk_name="王敏",
    clerk_number="1003",
    clerk_post="primary",
    number=None,
    ticket_state=None,
    call_id=None,
    next_number=None,
    elsewhere=(),
)


class Desk:
    """A pad, what it asked of the hall and what it took back."""

    def __init__(self) -> None:
        self.asked: list[PressKey] = []
        self.withdrawn: list[str] = []
        self.pad = CallPad("call-pads", "w03", self.send, self.withdrawn.append)

    def send(self, command: PressKey) -> str:
        self.asked.append(command)
        return f"key-{len(self.asked)}"

    def see(self, **changes: object) -> None:
        self.pad.receive(ViewArrived("panel:w03", 1, msgspec.structs.replace(OPEN, **changes)), 0)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.pad.receive(Linked(), 0)
    desk.see()
    return desk


def test_a_key_asks_for_the_pads_window(desk: Desk) -> None:
    desk.pad.press(CallKey.NEXT, 100)
    assert desk.asked == [PressKey("call-pads", "w03", CallKey.NEXT)]


def test_the_lamps_tell_how_it_stands_at_the_window(desk: Desk) -> None:
    told = [desk.pad.lamps]
    for changes in (
        {"number": "A001", "ticket_state": TicketState.CALLED},
        {"number": "A001", "ticket_state": TicketState.SERVING},
        {"state": WindowState.PAUSED},
    ):
        desk.see(**changes)
        told.append(desk.pad.lamps)
    assert told == [Lamp.FREE, Lamp.CALLED, Lamp.SERVING, Lamp(0)]


def test_a_key_that_is_refused_says_so_for_a_while(desk: Desk) -> None:
    desk.pad.press(CallKey.NEXT, 100)
    desk.pad.receive(WasRefused("key-1", RefusalCode.NOBODY_WAITING), 200)
    assert desk.pad.lamps == Lamp.FREE | Lamp.REFUSED
    desk.pad.tick(200 + REFUSED_MS)
    assert desk.pad.lamps == Lamp.FREE


def test_a_key_while_the_link_is_lost_goes_nowhere(desk: Desk) -> None:
    desk.pad.receive(LinkLost(), 50)
    desk.pad.press(CallKey.NEXT, 100)
    assert desk.asked == []
    assert desk.pad.lamps == Lamp.REFUSED


@pytest.mark.parametrize("end", [LinkLost, lambda: Dismissed(RefusalCode.WRONG_CREDENTIALS)])
def test_a_key_without_an_answer_is_taken_back_when_the_link_is_lost(
    desk: Desk, end: Callable[[], LinkLost | Dismissed]
) -> None:
    desk.pad.press(CallKey.NEXT, 100)
    desk.pad.receive(end(), 200)
    assert desk.withdrawn == ["key-1"]


def test_a_key_without_an_answer_is_taken_back_after_a_while(desk: Desk) -> None:
    desk.pad.press(CallKey.NEXT, 100)
    desk.pad.tick(99 + ANSWER_MS)
    assert desk.withdrawn == []
    desk.pad.tick(100 + ANSWER_MS)
    assert desk.withdrawn == ["key-1"]
    assert Lamp.REFUSED in desk.pad.lamps


def test_a_key_that_was_answered_is_never_taken_back(desk: Desk) -> None:
    desk.pad.press(CallKey.NEXT, 100)
    desk.pad.receive(Answered("key-1", Accepted(5, 100)), 200)
    desk.pad.receive(LinkLost(), 300)
    assert desk.withdrawn == []
