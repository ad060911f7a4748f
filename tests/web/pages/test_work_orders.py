"""Work orders after poor ratings, and a clerk's side of them, in Chromium."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Page, Route, expect

from queue_server.web.work_orders import WorkOrdersFound
from simulation.gallery.pages import work_orders
from simulation.gallery.pages.examples import EXAMPLES, SERVING, at_window, my_orders, orders
from tests.web.pages.conftest import Open
from tests.web.running_hall import PATIENCE_S, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ids(page: Page) -> Any:
    return await page.locator("#list [data-order]").evaluate_all("rows => rows.map((row) => row.dataset.order)")


async def test_late_ones_stand_first_and_deadlines_are_told_in_words(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["work orders"])
    assert await ids(page) == ["WO3", "WO4", "WO7", "WO5", "WO9"]
    for order, words in (("WO3", "逾期 2 天"), ("WO4", "今天 10:35 前"), ("WO5", "还剩 3 天")):
        await expect(page.locator(f"#list [data-order={order}]")).to_contain_text(words)
    await expect(page.locator("[data-late]")).to_have_count(1)


async def test_the_state_is_asked_for_and_kept_in_the_address(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["work orders"])
    assert hall.looked_up[-1] == "work-orders?state=open"
    await page.select_option("#state", "closed")
    await expect(page.locator("#list [data-order]").first).to_be_visible()
    assert hall.looked_up[-1] == "work-orders?state=closed"
    await page.reload()
    await expect(page.locator("#state")).to_have_value("closed")


async def test_what_is_looked_up_every_minute_is_as_long_as_what_was_paged_through(open_page: Open) -> None:
    closed, earlier, just_now = (replace(work_orders.CLOSED.line, order_id=f"WO{number}") for number in (2, 1, 8))
    lookups = {
        **work_orders.LOOKED_UP,
        "work-orders?state=closed": WorkOrdersFound((closed,), "older"),
        "work-orders?state=closed&before=older": WorkOrdersFound((earlier,), None),
    }
    page, _ = await open_page(orders(None, lookups=lookups))
    await page.select_option("#state", "closed")
    await page.click("[data-act=older]")
    await expect(page.locator("#list [data-order]")).to_have_count(2)
    lookups["work-orders?state=closed"] = WorkOrdersFound((just_now,), "newer")
    lookups["work-orders?state=closed&before=newer"] = WorkOrdersFound((closed,), "older")
    await page.clock.run_for(60_000)
    await expect(page.locator("#list [data-order=WO8]")).to_be_visible()
    assert sorted(await ids(page)) == ["WO2", "WO8"]
    await page.click("[data-act=older]")
    await expect(page.locator("#list [data-order]")).to_have_count(3)


async def test_what_was_looked_up_before_a_step_is_not_shown_after_it(open_page: Open) -> None:
    lookups = dict(work_orders.LOOKED_UP)
    page, _ = await open_page(orders("WO7", lookups=lookups))
    is_held, may_go = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        is_held.set()
        await may_go.wait()
        await route.fulfill(response=answer)

    await page.route("**/api/v1/work-orders?*", hold, times=1)
    await page.clock.run_for(60_000)
    await asyncio.wait_for(is_held.wait(), PATIENCE_S)
    lookups["work-orders"] = WorkOrdersFound((replace(work_orders.ASSIGNED, assignee_name="苏文"),), None)
    await contact(page, "情况属实")
    await expect(page.locator("#list [data-order]")).to_have_count(1)
    async with page.expect_response("**/api/v1/work-orders?*") as answered:
        may_go.set()
    await (await answered.value).finished()
    await page.evaluate("fetch('/api/v1/session').then((answer) => answer.json())")  # by then it has been read
    await expect(page.locator("#list [data-order]")).to_have_count(1)
    await expect(page.locator("#list")).to_contain_text("苏文")


async def test_an_order_is_chosen_by_arrow_and_shows_its_whole_course(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["work orders"])
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#order header")).to_contain_text("WO3")
    steps = page.locator(".course li")
    await expect(steps).to_have_count(5)
    await expect(steps.nth(2)).to_contain_text("限期整改：2026-11-21 前")
    await expect(steps.nth(2)).to_contain_text("改指南")
    await expect(steps.nth(3)).to_contain_text("超过期限：整改或解释，已上报大厅管理员")
    await expect(steps.nth(0)).to_contain_text("按规则")


async def test_the_usual_step_is_open_and_what_is_still_to_be_heard_is_told(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["work orders, to contact"])
    await expect(page.locator(".next h3")).to_have_text("下一步：记录联系")
    await expect(page.locator(".next")).to_contain_text("还没有听取：被评价人")
    await expect(page.locator(".next")).to_contain_text("没联系上 1 次")


async def test_a_contact_is_recorded_with_what_was_said(open_page: Open) -> None:
    lookups = dict(work_orders.LOOKED_UP)
    page, hall = await open_page(orders("WO7", lookups=lookups))
    lookups["work-orders/WO7"] = work_orders.CONTACTED
    await page.click("[name=reached][value=yes]")
    await page.fill("[name=text]", "情况属实")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    await expect(page.locator(".next h3")).to_have_text("下一步：定怎么办")
    [(command, _, body)] = hall.given
    assert (command, body) == ("record-contact", {"order_id": "WO7", "reached": True, "text": "情况属实"})


async def test_it_is_assigned_with_the_words_that_may_be_read(open_page: Open) -> None:
    page, hall = await open_page(orders("WO7", clicks=("[data-do=AssignWorkOrder]",)))
    await expect(page.locator(".step")).to_contain_text("不写评价人是谁、几星、几点")
    await page.select_option("[name=clerk_id]", "su-wen")
    await page.fill("[name=text]", "取号时没有告知要带的材料")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    command, _, body = hall.given[0]
    assert command == "assign-work-order"
    assert body == {"order_id": "WO7", "clerk_id": "su-wen", "text": "取号时没有告知要带的材料"}


async def test_a_day_goes_with_putting_it_right_by_a_day_alone(open_page: Open) -> None:
    lookups = {**work_orders.LOOKED_UP, "work-orders/WO7": work_orders.CONTACTED}
    page, hall = await open_page(orders("WO7", lookups=lookups))
    await expect(page.locator("[name=until_day]")).to_be_hidden()
    await page.click("[value=by_date]")
    await expect(page.locator(".until")).to_contain_text("最晚 2026-12-11")
    await page.fill("[name=until_day]", "2026-12-04")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    assert hall.given[0][2] == {"order_id": "WO7", "course": "by_date", "until_day": "2026-12-04", "text": None}


async def test_an_appeal_is_reviewed_with_reasons(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["work orders, appeal"])
    await expect(page.locator("#order .quoted").first).to_have_text("<b>根本没人理</b> 😠")
    await page.click("[name=excluded][value=yes]")
    await page.click(".next [type=submit]")
    assert hall.given == [], "why it is excluded has to be written"
    await page.fill("[name=text]", "当天窗口没有开放，评的是别的地方")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    command, _, body = hall.given[0]
    assert (command, body["excluded"]) == ("decide-appeal", True)


async def test_an_extension_somebody_asked_for_is_decided_first(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["work orders, late"])
    await expect(page.locator(".next h3")).to_have_text("下一步：审批延期")
    await page.click("[name=granted][value=no]")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    assert hall.given[0][2] == {"order_id": "WO3", "granted": False, "text": None}


async def test_a_call_back_that_nobody_answered_says_nothing_of_being_satisfied(open_page: Open) -> None:
    fed_back = replace(work_orders.READ_ONLY, line=work_orders.FED_BACK, now=work_orders.now("CallBack"))
    page, hall = await open_page(orders("WO4", lookups={**work_orders.LOOKED_UP, "work-orders/WO4": fed_back}))
    await page.click("[value=none]")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    assert hall.given[0][2] == {"order_id": "WO4", "reached": False, "satisfied": None, "text": None}


async def test_a_step_refused_is_told_and_what_was_written_stays(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["work orders, choosing"])
    hall.give_answers += [(503, {"code": "unavailable", "details": {}}), (409, {"code": "request_own", "details": {}})]
    await page.fill("[name=text]", "指南已改")
    await page.click(".next [type=submit]")
    await expect(page.locator(".step [role=alert]")).to_contain_text("连不上")
    await page.click(".next [type=submit]")
    await expect(page.locator(".step [role=alert]")).not_to_contain_text("连不上")
    await expect(page.locator("[name=text]")).to_have_value("指南已改")
    await page.click(".next [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    keys = [key for _, key, _ in hall.given]
    assert keys[0] == keys[1] != keys[2]


async def test_two_clicks_are_one_step(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["work orders, choosing"])
    await page.fill("[name=text]", "指南已改")
    await page.evaluate("() => { const f = document.querySelector('.step'); f.requestSubmit(); f.requestSubmit(); }")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    assert len(hall.given) == 1


async def hold_commands(page: Page) -> asyncio.Event:
    """Commands come to the hall only once the event is set."""
    may_go = asyncio.Event()

    async def hold(route: Route) -> None:
        await may_go.wait()
        await route.continue_()

    await page.route("**/api/v1/commands/*", hold)
    return may_go


async def contact(page: Page, words: str) -> None:
    await page.click("[name=reached][value=yes]")
    await page.fill("[name=text]", words)
    await page.click(".next [type=submit]")


async def test_a_late_answer_leaves_the_order_that_was_opened_meanwhile(open_page: Open) -> None:
    page, hall = await open_page(orders("WO7"))
    may_go = await hold_commands(page)
    await contact(page, "情况属实")
    await page.click("#list [data-order=WO3]")
    await expect(page.locator("#order header")).to_contain_text("WO3")
    await page.click("[data-do=ReportRectified]")
    await page.fill("[name=text]", "指南已改")
    may_go.set()
    await expect(page.locator("#toast")).to_contain_text("已记下")
    await expect(page.locator("#order header")).to_contain_text("WO3")
    await expect(page.locator("[name=text]")).to_have_value("指南已改")
    await page.click(".next [type=submit]")
    await expect(page.locator(".next h3")).to_have_text("下一步：审批延期")
    assert [body["order_id"] for _, _, body in hall.given] == ["WO7", "WO3"]


async def test_a_step_nobody_knows_of_is_the_same_step_when_its_order_is_opened_again(open_page: Open) -> None:
    page, hall = await open_page(orders("WO7"))
    hall.give_answers += [(503, {"code": "unavailable", "details": {}})]
    may_go = await hold_commands(page)
    await contact(page, "情况属实")
    await page.click("#list [data-order=WO3]")
    await expect(page.locator("#order header")).to_contain_text("WO3")
    may_go.set()
    await expect(page.locator("#toast")).to_contain_text("WO7：暂时连不上")
    await page.click("#list [data-order=WO7]")
    await contact(page, "情况属实")
    await expect(page.locator("#toast")).to_contain_text("已记下")
    first, again = hall.given
    assert first == again


async def test_an_auditor_reads_all_of_it_and_takes_no_step(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["work orders, auditor"])
    await expect(page.locator("#order")).to_contain_text("您可以看，不能处理")
    await expect(page.locator("#order form")).to_have_count(0)


async def test_a_closed_one_keeps_its_course_when_the_words_are_erased(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["work orders, closed"])
    await expect(page.locator(".course")).to_contain_text("已回访：满意")
    await expect(page.locator(".course")).to_contain_text("写过的话到期已删")


async def test_a_clerk_reads_what_was_released_and_gives_their_side(open_page: Open) -> None:
    page, hall = await open_page(my_orders())
    order = page.locator("[data-order=WO7].card")
    await expect(order).to_contain_text("有群众反映取号时没有告知")
    await expect(order.locator("header")).to_contain_text("2026-11-27 前整改或说明")
    for secret in ("不满意", "星", "D056", "10:05"):
        await expect(order).not_to_contain_text(secret)
    await order.locator("[name=text]").fill("当天系统里没有这一条")
    await order.locator("[type=submit]").click()
    await expect(page.locator("#toast")).to_contain_text("已记下")
    command, _, body = hall.given[0]
    assert command == "record-statement"
    assert body == {"order_id": "WO7", "side": "staff", "text": "当天系统里没有这一条"}


async def test_whoever_appealed_reads_that_the_rating_is_left_out(open_page: Open) -> None:
    page, _ = await open_page(my_orders())
    await expect(page.locator("[data-order=WO2] header")).to_contain_text("申诉成立，已剔除")
    await expect(page.locator("[data-order=WO7] header")).not_to_contain_text("剔除")


async def test_who_is_responsible_sees_the_last_day_that_may_be_set(open_page: Open) -> None:
    page, hall = await open_page(my_orders(clicks=("[data-order=WO6][data-do=ChooseCourse]",)))
    order = page.locator("[data-order=WO6].card")
    await order.locator("[value=by_date]").click()
    await expect(order.locator(".until")).to_contain_text("最晚 2026-12-10")
    await order.locator("[name=until_day]").fill("2026-12-11")
    await order.locator("[type=submit]").click()
    assert hall.given == [], "no later day can be sent"
    await order.locator("[name=until_day]").fill("2026-12-10")
    await order.locator("[type=submit]").click()
    await expect(page.locator("#toast")).to_contain_text("已记下")
    assert hall.given[0][2]["until_day"] == "2026-12-10"


async def test_a_clerk_may_appeal(open_page: Open) -> None:
    page, hall = await open_page(my_orders(clicks=("[data-order=WO7][data-do=AppealRating]",)))
    await page.locator("[data-order=WO7].card [name=text]").fill("那天我不在岗")
    await page.locator("[data-order=WO7].card [type=submit]").click()
    await expect(page.locator("#toast")).to_contain_text("已记下")
    assert hall.given[0][0] == "appeal-rating"


async def test_the_clerk_page_says_quietly_that_a_side_is_missing(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["clerk, to explain"])
    line = page.locator("[data-act=to_explain]")
    await expect(line).to_have_text("1 件情况说明待提交")
    await line.click()
    await page.wait_for_url("**/clerk/work-orders")
    nothing, hall = await open_page(at_window(SERVING))
    await expect(nothing.locator("#ticket")).to_contain_text("A012")
    await until(lambda: "my-work-orders" in hall.looked_up)
    await expect(nothing.locator("[data-act=to_explain]")).to_have_count(0)
