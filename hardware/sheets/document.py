"""What is on a sheet of A4 paper, said without any printer or page in mind: a `Sheet` is a sequence of blocks.

`layout` sets it on as many pages as it needs. A sheet is black on white: it is copied, faxed and printed on whatever
toner is left. Its type is the hall's sans, so that nobody takes it for an official notice, which is set in a serif.

    Sheet(
        hall="安和区政务服务大厅", at="2026-11-23 09:41 · 1 号自助机",
        title="预审结果单", subject="食品经营许可（新办）",
        blocks=(
            Panel("file-alert", "还差 2 份，补齐就能办", (Para("这是预审意见，不是决定"),), code="07RJ-K7M2-QX"),
            Heading("要补的 2 份，都在这里"),
            Table((Column("材料", 3), Column("到哪里拿", 4)), (Row(((Para("营业执照", bold=True),), (Para("…"),))),)),
        ),
        foot=("咨询 0000-6601 2345",), page_of="第 {page} 页，共 {pages} 页",
    )
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Size(float, Enum):
    """Type sizes in points. Visual language, section 3, notice A4 at 96 dpi: 34, 18, 16, 14.5 and 13 px."""

    TITLE = 25.5
    VERDICT = 19.5
    HEADING = 13.5
    BODY = 12.0
    SMALL = 10.9
    FLOOR = 9.75


class Align(Enum):
    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `lead` are bold words in front of it; `mark` hangs before it (a step's number)."""

    text: str
    size: Size = Size.BODY
    bold: bool = False
    align: Align = Align.LEFT
    lead: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Of what follows it; never the last thing on a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the sheet is about in one sentence, in a frame; beside it a QR code with `code_lines` below.

    `icon`: a name of `config.icons`, drawn white in a black disc; empty without one. `code`: printable ASCII.
    """

    icon: str
    heading: str
    lines: tuple[Para, ...] = ()
    code: str = ""
    code_lines: tuple[Para, ...] = ()


Cell: TypeAlias = tuple[Para, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the table's width, beside the shares of the others."""

    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every page; without a title there is no head.

    `ticks`: each row begins with an empty box to tick. Every row has one cell for each column.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ticks: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has one cell for each column")


@dataclass(frozen=True, slots=True)
class Checks:
    """Short things with an empty box to tick each, two beside one another where they are short enough."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Paragraphs in a frame of their own."""

    lines: tuple[Para, ...]


Block: TypeAlias = Para | Heading | Panel | Table | Checks | Note


@dataclass(frozen=True, slots=True)
class Sheet:
    """`at`: when and where, at the upper right. `foot` stands on every page, `page_of` with {page} and {pages}.

    `language` as in BCP 47; `made_at_ms` is what the file says of its making.
    """

    hall: str
    at: str
    title: str
    subject: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    page_of: str
    language: str = "zh-CN"
    made_at_ms: int = 0
