"""The call board's presenter: a list of messages and moments, and what would be on the screen."""

import msgspec
import pytest

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.model import Name
from config.policy import Policy
from display.presenters.board import CURRENT_MS, EXAMPLES, TURN_MS, BoardMode, BoardPresenter
from display.presenters.presenter import SPOKEN_MS
from queue_server.client.session import Dismissed, Linked, LinkLost, ViewArrived
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BoardView, CallLine, Label, NoticeLine, QueueLine, SpotLine, WindowBrief

MONDAY_9_58_MS = 1_795_399_080_000  # 2026-11-23 09:58 at UTC+8
T = MONDAY_9_58_MS
STATION = Station(id="board-1", kind=StationKind.BOARD, name=Name(zh="大厅综合屏", en="Hall call board"))


class Board:
    """A board with a hall behind it: calls are made, time passes, the link comes and goes."""

    def __init__(self, configuration: HallConfiguration, texts: Texts) -> None:
        self.presenter = BoardPresenter(configuration, STATION, texts)
        self.calls: list[CallLine] = []
        self.now_ms = T
        self.day_open = True
        self.notices: tuple[Label, ...] = ()
        self.published: tuple[NoticeLine, ...] = ()
        self.spots: tuple[SpotLine, ...] = ()
        self.queues: tuple[QueueLine, ...] = (queue("综合窗口", 12, 8),)

    @property
    def state(self):
        return self.presenter.state

    @property
    def shown(self) -> list[str]:
        return [call.number for call in self.state.now]

    @property
    def blinking(self) -> list[str]:
        return [call.number for call in self.state.now if call.blinking]

    @property
    def recent(self) -> list[str]:
        return [call.number for call in self.state.recent]

    def link(self) -> None:
        self.presenter.receive(Linked(), self.now_ms)

    def lose_link(self) -> None:
        self.presenter.receive(LinkLost(), self.now_ms)

    def dismiss(self, code: RefusalCode) -> None:
        self.presenter.receive(Dismissed(code), self.now_ms)

    def publish(self) -> None:
        view = BoardView(
            hall=Label("安和区政务服务大厅", "Anhe Service Hall"),
            zone=None,
            day_open=self.day_open,
            calls=tuple(reversed(self.calls)),
            queues=self.queues,
            notices=self.notices,
            published=self.published,
            spots=self.spots,
        )
        self.presenter.receive(ViewArrived("board", len(self.calls) + 1, view), self.now_ms)

    def call(self, number: str, window: int = 3, *, publish: bool = True, ago_ms: int = 0) -> None:
        times = 1 + sum(call.number == number for call in self.calls)
        brief = WindowBrief(f"w{window:02}", window, Label("综合窗口", "General services"), "comprehensive")
        self.calls.append(CallLine(f"{number}.c{times}", number, brief, self.now_ms - ago_ms, times))
        if publish:
            self.publish()

    def wait(self, ms: int) -> None:
        self.now_ms += ms
        self.presenter.tick(self.now_ms)


def queue(name: str, waiting: int, windows_open: int) -> QueueLine:
    return QueueLine(name, Label(name, name), "A", "comprehensive", waiting, windows_open, accepts=True)


@pytest.fixture
def board(configuration: HallConfiguration, texts: Texts) -> Board:
    return Board(configuration, texts)


@pytest.fixture
def live(board: Board) -> Board:
    board.link()
    board.publish()
    return board


def test_before_the_first_view_it_says_it_is_connecting(board: Board) -> None:
    assert board.state.mode is BoardMode.CONNECTING
    board.wait(1_000)
    assert board.state.heading == "正在连接"
    assert board.state.clock == "09:58"
    assert board.state.date == "11 月 23 日 星期一"


def test_a_call_is_shown_and_spoken_with_the_same_words(live: Board) -> None:
    live.call("A012")
    assert live.state.mode is BoardMode.ONE
    now = live.state.now[0]
    assert (now.number, now.window) == ("A012", "3")
    assert now.spoken == "请 A012 号到 3 号综合窗口办理"
    assert now.who + now.where == now.spoken


def test_a_call_blinks_ten_seconds_then_rests_and_stays(live: Board) -> None:
    live.call("A012")
    live.wait(SPOKEN_MS - 1)
    assert live.blinking == ["A012"]
    live.wait(1)
    assert live.shown == ["A012"]
    assert live.blinking == []


