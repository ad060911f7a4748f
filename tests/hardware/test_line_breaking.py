import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.line_breaking import wrap


def cells(text: str) -> float:
    return sum(1 if char <= "\x7f" else 2 for char in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("食品经营许可", 20, ["食品经营许可"]),
        ("食品经营许可（新办）", 16, ["食品经营许可", "（新办）"]),
        ("30 分钟内到窗口说一声，往后排 3 位", 24, ["30 分钟内到窗口说一声，", "往后排 3 位"]),
        ("大约要等 30 分钟", 12, ["大约要等", "30 分钟"]),
        ("一二三四五六七八九", 16, ["一二三四五六", "七八九"]),
        ("Anhe District Government Service Hall", 34, ["Anhe District Government", "Service Hall"]),
        ("Tell the window within 30 minutes", 26, ["Tell the window within", "30 minutes"]),
        ("第一行\n第二行", 40, ["第一行", "第二行"]),
        ("http://example.cn/abcdefghij", 12, ["http://", "example.cn/", "abcdefghij"]),
        ("abcdefghijklmnopqrstuvwxyz", 10, ["abcdefghij", "klmnopqrst", "uvwxyz"]),
        ("", 10, [""]),
    ],
)
def test_lines_end_where_a_reader_would_end_them(text: str, width: float, lines: list[str]) -> None:
    assert wrap(text, width, cells) == lines


def test_no_line_starts_with_punctuation_or_ends_with_an_opening_bracket() -> None:
    text = "请带身份证（原件）、户口本；不用复印，也不用拍照。材料不全？先问“咨询”窗口。"
    for width in range(8, 60):
        lines = wrap(text, width, cells)
        assert not [line for line in lines if line[0] in "）、；，。？”"]
        assert not [line for line in lines if line[-1] in "（“"]


words = st.text("的一是在不了有和人这ABab12 ，。（）", max_size=60)


@given(words, st.integers(12, 60))
def test_every_line_fits_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    stiff = 1 + max((len(run) for run in text.split(" ")), default=0)  # a run of marks that may not be parted
    assert all(cells(line) <= max(width, 2 * stiff) for line in lines)


@given(st.text("办理食品经营许可证", min_size=4, max_size=60), st.integers(10, 60))
def test_chinese_always_fits_and_never_leaves_one_or_two_characters_over(text: str, width: int) -> None:
    lines = wrap(text, width, cells)
    assert all(cells(line) <= width for line in lines)
    assert len(lines) == 1 or len(lines[-1]) > 2
