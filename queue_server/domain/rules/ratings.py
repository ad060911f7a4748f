"""Ratings: a service that has ended invites one; it may be given later too, for some days, but once.

One more may follow it (追评). What somebody did at a kiosk without staff is rated by itself, and what people tell of a
window is typed in by those who look after ratings. Clerks have no part in any of it (锡林郭勒盟 "一窗受理" reform 2020,
item 38: 评价数据客观真实): they cannot invite, skip, cut short or undo, nor see whether somebody rated.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from config.hall import DeviceKind, WindowKind
from config.ratings import Ending, Ratings
from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    EnterRating,
    ErrandKind,
    RateAgain,
    RateErrand,
    RateService,
    RatingChannel,
    RatingLevel,
    RatingStage,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.business_day import business_day
from queue_server.domain.events import (
    AnyEvent,
    EarlierService,
    ErrandRated,
    RatingCurtailed,
    RatingDefaulted,
    RatingInvited,
    RatingLapsed,
    ServiceRated,
    ServiceRatedAgain,
    WindowRated,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import HallState, Service

DAY_MS: Final = 86_400_000
DEFAULTS_AT_ONCE: Final = 200

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
    service = _demanded(command.service_id, moment)
    channel = next(channel for role, channel in _CHANNELS.items() if role in moment.by.roles)
    return (_rated(command, command.service_id, service, moment, channel),)


def enter(command: EnterRating, moment: Moment) -> Events:
    """What was told of a ticket is its rating; of a window alone, a rating that belongs to no service.

    Refuses FORBIDDEN of one's own service, and of a window of one's own posts, whatever else one is.
    """
    if (command.number is None) == (command.window_id is None):
        raise _malformed("number, window_id", "exactly one of the two")
    if command.window_id is not None:
        return (_window_rated(command, command.window_id, moment),)
    service_id = last_service_of(moment.state, f"{command.business_day}.{command.number}")
    if service_id is None:
        raise CommandRefused(RefusalCode.SERVICE_UNKNOWN, number=command.number or "")
    service = _demanded(service_id, moment)
    if moment.by.id in (service.clerk_id, service.trainee_id):
        raise CommandRefused(RefusalCode.FORBIDDEN, service_id=service_id)
    channel = RatingChannel(command.channel.value)
    return (_rated(command, service_id, service, moment, channel, entered_by=moment.by.id),)


def _window_rated(command: EnterRating, window_id: str, moment: Moment) -> WindowRated:
    state = moment.state
    state.window(window_id)
    clerk = state.hall.clerks.get(moment.by.id)
    if clerk is not None and window_id in (*clerk.primary, *clerk.backup):
        raise CommandRefused(RefusalCode.FORBIDDEN, window_id=window_id)
    try:
        day = date.fromisoformat(command.business_day)
    except ValueError:
        raise CommandRefused(RefusalCode.DAY_UNFIT) from None
    if day > date.fromisoformat(business_day(moment.now_ms, state.hall.plan.time_zone)):
        raise CommandRefused(RefusalCode.DAY_UNFIT)
    return WindowRated(
        f"r{state.seq + 1}",
        window_id,
        command.business_day,
        command.level,
        RatingChannel(command.channel.value),
        moment.by.id,
        _reasons(command.level, command.reasons, state),
        state.hall.policy.ratings.version,
        command.stage or stage_of(state, window_id),
        command.words is not None,
        command.contact is not None,
    )


def _rated(
    command: RateService | EnterRating,
    service_id: str,
    service: Service,
    moment: Moment,
    channel: RatingChannel,
    entered_by: str | None = None,
) -> ServiceRated:
    state = moment.state
    if service.rated:
        raise CommandRefused(RefusalCode.ALREADY_RATED, service_id=service_id)
    _demand_within(service.ended_at_ms, state.hall.policy.ratings.rate_days, moment.now_ms)
    return ServiceRated(
        service_id,
        service.ticket_id,
        service.window_id,
        service.clerk_id,
        command.level,
        channel,
        service.trainee_id,
        _reasons(command.level, command.reasons, state),
        state.hall.policy.ratings.version,
        command.stage or stage_of(state, service.window_id),
        command.words is not None,
        command.contact is not None,
        entered_by,
        _earlier(state, service_id, service),
    )


def rate_again(command: RateAgain, moment: Moment) -> Events:
    state = moment.state
    service = _demanded(command.service_id, moment)
    if not service.rated:
        raise CommandRefused(RefusalCode.NOT_RATED, service_id=command.service_id)
    if service.rated_again:
        raise CommandRefused(RefusalCode.ALREADY_RATED, service_id=command.service_id)
    _demand_within(service.rated_at_ms, state.hall.policy.ratings.again_days, moment.now_ms)
    return (
        ServiceRatedAgain(
            command.service_id,
            service.ticket_id,
            service.window_id,
            command.level,
            next(channel for role, channel in _CHANNELS.items() if role in moment.by.roles),
            _reasons(command.level, command.reasons, state),
            state.hall.policy.ratings.version,
            command.words is not None,
            command.contact is not None,
            _earlier(state, command.service_id, service),
        ),
    )


def rate_errand(command: RateErrand, moment: Moment) -> Events:
    """What was only printed left no trace here: of that the kiosk's word is enough."""
    state = moment.state
    kept: dict[ErrandKind, Mapping[str, object]] = {
        ErrandKind.PRE_REVIEW: state.pre_reviews,
        ErrandKind.CHECK_IN: state.tickets,
        ErrandKind.BOOKING: state.appointments.by_id,
    }
    if command.errand in kept and command.errand_id not in kept[command.errand]:
        raise CommandRefused(RefusalCode.ERRAND_UNKNOWN, errand_id=command.errand_id)
    if f"{command.errand}.{command.errand_id}" in state.errands_rated:
        raise CommandRefused(RefusalCode.ALREADY_RATED, errand_id=command.errand_id)
    return (
        ErrandRated(
            f"r{state.seq + 1}",
            command.errand_id,
            command.errand,
            moment.by.id,
            business_day(moment.now_ms, state.hall.plan.time_zone),
            command.level,
            _reasons(command.level, command.reasons, state),
            state.hall.policy.ratings.version,
            command.words is not None,
        ),
    )


