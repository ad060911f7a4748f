"""Exports: to whom the hall's ratings are told, in whose form, and what the hall cannot know of itself.

Three forms are known: the national data standard GB/T 39046-2020 (table 9, 政务服务绩效评价), the report interface of
Zhejiang, and the window-pad push of Guangdong ("EvaluationSend"). Their codes run in opposite directions; the tables
stand in `queue_server.exports.codes`. The standard says how data is written and not how it travels, and neither
province publishes which of its fields may be left out: whatever is not confirmed is a key here, and no conformity is
claimed.

Secrets never stand here: the key of a receiver comes from the environment (`HALL_EXPORT_KEY_…`).
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field

from config.entries import Entry, repeated
from config.findings import Finding, did_you_mean, quoted
from config.model import Id, Model

TOLD_AT_ONCE: Final = 5  # of many that lack the same, the first few are named

Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$", description="digits and letters", max_length=64)]
FieldName = Annotated[str, Field(pattern=r"^\w{1,40}$", description="the name of a field")]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$", description="the name of a header")]
# where a rating may come from, as `contract.commands.RatingChannel` names it, and what a hall's rule took for granted
Channel = Literal[
    "terminal",
    "keypad",
    "kiosk",
    "ticket_page",
    "telephone",
    "suggestion_box",
    "letter",
    "in_person",
    "default",
]
StageName = Literal["consultation", "acceptance", "examination", "delivery"]


class Form(StrEnum):
    """In which form ratings are written."""

    GBT39046 = "gbt39046"
    ZHEJIANG = "zhejiang"
    GUANGDONG = "guangdong"


class ChannelTable(StrEnum):
    """Whose codes of the channels (评价渠道): they agree for 1 to 5 and no further."""

    A = "a"  # 6 电话, 7 短信; 5 政务大厅其他终端
    B = "b"  # nothing after 5
    C = "c"  # 6 电话, 7 短信; 5 政务大厅自助终端
    D = "d"  # 6 短信, 7 系统默认评价


class DepartmentCodes(Model):
    """`code`: the 18 characters of its credit code (统一社会信用代码). `name`: left out, as in the plan."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$", description="18 digits and capital letters")]
    name: str | None = None


class ItemCodes(Model):
    """What the national catalogue calls an item.

    `task_code` (实施编码) is 31 characters long in live data, though the standard says 24: it is never cut.
    """

    task_code: Code
    handling_code: Code | None = None  # 业务办理项编码
    sub_matter: str | None = None  # 子项
    name: str | None = None  # left out: as in the catalogue


class Export(Model):
    """A receiver of the hall's ratings. Each rating goes there once, in the order they were given."""

    id: Id
    form: Form
    url: Annotated[str, Field(pattern=r"^https?://[^\s@#]+$", description="an address that begins with https://")]
    channels: ChannelTable = ChannelTable.D
    channel_codes: Mapping[Channel, str] = {}  # by channel, where this receiver has others than its table
    words: bool = False  # what people wrote goes along
    errands: bool = False  # so do ratings of errands at a kiosk
    area_code: Annotated[str, Field(pattern=r"^\d{1,12}$", description="up to 12 digits")] | None = None  # 行政区划
    area_name: str | None = None
    hall_code: Code | None = None  # of the hall itself
    data_source: Annotated[str, Field(pattern=r"^\d{3}$", description="three digits")] | None = None
    case_prefix: str | None = None  # before our own number where a case has none; left out: such are not sent
    departments: Mapping[Id, DepartmentCodes] = {}
    centre: DepartmentCodes | None = None  # the centre itself: for services and windows of no department
    items: Mapping[Id, ItemCodes] = {}
    otherwise: ItemCodes | None = None  # for services without an item, and items that are not listed
    stages: Mapping[StageName, str] = {}  # by stage, what the receiver calls that part of a matter
    rater: str = "匿名"  # 评价人: the hall does not know who rated
    level_field: FieldName | None = None  # for the level, where the form has none
    channel_field: FieldName | None = None  # likewise for the channel
    id_field: FieldName | None = None  # for the number that is never given twice, in the body too
    fixed: Mapping[FieldName, str] = {}  # by field, what else the receiver wants, the same for every rating
    empty_fields: bool = False  # what the hall has nothing for is sent empty instead of left out
    key_header: HeaderName = "Authorization"  # in which the key is shown; this one with "Bearer" before it
    id_header: HeaderName = "Idempotency-Key"  # has the number that is never given twice
    answer_field: FieldName | None = None  # of a receiver that answers 200 to what it refuses: where it says so
    answer_good: tuple[str, ...] = ()  # and what stands there when it has taken it
    timeout_s: Annotated[int, Field(ge=1, le=120)] = 10  # for one answer
    pause_s: Annotated[int, Field(ge=1, le=3_600)] = 5  # before it is tried again; doubled each time
    pause_at_most_s: Annotated[int, Field(ge=1, le=86_400)] = 900
    late_min: Annotated[int, Field(ge=1, le=10_080)] = 60  # what waits longer is told to who watches the server

    @cached_property
    def key_name(self) -> str:
        """The name of the environment variable that holds its key."""
        return f"HALL_EXPORT_KEY_{self.id.replace('-', '_').upper()}"


