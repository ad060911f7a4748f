import msgspec
import pytest

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.model import Name
from display.presenters import phone_number
from display.presenters.rating import (
    COLUMN,
    COLUMNS,
    EXAMPLES,
    REASONS_MS,
    THANKS_MS,
    THANKS_TO_SCAN_MS,
    TOUCH_AGAIN_MS,
    RatingMode,
    RatingPresenter,
)
from queue_server.client.session import Dismissed, Linked, LinkLost, ViewArrived, WasRefused
from queue_server.contract.commands import RateService, RatingChannel, RatingLevel, RatingStage
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    EmergencyLine,
    Invitation,
    Label,
    RatingReasonLine,
    RatingView,
    WindowBrief,
    WindowState,
)

T = 1_795_399_080_000
STATION = Station(
    id="rating-w03", kind=StationKind.RATING, name=Name(zh="3 号窗口评价器", en="Rating terminal of window 3"),
    window_id="w03",
)  # fmt: skip
ITEM = Label("食品经营许可（新办）", "Food business licence (new)")


def _reason(code: str, dimension: str, zh: str = "", en: str = "") -> RatingReasonLine:
    level = list(RatingLevel)[5 - int(code[0])]
    return RatingReasonLine(code, level, dimension, Label(zh or code, en or code))


REASONS = (
    _reason("201", "efficiency", "等得太久", "A long wait"),
    _reason("204", "attitude", "态度冷淡", "Unfriendly"),
    _reason("202", "ability", "没有讲清楚", "Not well explained"),
    _reason("203", "ability", "让我多跑了一趟", "I had to come again"),
    _reason("101", "attitude", "推诿", "Sent on"),
)
SERVICE = "A012.s1"


class Terminal:
    """A rating terminal; what it has kept and sent, and whose page it has asked for. Its own clock is right."""

    def __init__(self, configuration: HallConfiguration, texts: Texts, reasons: tuple[RatingReasonLine, ...]) -> None:
        self.kept: list[RateService] = []
        self.sent: list[RateService] = []
        self.asked_for: list[str] = []
        self.reasons = reasons
        self.steady_ms = 5_000
        self.presenter = RatingPresenter(
            configuration,
            STATION,
            texts,
            self._send,
            keep=self.kept.append,
            fetch_page=self.asked_for.append,
            steady=lambda: self.steady_ms,
        )
        self.presenter.receive(Linked(), T)
        self.show(None)

    def _send(self, rating: RateService) -> str:
        self.sent.append(rating)
        return f"key-{len(self.sent)}"

    @property
    def state(self):
        return self.presenter.state

    @property
    def chosen(self) -> list[str]:
        return [reason.code for column in self.state.columns for reason in column.reasons if reason.chosen]

    def wait(self, ms: int) -> None:
        """Time goes on, for the terminal and for the hall."""
        self.steady_ms += ms
        self.presenter.tick(self.presenter._now_ms + ms)

    def show(self, invitation: Invitation | None, at_ms: int = T) -> None:
        view = RatingView(
            hall=Label("安和区政务服务大厅", "Anhe Service Hall"),
            window=WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
            state=WindowState.OPEN,
            clerk_name="王敏",
            clerk_number="0317",
            number=None,
            invitation=invitation,
            reasons=self.reasons,
            stages=tuple(RatingStage),
        )
        self.presenter.receive(ViewArrived("rating:w03", 1, view), at_ms)

    def invite(
        self,
        service: str = SERVICE,
        at_ms: int = T,
        left_ms: int = 60_000,
        clerk_name: str | None = "王敏",
        language: str | None = "zh",
    ) -> None:
        until_ms = at_ms + left_ms
        self.show(Invitation(service, "A012", ITEM, until_ms, RatingStage.ACCEPTANCE, clerk_name, language), at_ms)


def rated(level: RatingLevel, *reasons: str, stage: RatingStage = RatingStage.ACCEPTANCE) -> RateService:
    return RateService(SERVICE, level, RatingChannel.TERMINAL, reasons, stage)


@pytest.fixture
def terminal(configuration: HallConfiguration, texts: Texts) -> Terminal:
    """In a hall without a table of reasons."""
    return Terminal(configuration, texts, ())


