"""A hall that goes on from its snapshot is the hall that the whole journal makes."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator, MutableMapping
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test
from sqlalchemy import Connection, select, update
from structlog.testing import capture_logs

from config.pre_review import Brought
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    BookAppointment,
    CallForHelp,
    CallNext,
    CloseDay,
    FilePreReview,
    FinishServing,
    IssueTicket,
    OpenDay,
    PublishNotice,
    RateService,
    RatingLevel,
    StartServing,
)
from queue_server.contract.refusals import CommandRefused
from queue_server.domain.events import DayOpened, Recorded
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState
from queue_server.engine.recovery import Recovered, recover
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.chain import GENESIS
from queue_server.storage.database import Database
from queue_server.storage.history import Changes, History
from queue_server.storage.journal import Head, Journal
from queue_server.storage.snapshots import Folded, take
from tests.domain.small_hall import ANN, DAY, PORTAL, fingerprint, visitor
from tests.domain.test_hall_machine import MAKE, OTHER_PERSON, PERSON, Chooser, HallMachine
from tests.engine.sample_hall import HALL, KIOSK, review, start
from tests.engine.test_hall_on_disk import empty_database
from tests.engine.test_scheduler import until
from tests.reports.conftest import Morning

DAY_MS = 86_400_000
TOMORROW = "2026-11-24"
HELD = Brought.HELD
ANNE, BILL = "a0" * 16, "0b" * 16

# --- any hall -----------------------------------------------------------------------------------------------------


def fold(folded: Folded, entries: list[Recorded]) -> Changes:
    """What of the history changes meanwhile."""
    folded.history.take_changes()
    for entry in entries:
        evolve(folded.state, entry)
        folded.history.apply(entry)
        folded.seq, folded.at_ms = entry.seq, entry.at_ms
    return folded.history.take_changes()


class AnyHall(HallMachine):
    """In any hall what comes after an opening makes of its snapshot what it made of the hall. A last night passes."""

    seen: ClassVar[Counter[str]] = Counter()  # what there was in snapshots

    @initialize(plan=st.integers(0, 1), come=st.sampled_from((2, 8)))
    def begin(self, plan: int, come: int) -> None:
        """There was a day before: somebody was served and is dissatisfied, one has booked and one asked at night."""
        super().begin(plan, come)
        for queue_id in ("general", "instant"):
            self.give(IssueTicket(queue_id=queue_id, person_key=PERSON), KIOSK)
        for command in (CallNext("w1"), StartServing("w1", f"{DAY}.A001"), FinishServing("w1", f"{DAY}.A001")):
            self.give(command, ANN)
        self.give(RateService(f"{DAY}.A001.s1", RatingLevel.DISSATISFIED), visitor(f"{DAY}.A001"))
        self.give(MAKE[BookAppointment](Chooser(self.state, (0, 2, 2, 1), self.now_ms)), PORTAL)
        self.give(MAKE[PublishNotice](Chooser(self.state, (0, 0, 0, 0), self.now_ms)), SYSTEM)
        assert self.give(CloseDay(), SYSTEM) is None
        self.now_ms += 20 * 3_600_000
        asked = FilePreReview(
            "permit", self.state.hall.items["permit"].version, {"for-whom": "self"}, {"id-card": HELD}
        )
        self.give(asked, KIOSK)
        self.now_ms += 4 * 3_600_000
        assert self.give(OpenDay(TOMORROW), SYSTEM) is None

    def teardown(self) -> None:
        if self.state.services and not self.state.early:
            self.days_pass(1, opens=True)
        with TemporaryDirectory() as folder:
            file = shutil.copy(empty_database(), folder)
            asyncio.run(self.look_back(file))

    async def look_back(self, file: str) -> None:
        async with await Database.open(f"sqlite:///{file}") as database:
            journal = Journal(database, HALL)
            changes = fold(Folded(0, 0, HallState(), History(HALL)), self.journal)
            await journal.append(Head(0, GENESIS), self.journal, [], changes)
            entries = await journal.read(0)
            for opened in (entry.seq for entry in entries if isinstance(entry.event, DayOpened)):
                hall = Folded(0, 0, HallState(), History(HALL))
                fold(hall, entries[:opened])
                self.note(hall.state)
                snapshot = take(hall)
                assert not any(person.encode() in snapshot.content for person in (PERSON, OTHER_PERSON))
                await journal.keep(snapshot)
                restored = await journal.snapshot()
                assert restored is not None
                assert fingerprint(restored.state) == fingerprint(hall.state)
                assert fold(restored, entries[opened:]) == fold(hall, entries[opened:])
                assert fingerprint(restored.state) == fingerprint(hall.state)
                assert restored.history.carried == hall.history.carried
                assert (await verify(database, HALL)).findings == ()

    def note(self, state: HallState) -> None:
        parts = {
            "persons": state.appointments.by_person,
            "pre-reviews": state.pre_reviews,
            "past services": state.past_services,
            "work orders": state.work_orders.by_id,
        }
        self.seen.update(name for name, part in parts.items() if part)


def test_any_hall_goes_on_from_its_snapshots_as_from_its_journal() -> None:
    AnyHall.seen.clear()
    run_state_machine_as_test(
        AnyHall,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
    assert sorted(AnyHall.seen) == ["past services", "persons", "pre-reviews", "work orders"]


# --- a hall on its second day -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
async def second_day(database: Database) -> Morning:
    """The morning after a whole day: two have booked for today and tomorrow, one has asked first. The server has
    stopped."""
    morning = Morning(database)
    await morning.pass_by()
    morning.dispatcher = await start(database, morning.clock)
    for day, who in ((TOMORROW, ANNE), ("2026-11-25", BILL)):
        await morning.give(BookAppointment("passport-first", day, "10:00", person_keys=(who,)), PORTAL)
    await morning.give(review(), KIOSK)
    await morning.clock.advance(DAY_MS - 3_600_000)
    await morning.give(OpenDay(TOMORROW), SYSTEM)
    for n in range(3):
        await morning.give(IssueTicket(queue_id="comprehensive", person_key=f"{n}0" * 16), KIOSK)
    await morning.give(CallForHelp(), KIOSK)
    await morning.dispatcher.stop()
    return morning


async def recovered(database: Database) -> Recovered:
    return await recover(Journal(database, HALL), HALL)


async def spoil(database: Database, **values: object) -> None:
    await database.write(lambda connection: connection.execute(update(schema.snapshots).values(values)))


async def forget(database: Database) -> None:
    await database.write(lambda connection: connection.execute(schema.snapshots.delete()))


def same(one: Recovered, other: Recovered) -> bool:
    """The halls are one, and so is all else that a server goes on from."""
    assert one.history.carried == other.history.carried
    assert (one.head, one.last_at_ms, one.answered) == (other.head, other.last_at_ms, other.answered)
    return fingerprint(one.state) == fingerprint(other.state)


async def test_a_start_reads_the_day_and_not_the_past(second_day: Morning, database: Database) -> None:
    from_snapshot = await recovered(database)
    assert from_snapshot.read == 4  # three numbers, and one who cannot find the way
    assert from_snapshot.opening is None
    await forget(database)
    from_the_beginning = await recovered(database)
    assert from_the_beginning.read == from_the_beginning.head.seq > 40
    assert same(from_snapshot, from_the_beginning)


async def test_so_does_a_server_whose_write_failed(second_day: Morning, database: Database, logs: list[Any]) -> None:
    failures = ["the disk is full"]

    def step(name: str) -> None:
        if name == "written" and failures:
            raise OSError(failures.pop())

    dispatcher = await start(database, second_day.clock, step)
    with pytest.raises(CommandRefused, match="unavailable"):
        await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-04", by=KIOSK)
    await until(lambda: dispatcher.available)
    await dispatcher.stop()
    assert [line["folded"] for line in logs if line["event"] == "hall_recovered"][-2:] == [4, 4]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"program": "another"}, None),
        ({"hash": "0" * 64}, "snapshot_of_another_journal"),
        ({"seq": 1_000_000}, "snapshot_of_another_journal"),
        ({"content": b""}, "snapshot_damaged"),
        ({"content": b"\x80"}, "snapshot_damaged"),
        ({"persons": "[]"}, "snapshot_damaged"),
        ({"at_ms": 1}, "snapshot_damaged"),
        ({"digest": "0" * 64}, "snapshot_damaged"),
    ],
)
async def test_one_that_does_not_fit_is_passed_over_and_made_anew(
    second_day: Morning, database: Database, logs: list[Any], spoilt: dict[str, object], told: str | None
) -> None:
    sound = await recovered(database)
    await spoil(database, **spoilt)
    logs.clear()
    dispatcher = await start(database, second_day.clock)
    assert fingerprint(dispatcher.state) == fingerprint(sound.state)
    await dispatcher.stop()
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ([told] if told else [])
    assert (await recovered(database)).read == sound.read


async def test_one_that_tells_of_another_hall_is_found_by_verify(second_day: Morning, database: Database) -> None:
    assert (await verify(database, HALL)).findings == ()
    kept = await Journal(database, HALL).snapshot()
    assert kept is not None
    kept.state.notices_made += 1
    await Journal(database, HALL).keep(take(kept))
    finding = f"the snapshot of row {kept.seq} is not the hall that the journal makes: delete it from `snapshots`"
    assert (await verify(database, HALL)).findings == (finding,)


async def test_nobody_is_named_in_it_and_who_has_booked_is_known(second_day: Morning, database: Database) -> None:
    def stored(connection: Connection) -> bytes:
        row = connection.execute(select(schema.snapshots)).one()
        return b" ".join((bytes(row.content), str(row.persons).encode()))

    kept = await database.read(stored)
    assert not any(who.encode() in kept for who in (ANNE, BILL))
    state = (await recovered(database)).state
    assert [list(state.appointments.of_person(who)) != [] for who in (ANNE, BILL)] == [True, True]


async def test_of_whom_the_day_is_over_it_knows_nothing(second_day: Morning, database: Database) -> None:
    dispatcher = await start(database, second_day.clock)
    await dispatcher.submit(CloseDay(), key="close-02", by=SYSTEM)
    await dispatcher.stop()
    hall = await recovered(database)
    assert hall.read < hall.head.seq
    assert [list(hall.state.appointments.of_person(who)) != [] for who in (ANNE, BILL)] == [False, True]
    assert {each.person_keys for each in hall.state.appointments.by_id.values()} == {(), (BILL,)}


async def test_whose_the_appointments_were_is_not_sealed_anew_for_a_day_that_closes_with_its_opening(
    second_day: Morning, database: Database
) -> None:
    dispatcher = await start(database, second_day.clock)
    await dispatcher.submit(CloseDay(), key="close-02", by=SYSTEM)
    await second_day.clock.advance(DAY_MS)
    opening = dispatcher.submit(OpenDay("2026-11-25"), key="open-03", by=SYSTEM)
    await asyncio.gather(opening, dispatcher.submit(CloseDay(), key="close-03", by=SYSTEM))
    await dispatcher.stop()
    for _ in range(2):
        dispatcher = await start(database, second_day.clock)
        assert not dispatcher.state.appointments.by_person
        await dispatcher.stop()
    names = await database.read(lambda connection: connection.scalars(select(schema.hall_secrets.c.name)).all())
    assert not any(name.startswith("person_keys.") for name in names)


async def test_whatever_keeps_a_snapshot_from_being_written_keeps_nobody_waiting(
    second_day: Morning, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("no room")

    dispatcher = await start(database, second_day.clock)
    await dispatcher.submit(CloseDay(), key="close-02", by=SYSTEM)
    monkeypatch.setattr(Journal, "keep", fail)
    await second_day.clock.advance(DAY_MS)
    await dispatcher.submit(OpenDay("2026-11-25"), key="open-03", by=SYSTEM)
    await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-03", by=KIOSK)
    await dispatcher.stop()
    dispatcher = await start(database, second_day.clock)
    assert list(dispatcher.state.tickets) == ["2026-11-25.A001"]
    await dispatcher.stop()


async def test_a_day_that_opened_when_the_snapshot_could_not_be_written_opens_all_the_same(
    second_day: Morning, database: Database, logs: list[Any]
) -> None:
    dispatcher = await start(database, second_day.clock)
    await dispatcher.submit(CloseDay(), key="close-02", by=SYSTEM)
    await database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE snapshots RENAME TO elsewhere"))
    await second_day.clock.advance(DAY_MS)
    await dispatcher.submit(OpenDay("2026-11-25"), key="open-03", by=SYSTEM)
    await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-03", by=KIOSK)
    assert "snapshot_not_kept" in [line["event"] for line in logs]
    await database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO snapshots"))
    await dispatcher.stop()
    again = await recovered(database)
    assert again.opening is not None  # made up for
    assert again.state.business_day == "2026-11-25"
    assert list(again.state.tickets) == ["2026-11-25.A001"]
