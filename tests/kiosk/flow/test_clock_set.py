"""The hall's clock is set right while somebody stands at the kiosk: no time has passed for them, nor any come back."""

import pytest

from kiosk import pre_review_examples as walk
from kiosk.flow import Place
from kiosk.messages import SlipFailed, SlipPrinted
from kiosk.presenters.ticket import Phase
from kiosk.rehearsal import Rehearsal, ticket
from queue_server.contract.commands import ReportSlip, SlipOutcome, VoidTicket

TICKET = "2026-11-23.A012"


@pytest.fixture(params=[-600, -5, 5, 600])
def minutes(request: pytest.FixtureRequest) -> int:
    """By how much the clock is set."""
    return request.param


@pytest.fixture
def holder(reader: Rehearsal) -> Rehearsal:
    """With a number whose slip is on the way to the printer."""
    return reader.take().given(ticket(reader.configuration)).wait(1)


def test_the_kiosk_shows_the_time_the_clock_was_set_to(reader: Rehearsal, minutes: int) -> None:
    before = reader.flow.state.clock
    assert reader.set_clock(minutes).flow.state.clock == reader.flow.outlook.clock(reader.now_ms) != before


def test_a_printed_number_counts_down_as_before(holder: Rehearsal, minutes: int) -> None:
    holder.tell(SlipPrinted(TICKET)).wait(10).set_clock(minutes)
    assert holder.flow.ticket.state is not None
    assert holder.flow.ticket.state.seconds == 30
    assert holder.wait(29).flow.state.place is Place.TICKET
    assert holder.wait(1.2).flow.state.place is Place.START


def test_a_printed_number_is_put_away_at_a_touch(holder: Rehearsal, minutes: int) -> None:
    holder.tell(SlipPrinted(TICKET)).wait(1).set_clock(minutes).touch(holder.flow.ticket.press)
    assert holder.flow.state.place is Place.START


def test_a_number_without_a_slip_is_noted_at_a_touch(holder: Rehearsal, minutes: int) -> None:
    holder.tell(SlipFailed(TICKET)).wait(1).set_clock(minutes)
    assert holder.flow.state.dialog is None
    holder.touch(holder.flow.ticket.press).wait(30)
    assert holder.flow.ticket.state is not None
    assert holder.flow.ticket.state.phase is Phase.NOTED
    reports = [sent for sent in holder.sent.values() if isinstance(sent, ReportSlip | VoidTicket)]
    assert reports == [ReportSlip(TICKET, SlipOutcome.FAILED), ReportSlip(TICKET, SlipOutcome.ON_SCREEN)]


def test_somebody_who_reads_is_asked_and_let_go_no_sooner_and_no_later(reader: Rehearsal, minutes: int) -> None:
    reader.wait(30).set_clock(minutes).wait(29)
    assert reader.flow.state.dialog is None
    assert reader.wait(1).flow.state.dialog is not None
    assert reader.wait(29).flow.state.place is Place.ITEM
    assert reader.wait(1).flow.state.place is Place.START


def test_a_pre_review_goes_on(kiosk: Rehearsal, minutes: int) -> None:
    walk.answer(walk.begin(kiosk).set_clock(minutes))
    walk.bring(kiosk.set_clock(minutes))
    assert kiosk.flow.state.place is Place.VERDICT


def test_a_number_asked_for_can_be_given_up_when_it_takes_long(reader: Rehearsal, minutes: int) -> None:
    reader.take().set_clock(minutes)
    assert reader.flow.wakes_at_ms == reader.now_ms + 300
    assert reader.wait(9.8).flow.item.state.taking.give_up == ""
    assert reader.wait(0.2).flow.item.state.taking.give_up != ""
