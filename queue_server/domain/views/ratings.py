"""What may be rated, and with which reasons: for terminals, phones and kiosks."""

from functools import lru_cache

from config.configuration import HallConfiguration
from config.ratings import RatingReason
from queue_server.contract.commands import RatingLevel, RatingStage
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label, RateableView, RatingReasonLine
from queue_server.domain.rules.ratings import DAY_MS, last_service_of, stage_of
from queue_server.domain.state import HallState, Service
from queue_server.domain.views.journeys import brief_if_known
from queue_server.domain.views.labels import bundle_label, label


def reason_lines(hall: HallConfiguration) -> tuple[RatingReasonLine, ...]:
    """The table in force, in its order."""
    return _lines(hall.policy.ratings.reasons)


@lru_cache(maxsize=4)
def _lines(reasons: tuple[RatingReason, ...]) -> tuple[RatingReasonLine, ...]:
    by_stars = {level.stars: level for level in RatingLevel}
    return tuple(
        RatingReasonLine(reason.code, by_stars[reason.stars], reason.dimension.value, label(reason.name))
        for reason in reasons
    )


def matter_of(hall: HallConfiguration, service: Service) -> Label | None:
    """What it was for; None without an item, and for one the catalogue has dropped since."""
    if service.bundle_id is not None:
        return bundle_label(hall, service.bundle_id)
    item = hall.items.get(service.item_id or "")
    return label(item.name) if item is not None else None


def rateable_view(state: HallState, ticket_id: str, now_ms: int) -> RateableView:
    """Of a ticket of today, or of a day before of which something may still be rated. Refuses NOT_FOUND."""
    ticket = state.tickets.get(ticket_id)
    service_id = last_service_of(state, ticket_id)
    service = state.service(service_id) if service_id is not None else None
    if service_id is None or service is None:
        if ticket is None:
            raise CommandRefused(RefusalCode.NOT_FOUND, ticket_id=ticket_id)
        return RateableView(ticket_id, ticket.number, ticket_id.partition(".")[0])
    policy = state.hall.policy.ratings
    since_ms, days = service.ended_at_ms, policy.rate_days
    if service.rated:
        since_ms, days = service.rated_at_ms, policy.again_days
    until_ms = since_ms + days * DAY_MS
    is_open = service.ended and now_ms < until_ms
    return RateableView(
        ticket_id=ticket_id,
        number=service.number,
        business_day=service.business_day or "",
        service_id=service_id,
        window=brief_if_known(state.hall, service.window_id),
        item=matter_of(state.hall, service),
        ended_at_ms=service.ended_at_ms,
        rated=service.rated,
        rated_again=service.rated_again,
        may_rate=is_open and not service.rated,
        may_rate_again=is_open and service.rated and not service.rated_again,
        until_ms=until_ms,
        stage=stage_of(state, service.window_id),
        reasons=reason_lines(state.hall),
        stages=tuple(RatingStage),
    )
