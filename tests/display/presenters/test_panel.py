import pytest

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.model import Name
from display.presenters import bar
from display.presenters.panel import EXAMPLES, PanelMode, PanelPresenter
from display.presenters.presenter import SPOKEN_MS
from queue_server.client.session import Dismissed, Linked, LinkLost, ViewArrived
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import EmergencyLine, Label, PanelView, TicketState, WindowBrief, WindowState

T = 1_795_399_080_000
STATION = Station(
    id="panel-w03", kind=StationKind.PANEL, name=Name(zh="3 号窗口屏", en="Panel of window 3"), window_id="w03"
)


def view(**changes: object) -> PanelView:
    values: dict[str, object] = {
        "hall": Label("安和区政务服务大厅", "Anhe Service Hall"),
        "window": WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
        "state": WindowState.OPEN,
        "paused_because": None,
        "clerk_name": "王敏",
        "clerk_number": "0317",
        "clerk_post": "primary",
        "number": None,
        "ticket_state": None,
        "call_id": None,
        "next_number": None,
        "elsewhere": (),
    }
    return PanelView(**{**values, **changes})


CALLED = {"number": "A012", "ticket_state": TicketState.CALLED, "call_id": "A012.c1"}


@pytest.fixture
def panel(configuration: HallConfiguration, texts: Texts) -> PanelPresenter:
    panel = PanelPresenter(configuration, STATION, texts)
    panel.receive(Linked(), T)
    panel.receive(ViewArrived("panel:w03", 1, view()), T)
    return panel


def show(panel: PanelPresenter, at_ms: int = T, **changes: object) -> None:
    panel.receive(ViewArrived("panel:w03", 2, view(**changes)), at_ms)


def test_before_the_first_view_it_says_it_is_connecting(configuration: HallConfiguration, texts: Texts) -> None:
    state = PanelPresenter(configuration, STATION, texts).state
    assert (state.mode, state.window, state.heading) == (PanelMode.CONNECTING, "3", "正在连接")


def test_an_open_window_without_a_ticket_is_free_and_shows_no_number(panel: PanelPresenter) -> None:
    assert (panel.state.mode, panel.state.heading, panel.state.number) == (PanelMode.FREE, "空闲", "")


def test_a_call_blinks_ten_seconds(panel: PanelPresenter) -> None:
    show(panel, **CALLED)
    assert (panel.state.mode, panel.state.number, panel.state.blinking) == (PanelMode.CALLING, "A012", True)
    assert panel.state.status == "请到本窗口办理"
    assert panel.wakes_at_ms == T + SPOKEN_MS
    panel.tick(T + SPOKEN_MS)
    assert not panel.state.blinking


def test_a_recall_blinks_again(panel: PanelPresenter) -> None:
    show(panel, **CALLED)
    panel.tick(T + SPOKEN_MS)
    show(panel, T + 20_000, **{**CALLED, "call_id": "A012.c2"})
    assert panel.state.blinking


def test_once_served_the_number_rests(panel: PanelPresenter) -> None:
    show(panel, **CALLED)
    show(panel, T + 1_000, **{**CALLED, "ticket_state": TicketState.SERVING})
    assert (panel.state.mode, panel.state.status, panel.state.blinking) == (PanelMode.SERVING, "正在办理", False)


def test_who_should_get_ready_and_who_serves_is_named(panel: PanelPresenter) -> None:
    show(panel, next_number="A014", **CALLED)
    state = panel.state
    assert (state.next_heading, state.next_number) == ("请准备", "A014")
    assert (state.clerk, state.initial, state.post) == ("王敏", "王", "A岗，工号 0317")


def test_a_paused_window_says_why_and_where_to_go(panel: PanelPresenter) -> None:
    show(panel, state=WindowState.PAUSED, paused_because="meeting", elsewhere=(1, 2, 5))
    state = panel.state
    assert (state.mode, state.heading, state.status) == (PanelMode.PAUSED, "暂停", "工作人员开会")
    assert state.line == "请到 1、2、5 号窗口办理"
    assert state.clerk == ""


def test_a_pause_for_a_reason_without_words_is_still_a_pause(panel: PanelPresenter) -> None:
    show(panel, state=WindowState.PAUSED, paused_because="earthquake")
    assert (panel.state.mode, panel.state.status, panel.state.line) == (PanelMode.PAUSED, "", "工作人员马上回来")


def test_a_closed_window_without_another_sends_to_the_information_desk(panel: PanelPresenter) -> None:
    show(panel, state=WindowState.CLOSED, clerk_name=None, clerk_number=None, clerk_post=None)
    assert (panel.state.mode, panel.state.heading, panel.state.line) == (
        PanelMode.CLOSED,
        "未开放",
        "请到咨询台问一下",
    )


