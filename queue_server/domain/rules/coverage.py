"""What staff are told of by alarms: posts that nobody covers (空岗), and years without a table of holidays."""

from datetime import date
from typing import Final

from config.opening import missing_years
from config.policy import Hours
from queue_server.domain import posts
from queue_server.domain.events import AlarmRaised
from queue_server.domain.moment import Events
from queue_server.domain.rules.alarms import POST_UNCOVERED, alarm_id, cause_gone, subject
from queue_server.domain.state import HallState

CALENDAR_MISSING: Final = "calendar_missing"


def changes(state: HallState, now_ms: int, raised: int) -> Events:
    """Alarms about posts that have been uncovered for too long; `raised` others are raised before by the same command.

    One whose cause is gone ends: a window was opened, nobody waits any more.
    """
    now_uncovered = dict(posts.uncovered(state))
    late = [
        queue_id
        for queue_id, since_ms in now_uncovered.items()
        if due_at_ms(state, since_ms) <= now_ms and subject(POST_UNCOVERED, queue_id) not in state.alarms
    ]
    over = [alarm.about for alarm in state.alarms.values() if _is_over(alarm.kind, alarm.about, now_uncovered)]
    return (
        *(
            AlarmRaised(alarm_id(state, POST_UNCOVERED, queue_id, raised + more), POST_UNCOVERED, queue_id)
            for more, queue_id in enumerate(late)
        ),
        *(cleared for queue_id in over for cleared in cause_gone(state, POST_UNCOVERED, queue_id)),
    )


def next_due_ms(state: HallState) -> int | None:
    """When `changes` will have something to say; the past where it has by now."""
    now_uncovered = dict(posts.uncovered(state))
    due = [
        due_at_ms(state, since_ms)
        for queue_id, since_ms in now_uncovered.items()
        if subject(POST_UNCOVERED, queue_id) not in state.alarms
    ]
    due += [a.raised_at_ms for a in state.alarms.values() if _is_over(a.kind, a.about, now_uncovered)]
    return min(due, default=None)


def _is_over(kind: str, about: str, now_uncovered: dict[str, int]) -> bool:
    return kind == POST_UNCOVERED and about not in now_uncovered


def due_at_ms(state: HallState, uncovered_since_ms: int) -> int:
    """When the patience with a post that is uncovered since then ends."""
    return uncovered_since_ms + state.hall.policy.uncovered_s * 1000


def calendar(state: HallState, business_day: str) -> Events:
    """On a morning from which the table of a year that comes soon is missing: an alarm, until it is published."""
    missing = (str(year) for year in missing_years(state.hall.policy.hours, date.fromisoformat(business_day)))
    new = [year for year in missing if subject(CALENDAR_MISSING, year) not in state.alarms]
    return tuple(
        AlarmRaised(alarm_id(state, CALENDAR_MISSING, year, more), CALENDAR_MISSING, year)
        for more, year in enumerate(new)
    )


def calendar_known(state: HallState, hours: Hours) -> Events:
    """The end of those alarms that these hours answer."""
    missing = [alarm.about for alarm in state.alarms.values() if alarm.kind == CALENDAR_MISSING]
    known = {str(year.year) for year in hours.years}
    abouts = missing if hours.always else [year for year in missing if year in known]
    return tuple(cleared for about in abouts for cleared in cause_gone(state, CALENDAR_MISSING, about))
