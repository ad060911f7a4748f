"""Loading: a sound folder gives a configuration, any other gives every error it holds, and nothing else comes out."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.configuration import HallConfiguration
from config.loading import SAMPLE, ConfigurationError, Finding, load

SMALL = Path(__file__).parent / "small_catalogue"
LAND = "catalogue/land.toml"
FILES = ("hall.toml", "catalogue.toml", "policy.toml", LAND)
SOUND = {
    name: ((SMALL if name.startswith("catalogue") else SAMPLE) / name).read_text(encoding="utf-8") for name in FILES
}

Edit = tuple[str, str, str]  # file, what stands there, what to put instead


def findings_of(folder: Path, *edits: Edit) -> tuple[Finding, ...]:
    """What loading says of the sample's plan with the small catalogue and these edits. Each edit must hit, once."""
    texts = dict(SOUND)
    for file, old, new in edits:
        assert texts[file].count(old) == 1, f"{old!r} is not once in {file}"
        texts[file] = texts[file].replace(old, new)
    write(folder, texts)
    with pytest.raises(ConfigurationError) as caught:
        load(folder)
    return caught.value.findings


_BUNDLE = '"birth-registration"], queue_id'


def in_stages(queue_id: str, item_ids: str, first_ids: str = "[]", first: str = "comprehensive") -> Edit:
    """The bundle in two stages."""
    name = 'name = { zh = "受理", en = "Hand in" }'
    stages = (
        f'stages = [{{ {name}, queue_id = "{first}", item_ids = {first_ids} }}, '
        f'{{ {name}, queue_id = "{queue_id}", item_ids = {item_ids} }}]'
    )
    return "catalogue.toml", _BUNDLE, _BUNDLE.replace(", queue_id", f", {stages}, queue_id")


def write(folder: Path, texts: dict[str, str]) -> None:
    (folder / "catalogue").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_the_sample_loads_and_its_content_is_the_same_value_again() -> None:
    configuration = load(SAMPLE)
    again = HallConfiguration.parse(configuration.content)
    assert again == configuration
    assert again.content_hash == load(SAMPLE).content_hash


