"""What everybody in the hall has in common: a name, luck of their own, and commands they repeat until answered."""

import asyncio
import random
from typing import TYPE_CHECKING

from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted
from queue_server.web.caller import Caller
from simulation.day.server import ServerAway

if TYPE_CHECKING:
    from simulation.day.hall import Hall

STEP_S = 10  # people look up and act at whole steps, so that what happens at once is carried out at once
ASK_AGAIN_S = 2


class Person:
    """Somebody who gives commands through a page and repeats them with the same key until there is an answer.

    Each follows a course of its own, drawn from the day's seed and their own place in it, so that nobody's luck depends
    on anybody else's. They know the hall by what it shows them and nothing else.
    """

    def __init__(self, hall: "Hall", name: str, number: int) -> None:
        self.hall = hall
        self.name = name
        self.number = number
        self.chance = random.Random(f"{hall.seed}:{name}")  # noqa: S311
        self._keys = 0

    async def ask(self, command: AnyCommand, caller: Caller, attempts: int = 400, key: str = "") -> Accepted:
        """`key`: of something that was asked before. Raises CommandRefused; ServerAway after very many attempts."""
        key = key or self.new_key()
        for _ in range(attempts):
            try:
                return await self.hall.server.submit(command, key, caller, self.number)
            except ServerAway:
                pass
            except CommandRefused as refused:
                if refused.code is not RefusalCode.UNAVAILABLE:
                    raise
            await asyncio.sleep(ASK_AGAIN_S)
        raise ServerAway

    def new_key(self) -> str:
        self._keys += 1
        return f"{self.name}.{self._keys:06d}"

    async def rest(self, seconds: float) -> None:
        """Until the first whole step after that time."""
        loop = self.hall.loop
        until_s = loop.time() + max(seconds, 0.0)
        await asyncio.sleep(-(-until_s // STEP_S) * STEP_S - loop.time())
