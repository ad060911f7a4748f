"""When time alone will bring something about: the scheduler sleeps until then and gives `Tick`."""

from queue_server.domain.rules import (
    attendance,
    coverage,
    emergencies,
    lockers,
    notices,
    ratings,
    reminders,
    reprints,
    slips,
    tags,
    work_orders,
)
from queue_server.domain.state import HallState


def next_deadline_ms(state: HallState) -> int | None:
    """The earliest end of a rating invitation, or of the patience with a slip, a vibrating tag, a cell to be opened, an
    uncovered post, an appointment, somebody parked or a bundle promised for today; or the time of a notice, of an
    emergency message, of a rating by default, or of a work order."""
    deadlines = [window.invited.until_ms for window in state.windows.values() if window.invited is not None]
    slip_ms = slips.next_due_ms(state)
    if slip_ms is not None:
        deadlines.append(slip_ms)
    reprint_ms = reprints.next_due_ms(state)
    if reprint_ms is not None:
        deadlines.append(reprint_ms)
    tag_ms = tags.next_due_ms(state)
    if tag_ms is not None:
        deadlines.append(tag_ms)
    opening_ms = lockers.next_due_ms(state)
    if opening_ms is not None:
        deadlines.append(opening_ms)
    missed_ms = attendance.next_missed_ms(state)
    if missed_ms is not None:
        deadlines.append(missed_ms)
    uncovered_ms = coverage.next_due_ms(state)
    if uncovered_ms is not None:
        deadlines.append(uncovered_ms)
    reminder_ms = reminders.next_due_ms(state)
    if reminder_ms is not None:
        deadlines.append(reminder_ms)
    others = (
        notices.next_due_ms(state),
        emergencies.next_due_ms(state),
        ratings.next_default_ms(state),
        work_orders.next_due_ms(state),
    )
    deadlines += [at_ms for at_ms in others if at_ms is not None]
    return min(deadlines, default=None)
