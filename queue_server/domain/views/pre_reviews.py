"""A pre-review as people read it: every line with its name, what it must be, and what was found of it."""

from collections.abc import Iterator, Mapping
from typing import Final

from config.pre_review import Finding
from queue_server.contract.views import Label, PreReviewLine, PreReviewView
from queue_server.domain.state import ANSWER, MATERIAL, HallState, PreReview
from queue_server.domain.views.labels import label

DAY_MS: Final = 86_400_000

_TO_BRING: Final = frozenset({Finding.MISSING, Finding.UNFIT, Finding.DEFERRED})


def pre_review_view(reviewed: PreReview, pre_review_days: int) -> PreReviewView:
    """`pre_review_days`: for how long the hall lets it be brought back."""
    item = reviewed.item
    return PreReviewView(
        pre_review_id=reviewed.pre_review_id,
        item_id=item.id,
        item=label(item.name),
        guide_version=item.version,
        verdict=reviewed.verdict.value,
        lines=(*_answer_lines(reviewed), *_material_lines(reviewed)),
        answers=reviewed.answers,
        materials={about: brought.value for about, brought in reviewed.materials.items()},
        filed_at_ms=reviewed.filed_at_ms,
        deferral_days=item.deferral_days,
        until_ms=reviewed.filed_at_ms + pre_review_days * DAY_MS,
    )


def of_ticket(state: HallState, pre_review_id: str | None) -> PreReview | None:
    """The pre-review a ticket was taken with, if there is one."""
    return state.pre_reviews.get(pre_review_id) if pre_review_id is not None else None


def to_bring(reviewed: PreReview) -> tuple[Label, ...]:
    """The materials that are missing, unfit, or may follow; what a clerk found of them counts before the rest."""
    found = {**reviewed.found[MATERIAL], **reviewed.checked[MATERIAL]}
    return tuple(label(reviewed.item.material[about].name) for about, finding in found.items() if finding in _TO_BRING)


def _answer_lines(reviewed: PreReview) -> Iterator[PreReviewLine]:
    for about, finding in reviewed.found[ANSWER].items():
        situation = reviewed.item.situation[about]
        answer = situation.by_id[reviewed.answers[about]]
        refusal = answer.ineligible
        yield PreReviewLine(
            about=about,
            kind=ANSWER,
            name=label(situation.question),
            said=label(answer.name),
            must=label(refusal.reason) if refusal else None,
            source=label(refusal.instead) if refusal else None,
            finding=finding.value,
            checked=_checked(reviewed.checked[ANSWER], about),
            essential=True,
        )


def _material_lines(reviewed: PreReview) -> Iterator[PreReviewLine]:
    for about, finding in reviewed.found[MATERIAL].items():
        material = reviewed.item.material[about]
        yield PreReviewLine(
            about=about,
            kind=MATERIAL,
            name=label(material.name),
            said=None,
            must=label(material.must) if material.must else None,
            source=label(material.source),
            finding=finding.value,
            checked=_checked(reviewed.checked[MATERIAL], about),
            essential=material.essential,
        )


def _checked(checked: Mapping[str, Finding], about: str) -> str | None:
    finding = checked.get(about)
    return finding.value if finding is not None else None
