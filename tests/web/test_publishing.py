"""Publishing at the doors: whole and in force at once, or refused with all that is wrong, and nothing changed."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from config import loading
from config.loading import SAMPLE
from queue_server.contract import wire
from queue_server.contract.commands import PublishConfiguration
from queue_server.domain.events import ConfigurationPublished
from queue_server.web import publishing
from tests.client.test_link import Station, enrolled
from tests.engine.sample_hall import HALL, review, sample
from tests.web.running_hall import Answer, RunningHall, Somebody, until
from tests.web.test_api_pre_reviews import bring_back, file

PATH = "/api/v1/configuration"


def files() -> dict[str, str]:
    return {name: (SAMPLE / name).read_text(encoding="utf-8") for name in loading.files(SAMPLE)}


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """The sample with something of one file changed, once."""
    told = files()
    assert old in told[name]
    return {**told, name: told[name].replace(old, new, 1)}


def another_phone() -> dict[str, str]:
    plan = msgspec.toml.decode(files()["hall.toml"])
    return changed("hall.toml", f'phone = "{plan["phone"]}"', 'phone = "0000-1234567"')


async def publish(who: Somebody, told: dict[str, str]) -> Answer:
    return await who.ask("POST", PATH, body={"files": told})


async def test_what_is_published_is_in_force_at_once_and_says_in_the_middle_of_which_day(hall: RunningHall) -> None:
    answer = await publish(await hall.clerk("fang-qing"), another_phone())
    state = hall.server.reception.dispatcher.state
    assert answer.json == {"content_hash": state.configuration_hash, "business_day": state.business_day}
    assert state.hall.plan.phone == "0000-1234567"
    assert state.configuration_hash != sample().content_hash


async def test_the_journal_says_who_published(hall: RunningHall) -> None:
    await publish(await hall.clerk("fang-qing"), another_phone())
    recorded = await hall.server.reception.dispatcher._journal.read(0)
    actors = [entry.actor.id for entry in recorded if isinstance(entry.event, ConfigurationPublished)]
    assert actors == ["system", "fang-qing"]


async def test_a_running_kiosk_is_told_of_another_catalogue(hall: RunningHall) -> None:
    kiosk = Station(hall.url, "kiosk-1", await enrolled(hall, "kiosk-1"))
    item = sample().catalogue.items[0]
    part = next(name for name, text in files().items() if f'number = "{item.number}"' in text)
    async with kiosk.running():
        await until(lambda: bool(kiosk.views()))
        told = changed(part, f'number = "{item.number}"', 'number = "9999"')
        assert (await publish(await hall.clerk("fang-qing"), told)).status == 200
        hash_now = hall.server.reception.dispatcher.state.configuration_hash
        await until(lambda: kiosk.views()[-1].configuration_hash == hash_now)
        me = await kiosk.link.fetch_me()
        assert (me.configuration_hash, me.configuration.items[item.id].number) == (hash_now, "9999")


async def test_a_catalogue_with_faults_is_refused_with_all_of_them_and_kiosks_keep_the_old_one(
    hall: RunningHall,
) -> None:
    told = another_phone()
    told["catalogue.toml"] = "themes = 1\n"
    told["policy.toml"] = "[hours\n"
    told["catalogue/secrets.txt"] = ""
    answer = await publish(await hall.clerk("fang-qing"), told)
    assert answer.refused == (409, "configuration_unfit")
    found = answer.json["details"]["findings"]
    assert {"catalogue.toml", "policy.toml", "catalogue/secrets.txt"} <= {finding["file"] for finding in found}
    assert all(set(finding) == {"file", "key", "reason", "suggestion"} for finding in found)
    assert hall.server.reception.dispatcher.state.configuration_hash == sample().content_hash


@pytest.mark.parametrize(
    ("told", "file", "key"),
    [
        ({}, "hall.toml", ""),
        ({**files(), "../hall.toml": ""}, "../hall.toml", ""),
        ({**files(), "catalogue/Police.toml": "items = []"}, "catalogue/Police.toml", ""),
        (changed("hall.toml", f'hall_id = "{HALL}"', 'hall_id = "elsewhere"'), "hall.toml", "hall_id"),
        ({**files(), "policy.toml": "\ud800"}, "policy.toml", ""),
    ],
    ids=["no files", "a path", "a name", "another hall", "no text"],
)
async def test_what_is_no_folder_of_this_hall_is_refused(
    hall: RunningHall, told: dict[str, str], file: str, key: str
) -> None:
    answer = await publish(await hall.clerk("fang-qing"), told)
    if "\ud800" in told.get("policy.toml", ""):
        assert answer.refused == (400, "malformed")  # JSON has no such text
        return
    assert answer.refused == (409, "configuration_unfit")
    assert (file, key) in {(finding["file"], finding["key"]) for finding in answer.json["details"]["findings"]}


async def test_a_plan_that_would_send_somebody_away_is_refused(hall: RunningHall) -> None:
    clerk = await hall.clerk("li-juan")
    assert (await clerk.give("open-window", {"window_id": "w01"})).status == 200
    told = changed("hall.toml", 'id = "li-juan"', 'id = "wu-min-2"')
    answer = await publish(await hall.clerk("fang-qing"), told)
    assert answer.refused == (409, "configuration_unfit")
    (finding,) = answer.json["details"]["findings"]
    assert (finding["file"], finding["key"]) == ("hall.toml", "clerks")
    assert "li-juan" in finding["reason"]


async def test_everybody_who_would_be_sent_away_is_named_at_once(hall: RunningHall) -> None:
    for clerk_id, window_id in (("li-juan", "w01"), ("chen-li", "w02")):
        assert (await (await hall.clerk(clerk_id)).give("open-window", {"window_id": window_id})).status == 200
    plan = files()["hall.toml"].replace('id = "li-juan"', 'id = "li-juan-2"').replace('id = "chen-li"', 'id = "chen-2"')
    answer = await publish(await hall.clerk("fang-qing"), {**files(), "hall.toml": plan})
    reasons = [finding["reason"] for finding in answer.json["details"]["findings"]]
    assert [reason.split()[0] for reason in reasons] == ["li-juan", "chen-li"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"files": 1}', b'{"files": {}, "more": 1}', b'{"files": {"a": 1}}'])
async def test_what_is_no_publication_is_malformed(hall: RunningHall, body: bytes) -> None:
    supervisor = await hall.clerk("fang-qing")
    assert (await supervisor.ask("POST", PATH, raw=body)).refused == (400, "malformed")


async def test_more_than_any_catalogue_is_refused(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "LIMIT_BYTES", 100_000)
    body = b'{"files": {"hall.toml": "' + b" " * 100_000 + b'"}}'
    assert (await (await hall.clerk("fang-qing")).ask("POST", PATH, raw=body)).refused == (413, "too_large")


async def test_only_supervisors_and_technicians_publish(hall: RunningHall) -> None:
    for who in (await hall.station("kiosk-1"), await hall.clerk("li-juan")):
        assert (await publish(who, files())).refused == (403, "forbidden")
    assert (await publish(hall.nobody, files())).refused == (401, "not_signed_in")


async def test_nobody_publishes_past_this_door(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk("hall") as talk:
        await talk.say(wire.Request("publish-past-1", PublishConfiguration("0" * 64, "{}")))
        assert (await talk.hear_a(wire.Refused)).code == "forbidden"


async def test_a_restart_does_not_undo_a_publication(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path) as hall:
        await publish(await hall.clerk("fang-qing"), another_phone())
        published = hall.server.reception.dispatcher.state.configuration_hash
    async with RunningHall.open(tmp_path) as hall:
        assert hall.server.reception.dispatcher.state.configuration_hash == published
        plan = tmp_path / "hall" / "hall.toml"
        text = plan.read_text(encoding="utf-8")
    plan.write_text(
        text.replace("notices = [", "notices = [{ zh = '请到二楼', en = 'Second floor' },", 1), encoding="utf-8"
    )
    async with RunningHall.open(tmp_path) as hall:
        assert hall.server.reception.hall.plan.notices[0].zh == "请到二楼"


async def test_a_sheet_is_read_by_the_guide_of_its_day_after_the_catalogue_has_changed(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    filed = await file(kiosk, review())
    number = sample().items[filed["item_id"]].number
    part = next(name for name, text in files().items() if f'number = "{number}"' in text)
    await publish(await hall.clerk("fang-qing"), changed(part, f'number = "{number}"', 'number = "9999"'))
    assert hall.server.reception.hall.items[filed["item_id"]].version != filed["guide_version"]
    again = await bring_back(kiosk, filed["code"])
    assert again.json == filed
    late = await kiosk.give("file-pre-review", {n: filed[n] for n in ("item_id", "guide_version", "answers")})
    assert late.refused == (409, "guide_changed")
    assert late.json["details"]["guide_version"] == hall.server.reception.hall.items[filed["item_id"]].version


async def test_publications_and_tickets_at_once_lose_nothing(hall: RunningHall) -> None:
    kiosk, supervisor = await hall.station("kiosk-1"), await hall.clerk("fang-qing")
    answers = await asyncio.gather(
        *(kiosk.give("issue-ticket", {"queue_id": "comprehensive"}) for _ in range(20)),
        publish(supervisor, another_phone()),
        publish(supervisor, files()),
    )
    assert {answer.status for answer in answers} == {200}
