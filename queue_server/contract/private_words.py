"""What people write for those who look after ratings alone, taken out of a command before anybody decides about it.

No rule sees it, so that no event can have it, nor the journal, nor an answer; the server keeps it in a table of its own
until it is erased.
"""

from typing import Final

import msgspec

from queue_server.contract.commands import (
    AnyCommand,
    AppealRating,
    AskExtension,
    AssignWorkOrder,
    CallBack,
    ChooseCourse,
    CloseWorkOrder,
    Command,
    DecideAppeal,
    DecideExtension,
    EnterRating,
    FeedBack,
    RateAgain,
    RateErrand,
    RateService,
    RecordContact,
    RecordStatement,
    ReportRectified,
)

SET_ASIDE: Final = "…"  # stands in the command for what was written
_RATED: Final = ("words", "contact")
_STEP: Final = ("text",)

FIELDS: Final[dict[type[Command], tuple[str, ...]]] = {
    RateService: _RATED,
    RateAgain: _RATED,
    RateErrand: ("words",),
    EnterRating: _RATED,
    AssignWorkOrder: _STEP,
    RecordContact: _STEP,
    RecordStatement: _STEP,
    ChooseCourse: _STEP,
    AppealRating: _STEP,
    DecideAppeal: _STEP,
    AskExtension: _STEP,
    DecideExtension: _STEP,
    ReportRectified: _STEP,
    FeedBack: _STEP,
    CallBack: _STEP,
    CloseWorkOrder: _STEP,
}
"""Which fields of which commands are private."""


def set_aside(command: AnyCommand) -> tuple[AnyCommand, dict[str, str]]:
    """The command without what was written, and that by field. Nothing but spaces is nothing written."""
    written = {name: getattr(command, name) for name in FIELDS.get(type(command), ())}
    written = {name: text for name, text in written.items() if text is not None}
    if not written:
        return command, {}
    stand_ins = {name: SET_ASIDE if text.strip() else None for name, text in written.items()}
    return msgspec.structs.replace(command, **stand_ins), {n: text for n, text in written.items() if stand_ins[n]}
