"""The ratings of a period with all that was said, for those who answer for them and those who audit it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from config.configuration import HallConfiguration
from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    BusinessDay,
    Id,
    RatingChannel,
    RatingLevel,
    RatingStage,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label, RatingReasonLine, WindowBrief
from queue_server.domain.business_day import business_day
from queue_server.domain.views.labels import bundle_label, label, staff_name, window_brief
from queue_server.storage import private_words, ratings_given
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for, day_asked
from queue_server.web.reception import CALLER, RECEPTION

AT_ONCE = 50
READERS = frozenset({Role.COMPLAINTS, Role.SUPERVISOR, Role.AUDITOR})
POOR = tuple(level for level in RatingLevel if level.poor)
Level = Annotated[
    str,
    msgspec.Meta(
        pattern="^(poor|" + "|".join(level.value for level in RatingLevel) + r")$(?!\n)",
        description="only ratings of that level; poor: of the lowest two",
        examples=["poor"],
    ),
]
Source = Annotated[str, msgspec.Meta(pattern=r"^(active|default)$(?!\n)", examples=["active"])]
Before = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]{1,15}\.[A-Za-z0-9._:-]{1,120}$(?!\n)", description="`older` of the answer before this one"
    ),
]


class GivenAgain(msgspec.Struct, frozen=True):
    """追评. `words` None though `has_words`: erased after their time."""

    rated_at_ms: int
    level: RatingLevel
    reasons: tuple[Label, ...]
    has_words: bool
    words: str | None = None


class OrderBrief(msgspec.Struct, frozen=True):
    """A work order that the rating opened. `excluded`: the rating is in no figure, after an appeal."""

    order_id: str
    excluded: bool


class RatingLine(msgspec.Struct, frozen=True):
    """One rating: of a service (it has a `ticket_id`), of an errand at a kiosk (`errand`), or of a window.

    `source`: active or default. `words` and `contact` None though `has_words`, `named`: erased after their time.
    """

    rating_id: str
    business_day: str
    rated_at_ms: int
    level: RatingLevel
    channel: RatingChannel | None
    source: str
    reasons: tuple[Label, ...]
    stage: RatingStage | None
    has_words: bool
    named: bool
    words: str | None = None
    contact: str | None = None
    ticket_id: str | None = None
    number: str | None = None
    errand: str | None = None
    item: Label | None = None
    queue: Label | None = None
    window: WindowBrief | None = None
    clerk_name: str | None = None
    station: Label | None = None
    entered_by: str | None = None  # who of the staff typed in what was told
    again: GivenAgain | None = None
    orders: tuple[OrderBrief, ...] = ()


class RatingsFound(msgspec.Struct, frozen=True):
    """The newest first, fifty at once. `older`: what to give as `before` for those before them; None: no more."""

    from_day: str
    to_day: str
    ratings: tuple[RatingLine, ...]
    older: str | None


class RatingTable(msgspec.Struct, frozen=True):
    """What a rating that is entered can be about, and may name."""

    windows: tuple[WindowBrief, ...]
    table: tuple[RatingReasonLine, ...]


async def of_period(request: web.Request) -> web.Response:
    """The ratings given on some days of the hall's calendar, both counted; today if none are said.

    Those of the own work of whoever asks are left out.
    """
    reception = request.app[RECEPTION]
    hall = reception.hall
    today = business_day(reception.now_ms(), hall.plan.time_zone)
    first, last = day_asked(request, "from") or today, day_asked(request, "to") or today
    level = asked_for(request, "level", Level)
    wanted = ratings_given.Wanted(
        request[CALLER].actor.id,
        midnight_ms(first, hall.plan.time_zone),
        midnight_ms(last, hall.plan.time_zone, days=1),
        tuple(each.value for each in POOR) if level == "poor" else (level,) if level is not None else (),
        asked_for(request, "source", Source),
        asked_for(request, "channel", RatingChannel),
        asked_for(request, "window", Id),
        before_asked(request),
    )
    hall_id = hall.plan.hall_id
    found = await reception.database.read(ratings_given.given, hall_id, wanted, AT_ONCE + 1)
    shown = found[:AT_ONCE]
    rating_ids = [row.rating_id for row in shown]
    written = await reception.database.read(private_words.read, hall_id, rating_ids)
    orders = await reception.database.read(ratings_given.orders_of, hall_id, rating_ids)
    lines = tuple(_line(hall, row, written, orders.get(row.rating_id, ())) for row in shown)
    older = f"{shown[-1].rated_at_ms}.{shown[-1].rating_id}" if len(found) > AT_ONCE else None
    return answer(RatingsFound(first, last, lines, older))


async def table(request: web.Request) -> web.Response:
    """The windows of the plan in force, and the reasons of its table."""
    hall = request.app[RECEPTION].hall
    levels = {level.stars: level for level in RatingLevel}
    return answer(
        RatingTable(
            tuple(window_brief(hall, window.id) for window in hall.plan.windows),
            tuple(
                RatingReasonLine(reason.code, levels[reason.stars], reason.dimension.value, label(reason.name))
                for reason in hall.policy.ratings.reasons
            ),
        )
    )


def before_asked(request: web.Request) -> tuple[int, str] | None:
    before = asked_for(request, "before", Before)
    if before is None:
        return None
    at_ms, _, rating_id = before.partition(".")
    return int(at_ms), rating_id


def midnight_ms(day: str, time_zone: str, days: int = 0) -> int:
    try:
        began = datetime.combine(date.fromisoformat(day) + timedelta(days), time(), ZoneInfo(time_zone))
        return round(began.timestamp() * 1_000)
    except (OverflowError, ValueError):
        raise CommandRefused(RefusalCode.MALFORMED, where="from", why="no hall has days so far away") from None


def _line(
    hall: HallConfiguration,
    row: ratings_given.Given,
    written: Mapping[tuple[str, str], str],
    orders: Sequence[tuple[str, bool]],
) -> RatingLine:
    station = hall.stations.get(row.station_id or "")
    return RatingLine(
        rating_id=row.rating_id,
        business_day=row.business_day,
        rated_at_ms=row.rated_at_ms,
        level=RatingLevel(row.level),
        channel=RatingChannel(row.channel) if row.channel is not None else None,
        source=row.source or "active",
        reasons=reason_labels(hall, row.reasons),
        stage=RatingStage(row.stage) if row.stage is not None else None,
        has_words=bool(row.has_words),
        named=bool(row.named),
        words=written.get((row.rating_id, "words")),
        contact=written.get((row.rating_id, "contact")) or written.get((row.rating_id, "again_contact")),
        ticket_id=row.ticket_id,
        number=row.ticket_id.rpartition(".")[2] if row.ticket_id is not None else None,
        errand=row.errand,
        item=_item(hall, row.item_id),
        queue=label(hall.queues[row.queue_id].name) if row.queue_id in hall.queues else None,
        window=window_brief(hall, row.window_id) if row.window_id in hall.windows else None,
        clerk_name=staff_name(hall, row.clerk_id),
        station=label(station.name) if station is not None else None,
        entered_by=staff_name(hall, row.entered_by),
        again=_again(hall, row, written),
        orders=tuple(OrderBrief(*each) for each in orders),
    )


def _again(
    hall: HallConfiguration, row: ratings_given.Given, written: Mapping[tuple[str, str], str]
) -> GivenAgain | None:
    if row.again_rated_at_ms is None:
        return None
    return GivenAgain(
        row.again_rated_at_ms,
        RatingLevel(row.again_level),
        reason_labels(hall, row.again_reasons),
        bool(row.again_has_words),
        written.get((row.rating_id, "again")),
    )


def _item(hall: HallConfiguration, item_id: str | None) -> Label | None:
    item = hall.items.get(item_id or "")
    return label(item.name) if item is not None else bundle_label(hall, item_id or "")


def reason_labels(hall: HallConfiguration, codes: str | None) -> tuple[Label, ...]:
    """By the table in force; a reason of a former one that it does not have is told by its code."""
    names = {reason.code: label(reason.name) for reason in hall.policy.ratings.reasons}
    return tuple(names.get(code, Label(code, code)) for code in (codes or "").split(",") if code)


_QUERY: dict[str, Any] = {
    "from": BusinessDay,
    "to": BusinessDay,
    "level": Level,
    "source": Source,
    "channel": RatingChannel,
    "window": Id,
    "before": Before,
}

DOORS = (
    Door(
        "GET",
        "/api/v1/ratings",
        of_period,
        READERS,
        gives={200: RatingsFound},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query=_QUERY,
    ),
    Door("GET", "/api/v1/ratings/table", table, READERS, gives={200: RatingTable}),
)
