"""Files that pages load: styles, scripts, fonts, and texts by area. The same for everybody, so open to everybody."""

import hashlib
from http import HTTPStatus
from pathlib import Path

import msgspec
from aiohttp import web
from pylopdf_fonts_zh_cn import sans_path

import config
from config.i18n import LANGUAGES
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.access import open_door
from queue_server.web.reception import RECEPTION

STATIC = Path(__file__).parent / "static"
AREAS = frozenset({"common", "refusals", "console", "ticket_page", "kiosk", "slip", "display"})
FONTS = {
    "NotoSansSC.otf": sans_path(),
    "hall-icons.ttf": Path(config.__file__).parent / "fonts" / "hall-icons.ttf",
}

_ASK_AGAIN = {"Cache-Control": "no-cache"}  # keep it, but ask with its ETag: a new version shows at once
_KEEP = {"Cache-Control": "public, max-age=2592000"}


async def static(request: web.Request) -> web.StreamResponse:
    """A style, script or picture that pages load."""
    try:
        path = (STATIC / request.match_info["path"]).resolve()
        is_ours = path.is_relative_to(STATIC) and path.is_file()
    except (ValueError, OSError):  # a name no file can have
        is_ours = False
    if not is_ours:
        raise CommandRefused(RefusalCode.NOT_FOUND)
    return web.FileResponse(path, headers=_ASK_AGAIN)


async def font(request: web.Request) -> web.StreamResponse:
    """A typeface that pages load."""
    path = FONTS.get(request.match_info["name"])
    if path is None or not path.is_file():
        raise CommandRefused(RefusalCode.NOT_FOUND)
    return web.FileResponse(path, headers=_KEEP | {"Content-Type": f"font/{path.suffix[1:]}"})


async def texts(request: web.Request) -> web.Response:
    """Texts by full key, of the areas asked for, as in `?areas=console,refusals`."""
    language, areas = request.match_info["language"], request.query.get("areas", "").split(",")
    if language not in LANGUAGES or not AREAS.issuperset(areas):
        raise CommandRefused(RefusalCode.NOT_FOUND)
    known = request.app[RECEPTION].texts
    found = {key: text for area in dict.fromkeys(areas) for key, text in known.area(area, language).items()}
    body = msgspec.json.encode(found)
    etag = hashlib.sha256(body).hexdigest()[:32]
    response = web.Response(body=body, content_type="application/json", headers=_ASK_AGAIN)
    response.etag = etag
    if any(kept.value == etag for kept in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers={**_ASK_AGAIN, "ETag": f'"{etag}"'})
    return response


_NONE = frozenset({RefusalCode.NOT_FOUND})

DOORS = (
    open_door("GET", "/static/fonts/{name}", font, gives={200: "*/*", 206: "*/*", 304: None, 416: None}, refuses=_NONE),
    open_door("GET", "/static/{path:.+}", static, gives={200: "*/*", 206: "*/*", 304: None, 416: None}, refuses=_NONE),
    open_door(
        "GET",
        "/texts/{language}.json",
        texts,
        gives={200: dict[str, str], 304: None},
        refuses=_NONE,
        query={"areas": str},
    ),
)
