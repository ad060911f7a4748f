"""Somebody of the staff: gives commands in their own name and writes down what was done."""

from typing import TYPE_CHECKING

from config.hall import Clerk as Post
from queue_server.contract.actors import Role
from queue_server.contract.commands import AnyCommand, VerifyPriority, WithdrawPriority
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted
from queue_server.web.caller import Caller
from simulation.day.ledger import Deed, Floor, StaffLedger
from simulation.day.person import Person
from simulation.day.server import ServerAway

if TYPE_CHECKING:
    from simulation.day.hall import Hall
    from simulation.day.visitor import Visitor

NO_PAPER = "no_paper"


class Staff(Person):
    def __init__(self, hall: "Hall", post: Post, number: int, name: str = "") -> None:
        super().__init__(hall, name or post.id, number)
        self.post = post
        self.ledger = StaffLedger()
        self.refused_because: RefusalCode | None = None  # the last command that was not done
        self._caller = Caller.of_clerk(post, "day")

    async def try_(self, command: AnyCommand) -> Accepted | None:
        """None: refused."""
        self.refused_because = None
        try:
            return await self.ask(command, self._caller)
        except CommandRefused as refused:
            self.refused_because = refused.code
        except ServerAway:
            self.refused_because = RefusalCode.UNAVAILABLE
        return None

    async def verify(self, visitor: "Visitor") -> None:
        """Looks at the paper for the priority a visitor claims, unless somebody else does."""
        if visitor.verified:
            return
        visitor.verified, ticket_id = True, visitor.ledger.ticket_id
        if visitor.arrival.has_paper:
            visitor.verified = await self.try_(VerifyPriority(ticket_id)) is not None
            kind = "PriorityVerified"
        else:
            visitor.verified = await self.try_(WithdrawPriority(ticket_id, NO_PAPER)) is not None
            kind = "PriorityWithdrawn"
        if visitor.verified:
            self.did(kind, ticket_id)

    def did(self, kind: str, ticket_id: str, window_id: str | None = None) -> None:
        """The ticket was told to be moved so."""
        self.ledger.deeds[Deed(kind, ticket_id, window_id)] += 1

    def changed(self, kind: str, window_id: str, by: str = "") -> None:
        """So was something about a window."""
        self.ledger.floor[Floor(kind, window_id, by or self.name)] += 1


def posts_held(posts: tuple[Post, ...]) -> dict[str, Post]:
    """Window id → who holds its primary post."""
    return {window_id: post for post in posts for window_id in post.primary}


def first_with(posts: tuple[Post, ...], role: Role) -> Post:
    """Who has that role and no window of their own."""
    return next(post for post in posts if not post.primary and role.value in post.roles)
