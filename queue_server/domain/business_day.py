"""Which business day a moment belongs to: the date on the hall's own calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo


def business_day(now_ms: int, time_zone: str) -> str:
    """ISO date, like "2026-11-23", of `now_ms` (UTC) in the hall's time zone."""
    return datetime.fromtimestamp(now_ms / 1000, ZoneInfo(time_zone)).date().isoformat()
