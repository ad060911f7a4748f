"""What is told of one rating, before any form has been put on it. Pure; nobody's name or number but the clerk's."""

import msgspec

from config.catalogue import Applicant, ServiceItem
from config.hall import Clerk, Department, ServiceWindow
from queue_server.contract.commands import RatingLevel, RatingStage


class Told(msgspec.Struct, frozen=True):
    """One rating, first or further (追评). `channel` as in `codes`; what the plan in force has no more is None.

    `service_number`: the how many-eth service of its ticket it was. `words`: only for receivers that want them.
    """

    export_id: str  # never given twice
    rating_id: str
    number: int  # 评价次数: 1 the first, 2 the further one
    level: RatingLevel
    channel: str
    rated_at_ms: int
    time_zone: str
    reasons: tuple[str, ...] = ()
    stage: RatingStage | None = None
    words: str | None = None
    service_id: str | None = None  # None: about a window, or an errand nobody served
    service_number: int | None = None
    case_number: str | None = None
    applicant: Applicant | None = None
    started_at_ms: int | None = None
    ended_at_ms: int | None = None
    finished: bool = False  # the service came to its end; otherwise it was broken off, or went on elsewhere
    window: ServiceWindow | None = None
    clerk: Clerk | None = None
    item: ServiceItem | None = None
    department: Department | None = None  # the item's, else the window's, else the clerk's
