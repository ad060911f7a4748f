"""Posts at the doors: a change is previewed, made, and told to nobody as another plan; windows go by approval."""

from tests.web.running_hall import RunningHall

PREVIEW = "/api/v1/windows/w01/preview"


async def test_a_profile_is_previewed_and_then_given(hall: RunningHall) -> None:
    supervisor, kiosk = await hall.clerk("fang-qing"), await hall.station("kiosk-1")
    await (await hall.clerk("li-juan")).give("open-window", {"window_id": "w01"})
    await kiosk.give("issue-ticket", {"queue_id": "instant"})
    seen = await supervisor.ask("GET", f"{PREVIEW}?profile=instant")
    assert seen.status == 200, seen.text
    lines = {line["queue_id"]: line for line in seen.json["queues"]}
    assert (lines["instant"]["windows_open_before"], lines["instant"]["windows_open_after"]) == (0, 1)
    assert seen.json["why_not"] is None
    before = (await kiosk.ask("GET", "/api/v1/stations/me")).json["configuration_hash"]
    given = await supervisor.give(
        "assign-profile", {"window_id": "w01", "profile_id": "instant", "reason": "nobody is there"}
    )
    assert given.status == 200, given.text
    floor = (await supervisor.ask("GET", "/api/v1/views/floor")).json
    assert {line["window"]["window_id"]: line["profile_id"] for line in floor["windows"]}["w01"] == "instant"
    shown = (await kiosk.ask("GET", "/api/v1/views/hall")).json
    after = (await kiosk.ask("GET", "/api/v1/stations/me")).json["configuration_hash"]
    assert before == after == shown["configuration_hash"]  # no kiosk fetches a plan that nobody published
    page = await supervisor.ask("GET", "/console/catalogue")
    assert page.status == 200


async def test_a_preview_is_for_those_who_run_the_hall_and_about_what_there_is(hall: RunningHall) -> None:
    supervisor = await hall.clerk("fang-qing")
    assert (await (await hall.clerk("li-juan")).ask("GET", f"{PREVIEW}?profile=instant")).refused == (403, "forbidden")
    assert (await supervisor.ask("GET", PREVIEW)).refused == (400, "malformed")
    assert (await supervisor.ask("GET", f"{PREVIEW}?profile=none")).refused == (404, "profile_unknown")
    assert (await supervisor.ask("GET", "/api/v1/windows/w99/preview?profile=instant")).refused == (
        404,
        "window_unknown",
    )


async def test_a_window_is_withdrawn_when_another_approves(hall: RunningHall) -> None:
    guide, supervisor = await hall.clerk("ding-qian"), await hall.clerk("fang-qing")
    asked = await guide.give("request-window", {"window_id": "w02", "change": "withdraw", "reason": "few people"})
    assert asked.status == 200, asked.text
    (line,) = (await supervisor.ask("GET", "/api/v1/views/floor")).json["requests"]
    assert (line["window"]["window_id"], line["requested_by"]) == ("w02", "ding-qian")
    assert (await supervisor.give("approve-window", {"request_id": line["request_id"]})).status == 200
    refused = await (await hall.clerk("chen-li")).give("open-window", {"window_id": "w02"})
    assert refused.refused == (409, "window_withdrawn")


async def test_who_has_a_post_at_which_window_is_told_with_the_primary_first(hall: RunningHall) -> None:
    guide = await hall.clerk("ding-qian")
    windows = (await guide.ask("GET", "/api/v1/windows")).json
    assert [each["window"]["number"] for each in windows] == sorted(each["window"]["number"] for each in windows)
    holders = {each["window"]["window_id"]: each["holders"] for each in windows}["w03"]
    assert holders[0] == {"clerk_id": "wang-min", "name": "王敏", "post": "primary"}
    assert {holder["post"] for holder in holders[1:]} <= {"backup"}
    assert (await (await hall.clerk("wang-min")).ask("GET", "/api/v1/windows")).refused == (403, "forbidden")
