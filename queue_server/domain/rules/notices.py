"""Notices (公告, 公示): what supervisors say to everybody, for a time, on boards and kiosks."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from queue_server.contract.commands import (
    NoticePlace,
    PublicHeading,
    PublicText,
    PublishNotice,
    UrgentText,
    WithdrawNotice,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label
from queue_server.domain.events import NoticeBegan, NoticeEnded, NoticePublished
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import HallState

WITHOUT_HEADING: Final = 30  # characters
NOTICES_AT_MOST: Final = 20  # that stand or are to come: each has its turn on a board within four minutes


def publish(command: PublishNotice, moment: Moment) -> Events:
    """One that is published again, under its id, keeps nothing of what it was."""
    state, now_ms = moment.state, moment.now_ms
    if command.notice_id is not None:
        _demand_notice(state, command.notice_id)
    elif len(state.notices) >= NOTICES_AT_MOST:
        raise CommandRefused(RefusalCode.NOTICES_FULL, limit=str(NOTICES_AT_MOST))
    if command.zone_id is not None and command.zone_id not in state.hall.zones:
        raise CommandRefused(RefusalCode.ZONE_UNKNOWN, zone_id=command.zone_id)
    from_ms = now_ms if command.from_at is None else _at_ms(state, command.from_at)
    until_ms = _at_ms(state, command.until_at)
    if until_ms <= max(from_ms, now_ms):
        raise CommandRefused(RefusalCode.PERIOD_UNFIT)
    _demand_room(command)
    notice_id = command.notice_id or f"n{state.notices_made + 1}"
    published = NoticePublished(
        notice_id=notice_id,
        kind=command.kind,
        heading=None if command.heading is None else said(command.heading, "heading"),
        text=said(command.text, "text"),
        places=tuple(dict.fromkeys(command.places)),
        zone_id=command.zone_id,
        rank=command.rank,
        from_ms=from_ms,
        until_ms=until_ms,
        by=moment.by.id,
    )
    return (published, NoticeBegan(notice_id)) if from_ms <= now_ms else (published,)


def _demand_room(command: PublishNotice) -> None:
    """Refuses HEADING_NEEDED: a kiosk's start page has little room for it."""
    longest = max(len(command.text.zh), len(command.text.en or "") // 2)
    if NoticePlace.KIOSKS in command.places and command.heading is None and longest > WITHOUT_HEADING:
        raise CommandRefused(RefusalCode.HEADING_NEEDED, limit=str(WITHOUT_HEADING))


def _at_ms(state: HallState, local: str) -> int:
    """Refuses PERIOD_UNFIT for a day that no calendar has."""
    try:
        at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(state.hall.plan.time_zone))
        return round(at.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise CommandRefused(RefusalCode.PERIOD_UNFIT) from None


def said(text: PublicText | PublicHeading | UrgentText, where: str) -> Label:
    """In both languages. Refuses MALFORMED where there are no words."""
    zh, en = text.zh.strip(), (text.en or "").strip()
    if not zh:
        raise CommandRefused(RefusalCode.MALFORMED, where=f"{where}.zh", why="no words")
    return Label(zh, en or zh)


def withdraw(command: WithdrawNotice, moment: Moment) -> Events:
    _demand_notice(moment.state, command.notice_id)
    return (NoticeEnded(command.notice_id, moment.by.id),)


def _demand_notice(state: HallState, notice_id: str) -> None:
    if notice_id not in state.notices:
        raise CommandRefused(RefusalCode.NOTICE_UNKNOWN, notice_id=notice_id)


def changes(state: HallState, now_ms: int) -> Events:
    """Those whose time has come, and those whose time is over."""
    events: Events = ()
    for notice_id, notice in state.notices.items():
        if notice.until_ms <= now_ms:
            events += (NoticeEnded(notice_id, None),)
        elif notice.from_ms <= now_ms and not notice.standing:
            events += (NoticeBegan(notice_id),)
    return events


def next_due_ms(state: HallState) -> int | None:
    """When the first of them begins or ends; None if there are none."""
    due = (notice.until_ms if notice.standing else notice.from_ms for notice in state.notices.values())
    return min(due, default=None)
