from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from config.i18n import LANGUAGES, Texts
from hardware.__main__ import main
from hardware.drivers.ticket_printer import Printed, TicketPrinter
from hardware.link import Link
from hardware.protocols import escpos
from hardware.protocols.escpos import Health
from hardware.simulators import control
from hardware.simulators.ticket_printer import SWITCHES, VirtualPrinter
from hardware.slip_document import Text
from hardware.technician import test_slip
from tests.hardware.sample_slips import SHORT


async def printed(virtual: VirtualPrinter) -> None:
    driver = TicketPrinter(virtual.url)
    assert await driver.print(SHORT) == Printed(paper_low=virtual.paper_mm < 5_000)
    await driver.close()


# --- the machine --------------------------------------------------------------------------------------------------


async def test_every_slip_is_kept_as_picture_and_text_and_numbering_goes_on_after_a_restart(tmp_path: Path) -> None:
    for number in (1, 2):
        virtual = VirtualPrinter("p", "socket://127.0.0.1:0", tmp_path, speed_mm_s=None)
        await virtual.start()
        await printed(virtual)
        await virtual.stop()
        assert (tmp_path / f"{number:06d}.png").exists()
        assert (tmp_path / f"{number:06d}.txt").exists()


async def test_paper_counts_down_and_runs_out_by_itself() -> None:
    virtual = VirtualPrinter("p", "socket://127.0.0.1:0", speed_mm_s=None, paper_mm=150)
    await virtual.start()
    driver = TicketPrinter(virtual.url)
    outcomes = [await driver.print(SHORT) for _ in range(3)]
    assert isinstance(outcomes[0], Printed)
    assert outcomes[0].paper_low
    assert outcomes[-1].health is Health.PAPER_OUT
    await driver.close()
    await virtual.stop()


async def test_a_byte_it_does_not_know_is_an_error_that_is_shown(virtual: VirtualPrinter) -> None:
    link = Link(virtual.url)
    await link.open()
    await link.send(b"\x07", 1.0)
    await virtual.until(lambda: bool(virtual.errors))
    assert list(virtual.errors) == ["07: not a command"]
    link.close()


async def test_type_wider_than_the_paper_is_an_error(virtual: VirtualPrinter) -> None:
    link = Link(virtual.url)
    await link.open()
    await link.send(escpos.INIT + escpos.magnify(8, 8) + escpos.hanzi("号" * 4) + escpos.LINE_FEED, 1.0)
    await virtual.until(lambda: bool(virtual.errors))
    assert "wider" in virtual.errors[0]
    link.close()


async def test_it_answers_while_it_stands_still_in_the_middle_of_a_slip(virtual: VirtualPrinter) -> None:
    link = Link(virtual.url)
    await link.open()
    await virtual.switch(cover_open=True)
    await link.send(escpos.INIT + escpos.raster(72, bytes(72 * 100)) + escpos.PAPER_SENSOR_QUERY, 1.0)
    await virtual.until(lambda: virtual.printing)
    await link.send(escpos.status_query(escpos.Query.OFFLINE_CAUSE), 1.0)
    assert await link.receive(1.0) == b"\x16", "only the real-time answer; the other waits for the cover"
    await virtual.switch(cover_open=False)
    assert await link.receive(2.0) == b"\x00"
    link.close()


# --- its control --------------------------------------------------------------------------------------------------


@pytest.fixture
async def client(virtual: VirtualPrinter) -> TestClient:  # type: ignore[misc,type-arg]
    app = control.create_app([virtual], Texts.load())
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


async def test_the_control_tells_the_state_and_throws_switches(client: TestClient, virtual: VirtualPrinter) -> None:  # type: ignore[type-arg]
    answer = await client.post("/printers/test", json={"switches": {"cover_open": True}, "paper_mm": 300})
    assert answer.status == 200
    assert virtual.switches.cover_open
    (state,) = (await (await client.get("/printers")).json())["printers"]
    assert (state["health"], state["paper_mm"], state["switches"]["cover_open"]) == ("cover_open", 300, True)
    assert set(state["switches"]) == set(SWITCHES)


async def test_the_control_gives_the_last_slip(client: TestClient, virtual: VirtualPrinter) -> None:  # type: ignore[type-arg]
    assert (await client.get("/printers/test/slips/last.png")).status == 404
    await printed(virtual)
    picture = await client.get("/printers/test/slips/last.png")
    assert (await picture.read()).startswith(b"\x89PNG")
    assert (await client.get("/printers/test/slips/1.txt")).status == 200
    assert (await client.get("/printers/test/slips/2.txt")).status == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"switches": {"explode": true}}', '{"switches": {"mute": 1}}', '{"paper_mm": -1}', '{"x": 1}'],
)
async def test_the_control_refuses_what_it_does_not_understand(
    client: TestClient,  # type: ignore[type-arg]
    virtual: VirtualPrinter,
    body: str,
) -> None:
    answer = await client.post("/printers/test", data=body, headers={"Content-Type": "application/json"})
    assert answer.status == 400
    assert not any(getattr(virtual.switches, switch) for switch in SWITCHES)


async def test_pages_from_elsewhere_do_not_reach_the_switches(client: TestClient) -> None:  # type: ignore[type-arg]
    plain = await client.post("/printers/test", data="{}", headers={"Content-Type": "text/plain"})
    rebound = await client.get("/printers", headers={"Host": "printers.example.com"})
    assert (plain.status, rebound.status) == (415, 403)
    assert (await client.post("/printers/nobody", json={})).status == 404


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_names_every_switch_in_words(client: TestClient, language: str) -> None:  # type: ignore[type-arg]
    page = await (await client.get("/", params={"language": language})).text()
    words = Texts.load().area("hardware", language)
    assert all(words[f"hardware.switch.{switch}"] in page for switch in SWITCHES)
    assert "{{" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_every_health(language: str) -> None:
    assert all(Texts.load().text(f"hardware.health.{health}", language) for health in Health)


# --- the command line ---------------------------------------------------------------------------------------------


def test_probing_a_printer_that_is_not_there_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "probe", "socket://127.0.0.1:9"]) == 1
    assert "Not reached" in capsys.readouterr().out


def test_an_address_that_is_none_says_what_an_address_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "printer"]) == 2
    assert "socket://" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["raster", "gb18030"])
async def test_the_technicians_test_slip_prints(virtual: VirtualPrinter, language: str, mode: str) -> None:
    def text(key: str, **values: object) -> str:
        return Texts.load().text(f"hardware.{key}", language, **values)

    document = test_slip(text, "socket://192.168.1.30:9100")
    driver = TicketPrinter(f"{virtual.url}?text={mode}")
    assert await driver.print(document) == Printed()
    assert not virtual.errors
    assert any(isinstance(block, Text) for block in document.blocks)
    await driver.close()


test_slip.__test__ = False  # type: ignore[attr-defined]  # a slip, not a test
