"""The report interface of Zhejiang: one report for each rating. Pure.

Its field names and codes are published; which of them may be left out is not. Whom the matter belongs to (`userName`,
`certkeyGOV`) the hall does not know, and never tells.
"""

from typing import Final

from config.catalogue import ItemKind
from config.exports import Export
from queue_server.contract.commands import RatingStage
from queue_server.exports.codes import APPLICANTS_ZHEJIANG, KINDS_ZHEJIANG, LEVELS_PROVINCIAL
from queue_server.exports.told import Told
from queue_server.exports.writing import (
    Message,
    Sheet,
    applicant,
    case_number,
    channel_code,
    department_codes,
    department_name,
    item_codes,
    item_name,
    local,
)

TO_COME, UNDER_WAY, CONCLUDED = "1", "2", "3"  # proStatus 待办理, 办理中, 已完结
REASONS_APART_BY: Final = ","


def message(told: Told, export: Export) -> Message:
    """Raises Unfit."""
    sheet = Sheet(told, export)
    department, item = department_codes(told, export), item_codes(told, export)
    code = department.code if department is not None else None
    whose = applicant(told)
    sheet.put("areaCode", export.area_code, needed=True)
    sheet.put("areaName", export.area_name, needed=True)
    sheet.put("deptCode", code, needed=True)
    sheet.put("taskCode", item.task_code if item is not None else None, needed=True)
    sheet.put("taskHandleItem", item.handling_code if item is not None else None)
    sheet.put("taskName", item_name(told, export), needed=True)
    sheet.put("subMatter", item.sub_matter if item is not None else None)
    sheet.put("projectNo", case_number(told, export), needed=True)
    sheet.put("proStatus", status(told))
    sheet.put("proDepartCode", code)
    sheet.put("proDepart", department_name(told, export))
    sheet.put("proManager", told.clerk.name if told.clerk is not None else None)
    sheet.put("pf", channel_code(told, export), needed=True)
    sheet.put("certkeyGOV", None)
    sheet.put("userName", None)
    sheet.put("userProp", APPLICANTS_ZHEJIANG[whose] if whose is not None else None)
    sheet.put("satisfaction", LEVELS_PROVINCIAL[told.level], needed=True)
    sheet.put("evalDetail", REASONS_APART_BY.join(told.reasons))
    sheet.put("writingEvaluation", told.words)
    sheet.put("assessTime", local(told, told.rated_at_ms), needed=True)
    sheet.put("assessNumber", str(told.number), needed=True)
    sheet.put("appStatus", None)
    sheet.put("promiseTime", KINDS_ZHEJIANG[told.item.kind] if told.item is not None else None)
    sheet.put("acceptDate", local(told, told.started_at_ms))
    sheet.put("dataSource", export.data_source, needed=True)
    return sheet.finished()


def status(told: Told) -> str | None:
    """How far the case is, as far as a window can know: a ticket is no case. None of what nobody served."""
    if told.service_id is None:
        return None
    if told.stage is RatingStage.CONSULTATION:
        return TO_COME
    over = told.stage is RatingStage.DELIVERY or (told.item is not None and told.item.kind is ItemKind.INSTANT)
    return CONCLUDED if over and told.finished else UNDER_WAY
