import msgspec

from config.configuration import HallConfiguration
from kiosk.presenters.start import ROWS
from kiosk.rehearsal import EVENING_MS, Rehearsal, keeping_hours, night_hall, open_hall
from queue_server.client.session import LinkLost
from queue_server.contract.views import Label, NoticeLine

NIGHT_MS = EVENING_MS + 9 * 3_600_000  # 06:36 of the next day


def test_each_queue_shows_who_waits_and_how_many_windows_are_open(kiosk: Rehearsal) -> None:
    row = kiosk.flow.start.state.rows[0]
    assert (row.name, row.waiting, row.count, row.wait, row.quiet) == ("综合窗口", 12, "12 人", "开 6 个窗口", False)
    kiosk.english()
    row = kiosk.flow.start.state.rows[0]
    assert (row.name, row.count, row.wait) == ("General services", "12 people", "6 windows")


def test_one_is_one_in_english(sample: HallConfiguration) -> None:
    row = Rehearsal(sample).open(open_hall(sample, (1,), (1,))).english().flow.start.state.rows[0]
    assert (row.count, row.wait) == ("1 person", "1 window")


def test_a_queue_without_an_open_window_says_so(sample: HallConfiguration) -> None:
    row = Rehearsal(sample).open(open_hall(sample, (4,), (0,))).flow.start.state.rows[0]
    assert (row.wait, row.quiet, row.waiting) == ("窗口未开", True, 4)


def test_where_there_are_more_queues_than_room_the_busiest_are_shown_in_the_plans_order(kiosk: Rehearsal) -> None:
    names = [row.name for row in kiosk.flow.start.state.rows]
    assert len(names) == ROWS
    assert "出件领证" not in names  # 2 people; those left out have fewer than those shown
    order = [queue.name.zh for queue in kiosk.configuration.plan.queues]
    assert names == [name for name in order if name in names]


def test_queues_that_are_not_for_applicants_to_choose_are_not_shown(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample).open(open_hall(sample, (0,), (0,)))
    assert "收费" not in [row.name for row in kiosk.flow.start.state.rows]


def test_at_most_eight_things_can_be_touched(sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    for kiosk in (
        Rehearsal(sample).open(),
        Rehearsal(kept, now_ms=EVENING_MS).open(night_hall(kept)),
        Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept)),
    ):
        state = kiosk.flow.start.state
        assert len(state.choices) + len(state.themes) + (state.hero is not None) <= 8


def test_a_hall_without_a_window_for_what_was_not_resolved_does_not_offer_it(sample: HallConfiguration) -> None:
    hall = open_hall(sample)
    hall = msgspec.structs.replace(hall, queues=tuple(q for q in hall.queues if q.kind != "unresolved"))
    kiosk = Rehearsal(sample).open(hall)
    assert [choice.id for choice in kiosk.flow.start.state.choices] == [
        "pre_review",
        "code",
        "guide",
        "windows",
        "help",
    ]


def test_whom_the_hall_could_not_help_finds_the_right_window_chosen_already(kiosk: Rehearsal) -> None:
    kiosk.choose("unresolved")
    assert [cell.queue_id for cell in kiosk.flow.windows.state.cells if cell.selected] == ["unresolved"]
    assert kiosk.flow.windows.state.taking.enabled


def test_before_opening_and_after_closing_and_in_between_the_words_differ(sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    said = [
        Rehearsal(kept, now_ms=at_ms).open(night_hall(kept)).flow.start.state.heading
        for at_ms in (NIGHT_MS, NIGHT_MS + 5 * 3_600_000, EVENING_MS)
    ]
    assert said == ["您好，窗口还没开门", "您好，窗口暂时没有开放", "您好，窗口已经下班"]


def test_the_night_kiosk_greets_by_the_time_of_day(sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    closed = night_hall(kept)
    evening = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(closed).flow.start.state
    morning = Rehearsal(kept, night=True, now_ms=NIGHT_MS).open(closed).flow.start.state
    assert (evening.heading, evening.moon) == ("晚上好，自助区照常开放", True)
    assert morning.heading == "您好，自助区照常开放"


def test_a_queue_says_how_long_it_may_take_once_the_hall_can_say(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample).open(open_hall(sample, (12,), (6,), ranges_min=((15, 25), None)))
    assert [row.wait for row in kiosk.flow.start.state.rows[:2]] == ["15–25 分钟", "开 6 个窗口"]
    assert kiosk.english().flow.start.state.rows[0].wait == "15–25 min"


def test_a_range_is_kept_while_the_server_is_away_for_a_moment_but_not_for_long(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample).open(open_hall(sample, ranges_min=((15, 25),))).tell(LinkLost()).wait(60)
    assert kiosk.flow.start.state.rows[0].wait == "15–25 分钟"
    assert kiosk.wait(300).flow.start.state.rows[0].wait == "请问咨询台"


def test_the_halls_first_notice_for_kiosks_stands_on_the_start_page_until_it_is_withdrawn(
    sample: HallConfiguration,
) -> None:
    short = NoticeLine("n1", "announcement", Label("停电通知", "Power"), Label("下午三点停电", "At three"), 0)
    long = NoticeLine("n2", "announcement", Label("业务调整", "Changes"), Label("调整。" * 60, "Changed. " * 40), 0)
    hall = open_hall(sample)
    kiosk = Rehearsal(sample).open(msgspec.structs.replace(hall, notices=(short, long)))
    banner = kiosk.flow.start.state.banner
    assert banner is not None
    assert (banner.text, banner.advice) == ("停电通知", "下午三点停电")
    kiosk = Rehearsal(sample).open(msgspec.structs.replace(hall, notices=(long,)))
    banner = kiosk.flow.start.state.banner
    assert banner is not None
    assert (banner.text, banner.advice) == ("业务调整", "")
    assert Rehearsal(sample).open(hall).flow.start.state.banner is None
