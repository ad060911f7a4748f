import pytest

from tests.listening.heard import Call, understood


@pytest.mark.parametrize(
    ("heard", "call"),
    [
        ("请A012号到3号综合窗口办理。", Call("A", "012", 3)),
        ("请C零幺二号,到十二号即办窗口办理", Call("C", "012", 12)),
        ("请第三57号到二十一号窗口", Call("", "357", 21)),
        ("请K468号", Call("K", "468", None)),
        ("请E415号２到十七号窗口办理。", Call("E", "415", 17)),
        ("请K六七要好，到十二号窗口办理。", Call("K", "671", 12)),
        ("请G三四遥号，到十二号窗口办理。", Call("G", "341", 12)),
        ("请一零三六号，到十二号窗口办理。", Call("", "036", 12)),
        ("请一零三号，到二十号窗口办理。", Call("", "103", 20)),
        ("", Call("", "", None)),
    ],
)
def test_what_was_heard_in_mandarin(heard: str, call: Call) -> None:
    assert understood(heard, "zh") == call


@pytest.mark.parametrize(
    ("heard", "call"),
    [
        ("Number A012. Window 3, General Services.", Call("A", "012", 3)),
        ("Number C zero one 2, window 12", Call("C", "012", 12)),
    ],
)
def test_what_was_heard_in_english(heard: str, call: Call) -> None:
    assert understood(heard, "en") == call
