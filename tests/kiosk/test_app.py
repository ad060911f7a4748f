"""The real kiosk between a real server and virtual printers that speak the languages of slips and of A4."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from display.toolkit.app import Access
from kiosk.app import KioskApp, NotAKiosk
from kiosk.flow import Place
from kiosk.presenters.ticket import Phase
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.views import AppointmentState, SlipState, TicketState
from queue_server.storage import station_keys
from tests.kiosk.kiosk_in_a_hall import ROLL_MM, Scene, until
from tests.web.running_hall import HALL, RunningHall


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with Scene.open(tmp_path) as opened:
        yield opened


def scanned(pdf: bytes) -> str:
    """The code on the first page of a sheet."""
    with pypdfium2.PdfDocument(pdf) as sheet:
        (code,) = zxingcpp.read_barcodes(sheet[0].render(scale=2.0).to_pil().convert("L"))
    return code.text


async def test_one_touch_brings_one_ticket_and_a_slip_whose_code_leads_to_its_page(scene: Scene) -> None:
    await scene.take()
    await scene.phase(Phase.PRINTED)
    (ticket,) = scene.state.tickets.values()
    await until(lambda: ticket.slip is SlipState.PRINTED)
    assert (ticket.state, ticket.item_id, ticket.by_station) == (TicketState.WAITING, "food-licence-new", "kiosk-1")
    assert list(scene.printer.errors) == []
    (slip,) = scene.printer.slips
    assert slip.complete
    (code,) = zxingcpp.read_barcodes(slip.picture.convert("L"))
    async with scene.hall.http.get(code.text) as page:
        assert page.status == 200
        assert ticket.number in await page.text()


async def test_the_search_is_ready_before_anybody_searches(scene: Scene) -> None:
    await until(lambda: "index" in vars(scene.flow.outlook.configuration))


async def test_without_paper_the_number_stays_valid_once_somebody_has_noted_it(scene: Scene) -> None:
    await scene.printer.load_paper(0)
    await until(lambda: scene.state.devices["printer-1"] is DeviceHealth.PAPER_OUT)
    assert scene.flow.start.state.banner is not None
    await scene.take()
    await scene.phase(Phase.UNCONFIRMED)
    (ticket,) = scene.state.tickets.values()
    await until(lambda: ticket.slip is SlipState.FAILED)
    await until(lambda: scene.confirmed(ticket))
    assert ticket.state is TicketState.WAITING
    assert list(scene.printer.slips) == []


async def test_a_number_given_up_for_want_of_a_slip_is_void(scene: Scene) -> None:
    await scene.printer.switch(cover_open=True)
    await scene.take()
    await scene.phase(Phase.UNCONFIRMED)
    scene.flow.ticket.lapse()
    (ticket,) = scene.state.tickets.values()
    await until(lambda: ticket.state is TicketState.VOID)


async def test_paper_put_in_again_is_noticed(scene: Scene) -> None:
    await scene.printer.load_paper(0)
    await until(lambda: scene.flow.start.state.banner is not None)
    await scene.printer.load_paper(ROLL_MM)
    await until(lambda: scene.flow.start.state.banner is None)
    await until(lambda: scene.state.devices["printer-1"] is DeviceHealth.OK)


async def test_while_the_server_is_away_the_kiosk_waits_and_goes_on_by_itself(scene: Scene) -> None:
    port = scene.hall.server.port
    await scene.hall.server.stop()
    await until(lambda: scene.flow.start.state.hero is None)
    scene.flow.start.choose("guide")
    assert scene.flow.find.state.groups
    async with RunningHall.open(scene.folder, port=port):
        await until(lambda: scene.flow.outlook.linked)


async def test_a_plan_that_changes_reaches_the_kiosk_without_a_restart(scene: Scene) -> None:
    port = scene.hall.server.port
    await scene.hall.server.stop()
    plan = scene.folder / "hall" / "hall.toml"
    changed = plan.read_text(encoding="utf-8").replace('phone = "0000-6601 2300"', 'phone = "0000-6601 9999"')
    plan.write_text(changed, encoding="utf-8")
    async with RunningHall.open(scene.folder, port=port):
        await until(lambda: scene.flow.state.contact == "0000-6601 9999")


async def test_a_pre_review_is_filed_printed_and_brought_back_by_the_code_on_its_sheet(scene: Scene) -> None:
    flow = scene.flow
    flow.start.choose("take")
    flow.find.open_item("food-licence-new")
    flow.item.review()
    await scene.answer()
    await scene.touch(lambda: flow.materials.tick("missing"), lambda: flow.materials.state.bar[0].value == "amber")
    await scene.touch(flow.materials.tick_all, lambda: flow.materials.state.ready)
    await scene.touch(flow.materials.forward, lambda: flow.state.place is Place.VERDICT)
    await scene.touch(flow.verdict.print_sheet, lambda: scene.a4.printed)
    code = scanned(scene.a4.printed[-1])
    assert code == flow.verdict.state.strip.code
    await until(lambda: flow.verdict.state.sheet == "打好了，请取走")
    assert (len(scene.a4.printed), len(scene.printer.slips)) == (1, 0)

    flow.home()
    assert flow.outlook.review is None
    flow.start.choose("code")
    for letter in code.lower():
        flow.code.type(letter)
    flow.code.ask()
    await until(lambda: flow.state.place is Place.MATERIALS)
    assert len(flow.outlook.review.errand.unticked) == 1
    await scene.touch(flow.materials.tick_all, lambda: flow.materials.state.ready)
    await scene.touch(flow.materials.forward, lambda: flow.state.place is Place.VERDICT)
    await scene.touch(flow.verdict.take, lambda: flow.state.place is Place.TICKET)
    (ticket,) = scene.state.tickets.values()
    assert (ticket.item_id, ticket.verdict) == ("food-licence-new", "ready")


async def test_without_paper_in_the_a4_printer_the_slip_comes_and_the_screen_says_so(scene: Scene) -> None:
    flow = scene.flow
    await scene.a4.switch(paper_out=True)
    flow.start.choose("take")
    flow.find.open_item("food-licence-new")
    await scene.touch(flow.item.print_list, lambda: list(scene.printer.slips))
    await until(lambda: flow.item.state.print_key.text == "打成了小票，请取走")
    assert scene.a4.printed == []
    assert len(scene.printer.slips) == 1


async def test_a_code_of_nobody_is_refused_with_a_way_on(scene: Scene) -> None:
    flow = scene.flow
    flow.start.choose("code")
    for letter in "03RJK7M2QX":
        flow.code.type(letter)
    flow.code.ask()
    await until(lambda: flow.code.state.banner is not None)
    assert flow.code.state.banner.text == "没有找到这个码"


async def test_another_kind_of_station_is_no_kiosk(scene: Scene) -> None:
    key = await station_keys.enrol(scene.hall.database, HALL, "board-1", now_ms=1)
    app = KioskApp(Access(scene.hall.url, "board-1", key))
    me = await app.link.fetch_me()
    with pytest.raises(NotAKiosk, match="board-1"):
        app.furnish(me)


async def test_who_reads_a_guide_while_it_is_published_anew_has_the_new_one_within_five_seconds(scene: Scene) -> None:
    scene.flow.start.choose("take")
    scene.flow.find.open_item("identity-card-renewal")
    shown = scene.flow.item.state
    await scene.publish("catalogue/market.toml", "0101", "0199")
    assert scene.flow.item.state == shown  # another guide has changed: nobody is disturbed
    await scene.publish("catalogue/police.toml", "0201", "0299")
    banner = scene.flow.item.state.taking.banner
    assert banner is not None
    assert banner.text == "这份指南刚刚更新了"


async def test_a_plan_of_another_version_does_not_end_a_running_kiosk(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def of_another_version() -> None:
        asked.set()
        raise ValueError("a field this program has no name for")

    monkeypatch.setattr(scene.app.link, "fetch_me", of_another_version)
    scene.app.fetch_configuration()
    await asyncio.wait_for(asked.wait(), 30)
    scene.flow.start.choose("take")
    scene.flow.find.open_item("food-licence-new")
    assert scene.flow.item.state.sections
    await scene.take()  # it goes on with the plan it has


async def test_what_is_booked_at_a_kiosk_is_found_by_its_code_and_cancelled_there(scene: Scene) -> None:
    flow = scene.flow
    flow.start.choose("take")
    flow.find.open_item("passport-first")
    flow.item.book()
    await until(lambda: flow.booking.state.days)
    flow.booking.choose_day(flow.booking.state.days[-1].id)  # days ahead, so that check-in is not open yet
    await scene.touch(
        lambda: flow.booking.choose_slot(flow.booking.state.slots[0].id), lambda: flow.booking.state.taking.enabled
    )
    flow.booking.book()
    await until(lambda: flow.booking.state.booked)
    code = flow.booking.state.booked.code
    flow.booking.print()
    await until(lambda: scene.a4.printed)
    assert scanned(scene.a4.printed[-1]) == code

    flow.home()
    flow.start.choose("check_in")
    for character in f"{code.lower()}\r":
        flow.key_pressed(character)  # scanned
    await until(lambda: flow.check_in.state.rows)
    assert flow.check_in.state.taking.banner.text == "还没到报到时间"
    (appointment,) = scene.state.appointments.by_id.values()
    flow.check_in.press_beside()
    await scene.touch(flow.check_in.press_beside, lambda: appointment.state is AppointmentState.CANCELLED)
    await until(lambda: flow.check_in.state.taking.banner.text == "这个预约已经取消")


async def test_a_phone_nobody_booked_with_leads_to_a_number_all_the_same(scene: Scene) -> None:
    flow = scene.flow
    flow.start.choose("check_in")
    flow.check_in.choose_tab("phone")
    for digit in "13800001234":
        flow.check_in.type(digit)
    flow.check_in.press()
    await until(lambda: flow.check_in.state.taking.banner is not None)
    assert flow.check_in.state.taking.banner.text == "没有查到预约"
    flow.check_in.press_beside()
    assert flow.state.place is Place.FIND


async def test_the_code_of_a_sheet_serves_where_appointments_are_checked_in(scene: Scene) -> None:
    flow = scene.flow
    flow.start.choose("take")
    flow.find.open_item("food-licence-new")
    flow.item.review()
    await scene.answer()
    await scene.touch(flow.materials.tick_all, lambda: flow.materials.state.ready)
    await scene.touch(flow.materials.forward, lambda: flow.state.place is Place.VERDICT)
    await until(lambda: flow.verdict.state.strip.code)
    code = flow.verdict.state.strip.code
    flow.home()
    flow.start.choose("check_in")
    for character in f"{code}\r":
        flow.key_pressed(character)
    await until(lambda: flow.state.place is Place.VERDICT)
