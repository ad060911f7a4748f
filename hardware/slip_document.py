"""What is on a slip (号单), said without any printer in mind: a `Document` is a sequence of blocks, from top to bottom.

`slip_picture` draws it as dots, `slip_text` sets it in a printer's own type. Every document ends with a feed and a cut.

    Document((
        Masthead("安和区政务服务大厅"),
        Rule(),
        Text("您的号码", align=Align.CENTRE),
        Text("A012", Size.NUMBER, bold=True, align=Align.CENTRE),
        Rule(dashed=True),
        Seal("B", "区", (Text("请到 B 区等候", Size.HEADING, bold=True), Text("综合窗口，1 至 8 号"))),
        Columns(Text("前面 12 人"), Text("大约要等")),
        Dots(12, Text("15–25 分钟", Size.HEADING, bold=True)),
        Qr("https://…/t/…", (Text("手机看排队", Size.TITLE, bold=True),)),
        Checklist(("经营场所布局图",)),
    ))
"""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TypeAlias


class Size(IntEnum):
    """Type sizes of a slip, in dots (203 dots per inch). Nothing on a slip is smaller than FLOOR."""

    NUMBER = 216  # the ticket number; shrinks as far as one line needs
    HEADING = 40
    TITLE = 36
    BODY = 28
    SMALL = 26
    FLOOR = 24


class Align(Enum):
    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. It breaks at sensible places, or where `\\n` says; `lead` are bold words in front of it."""

    text: str
    size: Size = Size.BODY
    bold: bool = False
    align: Align = Align.LEFT
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Masthead:
    """The mark and the hall's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Two short texts on one line, at its left and right end. If both do not fit, they stand below one another."""

    left: Text
    right: Text


@dataclass(frozen=True, slots=True)
class Seal:
    """The place to go: a black square with a letter or number and a caption under it, `lines` beside it."""

    letter: str
    caption: str
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """One hollow dot for everybody ahead, up to what the width allows, then "+"; the solid last one is you.

    `right` stands at the end of the same line. The exact count must stand in words beside it.
    """

    count: int
    right: Text | None = None


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code (printable ASCII, at most 250 characters), `lines` beside it."""

    data: str
    lines: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not (self.data.isascii() and self.data.isprintable() and 0 < len(self.data) <= 250):
            raise ValueError(f"a slip's QR code holds 1 to 250 printable ASCII characters, not {self.data!r}")


@dataclass(frozen=True, slots=True)
class Checklist:
    """Each item with an empty box to tick."""

    items: tuple[str, ...]
    size: Size = Size.BODY


@dataclass(frozen=True, slots=True)
class Space:
    dots: int = 16


Block: TypeAlias = Masthead | Rule | Text | Columns | Seal | Dots | Qr | Checklist | Space


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...]