def _demanded(service_id: str, moment: Moment) -> Service:
    """The service, if it has ended and whoever asks may rate it."""
    service = moment.state.service(service_id)
    if service is None:
        raise CommandRefused(RefusalCode.SERVICE_UNKNOWN, service_id=service_id)
    _demand_own_service(service, moment)
    if not service.ended:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=TicketState.SERVING.value, allowed="ended")
    return service


def _demand_within(since_ms: int, days: int, now_ms: int) -> None:
    if now_ms >= since_ms + days * DAY_MS:
        raise CommandRefused(RefusalCode.RATING_OVER, days=str(days))


def _earlier(state: HallState, service_id: str, service: Service) -> EarlierService | None:
    if service_id in state.services:
        return None
    return EarlierService(service.business_day, service.item_id, service.queue_id)


def last_service_of(state: HallState, ticket_id: str) -> str | None:
    """The last service of the ticket that has ended, also of a day before."""
    ticket = state.tickets.get(ticket_id)
    return ticket.ended_service_id if ticket is not None else state.past_tickets.get(ticket_id)


def _reasons(level: RatingLevel, reasons: tuple[str, ...], state: HallState) -> tuple[str, ...]:
    """Each once, in the order of the table. Refuses REASONS_UNFIT: they belong to another level, or another table."""
    fitting = state.hall.policy.ratings.codes[level.stars]
    if not set(reasons) <= set(fitting):
        raise CommandRefused(RefusalCode.REASONS_UNFIT, allowed=", ".join(fitting))
    return tuple(code for code in fitting if code in reasons)


def stage_of(state: HallState, window_id: str) -> RatingStage:
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


def _malformed(where: str, why: str) -> CommandRefused:
    return CommandRefused(RefusalCode.MALFORMED, where=where, why=why)


