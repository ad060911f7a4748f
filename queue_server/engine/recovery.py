"""Recovery: the hall as the journal tells it, after a start or a failed write."""

from dataclasses import dataclass

from msgspec.structs import replace

from queue_server.domain.events import DayOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState
from queue_server.storage.history import History
from queue_server.storage.journal import Head, Journal, JournalDamaged
from queue_server.storage.snapshots import Folded, Snapshot, take


@dataclass(slots=True)
class Recovered:
    """`answered` are the keys of requests whose answers are kept. `opening`: of a day that was opened since the last
    snapshot, to be kept. `read`: how many events were folded."""

    state: HallState
    history: History
    head: Head
    last_at_ms: int
    answered: set[str]
    opening: Snapshot | None
    read: int


async def recover(journal: Journal, hall_id: str) -> Recovered:
    """Folds the journal, from its snapshot if that fits, otherwise from its beginning. Raises JournalDamaged."""
    head = await journal.head()
    folded = await journal.snapshot() or Folded(0, 0, HallState(), History(hall_id))
    begun_at, opening = folded.seq, None
    opened_at = await journal.newest(DayOpened)
    while recorded := await journal.read(folded.seq):
        for entry in recorded:
            evolve(folded.state, entry)
            folded.history.apply(entry)
            folded.seq, folded.at_ms = entry.seq, entry.at_ms
            if entry.seq == opened_at:
                opening = take(folded)
        folded.history.take_changes()  # the tables have them
    if folded.seq != head.seq:
        why = f"the journal ends at {folded.seq}, its head says {head.seq}"
        raise JournalDamaged(hall_id, min(folded.seq, head.seq) + 1, why)
    read = folded.seq - begun_at
    if opening is not None:
        opening = _without_ended(opening, folded.state)
    answered = await journal.answered_keys()
    return Recovered(folded.state, folded.history, head, folded.at_ms, answered, opening, read)


def _without_ended(opening: Snapshot, state: HallState) -> Snapshot:
    """Without the persons of a day that has closed since."""
    if state.business_day is not None:
        return opening
    coming = {id_: whose for id_, whose in opening.persons.items() if whose[0] > (state.last_day or "")}
    return replace(opening, persons=coming)
