"""The emergency message (应急信息): over every screen of the hall at once, until it is ended."""

from queue_server.contract.commands import EndEmergency, RaiseEmergency
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label
from queue_server.domain.events import EmergencyEnded, EmergencyRaised
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.notices import said
from queue_server.domain.state import HallState


def raise_message(command: RaiseEmergency, moment: Moment) -> Events:
    """It takes the place of the one that stands."""
    state = moment.state
    emergency_id = f"e{state.emergencies_raised + 1}"
    if (command.message_id is None) is (command.text is None):
        raise CommandRefused(RefusalCode.MALFORMED, where="message_id, text", why="exactly one of the two")
    if command.text is not None:
        text = said(command.text, "text")
        return (EmergencyRaised(emergency_id, None, None, text, calm=False, until_ms=None, by=moment.by.id),)
    prepared = next((one for one in state.hall.policy.emergencies if one.id == command.message_id), None)
    if prepared is None:
        raise CommandRefused(RefusalCode.MESSAGE_UNKNOWN, message_id=command.message_id or "")
    return (
        EmergencyRaised(
            emergency_id=emergency_id,
            message_id=prepared.id,
            heading=Label(prepared.heading.zh, prepared.heading.en),
            text=Label(prepared.text.zh, prepared.text.en),
            calm=prepared.calm,
            until_ms=None if prepared.ends_after_s is None else moment.now_ms + prepared.ends_after_s * 1000,
            by=moment.by.id,
        ),
    )


def end(command: EndEmergency, moment: Moment) -> Events:
    stands = moment.state.emergency
    return () if stands is None else (EmergencyEnded(stands.emergency_id, moment.by.id),)


def demand_calm(moment: Moment) -> None:
    """Refuses EMERGENCY: people are told to go or to stay, and nobody may miss a call by it."""
    if moment.state.emergency is not None and not moment.state.emergency.calm:
        raise CommandRefused(RefusalCode.EMERGENCY)


def lapsed(state: HallState, now_ms: int) -> Events:
    due_ms = next_due_ms(state)
    if state.emergency is None or due_ms is None or due_ms > now_ms:
        return ()
    return (EmergencyEnded(state.emergency.emergency_id, None),)


def next_due_ms(state: HallState) -> int | None:
    """When the message that stands gives the screens back by itself."""
    return None if state.emergency is None else state.emergency.until_ms
