"""The control of the virtual devices, over HTTP on this machine only: their state, their switches, their last slips.

    GET  /                               a page for people
    GET  /printers                       {"printers": [state, …]}
    POST /printers/{name}                {"switches": {"cover_open": true}, "paper_mm": 300}, each optional → state
    GET  /printers/{name}/slips/{n}.png  the picture of slip n, or of the last one ("last.png")
    GET  /printers/{name}/slips/{n}.txt  its text; empty where the slip was printed as a picture
    GET  /devices                        {"devices": [device, …]}: all but the ticket printers
    POST /devices/{name}                 {"switches": {"mute": true}, "do": "lay_card", "with": "resident"} → device
    GET  /devices/{name}/sheet/{n}/{page}.png   the picture of a page of sheet n, the newest that came out of it
    GET  /devices/{name}/sheet/{n}.pdf          the whole of it, as it was sent

State: name, url, health, paper_mm, printing, switches, errors, slips (count since the start), last (number or null).
Device: name, url, switches, shows (what somebody before it sees), deeds (what can be done with it), sheet (number of
the newest that came out of an A4 printer, or null), pages (how many of it came out).
"""

import asyncio
import io
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from html import escape

import msgspec
import pylopdf_fonts_zh_cn
from aiohttp import web
from PIL import Image

from config.i18n import LANGUAGES, Texts
from hardware.simulators import hall_devices, printed_sheets
from hardware.simulators.hall_devices import Virtual
from hardware.simulators.office_printer import Job, VirtualOfficePrinter
from hardware.simulators.ticket_printer import ROLL_MM, SWITCHES, Slip, VirtualPrinter, health

BODY_LIMIT_BYTES = 4_096
_HERE = ("127.0.0.1", "localhost", "[::1]")
_DEVICES = web.AppKey("devices", dict[str, Virtual])
_PRINTERS = web.AppKey("printers", dict[str, VirtualPrinter])
_TEXTS = web.AppKey("texts", Texts)


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a control request may change."""

    switches: dict[str, bool] = {}
    paper_mm: float | None = None


class State(msgspec.Struct, frozen=True):
    """One printer as the control shows it."""

    name: str
    url: str
    health: str
    paper_mm: float
    printing: bool
    switches: dict[str, bool]
    errors: list[str]
    slips: int
    last: int | None


class DeviceChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """What a control request may change of another device, and what it may do with it."""

    switches: dict[str, bool] = {}
    do: str | None = None
    with_: str = ""


class DeviceState(msgspec.Struct, frozen=True):
    """Another device as the control shows it."""

    name: str
    url: str
    switches: dict[str, bool]
    shows: str
    deeds: tuple[str, ...]
    sheet: int | None
    pages: int


def create_app(printers: Sequence[VirtualPrinter], texts: Texts, devices: Sequence[Virtual] = ()) -> web.Application:
    app = web.Application(client_max_size=BODY_LIMIT_BYTES, middlewares=[_from_this_machine])
    app[_PRINTERS] = {printer.name: printer for printer in printers}
    app[_DEVICES] = {device.name: device for device in devices}
    app[_TEXTS] = texts
    app.router.add_get("/", _page)
    app.router.add_get("/type.otf", _type)
    app.router.add_get("/printers", _states)
    app.router.add_post("/printers/{name}", _change)
    app.router.add_get("/devices", _device_states)
    app.router.add_post("/devices/{name}", _change_device)
    app.router.add_get("/devices/{name}/sheet/{number:[0-9]+}/{page:[0-9]+}.png", _page_picture)
    app.router.add_get("/devices/{name}/sheet/{number:[0-9]+}.pdf", _sheet_file)
    app.router.add_get("/printers/{name}/slips/{slip}.png", _picture)
    app.router.add_get("/printers/{name}/slips/{slip}.txt", _text)
    return app


@web.middleware
async def _from_this_machine(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A page from elsewhere, opened in a browser here, must not reach the switches."""
    if request.host.rsplit(":", 1)[0] not in _HERE:
        raise web.HTTPForbidden
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    response = await handler(request)
    if request.path != "/type.otf":
        response.headers["Cache-Control"] = "no-store"
    return response


def state(printer: VirtualPrinter) -> State:
    return State(
        printer.name,
        printer.url,
        health(printer),
        round(printer.paper_mm, 1),
        printer.printing,
        {switch: getattr(printer.switches, switch) for switch in SWITCHES},
        list(printer.errors),
        len(printer.slips),
        printer.slips[-1].number if printer.slips else None,
    )


