"""Of which event which written words are: where they are kept, apart from the journal."""

from typing import NamedTuple

from queue_server.domain.events import (
    AnyEvent,
    ErrandRated,
    ServiceRated,
    ServiceRatedAgain,
    WindowRated,
    WorkOrderMoved,
)


class Place(NamedTuple):
    """`owner_id`: a service, a rating, a work order; `part` of it; `field`: of the command in which they came."""

    owner_id: str
    part: str
    field: str


def places(event: AnyEvent) -> tuple[Place, ...]:
    """None of most events."""
    match event:
        case ServiceRated():
            told = (
                (event.has_words, Place(event.service_id, "words", "words")),
                (
                    event.named,
                    Place(event.service_id, "contact", "contact"),
                ),
            )
        case ServiceRatedAgain():
            told = (
                (event.has_words, Place(event.service_id, "again", "words")),
                (
                    event.named,
                    Place(event.service_id, "again_contact", "contact"),
                ),
            )
        case WindowRated():
            told = (
                (event.has_words, Place(event.rating_id, "words", "words")),
                (
                    event.named,
                    Place(event.rating_id, "contact", "contact"),
                ),
            )
        case ErrandRated(has_words=True):
            return (Place(event.rating_id, "words", "words"),)
        case WorkOrderMoved(has_text=True):
            return (Place(event.order_id, str(event.number), "text"),)
        case _:
            return ()
    return tuple(place for is_there, place in told if is_there)
