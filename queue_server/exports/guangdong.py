"""The window-pad push of Guangdong ("EvaluationSend"): what is rated, at which window, by whose hand. Pure.

The published fields have none for the level and the channel; `level_field` and `channel_field` name those that a
receiver reads. What `serviceName`, `serviceNumber` and `serviceTime` mean is our reading: the service at the window,
the how many-eth of its ticket, and when it began.
"""

from typing import Final

from config.exports import Export
from queue_server.exports.codes import APPLICANTS_GUANGDONG, KINDS_GUANGDONG, LEVELS_PROVINCIAL
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
    stage_name,
)

_PERSONAL: Final = ("userName", "contactPhone", "certificateType", "certificateNo")  # never known, never told


def message(told: Told, export: Export) -> Message:
    """Raises Unfit."""
    sheet = Sheet(told, export)
    department, item = department_codes(told, export), item_codes(told, export)
    whose = applicant(told)
    sheet.put("departmentCode", department.code if department is not None else None, needed=True)
    sheet.put("departmentName", department_name(told, export), needed=True)
    sheet.put("evalProcess", stage_name(told, export))
    sheet.put("evalTime", local(told, told.rated_at_ms), needed=True)
    sheet.put("hallCode", export.hall_code, needed=True)
    sheet.put("windowNo", str(told.window.number) if told.window is not None else None, needed=True)
    sheet.put("workNo", told.clerk.staff_number if told.clerk is not None else None)
    sheet.put("affairSerialNo", case_number(told, export), needed=True)
    sheet.put("affairCode", item.task_code if item is not None else None, needed=True)
    sheet.put("affairName", item_name(told, export), needed=True)
    sheet.put("affairDealOfficer", told.clerk.name if told.clerk is not None else None)
    sheet.put("affairApplyTime", local(told, told.started_at_ms))
    sheet.put("affairDoneTime", local(told, told.ended_at_ms))
    sheet.put("affairHandleItem", item.handling_code if item is not None else None)
    for name in _PERSONAL:
        sheet.put(name, None)
    sheet.put("userType", APPLICANTS_GUANGDONG[whose] if whose is not None else None)
    sheet.put("projectType", KINDS_GUANGDONG[told.item.kind] if told.item is not None else None)
    sheet.put("serviceName", item_name(told, export))
    sheet.put("serviceNumber", str(told.service_number) if told.service_number is not None else None)
    sheet.put("serviceTime", local(told, told.started_at_ms))
    sheet.put("remark", told.words)
    if export.level_field is not None:
        sheet.put(export.level_field, LEVELS_PROVINCIAL[told.level], needed=True)
    if export.channel_field is not None:
        sheet.put(export.channel_field, channel_code(told, export), needed=True)
    return sheet.finished()
