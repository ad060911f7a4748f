"""When time alone will bring something about: the scheduler sleeps until then and gives `Tick`."""

from queue_server.domain.rules import slips
from queue_server.domain.state import HallState


def next_deadline_ms(state: HallState) -> int | None:
    """The earliest end of a rating invitation or of the patience with an unreported slip; None if there is neither."""
    deadlines = [window.invited.until_ms for window in state.windows.values() if window.invited is not None]
    oldest_slip = next(iter(state.slips_due.values()), None)
    if oldest_slip is not None:
        deadlines.append(slips.due_at_ms(state, oldest_slip))
    return min(deadlines, default=None)