@pytest.fixture
def asking_why(configuration: HallConfiguration, texts: Texts) -> Terminal:
    """In a hall that asks for reasons, after somebody pressed 不满意."""
    terminal = Terminal(configuration, texts, REASONS)
    terminal.invite()
    terminal.presenter.rate(RatingLevel.DISSATISFIED)
    return terminal


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
    assert terminal.sent == [rated(RatingLevel.SATISFIED)]
    assert terminal.state.mode is RatingMode.THANKING
    terminal.wait(THANKS_MS)
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
    assert terminal.sent == [rated(level)]


def test_keys_say_nothing_while_it_rests_and_others_nothing_ever(terminal: Terminal) -> None:
    terminal.presenter.key_pressed("5")
    terminal.invite()
    terminal.presenter.key_pressed("6")
    assert terminal.sent == []


def test_walking_away_counts_as_nothing(terminal: Terminal) -> None:
    terminal.invite()
    terminal.wait(39_000)
    assert terminal.state.left == "21 秒后回到待机，离开就不计评价"
    assert terminal.state.left_share == pytest.approx(0.35)
    terminal.wait(21_000)
    assert terminal.state.mode is RatingMode.RESTING
    terminal.invite()
    assert terminal.state.mode is RatingMode.RESTING
    assert terminal.kept == terminal.sent == []


def test_the_same_invitation_asks_no_second_time(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.FAIR)
    terminal.wait(THANKS_MS)
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
    terminal.wait(59_999)
    assert terminal.state.mode is RatingMode.ASKING
    terminal.wait(1)
    assert terminal.state.mode is RatingMode.RESTING


@pytest.mark.parametrize("jump_ms", [-86_400_000, 86_400_000])
def test_a_clock_that_is_set_meanwhile_shortens_and_lengthens_nobodys_time(terminal: Terminal, jump_ms: int) -> None:
    terminal.invite()
    terminal.wait(30_000)
    terminal.presenter.tick(T + jump_ms)
    assert terminal.state.mode is RatingMode.ASKING
    assert terminal.state.left_share == pytest.approx(0.5)
    assert terminal.presenter.wakes_at_ms == T + jump_ms + 30_000
    terminal.wait(30_000)
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
    terminal.wait(60_000)
    terminal.presenter.receive(Linked(), T + 61_000)
    assert terminal.state.mode is RatingMode.RESTING


def test_a_rating_given_before_it_was_turned_away_is_thanked_for_no_more(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.FAIR)
    terminal.presenter.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T + 1_000)
    assert terminal.state.mode is RatingMode.TURNED_AWAY
    terminal.wait(THANKS_MS)
    terminal.presenter.receive(Linked(), T + THANKS_MS)
    assert terminal.state.mode is RatingMode.RESTING
    assert len(terminal.sent) == 1


# --- why --------------------------------------------------------------------------------------------------------------


def test_a_level_is_kept_before_anything_else_is_asked(asking_why: Terminal) -> None:
    assert asking_why.kept == [rated(RatingLevel.DISSATISFIED)]
    assert asking_why.sent == []
    assert asking_why.state.mode is RatingMode.REASONS
    assert (asking_why.state.heading, asking_why.state.promise) == ("哪里不满意？", "等级已经记下，现在离开也算数。")


def test_reasons_that_fit_the_level_stand_by_dimension_in_the_order_of_the_table(asking_why: Terminal) -> None:
    assert [(column.heading, [r.label for r in column.reasons]) for column in asking_why.state.columns] == [
        ("服务效率", ["等得太久"]),
        ("服务水平", ["没有讲清楚", "让我多跑了一趟"]),
        ("服务态度", ["态度冷淡"]),
    ]
    assert {column.rows for column in asking_why.state.columns} == {2}


def test_a_level_without_reasons_goes_out_at_once(configuration: HallConfiguration, texts: Texts) -> None:
    terminal = Terminal(configuration, texts, REASONS)
    terminal.invite()
    terminal.presenter.rate(RatingLevel.VERY_SATISFIED)
    assert terminal.sent == [rated(RatingLevel.VERY_SATISFIED)]
    assert terminal.state.mode is RatingMode.THANKING


def test_several_reasons_are_chosen_given_up_and_sent_once(asking_why: Terminal) -> None:
    for code in ("201", "204", "203", "201"):
        asking_why.presenter.choose(code)
    assert asking_why.chosen == ["203", "204"]
    asking_why.presenter.submit()
    asking_why.presenter.submit()
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED, "203", "204")]
    assert asking_why.state.mode is RatingMode.THANKING


def test_every_reason_is_kept_as_it_is_chosen(asking_why: Terminal) -> None:
    asking_why.presenter.choose("201")
    asking_why.presenter.choose("203")
    assert asking_why.kept[-1] == rated(RatingLevel.DISSATISFIED, "201", "203")


