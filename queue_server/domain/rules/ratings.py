"""Ratings: every ended service invites one; it may be given later too, but once."""

from typing import Final

from config.hall import DeviceKind, WindowKind
from queue_server.contract.actors import Role
from queue_server.contract.commands import RateService, RatingChannel, RatingStage
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.events import RatingInvited, RatingLapsed, ServiceRated
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import HallState, Service

_CHANNELS: Final = {
    Role.RATING: RatingChannel.TERMINAL,
    Role.VISITOR: RatingChannel.TICKET_PAGE,
    Role.KIOSK: RatingChannel.KIOSK,
    Role.BRIDGE: RatingChannel.KEYPAD,
}
_STAGES: Final = {
    WindowKind.CONSULTATION: RatingStage.CONSULTATION,
    WindowKind.DELIVERY: RatingStage.DELIVERY,
}  # elsewhere matters are accepted


def rate(command: RateService, moment: Moment) -> Events:
    """The channel recorded is that of whoever asks; what the command says of it is not relied on."""
    service = moment.state.services.get(command.service_id)
    if service is None:
        raise CommandRefused(RefusalCode.SERVICE_UNKNOWN, service_id=command.service_id)
    _demand_own_service(service, moment)
    if not service.ended:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=TicketState.SERVING.value, allowed="ended")
    if service.rated:
        raise CommandRefused(RefusalCode.ALREADY_RATED, service_id=command.service_id)
    channel = next(channel for role, channel in _CHANNELS.items() if role in moment.by.roles)
    return (
        ServiceRated(
            command.service_id,
            service.ticket_id,
            service.window_id,
            service.clerk_id,
            command.level,
            channel,
            service.trainee_id,
            _reasons(command, moment.state),
            moment.state.hall.policy.ratings.version,
            command.stage or _stage(moment.state, service.window_id),
        ),
    )


def _reasons(command: RateService, state: HallState) -> tuple[str, ...]:
    """Each once, in the order of the table. Refuses REASONS_UNFIT: they belong to another level, or another table."""
    fitting = state.hall.policy.ratings.codes[command.level.stars]
    if not set(command.reasons) <= set(fitting):
        raise CommandRefused(RefusalCode.REASONS_UNFIT, allowed=", ".join(fitting))
    return tuple(code for code in fitting if code in command.reasons)


def _stage(state: HallState, window_id: str) -> RatingStage:
    """Of a window, also of one that a plan of the evening has dropped."""
    window = state.hall.windows.get(window_id)
    return _STAGES.get(window.kind, RatingStage.ACCEPTANCE) if window is not None else RatingStage.ACCEPTANCE


def _demand_own_service(service: Service, moment: Moment) -> None:
    """A terminal rates what was done at its window, a bridge at those of its keypads, a visitor for their ticket."""
    if Role.RATING in moment.by.roles:
        station = moment.state.hall.stations.get(moment.by.id)
        mine = station is not None and station.window_id == service.window_id
    elif Role.BRIDGE in moment.by.roles:
        station = moment.state.hall.stations.get(moment.by.id)
        mine = station is not None and service.window_id in station.windows_with(DeviceKind.RATING_PADS)
    elif Role.VISITOR in moment.by.roles:
        mine = moment.by.id == service.ticket_id
    else:
        mine = True
    if not mine:
        raise CommandRefused(RefusalCode.FORBIDDEN, window_id=service.window_id)


def invitation(moment: Moment, window_id: str, service_id: str | None) -> Events:
    """For a service that has just ended; nothing if none had begun."""
    if service_id is None:
        return ()
    return (RatingInvited(service_id, window_id, moment.now_ms + moment.state.hall.policy.rating_wait_s * 1000),)


def lapsed(state: HallState, now_ms: int) -> Events:
    """The invitations whose time is over."""
    return tuple(
        RatingLapsed(window.invited.service_id, window_id)
        for window_id, window in state.windows.items()
        if window.invited is not None and window.invited.until_ms <= now_ms
    )


def withdrawn(state: HallState) -> Events:
    """All invitations, at closing."""
    return tuple(
        RatingLapsed(window.invited.service_id, window_id)
        for window_id, window in state.windows.items()
        if window.invited is not None
    )
