"""Allowed actions, found out by deciding: the candidate is given to the very rules that would judge it."""

from typing import Final

from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import Action
from queue_server.domain.decide import ruled
from queue_server.domain.state import HallState

# whose eyes a view is computed with, where it is not a known person's
KIOSK: Final = Actor("kiosk", frozenset({Role.KIOSK}))
GUIDE: Final = Actor("guide", frozenset({Role.GUIDE}))
SUPERVISOR: Final = Actor("supervisor", frozenset({Role.SUPERVISOR}))


def clerk(clerk_id: str) -> Actor:
    return Actor(clerk_id, frozenset({Role.CLERK}))


def visitor(ticket_id: str) -> Actor:
    return Actor(ticket_id, frozenset({Role.VISITOR}))


def refusal(command: AnyCommand, state: HallState, by: Actor, now_ms: int) -> CommandRefused | None:
    """Why `command` would be refused now; None if it would be accepted."""
    try:
        ruled(command, state, by, now_ms, key="")
    except CommandRefused as refused:
        return refused.with_traceback(None)  # it holds whoever asks, who holds the refusal: left for the collector
    return None


def action(command: AnyCommand, state: HallState, by: Actor, now_ms: int) -> Action:
    name = type(command).__name__
    refused = refusal(command, state, by, now_ms)
    if refused is None:
        return Action(name, allowed=True)
    if "wait_s" in refused.details:
        return Action(name, allowed=True, from_ms=now_ms + int(refused.details["wait_s"]) * 1000)
    return Action(name, allowed=False, why=refused.code)
