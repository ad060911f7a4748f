"""The virtual devices a hall may have besides its ticket printers, by kind, and what people do with each."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Protocol

from config.hall import DeviceKind
from hardware.protocols.id_card import LONG_TERM, Card, Kind, Sex
from hardware.protocols.lock_board import Wiring
from hardware.protocols.pads import Model
from hardware.simulators.code_reader import VirtualCodeReader
from hardware.simulators.id_card_reader import VirtualIdCardReader
from hardware.simulators.led_bar import VirtualLedBar
from hardware.simulators.lock_boards import Board, VirtualLockBoards
from hardware.simulators.office_printer import Job, VirtualOfficePrinter
from hardware.simulators.pads import VirtualPads

CARDS = {
    "resident": Card(
        Kind.RESIDENT, "安小禾", "11010519491231002X", Sex.FEMALE, "19491231", "20100101", LONG_TERM,
        ethnic_code="01", address="北京市朝阳区安禾路 1 号", authority="北京市公安局朝阳分局",
    ),
    "permit": Card(
        Kind.RESIDENCE_PERMIT, "陈大文", "810000199001010019", Sex.MALE, "19900101", "20200101", "20300101",
        address="广东省深圳市福田区", authority="深圳市公安局", pass_number="H12345678",  # noqa: S106
    ),
    "foreigner": Card(
        Kind.PERMANENT_RESIDENT, "安娜", "USA110099010112", Sex.FEMALE, "19990101", "20200101", "20300101",
        authority="1500", english_name="ANNA MARIA SAMPLE", nationality="USA",
    ),
    "child": Card(
        Kind.RESIDENT, "安小苗", "110101201806010020", Sex.FEMALE, "20180601", "20240101", "20290101",
        ethnic_code="01", address="北京市东城区安禾路 2 号", authority="北京市公安局东城分局",
    ),
    "expired": Card(
        Kind.RESIDENT, "安大树", "110101199003071233", Sex.MALE, "19900307", "20050101", "20250101",
        ethnic_code="01", address="北京市东城区安禾路 3 号", authority="北京市公安局东城分局",
    ),
}  # fmt: skip
"""Invented people."""


class Virtual(Protocol):
    """What all of them have."""

    name: str
    switches: Any

    @property
    def url(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def switch(self, **switches: bool) -> None: ...


MAKERS: dict[DeviceKind, Callable[[str, str], Virtual]] = {
    DeviceKind.OFFICE_PRINTER: VirtualOfficePrinter,
    DeviceKind.ID_CARD_READER: VirtualIdCardReader,
    DeviceKind.CODE_READER: VirtualCodeReader,
    DeviceKind.LOCK_BOARDS: lambda name, url: VirtualLockBoards(
        name, url, {1: Board(Wiring.SHUT_SHORTS), 2: Board(Wiring.OPEN_SHORTS, locks=8)}
    ),
    DeviceKind.LED_BAR: VirtualLedBar,
    DeviceKind.RATING_PADS: lambda name, url: VirtualPads(name, url, {1: Model.RATING_PAD}),
    DeviceKind.CALL_PADS: lambda name, url: VirtualPads(name, url, {1: Model.CALL_PAD, 2: Model.CALL_PAD}),
    DeviceKind.VIBRATING_TAGS: lambda name, url: VirtualPads(name, url, {1: Model.TAG_BASE}),
}


EXAMPLES: dict[str, tuple[str, ...]] = {
    "lay_card": tuple(CARDS),
    "take_away": ("",),
    "hold_code": ("A012",),
    "press_shut": ("",),
    "press_key": tuple(f"1:{key}" for key in range(1, 9)),
}
"""What each deed may be done with, for the control's page."""


def last_sheet(device: Virtual) -> Job | None:
    """The newest of which any page came out; None of a device that prints no sheets."""
    return device.last if isinstance(device, VirtualOfficePrinter) else None


def switch_names(device: Virtual) -> tuple[str, ...]:
    return tuple(switch.name for switch in fields(device.switches))


def deeds(device: Virtual) -> tuple[str, ...]:
    """What somebody can do with it: names for `do`."""
    match device:
        case VirtualIdCardReader():
            return ("lay_card", "take_away")
        case VirtualCodeReader():
            return ("hold_code",)
        case VirtualLockBoards():
            return ("press_shut",)
        case VirtualPads() if any(pad.model is not Model.TAG_BASE for pad in device.pads.values()):
            return ("press_key",)
    return ()


async def do(device: Virtual, deed: str, what: str) -> None:
    """`what`: a card of `CARDS`, the text of a code, BOARD:LOCK (every lock, if it is empty) or ADDRESS:KEY.

    Raises ValueError for anything else.
    """
    match device, deed:
        case VirtualIdCardReader(), "lay_card" if what in CARDS:
            device.lay(CARDS[what])
        case VirtualIdCardReader(), "take_away":
            device.take_away()
        case VirtualCodeReader(), "hold_code" if what:
            await device.hold(what)
        case VirtualLockBoards(), "press_shut" if not what:
            for board in device.boards.values():
                board.open.clear()
        case VirtualLockBoards(), "press_shut":
            device.press_shut(*_pair(what, device.boards))
        case VirtualPads(), "press_key":
            device.press(*_pair(what, device.pads))
        case _:
            raise ValueError(f"nobody can do {deed} with {what or 'nothing'} at {device.name}")


def shows(device: Virtual) -> str:
    """What somebody who stands before it sees."""
    match device:
        case VirtualLedBar():
            return device.text
        case VirtualLockBoards():
            return " ".join(
                f"{number}:{lock}" for number, board in device.boards.items() for lock in sorted(board.open)
            )
        case VirtualPads():
            lamps = [f"{address}:{pad.lamps:08b}" for address, pad in device.pads.items() if pad.lamps]
            return " ".join(
                (*lamps, *(f"{tag}×{count}" for pad in device.pads.values() for tag, count in pad.buzzed[-5:]))
            )
    return ""


def _pair(what: str, known: dict[int, Any]) -> tuple[int, int]:
    first, _, second = what.partition(":")
    if not (first.isdecimal() and second.isdecimal() and int(first) in known and 0 < int(second) < 256):
        raise ValueError(f"{what} is not NUMBER:NUMBER of something that is there")
    return int(first), int(second)
