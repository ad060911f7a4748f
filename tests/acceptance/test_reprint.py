"""A guide has a slip printed once more: from the request to the paper, at a real server, kiosk and printer."""

from pathlib import Path

from hardware.simulators.ticket_printer import VirtualPrinter
from queue_server.contract.views import SlipState
from queue_server.storage import station_keys
from tests.acceptance.kiosk_without_window import Kiosk, until
from tests.web.running_hall import HALL, RunningHall


async def test_a_slip_asked_for_again_comes_out_once_with_its_mark(tmp_path: Path) -> None:
    printer = VirtualPrinter("printer-1", "socket://127.0.0.1:0", speed_mm_s=None)
    await printer.start()
    async with RunningHall.open(tmp_path) as hall:
        key = await station_keys.enrol(hall.database, HALL, "kiosk-1", now_ms=1)
        kiosk = Kiosk(hall.url, "kiosk-1", key, [printer.url], answer_s=30)
        try:
            await kiosk.open()
            await kiosk.take()
            await kiosk.printed_or_not()
            state = hall.server.reception.dispatcher.state
            (ticket,) = state.tickets.values()
            await until(lambda: ticket.slip is SlipState.PRINTED)
            guide = await hall.clerk("ye-qing")
            asked = [await guide.give("reprint-slip", {"ticket_id": ticket.ticket_id}) for _ in range(2)]
            assert [answer.status for answer in asked] == [200, 200]
            await until(lambda: state.reprints_made == 1 and not state.reprints)
            first, again = (slip.text.splitlines() for slip in printer.slips)
            assert "补打" not in first
            assert {"补打", ticket.number} <= set(again)
            address = next(line for line in first if "/t/" in line)
            assert address in again
        finally:
            await kiosk.kill()
    await printer.stop()
