"""What is said aloud next: one queue for each loudspeaker, so for the zone or the hall it stands in. Pure.

Calls are said in their order, one at a time. Whoever plays asks `next`, plays, and tells `ended`. A call is said once,
and again up to `times` while no other one waits. It is not said any more once it was taken back, repeated, or its
ticket is called no longer, or it has left the board after a minute; nor in quiet hours; nor after an absence, when it
is older than `too_old_s`. An emergency message goes before everything, breaks off what is being said, and is said again
and again while it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from config.clock import minutes_of
from config.configuration import HallConfiguration
from config.voice import QuietHours
from display.presenters.link import Link
from queue_server.client.session import AnyDelivery
from queue_server.contract.views import BoardView, CallLine, EmergencyLine

AGAIN_MS: Final = 15_000  # a call that could not be repeated by then is not: its second time would puzzle
CALLED_AGO_MS: Final = 60_000  # a line older than this beside the newest one has come back; it is no news
PAUSE_MS: Final = 400  # between two announcements


@dataclass(frozen=True)
class CallAloud:
    """`time`: 1 for the first."""

    call: CallLine
    time: int
    volume_percent: int


@dataclass(frozen=True)
class EmergencyAloud:
    message: EmergencyLine
    volume_percent: int


Announcement: TypeAlias = CallAloud | EmergencyAloud


@dataclass
class _Waiting:
    call: CallLine
    since_ms: int
    time: int = 1


class Announcer:
    """Of one loudspeaker; it hears of the view of its board, `BoardView`."""

    def __init__(self, configuration: HallConfiguration) -> None:
        self._policy = configuration.policy.voice
        self._zone = ZoneInfo(configuration.plan.time_zone)
        self._link = Link(BoardView)
        self._known: set[str] = set()
        self._newest_ms = 0  # of all calls, by the server's clock
        self._waiting: list[_Waiting] = []  # to be said for the first time, oldest first
        self._again: list[_Waiting] = []
        self._now: Announcement | None = None
        self._free_at_ms = 0
        self._message_at_ms = 0  # when the emergency message is due
        self._message_id: str | None = None  # the one that was said last

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        view = self._link.receive(message, now_ms)
        if view is None:
            return
        lines = {call.call_id: call for call in view.calls if not call.over}
        self._waiting = [one for one in self._waiting if one.call.call_id in lines]
        self._again = [one for one in self._again if one.call.call_id in lines]
        for call in self._new(view.calls, now_ms):
            self._waiting.append(_Waiting(call, now_ms))
        self._known = {call.call_id for call in view.calls}
        self._newest_ms = max((self._newest_ms, *(call.called_at_ms for call in view.calls)))
        if view.emergency is None or view.emergency.emergency_id != self._message_id:
            self._message_at_ms, self._message_id = 0, None

    @property
    def breaks_off(self) -> bool:
        """What is being said now shall not go on: an emergency message has come, or another one, or it is over."""
        stands = self._emergency
        match self._now:
            case EmergencyAloud(message=message):
                over = stands is None and not message.calm
                return over or (stands is not None and stands.emergency_id != message.emergency_id)
            case CallAloud():
                return stands is not None and self._speaks_of(stands)
        return False

    def next(self, now_ms: int) -> Announcement | None:
        """What is to be said now; it is being said until `ended`. None: nothing, at least until `due_ms`."""
        self._heed(now_ms)
        if self._now is not None or now_ms < self._free_at_ms:
            return None
        self._now = self._message(now_ms) or self._call(now_ms)
        return self._now

    def ended(self, now_ms: int, *, said: bool) -> None:
        """It was said to its end, or it was broken off or could not be said."""
        match self._now:
            case CallAloud(call=call, time=time) if said and time < self._policy.times:
                self._again.append(_Waiting(call, now_ms, time + 1))
            case EmergencyAloud(message=message) if message.emergency_id == self._message_id:
                self._message_at_ms = now_ms + self._policy.emergency_pause_s * 1_000
        self._now = None
        self._free_at_ms = now_ms + PAUSE_MS

    def due_ms(self, now_ms: int) -> int | None:
        """When `next` may have something that it has not yet; None: only once there is news."""
        self._heed(now_ms)
        if self._now is not None:
            return None
        if self._emergency is not None and self._speaks_of(self._emergency):
            return max(self._message_at_ms, self._free_at_ms)
        return self._free_at_ms if self._waiting or self._again else None

    def _heed(self, now_ms: int) -> None:
        """A clock that was set back silences nothing."""
        if self._free_at_ms > now_ms + PAUSE_MS:
            self._free_at_ms = now_ms
        if self._message_at_ms > now_ms + self._policy.emergency_pause_s * 1_000:
            self._message_at_ms = now_ms

    # calls

    def _new(self, calls: tuple[CallLine, ...], now_ms: int) -> Iterator[CallLine]:
        """Oldest first. What was called long ago is no news, whether we were away or the line has come back."""
        for call in reversed(calls):
            if call.call_id in self._known or call.over or call.called_at_ms < self._newest_ms - CALLED_AGO_MS:
                continue
            if self._link.returning and now_ms - call.called_at_ms > self._policy.too_old_s * 1_000:
                continue
            yield call

    def _call(self, now_ms: int) -> CallAloud | None:
        stands = self._emergency
        if (stands is not None and not stands.calm) or self._is_quiet(now_ms):
            self._waiting.clear()  # nobody shall go to a window now: whom staff still want, they call again
            self._again.clear()
            return None
        self._again = [one for one in self._again if now_ms - one.since_ms <= AGAIN_MS]
        for row in (self._waiting, self._again):
            if row:
                first = row.pop(0)
                return CallAloud(first.call, first.time, self._volume_percent(now_ms))
        return None

    def _is_quiet(self, now_ms: int) -> bool:
        minute = self._minute(now_ms)
        return any(_holds(quiet, minute) for quiet in self._policy.quiet)

    def _volume_percent(self, now_ms: int) -> int:
        """Of the newest entry that has begun; before the first one of a day, the last one of the day before."""
        minute = self._minute(now_ms)
        rows = sorted(self._policy.volumes, key=lambda row: minutes_of(row.begins_at))
        begun = [row for row in rows if minutes_of(row.begins_at) <= minute] or rows
        return begun[-1].percent if begun else self._policy.volume_percent

    def _minute(self, now_ms: int) -> int:
        local = datetime.fromtimestamp(now_ms / 1_000, self._zone)
        return local.hour * 60 + local.minute

    # emergencies

    @property
    def _emergency(self) -> EmergencyLine | None:
        return None if self._link.view is None else self._link.view.emergency

    def _speaks_of(self, message: EmergencyLine) -> bool:
        """Good news is said once, bad news as long as it stands."""
        return not message.calm or self._message_id != message.emergency_id

    def _message(self, now_ms: int) -> EmergencyAloud | None:
        stands = self._emergency
        if stands is None or now_ms < self._message_at_ms or not self._speaks_of(stands):
            return None
        self._message_id = stands.emergency_id
        return EmergencyAloud(stands, self._policy.emergency_volume_percent)


def _holds(quiet: QuietHours, minute: int) -> bool:
    begins, ends = minutes_of(quiet.begins_at), minutes_of(quiet.ends_at)
    if begins < ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends  # over midnight, or the whole day
