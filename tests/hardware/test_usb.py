from pathlib import Path

import pytest

from hardware import usb
from hardware.link import Address, Link, LinkLost


def plug_in(sysfs: Path, port: str, ids: str, node: str, serial_number: str = "") -> None:
    """A device as the kernel shows it: its ids, and an interface with what its driver made of it."""
    device = sysfs / port
    device.mkdir()
    vendor, product = ids.split(":")
    (device / "idVendor").write_text(f"{vendor}\n")
    (device / "idProduct").write_text(f"{product}\n")
    (device / "uevent").write_text("MAJOR=189\nDEVNAME=bus/usb/001/004\n")
    if serial_number:
        (device / "serial").write_text(f"{serial_number}\n")
    place = device / f"{port}:1.0" / node.replace("/", "-")
    place.mkdir(parents=True)
    (place / "uevent").write_text(f"MAJOR=180\nDEVNAME={node}\n")


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    (tmp_path / "usb1").mkdir()
    plug_in(tmp_path, "1-1", "04b8:0202", "usb/lp0", "J3ZF1")
    plug_in(tmp_path, "1-2", "04b8:0202", "usb/lp1", "J3ZF2")
    plug_in(tmp_path, "1-3", "1a86:7523", "ttyUSB0")
    plug_in(tmp_path, "1-4", "0400:c35a", "hidraw0")
    return tmp_path


def test_a_device_is_found_by_its_ids_wherever_it_is_plugged_in(sysfs: Path) -> None:
    assert usb.node("04B8:0202", sysfs=sysfs) == Path("/dev/usb/lp0")
    assert usb.node("1a86:7523", sysfs=sysfs) == Path("/dev/ttyUSB0")


def test_the_one_of_two_with_the_serial_number_is_found(sysfs: Path) -> None:
    assert usb.node("04b8:0202", "J3ZF2", sysfs) == Path("/dev/usb/lp1")


@pytest.mark.parametrize(("ids", "serial_number"), [("04b8:0203", ""), ("04b8:0202", "J3ZF3"), ("0400:c35a", "")])
def test_what_is_not_plugged_in_or_is_no_line_is_not_found(sysfs: Path, ids: str, serial_number: str) -> None:
    with pytest.raises(FileNotFoundError, match=ids):
        usb.node(ids, serial_number, sysfs)


def test_a_usb_address_has_ids_and_perhaps_a_serial_number() -> None:
    address = Address.parse("usb://04B8:0202/J3ZF001?baud=9600")
    assert (address.scheme, address.host, address.path, address.baud) == ("usb", "04b8:0202", "J3ZF001", 9600)
    for url in ("usb://", "usb://04b8", "usb://04b8:02021", "usb://printer"):
        with pytest.raises(ValueError, match="names no device"):
            Address.parse(url)


async def test_a_usb_device_is_lost_and_found_again_under_another_name(
    sysfs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dev = tmp_path_factory.mktemp("dev")
    (dev / "usb").mkdir()
    (dev / "usb" / "lp1").write_bytes(b"")
    monkeypatch.setattr(usb, "SYSFS", sysfs)
    monkeypatch.setattr(usb, "DEV", dev)
    link = Link("usb://04b8:0202/J3ZF2")
    await link.open()
    await link.send(b"slip", 1.0)
    link.close()
    assert (dev / "usb" / "lp1").read_bytes() == b"slip"
    (sysfs / "1-2" / "serial").unlink()
    with pytest.raises(LinkLost, match="plugged in"):
        await link.open()
    plug_in(sysfs, "2-1", "04b8:0202", "usb/lp5", "J3ZF2")
    (dev / "usb" / "lp5").write_bytes(b"")
    await link.open()
    link.close()
