"""The way of a person through the kiosk, and everything that may happen on it."""

from collections.abc import Callable

import msgspec
import pytest

from config.configuration import HallConfiguration
from hardware.slip_document import Checklist, Text
from kiosk.flow import BarKey, Flow, Place, Question
from kiosk.messages import PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.presenters.notice import Notice, NoticeState
from kiosk.presenters.ticket import Phase, TicketState
from kiosk.rehearsal import EVENING_MS, Rehearsal, keeping_hours, night_hall, open_hall, ticket
from queue_server.client.session import Answered, Dismissed, Linked, LinkLost
from queue_server.contract.commands import (
    CallForHelp,
    Command,
    DeviceHealth,
    IssueTicket,
    ReportDevice,
    ReportSlip,
    SlipOutcome,
    VoidTicket,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted

TICKET = "2026-11-23.A012"

# what can be the matter with a printer; a loudspeaker alone can be without its voice
NOT_PRINTING = [h for h in DeviceHealth if h not in (DeviceHealth.OK, DeviceHealth.PAPER_LOW, DeviceHealth.NO_VOICE)]


def place(kiosk: Rehearsal) -> Place:
    return kiosk.flow.state.place


def of_kind(kiosk: Rehearsal, kind: type[Command]) -> list[Command]:
    return [command for command in kiosk.sent.values() if isinstance(command, kind)]


def ticket_state(kiosk: Rehearsal) -> TicketState:
    assert isinstance(kiosk.flow.state.page, TicketState)
    return kiosk.flow.state.page


def given(reader: Rehearsal) -> Rehearsal:
    """With a number, its slip on the way to the printer."""
    return reader.take().given(ticket(reader.configuration)).wait(1)


def failed(reader: Rehearsal) -> Rehearsal:
    """With a number whose slip did not come out, looked at for a moment."""
    return given(reader).tell(SlipFailed(TICKET)).wait(1)


# --- the start ----------------------------------------------------------------------------------------------------


def test_the_start_screen_waits_for_plan_and_hall(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample).tell(Linked())
    assert place(kiosk) is Place.NOTICE
    assert kiosk.fetched == 1
    kiosk.open()
    assert place(kiosk) is Place.START


def test_a_start_that_takes_long_says_that_it_waits_for_the_server(sample: HallConfiguration) -> None:
    page = Rehearsal(sample).wait(6).flow.state.page
    assert isinstance(page, NoticeState)
    assert page.notice is Notice.WAITING


def test_a_kiosk_the_server_turns_away_says_so_until_it_is_let_in(kiosk: Rehearsal) -> None:
    kiosk.tell(LinkLost()).tell(Dismissed(RefusalCode.WRONG_CREDENTIALS))
    assert isinstance(kiosk.flow.state.page, NoticeState)
    assert kiosk.flow.state.page.notice is Notice.TURNED_AWAY
    kiosk.tell(Linked())
    assert place(kiosk) is Place.START


def test_another_plan_is_fetched_once(kiosk: Rehearsal) -> None:
    before = kiosk.fetched
    kiosk.see(open_hall(kiosk.configuration))
    assert kiosk.fetched == before
    other = msgspec.structs.replace(open_hall(kiosk.configuration), configuration_hash="other")
    kiosk.see(other).see(other)
    assert kiosk.fetched == before + 1


# --- finding one's way --------------------------------------------------------------------------------------------


def test_back_returns_to_the_page_before_as_it_was(kiosk: Rehearsal) -> None:
    kiosk.choose("take").touch(lambda: kiosk.flow.find.choose_tab("department"))
    kiosk.touch(lambda: kiosk.flow.find.open_item("food-licence-new"))
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert place(kiosk) is Place.FIND
    assert [tab.id for tab in kiosk.flow.find.state.tabs if tab.selected] == ["department"]


def test_the_second_tap_of_a_double_touch_goes_nowhere(kiosk: Rehearsal) -> None:
    kiosk.choose("windows").choose("windows").touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert place(kiosk) is Place.START


def test_only_keys_that_work_stand_in_the_bar(kiosk: Rehearsal) -> None:
    assert [key.key for key in kiosk.flow.state.keys] == [BarKey.LANGUAGE, BarKey.HELP]
    kiosk.choose("help")
    assert [key.key for key in kiosk.flow.state.keys] == [BarKey.BACK, BarKey.HOME, BarKey.LANGUAGE, BarKey.HELP]


def test_the_language_changes_on_every_page_and_is_forgotten_when_nobody_is_there(reader: Rehearsal) -> None:
    reader.english()
    assert reader.flow.item.state.title == "Food business licence (new)"
    reader.wait(91)
    assert (place(reader), reader.flow.state.language) == (Place.START, "zh")


def test_a_start_screen_left_in_english_turns_back_without_asking(kiosk: Rehearsal) -> None:
    kiosk.english().wait(89)
    assert kiosk.flow.state.dialog is None
    assert kiosk.flow.state.language == "en"
    assert kiosk.wait(2).flow.state.language == "zh"


# --- nobody there -------------------------------------------------------------------------------------------------


def test_whoever_reads_long_is_asked_and_a_touch_goes_on(reader: Rehearsal) -> None:
    assert reader.wait(59).flow.state.dialog is None
    dialog = reader.wait(11).flow.state.dialog
    assert dialog is not None
    assert (dialog.about, dialog.seconds, dialog.key) == (Question.IDLE, 20, "继续办理")
    reader.touch(reader.flow.press_dialog)
    assert reader.flow.state.dialog is None
    assert place(reader.wait(59)) is Place.ITEM


def test_a_touch_beside_the_question_answers_it_too(reader: Rehearsal) -> None:
    reader.wait(70).touch(reader.flow.leave_dialog)
    assert reader.flow.state.dialog is None
    assert place(reader) is Place.ITEM


def test_the_finger_that_comes_down_does_not_take_the_question_away_from_under_it(reader: Rehearsal) -> None:
    reader.wait(70)
    reader.flow.touched(reader.now_ms)
    assert reader.wait(0.4).flow.state.dialog is not None


def test_nobody_there_leads_back_to_the_start_and_leaves_no_way_back(reader: Rehearsal) -> None:
    reader.wait(91)
    assert place(reader) is Place.START
    reader.flow.back()
    assert place(reader) is Place.START


def test_the_start_screen_never_asks(kiosk: Rehearsal) -> None:
    assert kiosk.wait(600).flow.state.dialog is None


# --- taking a number ----------------------------------------------------------------------------------------------


def test_one_touch_asks_for_one_number_in_the_chosen_language(reader: Rehearsal) -> None:
    reader.english().take()
    assert of_kind(reader, IssueTicket) == [IssueTicket(item_id="food-licence-new", language="en")]


def test_a_double_touch_asks_for_one_number(reader: Rehearsal) -> None:
    reader.take().take().wait(1).take()
    assert len(of_kind(reader, IssueTicket)) == 1


def test_a_kind_of_window_is_chosen_first_and_then_asked_for(kiosk: Rehearsal) -> None:
    kiosk.choose("windows").touch(kiosk.flow.windows.take)
    assert of_kind(kiosk, IssueTicket) == []
    kiosk.touch(lambda: kiosk.flow.windows.select("consultation")).touch(kiosk.flow.windows.take)
    assert of_kind(kiosk, IssueTicket) == [IssueTicket(queue_id="consultation")]


def test_what_is_said_grows_while_the_answer_is_out(reader: Rehearsal) -> None:
    reader.take()
    taking = lambda: reader.flow.item.state.taking  # noqa: E731  # looked at again and again
    assert (taking().key, taking().enabled) == ("取号", False)
    reader.wait(0.4)
    assert (taking().key, taking().moving) == ("正在取号…", False)
    reader.wait(3)
    assert (taking().moving, taking().give_up) == (True, "")
    reader.wait(7)
    assert taking().give_up == "不等了"


def test_the_flow_asks_to_be_woken_when_more_is_to_be_said(reader: Rehearsal) -> None:
    assert reader.flow.wakes_at_ms is None
    reader.take()
    assert reader.flow.wakes_at_ms == reader.now_ms + 300


@pytest.mark.parametrize("leave", ["home", "back", "give_up", "nobody"])
def test_whoever_goes_before_the_answer_takes_the_request_back(reader: Rehearsal, leave: str) -> None:
    reader.take()
    (key,) = reader.sent
    if leave == "nobody":
        reader.wait(91)
    elif leave == "give_up":
        reader.touch(reader.flow.item.give_up)
    else:
        reader.touch(lambda: reader.flow.press(BarKey(leave)))
    assert reader.withdrawn == [key]
    reader.tell(Answered(key, Accepted(seq=1, at_ms=0, ticket=ticket(reader.configuration))))
    assert place(reader) is not Place.TICKET
    assert reader.printed == []


def test_a_refusal_is_said_in_place_and_can_be_tried_again(reader: Rehearsal) -> None:
    reader.take().refused(RefusalCode.QUEUE_FULL)
    taking = reader.flow.item.state.taking
    assert place(reader) is Place.ITEM
    assert taking.banner is not None
    assert (taking.banner.text, taking.enabled) == ("等候的人已满", True)
    reader.take()
    assert len(of_kind(reader, IssueTicket)) == 2


def test_a_refusal_is_forgotten_on_another_page(reader: Rehearsal) -> None:
    reader.take().refused(RefusalCode.QUEUE_FULL).touch(lambda: reader.flow.press(BarKey.BACK))
    reader.touch(lambda: reader.flow.find.open_item("food-licence-new"))
    assert reader.flow.item.state.taking.banner is None


@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_has_words_for_applicants(reader: Rehearsal, code: RefusalCode) -> None:
    banner = reader.take().refused(code).flow.item.state.taking.banner
    assert banner is not None
    assert banner.text
    assert banner.advice


# --- the ticket ---------------------------------------------------------------------------------------------------


def test_the_slip_goes_to_the_printer_once_with_everything_to_bring(reader: Rehearsal) -> None:
    given(reader)
    ((ticket_id, document),) = reader.printed
    assert ticket_id == TICKET
    papers = [paper for block in document.blocks if isinstance(block, Checklist) for paper in block.items]
    assert len(papers) == len(reader.configuration.items["food-licence-new"].materials)
    assert any(isinstance(block, Text) and block.text == "A012" for block in document.blocks)


def test_the_bar_fills_with_what_the_printer_tells(reader: Rehearsal) -> None:
    given(reader)
    seen = [ticket_state(reader).progress]
    for stage, share in ((SlipStage.SENT, 0.0), (SlipStage.PRINTING, 0.5), (SlipStage.CUT, 1.0)):
        reader.tell(SlipAdvanced(TICKET, stage, share))
        seen.append(ticket_state(reader).progress)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert len(set(seen)) == 4


@pytest.mark.parametrize(
    "lifted",
    [
        lambda flow: flow.bundle.open_item("birth-registration"),
        lambda flow: flow.bundle.claim(),
        lambda flow: flow.press(BarKey.BACK),
        lambda flow: flow.press(BarKey.HOME),
        lambda flow: flow.item.review(),
    ],
)
def test_a_finger_that_was_down_when_the_number_came_covers_it_with_nothing(
    kiosk: Rehearsal, lifted: Callable[[Flow], None]
) -> None:
    kiosk.item("food-licence-new").touch(kiosk.flow.home)
    kiosk.bundle("newborn").touch(kiosk.flow.bundle.take).given(ticket(kiosk.configuration, bundle_id="newborn"))
    lifted(kiosk.flow)
    assert place(kiosk) is Place.TICKET
    kiosk.tell(SlipPrinted(TICKET)).wait(1).touch(kiosk.flow.ticket.press)
    kiosk.item("food-licence-new").take()
    assert len(of_kind(kiosk, IssueTicket)) == 2


def test_a_printed_slip_is_reported_and_the_screen_ends_by_itself(reader: Rehearsal) -> None:
    given(reader).tell(SlipPrinted(TICKET))
    assert of_kind(reader, ReportSlip) == [ReportSlip(TICKET, SlipOutcome.PRINTED)]
    assert ticket_state(reader).seconds == 40
    assert place(reader.wait(39)) is Place.TICKET
    assert place(reader.wait(1.2)) is Place.START


def test_the_second_tap_of_a_double_touch_does_not_end_the_ticket_it_brought(reader: Rehearsal) -> None:
    given(reader).tell(SlipPrinted(TICKET)).touch(reader.flow.ticket.press)
    assert place(reader) is Place.TICKET
    reader.wait(1).touch(reader.flow.ticket.press)
    assert place(reader) is Place.START


def test_the_countdown_can_be_stopped_and_nobody_is_still_asked(reader: Rehearsal) -> None:
    given(reader).tell(SlipPrinted(TICKET)).wait(20).touch(reader.flow.ticket.stay)
    assert ticket_state(reader).seconds is None
    assert place(reader.wait(55)) is Place.TICKET
    assert reader.wait(10).flow.state.dialog is not None
    assert place(reader.wait(30)) is Place.START


def test_a_failed_slip_is_reported_at_once_and_the_number_waits_for_a_touch(reader: Rehearsal) -> None:
    given(reader).tell(SlipFailed(TICKET))
    assert of_kind(reader, ReportSlip) == [ReportSlip(TICKET, SlipOutcome.FAILED)]
    state = ticket_state(reader)
    assert (state.phase, state.key, state.seconds) == (Phase.UNCONFIRMED, "我记下了", None)
    assert state.banner.text == "没出纸也不要紧，拍下这一页就是您的号"
    assert BarKey.HOME not in [key.key for key in reader.flow.state.keys]


def test_one_touch_keeps_the_number_without_a_slip(reader: Rehearsal) -> None:
    failed(reader).touch(reader.flow.ticket.press)
    assert of_kind(reader, ReportSlip)[-1] == ReportSlip(TICKET, SlipOutcome.ON_SCREEN)
    assert of_kind(reader, VoidTicket) == []
    assert ticket_state(reader).phase is Phase.NOTED
    assert place(reader.wait(41)) is Place.START
    assert of_kind(reader, VoidTicket) == []


def test_a_number_nobody_notes_becomes_void_and_the_screen_says_so_before_it_wipes(reader: Rehearsal) -> None:
    dialog = failed(reader).wait(70).flow.state.dialog
    assert dialog is not None
    assert dialog.about is Question.UNCONFIRMED
    assert "A012" in dialog.heading
    reader.wait(20)
    assert of_kind(reader, VoidTicket) == [VoidTicket(TICKET, "unconfirmed")]
    assert ticket_state(reader).phase is Phase.VOID
    assert place(reader.wait(16)) is Place.START


def test_the_question_about_the_number_can_be_answered_with_yes(reader: Rehearsal) -> None:
    failed(reader).wait(70).touch(reader.flow.press_dialog)
    assert of_kind(reader, ReportSlip)[-1] == ReportSlip(TICKET, SlipOutcome.ON_SCREEN)
    assert reader.flow.state.dialog is None


def test_a_touch_beside_that_question_confirms_nothing(reader: Rehearsal) -> None:
    failed(reader).wait(70).touch(reader.flow.leave_dialog)
    assert ticket_state(reader).phase is Phase.UNCONFIRMED
    assert [report.outcome for report in of_kind(reader, ReportSlip)] == [SlipOutcome.FAILED]


def test_a_number_without_a_slip_can_be_given_up(reader: Rehearsal) -> None:
    failed(reader).touch(reader.flow.ticket.give_up)
    assert of_kind(reader, VoidTicket) == [VoidTicket(TICKET, "unconfirmed")]


def test_a_slip_that_fails_late_leaves_the_person_the_whole_time(reader: Rehearsal) -> None:
    given(reader).wait(80).tell(SlipFailed(TICKET)).wait(55)
    assert reader.flow.state.dialog is None


def test_words_about_another_slip_change_nothing(reader: Rehearsal) -> None:
    given(reader).tell(SlipPrinted("2026-11-23.A011")).tell(SlipFailed("2026-11-23.A011"))
    assert ticket_state(reader).phase is Phase.PRINTING
    assert of_kind(reader, ReportSlip) == []


def test_the_ticket_stays_when_the_server_goes_away(reader: Rehearsal) -> None:
    failed(reader).tell(LinkLost()).touch(reader.flow.ticket.press)
    assert ticket_state(reader).phase is Phase.NOTED
    assert of_kind(reader, ReportSlip)[-1] == ReportSlip(TICKET, SlipOutcome.ON_SCREEN)


# --- the server away ----------------------------------------------------------------------------------------------


def test_while_the_server_is_away_nothing_is_issued_and_the_guide_can_be_read(kiosk: Rehearsal) -> None:
    kiosk.tell(LinkLost())
    assert kiosk.flow.start.state.hero is None
    assert kiosk.flow.start.state.banner is not None
    assert kiosk.flow.start.state.banner.text == "正在等服务器，暂时取不了号"
    assert [choice.id for choice in kiosk.flow.start.state.choices] == ["pre_review", "guide", "help"]
    kiosk.choose("guide").touch(lambda: kiosk.flow.find.open_item("food-licence-new")).take()
    assert kiosk.flow.item.state.sections
    assert of_kind(kiosk, IssueTicket) == []
    kiosk.tell(Linked())
    assert kiosk.flow.item.state.taking.enabled


def test_figures_of_a_server_long_gone_are_not_shown(kiosk: Rehearsal) -> None:
    kiosk.tell(LinkLost()).wait(299)
    assert kiosk.flow.start.state.rows[0].count == "12 人"
    assert kiosk.wait(3).flow.start.state.rows[0].wait == "请问咨询台"


def test_a_request_out_when_the_server_goes_away_can_still_be_given_up(reader: Rehearsal) -> None:
    reader.take().tell(LinkLost()).wait(11)
    assert reader.flow.item.state.taking.give_up
    reader.touch(reader.flow.item.give_up)
    assert len(reader.withdrawn) == 1


# --- the printer --------------------------------------------------------------------------------------------------


def test_what_the_printer_is_like_is_reported_and_again_after_a_break(kiosk: Rehearsal) -> None:
    kiosk.tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    report = ReportDevice("printer-1", DeviceHealth.PAPER_OUT)
    assert of_kind(kiosk, ReportDevice) == [report]
    kiosk.tell(LinkLost()).tell(Linked())
    assert of_kind(kiosk, ReportDevice) == [report, report]


def test_every_printer_is_reported_and_the_best_of_them_decides_what_is_said(kiosk: Rehearsal) -> None:
    kiosk.tell(PrinterSeen("printer-1", DeviceHealth.CUTTER)).tell(PrinterSeen("printer-1b", DeviceHealth.PAPER_LOW))
    assert kiosk.flow.start.state.banner is None
    kiosk.tell(PrinterSeen("printer-1b", DeviceHealth.COVER_OPEN))
    assert kiosk.flow.start.state.banner is not None
    assert kiosk.flow.start.state.banner.text == "打印机切刀卡住，号码会显示在屏幕上"
    assert of_kind(kiosk, ReportDevice)[-1] == ReportDevice("printer-1b", DeviceHealth.COVER_OPEN)
    before = len(of_kind(kiosk, ReportDevice))
    kiosk.tell(LinkLost()).tell(Linked())
    assert len(of_kind(kiosk, ReportDevice)) == before + 2


def test_what_is_wrong_with_the_printer_is_told_apart_on_the_screen(kiosk: Rehearsal) -> None:
    said = set()
    for health in NOT_PRINTING:
        banner = kiosk.tell(PrinterSeen("printer-1", health)).flow.start.state.banner
        assert banner is not None
        said.add(banner.text)
    assert len(said) == len(NOT_PRINTING)


def test_that_a_number_has_no_slip_is_said_before_it_is_taken(reader: Rehearsal) -> None:
    assert reader.flow.item.state.taking.banner is None
    reader.tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    taking = reader.flow.item.state.taking
    assert taking.enabled
    assert taking.banner is not None
    assert taking.banner.text == "打印纸用完了，号码会显示在屏幕上"


def test_a_slip_that_broke_off_is_not_taken_for_the_number(reader: Rehearsal) -> None:
    given(reader).tell(SlipFailed(TICKET, partly=True)).wait(1)
    assert ticket_state(reader).banner.text == "号单没打完整，拍下这一页就是您的号"


@pytest.mark.parametrize("health", NOT_PRINTING)
def test_without_paper_the_start_says_so_and_numbers_can_still_be_had(kiosk: Rehearsal, health: DeviceHealth) -> None:
    kiosk.tell(PrinterSeen("printer-1", health))
    assert kiosk.flow.start.state.banner is not None
    assert kiosk.flow.start.state.banner.text.endswith("，号码会显示在屏幕上")
    assert kiosk.flow.start.state.hero is not None
    kiosk.tell(PrinterSeen("printer-1", DeviceHealth.OK))
    assert kiosk.flow.start.state.banner is None


# --- help ---------------------------------------------------------------------------------------------------------


def test_help_is_called_once_and_said_to_come(kiosk: Rehearsal) -> None:
    kiosk.touch(lambda: kiosk.flow.press(BarKey.HELP)).touch(lambda: kiosk.flow.press(BarKey.HELP))
    assert of_kind(kiosk, CallForHelp) == [CallForHelp()]
    kiosk.tell(Answered(list(kiosk.sent)[-1], Accepted(seq=1, at_ms=0)))
    dialog = kiosk.flow.state.dialog
    assert dialog is not None
    assert dialog.heading == "工作人员正在过来"
    kiosk.touch(kiosk.flow.press_dialog)
    assert kiosk.flow.state.dialog is None


def test_when_the_windows_are_closed_nobody_is_promised_to_come(sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept))
    kiosk.touch(lambda: kiosk.flow.press(BarKey.HELP))
    kiosk.tell(Answered(list(kiosk.sent)[-1], Accepted(seq=1, at_ms=0)))
    dialog = kiosk.flow.state.dialog
    assert dialog is not None
    assert dialog.heading == "已经告诉值班人员"