def test_reasons_of_another_level_cannot_be_chosen(asking_why: Terminal) -> None:
    asking_why.presenter.choose("101")
    assert asking_why.chosen == []


def test_skipping_sends_the_level_alone(asking_why: Terminal) -> None:
    asking_why.presenter.choose("201")
    asking_why.presenter.skip()
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED)]


def test_whoever_leaves_has_rated_with_what_was_chosen(asking_why: Terminal) -> None:
    asking_why.wait(REASONS_MS - 1)
    asking_why.presenter.choose("202")  # somebody is still there
    asking_why.wait(REASONS_MS - 1)
    assert asking_why.sent == []
    asking_why.wait(1)
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED, "202")]


def test_an_invitation_that_ends_meanwhile_takes_nobody_their_reasons(asking_why: Terminal) -> None:
    asking_why.show(None)
    asking_why.presenter.choose("201")
    assert asking_why.state.mode is RatingMode.REASONS
    asking_why.presenter.submit()
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED, "201")]


def test_the_next_person_is_asked_at_once_and_the_one_before_has_rated(asking_why: Terminal) -> None:
    asking_why.presenter.choose("201")
    asking_why.invite("A013.s1")
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED, "201")]
    assert (asking_why.state.mode, asking_why.state.columns) == (RatingMode.ASKING, ())


def test_a_level_can_be_changed_and_counts_until_it_is(asking_why: Terminal) -> None:
    asking_why.presenter.choose("201")
    asking_why.presenter.change()
    assert asking_why.state.mode is RatingMode.ASKING
    assert asking_why.state.left == "30 秒后按已选的送出"
    asking_why.wait(REASONS_MS)
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED, "201")]


def test_another_level_has_reasons_of_its_own(asking_why: Terminal) -> None:
    asking_why.presenter.choose("201")
    asking_why.presenter.change()
    asking_why.presenter.rate(RatingLevel.VERY_DISSATISFIED)
    assert asking_why.chosen == []
    asking_why.presenter.choose("101")
    asking_why.presenter.submit()
    assert asking_why.sent == [rated(RatingLevel.VERY_DISSATISFIED, "101")]


def test_the_stage_is_suggested_and_can_be_another(asking_why: Terminal) -> None:
    assert asking_why.state.stage == "环节：申请受理"
    asking_why.presenter.switch_stage()
    assert asking_why.state.stage == "环节：审查决定"
    for _ in RatingStage:
        asking_why.presenter.switch_stage()
    asking_why.presenter.submit()
    assert asking_why.sent == [rated(RatingLevel.DISSATISFIED, stage=RatingStage.EXAMINATION)]


def test_more_reasons_than_there_is_room_for_are_looked_through(configuration: HallConfiguration, texts: Texts) -> None:
    many = tuple(_reason(f"2{at:02}", "ability") for at in range(COLUMN * COLUMNS + 1))
    terminal = Terminal(configuration, texts, many)
    terminal.invite()
    terminal.presenter.rate(RatingLevel.DISSATISFIED)
    assert [len(column.reasons) for column in terminal.state.columns] == [COLUMN] * COLUMNS
    assert terminal.state.others == "换一批（1/2）"
    terminal.presenter.choose("200")
    terminal.presenter.turn_page()
    assert [len(column.reasons) for column in terminal.state.columns] == [1]
    terminal.presenter.choose(f"2{COLUMN * COLUMNS:02}")
    terminal.presenter.turn_page()
    assert terminal.chosen == ["200"]
    terminal.presenter.submit()
    assert terminal.sent == [rated(RatingLevel.DISSATISFIED, "200", "212")]


def test_reasons_change_with_the_language_and_stay_chosen(asking_why: Terminal) -> None:
    asking_why.presenter.choose("204")
    asking_why.presenter.switch_language()
    assert asking_why.state.heading == "What went wrong?"
    assert [r.label for r in asking_why.state.columns[1].reasons] == ["Not well explained", "I had to come again"]
    assert asking_why.chosen == ["204"]


def test_nothing_chosen_is_carried_over_to_the_next_person(asking_why: Terminal) -> None:
    asking_why.presenter.switch_contrast()
    asking_why.presenter.switch_language()
    assert asking_why.state.contrast
    asking_why.presenter.submit()
    asking_why.wait(THANKS_MS)
    assert (asking_why.state.contrast, asking_why.state.language) == (False, "zh")
    asking_why.invite("A013.s1")
    asking_why.presenter.rate(RatingLevel.DISSATISFIED)
    assert asking_why.chosen == []


