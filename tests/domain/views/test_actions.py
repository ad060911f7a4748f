"""Actions are found out by deciding; a refusal found that way is only looked at."""

from queue_server.contract.commands import CallNext
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.views.actions import GUIDE, refusal
from tests.domain.small_hall import SmallHall


def test_a_refusal_that_is_looked_at_holds_nobody(hall: SmallHall) -> None:
    """With its traceback it would hold the frames of all who asked, and they it: left for the collector of garbage."""
    refused = refusal(CallNext("w1"), hall.state, GUIDE, hall.now_ms)
    assert refused is not None
    assert refused.code is RefusalCode.FORBIDDEN
    assert refused.__traceback__ is None
