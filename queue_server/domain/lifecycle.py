"""The life of a ticket, as data: from which state an event leads to which. What is not in the table cannot happen.

A slip (pending, printed, on screen, failed) is no state of the ticket: a number is valid from the moment it is issued.
"""

from types import MappingProxyType
from typing import Final

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.events import (
    Event,
    ServingFinished,
    ServingStarted,
    StageFinished,
    TicketCalled,
    TicketCameBack,
    TicketCancelled,
    TicketExpired,
    TicketIssued,
    TicketMissed,
    TicketParked,
    TicketRecalled,
    TicketRequeued,
    TicketSentAway,
    TicketServedByHand,
    TicketTransferred,
    TicketVoided,
)

WAITING, CALLED, SERVING, PARKED = TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED
SERVED, NO_SHOW, CANCELLED = TicketState.SERVED, TicketState.NO_SHOW, TicketState.CANCELLED
EXPIRED, VOID = TicketState.EXPIRED, TicketState.VOID

TRANSITIONS: Final = MappingProxyType[tuple[TicketState | None, type[Event]], TicketState](
    {
        (None, TicketIssued): WAITING,
        (WAITING, TicketCalled): CALLED,
        (WAITING, TicketCancelled): CANCELLED,
        (WAITING, TicketVoided): VOID,
        (WAITING, TicketExpired): EXPIRED,
        (WAITING, TicketServedByHand): SERVED,
        (CALLED, TicketRecalled): CALLED,
        (CALLED, ServingStarted): SERVING,
        (CALLED, TicketMissed): NO_SHOW,
        (CALLED, TicketParked): PARKED,
        (CALLED, TicketTransferred): WAITING,
        (CALLED, TicketCancelled): CANCELLED,
        (SERVING, ServingFinished): SERVED,
        (SERVING, TicketParked): PARKED,
        (SERVING, TicketTransferred): WAITING,
        (SERVING, TicketSentAway): WAITING,
        (SERVING, TicketCameBack): WAITING,
        (SERVING, StageFinished): WAITING,
        (SERVING, TicketCancelled): CANCELLED,
        (PARKED, TicketCalled): CALLED,
        (PARKED, TicketCancelled): CANCELLED,
        (PARKED, TicketVoided): VOID,
        (NO_SHOW, TicketRequeued): WAITING,
    }
)

_BEFORE: Final = {
    event: tuple(state for state, kind in TRANSITIONS if kind is event and state) for _, event in TRANSITIONS
}

UNDOABLE: Final = frozenset[type[Event]](  # a window may go back along these arrows
    {
        *(TicketCalled, ServingStarted, ServingFinished, TicketMissed, TicketParked),
        *(TicketTransferred, TicketSentAway, TicketCameBack, StageFinished),
    }
)

FINAL: Final = frozenset({SERVED, CANCELLED, EXPIRED, VOID})  # only undoing leads out of these
OVER: Final = FINAL | {NO_SHOW}  # nobody is expected any more, unless they come back
AT_A_WINDOW: Final = frozenset({CALLED, SERVING})  # a window is busy with it


def demand(state: TicketState, event: type[Event], *only: TicketState) -> None:
    """Refuses WRONG_STATE (details: state, allowed) if `event` cannot befall a ticket in `state`.

    `only` narrows the table for a command that means but some of its rows: a call from the queue, not a resumed one.
    """
    allowed = only or _BEFORE[event]
    if state not in allowed:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=state.value, allowed=", ".join(allowed))


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, event), after in TRANSITIONS.items():
        arrows.setdefault((before.value if before else "[*]", after.value), []).append(event.__name__)
    lines = [f"    {before} --> {after}: {', '.join(events)}" for (before, after), events in arrows.items()]
    # a missed ticket that does not come back stays missed
    lines += [f"    {state.value} --> [*]" for state in TicketState if state in FINAL or state is NO_SHOW]
    return "\n".join(["stateDiagram-v2", *lines])
