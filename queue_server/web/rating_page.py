"""Rating on a phone, behind the same address as the ticket's page: on the day, and while the hall still asks later.

What was written travels in the body of a request and nowhere else; the page itself is written anew once the hall has
the rating, so that no script tells what became of it.
"""

from aiohttp import web

from queue_server.contract.commands import REFUSED, REFUSED_TO_ANY, RateAgain, RateService, RatingLevel
from queue_server.contract.views import Accepted, RateableView
from queue_server.domain.views.ratings import rateable_view
from queue_server.web.access import Door, open_door
from queue_server.web.answers import answer, read_json
from queue_server.web.api import idempotency_key
from queue_server.web.middleware import Handler
from queue_server.web.pages import Language, render
from queue_server.web.reception import RECEPTION
from queue_server.web.ticket_page import NOT_FOR_SEARCH_ENGINES, PATH, UNSEEN, holder

AREAS = ("common", "display", "rating_page")
LEVELS = tuple((level.value, level.stars) for level in sorted(RatingLevel, key=lambda each: -each.stars))


async def page(request: web.Request) -> web.Response:
    """The page on which whoever holds the ticket rates its last service, also some days later."""
    caller = holder(request)
    reception = request.app[RECEPTION]
    ticket_id = caller.actor.id
    rateable, language = await reception.dispatcher.look(
        lambda state, now_ms: (
            rateable_view(state, ticket_id, now_ms),
            state.tickets[ticket_id].language if ticket_id in state.tickets else None,
        )
    )
    policy = reception.hall.policy
    response = render(
        request,
        "rating_page.html",
        AREAS,
        request.query.get("language") or language or _spoken(request),
        rateable=rateable,
        levels=LEVELS,
        kept_days=policy.ratings.words_kept_days,
        contact_days=policy.work_orders.contact_days,
        ticket_path=reception.addresses.path(ticket_id),
        is_today=language is not None,
    )
    response.headers.update(NOT_FOR_SEARCH_ENGINES)
    return response


async def view(request: web.Request) -> web.Response:
    """What of the ticket may be rated now."""
    ticket_id = holder(request).actor.id
    found = await request.app[RECEPTION].dispatcher.look(lambda state, now_ms: rateable_view(state, ticket_id, now_ms))
    return answer(found, headers=NOT_FOR_SEARCH_ENGINES)


def _spoken(request: web.Request) -> str:
    """The first of the browser's languages: of a ticket of an earlier day nobody remembers its own."""
    return request.headers.get("Accept-Language", "")[:2].lower()


def _giving(command: type[RateService | RateAgain], words: str) -> Handler:
    async def give(request: web.Request) -> web.Response:
        caller, key = holder(request), idempotency_key(request)
        asked: RateService | RateAgain = await read_json(request, command)
        return answer(await request.app[RECEPTION].intake.submit(asked, key, caller))

    give.__doc__ = words
    return give


def _door(path: str, command: type[RateService | RateAgain], words: str) -> Door:
    return open_door(
        "POST",
        PATH + path,
        _giving(command, words),
        takes=command,
        gives={200: Accepted},
        refuses=REFUSED_TO_ANY | REFUSED[command],
        is_keyed=True,
    )


DOORS = (
    open_door(
        "GET",
        PATH + "/rate",
        page,
        gives={200: "text/html"},
        refuses=UNSEEN,
        query={"language": Language},
    ),
    open_door("GET", PATH + "/rating", view, gives={200: RateableView}, refuses=UNSEEN),
    _door("/rating", RateService, "The visitor rates the service. Header Idempotency-Key as for every command."),
    _door(
        "/rating-again", RateAgain, "The visitor rates once more, later. Header Idempotency-Key as for every command."
    ),
)
