from pathlib import Path

import pytest

from simulation.day.arrivals import ArrivalsUnusable, invented, recorded, recorded_days
from simulation.day.hall import play
from simulation.day.picture import draw
from tests.simulation.sample_day import sample_day

RECORDED = Path(__file__).parent / "recorded_queue.csv"


def test_the_busiest_recorded_day_comes_first() -> None:
    assert recorded_days(RECORDED) == [("2026-03-02", 6), ("2026-03-03", 1)]


def test_recorded_people_come_when_they_came_and_leave_when_they_left(tmp_path: Path) -> None:
    coming, opens_s, closes_s = recorded(sample_day(tmp_path, "1", 0).configuration, RECORDED, "2026-03-02")
    assert [arrival.at_s for arrival in coming] == [36_010, 36_020, 36_050, 36_400, 37_000, 37_010]
    assert (opens_s, closes_s) == (36_000, 39_600)
    assert coming[2].patience_s == 61
    assert coming[0].service_s == 140
    assert coming[0].queue_id == coming[1].queue_id != coming[2].queue_id


def test_a_recorded_day_is_played_and_drawn(tmp_path: Path) -> None:
    outcome = play(sample_day(tmp_path, "1", 0, arrivals_file=RECORDED))
    assert outcome.sound
    assert outcome.judgement.issued == 6
    draw(outcome, tmp_path / "day.png")
    assert (tmp_path / "day.png").read_bytes().startswith(b"\x89PNG")


def test_each_seed_invents_a_day_of_its_own(tmp_path: Path) -> None:
    hall = sample_day(tmp_path, "1", 0).configuration
    seven, again, eight = (invented(hall, seed, 100, 32_400, 28_800) for seed in ("7", "7", "8"))
    assert seven == again != eight
    assert {arrival.by_night for arrival in seven} == {True, False}
    assert all((arrival.at_s < 32_400) is arrival.by_night for arrival in seven)
    assert 15 <= sum(arrival.pre_review for arrival in seven) <= 50


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("date,joined_s\n", "lacks the columns kind"),
        (RECORDED.read_text(encoding="utf-8").replace("36020", "soon"), "line 3"),
    ],
)
def test_a_file_that_is_no_recorded_queue_is_refused(content: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "queue.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ArrivalsUnusable, match=why):
        recorded_days(file)