def test_help_that_cannot_be_called_says_where_to_go(kiosk: Rehearsal) -> None:
    kiosk.tell(LinkLost()).touch(lambda: kiosk.flow.press(BarKey.HELP))
    assert of_kind(kiosk, CallForHelp) == []
    dialog = kiosk.flow.state.dialog
    assert dialog is not None
    assert kiosk.configuration.plan.phone in dialog.text


def test_a_call_for_help_nobody_answers_is_taken_back(kiosk: Rehearsal) -> None:
    kiosk.touch(lambda: kiosk.flow.press(BarKey.HELP)).wait(11)
    assert kiosk.withdrawn == list(kiosk.sent)
    dialog = kiosk.flow.state.dialog
    assert dialog is not None
    assert dialog.heading == "暂时叫不到人"


def test_a_refused_call_for_help_says_where_to_go(kiosk: Rehearsal) -> None:
    kiosk.touch(lambda: kiosk.flow.press(BarKey.HELP)).refused(RefusalCode.UNAVAILABLE)
    assert kiosk.flow.state.dialog is not None
    assert kiosk.flow.state.dialog.heading == "暂时叫不到人"


def test_what_was_said_of_help_is_gone_when_nobody_is_there(kiosk: Rehearsal) -> None:
    kiosk.touch(lambda: kiosk.flow.press(BarKey.HELP)).wait(91)
    assert kiosk.flow.state.dialog is None


