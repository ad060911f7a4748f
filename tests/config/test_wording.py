"""The house style finds what it should, and nothing in texts that keep it."""

import pytest

from config import wording

KEPT = [
    ("zh", "请 {number} 号到 {window} 号综合窗口办理"),
    ("zh", "大约要等 15–25 分钟，{low}–{high} 分钟"),
    ("zh", "{month}月{day}日"),  # what fills a placeholder is not known here
    ("zh", "09:00 开放；“办不成事”请到 24 号窗口（A 区）"),
    ("zh", "营业时间 09:00–17:00。"),
    ("zh", "English"),
    ("zh", "{window} 的 A岗或 B岗"),
    ("en", "Window {number}, zone {letter}"),
    ("en", "中文"),
    ("en", "Braces {{like these}} are fine"),
]

BROKEN = [
    ("zh", "", "is empty"),
    ("zh", " ", "is empty"),
    ("zh", "您好,请取号", "has half-width punctuation beside Chinese: “您好,请取号”"),
    ("zh", "请取号.", "has half-width punctuation beside Chinese: “请取号.”"),
    ("zh", "窗口(综合)", "has half-width punctuation beside Chinese: “窗口(综合)”"),
    ("zh", "等15 分钟", "has no space between Chinese and a letter or digit: “等15 分”"),
    ("zh", "的A岗", "has no space between Chinese and a letter or digit: “的A岗”"),
    ("zh", "B区", "has no space between Chinese and a letter or digit: “B区”"),
    ("zh", "{n} 号 窗口", "has a space between Chinese characters: “{} 号 窗口”"),
    ("zh", "您好， 请取号", "has a space beside full-width punctuation: “您好， 请取号”"),
    ("zh", '点"取号"', 'has straight quotation marks, write “ ”: “点"取号"”'),
    ("zh", "取号成功！", "has an exclamation mark: “号成功！”"),
    ("zh", "系统正忙", "says 系统: say what it is or does"),
    ("zh", "禁止吸烟", "says 禁止: say what to do instead"),
    ("zh", "你好", "says 你: say 您"),
    ("zh", "{number", "has braces that are not a placeholder: "),
    ("en", "Done!", "has an exclamation mark: “one!”"),
    ("en", "Window，3", "has Chinese characters or punctuation in English: “dow，3”"),
    ("en", "two  spaces", "has two spaces in a row: “two  spa”"),
]


@pytest.mark.parametrize(("language", "text"), KEPT)
def test_a_text_in_the_house_style_has_no_faults(language: str, text: str) -> None:
    assert list(wording.faults(text, language)) == []


@pytest.mark.parametrize(("language", "text", "fault"), BROKEN)
def test_a_fault_is_told_with_its_place(language: str, text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in wording.faults(text, language)), list(
        wording.faults(text, language)
    )


def test_placeholders_are_found_by_name() -> None:
    assert wording.placeholders("{a} and {b:>3}, {{c}}") == {"a", "b"}
