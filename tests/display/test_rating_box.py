"""Ratings that the hall has not answered yet outlive the program and the machine, and go out under one key."""

from pathlib import Path

import msgspec
import pytest

from display.rating_box import RatingBox, rating_boxes
from queue_server.client.session import Answered, WasRefused
from queue_server.contract.commands import RateService, RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted

LEVEL = RateService("A012.s1", RatingLevel.DISSATISFIED)
WITH_REASONS = RateService("A012.s1", RatingLevel.DISSATISFIED, reasons=("201", "203"))
NUMBER = "13800000000"
OTHER = RateService("A013.s1", RatingLevel.SATISFIED)


class Station:
    """A station with a disk; `start` is a program that was switched on, with nothing but the disk from before."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "deeper" / "rating-w03.json"
        self.posted: list[tuple[RateService, str]] = []
        self.starts = 0

    def start(self) -> RatingBox:
        self.starts += 1
        keys = iter(f"k{self.starts}.{number}" for number in range(1, 100))
        return RatingBox(self.path, lambda rating, key: self.posted.append((rating, key)), lambda: next(keys))


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def answered(key: str) -> Answered:
    return Answered(key, Accepted(7, 1_000))


def test_what_is_kept_is_not_sent_before_it_is_complete(station: Station) -> None:
    box = station.start()
    box.keep(LEVEL)
    assert station.posted == []
    assert box.send(WITH_REASONS) == "k1.1"
    assert station.posted == [(WITH_REASONS, "k1.1")]


def test_a_level_outlives_a_plug_pulled_before_the_reasons(station: Station) -> None:
    station.start().keep(LEVEL)
    station.start().send_kept()
    assert station.posted == [(LEVEL, "k1.1")]


def test_what_was_sent_without_an_answer_goes_out_once_more_under_its_own_key(station: Station) -> None:
    box = station.start()
    box.send(WITH_REASONS)
    box.send(OTHER)
    box.receive(answered("k1.2"))
    for _ in range(100):
        station.start().send_kept()
    assert station.posted[2:] == [(WITH_REASONS, "k1.1")] * 100


def test_what_was_answered_never_goes_out_again(station: Station) -> None:
    box = station.start()
    box.send(LEVEL)
    box.receive(answered("k1.1"))
    box.receive(answered("k1.1"))
    after = station.start()
    after.send_kept()
    assert (len(station.posted), after.unanswered) == (1, ())


@pytest.mark.parametrize("code", [RefusalCode.FORBIDDEN, RefusalCode.SERVICE_UNKNOWN, RefusalCode.ALREADY_RATED])
def test_what_was_refused_for_good_is_not_tried_again(station: Station, code: RefusalCode) -> None:
    box = station.start()
    box.send(LEVEL)
    box.receive(WasRefused("k1.1", code))
    assert (box.unanswered, station.start().unanswered) == ((), ())


def test_what_could_not_be_taken_now_stays(station: Station) -> None:
    box = station.start()
    box.send(LEVEL)
    box.receive(WasRefused("k1.1", RefusalCode.UNAVAILABLE))
    assert station.start().unanswered == (LEVEL,)


def test_a_level_is_not_lost_for_reasons_of_a_table_that_has_changed(station: Station) -> None:
    box = station.start()
    box.send(WITH_REASONS)
    box.receive(WasRefused("k1.1", RefusalCode.REASONS_UNFIT))
    assert station.posted[1:] == [(LEVEL, "k1.2")]
    box.receive(WasRefused("k1.2", RefusalCode.REASONS_UNFIT))
    assert (len(station.posted), box.unanswered) == (2, ())


def test_a_telephone_number_goes_out_and_is_never_on_the_disk(station: Station) -> None:
    with_number = msgspec.structs.replace(WITH_REASONS, contact=NUMBER)
    box = station.start()
    box.keep(WITH_REASONS)
    box.send(with_number)
    assert station.posted == [(with_number, "k1.1")]
    assert NUMBER.encode() not in b"".join(file.read_bytes() for file in station.path.parent.iterdir())
    station.start().send_kept()
    assert station.posted[1:] == [(WITH_REASONS, "k1.1")]  # the rating outlives the number


def test_reasons_that_no_longer_fit_take_nobody_their_number(station: Station) -> None:
    box = station.start()
    box.send(msgspec.structs.replace(WITH_REASONS, contact=NUMBER))
    box.receive(WasRefused("k1.1", RefusalCode.REASONS_UNFIT))
    assert station.posted[1:] == [(msgspec.structs.replace(LEVEL, contact=NUMBER), "k1.2")]


def test_answers_to_others_take_nothing_out(station: Station) -> None:
    box = station.start()
    box.send(LEVEL)
    box.receive(answered("another"))
    box.receive(WasRefused("another", RefusalCode.FORBIDDEN))
    assert box.unanswered == (LEVEL,)


@pytest.mark.parametrize("damage", [b"", b"[", b'[{"key": 7}]', b"\xff\xfe"])
def test_a_damaged_file_is_put_aside_and_the_station_goes_on(station: Station, damage: bytes) -> None:
    station.path.parent.mkdir()
    station.path.write_bytes(damage)
    box = station.start()
    box.send(LEVEL)
    assert station.start().unanswered == (LEVEL,)
    assert station.path.with_suffix(".damaged").read_bytes() == damage


def test_a_disk_that_takes_nothing_keeps_nobody_from_rating(station: Station) -> None:
    station.path.parent.write_text("no folder")
    box = station.start()
    box.keep(LEVEL)
    box.send(WITH_REASONS)
    assert station.posted == [(WITH_REASONS, "k1.1")]
    assert box.unanswered == (WITH_REASONS,)


def test_boxes_stand_where_a_machine_keeps_what_cannot_be_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/var/lib/somebody")
    assert rating_boxes() == Path("/var/lib/somebody/service-hall/ratings")
    monkeypatch.delenv("XDG_STATE_HOME")
    assert rating_boxes() == Path.home() / ".local/state/service-hall/ratings"
