"""The pre-review as it stands on the screen: the errand, the step it is at, and what became of filing and sheet."""

from dataclasses import dataclass
from enum import Enum

from config.catalogue import Situation
from kiosk.errand import Errand
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import PreReviewView


class Step(Enum):
    QUESTION = "question"
    MATERIALS = "materials"
    VERDICT = "verdict"


class Filing(Enum):
    """Of the verdict, with the hall."""

    NOT_YET = "not_yet"
    ASKED = "asked"  # unanswered; while the server is away it waits for it
    FILED = "filed"
    REFUSED = "refused"


class Sheet(Enum):
    NONE = "none"
    WAITING = "waiting"  # for the code that is to stand on it
    PRINTING = "printing"
    SENT = "sent"  # the printer has it, and has not begun
    PRINTED = "printed"
    SHORT = "short"  # as a slip, for the A4 printer could not
    UNKNOWN = "unknown"  # the printer cannot say whether it came out
    FAILED = "failed"
    PARTLY = "partly"  # likewise, but for a piece of it


class News(Enum):
    """What somebody must know who finds the errand otherwise than it was left."""

    BROUGHT_BACK = "brought_back"  # filled in from a sheet's code
    GUIDE_CHANGED = "guide_changed"  # a new version of the guide; what still fits was kept


@dataclass(frozen=True)
class Review:
    """`question_id` is the question shown; `earlier` the filed pre-review this one goes on from."""

    errand: Errand
    step: Step
    question_id: str = ""
    earlier: str | None = None
    news: News | None = None
    filing: Filing = Filing.NOT_YET
    why_refused: RefusalCode | None = None
    filed: PreReviewView | None = None
    sheet: Sheet = Sheet.NONE
    promised: bool = False
    wanted_at_ms: int | None = None  # when a number was asked for; it is taken as soon as the filing is answered

    @property
    def question(self) -> Situation | None:
        return self.errand.item.situation.get(self.question_id)

    @property
    def code(self) -> str:
        """Under which the hall gives the filed pre-review back; empty without one."""
        return self.filed.code if self.filed is not None else ""
