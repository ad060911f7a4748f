"""Ratings as the journal tells them, held against what whoever gave them touched: each once, and as it was given."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queue_server.contract.commands import RatingChannel
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.judgement import Judgement
from simulation.day.ledger import Given, Told, VisitorLedger


@dataclass(frozen=True)
class Kept:
    """A rating of the journal. `again`: a further one (追评)."""

    service_id: str
    ticket_id: str
    window_id: str
    channel: str
    level: str
    reasons: tuple[str, ...]
    stage: str | None
    has_words: bool
    named: bool
    again: bool

    @property
    def part(self) -> str:
        """Of what was written with it."""
        return "again" if self.again else "words"


class Ratings:
    """`given`: of each service that was rated, and whether further on, what whoever did it noted."""

    def __init__(self, found: Judgement) -> None:
        self._found = found
        self._kept: list[Kept] = []
        self.given: dict[tuple[str, bool], Given] = {}

    @property
    def counts(self) -> dict[str, int]:
        """How many by each channel, and how many further ones."""
        by = Counter(kept.channel for kept in self._kept if not kept.again)
        channels = (RatingChannel.TERMINAL, RatingChannel.TICKET_PAGE, RatingChannel.KIOSK)
        again = sum(kept.again for kept in self._kept)
        return {**{f"rated_{channel.value}": by[channel.value] for channel in channels}, "rated_again": again}

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        match event:
            case events.ServiceRated():
                stage, again = (event.stage.value if event.stage is not None else None), False
            case events.ServiceRatedAgain():
                stage, again = None, True
            case _:
                return
        self._kept.append(
            Kept(
                event.service_id,
                event.ticket_id,
                event.window_id,
                event.channel.value,
                event.level.value,
                event.reasons,
                stage,
                event.has_words,
                event.named,
                again,
            )
        )

    def hear(self, ledgers: Iterable[VisitorLedger], written: Mapping[tuple[str, str], str]) -> None:
        """All visitors, and `written`: what is kept of what people wrote, by service and part. Keypads are judged with
        the other devices."""
        times = Counter((kept.service_id, kept.again) for kept in self._kept)
        for (service_id, again), number in times.items():
            if number > 1:
                self._found.doubled.append(f"{service_id} was rated {number} times{' once more' if again else ''}")
        rest: dict[str, list[Kept]] = defaultdict(list)
        for kept in self._kept:
            if kept.channel != RatingChannel.KEYPAD:
                rest[kept.ticket_id].append(kept)
        for ledger in ledgers:
            self._hear_visitor(ledger, rest[ledger.ticket_id], written)
        for kept in (kept for left in rest.values() for kept in left):
            self._found.doubled.append(
                f"a rating ({kept.level}, {kept.channel}) of {kept.service_id} stands in the journal; nobody gave it, "
                "or not so often"
            )

    def hear_rows(self, bodies: Iterable[str], ledgers: Iterable[VisitorLedger]) -> None:
        """Nothing of what people wrote stands in the journal, as it lies on the disk."""
        journal = "\n".join(bodies).encode()
        wrote = {
            private: ledger.visitor
            for ledger in ledgers
            for given in ledger.given
            for private in (given.words, given.contact)
            if private
        }
        for private, visitor in wrote.items():
            if private.encode() in journal:
                self._found.contradicted.append(f"what visitor {visitor} wrote stands in the journal")

    def _hear_visitor(self, ledger: VisitorLedger, kept: list[Kept], written: Mapping[tuple[str, str], str]) -> None:
        """What was thanked for must be there as it was given; what nobody knows the end of may be."""
        who = f"visitor {ledger.visitor} with {ledger.number}"
        missing = []
        for given in sorted(ledger.given, key=lambda given: given.told is not Told.TAKEN):
            if given.told is Told.REFUSED:
                continue
            mine = next((each for each in kept if _agree(given, each)), None)
            if mine is not None:
                kept.remove(mine)
                self.given[mine.service_id, mine.again] = given
                self._hear_words(who, given, mine, written)
            elif given.told is Told.TAKEN:
                missing.append(given)
        for given in missing:
            alike = (e for e in kept if (e.window_id, e.again) == (given.window_id, given.again))
            other = next(alike, None)
            if other is None:
                self._found.lost.append(f"{who}: a rating was confirmed and the journal does not have it: {given}")
            else:
                kept.remove(other)
                self._found.contradicted.append(f"{who} gave {given}; the journal has {other}")

    def _hear_words(self, who: str, given: Given, kept: Kept, written: Mapping[tuple[str, str], str]) -> None:
        contact = "again_contact" if kept.again else "contact"
        said = (given.words, given.contact)
        there = (written.get((kept.service_id, kept.part), ""), written.get((kept.service_id, contact), ""))
        for mine, stands in zip(said, there, strict=True):
            if mine and not stands:
                self._found.lost.append(f"{who} wrote something about {kept.service_id}, and it is not kept")
            elif mine != stands:
                self._found.contradicted.append(f"{who}: what is kept about {kept.service_id} was not written by them")


def _agree(given: Given, kept: Kept) -> bool:
    named = given.service_id in ("", kept.service_id) and given.window_id in ("", kept.window_id)
    staged = given.again or given.stage in (None, kept.stage)
    said = (given.channel, given.level, tuple(sorted(given.reasons)), bool(given.words), bool(given.contact))
    stands = (kept.channel, kept.level, tuple(sorted(kept.reasons)), kept.has_words, kept.named)
    return given.again == kept.again and named and staged and said == stands
