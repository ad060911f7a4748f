"""All doors of the server, in one table."""

from collections.abc import Callable
from functools import cache, partial

from aiohttp import web

from queue_server.contract.wire import FRAME_LIMIT_BYTES
from queue_server.web import (
    access,
    api,
    appointments,
    calls,
    exports,
    files,
    health,
    items,
    lockers,
    openapi,
    pages,
    posts,
    pre_reviews,
    publishing,
    rating_months,
    rating_page,
    ratings,
    ratings_given,
    reports,
    screens,
    sign_in,
    spots,
    ticket_page,
    tickets,
    voices,
    work_orders,
)
from queue_server.web.middleware import named, protect, refusing
from queue_server.web.reception import RECEPTION, Reception

ALL = (
    *sign_in.DOORS,
    *screens.DOORS,
    *api.DOORS,
    *calls.DOORS,
    *tickets.DOORS,
    *items.DOORS,
    *lockers.DOORS,
    *voices.DOORS,
    *spots.DOORS,
    *appointments.DOORS,
    *pre_reviews.DOORS,
    *publishing.DOORS,
    *reports.DOORS,
    *exports.DOORS,
    *rating_months.DOORS,
    *ratings.DOORS,
    *ticket_page.DOORS,
    *rating_page.DOORS,
    *ratings_given.DOORS,
    *work_orders.DOORS,
    *pages.DOORS,
    *posts.DOORS,
    *files.DOORS,
    *health.DOORS,
    *openapi.DOORS,
)


def create(reception: Reception) -> web.Application:
    """The aiohttp application of one hall."""
    app = web.Application(
        client_max_size=FRAME_LIMIT_BYTES, middlewares=[named, refusing, pages.for_people, access.guarded]
    )
    app[RECEPTION] = reception
    app[lockers.CELLS] = lockers.Cells()
    app.on_response_prepare.append(protect)
    document: Callable[[], bytes] = cache(partial(openapi.encode, ALL, access.cookie_name(reception.settings)))
    app[openapi.DOCUMENT] = document
    access.build(app, ALL)
    return app
