"""The hall as kiosks show it: which queues there are and what can be ticketed now."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from config.policy import Hours
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView, ItemLine, ReprintLine
from queue_server.domain.business_day import coming_day
from queue_server.domain.rules.items import closed
from queue_server.domain.rules.tickets import no_number
from queue_server.domain.state import HallState
from queue_server.domain.views import appointments
from queue_server.domain.views.announcements import emergency_line, on_kiosks
from queue_server.domain.views.labels import label
from queue_server.domain.views.queues import queue_lines


def hall_view(state: HallState, now_ms: int) -> HallView:
    hall = state.hall
    next_day = None if state.begun_day is not None else coming_day(state, now_ms)
    return HallView(
        hall=label(hall.plan.name),
        day_open=state.begun_day is not None,
        business_day=state.business_day,
        opens_at=hall.policy.hours.opens_at,
        closes_at=hall.policy.hours.closes_at,
        configuration_hash=state.configuration_hash,
        queues=queue_lines(state, hall.plan.queues, now_ms),
        closed_items=tuple(_closed_items(state, state.begun_day or next_day, now_ms)),
        out_of_service=tuple(id_ for id_, station in state.stations.items() if station.out_because is not None),
        windows_open=state.begun_day is not None,
        next_day=next_day,
        appointments=appointments.are_kept(state),
        doors_open=state.doors_open,
        doors_at=_doors_at(hall.policy.hours),
        to_print=tuple(
            ReprintLine(reprint_id, under_way.ticket_id, under_way.station_id)
            for reprint_id, under_way in state.reprints.items()
            if not under_way.begun
        ),
        emergency=emergency_line(state),
        notices=on_kiosks(state),
    )


def _doors_at(hours: Hours) -> str | None:
    if hours.always or hours.doors_min == 0:
        return None
    opens_at = datetime.combine(date.min, time.fromisoformat(hours.opens_at)) + timedelta(days=1)
    return f"{opens_at - timedelta(minutes=hours.doors_min):%H:%M}"


def _closed_items(state: HallState, day: str | None, now_ms: int) -> Iterator[ItemLine]:
    """Asked of every queue once and of every item by its dates: a catalogue is long, and this is computed often."""
    hall = state.hall
    if day is None:
        yield from (ItemLine(item.id, RefusalCode.DAY_CLOSED) for item in hall.catalogue.items)
        return
    no_room = dict[str, RefusalCode]()
    if state.business_day is not None:  # before a day opens nobody waits yet, and its numbers begin anew
        no_room = {q.id: code for q in hall.plan.queues if (code := no_number(state, q, now_ms)) is not None}
    for item in hall.catalogue.items:
        if closed(item, day) is not None:
            yield ItemLine(item.id, RefusalCode.ITEM_CLOSED)
        elif item.queue_id in no_room:
            yield ItemLine(item.id, no_room[item.queue_id])