# --- the invitation -------------------------------------------------------------------------------------------------


def invitation(moment: Moment, window_id: str, service_id: str | None, ending: Ending) -> Events:
    """For a service that has just ended; nothing if none had begun, or if whoever it was for has rated it already and
    its end was taken back meanwhile. An invitation that still stands there makes room."""
    state = moment.state
    if service_id is None or ending not in state.hall.policy.ratings.invites or state.services[service_id].rated:
        return ()
    standing = state.windows[window_id].invited
    before = () if standing is None else (RatingLapsed(standing.service_id, window_id),)
    until_ms = moment.now_ms + state.hall.policy.rating_wait_s * 1000
    return *before, RatingInvited(service_id, window_id, until_ms, ending)


def made_way_for(moment: Moment, window_id: str) -> Events:
    """The next service begins: whoever was invited before is gone, or has the least time that no clerk can shorten."""
    invited = moment.state.windows[window_id].invited
    if invited is None:
        return ()
    least_ms = invited.since_ms + moment.state.hall.policy.rating_least_s * 1000
    if least_ms <= moment.now_ms:
        return (RatingLapsed(invited.service_id, window_id),)
    return (RatingCurtailed(invited.service_id, window_id, least_ms),) if least_ms < invited.until_ms else ()


def lapsed(state: HallState, now_ms: int) -> Events:
    """The invitations whose time is over."""
    return tuple(
        RatingLapsed(window.invited.service_id, window_id)
        for window_id, window in state.windows.items()
        if window.invited is not None and window.invited.until_ms <= now_ms
    )


def left_by_all(moment: Moment) -> Events:
    """The hall closes with somebody at a window: their service ends with it, and whoever was invited before gives way.
    Other invitations stand their time."""
    invited: list[AnyEvent] = []
    for window_id, window in moment.state.windows.items():
        ticket = moment.state.tickets.get(window.ticket_id or "")
        if ticket is not None:
            invited += invitation(moment, window_id, ticket.service_id, Ending.SIGNED_OUT)
    return tuple(invited)


# --- ratings that nobody gave ---------------------------------------------------------------------------------------


def is_kept(service: Service, policy: Ratings, at_ms: int) -> bool:
    """Whether something may still become of it: a rating, one more after it, or one by default."""
    if not service.ended:
        return False
    if service.rated:
        return not service.rated_again and at_ms < service.rated_at_ms + policy.again_days * DAY_MS
    return at_ms < service.ended_at_ms + policy.rate_days * DAY_MS or (
        policy.default_after_days is not None and not service.defaulted
    )


def awaits_rating(state: HallState, ended_at_ms: int, service_id: str) -> bool:
    """Whether the service that ended then has neither a rating nor a default one."""
    service = state.service(service_id)
    if service is None or not service.ended or service.ended_at_ms != ended_at_ms:
        return False
    return not service.rated and not service.defaulted


def defaults(state: HallState, now_ms: int) -> Events:
    """For services nobody rated in time, where the hall's rule wants it: some at once, the others right after them."""
    policy = state.hall.policy.ratings
    due: dict[str, Service] = {}
    if policy.default_after_days is not None:
        for ended_at_ms, service_id in state.unrated:
            if ended_at_ms + policy.default_after_days * DAY_MS > now_ms or len(due) == DEFAULTS_AT_ONCE:
                break
            service = state.service(service_id)
            if service is not None and awaits_rating(state, ended_at_ms, service_id):
                due[service_id] = service
    return tuple(
        RatingDefaulted(
            service_id,
            service.ticket_id,
            service.window_id,
            service.clerk_id,
            RatingLevel(policy.default_level.value),
            service.trainee_id,
            _earlier(state, service_id, service),
        )
        for service_id, service in due.items()
    )


def next_default_ms(state: HallState) -> int | None:
    if state.configuration is None or not state.unrated:
        return None
    days = state.hall.policy.ratings.default_after_days
    return None if days is None else state.unrated[0][0] + days * DAY_MS
