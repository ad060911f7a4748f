"""The timetable: what the passing of time makes the server do next. Pure; the scheduler sleeps by it."""

from datetime import date

import msgspec

from queue_server.contract.commands import OWN_KEY, CloseDay, OpenDay, OpenDoors, Tick
from queue_server.domain.business_day import begins_at_ms, coming_day, doors_at_ms, ends_at_ms
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.state import HallState


class Due(msgspec.Struct, frozen=True):
    """A command of the server's own, and when to give it; a time gone by means now."""

    at_ms: int
    command: Tick | OpenDoors | OpenDay | CloseDay

    def key(self, state: HallState) -> str:
        """The same for the same occasion, so that a restart in the middle of it repeats nothing."""
        match self.command:
            case OpenDoors(business_day):
                return f"{OWN_KEY}doors-{business_day}"
            case OpenDay(business_day):
                return f"{OWN_KEY}open-{business_day}"
            case CloseDay():
                return f"{OWN_KEY}close-{state.business_day}"
            case Tick():
                return f"{OWN_KEY}tick-{self.at_ms}-{state.seq}"


def next_due(state: HallState, now_ms: int) -> Due | None:
    """The earliest of what is due; None before the first configuration is published, or if nothing is to come."""
    if state.configuration is None:
        return None
    turn = _turn_of_the_day(state, now_ms)
    deadline_ms = next_deadline_ms(state)
    if deadline_ms is None or (turn is not None and turn.at_ms <= deadline_ms):
        return turn
    return Due(deadline_ms, Tick())


def _turn_of_the_day(state: HallState, now_ms: int) -> Due | None:
    """The end of the day that has begun, or the doors and the beginning of the next; None if there is no next."""
    hours, time_zone = state.hall.policy.hours, state.hall.plan.time_zone
    if state.begun_day is not None:
        return Due(ends_at_ms(date.fromisoformat(state.begun_day), hours, time_zone), CloseDay())
    coming = coming_day(state, now_ms)
    if coming is None:
        return None
    day = date.fromisoformat(coming)
    begins_ms, doors_ms = begins_at_ms(day, hours, time_zone), doors_at_ms(day, hours, time_zone)
    if doors_ms < begins_ms and now_ms < begins_ms and not state.doors_open:
        return Due(doors_ms, OpenDoors(coming))
    return Due(begins_ms, OpenDay(coming))
