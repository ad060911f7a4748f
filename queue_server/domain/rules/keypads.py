"""Clerks' keypads: a key does what the command of the clerk who sits at that window would, by the same rules.

A pad is bound to its window by the plan, and names neither clerk nor ticket: who and what is there when the key
is heard counts.
"""

from contextlib import suppress
from typing import Final

import msgspec

from config.hall import Device, DeviceKind
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    CallKey,
    CallNext,
    FinishServing,
    MarkNoShow,
    OpenWindow,
    ParkTicket,
    PauseWindow,
    PressKey,
    RecallTicket,
    StartServing,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain.events import KeyPressed
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules import calling, floor, parking, serving, windows
from queue_server.domain.state import HallState

_AT_TICKET: Final = f"{TicketState.CALLED.value}, {TicketState.SERVING.value}"
_NO_TICKET: Final = "free"


def press(command: PressKey, moment: Moment) -> Events:
    """The key, and what came of it; a refusal leaves neither. Nobody sits at a window that is closed."""
    _demand_pad(moment, command.device_id, command.window_id)
    window = moment.state.window(command.window_id)
    if window.clerk_id is None:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=command.window_id)
    by_clerk = msgspec.structs.replace(moment, by=Actor(window.clerk_id, frozenset({Role.CLERK})))
    done = _done(command.key, command.window_id, by_clerk)
    return KeyPressed(command.device_id, command.window_id, window.clerk_id, command.key), *done


def owned_device(state: HallState, station_id: str, device_id: str) -> Device:
    """Refuses DEVICE_UNKNOWN."""
    station = state.hall.stations.get(station_id)
    for device in station.devices if station is not None else ():
        if device.id == device_id:
            return device
    raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=device_id)


def _demand_pad(moment: Moment, device_id: str, window_id: str) -> None:
    device = owned_device(moment.state, moment.by.id, device_id)
    if device.kind is not DeviceKind.CALL_PADS or window_id not in device.window_ids:
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=device_id)


def _done(key: CallKey, window_id: str, moment: Moment) -> Events:
    match key:
        case CallKey.NEXT:
            return calling.call_next(CallNext(window_id), moment)
        case CallKey.RECALL:
            return calling.recall(RecallTicket(window_id, _ticket(window_id, moment)), moment)
        case CallKey.START:
            return serving.start(StartServing(window_id, _ticket(window_id, moment)), moment)
        case CallKey.FINISH:
            return serving.finish(FinishServing(window_id, _ticket(window_id, moment)), moment)
        case CallKey.NO_SHOW:
            return calling.mark_no_show(MarkNoShow(window_id, _ticket(window_id, moment)), moment)
        case CallKey.PARK:
            return parking.park(ParkTicket(window_id, _ticket(window_id, moment)), moment)
        case CallKey.PAUSE:
            return _paused_or_back(window_id, moment)
        case CallKey.HELP:
            return floor.help_called(moment.state, window_id)


def _ticket(window_id: str, moment: Moment) -> str:
    """What is called or served there. Refuses WINDOW_NOT_OPEN, WRONG_STATE."""
    ticket_id = windows.own_window(moment, window_id).ticket_id
    if ticket_id is None:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=_NO_TICKET, allowed=_AT_TICKET)
    return ticket_id


def _paused_or_back(window_id: str, moment: Moment) -> Events:
    """A pad has one key and no words: the policy's first reason that holds now, and back with the same key.

    Where none does, the first one's refusal is heard.
    """
    if moment.state.windows[window_id].state is WindowState.PAUSED:
        return windows.open_window(OpenWindow(window_id), moment)
    first, *others = moment.state.hall.policy.pause_reasons or ("",)
    try:
        return windows.pause(PauseWindow(window_id, first), moment)
    except CommandRefused:
        for reason in others:
            with suppress(CommandRefused):
                return windows.pause(PauseWindow(window_id, reason), moment)
        raise
