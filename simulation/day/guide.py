"""The guide in the lobby: helps back into the queue, checks in, looks at papers, opens the green channel."""

from typing import TYPE_CHECKING

from queue_server.contract.commands import CheckIn, GiveTag, GrantPriority, RequeueTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketView
from simulation.day.server import ServerAway
from simulation.day.staff import Staff

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor

GREEN_CHANNEL = "green_channel"


class Guide(Staff):
    async def requeue(self, ticket_id: str) -> bool:
        """Whoever missed their call."""
        if await self.try_(RequeueTicket(ticket_id)) is None:
            return False
        self.did("TicketRequeued", ticket_id)
        return True

    async def check_in(self, code: str) -> TicketView | RefusalCode:
        """Whoever has an appointment, by its code: their number, or why there is none."""
        appointment_id = self.hall.server.appointment_id(code) or "unreadable"
        try:
            accepted = await self.ask(CheckIn(appointment_id), self._caller)
        except CommandRefused as refused:
            return refused.code
        except ServerAway:
            return RefusalCode.UNAVAILABLE
        return accepted.ticket or RefusalCode.UNAVAILABLE

    async def give_tag(self, visitor: "Visitor") -> None:
        """A vibrating one, to whoever neither hears a call nor sees a board. It comes back by itself when they go."""
        if not self.hall.free_tags:
            return
        visitor.has_tag, ticket_id, tag = True, visitor.ledger.ticket_id, self.hall.free_tags.pop(0)
        if await self.try_(GiveTag(ticket_id, str(tag))) is not None:
            self.ledger.tags[ticket_id, tag] += 1

    async def open_green_channel(self, visitor: "Visitor") -> None:
        """For whoever plainly needs it and did not say so."""
        classes = [each.id for each in self.hall.configuration.policy.priority.classes]
        if not classes:
            return
        visitor.verified, ticket_id = True, visitor.ledger.ticket_id
        command = GrantPriority(ticket_id, visitor.chance.choice(classes), GREEN_CHANNEL)
        if await self.try_(command) is not None:
            self.did("PriorityGranted", ticket_id)
