"""The search finds what is meant, the likeliest first, however it is typed; garbage finds nothing and does no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Bundle, Catalogue, ServiceItem
from config.loading import SAMPLE, load
from config.model import Name
from config.search import Index

HALL = load(SAMPLE)
INDEX = Index.of(HALL.catalogue, HALL.plan.departments)


def ids(query: str, limit: int = 50) -> list[str]:
    return [found.id for found in INDEX.find(query, limit)]


def index_of(*names: str) -> Index:
    """Of items with these Chinese names, which are their ids and their English names too."""
    item = HALL.catalogue.items[0]
    items = tuple(
        item.model_copy(update={"id": name, "number": f"{number:04}", "name": Name(zh=name, en="x")})
        for number, name in enumerate(names)
    )
    return Index.of(Catalogue(themes=(), items=items))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("0101", "food-licence-new"),
        ("食品经营许可（新办）", "food-licence-new"),
        ("食品经营许可新办", "food-licence-new"),
        ("食品经营许可变", "food-licence-change"),
        ("spjyxkxb", "food-licence-new"),
        ("SPJYXKXB", "food-licence-new"),
        ("ｓｐｊｙｘｋｘｂ", "food-licence-new"),
        ("shipinjingyingxukexinban", "food-licence-new"),
        ("shi pin jing ying xu ke xin ban", "food-licence-new"),
        ("spjingyxkxinb", "food-licence-new"),
        ("食品jyxkx", "food-licence-new"),
        ("sfzhl", "identity-card-renewal"),
        ("shfzhhl", "identity-card-renewal"),
        ("identity card renewal", "identity-card-renewal"),
        ("Renewal of an identity card", "identity-card-renewal"),
        ("renewal identity", "identity-card-renewal"),
        ("qiyekaiban", "company-start"),
        ("qykb", "company-start"),
        ("新生儿出生一件事", "newborn"),
    ],
)
def test_what_is_meant_comes_first_however_it_is_typed(query: str, first: str) -> None:
    assert ids(query)[0] == first


@pytest.mark.parametrize("item", HALL.catalogue.items, ids=lambda item: item.id)
def test_every_item_is_found_first_by_its_number_and_by_its_name(item: ServiceItem) -> None:
    assert ids(item.number)[0] == item.id
    assert ids(item.name.zh)[0] == item.id
    assert ids(item.name.en)[0] == item.id


@pytest.mark.parametrize("bundle", HALL.catalogue.bundles, ids=lambda bundle: bundle.id)
def test_every_bundle_is_found_by_its_name(bundle: Bundle) -> None:
    assert INDEX.find(bundle.name.zh)[0] == bundle


def test_a_character_is_found_under_each_of_its_readings() -> None:
    index = index_of("银行开户", "行车证", "旅行社许可", "重庆路证明", "会计资格")
    assert [found.id for found in index.find("yinhang")] == ["银行开户"]
    assert [found.id for found in index.find("yinxing")] == ["银行开户"]
    assert [found.id for found in index.find("hangche")] == ["行车证"]
    assert [found.id for found in index.find("lvxingshe")] == ["旅行社许可"]
    assert [found.id for found in index.find("luxs")] == ["旅行社许可"]
    assert [found.id for found in index.find("chongqing")] == [found.id for found in index.find("zhongqing")]
    assert [found.id for found in index.find("kuaiji")] == ["会计资格"]


def test_a_half_typed_syllable_is_enough_and_a_wrong_one_finds_nothing() -> None:
    index = index_of("居住证", "营业执照")
    assert [found.id for found in index.find("juzh")] == ["居住证"]
    assert [found.id for found in index.find("juzhuz")] == ["居住证"]
    assert index.find("juzx") == ()
    assert index.find("juzhuzhengg") == ()


def test_the_surer_recognition_comes_first() -> None:
    index = index_of("补换身份证", "身份证", "身份证补领", "深房证", "省身份证馆")
    assert [found.id for found in index.find("身份证")] == ["身份证", "身份证补领", "省身份证馆", "补换身份证"]
    assert [found.id for found in index.find("sfz")] == ["身份证", "深房证", "身份证补领", "省身份证馆", "补换身份证"]


def test_a_number_half_typed_gives_the_items_in_the_order_of_their_numbers() -> None:
    found = [item.number for item in INDEX.find("02") if isinstance(item, ServiceItem)]
    assert found == sorted(found)
    assert len(found) == sum(item.number.startswith("02") for item in HALL.catalogue.items)


def test_the_name_of_a_department_or_a_theme_finds_its_items_behind_what_has_the_name_itself() -> None:
    police = {item.id for item in HALL.catalogue.items if item.department_id == "police"}
    for typed in ("公安局", "gaj", "gonganju", "Public Security"):
        assert set(ids(typed)) >= police, typed
    care = {item.id for item in HALL.catalogue.items if "care" in item.theme_ids}
    assert set(ids("养老助残")) == care
    by_name = [found.id for found in INDEX.find("公积金") if "公积金" in found.name.zh]
    assert ids("公积金")[: len(by_name)] == by_name


def test_without_departments_their_names_find_nothing() -> None:
    assert Index.of(HALL.catalogue).find("公安局") == ()


@pytest.mark.parametrize(
    "garbage",
    ["", " ", "　", "。", "（）", "%_*", "\0", "\ud800", "zzzzqqq", "9" * 1_000, "食" * 1_000, "s" * 1_000, "x " * 500],
)
def test_garbage_finds_nothing(garbage: str) -> None:
    assert INDEX.find(garbage) == ()


def test_no_more_than_asked_for_are_given_and_the_likeliest_of_all() -> None:
    assert ids("s", 5) == ids("s", 500)[:5]
    assert INDEX.find("s", 0) == ()
    assert INDEX.find("s", -1) == ()


@given(st.text(max_size=30) | st.text("shzcpi gn身份证食品0127 ", max_size=20))
def test_whatever_is_typed_finds_each_entry_at_most_once(typed: str) -> None:
    found = INDEX.find(typed, 1_000)
    assert len({(type(entry), entry.id) for entry in found}) == len(found)
    assert INDEX.find(typed.upper(), 1_000) is not None
    assert INDEX.find(f" {typed} ", 1_000) == found


@given(st.sampled_from(HALL.catalogue.items), st.data())
def test_any_piece_of_a_name_finds_its_item(item: ServiceItem, data: st.DataObject) -> None:
    name = item.name.zh
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert not any(map(str.isalnum, piece)) or item in INDEX.find(piece, 1_000)
