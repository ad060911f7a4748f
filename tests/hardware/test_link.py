import asyncio
import os
import termios

import pytest
import serial
from structlog.testing import capture_logs

from hardware.link import OLD_PIECES, PAUSES_S, Address, Link, LinkLost
from hardware.simulators.ticket_printer import VirtualPrinter


def test_a_socket_address() -> None:
    address = Address.parse("socket://192.168.1.30:9100?text=gb18030")
    assert (address.scheme, address.host, address.port) == ("socket", "192.168.1.30", 9100)
    assert address.options == {"text": "gb18030"}


def test_a_serial_address_with_baud_rate_and_flow_control() -> None:
    address = Address.parse("serial:///dev/ttyUSB0?baud=9600&flow=rtscts")
    assert (address.path, address.baud, address.hardware_flow, address.options) == ("/dev/ttyUSB0", 9600, True, {})


def test_a_device_file() -> None:
    assert Address.parse("/dev/usb/lp0").path == "/dev/usb/lp0"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "printer",
        "ftp://x",
        "socket://",
        "socket://host",
        "socket://192.168..1:9100",
        "socket://host:99999",
        "serial://ttyS0",
        "/dev/x?baud=12",
        "/dev/x?flow=both",
    ],
)
def test_other_addresses_are_refused_with_what_is_wrong(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not the URL|names no device|another computer|no option|baud|flow"):
        Address.parse(url)


async def test_nothing_can_be_sent_over_a_link_that_is_not_open() -> None:
    with pytest.raises(LinkLost):
        await Link("socket://127.0.0.1:9").send(b"x", 1.0)


async def test_losing_a_device_is_logged_once_and_its_return_once(port: int) -> None:
    virtual = VirtualPrinter("p", f"socket://127.0.0.1:{port}")
    await virtual.start()
    link = Link(virtual.url)
    await virtual.switch(unplugged=True)
    with capture_logs() as logs:
        for failures in range(1, 8):
            with pytest.raises(LinkLost):
                await link.open()
            assert link.pause_s == PAUSES_S[min(failures, len(PAUSES_S)) - 1]
        await virtual.switch(unplugged=False)
        for _ in range(3):
            await link.open()
            link.proven()
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]
    assert link.pause_s == 0
    link.close()
    await virtual.stop()


async def test_a_terminal_is_opened_and_carries_bytes_both_ways_and_its_end_is_seen() -> None:
    ours, theirs = os.openpty()
    link = Link(f"serial://{os.ttyname(theirs)}?baud=9600")
    await link.open()
    os.close(theirs)
    await link.send(b"ping", 1.0)
    assert os.read(ours, 10) == b"ping"
    os.write(ours, b"\x12")
    assert await link.receive(1.0) == b"\x12"
    assert await link.receive(0.01) == b""
    os.close(ours)
    with pytest.raises(LinkLost, match="gone"):
        await link.receive(1.0)


async def test_what_came_over_a_terminal_while_nobody_waited_is_thrown_away() -> None:
    ours, theirs = os.openpty()
    link = Link(os.ttyname(theirs))
    await link.open()
    os.write(ours, b"an answer that comes too late")
    await link.drop_old()
    assert await link.receive(0.01) == b""
    os.write(ours, b"new")
    assert await link.receive(1.0) == b"new"
    os.close(theirs)
    os.close(ours)
    with pytest.raises(LinkLost, match="gone"):
        await link.drop_old()


async def test_of_a_device_that_never_stops_talking_only_so_much_is_thrown_away() -> None:
    link = Link("/dev/babbling")
    pieces = 0

    class Babbling:
        async def send(self, data: bytes) -> None:
            raise AssertionError("nobody speaks to it")

        async def receive(self) -> bytes:
            nonlocal pieces
            pieces += 1
            return b"\0"

        def close(self) -> None:
            pass

    link._channel = Babbling()
    await link.drop_old()
    assert pieces == OLD_PIECES


@pytest.mark.parametrize("error", [termios.error(5, "Input/output error"), ValueError("no such speed")])
async def test_a_line_that_fails_while_it_is_being_opened_is_lost(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(serial.Serial, "open", fail)
    with pytest.raises(LinkLost, match="opened"):
        await Link("serial:///dev/ttyUSB9").open()


async def test_a_terminal_that_takes_no_more_bytes_is_lost() -> None:
    ours, theirs = os.openpty()
    link = Link(os.ttyname(theirs))
    await link.open()
    with pytest.raises(LinkLost, match="no more"):
        await link.send(bytes(200_000), 0.2)
    assert not link.is_open
    os.close(ours)
    os.close(theirs)


async def test_a_device_that_closes_is_lost() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    link = Link(f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await link.open()
    with pytest.raises(LinkLost, match="closed"):
        await link.receive(1.0)
    server.close()
    await server.wait_closed()


async def test_a_device_file_that_is_not_there_cannot_be_opened() -> None:
    for url in ("/dev/no-such-device", "serial:///dev/no-such-device"):
        with pytest.raises(LinkLost, match="opened"):
            await Link(url).open()
