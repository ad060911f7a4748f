"""The service catalogue (事项目录): every item that can be applied for, with the published elements of its guide.

Elements: 达拉特旗 measures art. 8, 蠡县 measures art. 8, 高新区 measures art. 14(3) ("八要素").
Item types: GB/T 39046-2020 table A.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from config.hall import Id
from config.model import Model, Name


class ItemKind(StrEnum):
    INSTANT = "instant"  # 即办件
    PROMISED = "promised"  # 承诺件


class ItemType(StrEnum):
    """事项类型; the codes of GB/T 39046-2020 are mapped where data is exported, never here."""

    LICENCE = "licence"  # 行政许可
    LEVY = "levy"  # 行政征收
    PAYMENT = "payment"  # 行政给付
    CONFIRMATION = "confirmation"  # 行政确认
    REWARD = "reward"  # 行政奖励
    ADJUDICATION = "adjudication"  # 行政裁决
    FILING = "filing"  # 备案
    OTHER = "other"
    PUBLIC_SERVICE = "public_service"  # 公共服务


class DayCount(StrEnum):
    WORKING = "working"  # 工作日, as 行政许可法 art. 82 counts
    CALENDAR = "calendar"  # 日, as 居民身份证法 art. 12 and 护照法 art. 6 count


class Material(Model):
    """Something an applicant brings. `essential = false` means it may follow later (可容缺)."""

    name: Name
    essential: bool = True
    original: bool = True
    copies: Annotated[int, Field(ge=0, le=20)] = 0
    source: Name  # where to get it


class Fee(Model):
    """`amount` as it is published, words and all ("不收费", "40 元/证"); `basis` names the rule that allows it."""

    amount: Name
    basis: str


class Theme(Model):
    """A life event (一件事 theme) under which applicants look for items. `icon` is a name of the icon font."""

    id: Id
    name: Name
    icon: str


class ServiceItem(Model):
    """One service item with its published guide. `limits_in` says which days its two limits count."""

    id: Id
    name: Name
    kind: ItemKind
    type: ItemType
    department_id: Id
    theme_ids: tuple[Id, ...] = Field(min_length=1)
    queue_id: Id  # where its tickets wait
    legal_basis: tuple[str, ...] = Field(min_length=1)
    conditions: tuple[Name, ...] = Field(min_length=1)
    materials: tuple[Material, ...] = Field(min_length=1)
    procedure: tuple[Name, ...] = Field(min_length=1)
    statutory_limit_days: Annotated[int, Field(ge=0, le=365)] | None = None  # left out: the law names none
    promised_limit_days: Annotated[int, Field(ge=0, le=365)]  # 0: on the spot
    limits_in: DayCount = DayCount.WORKING
    result: Name
    fee: Fee
    phone: str
    supervision: str
    valid_from: date | None = None
    valid_to: date | None = None  # last day on which it is accepted
    closed_because: Name | None = None  # accepted no more: why, and what to do instead


class Catalogue(Model):
    """The items, and the themes they are found under."""

    themes: tuple[Theme, ...]
    items: tuple[ServiceItem, ...]
