"""The guide in the lobby."""

from typing import TYPE_CHECKING

from config.hall import Clerk as Post
from queue_server.contract.commands import RequeueTicket
from queue_server.contract.refusals import CommandRefused
from queue_server.web.caller import Caller
from simulation.day.ledger import Deed, StaffLedger
from simulation.day.person import Person
from simulation.day.server import ServerAway

if TYPE_CHECKING:
    from simulation.day.hall import Hall


class Guide(Person):
    """Stands in the lobby; whoever missed their call is helped back into the queue."""

    def __init__(self, hall: "Hall", post: Post) -> None:
        super().__init__(hall, post.id, 900)
        self._caller = Caller.of_clerk(post, "day")
        self.ledger = StaffLedger()

    async def requeue(self, ticket_id: str) -> bool:
        try:
            await self.ask(RequeueTicket(ticket_id), self._caller)
        except (CommandRefused, ServerAway):
            return False
        self.ledger.deeds[Deed("TicketRequeued", ticket_id, None)] += 1
        return True
