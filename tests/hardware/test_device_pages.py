"""The pages in docs/devices say what is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from config.hall import DeviceKind
from hardware.drivers.code_reader import CodeReader
from hardware.drivers.document_camera import DocumentCamera
from hardware.drivers.id_card_reader import IdCardReader
from hardware.drivers.led_bar import LedBar
from hardware.drivers.lock_boards import LockBoards
from hardware.drivers.loudspeaker import Loudspeaker
from hardware.drivers.office_printer import OfficePrinter
from hardware.drivers.pads import CallKey, RatingKey, RatingPads
from hardware.drivers.ticket_printer import TicketPrinter
from hardware.health import Health
from hardware.simulators import code_reader, id_card_reader, lock_boards, office_printer, pads, ticket_printer
from hardware.simulators.virtual_device import Switches

PAGES = Path(__file__).parent.parent.parent / "docs" / "devices"


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def test_every_kind_of_device_has_a_page() -> None:
    rows = dict(re.findall(r"^\| (`[^|]*`) \| \[[^\]]*\]\((\w+)\.md\)", page("README"), re.MULTILINE))
    kinds = {kind: target for row, target in rows.items() for kind in re.findall(r"`(\w+)`", row)}
    assert kinds.keys() == set(DeviceKind)
    assert {path.stem for path in PAGES.glob("*.md")} == {"README", "slip-faults", *kinds.values()}


def test_every_word_of_health_is_told() -> None:
    assert all(f"`{health}`" in page("README") for health in Health)


DRIVERS = {
    "ticket_printer": TicketPrinter,
    "office_printer": OfficePrinter,
    "id_card_reader": IdCardReader,
    "code_reader": CodeReader,
    "lock_boards": LockBoards,
    "led_bar": LedBar,
    "pads": RatingPads,
    "document_camera": DocumentCamera,
    "loudspeaker": Loudspeaker,
}


@pytest.mark.parametrize("name", DRIVERS)
def test_every_url_on_a_page_is_understood(name: str) -> None:
    urls = [url for url in re.findall(r"`([a-z0-9]+://[^`\s]+)`", page(name)) if "…" not in url]
    assert urls
    for url in urls:
        DRIVERS[name](url)


@pytest.mark.parametrize(
    ("name", "switches"),
    [
        ("ticket_printer", ticket_printer.Switches),
        ("office_printer", office_printer.Switches),
        ("id_card_reader", id_card_reader.ReaderSwitches),
        ("code_reader", code_reader.EngineSwitches),
        ("lock_boards", lock_boards.BoardSwitches),
        ("pads", pads.PadSwitches),
        ("README", Switches),
    ],
)
def test_every_switch_of_a_simulator_is_told(name: str, switches: type[Switches]) -> None:
    common = set() if name in ("README", "ticket_printer", "office_printer") else {one.name for one in fields(Switches)}
    own = {one.name for one in fields(switches)} - common
    assert own
    assert all(f"`{switch}`" in page(name) for switch in own)


def test_every_key_of_a_pad_is_told() -> None:
    assert all(f"`{key}`" in page("pads") for key in (*RatingKey, *CallKey))
