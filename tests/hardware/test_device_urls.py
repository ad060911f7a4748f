"""A plan is checked by a table of `config`, drivers read URLs themselves: both take and refuse the same."""

from collections.abc import Iterator

import pytest
import serial

from config import device_urls
from config.hall import DeviceKind
from hardware.drivers.pads import CallKey, RatingKey
from hardware.technician import DRIVERS

WAYS = {
    "socket": "socket://192.168.1.30:9100",
    "serial": "serial:///dev/ttyUSB0",
    "usb": "usb://04b8:0202",
    "": "/dev/usb/lp0",
    "ipp": "ipp://127.0.0.1/printers/reception",
    "v4l2": "v4l2:///dev/video0",
    "file": "file:///srv/hall/said",
    "alsa": "alsa://default",
    "sdl": "sdl://default",
    "http": "http://h/x",
}
NUMBERS = (
    *("-1", "0", "1", "2", "7", "8", "12", "16", "19", "20", "60", "61", "65", "159", "160", "254", "255", "256"),
    *("2000", "2001", "4096", "4097", "8000", "8001", "9600", "65533", "65534", "x", "1,2", "1,1", "²"),
)
WORDS = (
    *("yes", "no", "raster", "gb18030", "onbon", "text", "gbk", "utf-8", "crc", "xor", "none", "rtscts", "klingon"),
    *(f"3:{key}" for key in (*CallKey, *RatingKey)),
    *("0:next", "256:next", "1:fly", "next"),
)
ODD = (
    *("serial://dev/ttyUSB0", "serial:dev/ttyUSB0", "serial:///", "//dev/usb/lp0", "/", "", "file:page.jpg"),
    *(
        "file://localhost/srv/x",
        "v4l2://video0",
        "socket://h:1/x",
        "socket://u:p@h:1",
        "socket://h:0",
        "socket://a..b:1",
    ),
    *(
        "ipp://h:0/printers/x",
        "ipp://h",
        "ipp://u@h/printers/x",
        "usb://04b8",
        "usb://04b8:0202/J3",
        "usb://a@04b8:0202",
    ),
    *(
        "alsa://plughw:1,0",
        "alsa://a%20b",
        "alsa://default/x",
        "alsa://",
        "sdl://default/x",
        "sdl://USB%20Audio",
        "sdl://",
    ),
    *("socket://[", "serial:///dev/tty\nUSB0", "serial:///dev/ttyUSB0#1", "SERIAL:///dev/ttyUSB0", "sdl://default?"),
)
LEFT_OVERS = (
    *(
        "?colour=red",
        "?baud",
        "?baud=",
        "?=9600",
        "?baud=9600&baud=9600",
        "?baud=9600&",
        "?&",
        "?text=raster&text=",
    ),
    *("?width=200&width=300", "?width", "?baud=9600", "?flow=none", "?volume=3", "?addresses=", "?echo=no&echo=yes"),
)
OPTIONS = sorted({"colour", *(key for form in device_urls.FORMS.values() for key in form.known)})


def urls(kind: DeviceKind) -> Iterator[str]:
    need = "?shut_shorts=9" if kind is DeviceKind.LOCK_BOARDS else ""
    for way in WAYS.values():
        yield way
        yield way + need
        for left_over in LEFT_OVERS:
            yield way + left_over
            yield f"{way}{need}{'&' if need else '?'}{left_over[1:]}"
    yield from (odd + need for odd in ODD)
    for scheme in device_urls.FORMS[kind].schemes[:2]:
        for key in OPTIONS:
            for value in (*NUMBERS, *WORDS):
                yield f"{WAYS[scheme]}{need}{'&' if need else '?'}{key}={value}"


def understood(kind: DeviceKind, url: str) -> bool:
    try:
        DRIVERS[kind](url)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("kind", DeviceKind)
def test_what_the_check_of_a_plan_lets_pass_its_driver_understands_and_nothing_else(kind: DeviceKind) -> None:
    tried = [*urls(kind)]
    passed = {url for url in tried if device_urls.fault(kind, url) is None}
    assert passed == {url for url in tried if understood(kind, url)}
    assert 0 < len(passed) < len(tried)


def test_baud_rates_are_those_that_serial_lines_have() -> None:
    assert set(device_urls.BAUD_RATES) <= set(serial.Serial.BAUDRATES)