def test_it_names_who_served_and_not_who_sits_there_by_now(terminal: Terminal) -> None:
    terminal.invite(clerk_name="赵岩")
    assert "赵岩" in terminal.state.line
    assert "王敏" not in terminal.state.line
    terminal.invite("A013.s1", clerk_name=None)
    assert "王敏" not in terminal.state.line


def test_it_asks_in_the_tickets_language_and_rests_in_its_own(terminal: Terminal) -> None:
    terminal.invite(language="en")
    assert terminal.state.language == "en"
    terminal.presenter.switch_language()
    assert terminal.state.language == "zh"
    terminal.invite(language="en")  # shown once more, it leaves what was chosen
    assert terminal.state.language == "zh"
    terminal.wait(60_000)
    assert (terminal.state.mode, terminal.state.language) == (RatingMode.RESTING, "zh")
    for unknown in (None, "ug"):
        terminal.invite(f"{unknown}.s1", language=unknown)
        assert terminal.state.language == "zh"


def test_a_keypad_asks_for_no_reasons(configuration: HallConfiguration, texts: Texts) -> None:
    sent: list[RateService] = []
    pad = RatingPresenter(configuration, STATION, texts, lambda r: sent.append(r) or "key", asks_why=False)
    pad.receive(Linked(), T)
    view = RatingView(
        Label("厅", "Hall"),
        WindowBrief("w03", 3, Label("综合窗口", "General"), "comprehensive"),
        WindowState.OPEN,
        None,
        None,
        None,
        Invitation(SERVICE, "A012", None, T + 60_000),
        reasons=REASONS,
    )
    pad.receive(ViewArrived("rating:w03", 1, view), T)
    pad.rate(RatingLevel.DISSATISFIED)
    assert sent == [RateService(SERVICE, RatingLevel.DISSATISFIED)]


@pytest.mark.parametrize(
    "code", [RefusalCode.FORBIDDEN, RefusalCode.SERVICE_UNKNOWN, RefusalCode.ALREADY_RATED, RefusalCode.RATING_OVER]
)
def test_a_rating_that_was_not_theirs_to_give_is_thanked_for_no_longer(terminal: Terminal, code: RefusalCode) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.FAIR)
    terminal.presenter.receive(WasRefused("key-1", code), T)
    assert terminal.state.mode is RatingMode.RESTING


