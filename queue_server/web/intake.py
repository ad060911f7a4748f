"""The intake (受理): the one way commands go in, by whatever door they came."""

from dataclasses import dataclass

import msgspec

from queue_server.contract import wire
from queue_server.contract.actors import Role
from queue_server.contract.commands import ALLOWED, AnyCommand
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, AppointmentView, PreReviewView, TicketView
from queue_server.engine.dispatcher import Dispatcher
from queue_server.web.caller import Caller
from queue_server.web.reference_code import ReferenceCodes
from queue_server.web.ticket_address import TicketAddresses

_HAND_SHEETS_OUT = frozenset({Role.KIOSK, Role.PORTAL, Role.GUIDE, Role.SUPERVISOR})
_PRINT_SLIPS = frozenset({Role.KIOSK, Role.BRIDGE})
_HAND_TICKETS_OUT = frozenset({Role.GUIDE, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Intake:
    dispatcher: Dispatcher
    addresses: TicketAddresses
    codes: ReferenceCodes  # of pre-reviews
    appointment_codes: ReferenceCodes

    async def submit(self, command: AnyCommand, key: str, caller: Caller) -> Accepted:
        """Has the command carried out for the caller. Raises CommandRefused."""
        if not caller.actor.may_act_as(*ALLOWED[type(command)]):
            raise CommandRefused(RefusalCode.FORBIDDEN, command=type(command).__name__)
        accepted = await self.dispatcher.submit(command, key=key, by=caller.actor)
        if accepted.ticket is not None:
            accepted = msgspec.structs.replace(accepted, ticket=self.with_address(accepted.ticket, caller))
        if accepted.pre_review is not None:
            accepted = msgspec.structs.replace(accepted, pre_review=self.with_code(accepted.pre_review, caller))
        if accepted.appointment is not None:
            accepted = msgspec.structs.replace(
                accepted, appointment=self.with_appointment_code(accepted.appointment, caller)
            )
        return accepted

    async def carry_out(self, request: wire.Request, caller: Caller) -> Accepted:
        return await self.submit(request.command, request.key, caller)

    def with_address(self, ticket: TicketView, caller: Caller) -> TicketView:
        """The ticket with the path of its page, for those who hand it out. Others must not learn it.

        Staff do not either once the ticket has been served: whoever has the path may rate, and sees who did.
        """
        if not caller.actor.may_act_as(*_PRINT_SLIPS) and not (
            caller.actor.may_act_as(*_HAND_TICKETS_OUT) and self._is_unserved(ticket.ticket_id)
        ):
            return ticket
        return msgspec.structs.replace(ticket, page_path=self.addresses.path(ticket.ticket_id))

    def _is_unserved(self, ticket_id: str) -> bool:
        try:
            ticket = self.dispatcher.state.tickets.get(ticket_id)
        except CommandRefused:  # the hall is being folded anew, and what was asked has been done: no path
            return False
        return ticket is not None and ticket.service_id is None and ticket.ended_service_id is None

    def with_code(self, pre_review: PreReviewView, caller: Caller) -> PreReviewView:
        """The pre-review with the code that brings it back, for those who hand out its sheet."""
        if not caller.actor.may_act_as(*_HAND_SHEETS_OUT):
            return pre_review
        return msgspec.structs.replace(pre_review, code=self.codes.code(pre_review.pre_review_id))

    def with_appointment_code(self, appointment: AppointmentView, caller: Caller) -> AppointmentView:
        """The appointment with its code, for those who tell it to whoever booked."""
        if not caller.actor.may_act_as(*_HAND_SHEETS_OUT):
            return appointment
        return msgspec.structs.replace(appointment, code=self.appointment_codes.code(appointment.appointment_id))
