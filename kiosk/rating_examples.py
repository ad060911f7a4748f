"""The page on which the service of a slip is rated, in named states; reached by scanning, as a person does."""

from collections.abc import Callable, Iterator

from config.configuration import HallConfiguration
from kiosk.messages import RateableFetched, RateableNotFetched
from kiosk.rehearsal import MORNING_MS, Rehearsal
from queue_server.contract.commands import RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Label, RateableView, RatingReasonLine, WindowBrief

SLIP = "https://hall.example/t/2026-11-23.A012.9f86d081884c7d659a2f"


def rateable(
    configuration: HallConfiguration, *, may_rate: bool = True, rated: bool = False, item: Label | None = None
) -> RateableView:
    window = configuration.windows["w03"]
    levels = {level.stars: level for level in RatingLevel}
    return RateableView(
        "2026-11-23.A012",
        "A012",
        "2026-11-23",
        service_id="2026-11-23.A012.s1",
        window=WindowBrief("w03", window.number, Label(window.name.zh, window.name.en), window.kind.value),
        item=item or Label("食品经营许可（新办）", "Food business licence (new)"),
        ended_at_ms=MORNING_MS,
        rated=rated,
        may_rate=may_rate,
        reasons=tuple(
            RatingReasonLine(r.code, levels[r.stars], r.dimension.value, Label(r.name.zh, r.name.en))
            for r in configuration.policy.ratings.reasons
        ),
    )


def scan(kiosk: Rehearsal, code: str = SLIP) -> Rehearsal:
    """What a scanner types, at once, and its Enter."""
    for character in (*code, "\r"):
        kiosk.flow.key_pressed(character)
    return kiosk


def found(kiosk: Rehearsal, view: RateableView | None = None) -> Rehearsal:
    return scan(kiosk).tell(RateableFetched(SLIP, view or rateable(kiosk.configuration)))


def levelled(kiosk: Rehearsal, level: RatingLevel = RatingLevel.VERY_DISSATISFIED) -> Rehearsal:
    return kiosk.touch(lambda: kiosk.flow.rate.choose(level))


def because(kiosk: Rehearsal, code: str) -> Rehearsal:
    return kiosk.touch(lambda: kiosk.flow.rate.choose_reason(code))


def examples(
    sample: HallConfiguration, opened: Callable[[HallConfiguration], Rehearsal]
) -> Iterator[tuple[str, Rehearsal]]:
    for language, end in (("zh", ""), ("en", "-en")):

        def at(language: str = language) -> Rehearsal:
            kiosk = opened(sample)
            return kiosk.english() if language == "en" else kiosk

        yield f"rate{end}", found(at())
        yield f"rate-reasons{end}", because(levelled(found(at())), "103")
        sent = levelled(found(at()))
        yield f"rate-thanks{end}", sent.touch(sent.flow.rate.press)
        long = Label(
            "企业职工基本养老保险关系转移接续（跨省转入）", "Transfer of basic pension insurance between provinces"
        )
        yield f"rate-longest{end}", found(at(), rateable(sample, item=long))
        yield f"rate-rated{end}", found(at(), rateable(sample, may_rate=False, rated=True))
        yield f"rate-nothing{end}", found(at(), rateable(sample, may_rate=False))
        unknown = RateableNotFetched(SLIP, RefusalCode.TICKET_UNKNOWN)
        yield f"rate-not-found{end}", scan(at()).tell(unknown)
        away = RateableNotFetched(SLIP, RefusalCode.UNAVAILABLE)
        yield f"rate-away{end}", scan(at()).tell(away)
    yield "rate-looking", scan(opened(sample))