def _printer(request: web.Request) -> VirtualPrinter:
    try:
        return request.app[_PRINTERS][request.match_info["name"]]
    except KeyError:
        raise web.HTTPNotFound from None


def _slip(request: web.Request) -> Slip:
    slips, wanted = _printer(request).slips, request.match_info["slip"]
    for slip in reversed(slips):
        if wanted in ("last", str(slip.number)):
            return slip
    raise web.HTTPNotFound


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


async def _states(request: web.Request) -> web.Response:
    return _json({"printers": [state(printer) for printer in request.app[_PRINTERS].values()]})


async def _change(request: web.Request) -> web.Response:
    printer = _printer(request)
    try:
        change = msgspec.json.decode(await request.read(), type=Change)
    except msgspec.DecodeError as error:
        raise web.HTTPBadRequest(text=str(error)) from None
    if unknown := change.switches.keys() - set(SWITCHES):
        raise web.HTTPBadRequest(text=f"no such switch: {', '.join(sorted(unknown))}")
    if change.paper_mm is not None:
        if not (math.isfinite(change.paper_mm) and 0 <= change.paper_mm <= ROLL_MM):
            raise web.HTTPBadRequest(text=f"paper_mm is 0 to {ROLL_MM}")
        await printer.load_paper(change.paper_mm)
    await printer.switch(**change.switches)
    return _json(state(printer))


def device_state(device: Virtual) -> DeviceState:
    switches = {switch: getattr(device.switches, switch) for switch in hall_devices.switch_names(device)}
    sheet = hall_devices.last_sheet(device)
    return DeviceState(
        device.name,
        device.url,
        switches,
        hall_devices.shows(device),
        hall_devices.deeds(device),
        sheet.number if sheet else None,
        sheet.pages if sheet else 0,
    )


async def _device_states(request: web.Request) -> web.Response:
    return _json({"devices": [device_state(device) for device in request.app[_DEVICES].values()]})


async def _change_device(request: web.Request) -> web.Response:
    device = request.app[_DEVICES].get(request.match_info["name"])
    if device is None:
        raise web.HTTPNotFound
    try:
        change = msgspec.json.decode(await request.read(), type=DeviceChange)
        if unknown := change.switches.keys() - set(hall_devices.switch_names(device)):
            raise ValueError(f"no such switch: {', '.join(sorted(unknown))}")
        if change.do is not None:
            await hall_devices.do(device, change.do, change.with_)
    except ValueError as error:  # msgspec's DecodeError is one
        raise web.HTTPBadRequest(text=str(error)) from None
    await device.switch(**change.switches)
    return _json(device_state(device))


def _sheet(request: web.Request) -> Job:
    device = request.app[_DEVICES].get(request.match_info["name"])
    sheet = hall_devices.last_sheet(device) if device is not None else None
    if sheet is None or str(sheet.number) != request.match_info["number"]:
        raise web.HTTPNotFound
    return sheet


async def _page_picture(request: web.Request) -> web.Response:
    sheet, page = _sheet(request), int(request.match_info["page"])
    try:
        png = await asyncio.to_thread(printed_sheets.picture, sheet.pdf, page) if page <= sheet.pages else None
    except LookupError:
        png = None
    if png is None:
        raise web.HTTPNotFound
    return web.Response(body=png, content_type="image/png")


async def _sheet_file(request: web.Request) -> web.Response:
    return web.Response(body=_sheet(request).pdf, content_type="application/pdf")


async def _type(request: web.Request) -> web.FileResponse:
    return web.FileResponse(pylopdf_fonts_zh_cn.sans_path())


async def _picture(request: web.Request) -> web.Response:
    png = await asyncio.to_thread(_png, _slip(request).picture)
    return web.Response(body=png, content_type="image/png")


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


async def _text(request: web.Request) -> web.Response:
    return web.Response(text=_slip(request).text)


# --- the page for people ------------------------------------------------------------------------------------------


