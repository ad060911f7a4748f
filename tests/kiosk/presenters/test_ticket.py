"""What the page of a number says beside the number itself."""

from config.configuration import HallConfiguration
from kiosk.presenters.ticket import TicketState
from kiosk.rehearsal import Rehearsal, ticket, with_stages
from queue_server.contract.views import TicketView


def shown(reader: Rehearsal, view: TicketView) -> TicketState:
    state = reader.take().given(view).flow.ticket.state
    assert state is not None
    return state


def test_how_long_it_may_take_stands_beside_the_people_ahead(reader: Rehearsal) -> None:
    state = shown(reader, ticket(reader.configuration, range_min=(15, 25)))
    assert (state.ahead_text, state.aside_label, state.aside) == ("前面 12 人", "大约要等", "15–25 分钟")


def test_before_the_hall_can_say_the_open_windows_stand_there(reader: Rehearsal) -> None:
    state = shown(reader, ticket(reader.configuration))
    assert (state.aside_label, state.aside) == ("正在办理", "6 个窗口")


def test_a_number_for_another_day_says_nothing_of_waiting(reader: Rehearsal) -> None:
    state = shown(reader, ticket(reader.configuration, range_min=(15, 25), for_day="2026-11-24"))
    assert (state.aside_label, state.aside) == ("", "")


def test_a_claimed_priority_is_named_with_the_paper_to_show(reader: Rehearsal) -> None:
    state = shown(reader, ticket(reader.configuration, priority="elderly"))
    assert [badge.text for badge in state.badges] == ["老年人优先"]
    assert state.notes[0] == "优先要核对，到窗口请出示身份证。"


def test_where_only_verified_priority_counts_it_says_to_whom_to_go_first(sample: HallConfiguration) -> None:
    priority = sample.policy.priority.model_copy(update={"unverified_counts": False})
    policy = sample.policy.model_copy(update={"priority": priority})
    strict = HallConfiguration(plan=sample.plan, catalogue=sample.catalogue, policy=policy)
    reader = Rehearsal(strict).open().item("food-licence-new")
    state = shown(reader, ticket(strict, priority="elderly"))
    assert state.notes[0] == "请先给大厅工作人员看身份证，核对后就按优先叫号。"


def test_an_ordinary_number_says_nothing_of_priority(reader: Rehearsal) -> None:
    state = shown(reader, ticket(reader.configuration))
    assert (state.badges, len(state.notes)) == ((), 1)


def test_a_bundle_with_stages_says_where_first_and_where_next(sample: HallConfiguration) -> None:
    staged = with_stages(sample)
    kiosk = Rehearsal(staged).open().bundle("company-start")
    kiosk.touch(kiosk.flow.bundle.take).given(ticket(staged, bundle_id="company-start", number="H003"))
    state = kiosk.flow.ticket.state
    assert state is not None
    assert state.notes[0] == "一个号办完 3 步：受理（企业开办） → 缴费（收费） → 领件（出件领证）"
    assert [badge.text for badge in state.badges] == ["当天办结"]
