"""Pictures and films of the hall's own, for its call boards: files of the folder `spots` in the hall's folder."""

from pathlib import Path

from aiohttp import web

from config import spots
from queue_server.contract.actors import Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.access import Door
from queue_server.web.reception import RECEPTION

_ASK_AGAIN = {"Cache-Control": "no-cache"}  # with the ETag of what it has: a file that was replaced is fetched anew


async def spot(request: web.Request) -> web.StreamResponse:
    """A file that the policy in force names; with If-None-Match, only if it is another one than that.

    Refuses NOT_FOUND for any other, and while there is none of that name; TOO_LARGE for what no board would take.
    """
    reception = request.app[RECEPTION]
    file = request.match_info["file"]
    if all(known.file != file for known in reception.hall.policy.spots):
        raise CommandRefused(RefusalCode.NOT_FOUND)
    path = Path(reception.settings.hall_folder) / spots.FOLDER / file
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        size = None
    if size is None:
        raise CommandRefused(RefusalCode.NOT_FOUND)
    limit = spots.limit_bytes(file)
    if size > limit:
        raise CommandRefused(RefusalCode.TOO_LARGE, limit_bytes=str(limit))
    return web.FileResponse(path, headers=_ASK_AGAIN)


DOORS = (
    Door(
        "GET",
        "/api/v1/spots/{file}",
        spot,
        frozenset({Role.BOARD}),
        gives={
            200: ("image/png", "image/jpeg", "image/webp", "video/mp4", "video/webm", "video/x-matroska"),
            304: None,
        },
        refuses=frozenset({RefusalCode.NOT_FOUND, RefusalCode.TOO_LARGE}),
    ),
)
