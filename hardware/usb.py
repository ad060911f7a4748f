"""Where a USB device is now: the kernel's names for what is plugged in, read from sysfs.

Only devices the kernel drives as a printer (usblp) or a serial line have such a name. The name changes with the order
in which cables are plugged in; vendor, product and serial number do not.
Not tried on hardware: the tests read a made-up sysfs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYSFS = Path("/sys/bus/usb/devices")
DEV = Path("/dev")

_HUB = "09"
_ID = re.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{4}")
_NODE = re.compile(r"^DEVNAME=((?:tty|usb/lp)[A-Za-z]*\d+)$", re.MULTILINE)


def is_id(text: str) -> bool:
    """Whether it is a vendor and a product, as in 04b8:0202."""
    return _ID.fullmatch(text) is not None


def node(vendor_product: str, serial_number: str = "", sysfs: Path | None = None) -> Path:
    """The device file of the first that fits. Raises FileNotFoundError: none is plugged in, or no driver has it."""
    for device in sorted((sysfs or SYSFS).glob("*")):
        if _id(device) == vendor_product.lower() and serial_number in ("", _attribute(device, "serial")):
            for path in _paths(device):
                return path
    raise FileNotFoundError(f"no printer or serial line with the USB id {vendor_product} is plugged in")


@dataclass(frozen=True, slots=True)
class Connected:
    """A USB device, as a technician needs it to write its URL. `node` is None where no driver made it a line."""

    id: str
    serial_number: str
    product: str
    node: Path | None

    @property
    def url(self) -> str:
        return f"usb://{self.id}" + (f"/{self.serial_number}" if self.serial_number else "")


def connected(sysfs: Path | None = None) -> list[Connected]:
    """What is plugged in, hubs aside."""
    return [
        Connected(_id(device), _attribute(device, "serial"), _attribute(device, "product"), next(_paths(device), None))
        for device in sorted((sysfs or SYSFS).glob("*"))
        if is_id(_id(device)) and _attribute(device, "bDeviceClass") != _HUB
    ]


def _id(device: Path) -> str:
    return f"{_attribute(device, 'idVendor')}:{_attribute(device, 'idProduct')}".lower()


def _attribute(device: Path, name: str) -> str:
    try:
        return (device / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:  # an interface has none; a device may go while it is looked at
        return ""


def _paths(device: Path) -> Iterator[Path]:
    """Of its interfaces, whose folders are named like 1-1:1.0; the device's own node is of no use."""
    for told in sorted(device.glob("*:*/**/uevent")):
        if named := _NODE.search(_attribute(told.parent, told.name)):
            yield DEV / named.group(1)