def test_it_asks_to_be_woken_when_a_call_has_been_spoken_and_not_again(live: Board) -> None:
    live.call("A012")
    assert live.presenter.wakes_at_ms == T + SPOKEN_MS
    live.wait(SPOKEN_MS)
    assert live.presenter.wakes_at_ms is None


def test_after_a_minute_a_call_is_no_longer_now(live: Board) -> None:
    live.call("A012")
    live.wait(CURRENT_MS)
    assert live.state.mode is BoardMode.LISTENING
    assert live.recent == ["A012"]


def test_two_calls_in_the_same_moment_are_both_shown(live: Board) -> None:
    live.call("A012", 3, publish=False)
    live.call("B031", 16)
    assert live.state.mode is BoardMode.TWO
    assert live.shown == ["A012", "B031"]
    assert live.blinking == ["A012", "B031"]


def test_more_than_two_calls_wait_in_order_and_each_gets_its_time(live: Board) -> None:
    for number in ("A001", "A002", "A003", "A004", "A005"):
        live.call(number, publish=False)
    live.publish()
    seen: dict[str, int] = {}
    for _ in range(40):
        for number in live.blinking:
            seen[number] = seen.get(number, 0) + 1
        live.wait(1_000)
    assert seen == dict.fromkeys(("A001", "A002", "A003", "A004", "A005"), 10)


def test_calls_that_wait_to_be_shown_are_not_listed_as_recent(live: Board) -> None:
    for number in ("A001", "A002", "A003"):
        live.call(number, publish=False)
    live.publish()
    assert live.recent == []
    live.wait(SPOKEN_MS)
    assert live.shown == ["A003"]
    assert live.recent == ["A002", "A001"]


def test_a_new_call_takes_the_place_of_one_that_was_spoken(live: Board) -> None:
    live.call("A012")
    live.wait(SPOKEN_MS)
    live.call("A013")
    assert live.shown == ["A013"]
    assert live.recent == ["A012"]


def test_a_view_that_comes_twice_announces_nothing_again(live: Board) -> None:
    live.call("A012")
    live.wait(SPOKEN_MS)
    live.publish()
    assert live.blinking == []
    live.wait(CURRENT_MS)
    live.publish()
    assert live.shown == []


def test_a_recall_is_announced_again_in_the_same_row(live: Board) -> None:
    live.call("A012")
    live.wait(SPOKEN_MS)
    live.call("A012")
    assert live.shown == ["A012"]
    assert live.blinking == ["A012"]
    live.wait(2_000)
    live.call("A012")
    assert live.shown == ["A012"]
    assert live.recent == []


def test_recent_calls_name_each_person_once_and_at_most_four(live: Board) -> None:
    for number in ("A001", "A002", "A002", "A003", "A004", "A005", "A006"):
        live.call(number)
        live.wait(SPOKEN_MS)
    assert live.shown == ["A006"]
    assert live.recent == ["A005", "A004", "A003", "A002"]


def test_without_a_link_nothing_is_shown_as_now_and_the_bar_says_so(live: Board) -> None:
    live.call("A012")
    live.lose_link()
    assert live.state.mode is BoardMode.OFFLINE
    assert live.state.offline
    assert live.shown == []
    assert live.recent == ["A012"]
    assert "网络中断，叫号以语音和窗口屏为准" in live.state.notice
    assert "09:58" in live.state.notice


def test_a_short_break_gives_the_call_back_without_announcing_it_again(live: Board) -> None:
    live.call("A012")
    live.wait(SPOKEN_MS)
    live.lose_link()
    live.wait(5_000)
    live.link()
    live.publish()
    assert live.shown == ["A012"]
    assert live.blinking == []


def test_after_an_absence_old_calls_are_recent_and_fresh_ones_are_announced(live: Board) -> None:
    live.lose_link()
    live.wait(300_000)
    live.call("A020", publish=False, ago_ms=CURRENT_MS + 1)
    live.call("A021", publish=False, ago_ms=5_000)
    live.link()
    live.publish()
    assert live.shown == ["A021"]
    assert live.blinking == ["A021"]
    assert live.recent == ["A020"]


def test_a_board_whose_clock_is_wrong_still_announces_what_is_called_now(live: Board) -> None:
    live.call("A012", ago_ms=10 * CURRENT_MS)
    assert live.blinking == ["A012"]


