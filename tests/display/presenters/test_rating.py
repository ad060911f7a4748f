import pytest

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.model import Name
from display.presenters.rating import EXAMPLES, THANKS_MS, RatingMode, RatingPresenter
from queue_server.client.session import Dismissed, Linked, LinkLost, ViewArrived
from queue_server.contract.commands import AnyCommand, RateService, RatingChannel, RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Invitation, Label, RatingView, WindowBrief, WindowState

T = 1_795_399_080_000
STATION = Station(
    id="rating-w03", kind=StationKind.RATING, name=Name(zh="3 号窗口评价器", en="Rating terminal of window 3"),
    window_id="w03",
)  # fmt: skip
ITEM = Label("食品经营许可（新办）", "Food business licence (new)")


class Terminal:
    """A rating terminal, and what it has sent."""

    def __init__(self, configuration: HallConfiguration, texts: Texts) -> None:
        self.sent: list[AnyCommand] = []
        self.presenter = RatingPresenter(configuration, STATION, texts, self._send)
        self.presenter.receive(Linked(), T)
        self.show(None)

    def _send(self, command: AnyCommand) -> str:
        self.sent.append(command)
        return f"key-{len(self.sent)}"

    @property
    def state(self):
        return self.presenter.state

    def show(self, invitation: Invitation | None, at_ms: int = T) -> None:
        view = RatingView(
            hall=Label("安和区政务服务大厅", "Anhe Service Hall"),
            window=WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
            state=WindowState.OPEN,
            clerk_name="王敏",
            clerk_number="0317",
            number=None,
            invitation=invitation,
        )
        self.presenter.receive(ViewArrived("rating:w03", 1, view), at_ms)

    def invite(self, service: str = "A012.s1", at_ms: int = T, left_ms: int = 60_000) -> None:
        self.show(Invitation(service, "A012", ITEM, at_ms + left_ms), at_ms)


@pytest.fixture
def terminal(configuration: HallConfiguration, texts: Texts) -> Terminal:
    return Terminal(configuration, texts)


def test_it_rests_until_it_is_invited(terminal: Terminal) -> None:
    assert terminal.state.mode is RatingMode.RESTING
    assert terminal.state.clerk == "王敏"
    terminal.invite()
    assert terminal.state.mode is RatingMode.ASKING
    assert terminal.state.line == "A012 号，食品经营许可（新办），3 号综合窗口，王敏"


def test_five_levels_in_one_order_with_their_keys(terminal: Terminal) -> None:
    terminal.invite()
    assert [(choice.label, choice.key) for choice in terminal.state.levels] == [
        ("非常满意", "5"),
        ("满意", "4"),
        ("基本满意", "3"),
        ("不满意", "2"),
        ("非常不满意", "1"),
    ]


def test_a_level_is_sent_once_and_thanked_for(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.SATISFIED)
    terminal.presenter.rate(RatingLevel.VERY_DISSATISFIED)
    assert terminal.sent == [RateService("A012.s1", RatingLevel.SATISFIED, RatingChannel.TERMINAL)]
    assert terminal.state.mode is RatingMode.THANKING
    terminal.presenter.tick(T + THANKS_MS)
    assert terminal.state.mode is RatingMode.RESTING


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("5", RatingLevel.VERY_SATISFIED),
        ("4", RatingLevel.SATISFIED),
        ("3", RatingLevel.FAIR),
        ("2", RatingLevel.DISSATISFIED),
        ("1", RatingLevel.VERY_DISSATISFIED),
    ],
)
def test_a_key_chooses_its_level(terminal: Terminal, key: str, level: RatingLevel) -> None:
    terminal.invite()
    terminal.presenter.key_pressed(key)
    assert terminal.sent == [RateService("A012.s1", level, RatingChannel.TERMINAL)]


def test_keys_say_nothing_while_it_rests_and_others_nothing_ever(terminal: Terminal) -> None:
    terminal.presenter.key_pressed("5")
    terminal.invite()
    terminal.presenter.key_pressed("6")
    assert terminal.sent == []


