"""Forms: every field of each, every code in both directions, and nothing sent that a field does not hold."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import get_args

import pytest
from msgspec.structs import replace

from config.catalogue import Applicant, ItemKind
from config.exports import Channel, ChannelTable
from queue_server.contract.commands import RatingChannel, RatingLevel, RatingStage
from queue_server.exports import codes
from queue_server.exports.codes import DEFAULT
from queue_server.exports.forms import message
from queue_server.exports.writing import Unfit
from tests.exports.made import CLERK, CODE_31, PROMISED, TOLD, export

# as the standard and the interfaces print them, typed in once more
SATISFACTION = ["very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied"]


def test_the_standard_table_9_field_by_field() -> None:
    assert dict(message(TOLD, export("gbt39046"))) == {
        "办件编号": "33010820261123000017",
        "评价渠道": "政务大厅平板电脑",
        "评价人": "匿名",
        "评价时间": "20261123T094509",
        "评价次数": "1",
        "满意度": "满意",
        "满意度代码": "2",
        "文字评价": "办得快",
        "行政区划": "999901",
    }


def test_zhejiang_field_by_field() -> None:
    assert dict(message(TOLD, export("zhejiang"))) == {
        "areaCode": "999901",
        "areaName": "安和区",
        "deptCode": "11999901000010081W",
        "taskCode": CODE_31,
        "taskHandleItem": f"{CODE_31}01",
        "taskName": "结婚登记",
        "subMatter": "内地居民",
        "projectNo": "33010820261123000017",
        "proStatus": "3",
        "proDepartCode": "11999901000010081W",
        "proDepart": "民政局",
        "proManager": CLERK.name,
        "pf": "4",
        "userProp": "1",
        "satisfaction": "4",
        "evalDetail": "401,403",
        "writingEvaluation": "办得快",
        "assessTime": "2026-11-23 09:45:09",
        "assessNumber": "1",
        "promiseTime": "2",
        "acceptDate": "2026-11-23 09:35:09",
        "dataSource": "999",
    }


def test_guangdong_field_by_field() -> None:
    stages = {"acceptance": "申请受理"}
    assert dict(message(TOLD, export("guangdong", stages=stages, channel_field="channel"))) == {
        "departmentCode": "11999901000010081W",
        "departmentName": "民政局",
        "evalProcess": "申请受理",
        "evalTime": "2026-11-23 09:45:09",
        "hallCode": "H01",
        "windowNo": "3",
        "workNo": CLERK.staff_number,
        "affairSerialNo": "33010820261123000017",
        "affairCode": CODE_31,
        "affairName": "结婚登记",
        "affairDealOfficer": CLERK.name,
        "affairApplyTime": "2026-11-23 09:35:09",
        "affairDoneTime": "2026-11-23 09:44:39",
        "affairHandleItem": f"{CODE_31}01",
        "userType": "0",
        "projectType": "1",
        "serviceName": "结婚登记",
        "serviceNumber": "1",
        "serviceTime": "2026-11-23 09:35:09",
        "remark": "办得快",
        "satisfaction": "4",
        "channel": "4",
    }


FIELDS = {
    "zhejiang": """areaCode areaName deptCode taskCode taskHandleItem taskName subMatter projectNo proStatus
        proDepartCode proDepart proManager pf certkeyGOV userName userProp satisfaction evalDetail writingEvaluation
        assessTime assessNumber appStatus promiseTime acceptDate dataSource""",
    "guangdong": """departmentCode departmentName evalProcess evalTime hallCode windowNo workNo affairSerialNo
        affairCode affairName affairDealOfficer affairApplyTime affairDoneTime affairHandleItem userName contactPhone
        userType certificateType certificateNo projectType serviceName serviceNumber serviceTime remark satisfaction""",
    "gbt39046": "办件编号 评价渠道 评价人 评价时间 评价次数 满意度 满意度代码 文字评价 行政区划",
}


@pytest.mark.parametrize("form", FIELDS)
def test_a_receiver_that_wants_all_fields_gets_those_of_its_form_and_no_other(form: str) -> None:
    assert set(message(TOLD, export(form, empty_fields=True))) == set(FIELDS[form].split())


@pytest.mark.parametrize(
    ("level", "national", "provincial"), [(level, str(n), str(6 - n)) for n, level in enumerate(SATISFACTION, 1)]
)
def test_levels_run_in_opposite_directions(level: str, national: str, provincial: str) -> None:
    told = replace(TOLD, level=RatingLevel(level))
    assert message(told, export("gbt39046"))["满意度代码"] == national
    assert message(told, export("zhejiang"))["satisfaction"] == provincial
    assert message(told, export("guangdong"))["satisfaction"] == provincial
    assert codes.read(codes.LEVELS_GBT39046, national) is RatingLevel(level)
    assert codes.read(codes.LEVELS_PROVINCIAL, provincial) is RatingLevel(level)
    assert RatingLevel(level).stars == int(provincial)


@pytest.mark.parametrize(("kind", "guangdong", "zhejiang"), [("instant", "1", "2"), ("promised", "2", "1")])
def test_kinds_of_item_run_in_opposite_directions(kind: str, guangdong: str, zhejiang: str) -> None:
    told = replace(TOLD, item=TOLD.item if kind == "instant" else PROMISED)
    assert message(told, export("guangdong"))["projectType"] == guangdong
    assert message(told, export("zhejiang"))["promiseTime"] == zhejiang
    assert codes.read(codes.KINDS_GUANGDONG, guangdong) is codes.read(codes.KINDS_ZHEJIANG, zhejiang) is ItemKind(kind)


@pytest.mark.parametrize(("who", "guangdong", "zhejiang"), [("person", "0", "1"), ("organisation", "1", "2")])
def test_applicants_are_counted_from_nought_and_from_one(who: str, guangdong: str, zhejiang: str) -> None:
    told = replace(TOLD, applicant=Applicant(who))
    assert message(told, export("guangdong"))["userType"] == guangdong
    assert message(told, export("zhejiang"))["userProp"] == zhejiang
    assert codes.read(codes.APPLICANTS_GUANGDONG, guangdong) is Applicant(who)


@pytest.mark.parametrize(
    "table",
    [
        codes.LEVELS_GBT39046,
        codes.LEVELS_PROVINCIAL,
        codes.LEVEL_NAMES,
        codes.KINDS_GUANGDONG,
        codes.KINDS_ZHEJIANG,
        codes.APPLICANTS_GUANGDONG,
        codes.APPLICANTS_ZHEJIANG,
    ],
)
def test_whatever_a_table_writes_it_reads_again(table: Mapping[Enum, str]) -> None:
    kind = type(next(iter(table)))
    assert [codes.read(table, table[meaning]) for meaning in kind] == list(kind)
    with pytest.raises(KeyError):
        codes.read(table, "9")


CHANNELS = {  # terminal, keypad, kiosk, ticket_page, telephone, default
    "a": ("4", "5", "5", "3", "6", None),
    "b": ("4", "5", "5", "3", None, None),
    "c": ("4", "5", "5", "3", "6", None),
    "d": ("4", "5", "5", "3", None, "7"),
}


@pytest.mark.parametrize("table", CHANNELS)
def test_channels_agree_up_to_five_and_no_further(table: str) -> None:
    asked = ("terminal", "keypad", "kiosk", "ticket_page", "telephone", "default")
    assert tuple(codes.CHANNELS[ChannelTable(table)].get(channel) for channel in asked) == CHANNELS[table]


@pytest.mark.parametrize("form", ["gbt39046", "zhejiang"])
@pytest.mark.parametrize("channel", ["letter", "suggestion_box", "in_person", DEFAULT])
def test_a_channel_without_a_code_is_not_told_as_another(form: str, channel: str) -> None:
    told = replace(TOLD, channel=channel)
    with pytest.raises(Unfit):
        message(told, export(form, channels="a"))
    own = message(told, export(form, channels="a", channel_codes={channel: "99"}))
    assert "99" in own.values()


def test_a_default_rating_is_told_as_one_where_the_receiver_can_tell() -> None:
    assert message(replace(TOLD, channel=DEFAULT), export("zhejiang"))["pf"] == "7"
    assert message(replace(TOLD, channel="telephone"), export("zhejiang", channels="c"))["pf"] == "6"


def test_the_configuration_knows_every_channel() -> None:
    assert set(get_args(Channel)) == {channel.value for channel in RatingChannel} | {DEFAULT}


def test_a_task_code_of_31_characters_goes_out_whole() -> None:
    assert len(CODE_31) == 31
    assert message(TOLD, export("zhejiang"))["taskCode"] == message(TOLD, export("guangdong"))["affairCode"] == CODE_31


def test_a_further_rating_is_the_second() -> None:
    told = replace(TOLD, number=2)
    assert message(told, export("gbt39046"))["评价次数"] == message(told, export("zhejiang"))["assessNumber"] == "2"


def test_nothing_is_cut_a_case_number_too_long_is_told() -> None:
    told = replace(TOLD, case_number="7" * 51)
    with pytest.raises(Unfit) as caught:
        message(told, export("gbt39046"))
    assert caught.value.fields == ("办件编号: longer than 50",)
    assert message(replace(TOLD, case_number="7" * 50), export("gbt39046"))["办件编号"] == "7" * 50


def test_a_case_without_a_number_has_our_own_where_the_receiver_takes_such() -> None:
    told = replace(TOLD, case_number=None)
    with pytest.raises(Unfit) as caught:
        message(told, export("zhejiang"))
    assert caught.value.fields == ("projectNo: missing",)
    assert message(told, export("zhejiang", case_prefix="ANHE-"))["projectNo"] == "ANHE-2026-11-23.A001.s1"


def test_all_that_is_missing_is_told_at_once() -> None:
    nothing = replace(TOLD, case_number=None, item=None, department=None, window=None)
    with pytest.raises(Unfit) as caught:
        message(nothing, export("guangdong"))
    assert [field.partition(":")[0] for field in caught.value.fields] == [
        "departmentCode",
        "departmentName",
        "windowNo",
        "affairSerialNo",
        "affairCode",
        "affairName",
    ]


def test_a_service_without_an_item_has_the_codes_of_all_others() -> None:
    told = replace(TOLD, item=None)
    with pytest.raises(Unfit):
        message(told, export("zhejiang"))
    sent = message(told, export("zhejiang", otherwise={"task_code": "OTHER", "name": "窗口服务"}))
    assert (sent["taskCode"], sent["taskName"]) == ("OTHER", "窗口服务")
    assert "promiseTime" not in sent


@pytest.mark.parametrize(
    ("stage", "item", "finished", "status"),
    [
        ("consultation", "instant", True, "1"),
        ("acceptance", "instant", True, "3"),
        ("acceptance", "instant", False, "2"),
        ("acceptance", "promised", True, "2"),
        ("delivery", "promised", True, "3"),
    ],
)
def test_a_case_is_concluded_only_where_a_window_can_know(stage: str, item: str, finished: bool, status: str) -> None:
    told = replace(TOLD, stage=RatingStage(stage), item=TOLD.item if item == "instant" else PROMISED, finished=finished)
    assert message(told, export("zhejiang"))["proStatus"] == status


def test_what_the_receiver_wants_besides_goes_along() -> None:
    sent = message(TOLD, export("zhejiang", fixed={"appStatus": "1", "version": "2"}, id_field="reportId"))
    assert (sent["appStatus"], sent["version"], sent["reportId"]) == ("1", "2", TOLD.export_id)


def test_times_are_those_of_the_hall_not_of_the_computer() -> None:
    told = replace(TOLD, time_zone="Asia/Urumqi")
    assert message(told, export("gbt39046"))["评价时间"] == "20261123T074509"


@pytest.mark.parametrize("form", FIELDS)
def test_whom_a_matter_belongs_to_is_never_told(form: str) -> None:
    sent = message(TOLD, export(form, empty_fields=True))
    personal = [name for name in sent if re.fullmatch("userName|contactPhone|certificate.*|certkeyGOV", name)]
    assert all(sent[name] == "" for name in personal)


def test_what_belongs_to_no_department_is_the_centres() -> None:
    told = replace(TOLD, department=None)
    centre = {"code": "11999901000010014Y", "name": "政务服务管理局"}
    sent = message(told, export("guangdong", centre=centre))
    assert (sent["departmentCode"], sent["departmentName"]) == ("11999901000010014Y", "政务服务管理局")
