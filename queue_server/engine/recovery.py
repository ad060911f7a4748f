"""Recovery: the hall as the journal tells it, after a start or a failed write."""

from dataclasses import dataclass

from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState
from queue_server.storage.history import History
from queue_server.storage.journal import Head, Journal, JournalDamaged


@dataclass(slots=True)
class Recovered:
    """`answered` are the keys of requests whose answers are kept."""

    state: HallState
    history: History
    head: Head
    last_at_ms: int
    answered: set[str]


async def recover(journal: Journal, hall_id: str) -> Recovered:
    """Folds the journal from its beginning. Raises JournalDamaged."""
    state, history = HallState(), History(hall_id)
    head = await journal.head()
    seq = last_at_ms = 0
    while recorded := await journal.read(seq):
        for entry in recorded:
            evolve(state, entry)
            history.apply(entry)
        history.take_changes()  # the tables have them
        seq, last_at_ms = recorded[-1].seq, recorded[-1].at_ms
    if seq != head.seq:
        raise JournalDamaged(hall_id, min(seq, head.seq) + 1, f"the journal ends at {seq}, its head says {head.seq}")
    return Recovered(state, history, head, last_at_ms, await journal.answered_keys())
