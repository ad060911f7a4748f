"""The search of the catalogue for the staff who take a ticket for somebody."""

import asyncio
from typing import Annotated

import msgspec
from aiohttp import web

from config.configuration import HallConfiguration
from config.search import LONGEST, Found
from queue_server.contract.actors import Role
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import ItemsFound
from queue_server.domain.views.offers import items_found
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for
from queue_server.web.reception import RECEPTION

AT_ONCE = 12
Words = Annotated[
    str,
    msgspec.Meta(
        max_length=4 * LONGEST,
        description="Chinese, pinyin, initials, English words, or a number",
        examples=["食品", "spjyxk"],
    ),
]


async def find(request: web.Request) -> web.Response:
    """Items and bundles that the words may mean, the likeliest first, with why one cannot be taken now."""
    reception = request.app[RECEPTION]
    words = asked_for(request, "words", Words) or ""
    entries = await asyncio.to_thread(_search, reception.hall, words)
    return answer(await reception.dispatcher.look(lambda state, now_ms: items_found(state, entries, now_ms)))


def _search(hall: HallConfiguration, words: str) -> tuple[Found, ...]:
    """In a thread: the index of a long catalogue takes its time when it is first asked."""
    return hall.index.find(words, AT_ONCE)


DOORS = (
    Door(
        "GET",
        "/api/v1/items",
        find,
        frozenset({Role.GUIDE, Role.SUPERVISOR}),
        gives={200: ItemsFound},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"words": Words},
    ),
)
