"""One question of the pre-review: its answers, what the chosen one asks for, and the answers given before."""

from collections.abc import Callable
from dataclasses import dataclass

from config.catalogue import UNSURE, Situation
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner, Choice, Steps, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.review import News, Review


@dataclass(frozen=True)
class Earlier:
    """A question answered before, and what was answered; touched, it is put again."""

    question_id: str
    question: str
    said: str
    change: str


@dataclass(frozen=True)
class SituationState:
    """`room_for_hint`: an answer of this question has a hint, so its place is kept free and nothing jumps."""

    subject: str
    steps: Steps
    question: str
    note: str
    news: Banner | None
    answers: tuple[Choice, ...]
    hint: Banner | None
    room_for_hint: bool
    earlier: tuple[Earlier, ...]
    back: str
    forward: str
    ready: bool


class SituationPresenter(Presenter[SituationState]):
    def __init__(
        self,
        outlook: Outlook,
        choose: Callable[[str], None],
        forward: Callable[[], None],
        back: Callable[[], None],
        change: Callable[[str], None],
        step_back: Callable[[], bool],
    ) -> None:
        """`choose(answer_id)`, `change(question_id)`; `forward` and `back` are the two keys at the foot.

        `step_back`: one step back in the pre-review, False on its first step.
        """
        self.choose = choose
        self.forward = forward
        self.back = back
        self.change = change
        self._step_back = step_back
        super().__init__(outlook)

    def step_back(self) -> bool:
        return self._step_back()

    def compose(self) -> SituationState:
        look, review = self.outlook, self.outlook.review
        question = review.question if review is not None else None
        if review is None or question is None:
            return SituationState("", Steps(0, 0, ""), "", "", None, (), None, False, (), "", "", ready=False)
        language, errand = look.language, review.errand
        chosen = errand.said.get(question.id, "")
        before = errand.before(question)
        return SituationState(
            subject=look.say("pre_review.subject", item=errand.item.name.text(language)),
            steps=self._steps(review, question, len(before) + 1),
            question=question.question.text(language),
            note=question.note.text(language) if question.note else "",
            news=news(look),
            answers=self._answers(question, chosen),
            hint=self._hint(review, question, chosen),
            room_for_hint=any(errand.added_by(question, answer.id).materials for answer in question.answers),
            earlier=tuple(
                Earlier(
                    question_id=earlier_id,
                    question=errand.item.situation[earlier_id].question.text(language),
                    said=self._said(errand.item.situation[earlier_id], answer_id),
                    change=look.say("pre_review.change"),
                )
                for earlier_id, answer_id in before.items()
            ),
            back=look.say("situation.back" if before else "pre_review.leave"),
            forward=look.say("situation.forward"),
            ready=chosen in question.by_id,
        )

    def _steps(self, review: Review, question: Situation, at: int) -> Steps:
        """How many there are is said for certain only when every way on is equally long."""
        least, most = review.errand.questions(question)
        key = "situation.steps" if least == most else "situation.steps_at_most"
        return Steps(at, most, self.outlook.say(key, at=at, of=most))

    def _answers(self, question: Situation, chosen: str) -> tuple[Choice, ...]:
        look, language = self.outlook, self.outlook.language
        answers = [
            Choice(
                answer.id,
                "circle-check" if answer.id == chosen else "circle",
                answer.name.text(language),
                answer.note.text(language) if answer.note else "",
                selected=answer.id == chosen,
            )
            for answer in question.answers
        ]
        if UNSURE in question.by_id:
            line = look.say("situation.unsure_line", answer=question.by_id[UNSURE].name.text(language))
            unsure = chosen == UNSURE
            icon = "circle-check" if unsure else "help-circle"
            answers.append(Choice(UNSURE, icon, look.say("situation.unsure"), line, selected=unsure))
        return tuple(answers)

    def _hint(self, review: Review, question: Situation, chosen: str) -> Banner | None:
        """Which papers the chosen answer asks for that another one would not: nobody is surprised by them later."""
        look = self.outlook
        added = review.errand.added_by(question, chosen) if chosen in question.by_id else None
        if added is None or not added.materials:
            return None
        number = len(added.materials)
        key = "situation.adds" if added.more else "situation.asks"
        return Banner(
            look.say(key if number != 1 else f"{key}_one", answer=self._said(question, chosen), number=number),
            look.word("list.separator").join(material.name.text(look.language) for material in added.materials),
            "file-plus",
            Tone.AMBER,
        )

    def _said(self, question: Situation, answer_id: str) -> str:
        if answer_id == UNSURE:
            return self.outlook.say("situation.unsure")
        return question.by_id[answer_id].name.text(self.outlook.language)


def news(outlook: Outlook) -> Banner | None:
    """What somebody must know who finds the errand otherwise than it was left."""
    review = outlook.review
    match review.news if review is not None else None:
        case News.GUIDE_CHANGED:
            return Banner(
                outlook.say("pre_review.guide_changed"), outlook.say("pre_review.guide_changed_advice"), "refresh"
            )
        case News.BROUGHT_BACK:
            return Banner(
                outlook.say("pre_review.brought_back"),
                outlook.say("pre_review.brought_back_advice"),
                "history",
                Tone.DAI,
            )
    return None