def test_calls_count_as_shown_once_they_have_their_row(live: Board) -> None:
    for number in ("A012", "A013", "A014"):
        live.call(number)
    assert sorted(live.presenter.showing) == ["A012.c1", "A013.c1"]
    live.wait(SPOKEN_MS)
    assert "A014.c1" in live.presenter.showing
    live.lose_link()
    assert live.presenter.showing == ()


def test_a_closed_day_says_when_the_hall_opens(live: Board) -> None:
    live.day_open = False
    live.publish()
    assert live.state.mode is BoardMode.CLOSED
    assert live.state.line == "开放时间 09:00–17:00"


def foot(live: Board, turns: int) -> list[str]:
    """What passes by at the foot."""
    lines = []
    for _ in range(turns):
        live.wait(TURN_MS)
        lines.append(live.state.notice)
    return lines


def test_notices_and_the_ways_to_complain_pass_by_at_the_foot(live: Board) -> None:
    headed = NoticeLine("n1", "disclosure", Label("考评结果", "Results"), Label("全文", "In full"), T)
    live.published = (headed, NoticeLine("n2", "information", None, Label("带好\n雨伞", "Umbrella"), T))
    live.notices = (Label("甲", "A"),)
    live.publish()
    assert sorted(foot(live, 4)) == ["公示：考评结果", "咨询 0000-1，监督投诉 0000-2", "提示：带好 雨伞", "甲"]
    live.call("A012")
    assert "公示：考评结果" in foot(live, 4)


def test_a_line_at_the_foot_stays_for_twelve_seconds_of_the_halls_clock(live: Board) -> None:
    live.notices = (Label("甲", "A"),)
    live.publish()
    first = live.state.notice
    live.wait(TURN_MS - 1 - live.now_ms % TURN_MS)
    assert live.state.notice == first
    live.wait(1)
    assert live.state.notice != first


def test_boards_started_at_different_times_turn_together(
    live: Board, configuration: HallConfiguration, texts: Texts
) -> None:
    other = Board(configuration, texts)
    other.now_ms += 7_777
    live.wait(7_777)
    for board in (live, other):
        board.published = tuple(NoticeLine(f"n{at}", "announcement", None, Label(str(at), "x"), T) for at in range(5))
        board.link()
        board.publish()
    for _ in range(40):
        assert (live.state.notice, live.state.page) == (other.state.notice, other.state.page)
        for board in (live, other):
            board.wait(1_700)


def test_while_nobody_is_called_notices_have_the_large_card_and_a_call_takes_it(live: Board) -> None:
    live.published = (NoticeLine("n1", "announcement", None, Label("停电通知", "Power"), T),)
    live.publish()
    pages = []
    for _ in range(3):
        live.wait(TURN_MS)
        pages.append(live.state.page)
    texts = [page.text for page in pages if page is not None]
    assert None in pages
    assert "停电通知" in texts
    assert "咨询电话 0000-1\n监督投诉电话 0000-2" in texts
    live.call("A012")
    for _ in range(3):
        assert live.state.page is None
        live.wait(TURN_MS)


def test_a_notice_that_is_withdrawn_leaves_at_once(live: Board) -> None:
    live.published = (NoticeLine("n1", "announcement", None, Label("停电通知", "Power"), T),)
    live.publish()
    live.published = ()
    live.publish()
    assert "停电通知" not in "".join(foot(live, 3))


def test_queues_beyond_five_take_turns_but_stand_still_while_somebody_is_called(live: Board) -> None:
    live.queues = tuple(queue(f"队列{at}", at, 1) for at in range(7))
    live.publish()
    live.wait(TURN_MS - live.now_ms % TURN_MS)
    before = [cell.name for cell in live.state.queues]
    live.wait(TURN_MS - 2_000)
    live.call("A012")
    live.wait(3_000)
    assert [cell.name for cell in live.state.queues] == before
    live.wait(2 * TURN_MS)  # boards side by side show the same page again
    after = [cell.name for cell in live.state.queues]
    assert sorted({*before, *after}) == [f"队列{at}" for at in range(7)]


