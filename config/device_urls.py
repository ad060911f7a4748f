"""What the URL of a device of each kind may say: how it is plugged in, and what stands behind the question mark.

A plan is checked against this table before it is published. Drivers read their URLs themselves; a test holds every line
of the table against them (docs/devices).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

from config.findings import did_you_mean, quoted
from config.hall import DeviceKind

Fits: TypeAlias = Callable[[str], bool]

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


_LINE: Final = ("socket", "serial", "usb", "")
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
        return {**self.options, **_EACH_LINE} if self.schemes == _LINE else self.options


FORMS: Final[Mapping[DeviceKind, Form]] = {
    DeviceKind.TICKET_PRINTER: Form(_LINE, {"text": _words("raster", "gb18030")}),
    DeviceKind.OFFICE_PRINTER: Form(("ipp",)),
    DeviceKind.ID_CARD_READER: Form(_LINE),
    DeviceKind.CODE_READER: Form(_LINE, {"again_after_s": _number(range(61)), "probe": _YES, "suffix": _YES}),
    DeviceKind.LOCK_BOARDS: Form(
        _LINE,
        {"shut_shorts": _numbers(range(1, 33)), "open_shorts": _numbers(range(1, 33)), "echo": _YES},
        needs=("shut_shorts", "open_shorts"),
    ),
    DeviceKind.LED_BAR: Form(
        _LINE,
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
    DeviceKind.RATING_PADS: Form(_LINE, {**_PADS, "keys": _keys(*_RATINGS)}),
    DeviceKind.CALL_PADS: Form(_LINE, {**_PADS, "keys": _keys(*_CALLS)}),
    DeviceKind.VIBRATING_TAGS: Form(_LINE, _PADS),
    DeviceKind.DOCUMENT_CAMERA: Form(
        ("v4l2", "file"), {"width": _number(range(160, 8_001)), "height": _number(range(160, 8_001))}
    ),
    DeviceKind.LOUDSPEAKER: Form(("sdl", "alsa", "file")),
}

_USB_DEVICE = re.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{4}")  # vendor and product


def fault(kind: DeviceKind, url: str) -> tuple[str, str | None] | None:
    """What a device of this kind cannot be told by its URL, and a remedy; None if all is well."""
    form = FORMS[kind]
    if not _is_address(url, form.schemes):
        ways = " or ".join(scheme + ":" if scheme else "/dev/…" for scheme in form.schemes)
        return f"{quoted(url)} is not the URL of a device of kind {kind.value}", f"one that begins with {ways}"
    given = {key: values[-1] for key, values in parse_qs(urlsplit(url).query).items()}
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


def _is_address(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme not in schemes:
            return False
        match parts.scheme:
            case "socket":
                return bool(parts.hostname and parts.port)
            case "usb":
                return _USB_DEVICE.fullmatch(parts.netloc) is not None
            case "ipp":
                return bool(parts.hostname and parts.path.strip("/")) and parts.port != 0
            case "alsa" | "sdl":
                return bool(parts.netloc)
            case "":
                return parts.path.startswith("/")
        return parts.path not in ("", "/")
    except ValueError:
        return False
