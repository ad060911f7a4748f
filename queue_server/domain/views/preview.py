"""What another work profile for a window would mean now: the load report that argues a change, or against it."""

from queue_server.contract.commands import AssignProfile
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ProfilePreview, QueueLoad, WindowLoad, WindowState
from queue_server.domain import posts
from queue_server.domain.state import HallState
from queue_server.domain.views.actions import SUPERVISOR, refusal
from queue_server.domain.views.labels import label, window_brief


def preview(state: HallState, window_id: str, profile_id: str, now_ms: int) -> ProfilePreview:
    """Refuses WINDOW_UNKNOWN, PROFILE_UNKNOWN."""
    hall = state.hall
    state.window(window_id)
    if profile_id not in hall.profiles:
        raise CommandRefused(RefusalCode.PROFILE_UNKNOWN, profile_id=profile_id)
    before, after = _Reach(state, {}), _Reach(state, {window_id: profile_id})
    profile_before = hall.profiles[hall.windows[window_id].profile_id]
    queue_ids = tuple(dict.fromkeys((*profile_before.queue_ids, *hall.profiles[profile_id].queue_ids)))
    refused = refusal(AssignProfile(window_id, profile_id, "asked"), state, SUPERVISOR, now_ms)
    gone = posts.withdrawn(state)
    left = posts.queues_left(after.hall, gone) - posts.queues_left(hall, gone)
    return ProfilePreview(
        window=window_brief(hall, window_id),
        profile_id=profile_id,
        profile=label(hall.profiles[profile_id].name),
        profile_before=label(profile_before.name),
        why_not=refused.code if refused is not None else None,
        queues_left=tuple(sorted(left)),
        uncovered=tuple(id_ for id_ in queue_ids if state.waiting[id_].orders and not after.open_windows(id_)),
        queues=tuple(_queue(state, queue_id, before, after) for queue_id in queue_ids),
        windows=tuple(
            WindowLoad(window_brief(hall, other_id), before.share(other_id), after.share(other_id))
            for other_id in hall.windows_by_number
            if state.windows[other_id].state is WindowState.OPEN
            and (other_id == window_id or not before.queues(other_id).isdisjoint(queue_ids))
        ),
    )


class _Reach:
    """Which windows take which queues, with other profiles for some."""

    def __init__(self, state: HallState, assigned: dict[str, str]) -> None:
        self._state = state
        self.hall = state.hall.with_profiles(assigned)

    def windows(self, queue_id: str) -> list[str]:
        """Those in service."""
        taking = (window.id for window in self.hall.windows_of_queue[queue_id])
        return [window_id for window_id in taking if not self._state.windows[window_id].withdrawn]

    def open_windows(self, queue_id: str) -> list[str]:
        live = self._state.windows
        return [window_id for window_id in self.windows(queue_id) if live[window_id].state is WindowState.OPEN]

    def queues(self, window_id: str) -> set[str]:
        return set(self.hall.profiles[self.hall.windows[window_id].profile_id].queue_ids)

    def share(self, window_id: str) -> float:
        """How many who wait fall to that open window, if each queue is divided evenly; to a tenth."""
        waiting = self._state.waiting
        shares = (len(waiting[queue_id]) / len(self.open_windows(queue_id)) for queue_id in self.queues(window_id))
        return round(sum(shares), 1)


def _queue(state: HallState, queue_id: str, before: _Reach, after: _Reach) -> QueueLoad:
    lanes = state.waiting[queue_id]
    first = lanes.first
    return QueueLoad(
        queue_id=queue_id,
        name=label(state.hall.queues[queue_id].name),
        waiting=len(lanes),
        longest_since_ms=state.tickets[first[2]].issued_at_ms if first else None,
        windows_open_before=len(before.open_windows(queue_id)),
        windows_open_after=len(after.open_windows(queue_id)),
        windows_before=len(before.windows(queue_id)),
        windows_after=len(after.windows(queue_id)),
    )