async def _page(request: web.Request) -> web.Response:
    asked = request.query.get("language", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    words = request.app[_TEXTS].area("hardware", language)
    cards = "".join(_card(name, words) for name in request.app[_PRINTERS])
    cards += "".join(_device_card(device, words) for device in request.app[_DEVICES].values())
    other = LANGUAGES[1] if language == LANGUAGES[0] else LANGUAGES[0]
    said = {key.removeprefix("hardware.health."): word for key, word in words.items() if ".health." in key}
    page = _PAGE.format(
        language="zh-CN" if language == "zh" else language,
        title=escape(words["hardware.control.title"]),
        intro=escape(words["hardware.control.intro"]),
        other=other,
        other_name=escape(words["hardware.control.other_language"]),
        cards=cards,
        health=msgspec.json.encode(said).decode().replace("<", "\\u003c"),
        paper=msgspec.json.encode(words["hardware.control.paper_left"]).decode().replace("<", "\\u003c"),
        shows=msgspec.json.encode(words["hardware.control.shows"]).decode().replace("<", "\\u003c"),
        sheet_page=msgspec.json.encode(words["hardware.control.sheet_page"]).decode().replace("<", "\\u003c"),
    )
    return web.Response(text=page, content_type="text/html")


def _switches(names: Sequence[str], words: Mapping[str, str]) -> str:
    return "".join(
        f'<label><input type="checkbox" data-switch="{switch}"> {escape(words[f"hardware.switch.{switch}"])}</label>'
        for switch in names
    )


def _device_card(device: Virtual, words: Mapping[str, str]) -> str:
    keys = "".join(
        f'<button type="button" data-do="{deed}" data-with="{escape(example)}">'
        f"{escape(words[f'hardware.deed.{deed}'])} {escape(words.get(f'hardware.card.{example}', example))}</button>"
        for deed in hall_devices.deeds(device)
        for example in hall_devices.EXAMPLES[deed]
    )
    wide, sheet = (
        (' class="wide"', '<div class="sheet"></div>') if isinstance(device, VirtualOfficePrinter) else ("", "")
    )
    return (
        f'<section data-device="{escape(device.name)}"{wide}>'
        f'<h2>{escape(device.name)}</h2><p class="paper" role="status"></p>'
        f'<div class="keys">{keys}</div><fieldset>{_switches(hall_devices.switch_names(device), words)}</fieldset>'
        f"{sheet}</section>"
    )


def _card(name: str, words: Mapping[str, str]) -> str:
    switches = _switches(SWITCHES, words)
    buttons = "".join(
        f'<button type="button" data-paper="{length_mm}">{escape(words[f"hardware.control.{label}"])}</button>'
        for label, length_mm in (("no_paper", 0), ("half_slip", 90), ("new_roll", ROLL_MM))
    )
    alt = escape(words["hardware.control.last_slip"])
    return (
        f'<section data-printer="{escape(name)}"><h2>{escape(name)}</h2><p class="health" role="status"></p>'
        f'<p class="paper"></p><div class="keys">{buttons}</div><fieldset>{switches}</fieldset>'
        f'<ul class="errors"></ul><img alt="{alt}" hidden></section>'
    )


_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ margin: 24px; background: #EEF3F4; color: #12262D }}
@font-face {{ font-family: "Noto Sans SC"; src: url(/type.otf) }}
* {{ box-sizing: border-box; font-family: "Noto Sans SC", sans-serif }} body {{ font-size: 16px; line-height: 1.5 }}
header {{ display: flex; flex-wrap: wrap; gap: 8px 32px; align-items: baseline }}
h1 {{ margin: 0; font-size: 24px }} a {{ color: #0B4F5E }}
main {{ display: flex; flex-wrap: wrap; gap: 24px; align-items: start; margin-top: 16px }}
section {{ width: 352px; padding: 20px; border-radius: 14px; background: #FFFFFF }}
h2 {{ margin: 0; font-size: 20px }} p {{ margin: 4px 0 }} .health {{ font-size: 18px }} .paper {{ color: #48606A }}
.bad {{ color: #8A5200 }} .errors {{ margin: 8px 0; padding-left: 20px; color: #8A5200; overflow-wrap: anywhere }}
.keys {{ display: flex; flex-wrap: wrap; gap: 12px; margin: 12px 0 }}
button {{ padding: 8px 14px; border: 0; border-radius: 10px; background: #0B4F5E; color: #FFFFFF; font-size: 16px }}
button:active {{ background: #083B47 }} button:focus-visible, input:focus-visible {{ outline: 4px solid #0B4F5E;
outline-offset: 4px }}
fieldset {{ margin: 0; padding: 0; border: 0 }} label {{ display: block; padding: 6px 0 }}
input {{ width: 20px; height: 20px; vertical-align: -4px; accent-color: #0B4F5E }}
img {{ display: block; max-width: 312px; max-height: 720px; margin: 16px auto 0; border: 1px solid #C9D6DA }}
section.wide {{ width: 728px; max-width: 100% }} .wide fieldset {{ columns: 2 }} .wide label {{ break-inside: avoid }}
.sheet {{ display: flex; flex-wrap: wrap; gap: 0 16px }} .sheet a {{ max-width: 100% }}
.sheet img {{ width: 336px; max-width: 100%; max-height: none }}
[hidden] {{ display: none }}
</style>
<header><h1>{title}</h1><span>{intro}</span><a href="?language={other}">{other_name}</a></header>
<main>{cards}</main>
<script>
const health = {health}, paper = {paper}, shows = {shows}, sheetPage = {sheet_page};
const devices = Object.fromEntries(
  [...document.querySelectorAll("[data-device]")].map(card => [card.dataset.device, card]));
const cards = Object.fromEntries(
  [...document.querySelectorAll("[data-printer]")].map(card => [card.dataset.printer, card]));
function show(state) {{
  const card = cards[state.name], well = state.health === "ok" || state.health === "paper_low";
  const words = card.querySelector(".health");
  if (words.textContent !== health[state.health]) words.textContent = health[state.health];
  words.classList.toggle("bad", !well);
  card.querySelector(".paper").textContent = paper.replace("{{length_m}}", (state.paper_mm / 1000).toFixed(2));
  for (const box of card.querySelectorAll("[data-switch]")) box.checked = state.switches[box.dataset.switch];
  card.querySelector(".errors").replaceChildren(...state.errors.map(error => {{
    const item = document.createElement("li"); item.textContent = error; return item; }}));
  const picture = card.querySelector("img");
  if (state.last !== null && picture.dataset.last !== String(state.last)) {{
    picture.dataset.last = state.last; picture.hidden = false;
    picture.src = `/printers/${{encodeURIComponent(state.name)}}/slips/${{state.last}}.png`; }}
}}
function showDevice(state) {{
  const card = devices[state.name];
  card.querySelector(".paper").textContent = state.shows ? shows.replace("{{what}}", state.shows) : "";
  const sheet = card.querySelector(".sheet"), shown = `${{state.sheet}}/${{state.pages}}`;
  if (sheet && state.sheet !== null && sheet.dataset.shown !== shown) {{
    sheet.dataset.shown = shown;
    const folder = `/devices/${{encodeURIComponent(state.name)}}/sheet/${{state.sheet}}`;
    sheet.replaceChildren(...Array.from({{ length: state.pages }}, (_, at) => {{
      const link = document.createElement("a"), picture = document.createElement("img");
      link.href = `${{folder}}.pdf`; link.target = "_blank"; link.append(picture);
      picture.alt = sheetPage.replace("{{page}}", at + 1); picture.src = `${{folder}}/${{at + 1}}.png`;
      return link; }})); }}
  for (const box of card.querySelectorAll("[data-switch]")) box.checked = state.switches[box.dataset.switch];
}}
async function change(card, what) {{
  const device = card.dataset.device;
  const path = device ? `/devices/${{encodeURIComponent(device)}}`
    : `/printers/${{encodeURIComponent(card.dataset.printer)}}`;
  const answer = await fetch(path, {{
    method: "POST", headers: {{ "Content-Type": "application/json" }}, body: JSON.stringify(what) }});
  if (answer.ok) (device ? showDevice : show)(await answer.json());
}}
document.addEventListener("change", event => change(event.target.closest("section"),
  {{ switches: {{ [event.target.dataset.switch]: event.target.checked }} }}));
document.addEventListener("click", event => {{
  const {{ paper: length, do: deed, with: what }} = event.target.dataset, card = event.target.closest("section");
  if (length) change(card, {{ paper_mm: Number(length) }});
  if (deed) change(card, {{ do: deed, with: what }}); }});
async function look() {{
  try {{
    for (const state of (await (await fetch("/printers")).json()).printers) show(state);
    for (const state of (await (await fetch("/devices")).json()).devices) showDevice(state);
  }} catch {{ }}
  setTimeout(look, 500);
}}
look();
</script>
</html>
"""
