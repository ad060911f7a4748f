"""What screens say to everybody: notices, and the emergency message that goes before all else."""

from collections.abc import Iterator

from queue_server.contract.commands import NoticePlace, NoticeRank
from queue_server.contract.views import EmergencyLine, EmergencyOffer, NoticeLine, PublishedNotice
from queue_server.domain.state import HallState, Notice
from queue_server.domain.views.labels import label, staff_name

_RANKS = tuple(NoticeRank)


def emergency_line(state: HallState) -> EmergencyLine | None:
    stands = state.emergency
    if stands is None:
        return None
    return EmergencyLine(
        stands.emergency_id, stands.message_id, stands.heading, stands.text, stands.since_ms, stands.calm
    )


def emergency_offers(state: HallState) -> tuple[EmergencyOffer, ...]:
    return tuple(
        EmergencyOffer(one.id, label(one.heading), label(one.text), one.calm) for one in state.hall.policy.emergencies
    )


def on_boards(state: HallState, zone_id: str | None) -> tuple[NoticeLine, ...]:
    """A board of the whole hall shows what is for everybody; the board of a zone, what is for its zone besides."""
    return tuple(
        _line(notice_id, notice)
        for notice_id, notice in _standing(state, NoticePlace.BOARDS)
        if notice.zone_id in (None, zone_id)
    )


def on_kiosks(state: HallState) -> tuple[NoticeLine, ...]:
    return tuple(_line(notice_id, notice) for notice_id, notice in _standing(state, NoticePlace.KIOSKS))


def published(state: HallState) -> tuple[PublishedNotice, ...]:
    """All of them, with where and when they stand."""
    return tuple(
        PublishedNotice(
            *(notice_id, notice.kind.value, notice.heading, notice.text, notice.until_ms),
            places=tuple(place.value for place in notice.places),
            zone_id=notice.zone_id,
            rank=notice.rank.value,
            from_ms=notice.from_ms,
            standing=notice.standing,
            by_name=staff_name(state.hall, notice.by),
        )
        for notice_id, notice in _in_order(state)
    )


def _standing(state: HallState, place: NoticePlace) -> Iterator[tuple[str, Notice]]:
    return (one for one in _in_order(state) if one[1].standing and place in one[1].places)


def _in_order(state: HallState) -> list[tuple[str, Notice]]:
    """By rank; of one rank, the older first."""
    return sorted(state.notices.items(), key=lambda one: _RANKS.index(one[1].rank))


def _line(notice_id: str, notice: Notice) -> NoticeLine:
    return NoticeLine(notice_id, notice.kind.value, notice.heading, notice.text, notice.until_ms)
