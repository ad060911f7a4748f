"""The service catalogue (事项目录): every item that can be applied for, with the published elements of its guide.

Elements: 达拉特旗 measures art. 8, 蠡县 measures art. 8, 高新区 measures art. 14(3) ("八要素").
Item types: GB/T 39046-2020 table A. Published lists: 达拉特旗 measures art. 19.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from config.model import Id, Model, Name

UNSURE = "unsure"  # what may be answered to a situation instead of one of its answers (说不准)


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


class Applicant(StrEnum):
    """服务对象: who may apply."""

    PERSON = "person"  # 自然人
    ORGANISATION = "organisation"  # 法人和其他组织


class PublishedList(StrEnum):
    """The lists a hall publishes; that of deferrable materials follows from the materials themselves."""

    ONE_VISIT = "one_visit"  # 最多跑一次
    INTERMEDIARY = "intermediary"  # 涉及中介服务
    PROOF = "proof"  # 证明事项


class Refusal(Model):
    """Why an answer makes somebody ineligible, on what ground, and who or what helps then."""

    reason: Name
    basis: str
    instead: Name  # who is competent, or the way that is open


class Answer(Model):
    """One answer to a situation. `leads_to` names the next question; left out: there is none, the materials follow."""

    id: Id
    name: Name
    note: Name | None = None
    leads_to: Id | None = None
    ineligible: Refusal | None = None  # with this answer the item cannot be granted


class Situation(Model):
    """A question whose answer changes conditions or materials (情形)."""

    id: Id
    question: Name
    note: Name | None = None
    answers: tuple[Answer, ...] = Field(min_length=2, max_length=6)
    unsure_counts_as: Id | None = None  # the answer assumed for who cannot say; left out: nobody may say so

    @cached_property
    def by_id(self) -> dict[str, Answer]:
        """The answers; what `unsure` counts as too."""
        answers = {answer.id: answer for answer in self.answers}
        return answers | ({UNSURE: answers[self.unsure_counts_as]} if self.unsure_counts_as in answers else {})


class Material(Model):
    """Something an applicant brings (申请材料). The same `id` in two items is the same paper, and asked for once.

    `essential = false` means it may follow later (可容缺), within `deferral_days` of its item.
    """

    id: Id
    name: Name
    essential: bool = True
    original: bool = True
    copies: Annotated[int, Field(ge=0, le=20)] = 0
    source: Name  # where to get it
    must: Name | None = None  # what is looked at: in date, signed, which page
    sample: Name | None = None  # what a good one looks like, how the form is filled in
    needed_when: Mapping[Id, tuple[Id, ...]] = {}  # situation → answers, one of each; left out: always


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
    """One service item with its published guide. `limits_in` says which days its two limits count.

    The first of `situations` is the first question. `to_verify` names the keys whose content nobody has confirmed
    (待核实): only a demonstration hall may offer such an item.
    """

    id: Id
    number: Annotated[str, Field(pattern=r"^\d{4}$", description="four digits, the hall's own number of the item")]
    name: Name
    kind: ItemKind
    type: ItemType
    department_id: Id
    theme_ids: tuple[Id, ...] = Field(min_length=1)
    queue_id: Id  # where its tickets wait
    applicants: tuple[Applicant, ...] = Field(min_length=1)
    lists: tuple[PublishedList, ...] = ()
    legal_basis: tuple[str, ...] = Field(min_length=1)
    conditions: tuple[Name, ...] = Field(min_length=1)
    situations: tuple[Situation, ...] = ()
    materials: tuple[Material, ...] = Field(min_length=1)
    deferral_days: Annotated[int, Field(ge=1, le=60)] | None = None  # working days a deferred material may take
    procedure: tuple[Name, ...] = Field(min_length=1)
    statutory_limit_days: Annotated[int, Field(ge=0, le=365)] | None = None  # left out: the law names none
    promised_limit_days: Annotated[int, Field(ge=0, le=365)]  # 0: on the spot
    limits_in: DayCount = DayCount.WORKING
    result: Name
    fee: Fee
    phone: str
    supervision: str
    to_verify: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None  # last day on which it is accepted
    closed_because: Name | None = None  # accepted no more: why, and what to do instead

    @cached_property
    def version(self) -> str:
        """Of the guide: sixteen hex digits that name exactly this content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @cached_property
    def situation(self) -> dict[str, Situation]:
        return {situation.id: situation for situation in self.situations}

    @cached_property
    def material(self) -> dict[str, Material]:
        return {material.id: material for material in self.materials}


class BundleStage(Model):
    """A stage of a bundle (环节): what is done in one go at a window of `queue_id`."""

    queue_id: Id
    item_ids: tuple[Id, ...] = ()  # of the bundle's, in the order they are done; none where papers are only fetched
    name: Name  # 受理, 缴税, 领件


class Bundle(Model):
    """Several items handled as one (一件事). `one_day`: all of it is done on the day it is handed in.

    With `stages` its ticket is led from one to the next without queueing again; left out, one window does it all.
    """

    id: Id
    name: Name
    icon: str
    note: Name  # for whom, and what it saves
    item_ids: tuple[Id, ...] = Field(min_length=2)
    queue_id: Id  # where its tickets wait
    one_day: bool = False
    stages: tuple[BundleStage, ...] = ()  # the first of them waits in queue_id
    lead_department_id: Id | None = None  # answers for the whole where several departments have a part (牵头部门)


class Items(Model):
    """A part of the catalogue in a file of its own, for example the items of one department."""

    items: tuple[ServiceItem, ...]


class Catalogue(Model):
    """The items, the themes they are found under, and the bundles made of them."""

    themes: tuple[Theme, ...]
    bundles: tuple[Bundle, ...] = ()
    items: tuple[ServiceItem, ...] = ()  # and those of the files beside, in the order of their names