def test_a_file_saved_on_windows_with_a_byte_order_mark_loads(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    as_it_was = load(tmp_path)
    write(tmp_path, {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in SOUND.items()})
    assert load(tmp_path) == as_it_was


def test_the_items_of_all_files_are_one_catalogue_in_the_order_of_the_names(tmp_path: Path) -> None:
    item = SOUND[LAND][: SOUND[LAND].index("[[items.situations]]")].replace("deferral_days = 5\n", "")
    paper = SOUND["catalogue.toml"].rpartition("[[items.materials]]")
    for name, number in (("b", "0801"), ("a", "0901")):
        other = item.replace('"property-transfer"', f'"item-{name}"').replace('"0601"', f'"{number}"')
        write(tmp_path, SOUND | {f"catalogue/{name}.toml": other + "".join(paper[1:])})
    (tmp_path / "catalogue" / "notes.txt").write_text("not read")
    ids = [item.id for item in load(tmp_path).catalogue.items]
    assert ids == ["birth-registration", "senior-card", "item-a", "item-b", "property-transfer"]


def test_a_file_beside_the_catalogue_holds_items_and_nothing_else(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, (LAND, "[[items]]", "themes = []\n[[items]]"))
    assert (finding.file, finding.key) == (LAND, "themes")


def test_where_a_file_cannot_be_read_the_items_in_it_are_not_missed(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, (LAND, 'number = "0601"', "number = "))
    assert finding.reason.startswith("is not TOML")


def test_a_catalogue_recorded_before_there_were_numbers_is_still_read(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    content = json.loads(load(tmp_path).content)
    for item in content["catalogue"]["items"]:
        del item["number"], item["applicants"]
        for material in item["materials"]:
            del material["id"]
    former = json.dumps(content)
    with pytest.raises(ValidationError):
        HallConfiguration.parse(former)
    items = HallConfiguration.recorded(former).catalogue.items
    assert [item.id for item in items] == ["birth-registration", "senior-card", "property-transfer"]
    assert len({item.number for item in items}) == 3
    with pytest.raises(ValidationError):
        HallConfiguration.recorded(former.replace('"themes"', '"teams"'))


W07 = '{ id = "w07", number = 7, kind = "comprehensive", zone_id = "general", profile_id = "comprehensive-enterprise"'
MARKET = '{ id = "market", name'
KIOSK_2 = 'devices = [{ id = "printer-2", kind = "ticket_printer", url = "socket://127.0.0.1:9102" }] }'

MISTAKES: dict[str, tuple[Edit, str, str, str | None]] = {
    # shape
    "unknown key": (
        ("policy.toml", "opens_at", "opens_att"),
        "hours.opens_att",
        "is not a key that belongs here",
        'did you mean "opens_at"?',
    ),
    "unknown key in a list": (
        ("hall.toml", W07, W07.replace("kind", "knd")),
        "windows[6].knd",
        'is not a key that belongs here, in "w07"',
        'did you mean "kind"?',
    ),
    "unknown enum value": (
        ("hall.toml", W07, W07.replace('"comprehensive"', '"comprehnsive"')),
        "windows[6].kind",
        '"comprehnsive" is none of comprehensive, instant, department, consultation, delivery, cashier, unresolved, '
        'assisted, one_thing, cross_province, in_province, enterprise_policy, openness, in "w07"',
        'did you mean "comprehensive"?',
    ),
    "missing key": (
        ("hall.toml", 'address = { zh = "安和区和风路 66 号", en = "66 Hefeng Road, An\'he District" }', ""),
        "address",
        "is missing",
        None,
    ),
    "missing language": (
        (
            "hall.toml",
            'address = { zh = "安和区和风路 66 号", en = "66 Hefeng Road, An\'he District" }',
            'address = { zh = "甲" }',
        ),
        "address.en",
        "is missing",
        None,
    ),
    "empty text": (("hall.toml", 'phone = "0000-6601 2300"', 'phone = " "'), "phone", "must not be empty", None),
    "number where text belongs": (
        ("hall.toml", 'phone = "0000-6601 2300"', "phone = 66012300"),
        "phone",
        "must be text in quotes",
        None,
    ),
    "number out of range": (
        ("policy.toml", "missed_return_s = 1800", "missed_return_s = 0"),
        "missed_return_s",
        "Input should be greater than or equal to 1",
        None,
    ),
    "fraction": (
        ("policy.toml", "missed_return_s = 1800", "missed_return_s = 1.5"),
        "missed_return_s",
        "must be a whole number",
        None,
    ),
    "clock": (
        ("policy.toml", 'opens_at = "09:00"', 'opens_at = "9:00"'),
        "hours.opens_at",
        '"9:00" is not a time of day, like 09:00',
        None,
    ),
    "id": (
        ("catalogue.toml", 'id = "senior-card"', 'id = "Senior card"'),
        "items[1].id",
        '"Senior card" is not an id (small letters and digits, joined by hyphens), in "Senior card"',
        None,
    ),
    "misspelt list": (
        ("hall.toml", "notices = [", "notice = ["),
        "notice",
        "is not a key that belongs here",
        'did you mean "notices"?',
    ),
    "table where a list belongs": (
        ("policy.toml", "[hours]", "pause_reasons = { rest = true }\n[hours]"),
        "pause_reasons",
        "must be a list",
        None,
    ),
    # references
    "window's profile": (
        ("hall.toml", W07, W07.replace("-enterprise", "-enterprize")),
        "windows[6].profile_id",
        '"comprehensive-enterprize" is not the id of any of the profiles, in "w07"',
        'did you mean "comprehensive-enterprise"?',
    ),
    "window's zone": (
        ("hall.toml", W07, W07.replace('"general"', '"genral"')),
        "windows[6].zone_id",
        '"genral" is not the id of any of the zones, in "w07"',
        'did you mean "general"?',
    ),
    "window's department": (
        ("hall.toml", W07, W07 + ', department_id = "fire"'),
        "windows[6].department_id",
        '"fire" is not the id of any of the departments, in "w07"',
        None,
    ),
    "profile's queue": (
        ("hall.toml", '["real-estate"]', '["real-estate", "realestate"]'),
        "profiles[8].queue_ids[1]",
        '"realestate" is not the id of any of the queues, in "real-estate"',
        'did you mean "real-estate"?',
    ),
    "queue named twice in a profile": (
        ("hall.toml", '["real-estate"]', '["real-estate", "real-estate"]'),
        "profiles[8].queue_ids[1]",
        '"real-estate" is named twice, in "real-estate"',
        None,
    ),
    "queue's zone": (
        (
            "hall.toml",
            'kind = "cashier", zone_id = "convenience", on_kiosk',
            'kind = "cashier", zone_id = "cash", on_kiosk',
        ),
        "queues[6].zone_id",
        '"cash" is not the id of any of the zones, in "cashier"',
        None,
    ),
    "item's queue": (
        (LAND, 'queue_id = "real-estate"', 'queue_id = "real-state"'),
        "items[0].queue_id",
        '"real-state" is not the id of any of the queues, in "property-transfer"',
        'did you mean "real-estate"?',
    ),
    "item's department": (
        (LAND, 'department_id = "land"', 'department_id = "lands"'),
        "items[0].department_id",
        '"lands" is not the id of any of the departments, in "property-transfer"',
        'did you mean "land"?',
    ),
    "item's theme": (
        ("catalogue.toml", 'theme_ids = ["newborn"]', 'theme_ids = ["new-born"]'),
        "items[0].theme_ids[0]",
        '"new-born" is not the id of any of the themes, in "birth-registration"',
        'did you mean "newborn"?',
    ),
    "clerk's department": (
        ("hall.toml", 'roles = ["auditor"], department_id = "centre"', 'roles = ["auditor"], department_id = "center"'),
        "clerks[30].department_id",
        '"center" is not the id of any of the departments, in "yan-zheng"',
        'did you mean "centre"?',
    ),
    "clerk's post": (
        ("hall.toml", 'primary = ["w26"]', 'primary = ["w62"]'),
        "clerks[25].primary[0]",
        '"w62" is not the id of any of the windows, in "pan-yue"',
        'did you mean "w26"?',
    ),
    "both posts of one window": (
        ("hall.toml", 'primary = ["w26"]', 'primary = ["w26"], backup = ["w25", "w26"]'),
        "clerks[25].backup[1]",
        '"pan-yue" has both the primary and the backup post of "w26"',
        None,
    ),
    "station's zone": (
        ("hall.toml", 'kind = "board", zone_id = "departments"', 'kind = "board", zone_id = "c"'),
        "stations[4].zone_id",
        '"c" is not the id of any of the zones, in "board-2"',
        None,
    ),
    "station's window": (
        ("hall.toml", 'kind = "panel", window_id = "w15"', 'kind = "panel", window_id = "w155"'),
        "stations[11].window_id",
        '"w155" is not the id of any of the windows, in "panel-w15"',
        'did you mean "w15"?',
    ),
    "panel without a window": (
        ("hall.toml", 'kind = "panel", window_id = "w15"', 'kind = "panel"'),
        "stations[11].window_id",
        'is missing: a panel station belongs to a window, in "panel-w15"',
        None,
    ),
    "rating terminal without a window": (
        ("hall.toml", 'kind = "rating", window_id = "w15"', 'kind = "rating"'),
        "stations[18].window_id",
        'is missing: a rating station belongs to a window, in "rating-w15"',
        None,
    ),
    "kiosk without a printer": (
        ("hall.toml", KIOSK_2, "devices = [] }"),
        "stations[1].devices",
        'a kiosk needs a ticket printer, in "kiosk-2"',
        None,
    ),
    "queue no window takes": (
        ("hall.toml", 'queue_ids = ["real-estate"]', 'queue_ids = ["delivery"]'),
        "queues[3].id",
        'no window takes the queue "real-estate"',
        "add it to the profile of a window",
    ),
    # what occurs once
    "window id twice": (
        ("hall.toml", W07, W07.replace('"w07"', '"w06"')),
        "windows[6].id",
        '"w06" occurs twice, first in windows[5]',
        None,
    ),
    "window number twice": (
        ("hall.toml", W07, W07.replace("number = 7", "number = 6")),
        "windows[6].number",
        '"6" occurs twice, first in windows[5]',
        None,
    ),
    "zone letter twice": (
        ("hall.toml", 'letter = "H"', 'letter = "G"'),
        "zones[7].letter",
        '"G" occurs twice, first in zones[6]',
        None,
    ),
    "staff number twice": (
        ("hall.toml", 'staff_number = "1061"', 'staff_number = "1051"'),
        "clerks[30].staff_number",
        '"1051" occurs twice, first in clerks[29]',
        None,
    ),
    "item id twice": (
        ("catalogue.toml", 'id = "senior-card"', 'id = "birth-registration"'),
        "items[1].id",
        '"birth-registration" occurs twice, first in items[0]',
        None,
    ),
    "device id twice": (
        ("hall.toml", 'id = "printer-2"', 'id = "printer-1"'),
        "stations[1].devices[0].id",
        '"printer-1" occurs twice, first in stations[0].devices[0]',
        None,
    ),
    "device URL twice": (
        ("hall.toml", "127.0.0.1:9102", "127.0.0.1:9101"),
        "stations[1].devices[0].url",
        '"socket://127.0.0.1:9101" occurs twice, first in stations[0].devices[0]',
        None,
    ),
    # single rules
    "device URL without a port": (
        ("hall.toml", "socket://127.0.0.1:9102", "socket://127.0.0.1"),
        "stations[1].devices[0].url",
        '"socket://127.0.0.1" names no device, in "printer-2"',
        "write one as in socket://192.168.1.30:9100",
    ),
    "series that looks like a digit": (
        ("hall.toml", 'series = "M"', 'series = "O"'),
        "queues[10].series",
        'I and O are taken for 1 and 0, in "assisted"',
        "use another letter",
    ),
    "time zone": (
        ("hall.toml", '"Asia/Shanghai"', '"Asia/Shangai"'),
        "time_zone",
        '"Asia/Shangai" is not a time zone',
        'did you mean "Asia/Shanghai"?',
    ),
    "closes before it opens": (
        ("policy.toml", 'closes_at = "17:00"', 'closes_at = "08:30"'),
        "hours.closes_at",
        '"08:30" is not later than opens_at, "09:00"',
        None,
    ),
    "day both off and worked": (
        ("policy.toml", "always = true", "open_days = [2027-01-03, 2027-01-01]"),
        "hours.open_days[1]",
        '"2027-01-01" is one of closed_days too',
        "say one of both",
    ),
    "unknown weekday": (
        ("policy.toml", "always = true", 'weekdays = ["mon", "tues"]'),
        "hours.weekdays[1]",
        '"tues" is none of mon, tue, wed, thu, fri, sat, sun',
        'did you mean "tue"?',
    ),
    "opens after the usual closing time": (
        ("policy.toml", 'opens_at = "09:00"\ncloses_at = "17:00"', 'opens_at = "18:00"'),
        "hours.closes_at",
        '"17:00" is not later than opens_at, "18:00"',
        None,
    ),
    "valid to before valid from": (
        ("catalogue.toml", 'id = "senior-card"', 'id = "senior-card"\nvalid_from = 2026-05-02\nvalid_to = 2026-05-01'),
        "items[1].valid_to",
        'lies before valid_from, in "senior-card"',
        "2026-05-02 is the first day",
    ),
    "promised for longer than the law allows": (
        (LAND, "promised_limit_days = 3", "promised_limit_days = 31"),
        "items[0].promised_limit_days",
        'is longer than the law allows, in "property-transfer"',
        'statutory_limit_days is "30"',
    ),
    "on the spot, but not today": (
        (LAND, 'kind = "promised"', 'kind = "instant"'),
        "items[0].promised_limit_days",
        'does not fit "instant", in "property-transfer"',
        "what is done on the spot is instant, and takes 0 days",
    ),
    "vague material": (
        (LAND, 'zh = "税费缴纳凭证"', 'zh = "税费凭证和其他材料"'),
        "items[0].materials[1].name.zh",
        '"其他材料" does not say what to bring or who it is, in "property-transfer"',
        "name each material, and the department",
    ),
    "vague department": (
        (LAND, 'zh = "先到法院解封"', 'zh = "请咨询有关部门"'),
        "items[0].situations[0].answers[0].ineligible.instead.zh",
        '"有关部门" does not say what to bring or who it is, in "property-transfer"',
        "name each material, and the department",
    ),
    "number of an item twice, in two files": (
        (LAND, 'number = "0601"', 'number = "0701"'),
        "items[0].number",
        '"0701" occurs twice, first in catalogue.toml: items[1]',
        None,
    ),
    "unknown icon": (
        ("catalogue.toml", 'id = "home", icon = "key"', 'id = "home", icon = "kay"'),
        "themes[1].icon",
        '"kay" is not the name of an icon, in "home"',
        'did you mean "key"?',
    ),
    "to verify what is no key": (
        ("catalogue.toml", 'to_verify = ["fee"]', 'to_verify = ["fees"]'),
        "items[1].to_verify[0]",
        '"fees" is not a key of an item, in "senior-card"',
        'did you mean "fee"?',
    ),
    "not confirmed, in a hall that is no demonstration": (
        ("hall.toml", "demonstration = true", "demonstration = false"),
        "items[1].to_verify",
        'nobody has confirmed fee, in "senior-card"',
        "confirm and take out of the list; only a hall with demonstration = true may offer it like this",
    ),
    # bundles
    "item of a bundle": (
        ("catalogue.toml", '["property-transfer", "birth', '["property-transfers", "birth'),
        "bundles[0].item_ids[0]",
        '"property-transfers" is not the id of any of the items, in "all-at-home"',
        'did you mean "property-transfer"?',
    ),
    "queue of a bundle": (
        (
            "catalogue.toml",
            '"birth-registration"], queue_id = "comprehensive"',
            '"birth-registration"], queue_id = "all"',
        ),
        "bundles[0].queue_id",
        '"all" is not the id of any of the queues, in "all-at-home"',
        None,
    ),
    "bundle done in one day": (
        ("catalogue.toml", '"birth-registration"], queue_id', '"birth-registration"], one_day = true, queue_id'),
        "bundles[0].item_ids[0]",
        '"property-transfer" takes "3" days, but "all-at-home" is done in one day',
        "take one_day out",
    ),
    "queue of a stage": (
        in_stages("comprehensiv", '["property-transfer", "birth-registration"]'),
        "bundles[0].stages[1].queue_id",
        '"comprehensiv" is not the id of any of the queues, in "bundles[0].stages[1]"',
        'did you mean "comprehensive"?',
    ),
    "item of a stage": (
        in_stages("cashier", '["property-transfer", "birth-registration", "senior-card"]'),
        "bundles[0].stages[1].item_ids[2]",
        '"senior-card" is not one of the item_ids of "all-at-home"',
        None,
    ),
    "item done in two stages": (
        in_stages("cashier", '["property-transfer", "birth-registration"]', '["birth-registration"]'),
        "bundles[0].stages[1].item_ids[1]",
        '"birth-registration" is done in two stages of "all-at-home"',
        None,
    ),
    "item in no stage": (
        in_stages("cashier", '["property-transfer"]'),
        "bundles[0].item_ids[1]",
        'no stage does "birth-registration", in "all-at-home"',
        "name it in a stage",
    ),
    "first stage in another queue": (
        in_stages("cashier", '["property-transfer", "birth-registration"]', first="instant"),
        "bundles[0].stages[0].queue_id",
        '"instant" is not where "all-at-home" waits, "comprehensive"',
        'the first stage waits in "comprehensive"',
    ),
    "department that leads a bundle": (
        ("catalogue.toml", _BUNDLE, _BUNDLE.replace(", queue_id", ', lead_department_id = "lend", queue_id')),
        "bundles[0].lead_department_id",
        '"lend" is not the id of any of the departments, in "all-at-home"',
        'did you mean "land"?',
    ),
    # questions
    "situation twice": (
        (LAND, 'id = "both-here"', 'id = "mortgage"'),
        "items[0].situations[2].id",
        '"mortgage" occurs twice, first in items[0].situations[1]',
        None,
    ),
    "answer twice": (
        (LAND, 'id = "agent"', 'id = "both"'),
        "items[0].situations[2].answers[1].id",
        '"both" occurs twice, first in items[0].situations[2].answers[0]',
        None,
    ),
    "an answer called unsure": (
        (LAND, 'id = "both", name', 'id = "unsure", name'),
        "items[0].situations[2].answers[0].id",
        '"unsure" is what people answer who cannot say, in "property-transfer"',
        "name an answer in unsure_counts_as instead",
    ),
    "leads to nowhere": (
        (LAND, 'leads_to = "both-here"', 'leads_to = "both-there"'),
        "items[0].situations[1].answers[0].leads_to",
        '"both-there" is not the id of any of the situations, in "property-transfer"',
        'did you mean "both-here"?',
    ),
    "question nobody is put": (
        (LAND, ', leads_to = "both-here"', ""),
        "items[0].situations[2].id",
        'no answer leads to "both-here", in "property-transfer"',
        "name it in a leads_to, or take it out",
    ),
    "questions in a circle": (
        (LAND, 'en = "Through an agent" }', 'en = "Through an agent" }, leads_to = "mortgage"'),
        "items[0].situations[1].answers",
        'the answers lead in a circle: both-here, mortgage, in "property-transfer"',
        "let one of them lead on, or to nothing",
    ),
    "a question that leads to itself": (
        (LAND, 'leads_to = "both-here"', 'leads_to = "mortgage"'),
        "items[0].situations[1].answers",
        'the answers lead in a circle: mortgage, in "property-transfer"',
        "let one of them lead on, or to nothing",
    ),
    "nobody is eligible": (
        (
            LAND,
            'en = "No" }, leads_to = "mortgage"',
            'en = "No" }, ineligible = { reason = { zh = "不", en = "No" }, basis = "《法》", '
            'instead = { zh = "去", en = "Go" } }',
        ),
        "items[0].situations[0].answers",
        'whatever is answered to "seized", nobody is eligible, in "property-transfer"',
        "one answer at least must let people through",
    ),
    "on from an answer that makes ineligible": (
        (LAND, 'name = { zh = "查封了", en = "Yes" }', 'name = { zh = "查封了", en = "Yes" }, leads_to = "mortgage"'),
        "items[0].situations[0].answers[0].leads_to",
        'nothing follows an answer that makes ineligible, in "property-transfer"',
        "take one of the two out",
    ),
    "unsure counts as an unknown answer": (
        (LAND, 'unsure_counts_as = "still-owing"', 'unsure_counts_as = "still-owning"'),
        "items[0].situations[1].unsure_counts_as",
        '"still-owning" is not the id of any of the answers, in "property-transfer"',
        'did you mean "still-owing"?',
    ),
    "unsure counts as ineligible": (
        (
            LAND,
            'answers = [\n    { id = "seized-yes"',
            'unsure_counts_as = "seized-yes"\nanswers = [\n    { id = "seized-yes"',
        ),
        "items[0].situations[0].unsure_counts_as",
        '"seized-yes" makes ineligible whoever cannot say, in "property-transfer"',
        "name the strictest answer that lets people through",
    ),
    # materials
    "material twice": (
        (LAND, 'id = "tax-receipts"', 'id = "id-card"'),
        "items[0].materials[1].id",
        '"id-card" occurs twice, first in items[0].materials[0]',
        None,
    ),
    "a material called like a situation": (
        (LAND, 'id = "tax-receipts"', 'id = "seized"'),
        "items[0].materials[1].id",
        '"seized" is a situation too, in "property-transfer"',
        "use another id",
    ),
    "one paper under two names": (
        (LAND, 'zh = "居民身份证"', 'zh = "身份证"'),
        "items[0].materials[0].name.zh",
        '"id-card" is called "居民身份证" in catalogue.toml: items[1].materials[0]',
        "call the same paper the same, or give it its own id",
    ),
    "later, but not by when": (
        (LAND, "deferral_days = 5\n", ""),
        "items[0].materials[1].essential",
        '"tax-receipts" may follow later, but it is not said by when, in "property-transfer"',
        "give the item deferral_days",
    ),
    "nothing that may follow later": (
        (LAND, "essential = false\n", ""),
        "items[0].deferral_days",
        'no material may follow later, in "property-transfer"',
        "take it out, or say essential = false of one",
    ),
    "condition on an unknown situation": (
        (LAND, 'needed_when = { mortgage = ["still-owing"] }', 'needed_when = { mortage = ["still-owing"] }'),
        "items[0].materials[2].needed_when.mortage",
        '"mortage" is not the id of any of the situations, in "property-transfer"',
        'did you mean "mortgage"?',
    ),
    "condition on an unknown answer": (
        (LAND, '"still-owing"] }', '"stil-owing"] }'),
        "items[0].materials[2].needed_when.mortgage[0]",
        '"stil-owing" is not the id of any of the answers to "mortgage", in "property-transfer"',
        'did you mean "still-owing"?',
    ),
    "condition on a situation that is no id": (
        (LAND, 'needed_when = { mortgage = ["still-owing"] }', 'needed_when = { "A B" = ["still-owing"] }'),
        "items[0].materials[2].needed_when.A B",
        '"A B" is not an id (small letters and digits, joined by hyphens), in "consent-of-bank"',
        None,
    ),
    "paper nobody needs: no answer": (
        (LAND, '["still-owing"] }', "[] }"),
        "items[0].materials[2].needed_when",
        'no way through the questions asks for "consent-of-bank", in "property-transfer"',
        "let one of the answers ask for it, or take the material out",
    ),
    "paper nobody needs: the answer makes ineligible": (
        (LAND, '{ mortgage = ["still-owing"] }', '{ seized = ["seized-yes"] }'),
        "items[0].materials[2].needed_when",
        'no way through the questions asks for "consent-of-bank", in "property-transfer"',
        "let one of the answers ask for it, or take the material out",
    ),
    "paper nobody needs: no way gives both answers": (
        (LAND, '{ mortgage = ["still-owing"], both-here', '{ mortgage = ["paid-back"], both-here'),
        "items[0].materials[3].needed_when",
        'no way through the questions asks for "authorisation", in "property-transfer"',
        "let one of the answers ask for it, or take the material out",
    ),
    "reason without words": (
        ("policy.toml", "[hours]", 'pause_reasons = ["rest", "meting"]\n[hours]'),
        "pause_reasons[1]",
        '"meting" has no words in config/languages/zh/common.toml, table [pause_reason]',
        'did you mean "meeting"?',
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_file_key_reason_and_suggestion(mistake: str, tmp_path: Path) -> None:
    edit, key, reason, suggestion = MISTAKES[mistake]
    file = "catalogue.toml" if mistake.startswith("not confirmed") else edit[0]
    assert Finding(file, key, reason, suggestion) in findings_of(tmp_path, edit)


# here several things are wrong at once: a question that leads to itself leads to no other, for example
SEVERAL = {"a question that leads to itself", "nobody is eligible", "condition on a situation that is no id"}
ALONE = [n for n in MISTAKES if MISTAKES[n][0][0] == LAND and "twice" not in n and n not in SEVERAL]
ALONE += [name for name in MISTAKES if MISTAKES[name][2].split(",")[0].endswith("any of the departments")]


@pytest.mark.parametrize("mistake", ALONE)
def test_a_single_mistake_is_the_only_finding(mistake: str, tmp_path: Path) -> None:
    assert len(findings_of(tmp_path, MISTAKES[mistake][0])) == 1


def test_mistakes_in_all_files_and_of_all_kinds_are_told_together(tmp_path: Path) -> None:
    together = ("unknown enum value", "item's queue", "vague material", "clock", "clerk's post")
    edits = [MISTAKES[name][0] for name in together]
    edits.append(("hall.toml", "number = 8,", "number = 6,"))
    keys = {(finding.file, finding.key) for finding in findings_of(tmp_path, *edits)}
    assert keys == {
        ("hall.toml", "windows[6].kind"),
        ("hall.toml", "windows[7].number"),
        ("hall.toml", "clerks[25].primary[0]"),
        (LAND, "items[0].queue_id"),
        (LAND, "items[0].materials[1].name.zh"),
        ("policy.toml", "hours.opens_at"),
    }


def test_the_error_reads_as_one_line_for_each_finding(tmp_path: Path) -> None:
    findings = findings_of(tmp_path, MISTAKES["clock"][0], MISTAKES["item's theme"][0])
    assert str(ConfigurationError(findings)).splitlines() == [
        'catalogue.toml: items[0].theme_ids[0]: "new-born" is not the id of any of the themes, in "birth-registration" '
        '(did you mean "newborn"?)',
        'policy.toml: hours.opens_at: "9:00" is not a time of day, like 09:00',
    ]


def test_a_line_break_in_a_key_does_not_break_the_line_of_its_finding(tmp_path: Path) -> None:
    findings = findings_of(tmp_path, ("policy.toml", "[hours]", '"a\\nb" = 1\n[hours]'))
    assert str(findings[0]) == "policy.toml: a b: is not a key that belongs here"


def test_broken_toml_is_told_with_its_line_and_the_other_files_are_still_checked(tmp_path: Path) -> None:
    broken = ("catalogue.toml", 'kind = "instant"\ntype = "confirmation"', 'kind = "instant')
    toml, clock = findings_of(tmp_path, broken, MISTAKES["clock"][0])
    line = SOUND["catalogue.toml"].splitlines().index('kind = "instant"') + 1
    assert (toml.file, toml.key) == ("catalogue.toml", f"line {line}")
    assert toml.reason.startswith("is not TOML: ")
    assert clock.key == "hours.opens_at"


def test_missing_files_are_all_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "nowhere")
    assert [finding.file for finding in caught.value.findings] == ["hall.toml", "catalogue.toml", "policy.toml"]
    assert all(finding.reason.startswith("is missing in ") for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes("名".encode("gbk")), "is not UTF-8 text"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be read: Is a directory"),
        (lambda path: path.write_text("a = " + "[" * 5_000 + "]" * 5_000), "is nested too deeply"),
        (lambda path: path.write_text("a = " + "9" * 5_000), "is not TOML: "),
    ],
    ids=["not UTF-8", "a folder", "too deep", "too long a number"],
)
def test_an_unreadable_file_is_told(spoil: Callable[[Path], object], reason: str, tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    spoil(tmp_path / "policy.toml")
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path)
    (finding,) = caught.value.findings
    assert finding.file == "policy.toml"
    assert finding.reason.startswith(reason)


# --- any corruption of the sample ----------------------------------------------------------------------------------

_VALUE = re.compile(r'(?<== )(?:"[^"\n]*"|true|false|\d+)')

VALUES = st.one_of(
    st.sampled_from(
        ['""', '" "', "0", "-1", "nan", "1e999", "true", "[]", "[[]]", "{}", '[""]', '[{ id = "a" }]', "07:00:00"]
    ),
    st.sampled_from(["2026-02-30", "2026-01-01", "0001-01-01T00:00:00Z", '"w01"', '"wang-min"', "0x" + "f" * 6_000]),
    st.text(st.characters(codec="utf-8"), max_size=8),
)


@st.composite
def corrupted(draw: st.DrawFn) -> dict[str, str]:
    """The sample with one to four places spoilt: values exchanged, lines lost or doubled, text cut out or put in."""
    texts = dict(SOUND)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(FILES))
        text = texts[name]
        match draw(st.sampled_from(["value", "lose line", "double line", "cut", "insert"])):
            case "value" if places := list(_VALUE.finditer(text)):
                place = draw(st.sampled_from(places))
                texts[name] = text[: place.start()] + draw(VALUES) + text[place.end() :]
            case "lose line" | "double line" as change:
                lines = text.splitlines(keepends=True) or [""]
                at = draw(st.integers(0, len(lines) - 1))
                lines[at] *= 2 if change == "double line" else 0
                texts[name] = "".join(lines)
            case "cut":
                start = draw(st.integers(0, len(text)))
                texts[name] = text[:start] + text[start + draw(st.integers(1, 200)) :]
            case _:
                start = draw(st.integers(0, len(text)))
                texts[name] = text[:start] + draw(st.text(st.characters(codec="utf-8"), max_size=20)) + text[start:]
    return texts


@given(corrupted())
@example(SOUND | {"hall.toml": SOUND["hall.toml"].replace("number = 1,", "number = 0x" + "f" * 6_000 + ",")})
@example(SOUND | {"hall.toml": SOUND["hall.toml"].replace('kind = "cashier"', "kind = [0x" + "f" * 6_000 + "]")})
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_the_files_hold_loading_gives_a_configuration_or_names_the_files_at_fault(
    tmp_path: Path, texts: dict[str, str]
) -> None:
    write(tmp_path, texts)
    outcome = outcome_of(tmp_path)
    if isinstance(outcome, HallConfiguration):
        assert HallConfiguration.parse(outcome.content) == outcome
    else:
        assert outcome.findings
        assert {finding.file for finding in outcome.findings} <= set(FILES)
        assert len(str(outcome).splitlines()) == len(outcome.findings)


def outcome_of(folder: Path) -> HallConfiguration | ConfigurationError:
    try:
        return load(folder)
    except ConfigurationError as error:
        return error


def test_no_queue_has_the_series_of_the_paper_roll(tmp_path: Path) -> None:
    rolled = ("policy.toml", 'paper_series = "Z"', 'paper_series = "M"')
    (finding,) = findings_of(tmp_path, rolled)
    assert (finding.file, finding.key) == ("hall.toml", "queues[10].series")
    assert finding.reason == '"assisted" has the series of the paper roll, paper_series'
