"""What is said aloud next: in order, once, one at a time; what is old, taken back or quiet is not."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from display.announcer import AGAIN_MS, PAUSE_MS, Announcement, Announcer, CallAloud, EmergencyAloud
from queue_server.client.session import Linked, LinkLost
from queue_server.contract.views import CallLine
from tests.display.voice.calls import NOON_MS, call, configuration, message, view

MINUTE_MS = 60_000


@dataclass
class Hall:
    """A loudspeaker that takes six seconds for whatever it says."""

    announcer: Announcer
    now_ms: int = NOON_MS
    said: list[Announcement] = field(default_factory=list)

    def tells(self, *calls: CallLine, **more: object) -> None:
        self.announcer.receive(view(*calls, **more), self.now_ms)  # type: ignore[arg-type]

    def next(self) -> Announcement | None:
        return self.announcer.next(self.now_ms)

    def says(self) -> str | None:
        """The next one to its end: the number or the message, None if there is nothing."""
        announcement = self.next()
        if announcement is None:
            return None
        self.said.append(announcement)
        self.now_ms += 6_000
        self.announcer.ended(self.now_ms, said=True)
        self.now_ms += PAUSE_MS
        return what(announcement)

    def says_all(self) -> list[str]:
        said = []
        while (one := self.says()) is not None:
            said.append(one)
        return said


def what(announcement: Announcement) -> str:
    match announcement:
        case CallAloud(call=line):
            return line.number
        case EmergencyAloud(message=line):
            return line.emergency_id


def hall(**voice: object) -> Hall:
    opened = Hall(Announcer(configuration(**{"times": 1, **voice})))
    opened.announcer.receive(Linked(), opened.now_ms)
    opened.tells()
    return opened


def test_two_calls_in_the_same_second_are_both_said_in_their_order_and_never_together() -> None:
    here = hall()
    here.tells(call("A001"), call("A002", window=4))
    first = here.next()
    assert first is not None
    assert what(first) == "A001"
    assert here.next() is None
    here.announcer.ended(here.now_ms, said=True)
    assert here.next() is None, "a moment of silence first"
    here.now_ms += PAUSE_MS
    assert here.says_all() == ["A002"]


def test_a_call_is_said_once_however_often_it_is_shown() -> None:
    here = hall()
    here.tells(call("A001"))
    assert here.says_all() == ["A001"]
    here.tells(call("A001"))
    here.tells(call("A001"), call("A002"))
    assert here.says_all() == ["A002"]


def test_a_recall_is_said_and_takes_the_place_of_a_call_that_waits() -> None:
    here = hall()
    here.tells(call("A001"))
    assert here.says() == "A001"
    here.tells(call("A001", times=2))
    assert here.says_all() == ["A001"]
    here.tells(call("A002"), call("A003"))
    here.tells(call("A003"), call("A002", times=2))
    assert here.says_all() == ["A003", "A002"]


def test_a_call_that_was_taken_back_or_whose_ticket_is_called_no_longer_is_not_said() -> None:
    here = hall()
    here.tells(call("A001"), call("A002"), call("A003"))
    assert here.says() == "A001"
    here.tells(call("A001"), call("A003", over=True))
    assert here.says_all() == []


def test_a_call_is_said_again_as_often_as_the_policy_says_while_no_other_waits() -> None:
    here = hall(times=3)
    here.tells(call("A001"))
    assert here.says_all() == ["A001"] * 3
    here.tells(call("A001"), call("A002"), call("A003"))
    assert here.says_all()[:2] == ["A002", "A003"]


def test_nobody_is_repeated_whose_first_time_is_long_over() -> None:
    here = hall(times=2)
    here.tells(call("A001"))
    assert here.says() == "A001"
    here.now_ms += AGAIN_MS
    assert here.says() is None


def test_a_call_being_said_is_not_repeated_once_it_is_over() -> None:
    here = hall(times=2)
    here.tells(call("A001"))
    assert here.says() == "A001"
    here.tells(call("A001", over=True))
    assert here.says_all() == []


def test_after_an_absence_old_calls_are_not_said_and_new_ones_are() -> None:
    here = hall(too_old_s=20)
    here.announcer.receive(LinkLost(), here.now_ms)
    old, new = call("A001", here.now_ms), call("A002", here.now_ms + 50_000)
    here.now_ms += MINUTE_MS
    here.announcer.receive(Linked(), here.now_ms)
    here.tells(old, new)
    assert here.says_all() == ["A002"]


def test_while_the_link_stands_a_wrong_clock_silences_nothing() -> None:
    here = hall(too_old_s=20)
    here.tells(call("A001", here.now_ms - 300_000))
    assert here.says_all() == ["A001"]


def test_an_old_line_that_comes_back_to_the_board_is_no_new_call() -> None:
    here = hall()
    here.tells(call("A002", NOON_MS + 2 * MINUTE_MS))
    assert here.says_all() == ["A002"]
    here.tells(call("A001", NOON_MS), call("A002", NOON_MS + 2 * MINUTE_MS))
    assert here.says_all() == []


def test_in_quiet_hours_nothing_is_called_nor_kept_for_later() -> None:
    here = hall(quiet=[{"begins_at": "12:00", "ends_at": "12:05"}])
    here.tells(call("A001"))
    assert here.says() is None
    here.now_ms += 5 * MINUTE_MS
    here.tells(call("A001"), call("A002"))
    assert here.says_all() == ["A002"]


def test_quiet_hours_may_go_over_midnight() -> None:
    here = hall(quiet=[{"begins_at": "22:00", "ends_at": "12:01"}])
    here.tells(call("A001"))
    assert here.says() is None
    here.now_ms += MINUTE_MS
    here.tells(call("A002"))
    assert here.says() == "A002"


def test_the_volume_goes_by_the_hour() -> None:
    rows = [{"begins_at": "12:01", "percent": 40}, {"begins_at": "08:00", "percent": 80}]
    here = hall(volumes=rows, volume_percent=10)
    here.tells(call("A001"))
    here.says()
    here.now_ms = NOON_MS + MINUTE_MS
    here.tells(call("A002", here.now_ms))
    here.says()
    here.now_ms = NOON_MS + 16 * 60 * MINUTE_MS  # at four in the morning it is still that of the evening
    here.tells(call("A003", here.now_ms))
    here.says()
    assert [one.volume_percent for one in here.said] == [80, 40, 40]


def test_an_emergency_message_breaks_off_a_call_and_is_said_again_and_again_and_nobody_is_called_meanwhile() -> None:
    here = hall(emergency_pause_s=8)
    here.tells(call("A001"), call("A002"))
    assert here.next() is not None
    assert not here.announcer.breaks_off
    here.tells(call("A001"), call("A002"), emergency=message())
    assert here.announcer.breaks_off
    here.announcer.ended(here.now_ms, said=False)
    here.now_ms += PAUSE_MS
    assert here.says() == "e1"
    assert here.says() is None
    assert here.announcer.due_ms(here.now_ms) == here.now_ms - PAUSE_MS + 8_000
    here.now_ms += 8_000 - PAUSE_MS
    assert here.says() == "e1"
    here.tells(call("A001"), call("A002"))
    assert here.says_all() == [], "whom staff still want, they call again"


def test_an_emergency_message_is_said_in_quiet_hours() -> None:
    here = hall(quiet=[{"begins_at": "00:00", "ends_at": "00:00"}])
    here.tells(emergency=message())
    assert here.says() == "e1"


def test_another_message_breaks_off_the_one_before_and_so_does_its_end() -> None:
    here = hall()
    here.tells(emergency=message("e1"))
    assert here.next() is not None
    here.tells(emergency=message("e1"))
    assert not here.announcer.breaks_off
    here.tells(emergency=message("e2"))
    assert here.announcer.breaks_off
    here.announcer.ended(here.now_ms, said=False)
    here.now_ms += PAUSE_MS
    second = here.next()
    assert second is not None
    assert what(second) == "e2"
    here.tells()
    assert here.announcer.breaks_off


def test_good_news_is_said_once_and_calls_go_on() -> None:
    here = hall()
    here.tells(emergency=message("e1"))
    assert here.says() == "e1"
    here.tells(emergency=message("e2", calm=True))
    assert here.says_all() == ["e2"]
    here.tells(call("A001"), emergency=message("e2", calm=True))
    first = here.next()
    assert first is not None
    assert what(first) == "A001"
    assert not here.announcer.breaks_off


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    here = hall()
    here.tells(call("A001"))
    assert here.says() == "A001"
    here.now_ms -= 3_600_000
    here.tells(call("A001"), call("A002"))
    assert here.announcer.due_ms(here.now_ms) == here.now_ms
    assert here.says() == "A002"


def test_what_could_not_be_played_is_not_repeated() -> None:
    here = hall(times=2)
    here.tells(call("A001"))
    assert here.next() is not None
    here.announcer.ended(here.now_ms, said=False)
    here.now_ms += PAUSE_MS
    assert here.says_all() == []


def test_it_says_when_it_may_have_something_next() -> None:
    here = hall()
    assert here.announcer.due_ms(here.now_ms) is None
    here.tells(call("A001"), call("A002"))
    assert here.next() is not None
    assert here.announcer.due_ms(here.now_ms) is None
    here.announcer.ended(here.now_ms, said=True)
    assert here.announcer.due_ms(here.now_ms) == here.now_ms + PAUSE_MS


@given(
    steps=st.lists(st.one_of(st.integers(1, 3), st.none()), max_size=60),
    gaps=st.lists(st.integers(0, 4_000), min_size=1),
)
def test_however_calls_come_each_is_said_once_in_order_and_one_at_a_time(
    steps: list[int | None], gaps: list[int]
) -> None:
    """A number: so many calls at once. None: time for the loudspeaker."""
    here = hall()
    lines: list[CallLine] = []
    told: list[str] = []
    for at, step in enumerate(steps):
        here.now_ms += gaps[at % len(gaps)]
        if step is None:
            said = here.says()
            told += [said] if said else []
            continue
        lines += [call(f"A{len(lines) + n:03}", here.now_ms) for n in range(step)]
        recent = [line for line in lines if line.called_at_ms >= here.now_ms - MINUTE_MS]
        here.tells(*(lines[-8:] if len(recent) < 8 else recent))
    waiting = [line.number for line in lines[-8:] if line.number not in told]
    told += here.says_all()
    assert told == sorted(set(told))
    assert set(waiting) <= set(told)
