"""The supervisor: gives windows other work, decides what is asked for windows, publishes, and sees to empty posts."""

from typing import TYPE_CHECKING

from queue_server.contract.commands import (
    AcknowledgeAlarm,
    ApproveWindow,
    AssignProfile,
    RejectWindow,
    WindowChange,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AlarmState, FloorView, RequestLine
from simulation.day.server import ServerAway
from simulation.day.staff import Staff

if TYPE_CHECKING:
    from simulation.day.clerk import Clerk

UNCOVERED = "post_uncovered"
LOOKS_S = 300
CROWDED, QUIET, NOT_NOW = "crowded", "few_people", "not_now"


class Supervisor(Staff):
    async def live(self) -> None:
        """Each at its time of the day, between looks at the floor."""
        hall = self.hall
        if hall.recorded:
            return
        hours_s = hall.closes_s - hall.opens_s
        agenda = [
            (0.30, self._publish_without_an_item),
            (0.38, self._give_other_work),
            (0.45, self._withdraw_a_window),
            (0.55, self._turn_a_request_down),
            (0.62, self._give_other_work),
            (0.70, self._set_the_window_up_again),
        ]
        for share, work in agenda:
            until_s = hall.opens_s + share * hours_s
            while hall.loop.time() < until_s:
                await self._see_to_posts()
                await self.rest(min(LOOKS_S, until_s - hall.loop.time()))
            await work()
        while not hall.over:
            await self._see_to_posts()
            await self.rest(LOOKS_S)

    async def _floor(self) -> FloorView | None:
        try:
            view = await self.hall.server.view("floor")
        except (CommandRefused, ServerAway):
            return None
        return view if isinstance(view, FloorView) else None

    async def _see_to_posts(self) -> None:
        floor = await self._floor()
        for alarm in floor.alarms if floor is not None else ():
            if alarm.kind == UNCOVERED and alarm.state is AlarmState.RAISED:
                await self.try_(AcknowledgeAlarm(alarm.alarm_id))

    async def _publish_without_an_item(self) -> None:
        """What somebody asked for just now is not offered any more; whoever has a number for it keeps it."""
        for without in self.hall.without_one_item(self.chance):
            try:
                await self.hall.server.publish(without, self._caller)
            except (CommandRefused, ServerAway):
                continue  # a rule was made for that item alone, or nobody is there just now
            return

    async def _give_other_work(self) -> None:
        """To a window of the commonest queue that of its neighbour, or the other way about."""
        windows = self.hall.configuration.plan.windows
        for _ in range(20):
            window, other = self.chance.sample(windows, 2)
            if window.profile_id == other.profile_id:
                continue
            if await self.try_(AssignProfile(window.id, other.profile_id, CROWDED)) is not None:
                self.changed("ProfileAssigned", window.id, other.profile_id)
                return

    # --- what is asked for windows ------------------------------------------------------------------------------------

    async def _withdraw_a_window(self) -> None:
        if await self._asking.ask_for(WindowChange.WITHDRAW, QUIET):
            await self._approve(self._asking)

    async def _set_the_window_up_again(self) -> None:
        if await self._asking.ask_for(WindowChange.OPEN, CROWDED):
            await self._approve(self._asking)

    async def _turn_a_request_down(self) -> None:
        asking = self.hall.clerks[0]
        if asking is self._asking or not await asking.ask_for(WindowChange.WITHDRAW, QUIET):
            return
        asked = await self._asked(asking)
        if asked is not None and await self.try_(RejectWindow(asked.request_id, NOT_NOW)) is not None:
            self.changed("WindowRejected", asking.home)

    @property
    def _asking(self) -> "Clerk":
        """Of a window that others can do without: the last of the queue with most windows."""
        windows = max(self.hall.configuration.windows_of_queue.values(), key=len)
        alone = {window.id for window in windows if len(self.hall.configuration.holders[window.id]) > 1}
        return next(clerk for clerk in reversed(self.hall.clerks) if clerk.home in alone)

    async def _approve(self, asking: "Clerk") -> None:
        """While somebody is served there, a little later."""
        asked = await self._asked(asking)
        for _ in range(60):
            if asked is None or await self.try_(ApproveWindow(asked.request_id)) is not None:
                break
            if self.refused_because is not RefusalCode.WINDOW_BUSY:
                return
            await self.rest(30)
        if asked is not None:
            self.changed("WindowApproved", asking.home)

    async def _asked(self, asking: "Clerk") -> RequestLine | None:
        for _ in range(5):
            floor = await self._floor()
            if floor is not None:
                mine = (line for line in floor.requests if line.window.window_id == asking.home)
                return next(mine, None)
            await self.rest(10)
        return None
