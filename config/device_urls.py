"""The URL of a device, taken apart; and what that of each kind may say behind the question mark.

A plan is checked against the table here before it is published. Drivers take their URLs apart by `DeviceUrl` too, and
read the options themselves; a test holds every line of the table against them (docs/devices).
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Self, TypeAlias
from urllib.parse import SplitResult, unquote_plus, urlsplit

from config.findings import did_you_mean, quoted
from config.hall import DeviceKind

Fits: TypeAlias = Callable[[str], bool]

LINE: Final = ("socket", "serial", "usb", "")
"""The schemes of what is spoken to over a line; without one it is a device file."""

_FILES: Final = ("serial", "file", "v4l2", "")
_USB_DEVICE: Final = re.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{4}")  # vendor and product
_SOUND_DEVICE: Final = re.compile("[A-Za-z0-9_:,.=-]+")


class NotUnderstood(ValueError):
    """What is wrong with a device's URL, and what to write."""

    def __init__(self, url: str, reason: str, remedy: str) -> None:
        super().__init__(f"{url}: {reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class DeviceUrl:
    """`place`: what stands between // and the path: an address, a USB id, the name of a sound card; empty for files.
    `options`: behind the question mark, each once and with a value."""

    scheme: str
    place: str
    host: str  # of socket and ipp
    port: int  # 0: it does not say
    path: str
    options: Mapping[str, str]

    @classmethod
    def parse(cls, url: str, schemes: Collection[str], what: str = "such a device") -> Self:
        """Raises NotUnderstood for a URL that is none of these schemes, or says what has no meaning in it."""
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = SplitResult("?", "", "", "", "")
        if parts.scheme not in schemes or not url.isprintable() or not (parts.scheme or url.startswith("/")):
            ways = " or ".join(scheme + "://" if scheme else "/dev/…" for scheme in schemes)
            raise NotUnderstood(url, f"{quoted(url)} is not the URL of {what}", f"write one that begins with {ways}")
        if parts.fragment:
            raise NotUnderstood(url, f"{quoted('#' + parts.fragment)} means nothing here", "leave it out")
        host, port = _host_and_port(parts) if parts.scheme in ("socket", "ipp") else ("", 0)
        if wrong := _place(parts, host, port):
            raise NotUnderstood(url, *wrong)
        options = _options(url, parts.query)
        if parts.scheme == "socket" and (own := options.keys() & {"baud", "flow"}):
            raise NotUnderstood(url, f"{quoted(min(own))} means nothing on a network", "set it in the converter")
        return cls(parts.scheme, parts.netloc, host, port, parts.path, options)


def _place(parts: SplitResult, host: str, port: int) -> tuple[str, str] | None:
    """What is wrong with where it says the device is, and a remedy."""
    scheme, place, path = parts.scheme, parts.netloc, parts.path
    where = f"{scheme}://{place}{path}" if scheme else path
    if scheme in _FILES:
        if place:
            begin = f"{scheme}://" if scheme else ""
            return f"{quoted(place)} would be another computer", f"write {begin}/{place}{path}"
        if not path.startswith("/") or path == "/":
            return f"{quoted(where)} names no device", f"write one as in {_EXAMPLES[scheme]}"
        return None
    good = {
        "socket": bool(host and port),
        "ipp": bool(host and path.strip("/")),
        "usb": _USB_DEVICE.fullmatch(place) is not None,
        "alsa": _SOUND_DEVICE.fullmatch(place) is not None,
        "sdl": bool(place),
    }[scheme]
    if not good or "@" in place:
        return f"{quoted(where)} names no device", f"write one as in {_EXAMPLES[scheme]}"
    if path not in ("", "/") and scheme not in ("ipp", "usb"):
        return f"{quoted(path)} means nothing here", f"write {scheme}://{place}"
    return None


_EXAMPLES: Final = {
    "socket": "socket://192.168.1.30:9100",
    "serial": "serial:///dev/ttyUSB0",
    "usb": "usb://04b8:0202",
    "": "/dev/usb/lp0",
    "ipp": "ipp://127.0.0.1:631/printers/reception",
    "v4l2": "v4l2:///dev/video0",
    "file": "file:///srv/hall/…",
    "alsa": "alsa://default",
    "sdl": "sdl://default",
}


def _options(url: str, query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in query.split("&") if query else ():
        key, _, value = (unquote_plus(side) for side in part.partition("="))
        if not key or not value:
            raise NotUnderstood(url, f"{quoted(part)} is no option with a value", "write name=value")
        if key in found:
            raise NotUnderstood(url, f"{quoted(key)} is told twice", "write it once")
        found[key] = value
    return found


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    """Empty where no machine can have such a name or port; port 0 where none is told."""
    try:
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        return "", 0
    return ("", 0) if port == 0 else (host, port or 0)


BAUD_RATES: Final = (300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600)


def _words(*words: str) -> Fits:
    return words.__contains__


def _number(allowed: range) -> Fits:
    return lambda text: text.isascii() and text.isdecimal() and int(text[:9]) in allowed


def _numbers(allowed: range) -> Fits:
    fits = _number(allowed)

    def each(text: str) -> bool:
        named = [part for part in text.split(",") if part]
        return all(map(fits, named)) and len({int(part) for part in named}) == len(named)

    return each


def _keys(*meanings: str) -> Fits:
    fits = _number(range(1, 256))

    def each(text: str) -> bool:
        pairs = [part.partition(":") for part in text.split(",") if part]
        return all(fits(key) and meaning in meanings for key, _, meaning in pairs)

    return each


_YES: Final = _words("yes", "no")
_EACH_LINE: Final[Mapping[str, Fits]] = {
    "baud": lambda text: text in map(str, BAUD_RATES),
    "flow": _words("none", "rtscts"),
}
_PADS: Final[Mapping[str, Fits]] = {
    "addresses": _numbers(range(1, 255)),
    "check": _words("crc", "xor"),
    "poll_ms": _number(range(20, 2_001)),
}
_RATINGS: Final = ("very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied")
_CALLS: Final = ("next", "recall", "start", "finish", "no_show", "park", "pause", "help")
_ACROSS, _AT = range(8, 4_097, 8), range(0, 4_097, 8)


@dataclass(frozen=True, slots=True)
class Form:
    """`schemes` of its URL, the values each option may have, and of `needs` at least one."""

    schemes: tuple[str, ...]
    options: Mapping[str, Fits] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def known(self) -> Mapping[str, Fits]:
        return {**self.options, **_EACH_LINE} if self.schemes == LINE else self.options


FORMS: Final[Mapping[DeviceKind, Form]] = {
    DeviceKind.TICKET_PRINTER: Form(LINE, {"text": _words("raster", "gb18030")}),
    DeviceKind.OFFICE_PRINTER: Form(("ipp",)),
    DeviceKind.ID_CARD_READER: Form(LINE),
    DeviceKind.CODE_READER: Form(LINE, {"again_after_s": _number(range(61)), "probe": _YES, "suffix": _YES}),
    DeviceKind.LOCK_BOARDS: Form(
        LINE,
        {"shut_shorts": _numbers(range(1, 33)), "open_shorts": _numbers(range(1, 33)), "echo": _YES},
        needs=("shut_shorts", "open_shorts"),
    ),
    DeviceKind.LED_BAR: Form(
        LINE,
        {
            "protocol": _words("onbon", "text"),
            "coding": _words("gbk", "utf-8"),
            "answer": _YES,
            "address": _number(range(1, 0xFFFE)),
            "width": _number(_ACROSS),
            "height": _number(range(8, 4_097)),
            "x": _number(_AT),
            "y": _number(range(4_097)),
        },
    ),
    DeviceKind.RATING_PADS: Form(LINE, {**_PADS, "keys": _keys(*_RATINGS)}),
    DeviceKind.CALL_PADS: Form(LINE, {**_PADS, "keys": _keys(*_CALLS)}),
    DeviceKind.VIBRATING_TAGS: Form(LINE, _PADS),
    DeviceKind.DOCUMENT_CAMERA: Form(
        ("v4l2", "file"), {"width": _number(range(160, 8_001)), "height": _number(range(160, 8_001))}
    ),
    DeviceKind.LOUDSPEAKER: Form(("sdl", "alsa", "file")),
}


def fault(kind: DeviceKind, url: str) -> tuple[str, str | None] | None:
    """What a device of this kind cannot be told by its URL, and a remedy; None if all is well."""
    form = FORMS[kind]
    try:
        given = DeviceUrl.parse(url, form.schemes, f"a device of kind {kind.value}").options
    except NotUnderstood as error:
        return error.reason, error.remedy
    for key, value in given.items():
        if key not in form.known:
            known = f"it knows {', '.join(form.known)}" if form.known else "it knows none"
            return f"{quoted(key)} is no option of a device of kind {kind.value}", did_you_mean(
                key, form.known
            ) or known
        if not form.known[key](value):
            return (
                f"{quoted(f'{key}={value}')} is nothing a device of kind {kind.value} can be told",
                "see docs/devices",
            )
    named = [int(part) for key in form.needs for part in given.get(key, "").split(",") if part]
    if form.needs and (not named or len(set(named)) != len(named)):
        return "every board of the line stands once", f"in {' or '.join(form.needs)}"
    return None