def test_a_refusal_of_something_else_ends_no_thanks(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.rate(RatingLevel.FAIR)
    terminal.presenter.receive(WasRefused("key-of-another", RefusalCode.FORBIDDEN), T)
    assert terminal.state.mode is RatingMode.THANKING


def test_reasons_that_no_longer_fit_take_nobody_their_thanks(asking_why: Terminal) -> None:
    asking_why.presenter.submit()
    asking_why.presenter.receive(WasRefused("key-1", RefusalCode.REASONS_UNFIT), T)
    assert asking_why.state.mode is RatingMode.THANKING


def test_an_invitation_cut_short_for_the_next_person_ends_as_much_sooner(terminal: Terminal) -> None:
    terminal.invite(left_ms=60_000)
    terminal.wait(10_000)
    terminal.invite(left_ms=20_000)
    terminal.wait(9_999)
    assert terminal.state.mode is RatingMode.ASKING
    terminal.wait(1)
    assert terminal.state.mode is RatingMode.RESTING


# --- a telephone number -----------------------------------------------------------------------------------------------

NUMBER = "13800000000"


def with_number(number: str = NUMBER, *reasons: str) -> RateService:
    return RateService(
        SERVICE, RatingLevel.DISSATISFIED, RatingChannel.TERMINAL, reasons, RatingStage.ACCEPTANCE, contact=number
    )


def type_number(terminal: Terminal, digits: str = NUMBER) -> None:
    for digit in digits:
        terminal.presenter.type(digit)


@pytest.fixture
def at_the_pad(asking_why: Terminal) -> Terminal:
    """With a reason chosen and the digit pad open."""
    asking_why.presenter.choose("201")
    asking_why.presenter.open_phone()
    return asking_why


def shown_digits(terminal: Terminal) -> tuple[str, ...]:
    return terminal.state.phone.groups if terminal.state.phone is not None else ()


def remembers(terminal: Terminal) -> str:
    """Whatever presenter and screen have in them."""
    return repr([shown_digits(terminal), terminal.presenter._asked and terminal.presenter._asked.phone])


@pytest.mark.parametrize("level", list(RatingLevel))
def test_a_number_can_be_left_after_levels_that_open_a_work_order(
    configuration: HallConfiguration, texts: Texts, level: RatingLevel
) -> None:
    terminal = Terminal(configuration, texts, tuple(_reason(f"{stars}01", "ability") for stars in range(1, 6)))
    terminal.invite()
    terminal.presenter.open_phone()
    terminal.presenter.rate(level)
    assert bool(terminal.state.leave_phone) is level.poor
    terminal.presenter.open_phone()
    assert (terminal.state.mode is RatingMode.PHONE) is level.poor


def test_the_page_says_what_the_number_is_for_and_for_how_long(at_the_pad: Terminal) -> None:
    assert at_the_pad.state.mode is RatingMode.PHONE
    assert at_the_pad.state.line == "可以不留。1 个工作日内与您联系，只用来核实、告诉您结果，365 天后删掉。"
    assert at_the_pad.state.left == "30 秒后只送出评价，不留电话"
    at_the_pad.presenter.switch_language()
    assert "within 1 working day, only" in at_the_pad.state.line


def test_digits_are_grouped_taken_back_and_cleared(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    assert shown_digits(at_the_pad) == ("138", "0000", "0000")
    at_the_pad.presenter.type("0")  # one too many
    at_the_pad.presenter.type(phone_number.BACKSPACE)
    assert shown_digits(at_the_pad) == ("138", "0000", "000")
    at_the_pad.presenter.type(phone_number.CLEAR)
    assert shown_digits(at_the_pad) == ()
    assert at_the_pad.state.phone.placeholder == "手机号或座机"


def test_a_number_goes_out_with_the_rating_and_nothing_of_it_stays(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    assert NUMBER not in repr(at_the_pad.kept)
    at_the_pad.presenter.submit_phone()
    at_the_pad.presenter.submit_phone()
    assert at_the_pad.sent == [with_number(NUMBER, "201")]
    assert at_the_pad.state.mode is RatingMode.THANKING
    assert remembers(at_the_pad) == "[(), None]"


@pytest.mark.parametrize("digits", ["1380000000", "660100", "037166"])
def test_what_can_be_no_number_is_not_sent_and_says_so(at_the_pad: Terminal, digits: str) -> None:
    at_the_pad.presenter.submit_phone()
    type_number(at_the_pad, digits)
    at_the_pad.presenter.submit_phone()
    assert at_the_pad.sent == []
    assert (at_the_pad.state.phone.wrong, at_the_pad.state.phone.hint) == (True, "号码不对：手机号 11 位，座机请加区号")
    at_the_pad.presenter.type(phone_number.BACKSPACE)
    assert at_the_pad.state.phone.wrong is False


def test_whoever_decides_against_it_is_back_at_their_reasons_without_a_number(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    at_the_pad.presenter.close_phone()
    assert (at_the_pad.state.mode, at_the_pad.chosen) == (RatingMode.REASONS, ["201"])
    at_the_pad.presenter.open_phone()
    assert shown_digits(at_the_pad) == ()
    at_the_pad.presenter.close_phone()
    at_the_pad.wait(TOUCH_AGAIN_MS)
    at_the_pad.presenter.submit()
    assert at_the_pad.sent == [rated(RatingLevel.DISSATISFIED, "201")]


def test_the_second_tap_on_the_way_back_sends_nothing(at_the_pad: Terminal) -> None:
    at_the_pad.presenter.close_phone()
    at_the_pad.wait(TOUCH_AGAIN_MS - 1)
    at_the_pad.presenter.skip()
    at_the_pad.presenter.submit()
    assert at_the_pad.sent == []


def test_whoever_walks_away_from_the_pad_has_rated_without_a_number(at_the_pad: Terminal) -> None:
    at_the_pad.wait(REASONS_MS - 1)
    type_number(at_the_pad)  # somebody is still there
    at_the_pad.wait(REASONS_MS - 1)
    assert at_the_pad.state.mode is RatingMode.PHONE
    at_the_pad.wait(1)
    assert at_the_pad.sent == [rated(RatingLevel.DISSATISFIED, "201")]
    assert remembers(at_the_pad) == "[(), None]"


def test_the_next_person_sees_nothing_of_a_number_begun(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    at_the_pad.invite("A013.s1")
    assert at_the_pad.sent == [rated(RatingLevel.DISSATISFIED, "201")]
    assert at_the_pad.state.mode is RatingMode.ASKING
    assert remembers(at_the_pad) == "[(), None]"


def test_a_terminal_that_is_turned_away_forgets_the_number(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    at_the_pad.presenter.receive(Dismissed(RefusalCode.PROTOCOL_OUTDATED), T + 1_000)
    assert remembers(at_the_pad) == "[(), None]"
    at_the_pad.presenter.receive(Linked(), T + 2_000)
    assert (at_the_pad.state.mode, at_the_pad.chosen) == (RatingMode.REASONS, ["201"])


def test_an_emergency_takes_the_number_off_the_screen(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    view = at_the_pad.presenter._link.view
    at_the_pad.presenter.receive(
        ViewArrived(
            "rating:w03",
            2,
            msgspec.structs.replace(view, emergency=EmergencyLine("e1", None, None, Label("疏散", "Leave"), T)),
        ),
        T + 1_000,
    )
    assert remembers(at_the_pad) == "[(), None]"
    at_the_pad.wait(REASONS_MS)
    assert at_the_pad.sent == [rated(RatingLevel.DISSATISFIED, "201")]


def test_without_a_link_the_number_is_typed_and_goes_out_all_the_same(at_the_pad: Terminal) -> None:
    at_the_pad.presenter.receive(LinkLost(), T + 1_000)
    type_number(at_the_pad)
    at_the_pad.presenter.submit_phone()
    assert at_the_pad.sent == [with_number(NUMBER, "201")]


def test_no_log_can_have_the_number_by_the_state_of_the_screen(at_the_pad: Terminal) -> None:
    type_number(at_the_pad)
    written = repr((at_the_pad.state, at_the_pad.presenter._asked, vars(at_the_pad.presenter)))
    assert NUMBER not in written
    assert repr("0000") not in written  # of its groups


def test_keys_of_a_keyboard_type_the_number_and_rate_nothing(at_the_pad: Terminal) -> None:
    for character in "1380000000x0\b0":
        at_the_pad.presenter.key_pressed(character)
    assert shown_digits(at_the_pad) == ("138", "0000", "0000")
    at_the_pad.presenter.key_pressed("\r")
    assert at_the_pad.sent == [with_number(NUMBER, "201")]


def test_the_keys_of_the_reasons_do_nothing_under_the_pad(at_the_pad: Terminal) -> None:
    presenter = at_the_pad.presenter
    for key in (presenter.skip, presenter.submit, presenter.change, presenter.turn_page, presenter.switch_stage):
        key()
    presenter.choose("204")
    presenter.rate(RatingLevel.FAIR)
    assert (at_the_pad.sent, at_the_pad.state.mode) == ([], RatingMode.PHONE)
    presenter.close_phone()
    assert at_the_pad.chosen == ["201"]


# --- the page on the phone --------------------------------------------------------------------------------------------

PAGE = "https://hall.example/t/2026-11-23.A012.0123456789abcdef0123"


def test_the_page_is_asked_for_with_every_invitation_once(terminal: Terminal) -> None:
    terminal.invite()
    terminal.invite()
    terminal.show(None)
    terminal.invite("A013.s1")
    assert terminal.asked_for == [SERVICE, "A013.s1"]


def test_the_page_is_offered_while_it_asks_and_for_longer_thanks(terminal: Terminal) -> None:
    terminal.invite()
    assert (terminal.state.page_url, terminal.state.page_words) == ("", "")
    terminal.presenter.page_told(SERVICE, PAGE)
    assert (terminal.state.page_url, terminal.state.page_words) == (PAGE, "也可以用手机评价")
    terminal.presenter.rate(RatingLevel.FAIR)
    assert (terminal.state.page_url, terminal.state.page_words) == (PAGE, "想多说几句，或者以后追评，请扫码")
    terminal.wait(THANKS_TO_SCAN_MS - 1)
    assert terminal.state.mode is RatingMode.THANKING
    terminal.wait(1)
    assert (terminal.state.mode, terminal.state.page_url) == (RatingMode.RESTING, "")


def test_nobody_is_shown_the_page_of_the_one_before(terminal: Terminal) -> None:
    terminal.invite()
    terminal.presenter.page_told(SERVICE, PAGE)
    terminal.invite("A013.s1")
    assert terminal.state.page_url == ""
    terminal.presenter.page_told(SERVICE, PAGE)
    assert terminal.state.page_url == ""
