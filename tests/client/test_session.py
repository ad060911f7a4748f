"""The session of a station, played by hand and by Hypothesis against a small server that forgets nothing."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from queue_server.client.session import (
    ASK_AGAIN_MS,
    DISMISSED_WAIT_MS,
    LONGEST_WAIT_MS,
    OUTBOX_LIMIT,
    Answered,
    AnyDelivery,
    Dismissed,
    Linked,
    LinkLost,
    PictureAsked,
    Session,
    TouchAsked,
    ViewArrived,
    WasRefused,
)
from queue_server.contract import wire
from queue_server.contract.commands import (
    CallForHelp,
    IssueTicket,
    ReportSlip,
    SlipOutcome,
    WithdrawRequest,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, HallView, Label

SILENCE_MS = 10_000
REPORT = ReportSlip(ticket_id="2026-11-23.A001", outcome=SlipOutcome.PRINTED)
ISSUE = IssueTicket(queue_id="general")


def a_view(day_open: bool = True) -> HallView:
    return HallView(
        hall=Label("大厅", "Hall"),
        day_open=day_open,
        business_day=None,
        opens_at="09:00",
        closes_at="17:00",
        configuration_hash="0" * 64,
        queues=(),
        closed_items=(),
        out_of_service=(),
    )


def welcome(seq: int = 100) -> wire.Welcome:
    return wire.Welcome(wire.PROTOCOL, actor_id="kiosk-1", seq=seq, now_ms=0)


def a_session(*topics: str) -> Session:
    return Session(topics or ("hall",), silence_ms=SILENCE_MS)


def linked(session: Session, now_ms: int = 0, seq: int = 100) -> list[wire.ToServer]:
    """Brings the session to the server; returns what it asks right after the welcome."""
    session.opened(now_ms)
    (hello,) = session.outgoing()
    assert isinstance(hello, wire.Hello)
    session.received(welcome(seq), now_ms)
    return session.outgoing()


def keys(messages: Iterable[wire.ToServer]) -> list[str]:
    return [message.key for message in messages if isinstance(message, wire.Request)]


def test_it_says_hello_with_the_last_seq_of_every_topic() -> None:
    session = a_session("hall", "ticket:x")
    linked(session)
    session.received(wire.ViewChanged("hall", 7, a_view()), 1)
    session.closed()
    session.opened(2)
    assert session.outgoing() == [wire.Hello(wire.PROTOCOL, (wire.Topic("hall", 7), wire.Topic("ticket:x", 0)))]


def test_it_is_linked_only_after_the_welcome() -> None:
    session = a_session()
    session.opened(0)
    assert session.deliveries() == []
    session.received(welcome(), 0)
    assert session.deliveries() == [Linked()]


def test_an_older_view_is_ignored_and_a_newer_one_delivered() -> None:
    session = a_session()
    linked(session)
    session.deliveries()
    session.received(wire.ViewChanged("hall", 9, a_view(True)), 1)
    session.received(wire.ViewChanged("hall", 8, a_view(False)), 2)
    session.received(wire.ViewChanged("elsewhere", 20, a_view(False)), 3)
    assert session.deliveries() == [ViewArrived("hall", 9, a_view(True))]


def test_a_journal_that_began_anew_is_believed() -> None:
    session = a_session()
    linked(session, seq=500)
    session.received(wire.ViewChanged("hall", 500, a_view()), 1)
    session.closed()
    linked(session, seq=3)
    session.deliveries()
    session.received(wire.ViewChanged("hall", 3, a_view(False)), 2)
    assert session.deliveries() == [ViewArrived("hall", 3, a_view(False))]


def test_silence_loses_the_link_and_any_word_keeps_it() -> None:
    session = a_session()
    linked(session)
    assert session.wake_at_ms() == SILENCE_MS
    session.received(wire.Heartbeat(seq=1, now_ms=0), 3_000)
    assert session.tick(SILENCE_MS)
    assert session.wake_at_ms() == 3_000 + SILENCE_MS
    assert not session.tick(3_000 + SILENCE_MS)


def test_a_lost_link_is_told_once_and_only_if_there_was_one() -> None:
    session = a_session()
    session.closed()
    assert session.deliveries() == []
    linked(session)
    session.closed()
    session.closed()
    assert session.deliveries() == [Linked(), LinkLost()]


def test_an_unanswered_request_is_sent_again_with_its_own_key() -> None:
    session = a_session()
    linked(session)
    session.send(REPORT, "key-0001")
    assert session.outgoing() == [wire.Request("key-0001", REPORT)]
    session.closed()
    assert linked(session) == [wire.Request("key-0001", REPORT)]


def test_an_answered_request_is_not_sent_again() -> None:
    session = a_session()
    linked(session)
    session.send(REPORT, "key-0001")
    session.outgoing()
    session.received(wire.Accepted("key-0001", Accepted(seq=101, at_ms=5)), 1)
    session.received(wire.Accepted("key-0001", Accepted(seq=101, at_ms=5)), 2)
    session.closed()
    assert linked(session) == []
    assert [d for d in session.deliveries() if isinstance(d, Answered)] == [
        Answered("key-0001", Accepted(seq=101, at_ms=5))
    ]


def test_what_is_asked_while_away_waits_for_the_link() -> None:
    session = a_session()
    session.send(REPORT, "key-0001")
    assert session.outgoing() == []
    assert keys(linked(session)) == ["key-0001"]


def test_a_ticket_asked_while_away_is_refused_at_once() -> None:
    session = a_session()
    session.send(ISSUE, "key-0001")
    session.send(REPORT, "key-0002", only_while_linked=True)
    assert session.deliveries() == [
        WasRefused("key-0001", RefusalCode.UNAVAILABLE),
        WasRefused("key-0002", RefusalCode.UNAVAILABLE),
    ]
    assert linked(session) == []


def test_a_refusal_ends_a_request() -> None:
    session = a_session()
    linked(session)
    session.deliveries()
    session.send(ISSUE, "key-0001")
    session.received(wire.Refused("key-0001", RefusalCode.QUEUE_FULL, {"queue": "general"}), 1)
    assert session.deliveries() == [WasRefused("key-0001", RefusalCode.QUEUE_FULL, {"queue": "general"})]
    assert session.unanswered == ()


def test_a_report_the_server_could_not_write_down_is_asked_again() -> None:
    session = a_session()
    linked(session)
    session.send(REPORT, "key-0001")
    session.outgoing()
    session.deliveries()
    session.received(wire.Refused("key-0001", RefusalCode.UNAVAILABLE), 1_000)
    assert session.deliveries() == []
    session.tick(1_000 + ASK_AGAIN_MS - 1)
    assert session.outgoing() == []
    assert session.wake_at_ms() == 1_000 + ASK_AGAIN_MS
    session.tick(1_000 + ASK_AGAIN_MS)
    assert keys(session.outgoing()) == ["key-0001"]


def test_a_ticket_whose_writing_is_in_doubt_is_refused_and_taken_back() -> None:
    session = a_session()
    linked(session)
    session.send(ISSUE, "key-0001")
    session.outgoing()
    session.deliveries()
    session.received(wire.Refused("key-0001", RefusalCode.UNAVAILABLE), 1)
    assert session.deliveries() == [WasRefused("key-0001", RefusalCode.UNAVAILABLE)]
    assert [m.command for m in session.outgoing() if isinstance(m, wire.Request)] == [
        WithdrawRequest(request_key="key-0001")
    ]


def test_an_unsent_request_is_withdrawn_by_forgetting_it() -> None:
    session = a_session()
    session.send(REPORT, "key-0001")
    session.withdraw("key-0001")
    assert linked(session) == []


def test_a_sent_request_is_withdrawn_at_the_server_before_anything_else() -> None:
    session = a_session()
    linked(session)
    session.send(REPORT, "key-0000")
    session.send(ISSUE, "key-0001")
    session.closed()
    session.withdraw("key-0001")
    session.send(REPORT, "key-0002")
    first, *rest = linked(session)
    assert isinstance(first, wire.Request)
    assert first.command == WithdrawRequest(request_key="key-0001")
    assert keys(rest) == ["key-0000", "key-0002"]


def test_a_withdrawn_request_is_never_answered_to_the_presenter() -> None:
    session = a_session()
    linked(session)
    session.deliveries()
    session.send(ISSUE, "key-0001")
    session.withdraw("key-0001")
    session.received(wire.Accepted("key-0001", Accepted(seq=101, at_ms=5)), 1)
    session.received(wire.Accepted("w.key-0001", Accepted(seq=102, at_ms=6)), 2)
    assert session.deliveries() == []
    session.closed()
    assert linked(session) == []


def test_a_withdrawal_after_the_answer_does_nothing() -> None:
    session = a_session()
    linked(session)
    session.send(ISSUE, "key-0001")
    session.outgoing()
    session.received(wire.Accepted("key-0001", Accepted(seq=101, at_ms=5)), 1)
    session.withdraw("key-0001")
    assert session.outgoing() == []


def test_a_full_outbox_refuses_instead_of_growing() -> None:
    session = a_session()
    for n in range(OUTBOX_LIMIT + 1):
        session.send(REPORT, f"key-{n:06}")
    assert session.deliveries() == [WasRefused(f"key-{OUTBOX_LIMIT:06}", RefusalCode.UNAVAILABLE)]
    assert len(linked(session)) == OUTBOX_LIMIT


def test_waits_grow_with_failures_and_are_spread_by_chance() -> None:
    session = a_session()
    waits = []
    for _ in range(8):
        waits.append(session.wait_ms(1.0))
        session.closed()
    assert waits == sorted(waits)
    assert waits[0] == 250
    assert waits[-1] == LONGEST_WAIT_MS
    assert session.wait_ms(0.0) == LONGEST_WAIT_MS // 2
    linked(session)
    session.closed()
    assert session.wait_ms(1.0) == 250


@pytest.mark.parametrize("code", [RefusalCode.PROTOCOL_OUTDATED, RefusalCode.NOT_SIGNED_IN])
def test_a_goodbye_for_good_is_told_once_and_tried_again_only_now_and_then(code: RefusalCode) -> None:
    session = a_session()
    for _ in range(2):
        session.opened(0)
        session.received(wire.Goodbye(code), 0)
        session.closed()
    assert session.deliveries() == [Dismissed(code)]
    assert session.wait_ms(1.0) == DISMISSED_WAIT_MS
    linked(session)
    assert session.dismissed is None


def test_a_server_that_stops_is_waited_for() -> None:
    session = a_session()
    linked(session)
    session.received(wire.Goodbye(RefusalCode.UNAVAILABLE), 1)
    session.closed()
    assert session.deliveries() == [Linked(), LinkLost()]
    assert session.wait_ms(1.0) == 250


def test_pictures_and_touches_asked_from_afar_reach_the_presenter() -> None:
    session = a_session()
    linked(session)
    session.deliveries()
    session.received(wire.PictureWanted(blank=False), 1)
    session.received(wire.Touch(0.25, 0.5), 2)
    assert session.deliveries() == [PictureAsked(blank=False), TouchAsked(0.25, 0.5)]


def test_nothing_of_a_closed_connection_is_believed() -> None:
    session = a_session()
    linked(session)
    session.closed()
    session.deliveries()
    session.received(wire.ViewChanged("hall", 200, a_view()), 1)
    assert session.deliveries() == []
    assert session.wake_at_ms() is None


class SessionAgainstAServer(RuleBasedStateMachine):
    """A server that carries out each key once, over a line that may break between any two messages."""

    def __init__(self) -> None:
        super().__init__()
        self.session = a_session()
        self.now_ms = 0
        self.keys = 0
        self.to_server: list[wire.ToServer] = []
        self.to_station: list[wire.ToStation] = []
        self.carried_out: dict[str, int] = {}
        self.withdrawn_at_server: set[str] = set()
        self.asked: set[str] = set()
        self.withdrawn: set[str] = set()
        self.answers: dict[str, int] = {}
        self.link_changes: list[AnyDelivery] = []

    def pump(self) -> None:
        self.to_server += self.session.outgoing()
        for delivery in self.session.deliveries():
            if isinstance(delivery, Answered | WasRefused):
                assert delivery.key not in self.withdrawn, "a withdrawn request was answered"
                self.answers[delivery.key] = self.answers.get(delivery.key, 0) + 1
            if isinstance(delivery, Linked | LinkLost):
                self.link_changes.append(delivery)

    @rule()
    def connect(self) -> None:
        if self.session.phase == "away":
            self.to_server, self.to_station = [], []
            self.session.opened(self.now_ms)
            self.pump()

    @rule()
    def line_breaks(self) -> None:
        self.session.closed()
        self.to_server, self.to_station = [], []
        self.pump()

    @rule(command=st.sampled_from([CallForHelp(), ISSUE]))
    def ask(self, command: CallForHelp | IssueTicket) -> None:
        self.keys += 1
        key = f"key-{self.keys:05}"
        self.asked.add(key)
        self.session.send(command, key)
        self.pump()

    @rule(data=st.data())
    def withdraw(self, data: Any) -> None:
        open_keys = sorted(self.asked - set(self.answers) - self.withdrawn)
        if open_keys:
            key = data.draw(st.sampled_from(open_keys))
            self.withdrawn.add(key)
            self.session.withdraw(key)
            self.pump()

    @rule()
    def server_reads_one(self) -> None:
        if not self.to_server:
            return
        message = self.to_server.pop(0)
        if isinstance(message, wire.Hello):
            self.to_station.append(welcome())
            return
        if isinstance(message.command, WithdrawRequest):
            key = message.command.request_key
            self.withdrawn_at_server.add(key)
            self.carried_out.pop(key, None)  # its ticket is void
            self.to_station.append(wire.Accepted(message.key, Accepted(seq=1, at_ms=1)))
        elif message.key in self.withdrawn_at_server:
            self.to_station.append(wire.Refused(message.key, RefusalCode.REQUEST_WITHDRAWN))
        else:
            self.carried_out.setdefault(message.key, 1)
            self.to_station.append(wire.Accepted(message.key, Accepted(seq=1, at_ms=1)))

    @rule()
    def station_reads_one(self) -> None:
        if self.to_station:
            self.session.received(self.to_station.pop(0), self.now_ms)
            self.pump()

    @invariant()
    def every_request_is_answered_at_most_once(self) -> None:
        assert all(times == 1 for times in self.answers.values())

    @invariant()
    def linked_and_lost_take_turns(self) -> None:
        kinds = [type(change) for change in self.link_changes]
        assert kinds == [Linked, LinkLost] * (len(kinds) // 2) + [Linked] * (len(kinds) % 2)

    def teardown(self) -> None:
        """Once the line holds, everything settles: nothing asked is lost, nothing withdrawn stands."""
        self.connect()
        while self.to_server or self.to_station:
            self.server_reads_one()
            self.station_reads_one()
        assert self.session.unanswered == ()
        assert set(self.answers) == self.asked - self.withdrawn
        assert not self.withdrawn & set(self.carried_out)


TestSessionAgainstAServer = SessionAgainstAServer.TestCase
TestSessionAgainstAServer.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
