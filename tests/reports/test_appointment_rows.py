"""The history of appointments: told row by row, and computed again from the journal."""

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    BookAppointment,
    CancelAppointment,
    CheckIn,
    CloseDay,
    Command,
    ReportSlip,
    SlipOutcome,
    VoidTicket,
)
from queue_server.contract.views import Accepted
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage.appointments import of_day
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, GUIDE, HALL, KIOSK, MORNING_MS, open_hall, start
from tests.reports.test_rebuild import history

ITEM = "passport-first"


async def test_every_appointment_is_a_row_that_tells_what_became_of_it(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w21")
    asked = 0

    async def give(command: Command, minutes: int = 1) -> Accepted:
        nonlocal asked
        asked += 1
        await clock.advance(minutes * 60_000)
        by = SYSTEM if isinstance(command, CloseDay) else KIOSK
        return await dispatcher.submit(command, key=f"row-{asked:05}", by=by)  # type: ignore[arg-type]

    async def book(begins_at: str, day: str = DAY) -> str:
        booked = await give(BookAppointment(ITEM, day, begins_at, person_keys=("a" * 32,) if day == DAY else ()))
        assert booked.appointment is not None
        return booked.appointment.appointment_id

    given_back = await book("09:30")
    await give(CancelAppointment(given_back))
    kept = await book("09:30")
    lost = (await give(CheckIn(kept))).ticket
    assert lost is not None
    await give(ReportSlip(lost.ticket_id, SlipOutcome.FAILED))
    await give(VoidTicket(lost.ticket_id))
    used = (await give(CheckIn(kept))).ticket
    assert used is not None
    too_late = await book("10:00", DAY)
    coming, tomorrow = await book("16:00", "2026-11-24"), await book("09:00", "2026-11-25")
    await give(CloseDay(), minutes=120)
    await dispatcher.submit(CancelAppointment(tomorrow, "staff"), key="row-staff", by=GUIDE)
    await dispatcher.stop()

    told = await database.read(history)
    rows = {row["appointment_id"]: row for row in told["appointments"]}
    assert {id_: (row["state"], row["reason"], row["ticket_id"]) for id_, row in rows.items()} == {
        given_back: ("cancelled", "visitor", None),
        kept: ("checked_in", None, used.ticket_id),
        too_late: ("missed", None, None),
        coming: ("booked", None, None),
        tomorrow: ("cancelled", "staff", None),
    }
    assert rows[coming]["settled_at_ms"] is None
    assert "a" * 32 not in str(told["appointments"])  # whose they are stands nowhere
    tickets = {row["ticket_id"]: row["appointment_id"] for row in told["tickets"]}
    assert tickets == {lost.ticket_id: kept, used.ticket_id: kept}
    day = await database.read(of_day, HALL, DAY)
    assert [(row.appointment_id, row.number) for row in day] == [
        (given_back, None),
        (kept, used.number),
        (too_late, None),
    ]
    assert (await verify(database, HALL)).findings == ()
    await rebuild(database, HALL)
    assert await database.read(history) == told
