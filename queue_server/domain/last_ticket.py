"""The last number of the day: when whoever came to a queue now would not be called before closing.

By the queue's own pace where enough of it was seen; otherwise the policy's minutes before closing.
"""

from datetime import date

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.business_day import ends_at_ms
from queue_server.domain.state import HallState
from queue_server.domain.waiting_range import MINUTE_MS, expected_ms


def last_ticket_at_ms(state: HallState, queue_id: str, now_ms: int) -> int | None:
    """Until when numbers are given for the queue, at its length and pace of now, to the minute.

    None while the day has not begun, and in a hall that is always open.
    """
    hours = state.hall.policy.hours
    if state.begun_day is None or hours.always:
        return None
    closes_ms = ends_at_ms(date.fromisoformat(state.begun_day), hours, state.hall.plan.time_zone)
    wait_ms = expected_ms(state.paces[queue_id], len(state.waiting[queue_id]), now_ms)
    if wait_ms is None:
        wait_ms = hours.last_ticket_min * MINUTE_MS
    last_ms = closes_ms - int(wait_ms)
    return last_ms - last_ms % MINUTE_MS


def numbers_are_over(state: HallState, queue_id: str, now_ms: int) -> bool:
    last_ms = last_ticket_at_ms(state, queue_id, now_ms)
    return last_ms is not None and last_ms <= now_ms


def demand_numbers(state: HallState, queue_id: str, now_ms: int) -> None:
    """Refuses NUMBERS_OVER."""
    if numbers_are_over(state, queue_id, now_ms):
        raise CommandRefused(RefusalCode.NUMBERS_OVER, queue_id=queue_id)
