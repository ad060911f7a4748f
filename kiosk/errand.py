"""An errand: what somebody has answered and ticked in the pre-review of an item so far, and what that asks for next.

Pure. Whatever was once said stays said: who changes an early answer and changes it back finds the rest as it was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from config.catalogue import UNSURE, Answer, Material, Refusal, ServiceItem, Situation
from config.pre_review import Brought, Finding, PreReview, Verdict, asked, needed, open_question, pre_review


@dataclass(frozen=True)
class Barrier:
    """What makes an item impossible: the question, the answer given, and why with that answer."""

    situation: Situation
    answer: Answer
    refusal: Refusal


@dataclass(frozen=True)
class Added:
    """Materials an answer asks for. `more`: beyond those of another answer; otherwise in place of some of them."""

    materials: tuple[Material, ...]
    more: bool


@dataclass(frozen=True)
class Errand:
    """`said` and `ticked` hold everything ever entered; `answers` and `materials` what counts on the way they lead."""

    item: ServiceItem
    said: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, Brought] = field(default_factory=dict)

    # --- questions ------------------------------------------------------------------------------------------------

    @property
    def way(self) -> tuple[Situation, ...]:
        """The questions put so far, the open one last."""
        return asked(self.item, self.said)

    @property
    def open_question(self) -> Situation | None:
        return open_question(self.item, self.said)

    @property
    def answers(self) -> dict[str, str]:
        return {s.id: self.said[s.id] for s in self.way if self.said.get(s.id) in s.by_id}

    @property
    def barred_by(self) -> Barrier | None:
        """The answer that makes the item impossible, if there is one."""
        for situation in self.way:
            answer = situation.by_id.get(self.said.get(situation.id, ""))
            if answer is not None and answer.ineligible is not None:
                return Barrier(situation, answer, answer.ineligible)
        return None

    def answer(self, situation_id: str, answer_id: str) -> "Errand":
        """With that answer, in place of another one if there was one. What the question does not offer is no answer."""
        situation = self.item.situation.get(situation_id)
        if situation is None or answer_id not in situation.by_id:
            return self
        return replace(self, said={**self.said, situation_id: answer_id})

    def before(self, situation: Situation) -> dict[str, str]:
        """The answers to the questions put before that one."""
        answers: dict[str, str] = {}
        for earlier in self.way:
            if earlier.id == situation.id:
                break
            answers[earlier.id] = self.said[earlier.id]
        return answers

    def added_by(self, situation: Situation, answer_id: str) -> "Added":
        """The materials this answer asks for, beside those of the answer that asks for the fewest."""
        before = self.before(situation)
        mine = needed(self.item, {**before, situation.id: answer_id})
        counted = situation.by_id[answer_id].id
        others = [
            {material.id for material in needed(self.item, {**before, situation.id: other.id})}
            for other in situation.answers
            if other.id != counted and other.ineligible is None
        ]
        fewest = min(others, key=len, default={material.id for material in mine})
        more = fewest <= {material.id for material in mine}
        return Added(tuple(material for material in mine if material.id not in fewest), more)

    def questions(self, situation: Situation) -> tuple[int, int]:
        """The least and the most questions there are in all, from what was answered up to `situation` and with it.

        An answer that ends everything because the item is impossible is not counted as a short way.
        """
        put = len(self.before(situation))
        lengths = list(_lengths(self.item, situation, self.said, frozenset()))
        return put + min(lengths), put + max(lengths)

    # --- materials ------------------------------------------------------------------------------------------------

    @property
    def needed(self) -> tuple[Material, ...]:
        return needed(self.item, self.said)

    @property
    def materials(self) -> dict[str, Brought]:
        return {material.id: self.ticked[material.id] for material in self.needed if material.id in self.ticked}

    @property
    def unticked(self) -> tuple[Material, ...]:
        """What is needed and nothing was said of yet."""
        return tuple(material for material in self.needed if material.id not in self.ticked)

    def tick(self, material_id: str, brought: Brought) -> "Errand":
        """What was handed in before is not asked for again, so nothing else can be said of it."""
        if material_id not in self.item.material or self.ticked.get(material_id) is Brought.GIVEN:
            return self
        return replace(self, ticked={**self.ticked, material_id: brought})

    def tick_rest(self) -> "Errand":
        """With all that nothing was said of yet held."""
        return replace(self, ticked={**self.ticked, **{material.id: Brought.HELD for material in self.unticked}})

    def untick(self, material_id: str) -> "Errand":
        if self.ticked.get(material_id) is Brought.GIVEN:
            return self
        return replace(self, ticked={key: value for key, value in self.ticked.items() if key != material_id})

    # --- the verdict ----------------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Everything that matters is answered and ticked."""
        return self.open_question is None and (self.barred_by is not None or not self.unticked)

    @property
    def counted_materials(self) -> dict[str, Brought]:
        """The materials the verdict is made from: none where the item is impossible."""
        return {} if self.barred_by is not None else self.materials

    @property
    def verdict(self) -> PreReview:
        """Raises Unfitting while a question is open."""
        return pre_review(self.item, self.answers, self.counted_materials)

    def under(self, item: ServiceItem) -> "Errand":
        """The same errand under another version of its guide: what still fits is kept, the rest is asked."""
        return replace(self, item=item)

    def come_again(self) -> "Errand":
        """Somebody is back with what was missing: of those materials it is asked anew, of nothing else."""
        still = {key: brought for key, brought in self.ticked.items() if brought in (Brought.HELD, Brought.GIVEN)}
        return replace(self, ticked=still)


def unsure(situation: Situation) -> bool:
    """Whether one may say so (说不准)."""
    return UNSURE in situation.by_id


def lacking(finding: Finding) -> bool:
    """Whether a material with this finding is still to be brought."""
    return finding in (Finding.MISSING, Finding.UNFIT, Finding.DEFERRED)


def asks_a_person(verdict: Verdict) -> bool:
    """Whether a number with this verdict leads to the hall's advice desk, not to the windows of the item."""
    return verdict in (Verdict.INCOMPLETE, Verdict.INELIGIBLE)


def _lengths(item: ServiceItem, situation: Situation, said: Mapping[str, str], passed: frozenset[str]) -> Iterator[int]:
    """How many questions each way from here has, this one included."""
    if situation.id in passed:
        yield 0
        return
    passed |= {situation.id}
    chosen = situation.by_id.get(said.get(situation.id, ""))
    possible = [answer for answer in situation.answers if answer.ineligible is None] or list(situation.answers)
    for answer in [chosen] if chosen is not None and chosen.ineligible is None else possible:
        following = item.situation.get(answer.leads_to) if answer.leads_to else None
        if following is None:
            yield 1
        else:
            yield from (1 + length for length in _lengths(item, following, said, passed))