def test_a_queue_says_how_many_wait_and_how_many_windows_serve_it(live: Board) -> None:
    live.queues = (queue("综合窗口", 12, 8), queue("咨询", 0, 0))
    live.publish()
    open_cell, closed_cell = live.state.queues
    assert (open_cell.waiting, open_cell.wait, open_cell.open) == (12, "窗口 8 个", True)
    assert (closed_cell.waiting, closed_cell.wait, closed_cell.open) == (0, "暂未开放", False)


def test_a_queue_says_how_long_it_may_take_once_the_hall_can_say_and_while_the_link_stands(live: Board) -> None:
    seen = msgspec.structs.replace(queue("综合窗口", 12, 8), range_min=(15, 25))
    live.queues = (seen, msgspec.structs.replace(queue("咨询", 1, 0), range_min=(3, 5)))
    live.publish()
    assert [cell.wait for cell in live.state.queues] == ["约 15–25 分钟", "暂未开放"]
    live.lose_link()
    assert [cell.wait for cell in live.state.queues] == ["窗口 8 个", "暂未开放"]


@pytest.mark.parametrize(
    ("code", "example"),
    [
        (RefusalCode.PROTOCOL_OUTDATED, "turned away, outdated"),
        (RefusalCode.WRONG_CREDENTIALS, "turned away, unknown"),
        (RefusalCode.NOT_SIGNED_IN, "turned away, unknown"),
        (RefusalCode.STATION_UNKNOWN, "turned away, unknown"),
        (RefusalCode.FORBIDDEN, "turned away, refused"),
        (RefusalCode.NOT_FOUND, "turned away, refused"),
    ],
)
def test_a_board_the_server_turns_away_says_why_and_nothing_else(live: Board, code: RefusalCode, example: str) -> None:
    live.call("A012")
    live.dismiss(code)
    assert live.state.turned_away == EXAMPLES[example].turned_away
    state = live.state
    assert (state.mode, state.now, state.recent, state.queues, state.notice) == (BoardMode.TURNED_AWAY, (), (), (), "")
    live.lose_link()
    live.wait(3_600_000)
    assert live.state == state


def test_the_page_names_station_and_technician_in_both_languages(live: Board) -> None:
    live.dismiss(RefusalCode.PROTOCOL_OUTDATED)
    page = live.state.turned_away
    assert page is not None
    assert page.station_id == "board-1"
    assert [message.station for message in page.messages] == ["大厅综合屏", "Hall call board"]
    assert [message.remedy for message in page.messages] == [
        "请联系技术人员更新本机",
        "Please tell the technician to update it",
    ]


def test_once_let_in_again_the_page_is_gone_and_old_calls_are_not_announced(live: Board) -> None:
    live.call("A012")
    live.wait(SPOKEN_MS)
    live.dismiss(RefusalCode.NOT_SIGNED_IN)
    live.lose_link()
    live.dismiss(RefusalCode.WRONG_CREDENTIALS)
    live.wait(CURRENT_MS)
    live.link()
    assert live.state.turned_away is None
    live.publish()
    assert (live.state.mode, live.shown, live.recent) == (BoardMode.LISTENING, [], ["A012"])
    live.call("A013")
    assert live.blinking == ["A013"]


def test_the_screen_is_told_only_what_has_changed(live: Board) -> None:
    told = []
    live.presenter.on_change = told.append
    live.wait(1_000)
    assert told == []
    live.call("A012")
    assert len(told) == 1


# pictures and films of the hall's own


PICTURES = {"guide.png": "/kept/1.png", "film.mp4": "/kept/2.png", "tomorrow.png": "/kept/3.png"}