def test_walking_away_counts_as_nothing(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.tick(T + 39_000)
    assert terminal.state.left == "21 秒后回到待机，离开就不计评价"
    assert terminal.state.left_share == pytest.approx(0.35)
    terminal.presenter.tick(T + 60_000)
    assert terminal.state.mode is RatingMode.RESTING
    terminal.invite()
    assert terminal.state.mode is RatingMode.RESTING
    assert terminal.sent == []


def test_the_same_invitation_asks_no_second_time(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.FAIR)
    terminal.presenter.tick(T + THANKS_MS)
    terminal.invite()
    assert terminal.state.mode is RatingMode.RESTING
    terminal.invite("A013.s1")
    assert terminal.state.mode is RatingMode.ASKING


def test_a_rating_given_without_a_link_is_sent_all_the_same(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.receive(LinkLost(), T + 1_000)
    assert terminal.state.mode is RatingMode.ASKING
    assert "恢复后自动送出" in terminal.state.offline
    terminal.presenter.rate(RatingLevel.FAIR)
    assert len(terminal.sent) == 1
    assert terminal.state.mode is RatingMode.THANKING


def test_an_invitation_taken_back_ends_the_question(terminal: Terminal) -> None:
    terminal.invite()
    terminal.show(None)
    assert terminal.state.mode is RatingMode.RESTING


@pytest.mark.parametrize("left_ms", [-5_000, 3_600_000])
def test_a_clock_that_is_wrong_shortens_nobodys_time(terminal: Terminal, left_ms: int) -> None:
    terminal.invite(left_ms=left_ms)
    terminal.presenter.tick(T + 59_999)
    assert terminal.state.mode is RatingMode.ASKING
    terminal.presenter.tick(T + 60_000)
    assert terminal.state.mode is RatingMode.RESTING


def test_the_language_can_be_changed_and_the_next_person_begins_in_chinese(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.switch_language()
    assert terminal.state.heading == "How did it go?"
    assert terminal.state.other_language == "中文"
    assert "Food business licence (new)" in terminal.state.line
    terminal.invite("A013.s1")
    assert terminal.state.heading == "这次办得怎么样？"


@pytest.mark.parametrize(
    ("code", "example"),
    [
        (RefusalCode.PROTOCOL_OUTDATED, "turned away, outdated"),
        (RefusalCode.WRONG_CREDENTIALS, "turned away, unknown"),
        (RefusalCode.FORBIDDEN, "turned away, refused"),
    ],
)
def test_a_terminal_the_server_turns_away_says_why_and_takes_no_rating(
    terminal: Terminal, code: RefusalCode, example: str
) -> None:
    terminal.invite()
    terminal.presenter.receive(Dismissed(code), T + 1_000)
    assert terminal.state.mode is RatingMode.TURNED_AWAY
    assert terminal.state.turned_away == EXAMPLES[example].turned_away
    assert (terminal.state.levels, terminal.state.clerk, terminal.state.line) == ((), "", "")
    terminal.presenter.key_pressed("5")
    assert terminal.sent == []
    assert terminal.state.mode is RatingMode.TURNED_AWAY


def test_a_terminal_let_in_again_asks_on_within_the_time_of_the_invitation(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T + 1_000)
    terminal.presenter.receive(Linked(), T + 30_000)
    assert (terminal.state.mode, terminal.state.turned_away) == (RatingMode.ASKING, None)
    terminal.presenter.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T + 31_000)
    terminal.presenter.tick(T + 60_000)
    terminal.presenter.receive(Linked(), T + 61_000)
    assert terminal.state.mode is RatingMode.RESTING


def test_a_rating_given_before_it_was_turned_away_is_thanked_for_no_more(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.FAIR)
    terminal.presenter.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T + 1_000)
    assert terminal.state.mode is RatingMode.TURNED_AWAY
    terminal.presenter.receive(Linked(), T + THANKS_MS)
    assert terminal.state.mode is RatingMode.RESTING
    assert len(terminal.sent) == 1
