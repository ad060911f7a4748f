import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AcknowledgeAlarm,
    CallNext,
    CancelTicket,
    CloseDay,
    IssueTicket,
    OpenDay,
    ReportSlip,
    SlipOutcome,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, HallView, TicketState
from queue_server.engine import dispatcher as dispatcher_module
from queue_server.engine.dispatcher import ANSWERS_KEPT_S, STEPS, Dispatcher
from queue_server.storage import journal as journal_module
from queue_server.storage.database import Database, HallTaken
from queue_server.storage.journal import Journal, JournalDamaged, SecondWriter
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import HALL, KIOSK, clerk_of, open_hall, start
from tests.storage.waiting import wait_for

ISSUE = IssueTicket(queue_id="comprehensive")


class Valve:
    """Holds the writer up between writing and committing until it is opened; `reached` when it stands there."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.shut = False

    def __call__(self, step: str) -> None:
        if self.shut and step == "written":
            self._loop.call_soon_threadsafe(self.reached.set)
            wait_for(self.opened, self._loop)


class Fault:
    """Fails as often as it is told to, when everything is written but not committed."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.times = 0

    def __call__(self, step: str) -> None:
        if step == "written" and self.times:
            self.times -= 1
            raise self.error


async def refusal(dispatcher: Dispatcher, command: object, key: str, by: Actor = KIOSK) -> RefusalCode:
    with pytest.raises(CommandRefused) as caught:
        await dispatcher.submit(command, key=key, by=by)  # type: ignore[arg-type]
    return caught.value.code


