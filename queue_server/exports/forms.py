"""Which form a receiver wants. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from config.exports import Export, Form
from queue_server.exports import gbt39046, guangdong, zhejiang
from queue_server.exports.told import Told
from queue_server.exports.writing import Message

_FORMS: Final[Mapping[Form, Callable[[Told, Export], Message]]] = {
    Form.GBT39046: gbt39046.message,
    Form.ZHEJIANG: zhejiang.message,
    Form.GUANGDONG: guangdong.message,
}


def message(told: Told, export: Export) -> Message:
    """The rating as that receiver wants it. Raises `writing.Unfit` for what cannot be told so."""
    return _FORMS[export.form](told, export)
