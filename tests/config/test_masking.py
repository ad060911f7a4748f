import pytest

from config import ethnic_group, masking


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("  ", ""),
        ("李", "*"),
        ("张三", "张*"),
        ("李小明", "李**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),  # two characters: a surname and a given name
        ("阿卜杜拉·买买提", "阿*******"),
        ("𠮷田", "𠮷*"),
        ("MARIA DA SILVA", "M**** D* S****"),
        ("J Li", "* L*"),
    ],
)
def test_a_name_shows_its_surname_only(name: str, masked: str) -> None:
    assert masking.name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110105********002X"),
        ("USA110099010112", "U************12"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_an_id_number_never_shows_its_birth_date(number: str, masked: str) -> None:
    assert masking.id_number(number) == masked


@pytest.mark.parametrize(("number", "masked"), [("13812341234", "138****1234"), ("95588", "*****")])
def test_a_mobile_number_hides_its_middle(number: str, masked: str) -> None:
    assert masking.mobile(number) == masked


def test_the_ethnic_groups_have_their_numbers() -> None:
    known = {"01": "汉", "03": "回", "11": "满", "30": "土", "46": "德昂", "56": "基诺", "97": "其他"}
    assert {code: ethnic_group.name(code) for code in known} == known
    assert len(ethnic_group.NAMES) == 58
    assert ethnic_group.name("57") is None