async def until(condition: Callable[[], object]) -> None:
    """Waits for other tasks, not for time."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  the writer has no event for every condition
            await asyncio.sleep(0.001)


# --- deciding and answering ---------------------------------------------------------------------------------------


async def test_a_command_is_answered_with_its_event_and_its_ticket(dispatcher: Dispatcher, clock: ManualClock) -> None:
    accepted = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    assert accepted.ticket is not None
    assert (accepted.ticket.number, accepted.ticket.state) == ("A001", TicketState.WAITING)
    assert (accepted.seq, accepted.at_ms) == (dispatcher.seq, clock.now_ms())
    called = await dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk_of("w01"))
    assert called.ticket is not None
    assert (called.ticket.number, called.ticket.state) == ("A001", TicketState.CALLED)


async def test_a_command_about_no_single_ticket_is_answered_without_one(dispatcher: Dispatcher) -> None:
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    assert (await dispatcher.submit(CloseDay(), key="close-01", by=SYSTEM)).ticket is None


async def test_commands_given_together_are_written_together(database: Database, clock: ManualClock) -> None:
    steps: list[str] = []
    dispatcher = await start(database, clock, steps.append)
    await open_hall(dispatcher)
    steps.clear()
    answers = await asyncio.gather(*(dispatcher.submit(ISSUE, key=f"issue-{n:03}", by=KIOSK) for n in range(20)))
    assert {answer.ticket.number for answer in answers if answer.ticket} == {f"A{n:03}" for n in range(1, 21)}
    assert tuple(steps) == STEPS
    await dispatcher.stop()


async def test_a_batch_is_bounded_and_the_rest_comes_next(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "BATCH_LIMIT", 8)
    steps: list[str] = []
    dispatcher = await start(database, clock, steps.append)
    await open_hall(dispatcher)
    steps.clear()
    await asyncio.gather(*(dispatcher.submit(ISSUE, key=f"issue-{n:03}", by=KIOSK) for n in range(20)))
    assert steps.count("committed") == 3
    await dispatcher.stop()


async def test_a_refusal_is_its_callers_own(dispatcher: Dispatcher) -> None:
    results = await asyncio.gather(
        dispatcher.submit(ISSUE, key="issue-001", by=KIOSK),
        dispatcher.submit(IssueTicket(queue_id="no-such-queue"), key="issue-002", by=KIOSK),
        dispatcher.submit(ISSUE, key="issue-003", by=KIOSK),
        return_exceptions=True,
    )
    assert [isinstance(result, Accepted) for result in results] == [True, False, True]
    assert isinstance(results[1], CommandRefused)
    assert results[1].code is RefusalCode.QUEUE_UNKNOWN


async def test_a_batch_of_refusals_writes_nothing(dispatcher: Dispatcher, database: Database) -> None:
    before = await Journal(database, HALL).head()
    assert await refusal(dispatcher, IssueTicket(queue_id="no-such-queue"), "issue-001") is RefusalCode.QUEUE_UNKNOWN
    assert await Journal(database, HALL).head() == before


async def test_two_clerks_pressing_at_once_get_two_people_or_one_gets_none(dispatcher: Dispatcher) -> None:
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    results = await asyncio.gather(
        dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk_of("w01")),
        dispatcher.submit(CallNext("w02"), key="call-0002", by=clerk_of("w02")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Accepted, CommandRefused]


async def test_time_in_the_journal_never_runs_backwards(dispatcher: Dispatcher, clock: ManualClock) -> None:
    first = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await clock.advance(-60_000)
    assert (await dispatcher.submit(ISSUE, key="issue-002", by=KIOSK)).at_ms == first.at_ms


async def test_an_overfull_inbox_takes_no_more(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    valve = Valve()
    dispatcher = await start(database, clock, valve)
    await open_hall(dispatcher)
    monkeypatch.setattr(dispatcher_module, "INBOX_LIMIT", 3)
    valve.shut = True
    first = asyncio.create_task(dispatcher.submit(ISSUE, key="issue-000", by=KIOSK))
    await valve.reached.wait()
    waiting = [asyncio.create_task(dispatcher.submit(ISSUE, key=f"issue-00{n}", by=KIOSK)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    assert await refusal(dispatcher, ISSUE, "issue-004") is RefusalCode.UNAVAILABLE
    valve.opened.set()
    assert all(answer.ticket for answer in await asyncio.gather(first, *waiting))
    await dispatcher.stop()


async def test_commands_are_counted_by_kind_and_outcome(dispatcher: Dispatcher) -> None:
    def counted(outcome: str) -> float:
        labels = {"kind": "IssueTicket", "outcome": outcome}
        return REGISTRY.get_sample_value("hall_commands_total", labels) or 0.0

    before = {outcome: counted(outcome) for outcome in ("accepted", "repeated", "queue_unknown")}
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await refusal(dispatcher, IssueTicket(queue_id="no-such-queue"), "issue-002")
    assert {outcome: counted(outcome) - value for outcome, value in before.items()} == dict.fromkeys(before, 1.0)


# --- keys ---------------------------------------------------------------------------------------------------------


async def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(dispatcher: Dispatcher) -> None:
    first = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk_of("w01"))
    seq = dispatcher.seq
    assert await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK) == first
    assert dispatcher.seq == seq


async def test_a_repeated_request_gets_the_first_answer_after_a_restart(
    dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    first = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await dispatcher.stop()
    again = await start(database, clock)
    assert await again.submit(ISSUE, key="issue-001", by=KIOSK) == first
    assert again.state.issued == 1
    await again.stop()


async def test_the_same_request_twice_in_one_batch_is_carried_out_once(dispatcher: Dispatcher) -> None:
    first, second = await asyncio.gather(*(dispatcher.submit(ISSUE, key="issue-001", by=KIOSK) for _ in range(2)))
    assert first == second
    assert dispatcher.state.issued == 1


@pytest.mark.parametrize("together", [True, False])
async def test_a_key_used_for_something_else_is_refused(dispatcher: Dispatcher, together: bool) -> None:
    other = IssueTicket(queue_id="instant")
    first = asyncio.create_task(dispatcher.submit(ISSUE, key="issue-001", by=KIOSK))
    if not together:
        await first
    await asyncio.sleep(0)
    assert await refusal(dispatcher, other, "issue-001") is RefusalCode.KEY_REUSED
    await first
    assert dispatcher.state.issued == 1


async def test_somebody_elses_key_gives_nothing_away(dispatcher: Dispatcher) -> None:
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    other_kiosk = Actor("kiosk-2", KIOSK.roles)
    assert await refusal(dispatcher, ISSUE, "issue-001", other_kiosk) is RefusalCode.KEY_REUSED


async def test_a_refusal_is_not_remembered(dispatcher: Dispatcher) -> None:
    clerk = clerk_of("w01")
    assert await refusal(dispatcher, CallNext("w01"), "call-0001", clerk) is RefusalCode.NOBODY_WAITING
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    assert (await dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk)).ticket


async def test_a_command_that_changed_nothing_is_remembered_too(dispatcher: Dispatcher, database: Database) -> None:
    issued = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    assert issued.ticket
    report = ReportSlip(issued.ticket.ticket_id, SlipOutcome.PRINTED)
    await dispatcher.submit(report, key="slip-0001", by=KIOSK)
    await dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk_of("w01"))
    assert await Journal(database, HALL).answered_keys() >= {"issue-001", "slip-0001", "call-0001"}


async def test_old_answers_are_forgotten_when_a_day_opens(
    dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await dispatcher.submit(CloseDay(), key="close-01", by=SYSTEM)
    await clock.advance(ANSWERS_KEPT_S * 1_000 + 1)
    await dispatcher.submit(OpenDay("2026-11-26"), key="open-later", by=SYSTEM)
    assert (await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)).ticket
    assert await Journal(database, HALL).answered_keys() == {"open-later", "issue-001"}


async def test_so_they_are_when_it_closes_in_the_same_batch(
    dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    await dispatcher.submit(CloseDay(), key="close-01", by=SYSTEM)
    await clock.advance(ANSWERS_KEPT_S * 1_000 + 1)
    opening = dispatcher.submit(OpenDay("2026-11-26"), key="open-later", by=SYSTEM)
    await asyncio.gather(opening, dispatcher.submit(CloseDay(), key="close-later", by=SYSTEM))
    assert await refusal(dispatcher, ISSUE, "issue-002") is RefusalCode.DAY_CLOSED  # all of that batch is done
    assert await Journal(database, HALL).answered_keys() == {"open-later", "close-later"}


# --- callers who hang up ------------------------------------------------------------------------------------------


async def test_a_caller_that_hangs_up_during_the_write_changes_nothing_of_what_happens(
    database: Database, clock: ManualClock
) -> None:
    valve = Valve()
    dispatcher = await start(database, clock, valve)
    await open_hall(dispatcher)
    valve.shut = True
    callers = [asyncio.create_task(dispatcher.submit(ISSUE, key=f"issue-00{n}", by=KIOSK)) for n in range(3)]
    await valve.reached.wait()
    callers[1].cancel()
    valve.opened.set()
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(result) for result in results] == [Accepted, asyncio.CancelledError, Accepted]
    valve.shut = False
    assert dispatcher.state.issued == 3
    told = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    assert told.ticket
    assert told.ticket.number == "A002"
    live = dispatcher.state
    await dispatcher.stop()
    again = await start(database, clock)
    assert again.state == live
    await again.stop()


# --- what others see ----------------------------------------------------------------------------------------------


async def test_nobody_is_shown_what_is_not_yet_durable(database: Database, clock: ManualClock) -> None:
    valve = Valve()
    dispatcher = await start(database, clock, valve)
    await open_hall(dispatcher)
    valve.shut = True
    issuing = asyncio.create_task(dispatcher.submit(ISSUE, key="issue-001", by=KIOSK))
    await valve.reached.wait()
    seq = dispatcher.seq
    looking = asyncio.create_task(dispatcher.view("hall"))
    await asyncio.sleep(0)
    assert not looking.done()
    assert not issuing.done()
    assert dispatcher.seq == seq
    valve.opened.set()
    hall = await looking
    assert isinstance(hall, HallView)
    assert next(queue.waiting for queue in hall.queues if queue.queue_id == "comprehensive") == 1
    await issuing
    await dispatcher.stop()


async def test_looking_at_an_unknown_topic_is_refused(dispatcher: Dispatcher) -> None:
    with pytest.raises(CommandRefused) as caught:
        await dispatcher.view("no-such-topic")
    assert caught.value.code is RefusalCode.NOT_FOUND


# --- storage that fails -------------------------------------------------------------------------------------------


async def test_a_failed_write_leaves_the_hall_as_the_journal_tells_it(database: Database, clock: ManualClock) -> None:
    fault = Fault(OperationalError("INSERT", {}, OSError("disk I/O error")))
    dispatcher = await start(database, clock, fault)
    await open_hall(dispatcher)
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    fault.times = 1
    results = await asyncio.gather(
        *(dispatcher.submit(ISSUE, key=f"issue-00{n}", by=KIOSK) for n in (2, 3)), return_exceptions=True
    )
    assert [getattr(result, "code", None) for result in results] == [RefusalCode.UNAVAILABLE] * 2
    await until(lambda: dispatcher.available)
    assert dispatcher.state.issued == 1
    again = await dispatcher.submit(ISSUE, key="issue-003", by=KIOSK)
    assert again.ticket
    assert again.ticket.number == "A002"
    await dispatcher.stop()


async def test_a_write_whose_outcome_is_unknown_is_learnt_by_asking_again(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher = await start(database, clock)
    await open_hall(dispatcher)
    append = Journal.append

    async def append_and_lose_the_answer(journal: Journal, *args: object) -> None:
        monkeypatch.setattr(Journal, "append", append)
        await append(journal, *args)  # type: ignore[arg-type]
        raise ConnectionResetError("the database went away after the commit")

    monkeypatch.setattr(Journal, "append", append_and_lose_the_answer)
    assert await refusal(dispatcher, ISSUE, "issue-001") is RefusalCode.UNAVAILABLE
    await until(lambda: dispatcher.available)
    told = await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    assert told.ticket
    assert told.ticket.number == "A001"
    assert dispatcher.state.issued == 1
    await dispatcher.stop()


async def test_while_storage_is_away_everybody_is_told_and_afterwards_served(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "RECOVERY_PAUSE_S", 0.01)
    fault = Fault(OSError("no space left on device"))
    dispatcher = await start(database, clock, fault)
    await open_hall(dispatcher)
    away = True
    head = journal_module.head

    def head_or_error(connection: object, hall_id: str) -> object:
        if away:
            raise OSError("input/output error")
        return head(connection, hall_id)  # type: ignore[arg-type]

    monkeypatch.setattr(journal_module, "head", head_or_error)
    fault.times = 1
    assert await refusal(dispatcher, ISSUE, "issue-001") is RefusalCode.UNAVAILABLE
    assert not dispatcher.available
    assert await refusal(dispatcher, ISSUE, "issue-002") is RefusalCode.UNAVAILABLE
    with pytest.raises(CommandRefused, match="unavailable"):
        await dispatcher.view("hall")
    away = False
    await until(lambda: dispatcher.available)
    assert (await dispatcher.submit(ISSUE, key="issue-002", by=KIOSK)).ticket
    await dispatcher.stop()


async def test_the_life_of_a_hall_is_logged_in_a_few_lines_without_names_or_numbers(
    database: Database, clock: ManualClock, logs: list[MutableMapping[str, Any]]
) -> None:
    fault = Fault(OSError("no space left on device"))
    dispatcher = await start(database, clock, fault)
    await open_hall(dispatcher)
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    fault.times = 1
    await refusal(dispatcher, ISSUE, "issue-002")
    await until(lambda: dispatcher.available)
    await dispatcher.stop()
    assert [line["event"] for line in logs] == ["hall_recovered", "batch_failed", "hall_recovered", "hall_stopped"]
    assert not any(word in str(logs) for word in ("A001", "issue-001", KIOSK.id))


async def test_an_event_that_cannot_be_applied_tears_nothing(
    dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)
    evolve = dispatcher_module.evolve

    def evolve_and_stumble(state: object, recorded: object) -> None:
        evolve(state, recorded)  # type: ignore[arg-type]
        monkeypatch.setattr(dispatcher_module, "evolve", evolve)
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(dispatcher_module, "evolve", evolve_and_stumble)
    assert await refusal(dispatcher, ISSUE, "issue-002") is RefusalCode.UNAVAILABLE
    await until(lambda: dispatcher.available)
    assert dispatcher.state.issued == 1


async def test_a_server_that_finds_another_writing_gives_up(database: Database, clock: ManualClock) -> None:
    dispatcher = await start(database, clock)
    await open_hall(dispatcher)
    journal = Journal(database, HALL)
    head = await journal.head()
    (last,) = await journal.read(head.seq - 1)
    await journal.append(
        head, [type(last)(head.seq + 1, *(getattr(last, f) for f in last.__struct_fields__[1:]))], [], []
    )
    assert await refusal(dispatcher, ISSUE, "issue-001") is RefusalCode.UNAVAILABLE
    with pytest.raises(SecondWriter):
        await dispatcher.ended
    assert await refusal(dispatcher, ISSUE, "issue-002") is RefusalCode.UNAVAILABLE
    await dispatcher.stop()


# --- start and stop -----------------------------------------------------------------------------------------------


async def test_a_restart_finds_the_hall_exactly_where_it_was(
    dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    for n in range(5):
        await dispatcher.submit(ISSUE, key=f"issue-00{n}", by=KIOSK)
    await dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk_of("w01"))
    visitor = Actor("2026-11-23.A003", frozenset({Role.VISITOR}))
    await dispatcher.submit(CancelTicket("2026-11-23.A003"), key="cancel-01", by=visitor)
    live, seq = dispatcher.state, dispatcher.seq
    await dispatcher.stop()
    again = await start(database, clock)
    assert (again.state, again.seq) == (live, seq)
    await again.stop()


async def test_a_second_server_on_the_same_hall_does_not_start(
    dispatcher: Dispatcher, database_url: str, clock: ManualClock
) -> None:
    async with await Database.open(database_url) as second:
        with pytest.raises(HallTaken):
            await start(second, clock)
        await dispatcher.stop()
        await (await start(second, clock)).stop()


async def test_stopping_finishes_what_waits_and_refuses_what_comes_later(
    database: Database, clock: ManualClock
) -> None:
    valve = Valve()
    dispatcher = await start(database, clock, valve)
    await open_hall(dispatcher)
    valve.shut = True
    callers = [asyncio.create_task(dispatcher.submit(ISSUE, key="issue-000", by=KIOSK))]
    await valve.reached.wait()
    callers.append(asyncio.create_task(dispatcher.submit(ISSUE, key="issue-001", by=KIOSK)))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(dispatcher.stop())
    await asyncio.sleep(0)
    assert await refusal(dispatcher, ISSUE, "issue-002") is RefusalCode.UNAVAILABLE
    valve.opened.set()
    assert all(answer.ticket for answer in await asyncio.gather(*callers))
    await stopping


async def test_a_damaged_journal_is_not_started_from(database: Database, clock: ManualClock) -> None:
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w01", "w02")
    await dispatcher.stop()
    await database.write(lambda connection: connection.exec_driver_sql("DELETE FROM journal WHERE seq = 3"))
    with pytest.raises(JournalDamaged, match="damaged at 3: the row is missing"):
        await start(database, clock)
    await database.hold(HALL)  # the failed start has let it go


async def test_a_journal_whose_end_was_cut_off_is_not_started_from(database: Database, clock: ManualClock) -> None:
    dispatcher = await start(database, clock)
    await open_hall(dispatcher)
    await dispatcher.stop()
    await database.write(lambda connection: connection.exec_driver_sql("DELETE FROM journal WHERE seq = 2"))
    with pytest.raises(JournalDamaged, match="the journal ends at 1, its head says 2"):
        await start(database, clock)


async def test_an_unknown_alarm_is_refused_like_everything_unknown(dispatcher: Dispatcher) -> None:
    code = await refusal(dispatcher, AcknowledgeAlarm("help_called.kiosk-1.1"), "alarm-001", clerk_of("w01"))
    assert code is RefusalCode.ALARM_UNKNOWN


# --- persons ------------------------------------------------------------------------------------------------------


async def test_whoever_has_a_number_is_known_over_a_restart_and_by_nobody_when_the_day_has_closed(
    database: Database, clock: ManualClock
) -> None:
    anne = IssueTicket(queue_id="comprehensive", person_key="a0" * 16)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher)
    await dispatcher.submit(anne, key="issue-001", by=KIOSK)
    for close in (False, True):
        if close:
            await dispatcher.submit(CloseDay(), key="close-01", by=SYSTEM)
        before = dispatcher.state
        await dispatcher.stop()
        dispatcher = await start(database, clock)
        assert dispatcher.state.tickets == before.tickets
        assert dispatcher.state.tickets_of == before.tickets_of
        assert any(ticket.person_keys for ticket in before.tickets.values()) is not close
        if not close:
            assert await refusal(dispatcher, anne, "issue-002") is RefusalCode.DUPLICATE_TICKET
    await dispatcher.stop()