def test_without_a_link_it_goes_on_with_what_it_has_at_rest_and_marked_as_old(panel: PanelPresenter) -> None:
    show(panel, **CALLED, next_number="A013")
    panel.receive(LinkLost(), T + 1_000)
    state = panel.state
    assert (state.mode, state.number, state.blinking) == (PanelMode.OFFLINE, "A012", False)
    assert (state.status, state.next_number) == ("网络中断，09:58 的情况", "")
    panel.receive(Linked(), T + 60_000)
    show(panel, T + 60_000, state=WindowState.PAUSED, paused_because="rest")
    panel.receive(LinkLost(), T + 61_000)
    assert (panel.state.heading, panel.state.status) == ("暂停", "网络中断，09:59 的情况")


def test_a_call_counts_as_shown_while_it_stands_and_the_link_does(panel: PanelPresenter) -> None:
    assert panel.showing == ()
    show(panel, **CALLED)
    assert panel.showing == ("A012.c1",)
    panel.receive(LinkLost(), T + 1_000)
    assert panel.showing == ()
    panel.receive(Linked(), T + 2_000)
    show(panel, T + 2_000, **{**CALLED, "ticket_state": TicketState.SERVING})
    assert panel.showing == ()


def test_an_emergency_message_stands_on_the_bar_also_while_the_link_is_lost(
    panel: PanelPresenter, texts: Texts
) -> None:
    message = EmergencyLine("e1", "evacuate", Label("请立即离开大厅", "Leave now"), Label("走", "Go"), T)
    show(panel, **CALLED, emergency=message)
    assert bar.line(panel.state, texts) == "请立即离开大厅"
    panel.receive(LinkLost(), T + 1_000)
    assert bar.line(panel.state, texts) == "请立即离开大厅"
    panel.receive(Linked(), T + 2_000)
    show(panel, T + 2_000, **CALLED)
    assert bar.line(panel.state, texts) == "请 A012 号到 3 号窗口"


def test_what_was_called_during_an_absence_is_shown_at_rest(panel: PanelPresenter) -> None:
    panel.receive(LinkLost(), T)
    panel.receive(Linked(), T + 60_000)
    show(panel, T + 60_000, **CALLED)
    assert (panel.state.number, panel.state.blinking) == ("A012", False)


@pytest.mark.parametrize(
    ("code", "example"),
    [
        (RefusalCode.PROTOCOL_OUTDATED, "turned away, outdated"),
        (RefusalCode.WRONG_CREDENTIALS, "turned away, unknown"),
        (RefusalCode.FORBIDDEN, "turned away, refused"),
    ],
)
def test_a_panel_the_server_turns_away_shows_why_and_no_number(
    panel: PanelPresenter, code: RefusalCode, example: str
) -> None:
    show(panel, next_number="A014", **CALLED)
    panel.receive(Dismissed(code), T + 1_000)
    assert panel.state == EXAMPLES[example]
    assert (panel.state.mode, panel.state.number, panel.state.clerk) == (PanelMode.TURNED_AWAY, "", "")
    panel.receive(LinkLost(), T + 1_000)
    panel.tick(T + 3_600_000)
    assert panel.state == EXAMPLES[example]


def test_a_panel_let_in_again_shows_its_window(panel: PanelPresenter) -> None:
    panel.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T)
    panel.receive(Linked(), T + 60_000)
    show(panel, T + 60_000, **CALLED)
    assert (panel.state.turned_away, panel.state.number, panel.state.blinking) == (None, "A012", False)


def test_a_panel_turned_away_before_its_first_view_says_so(configuration: HallConfiguration, texts: Texts) -> None:
    panel = PanelPresenter(configuration, STATION, texts)
    panel.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T)
    assert panel.state == EXAMPLES["turned away, outdated"]
    panel.receive(Linked(), T + 30_000)
    assert panel.state.mode is PanelMode.CONNECTING


def test_who_learns_here_is_named_beside_the_mentor(panel: PanelPresenter) -> None:
    show(panel, trainee_name="李晓雨", trainee_number="0912", **CALLED)
    assert (panel.state.clerk, panel.state.plate, panel.state.trainee) == ("王敏", "实习", "李晓雨 0912")
    show(panel, **CALLED)
    assert (panel.state.plate, panel.state.trainee) == ("", "")


def test_a_lunch_break_is_called_one(panel: PanelPresenter) -> None:
    show(panel, state=WindowState.PAUSED, paused_because="lunch")
    assert panel.state.status == "工作人员午休"
