"""What a technician does, against virtual devices: each shows what it can, or says what went wrong."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from config.hall import DeviceKind
from config.i18n import LANGUAGES, Texts
from config.loading import SAMPLE
from hardware import technician, usb
from hardware.__main__ import main
from hardware.drivers.office_printer import NotPrinted, OfficePrinter, Printed
from hardware.drivers.ticket_printer import TicketPrinter
from hardware.health import Health
from hardware.sheets import pdf
from hardware.sheets.document import Para, Sheet
from hardware.simulators import control, hall_devices
from hardware.simulators.hall_devices import CARDS, Virtual
from hardware.simulators.ticket_printer import VirtualPrinter
from hardware.technician import Chosen, Found, self_test
from tests.hardware.sample_cards import FOREIGNER, PERMIT, RESIDENT

TEXTS = Texts.load()


def words(key: str, **values: object) -> str:
    return TEXTS.text(f"hardware.{key}", "en", **values)


@pytest.fixture
async def hall() -> AsyncIterator[dict[DeviceKind, Virtual]]:
    devices = {}
    for kind, make in hall_devices.MAKERS.items():
        front = "ipp://127.0.0.1:0/printers/a4" if kind is DeviceKind.OFFICE_PRINTER else "socket://127.0.0.1:0"
        devices[kind] = make(kind.value.replace("_", "-"), front)
        await devices[kind].start()
    yield devices
    for device in devices.values():
        await device.stop()


OPTIONS = {DeviceKind.LOCK_BOARDS: "?shut_shorts=1&open_shorts=2", DeviceKind.CALL_PADS: "?addresses=1,2"}


async def try_out(kind: DeviceKind, url: str, within_s: float = 5.0, **chosen: int) -> tuple[bool, list[str]]:
    said: list[str] = []
    driver = technician.DRIVERS[kind](url + OPTIONS.get(kind, ""))
    did = await self_test(driver, Chosen(url, within_s, **chosen), words, said.append)  # type: ignore[arg-type]
    await driver.close()
    return did, said


def test_every_kind_of_device_has_a_driver_and_all_but_the_systems_own_a_simulator() -> None:
    assert technician.DRIVERS.keys() == set(DeviceKind)
    assert set(DeviceKind) - hall_devices.MAKERS.keys() == {
        DeviceKind.TICKET_PRINTER,  # the first one, with a control of its own
        DeviceKind.DOCUMENT_CAMERA,  # files take their place
        DeviceKind.LOUDSPEAKER,
    }


@pytest.mark.parametrize("kind", hall_devices.MAKERS)
async def test_every_device_says_that_it_is_well_and_that_it_is_not(
    hall: dict[DeviceKind, Virtual], kind: DeviceKind
) -> None:
    url = hall[kind].url + OPTIONS.get(kind, "")
    driver = technician.DRIVERS[kind](url)
    assert await technician.health(driver) is Health.OK
    await hall[kind].switch(unplugged=True)
    assert await technician.health(driver) is Health.OFFLINE
    await driver.close()


Act = Callable[[Virtual], Awaitable[None]]


def doing(deed: str, what: str) -> Act:
    return lambda device: hall_devices.do(device, deed, what)


def switching(**switches: bool) -> Act:
    return lambda device: device.switch(**switches)


async def nothing(device: Virtual) -> None:
    pass


@pytest.mark.parametrize(
    ("kind", "act", "chosen", "did", "said"),
    [
        (DeviceKind.ID_CARD_READER, doing("lay_card", "resident"), {}, True, "Read: 安**, 110105********002X"),
        (DeviceKind.ID_CARD_READER, switching(self_test_failed=True), {}, False, "The device has stopped"),
        (DeviceKind.LOCK_BOARDS, nothing, {}, True, "Board 2: 8 locks, open: none"),
        (DeviceKind.LOCK_BOARDS, nothing, {"board": 1, "lock": 5}, True, "lock 5 is open"),
        (DeviceKind.LOCK_BOARDS, switching(jammed=True), {"board": 2, "lock": 5}, False, "lock 5 stayed shut"),
        (DeviceKind.LOCK_BOARDS, switching(unplugged=True), {"board": 1, "lock": 5}, False, "was not told"),
        (DeviceKind.LED_BAR, nothing, {}, True, "A012"),
        (DeviceKind.CALL_PADS, doing("press_key", "2:3"), {}, True, "Pad 2: start"),
        (DeviceKind.RATING_PADS, doing("press_key", "1:1"), {}, True, "Pad 1: very satisfied"),
        (DeviceKind.VIBRATING_TAGS, nothing, {"tag": 17}, True, "Tag 17"),
        (DeviceKind.VIBRATING_TAGS, switching(tags_away=True), {"tag": 17}, False, "not reached"),
        (DeviceKind.VIBRATING_TAGS, nothing, {}, True, "Ready"),
        (DeviceKind.OFFICE_PRINTER, nothing, {}, True, "Printed"),
        (DeviceKind.OFFICE_PRINTER, switching(paper_out=True), {}, False, "Out of paper"),
    ],
)
async def test_a_device_shows_what_it_can_and_says_what_came_of_it(
    hall: dict[DeviceKind, Virtual], kind: DeviceKind, act: Act, chosen: dict[str, int], did: bool, said: str
) -> None:
    await act(hall[kind])
    outcome, lines = await try_out(kind, hall[kind].url, **chosen)
    assert outcome is did
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize("kind", [DeviceKind.ID_CARD_READER, DeviceKind.CODE_READER, DeviceKind.CALL_PADS])
async def test_when_nobody_lays_holds_or_presses_anything_the_test_ends(
    hall: dict[DeviceKind, Virtual], kind: DeviceKind
) -> None:
    did, said = await try_out(kind, hall[kind].url, within_s=0.2)
    assert not did
    assert said[-1].startswith(("Nobody", "No code"))


async def test_a_code_held_while_the_test_waits_is_read(hall: dict[DeviceKind, Virtual]) -> None:
    device = hall[DeviceKind.CODE_READER]
    testing = asyncio.ensure_future(try_out(DeviceKind.CODE_READER, device.url))
    await asyncio.wait_for(device.until(lambda: device.asked > 0), 5)  # type: ignore[attr-defined]
    await hall_devices.do(device, "hold_code", "A012")
    did, said = await testing
    assert did
    assert "4 characters" in said[-1]


async def test_camera_and_loudspeaker_show_what_they_can(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (320, 240)).save(file, "JPEG")
    (tmp_path / "page.jpg").write_bytes(file.getvalue())
    did, said = await try_out(DeviceKind.DOCUMENT_CAMERA, f"file://{tmp_path}/page.jpg")
    assert did
    assert "320 × 240" in said[0]
    (tmp_path / "page.jpg").write_bytes(b"")
    assert not (await try_out(DeviceKind.DOCUMENT_CAMERA, f"file://{tmp_path}/page.jpg"))[0]
    assert (await try_out(DeviceKind.LOUDSPEAKER, f"file://{tmp_path}/said"))[0]
    assert not (await try_out(DeviceKind.LOUDSPEAKER, f"file://{tmp_path}/page.jpg"))[0]


def test_the_invented_cards_are_the_ones_of_the_tests() -> None:
    for name, same in {"resident": RESIDENT, "permit": PERMIT, "foreigner": FOREIGNER}.items():
        card = CARDS[name]
        assert (card.kind, card.name, card.number) == (same.kind, same.name, same.number)


# --- the command line ---------------------------------------------------------------------------------------------


def test_the_halls_devices_and_what_is_plugged_in_are_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usb, "SYSFS", tmp_path)
    assert main(["list", "--hall", str(SAMPLE)]) == 0
    said = capsys.readouterr().out
    assert "kiosk-1：printer-1（号单打印机）socket://127.0.0.1:9101" in said
    assert "没有接 USB 设备" in said
    (tmp_path / "1-1").mkdir()
    for name, content in (("idVendor", "04b8"), ("idProduct", "0202"), ("product", "TM-T20"), ("bDeviceClass", "00")):
        (tmp_path / "1-1" / name).write_text(f"{content}\n")
    assert main(["--language", "en", "list"]) == 0
    assert "usb://04b8:0202 (TM-T20): no printer or serial line" in capsys.readouterr().out


def test_a_device_of_the_hall_is_probed_by_its_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for file in SAMPLE.rglob("*.toml"):
        copy = tmp_path / file.relative_to(SAMPLE)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8").replace("127.0.0.1:910", "127.0.0.1:"), encoding="utf-8")
    assert main(["--language", "en", "probe", "printer-2", "--hall", str(tmp_path)]) == 1
    assert "printer-2 (Ticket printer) socket://127.0.0.1:2: Not reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["probe"], "--hall"),
        (["probe", "nobody", "--hall", str(SAMPLE)], "no device nobody"),
        (["probe", "serial://dev/ttyUSB0"], "write serial:///dev/ttyUSB0"),
        (["probe", "--kind", "led_bar"], "--hall"),
        (["test", "file:///nowhere"], "--kind"),
        (["test", "socket://h:1?shut_shorts=1", "--kind", "lock_boards", "--board", "1"], "both --board and --lock"),
        (["test", "nobody", "--hall", str(SAMPLE)], "no device nobody"),
        (["list", "--hall", "/nowhere"], "cannot be read"),
        (["probe", "socket://h:1", "--kind", "lock_boards"], "shut_shorts"),
        (["test", "socket://h:1?shut_shorts=1", "--kind", "lock_boards", "--board", "1", "--lock", "99"], "1 to 50"),
        (["simulate", "--device", "a=office_printer=socket://127.0.0.1:0"], "ipp://"),
        (["change", "a", "mute=on", "--control", "9"], "No control page"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["--language", "en", *arguments]) == 2
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["simulate", "--device", "a=kettle=pty"],
        ["simulate", "--device", "a"],
        ["change", "a", "mute", "--control", "9"],
        ["test"],
    ],
)
def test_arguments_that_are_none_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    capsys.readouterr()


async def test_what_can_say_what_it_is_is_recognised_and_what_cannot_takes_no_harm(
    hall: dict[DeviceKind, Virtual],
) -> None:
    told = {kind: await technician.found(device.url) for kind, device in hall.items()}
    mute = {kind for kind, found in told.items() if found == Found(None, Health.NO_ANSWER)}
    assert mute == {DeviceKind.LOCK_BOARDS, DeviceKind.LED_BAR}
    assert hall_devices.shows(hall[DeviceKind.LOCK_BOARDS]) == hall_devices.shows(hall[DeviceKind.LED_BAR]) == ""
    pads = {DeviceKind.RATING_PADS, DeviceKind.CALL_PADS, DeviceKind.VIBRATING_TAGS}
    for kind in told.keys() - mute:
        assert told[kind] == Found(DeviceKind.CALL_PADS if kind in pads else kind, Health.OK)


async def test_a_printer_is_recognised_by_its_answer_and_tested(
    hall: dict[DeviceKind, Virtual], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = VirtualPrinter("p", "socket://127.0.0.1:0", speed_mm_s=None)
    await printer.start()
    try:
        with monkeypatch.context() as patched:  # the command has a loop of its own, by the clock of the machine
            patched.setitem(
                technician.DRIVERS, DeviceKind.TICKET_PRINTER, partial(TicketPrinter, answer_s=30, stall_s=30)
            )
            assert await asyncio.to_thread(main, ["--language", "en", "probe", printer.url]) == 0
            assert await asyncio.to_thread(main, ["--language", "en", "test", printer.url]) == 0
    finally:
        await printer.stop()
    said = [line for line in capsys.readouterr().out.splitlines() if "[info" not in line]
    assert said == [f"{printer.url} (Ticket printer): Ready", f"{printer.url} (Ticket printer)", "Printed and cut"]
    assert len(printer.slips) == 1
    bar = hall[DeviceKind.LED_BAR].url
    assert await asyncio.to_thread(main, ["--language", "en", "probe", bar]) == 1
    said = capsys.readouterr().out
    assert f"{bar}: nothing there says what it is" in said
    assert "lost" not in said


# --- the control --------------------------------------------------------------------------------------------------


@pytest.fixture
async def client(hall: dict[DeviceKind, Virtual]) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    app = control.create_app([], TEXTS, list(hall.values()))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


async def test_the_control_throws_switches_and_does_what_people_do(
    client: TestClient,  # type: ignore[type-arg]
    hall: dict[DeviceKind, Virtual],
) -> None:
    answer = await client.post("/devices/lock-boards", json={"switches": {"jammed": True}})
    assert (await answer.json())["switches"]["jammed"]
    answer = await client.post("/devices/id-card-reader", json={"do": "lay_card", "with": "permit"})
    assert answer.status == 200
    assert (await try_out(DeviceKind.ID_CARD_READER, hall[DeviceKind.ID_CARD_READER].url))[0]
    states = {state["name"]: state for state in (await (await client.get("/devices")).json())["devices"]}
    assert states.keys() == {device.name for device in hall.values()}
    assert states["id-card-reader"]["deeds"] == ["lay_card", "take_away"]


async def test_from_the_command_line_a_change_is_told_in_words(
    client: TestClient,  # type: ignore[type-arg]
    capsys: pytest.CaptureFixture[str],
) -> None:
    def change(*arguments: str) -> str:
        assert main(["--language", "en", "change", *arguments, "--control", str(client.port)]) == 0
        return capsys.readouterr().out.strip()

    assert await asyncio.to_thread(change, "lock-boards", "jammed=on", "mute=on") == (
        "lock-boards: " + ", ".join(words(f"switch.{switch}") for switch in ("mute", "jammed"))
    )
    assert await asyncio.to_thread(change, "lock-boards", "jammed=off", "mute=off") == "lock-boards: nothing is wrong"


async def test_a_bar_and_an_open_lock_are_seen_in_the_control(
    client: TestClient,  # type: ignore[type-arg]
    hall: dict[DeviceKind, Virtual],
) -> None:
    await try_out(DeviceKind.LED_BAR, hall[DeviceKind.LED_BAR].url)
    await try_out(DeviceKind.LOCK_BOARDS, hall[DeviceKind.LOCK_BOARDS].url, board=2, lock=3)
    await try_out(DeviceKind.VIBRATING_TAGS, hall[DeviceKind.VIBRATING_TAGS].url, tag=17)
    states = (await (await client.get("/devices")).json())["devices"]
    shows = {state["name"]: state["shows"] for state in states}
    assert shows["led-bar"] == words("self_test.bar_text")
    assert shows["lock-boards"] == "2:3"
    assert shows["vibrating-tags"] == "17×3"
    await client.post("/devices/lock-boards", json={"do": "press_shut", "with": "2:3"})
    await hall_devices.do(hall[DeviceKind.LOCK_BOARDS], "press_shut", "")
    assert hall_devices.shows(hall[DeviceKind.LOCK_BOARDS]) == ""


async def test_the_pages_that_came_out_of_the_a4_printer_are_seen_in_the_control(
    client: TestClient,  # type: ignore[type-arg]
    hall: dict[DeviceKind, Virtual],
) -> None:
    async def state() -> dict[str, Any]:
        states = (await (await client.get("/devices")).json())["devices"]
        return next(each for each in states if each["name"] == "office-printer")

    sheet = Sheet("安和区", "2026", "办事指南", "", tuple(Para("材料") for _ in range(60)), (), "{page}/{pages}")
    printer = OfficePrinter(hall[DeviceKind.OFFICE_PRINTER].url, poll_s=0.01, patience_s=0.02)
    assert (await state())["sheet"] is None
    assert await printer.print(pdf.write(sheet), "guide") == Printed()
    assert ((await state())["sheet"], (await state())["pages"]) == (1, 2)
    for page in (1, 2):
        answer = await client.get(f"/devices/office-printer/sheet/1/{page}.png")
        with Image.open(io.BytesIO(await answer.read())) as picture:
            assert (picture.format, picture.size) == ("PNG", (893, 1263))
    assert await (await client.get("/devices/office-printer/sheet/1.pdf")).read() == pdf.write(sheet)
    assert (await client.post("/devices/office-printer", json={"switches": {"jam": True}})).status == 200
    assert isinstance(await printer.print(pdf.write(sheet), "guide"), NotPrinted)
    assert ((await state())["sheet"], (await state())["pages"]) == (2, 1)
    for missing in ("2/2.png", "2/0.png", "1/1.png", "1.pdf"):
        assert (await client.get(f"/devices/office-printer/sheet/{missing}")).status == 404
    assert (await client.get("/devices/led-bar/sheet/1.pdf")).status == 404


async def test_a_document_that_is_none_is_a_spoilt_page_without_a_picture(
    client: TestClient,  # type: ignore[type-arg]
    hall: dict[DeviceKind, Virtual],
) -> None:
    printer = OfficePrinter(hall[DeviceKind.OFFICE_PRINTER].url, poll_s=0.01)
    assert await printer.print(b"%PDF nothing", "x") == Printed()
    assert (await client.get("/devices/office-printer/sheet/1/1.png")).status == 404
    assert "nothing" in await (await client.get("/devices/office-printer/sheet/1.pdf")).text()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_control_page_has_words_for_every_switch_deed_and_card(
    client: TestClient,  # type: ignore[type-arg]
    language: str,
) -> None:
    page = await (await client.get("/", params={"language": language})).text()
    for card in hall_devices.CARDS:
        assert f"{TEXTS.text(f'hardware.card.{card}', language)}</button>" in page


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("nobody", "{}", 404),
        ("led-bar", '{"switches": {"explode": true}}', 400),
        ("led-bar", '{"do": "lay_card", "with": "resident"}', 400),
        ("id-card-reader", '{"do": "lay_card", "with": "nobody"}', 400),
        ("lock-boards", '{"do": "press_shut", "with": "9:1"}', 400),
        ("call-pads", '{"do": "press_key", "with": "1:x"}', 400),
        ("code-reader", '{"do": "hold_code"}', 400),
        ("led-bar", "[", 400),
    ],
)
async def test_the_control_refuses_what_nobody_can_do(
    client: TestClient,  # type: ignore[type-arg]
    name: str,
    body: str,
    status: int,
) -> None:
    answer = await client.post(f"/devices/{name}", data=body, headers={"Content-Type": "application/json"})
    assert answer.status == status


async def test_faults_are_made_from_the_command_line(
    client: TestClient,  # type: ignore[type-arg]
    hall: dict[DeviceKind, Virtual],
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def change(*arguments: str) -> int:
        return await asyncio.to_thread(main, ["--language", "en", "change", *arguments, "--control", str(client.port)])

    assert await change("lock-boards", "jammed=on", "mute=on") == 0
    assert await change("lock-boards", "mute=off") == 0
    switches = hall[DeviceKind.LOCK_BOARDS].switches
    assert (switches.jammed, switches.mute) == (True, False)
    assert await change("call-pads", "--do", "press_key", "--with", "2:3") == 0
    assert (await try_out(DeviceKind.CALL_PADS, hall[DeviceKind.CALL_PADS].url))[0]
    capsys.readouterr()
    assert await change("led-bar", "explode=on") == 2
    assert await change("nobody", "mute=on") == 2
    said = capsys.readouterr().out
    assert "no such switch: explode" in said
    assert "no device nobody" in said


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_has_every_device_its_switches_and_its_deeds(
    client: TestClient,  # type: ignore[type-arg]
    hall: dict[DeviceKind, Virtual],
    language: str,
) -> None:
    page = await (await client.get("/", params={"language": language})).text()
    for device in hall.values():
        assert f'data-device="{device.name}"' in page
        for switch in hall_devices.switch_names(device):
            assert TEXTS.text(f"hardware.switch.{switch}", language) in page
        for deed in hall_devices.deeds(device):
            assert TEXTS.text(f"hardware.deed.{deed}", language) in page
    assert "{{" not in page
