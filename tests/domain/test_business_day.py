from queue_server.domain.business_day import business_day
from tests.domain.small_hall import NINE_MS

HOUR_MS = 3_600_000


def test_a_business_day_is_the_date_on_the_halls_calendar() -> None:
    assert business_day(NINE_MS, "Asia/Shanghai") == "2026-11-23"
    assert business_day(NINE_MS - 9 * HOUR_MS, "Asia/Shanghai") == "2026-11-23"
    assert business_day(NINE_MS - 9 * HOUR_MS - 1, "Asia/Shanghai") == "2026-11-22"
    assert business_day(NINE_MS - 9 * HOUR_MS, "UTC") == "2026-11-22"
