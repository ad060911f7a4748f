"""Pre-reviews: filed with a verdict of the hall's own, and looked at line by line by the clerk. Advice, never a no."""

import re
from typing import Final

from config.pre_review import Finding, Unfitting, Verdict, pre_review
from queue_server.contract.actors import STATION_ROLES
from queue_server.contract.commands import CheckPreReview, FilePreReview
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.business_day import business_day, coming_day
from queue_server.domain.events import PreReviewFiled, PreReviewLineChecked
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.items import accepted_item
from queue_server.domain.rules.windows import ticket_at_window
from queue_server.domain.state import ANSWER, MATERIAL, HallState, PreReview

KEPT_MS: Final = 24 * 3_600_000  # a pre-review of the evening before is still there the whole next day

_OF_ANSWERS: Final = frozenset({Finding.MET, Finding.ASSUMED, Finding.NOT_MET})
MAY_PASS: Final = frozenset({Verdict.READY, Verdict.DEFERRABLE})  # to the queue of the item

_ON_ITS_WAY: Final = frozenset(TicketState) - FINAL - {TicketState.NO_SHOW}
_ID: Final = re.compile(r"p([1-9][0-9]{0,17})")


def file(command: FilePreReview, moment: Moment) -> Events:
    """By the guide in force on the day that windows are open next, today included."""
    state, by = moment.state, moment.by
    day = state.begun_day or coming_day(state, moment.now_ms) or business_day(moment.now_ms, state.hall.plan.time_zone)
    item = accepted_item(state, command.item_id, day)
    if command.guide_version != item.version:
        raise CommandRefused(RefusalCode.GUIDE_CHANGED, item_id=item.id, guide_version=item.version)
    if command.earlier is not None and not _is_filed(command.earlier, state):
        raise CommandRefused(RefusalCode.PRE_REVIEW_UNKNOWN, pre_review_id=command.earlier)
    try:
        found = pre_review(item, command.answers, command.materials)
    except Unfitting as unfitting:
        raise CommandRefused(RefusalCode.ANSWERS_UNFIT, about=unfitting.about) from None
    return (
        PreReviewFiled(
            pre_review_id=f"p{state.seq + 1}",
            item_id=item.id,
            guide_version=item.version,
            configuration_hash=state.configuration_hash,
            answers=dict(sorted(command.answers.items())),  # as the journal writes them
            materials=dict(sorted(command.materials.items())),
            verdict=found.verdict,
            answer_lines=found.answers,
            material_lines=found.materials,
            language=command.language,
            by_station=None if by.roles.isdisjoint(STATION_ROLES) else by.id,
            earlier=command.earlier,
        ),
    )


def check(command: CheckPreReview, moment: Moment) -> Events:
    """While its ticket is called or served. The same finding again says nothing new; another one corrects it."""
    state = moment.state
    ticket = ticket_at_window(
        moment, command.window_id, command.ticket_id, PreReviewLineChecked, TicketState.CALLED, TicketState.SERVING
    )
    reviewed = state.pre_reviews.get(ticket.pre_review_id or "")
    if reviewed is None:
        raise CommandRefused(RefusalCode.PRE_REVIEW_UNKNOWN, ticket_id=ticket.ticket_id)
    kind = kind_of(command.finding)
    if command.about not in reviewed.found[ANSWER] and command.about not in reviewed.found[MATERIAL]:
        raise CommandRefused(RefusalCode.LINE_UNKNOWN, about=command.about)
    if command.about not in reviewed.found[kind]:
        raise CommandRefused(RefusalCode.ANSWERS_UNFIT, about=command.about)
    if reviewed.checked[kind].get(command.about) is command.finding:
        return ()
    return (
        PreReviewLineChecked(
            reviewed.pre_review_id,
            ticket.ticket_id,
            command.window_id,
            moment.by.id,
            command.about,
            machine=reviewed.found[kind][command.about],
            clerk=command.finding,
        ),
    )


def kind_of(finding: Finding) -> str:
    """Of which lines it speaks."""
    return ANSWER if finding in _OF_ANSWERS else MATERIAL


def usable(state: HallState, pre_review_id: str, now_ms: int) -> PreReview:
    """The pre-review to take a number with. Refuses PRE_REVIEW_UNKNOWN, PRE_REVIEW_USED."""
    reviewed = state.pre_reviews.get(pre_review_id)
    if reviewed is None or (state.business_day is None and is_over(reviewed, now_ms)):
        raise CommandRefused(RefusalCode.PRE_REVIEW_UNKNOWN, pre_review_id=pre_review_id)
    demand_unused(state, reviewed)
    return reviewed


def demand_unused(state: HallState, reviewed: PreReview) -> None:
    """Refuses PRE_REVIEW_USED with the number that stands."""
    ticket = state.tickets.get(reviewed.ticket_id or "")
    if ticket is not None and ticket.state in _ON_ITS_WAY:
        used = reviewed.pre_review_id
        raise CommandRefused(RefusalCode.PRE_REVIEW_USED, pre_review_id=used, number=ticket.number)


def is_over(reviewed: PreReview, now_ms: int) -> bool:
    """Whether it is forgotten when a day opens then."""
    return reviewed.filed_at_ms <= now_ms - KEPT_MS


def _is_filed(pre_review_id: str, state: HallState) -> bool:
    """Whether it can have been filed here: the state has forgotten those of former days."""
    match = _ID.fullmatch(pre_review_id)
    return match is not None and int(match[1]) <= state.seq
