"""The codes of levels, kinds of item, applicants, channels and states of a case, as each form writes them. Pure.

They run in opposite directions: GB/T 39046-2020 A.8 counts satisfaction from 1, the best, the provinces from 5; its A.6
and Guangdong call an instant item 1, Zhejiang 2. Every table can be read both ways.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeVar

from config.catalogue import Applicant, ItemKind
from config.exports import ChannelTable
from queue_server.contract.commands import RatingChannel, RatingLevel

LEVELS_GBT39046: Final[Mapping[RatingLevel, str]] = {  # A.8 满意度代码
    RatingLevel.VERY_SATISFIED: "1",
    RatingLevel.SATISFIED: "2",
    RatingLevel.FAIR: "3",
    RatingLevel.DISSATISFIED: "4",
    RatingLevel.VERY_DISSATISFIED: "5",
}
LEVELS_PROVINCIAL: Final[Mapping[RatingLevel, str]] = {
    RatingLevel.VERY_SATISFIED: "5",
    RatingLevel.SATISFIED: "4",
    RatingLevel.FAIR: "3",
    RatingLevel.DISSATISFIED: "2",
    RatingLevel.VERY_DISSATISFIED: "1",
}
LEVEL_NAMES: Final[Mapping[RatingLevel, str]] = {  # what the standard calls them, in whatever language the hall speaks
    RatingLevel.VERY_SATISFIED: "非常满意",
    RatingLevel.SATISFIED: "满意",
    RatingLevel.FAIR: "基本满意",
    RatingLevel.DISSATISFIED: "不满意",
    RatingLevel.VERY_DISSATISFIED: "非常不满意",
}
KINDS_GUANGDONG: Final[Mapping[ItemKind, str]] = {ItemKind.INSTANT: "1", ItemKind.PROMISED: "2"}  # A.6 likewise
KINDS_ZHEJIANG: Final[Mapping[ItemKind, str]] = {ItemKind.PROMISED: "1", ItemKind.INSTANT: "2"}
APPLICANTS_ZHEJIANG: Final[Mapping[Applicant, str]] = {Applicant.PERSON: "1", Applicant.ORGANISATION: "2"}
APPLICANTS_GUANGDONG: Final[Mapping[Applicant, str]] = {Applicant.PERSON: "0", Applicant.ORGANISATION: "1"}

DEFAULT: Final = "default"  # not a channel anybody rated through: the hall's rule took it for granted

_AT_THE_HALL: Final[Mapping[str, str]] = {
    RatingChannel.TICKET_PAGE: "3",  # 二维码
    RatingChannel.TERMINAL: "4",  # 政务大厅平板电脑
    RatingChannel.KEYPAD: "5",  # 政务大厅其他终端
    RatingChannel.KIOSK: "5",
}
CHANNELS: Final[Mapping[ChannelTable, Mapping[str, str]]] = {
    ChannelTable.A: {**_AT_THE_HALL, RatingChannel.TELEPHONE: "6"},
    ChannelTable.B: _AT_THE_HALL,
    ChannelTable.C: {**_AT_THE_HALL, RatingChannel.TELEPHONE: "6"},
    ChannelTable.D: {**_AT_THE_HALL, DEFAULT: "7"},
}
CHANNEL_NAMES: Final[Mapping[str, str]] = {  # GB/T 39046-2020 table 9 tells channels by name
    RatingChannel.TICKET_PAGE: "二维码",
    RatingChannel.TERMINAL: "政务大厅平板电脑",
    RatingChannel.KEYPAD: "政务大厅其他终端",
    RatingChannel.KIOSK: "政务大厅其他终端",
    RatingChannel.TELEPHONE: "电话",
}

C = TypeVar("C", bound=Enum)


def read(codes: Mapping[C, str], code: str) -> C:
    """What `code` stands for in that table. Raises KeyError."""
    for meaning, written in codes.items():
        if written == code:
            return meaning
    raise KeyError(code)
