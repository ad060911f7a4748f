"""Slips that staff ask a kiosk to print once more."""

import msgspec

from hardware.slip_document import Text
from kiosk.flow import Place
from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.rehearsal import PUBLIC_URL, Rehearsal, open_hall, ticket
from queue_server.client.session import Answered, WasRefused
from queue_server.contract.commands import BeginReprint, ReportReprint
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, HallView, ReprintLine

TICKET = "2026-11-23.A012"
REPRINT = f"{TICKET}.r1"


def asked(kiosk: Rehearsal, station_id: str = "kiosk-1") -> HallView:
    hall = open_hall(kiosk.configuration)
    return msgspec.structs.replace(hall, to_print=(ReprintLine(REPRINT, TICKET, station_id),))


def given(kiosk: Rehearsal) -> Rehearsal:
    """The hall has given it to this kiosk."""
    kiosk.see(asked(kiosk))
    return kiosk.tell(Answered(list(kiosk.sent)[-1], Accepted(9, kiosk.now_ms, ticket=ticket(kiosk.configuration))))


def begun(kiosk: Rehearsal) -> list[BeginReprint]:
    return [command for command in kiosk.sent.values() if isinstance(command, BeginReprint)]


def reported(kiosk: Rehearsal) -> list[ReportReprint]:
    return [command for command in kiosk.sent.values() if isinstance(command, ReportReprint)]


def test_it_is_taken_once_however_often_the_hall_says_so(kiosk: Rehearsal) -> None:
    kiosk.see(asked(kiosk)).see(asked(kiosk))
    assert begun(kiosk) == [BeginReprint(TICKET, REPRINT)]
    assert kiosk.printed == []
    given(kiosk).see(asked(kiosk))
    assert len(begun(kiosk)) == 1


def test_what_is_asked_of_another_station_is_left_to_it(kiosk: Rehearsal) -> None:
    kiosk.see(asked(kiosk, "kiosk-2"))
    assert begun(kiosk) == []


def test_the_slip_bears_its_mark_and_leads_to_the_page_while_the_screen_stays(reader: Rehearsal) -> None:
    given(reader)
    ((name, document),) = reader.printed
    texts = [block.text for block in document.blocks if isinstance(block, Text)]
    assert name == REPRINT
    assert {"补打", "A012"} <= set(texts)
    assert any(PUBLIC_URL in repr(block) for block in document.blocks)
    assert reader.flow.state.place is Place.ITEM
    assert reader.flow.ticket.state is None


def test_what_became_of_it_is_reported_once(kiosk: Rehearsal) -> None:
    given(kiosk).tell(SlipAdvanced(REPRINT, SlipStage.PRINTING, 0.5))
    assert reported(kiosk) == []
    kiosk.tell(SlipPrinted(REPRINT)).tell(SlipPrinted(REPRINT))
    assert reported(kiosk) == [ReportReprint(TICKET, REPRINT, printed=True)]


def test_one_that_does_not_come_out_is_reported_so(kiosk: Rehearsal) -> None:
    given(kiosk).tell(SlipFailed(REPRINT))
    assert reported(kiosk) == [ReportReprint(TICKET, REPRINT, printed=False)]


def test_one_that_is_somebody_elses_by_now_is_not_printed(kiosk: Rehearsal) -> None:
    kiosk.see(asked(kiosk))
    kiosk.tell(WasRefused(list(kiosk.sent)[-1], RefusalCode.REPRINT_UNKNOWN))
    assert kiosk.printed == []
    assert reported(kiosk) == []