class Exports(Model):
    """All receivers. A hall without this file tells nobody."""

    exports: tuple[Export, ...] = ()


_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    Form.GBT39046: ("area_code",),
    Form.ZHEJIANG: ("area_code", "area_name", "data_source"),
    Form.GUANGDONG: ("hall_code", "level_field"),
}
_WHY: Final = {
    "level_field": "its published fields have none for the level: name the one the receiver reads",
    "area_code": "the division of the hall, like 330108",
    "area_name": "the division of the hall by name",
    "data_source": "three digits that the receiver has given",
    "hall_code": "the hall's number at the receiver",
}


def findings(
    exports: list[Entry], departments: Collection[str] | None, items: Mapping[str, str] | None
) -> Iterator[Finding]:
    """Fields a form needs and nobody has written, codes of what there is not, and ids told twice.

    `departments`: their ids; `items`: the department of each; None where they could not be read.
    """
    yield from repeated(exports, "id")
    for export in exports:
        form = export.text("form")
        for key in _NEEDED.get(form or "", ()):
            if not export.text(key):
                yield export.finding(key, f"is missing: {form} needs it, in {export.name}", _WHY[key])
        if (export.text("answer_field") is None) != (not export.texts("answer_good")):
            yield export.finding("answer_field", f"goes with answer_good, in {export.name}", "write both or neither")
        if departments is not None:
            yield from _unknown(export, "departments", departments)
        if items is not None:
            yield from _unknown(export, "items", items)
            if form in (Form.ZHEJIANG, Form.GUANGDONG):
                yield from _without_codes(export, items)


def _unknown(export: Entry, key: str, known: Collection[str]) -> Iterator[Finding]:
    for name in export.entry(key).table:
        if name not in known:
            reason = f"{quoted(name)} is not the id of any of the {key}, in {export.name}"
            yield export.finding(f"{key}.{name}", reason, did_you_mean(name, known))


def _without_codes(export: Entry, items: Mapping[str, str]) -> Iterator[Finding]:
    coded = set(export.entry("items").table)
    if not export.entry("otherwise").table and (bare := [item for item in items if item not in coded]):
        reason = f"is missing for {_some(bare)}, in {export.name}"
        yield export.finding("items", reason, "write their task_code, or one for all others as otherwise")
    lacking = sorted(set(items.values()) - set(export.entry("departments").table))
    if lacking:
        reason = f"is missing for {_some(lacking)}, in {export.name}"
        yield export.finding("departments", reason, "write their code, 18 characters")


def _some(names: list[str]) -> str:
    more = len(names) - TOLD_AT_ONCE
    return ", ".join(names[:TOLD_AT_ONCE]) + (f" and {more} more" if more > 0 else "")
