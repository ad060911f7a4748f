import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from config.device_urls import fault
from config.hall import DeviceKind
from config.loading import SAMPLE, ConfigurationError, load

WRITTEN = 'kind = "ticket_printer", url = "socket://127.0.0.1:9102"'

GOOD = [
    ("id_card_reader", "serial:///dev/ttyUSB0?baud=115200"),
    ("lock_boards", "serial:///dev/ttyUSB1?shut_shorts=1,2"),
    ("ticket_printer", "usb://04b8:0202/J3ZF001"),
    ("office_printer", "ipp://127.0.0.1:631/printers/reception"),
    ("document_camera", "v4l2:///dev/video0?width=2592&height=1944"),
    ("document_camera", "file:///srv/hall/page.jpg"),
    ("ticket_printer", "/dev/usb/lp0"),
    ("loudspeaker", "alsa://plughw:1,0"),
    ("loudspeaker", "sdl://default"),
]
WRONG = [
    "ipp://host",
    "ipp:///printers/x",
    "alsa://",
    "sdl://",
    "v4l2://",
    "file:///",
    "com3:",
]


def with_devices(folder: Path, devices: Sequence[tuple[str, str]]) -> Path:
    """The sample hall, with more devices at a kiosk."""
    hall = folder / "hall"
    shutil.copytree(SAMPLE, hall)
    text = (hall / "hall.toml").read_text(encoding="utf-8")
    assert WRITTEN in text
    more = "".join(
        f' }}, {{ id = "more-{number}", kind = "{kind}", url = "{url}"' for number, (kind, url) in enumerate(devices)
    )
    (hall / "hall.toml").write_text(text.replace(WRITTEN, WRITTEN + more), encoding="utf-8")
    return hall


def test_a_hall_may_have_every_kind_of_device(tmp_path: Path) -> None:
    plan = load(with_devices(tmp_path, GOOD)).plan
    devices = [device for station in plan.stations for device in station.devices if device.id.startswith("more-")]
    assert [(device.kind.value, device.url) for device in devices] == GOOD


def test_urls_no_device_has_are_found_when_the_hall_is_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(with_devices(tmp_path, [("led_bar", url) for url in WRONG]))
    told = str(error.value)
    assert [url for url in WRONG if f'"{url}" is not the URL of a device of kind led_bar' not in told] == []


def test_what_is_plugged_in_may_have_one_name_at_two_stations_and_what_is_on_the_network_is_one(tmp_path: Path) -> None:
    def at_another_kiosk(url: str) -> Path:
        folder = tmp_path / url.partition(":")[0]
        folder.mkdir()
        hall = with_devices(folder, [("code_reader", url)])
        text = (hall / "hall.toml").read_text(encoding="utf-8")
        other = 'kind = "ticket_printer", url = "socket://127.0.0.1:9101"'
        assert other in text
        also = f'{other} }}, {{ id = "other", kind = "code_reader", url = "{url}"'
        (hall / "hall.toml").write_text(text.replace(other, also), encoding="utf-8")
        return hall

    load(at_another_kiosk("serial:///dev/ttyUSB0"))
    with pytest.raises(ConfigurationError, match="socket://192"):
        load(at_another_kiosk("socket://192.168.1.30:9100"))


@pytest.mark.parametrize(
    ("kind", "url", "reason"),
    [
        ("id_card_reader", "serial:///dev/ttyUSB5?baud=12", '"baud=12"'),
        ("ticket_printer", "serial:///dev/ttyUSB5?text=klingon", '"text=klingon"'),
        ("id_card_reader", "serial:///dev/ttyUSB5?colour=red", '"colour" is no option'),
        ("lock_boards", "serial:///dev/ttyUSB5", "every board of the line stands once"),
        ("lock_boards", "serial:///dev/ttyUSB5?shut_shorts=1&open_shorts=1", "every board of the line stands once"),
        ("loudspeaker", "socket://h:1", "is not the URL of a device of kind loudspeaker"),
        ("code_reader", "usb://printer", '"usb://printer" names no device'),
    ],
)
def test_what_a_kind_of_device_cannot_be_told_is_found_when_the_hall_is_read(
    tmp_path: Path, kind: str, url: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(with_devices(tmp_path, [(kind, url)]))
    (finding,) = error.value.findings
    assert reason in finding.reason
    assert finding.suggestion


@pytest.mark.parametrize(
    ("kind", "url", "reason", "remedy"),
    [
        ("led_bar", "serial://dev/ttyUSB0", '"dev" would be another computer', "write serial:///dev/ttyUSB0"),
        ("led_bar", "//dev/usb/lp0", '"dev" would be another computer', "write /dev/usb/lp0"),
        ("document_camera", "v4l2://", '"v4l2://" names no device', "write one as in v4l2:///dev/video0"),
        ("led_bar", "usb://04b8", '"usb://04b8" names no device', "write one as in usb://04b8:0202"),
        (
            "led_bar",
            "socket://192.168.1.60",
            '"socket://192.168.1.60" names no device',
            "write one as in socket://192.168.1.30:9100",
        ),
        ("led_bar", "socket://h:1/bar", '"/bar" means nothing here', "write socket://h:1"),
        ("led_bar", "serial:///dev/x#2", '"#2" means nothing here', "leave it out"),
        ("led_bar", "serial:///dev/x?width=64&width=128", '"width" is told twice', "write it once"),
        (
            "led_bar",
            "serial:///dev/x?baud",
            '"baud" is no option with a value',
            "write name=value",
        ),
        (
            "led_bar",
            "serial:///dev/x?baud=9600&",
            '"" is no option with a value',
            "write name=value",
        ),
        ("led_bar", "socket://h:1?baud=9600", '"baud" means nothing on a network', "set it in the converter"),
        (
            "loudspeaker",
            "sdl://default?volume=3",
            '"volume" is no option of a device of kind loudspeaker',
            "it knows none",
        ),
    ],
)
def test_of_a_url_that_is_nearly_right_it_is_told_what_is_wrong_and_what_to_write(
    kind: str, url: str, reason: str, remedy: str
) -> None:
    assert fault(DeviceKind(kind), url) == (reason, remedy)
