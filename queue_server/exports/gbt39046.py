"""GB/T 39046-2020 政务服务平台基础数据规范, table 9 政务服务绩效评价. Pure.

The standard fixes items and formats and no way to send them; here the items are fields by their own names.
"""

from typing import Final

from config.exports import Export
from queue_server.exports.codes import CHANNEL_NAMES, DEFAULT, LEVEL_NAMES, LEVELS_GBT39046
from queue_server.exports.told import Told
from queue_server.exports.writing import Message, Sheet, case_number, local

TIME: Final = "%Y%m%dT%H%M%S"  # YYYYMMDDThhmmss


def message(told: Told, export: Export) -> Message:
    """Raises Unfit."""
    sheet = Sheet(told, export)
    sheet.put("办件编号", case_number(told, export), needed=True, at_most=50)
    sheet.put("评价渠道", _channel(told, export), needed=True, at_most=50)
    sheet.put("评价人", export.rater, at_most=30)
    sheet.put("评价时间", local(told, told.rated_at_ms, TIME), needed=True)
    sheet.put("评价次数", str(told.number), needed=True, at_most=2)
    sheet.put("满意度", LEVEL_NAMES[told.level], needed=True, at_most=20)
    sheet.put("满意度代码", LEVELS_GBT39046[told.level], needed=True)
    sheet.put("文字评价", told.words)
    sheet.put("行政区划", export.area_code, needed=True, at_most=9)
    return sheet.finished()


def _channel(told: Told, export: Export) -> str | None:
    """By name. The standard knows no default rating: a receiver that does has a word of its own for it."""
    own = export.channel_codes.get(told.channel)  # type: ignore[call-overload]  # any channel may be asked for
    return own if own is not None or told.channel == DEFAULT else CHANNEL_NAMES.get(told.channel)
