"""The days a journal is filled with are days a hall could have."""

from collections import Counter
from datetime import date

from benchmarks.busy_days import BusyDays
from config.loading import SAMPLE, load
from queue_server.domain import invariants

TODAY = date(2026, 11, 23)


def test_busy_days_have_the_events_asked_for_and_end_before_today() -> None:
    days = BusyDays.play(load(SAMPLE), 2_000, TODAY)
    assert 2_000 <= len(days.recorded) < 2_400
    assert days.state.last_day == "2026-11-22"
    assert days.state.business_day is None
    assert invariants.check(days.state) == []


def test_most_visitors_of_a_busy_day_are_served() -> None:
    days = BusyDays.play(load(SAMPLE), 2_000, TODAY)
    happened = Counter(type(entry.event).__name__ for entry in days.recorded)
    assert happened["ServingFinished"] > 0.6 * happened["TicketIssued"]
    assert happened["ServiceRated"] > 0
