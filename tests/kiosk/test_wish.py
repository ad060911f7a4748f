from kiosk.wish import Asking, Wish
from queue_server.contract.refusals import RefusalCode


def test_a_wish_says_more_the_longer_it_lasts_and_nothing_once_refused() -> None:
    wish = Wish("item", None, asked_at_ms=0)
    assert [wish.asking(at_ms) for at_ms in (299, 300, 3_000, 10_000)] == list(Asking)
    assert [wish.changes_at_ms(at_ms) for at_ms in (0, 300, 9_999, 10_000)] == [300, 3_000, 10_000, None]
    refused = Wish("item", None, 0, RefusalCode.QUEUE_FULL)
    assert (refused.asking(5_000), refused.changes_at_ms(0)) == (None, None)