# --- out of service, closed, night ---------------------------------------------------------------------------------


def test_a_kiosk_out_of_service_says_so_but_finishes_the_ticket_first(reader: Rehearsal) -> None:
    given(reader).tell(SlipPrinted(TICKET))
    reader.see(msgspec.structs.replace(open_hall(reader.configuration), out_of_service=("kiosk-1",)))
    assert place(reader) is Place.TICKET
    reader.wait(41)
    assert isinstance(reader.flow.state.page, NoticeState)
    assert reader.flow.state.page.notice is Notice.OUT_OF_SERVICE
    reader.see(open_hall(reader.configuration))
    assert place(reader) is Place.START


def test_a_request_is_taken_back_when_the_kiosk_goes_out_of_service(reader: Rehearsal) -> None:
    reader.take().see(msgspec.structs.replace(open_hall(reader.configuration), out_of_service=("kiosk-1",)))
    assert reader.withdrawn == list(reader.sent)
    assert place(reader) is Place.NOTICE


def test_when_the_windows_are_closed_a_kiosk_of_the_hall_says_when_they_open_and_gives_no_number(
    sample: HallConfiguration,
) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, now_ms=EVENING_MS).open(night_hall(kept))
    start = kiosk.flow.start.state
    assert (start.hero, start.rows) == (None, ())
    assert [choice.id for choice in start.choices] == ["guide", "help"]
    assert (start.figures[0].label, start.figures[0].value) == ("窗口下次开门", "明天 09:00")
    kiosk.touch(lambda: kiosk.flow.start.read_theme("business")).open_item("food-licence-new").take()
    banner = kiosk.flow.item.state.taking.banner
    assert banner is not None
    assert banner.advice == "明天 09:00 开门，到时来取号；指南现在就能看"
    assert of_kind(kiosk, IssueTicket) == []
    assert not kiosk.flow.state.night
