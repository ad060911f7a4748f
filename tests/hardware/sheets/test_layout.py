"""Sheets on pages: everything is there, in its order, inside the margins, and pages break where they may."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.sheets import layout, typeface
from hardware.sheets.document import (
    Align,
    Block,
    Checks,
    Column,
    Heading,
    Note,
    Panel,
    Para,
    Sheet,
    Size,
    Table,
)
from hardware.sheets.layout import Disc, Frame, Mark, Modules, Page, Rule, Words


def sheet(*blocks: Block, subject: str = "食品经营许可（新办）", foot: tuple[str, ...] = ("咨询 0000",)) -> Sheet:
    at = "2026-11-23 09:41 1 号自助机"
    return Sheet("安和区政务服务大厅", at, "预审结果单", subject, blocks, foot, "第 {page} 页，共 {pages} 页")


def said(page: Sequence[Mark]) -> str:
    return "".join(mark.text for mark in page if isinstance(mark, Words) and not mark.icon)


def body(pages: Sequence[Page]) -> str:
    """What all pages say but for foot, head and running heads."""
    words = []
    for page in pages:
        foot = max(mark.y for mark in page if isinstance(mark, Rule) and mark.x == layout.LEFT and _across(mark))
        words += [mark.text for mark in page if isinstance(mark, Words) and not mark.icon and mark.y < foot]
    return "".join(words)


def _across(rule: Rule) -> bool:
    return rule.to_x == layout.RIGHT and rule.y == rule.to_y


def row(name: str, *others: str) -> tuple[tuple[Para, ...], ...]:
    return ((Para(name, bold=True),), *((Para(other, Size.SMALL),) for other in others))


COLUMNS = (Column("材料", 3), Column("到哪里拿", 4))
LETTERS = st.text(alphabet="安和区政务服务大厅营业执照，。（）AB cd12 𠮷㙍", min_size=1, max_size=400)
SHORT = st.text(alphabet="安和区营业执照（）AB cd12", min_size=1, max_size=40)
BLOCKS = st.one_of(
    st.builds(Para, LETTERS, st.sampled_from([Size.BODY, Size.SMALL]), st.booleans(), st.sampled_from(Align)),
    st.builds(Heading, SHORT),
    st.builds(Checks, st.lists(LETTERS, min_size=1, max_size=9).map(tuple)),
    st.builds(Note, st.lists(st.builds(Para, LETTERS), min_size=1, max_size=4).map(tuple)),
    st.builds(
        lambda rows, ticks: Table(COLUMNS, tuple(row(*pair) for pair in rows), ticks),
        st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=30),
        st.booleans(),
    ),
)


def extent(mark: Mark) -> tuple[float, float, float, float]:
    match mark:
        case Words(x, y, text, size, bold, _, icon):
            reach = size if icon else typeface.width(text, size, bold)
            return x, y - 0.88 * size, x + reach, y + 0.29 * size
        case Rule(x, y, to_x, to_y):
            return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
        case Frame(x, y, width, height):
            return x, y, x + width, y + height
        case Disc(x, y, radius):
            return x - radius, y - radius, x + radius, y + radius
        case Modules(x, y, side, rows):
            return x, y, x + side * len(rows), y + side * len(rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=12), st.lists(SHORT, max_size=4).map(tuple))
def test_whatever_is_on_a_sheet_stands_inside_its_margins(blocks: list[Block], foot: tuple[str, ...]) -> None:
    for page in layout.pages(sheet(*blocks, foot=foot)):
        for mark in page:
            left, top, right, bottom = extent(mark)
            assert layout.LEFT - 1.5 <= left <= right <= layout.RIGHT + 1.5, mark
            assert layout.TOP - 3 <= top <= bottom <= layout.BOTTOM + 1, mark


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(Para, SHORT), st.builds(Heading, SHORT), st.builds(Note, st.tuples(st.builds(Para, LETTERS)))
        ),
        max_size=40,
    )
)
def test_nothing_is_left_out_and_everything_comes_in_its_order(blocks: list[Block]) -> None:
    pages = layout.pages(sheet(*blocks, subject=""))
    bare = lambda words: re.sub(r"\s", "", words)  # noqa: E731
    wanted = "".join(
        bare("".join(line.text for line in each.lines) if isinstance(each, Note) else each.text)
        for each in blocks
        if isinstance(each, Para | Heading | Note)
    )
    told = bare(body(pages))
    told = told.replace(bare("安和区政务服务大厅2026-11-23 09:41 1 号自助机"), "", 1).replace("预审结果单", "")
    assert told == wanted


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=8))
def test_a_heading_is_never_torn_from_what_follows_it(groups: list[tuple[int, int]]) -> None:
    blocks: list[Block] = []
    for number, (lines, rows) in enumerate(groups):
        blocks += [Para(f"段{number}") for _ in range(lines)]
        blocks += [Heading(f"标题{number}"), Table(COLUMNS, tuple(row(f"行{number}", "某处" * 9) for _ in range(rows)))]
    for page in layout.pages(sheet(*blocks)):
        words = [mark.text for mark in page if isinstance(mark, Words)]
        for at, word in enumerate(words):
            if word.startswith("标题"):
                assert words[at + 1 : at + 4] == ["材料", "到哪里拿", f"行{word[2:]}"]


@pytest.mark.parametrize("number", [1, 5, 14, 15, 16, 17, 40, 120])
def test_a_long_table_goes_on_under_its_head_and_loses_no_row(number: int) -> None:
    table = Table(COLUMNS, tuple(row(f"材料甲{at}", "某处领取" * 6) for at in range(number)), ticks=True)
    pages = layout.pages(sheet(table))
    words = [[mark.text for mark in page if isinstance(mark, Words)] for page in pages]
    assert [word for page in words for word in page if word.startswith("材料甲")] == [
        f"材料甲{at}" for at in range(number)
    ]
    for at, page in enumerate(words, 1):
        assert page.count("材料") == 1
        assert page[-1] == f"第 {at} 页，共 {len(pages)} 页"
        assert at == 1 or page[0].startswith("预审结果单")
    boxes = [mark for page in pages for mark in page if isinstance(mark, Frame) and mark.width == layout.TICK_SIDE]
    assert len(boxes) == number
    assert len(pages) == 1 or sum(word.startswith("材料甲") for word in words[-1]) > 1


def test_a_row_taller_than_a_page_goes_on_overleaf_whole() -> None:
    long = "".join(f"第{at}条" for at in range(2_000))
    pages = layout.pages(sheet(Table(COLUMNS, (row("全文", long),))))
    assert len(pages) > 2
    assert long in re.sub("预审结果单  食品经营许可（新办）|材料到哪里拿", "", body(pages))


def test_blocks_stand_closer_where_that_saves_a_page() -> None:
    blocks: list[Block] = []
    for at in range(60):
        blocks += [Heading(f"第{at}段"), Para("一行")]
        pages = layout.pages(sheet(*blocks))
        if len(pages) == 2:
            break
    saved = sheet(*blocks[:-2])  # the same without the last, and as it would be with all of the gaps
    assert len(layout._set(saved, layout._Foot(saved).top, 1.0)) == 2
    assert len(layout.pages(sheet(*blocks[:-2]))) == 1


def test_rows_stand_closer_where_that_saves_a_page() -> None:
    rows = [tuple((Para("材料", Size.SMALL),) for _ in COLUMNS)]
    while len(layout.pages(sheet(Table(COLUMNS, tuple(rows))))) == 1:
        rows.append(rows[0])
    saved = sheet(Table(COLUMNS, tuple(rows[:-1])))
    assert len(layout._set(saved, layout._Foot(saved).top, 1.0)) == 2


@pytest.mark.parametrize("lines", range(28, 44))
def test_a_short_table_without_a_head_is_not_cut(lines: int) -> None:
    table = Table((Column("", 1),), tuple(((Para(f"回答{at}", Size.SMALL),),) for at in range(5)))
    pages = layout.pages(sheet(*[Para(f"第{at}行") for at in range(lines)], Heading("您的回答"), table))
    (page,) = [page for page in pages if "回答0" in said(page)]
    assert "您的回答回答0回答1回答2回答3回答4" in said(page)


def test_two_tables_stand_apart() -> None:
    table = Table(COLUMNS, (row("营业执照", "某处"),))
    (page,) = layout.pages(sheet(table, table))
    lines = sorted(mark.y for mark in page if isinstance(mark, Rule) and mark.thickness == layout.THICK)
    assert lines[2] - lines[1] == pytest.approx(layout.TABLES_APART)


def test_the_hanzi_of_a_title_stand_apart_and_in_the_middle() -> None:
    (page,) = layout.pages(sheet())
    (title,) = [mark for mark in page if isinstance(mark, Words) and mark.text == "预审结果单"]
    assert title.tracking > 0
    reach = typeface.width(title.text, title.size, True) + 4 * title.tracking
    assert title.x + reach / 2 == pytest.approx((layout.LEFT + layout.RIGHT) / 2)


def test_a_panel_without_sign_or_code_has_neither() -> None:
    (page,) = layout.pages(sheet(Panel("", "约好了")))
    assert not [mark for mark in page if isinstance(mark, Modules) or (isinstance(mark, Words) and mark.icon)]


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="cell"):
        Table(COLUMNS, ((Para("a"),),))  # type: ignore[arg-type]  # what is refused