def _spots_shown(board: Board, for_s: int) -> list[tuple[str, int]]:
    """The files shown second by second, each with the second of its turn, without the pages between them."""
    shown = []
    for _ in range(for_s):
        board.wait(1_000)
        page = board.state.page
        if page is not None and page.spot is not None:
            shown.append((page.spot.file, (board.now_ms - page.spot.begun_ms) // 1_000))
    return shown


def test_pictures_and_films_have_their_turn_as_long_as_they_are_to_last(live: Board) -> None:
    live.spots = (SpotLine("guide.png", 12), SpotLine("film.mp4", 30))
    live.publish()
    assert _spots_shown(live, 120) == []  # none is there yet
    live.presenter.pictures_ready(PICTURES)
    once_round_s = 2 * TURN_MS // 1_000 + 12 + 30
    shown = _spots_shown(live, once_round_s)
    assert sorted(shown) == sorted([("guide.png", n) for n in range(12)] + [("film.mp4", n) for n in range(30)])
    page = live.state.page
    assert _spots_shown(live, once_round_s) == shown
    assert live.state.page is None or live.state.page == page or page is None


def test_a_film_is_told_from_a_picture(live: Board) -> None:
    live.spots = (SpotLine("guide.png", 600), SpotLine("film.mp4", 600))
    live.publish()
    live.presenter.pictures_ready(PICTURES)
    seen = {}
    for _ in range(130):
        live.wait(10_000)
        if live.state.page is not None and live.state.page.spot is not None:
            seen[live.state.page.spot.file] = (live.state.page.spot.film, live.state.page.spot.picture)
    assert seen == {"guide.png": (False, "/kept/1.png"), "film.mp4": (True, "/kept/2.png")}


@pytest.mark.parametrize(
    ("spot", "shown"),
    [
        (SpotLine("guide.png", 600, begins_at="09:00", ends_at="10:00"), True),
        (SpotLine("guide.png", 600, begins_at="10:30", ends_at="12:00"), False),
        (SpotLine("guide.png", 600, begins_at="20:00", ends_at="10:30"), True),
        (SpotLine("guide.png", 600, valid_from="2026-11-23", valid_to="2026-11-23"), True),
        (SpotLine("guide.png", 600, valid_from="2026-11-24"), False),
        (SpotLine("guide.png", 600, valid_to="2026-11-22"), False),
    ],
)
def test_each_is_shown_at_its_time_by_the_clock_and_calendar_of_the_hall(
    live: Board, spot: SpotLine, shown: bool
) -> None:
    live.spots = (spot,)
    live.now_ms = T - 30 * 60_000  # 09:28
    live.publish()
    live.presenter.pictures_ready(PICTURES)
    assert bool(_spots_shown(live, 630)) is shown


def test_no_picture_covers_a_call_and_it_comes_back_when_the_card_is_free(live: Board) -> None:
    live.spots = (SpotLine("guide.png", 600),)
    live.publish()
    live.presenter.pictures_ready(PICTURES)
    while live.state.page is None or live.state.page.spot is None:
        live.wait(1_000)
    live.call("A012")
    assert (live.shown, live.state.page) == (["A012"], None)
    live.wait(CURRENT_MS - 1)
    assert live.state.page is None
    live.wait(1)
    live.wait(1_000)
    assert live.state.page is not None


def test_boards_side_by_side_show_the_same_of_a_film(configuration: HallConfiguration, texts: Texts) -> None:
    boards = [Board(configuration, texts) for _ in range(2)]
    for board in boards:
        board.link()
        board.spots = (SpotLine("guide.png", 7), SpotLine("film.mp4", 45))
        board.publish()
        board.presenter.pictures_ready(PICTURES)
    boards[0].call("A012")  # one of them has a call of its zone
    for board in boards:
        board.wait(CURRENT_MS + 1_500)
    for _ in range(100):
        for board in boards:
            board.wait(1_000)
        assert boards[0].state.page == boards[1].state.page


# headings


def _with_headings(configuration: HallConfiguration, *languages: str) -> HallConfiguration:
    policy = Policy.model_validate({"heading_languages": languages})
    return configuration.model_copy(update={"policy": policy})


def test_headings_stand_in_two_languages_where_the_hall_wants_them(
    configuration: HallConfiguration, texts: Texts
) -> None:
    board = Board(_with_headings(configuration, "zh", "en"), texts)
    assert (board.state.heading, board.state.second) == ("正在连接", "Connecting")
    board.link()
    board.publish()
    assert (board.state.heading, board.state.second) == ("请留意叫号", "Watch for your number")
    assert board.state.recent_heading == "刚叫过  Just called"
    board.call("A012")
    assert (board.state.heading, board.state.second) == ("正在叫号  Now calling", "")
    assert board.state.now[0].spoken == "请 A012 号到 3 号综合窗口办理"


def test_a_board_can_be_in_english_alone(configuration: HallConfiguration, texts: Texts) -> None:
    board = Board(_with_headings(configuration, "en"), texts)
    board.link()
    board.call("A012")
    assert (board.state.heading, board.state.second) == ("Now calling", "")
    assert board.state.now[0].spoken == "Number A012, go to window 3, General services"
