import msgspec

from config.configuration import HallConfiguration
from config.hall import WindowKind
from config.icons import GLYPHS
from kiosk.presenters.windows import CELLS, ICONS
from kiosk.rehearsal import Rehearsal, open_hall
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView, QueueLine


def changed(hall: HallView, queue_id: str, **changes: object) -> HallView:
    def line(line: QueueLine) -> QueueLine:
        return msgspec.structs.replace(line, **changes) if line.queue_id == queue_id else line

    return msgspec.structs.replace(hall, queues=tuple(map(line, hall.queues)))


def test_every_queue_offered_directly_is_there(kiosk: Rehearsal) -> None:
    kiosk.choose("windows")
    offered = [queue.id for queue in kiosk.configuration.plan.queues if queue.on_kiosk]
    assert [cell.queue_id for cell in kiosk.flow.windows.state.cells] == offered


def test_nothing_is_taken_before_something_is_chosen(kiosk: Rehearsal) -> None:
    assert not kiosk.choose("windows").flow.windows.state.taking.enabled


def test_a_full_queue_can_be_chosen_and_says_why_not(kiosk: Rehearsal) -> None:
    kiosk.see(changed(open_hall(kiosk.configuration), "instant", accepts=False, why_not=RefusalCode.QUEUE_FULL))
    kiosk.choose("windows").touch(lambda: kiosk.flow.windows.select("instant")).touch(kiosk.flow.windows.take)
    state = kiosk.flow.windows.state
    cell = next(cell for cell in state.cells if cell.queue_id == "instant")
    assert cell.badge is not None
    assert state.taking.banner is not None
    assert (cell.shut, cell.badge.text) == (True, "等候的人已满")
    assert state.taking.banner.advice == "请过一会儿再取，或到咨询台问问"
    assert kiosk.sent == {}


def test_a_queue_no_window_takes_now_says_so_and_can_still_be_taken(kiosk: Rehearsal) -> None:
    kiosk.see(changed(open_hall(kiosk.configuration), "instant", windows_open=0)).choose("windows")
    kiosk.touch(lambda: kiosk.flow.windows.select("instant"))
    cell = next(cell for cell in kiosk.flow.windows.state.cells if cell.queue_id == "instant")
    assert cell.badge is not None
    assert cell.badge.text == "窗口未开"
    assert kiosk.flow.windows.state.taking.enabled


def test_the_choice_stands_while_a_number_is_asked_for(kiosk: Rehearsal) -> None:
    kiosk.choose("unresolved").touch(kiosk.flow.windows.take)
    kiosk.touch(lambda: kiosk.flow.windows.select("instant"))
    assert [cell.queue_id for cell in kiosk.flow.windows.state.cells if cell.selected] == ["unresolved"]


def test_a_refusal_is_told_of_the_queue_it_was_about_only(kiosk: Rehearsal) -> None:
    kiosk.choose("unresolved").touch(kiosk.flow.windows.take).refused(RefusalCode.NUMBERS_EXHAUSTED)
    assert kiosk.flow.windows.state.taking.banner is not None
    kiosk.touch(lambda: kiosk.flow.windows.select("instant"))
    assert kiosk.flow.windows.state.taking.banner is None


def test_many_queues_are_turned_in_pages(sample: HallConfiguration) -> None:
    queues = tuple(
        sample.plan.queues[0].model_copy(update={"id": f"q{at}", "series": chr(65 + at)}) for at in range(CELLS + 3)
    )
    plan = sample.plan.model_copy(update={"queues": queues})
    large = HallConfiguration(plan=plan, catalogue=sample.catalogue, policy=sample.policy)
    kiosk = Rehearsal(large).open().choose("windows")
    assert len(kiosk.flow.windows.state.cells) == CELLS
    kiosk.touch(kiosk.flow.windows.page_forward)
    assert len(kiosk.flow.windows.state.cells) == 3
    kiosk.touch(kiosk.flow.windows.page_back)
    assert kiosk.flow.windows.state.cells[0].queue_id == "q0"


def test_every_kind_of_window_has_its_icon() -> None:
    assert set(ICONS) == set(WindowKind)
    assert set(ICONS.values()) <= set(GLYPHS)


def test_a_kind_of_window_says_how_long_it_may_take_once_the_hall_can_say(kiosk: Rehearsal) -> None:
    kiosk.see(changed(open_hall(kiosk.configuration), "instant", range_min=(5, 10))).choose("windows")
    waits = {cell.queue_id: cell.wait for cell in kiosk.flow.windows.state.cells}
    assert (waits["instant"], waits["comprehensive"]) == ("约 5–10 分钟", "")


def test_a_queue_whose_numbers_are_over_says_so_and_what_to_do_instead(kiosk: Rehearsal) -> None:
    over = changed(
        open_hall(kiosk.configuration),
        "instant",
        accepts=False,
        why_not=RefusalCode.NUMBERS_OVER,
        numbers_over=True,
    )
    kiosk.see(over).choose("windows").touch(lambda: kiosk.flow.windows.select("instant"))
    taking = kiosk.flow.windows.state.taking
    assert taking.banner is not None
    assert (taking.enabled, taking.banner.text) == (False, "今天的号已经发完")
    assert taking.banner.advice == "现在取号，下班前轮不到了；请改天来，着急请到咨询台"


def test_numbers_are_over_when_their_time_has_come_though_no_view_has(kiosk: Rehearsal) -> None:
    last_ms = kiosk.now_ms + 5_000
    kiosk.see(changed(open_hall(kiosk.configuration), "comprehensive", last_ticket_at_ms=last_ms))
    assert kiosk.flow.start.state.rows[0].wait == "开 6 个窗口"
    kiosk.item("food-licence-new").wait(4)
    assert kiosk.flow.item.state.taking.enabled
    kiosk.wait(2)
    banner = kiosk.flow.item.state.taking.banner
    assert banner is not None
    assert (kiosk.flow.item.state.taking.enabled, banner.text) == (False, "今天的号已经发完")
    kiosk.touch(kiosk.flow.home)
    row = kiosk.flow.start.state.rows[0]
    assert (row.wait, row.quiet) == ("号已发完", True)
