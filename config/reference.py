"""The settings reference (config/REFERENCE.md), written from the types and the remarks beside their fields."""

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from config.appointments import Appointments
from config.catalogue import Catalogue, Items
from config.consistency import APPOINTMENTS, CATALOGUE, EXPORTS, HALL, PARTS, POLICY
from config.exports import Exports
from config.hall import HallPlan
from config.model import Model
from config.policy import Policy

_INTRODUCTION = """\
# Settings reference

A hall is described by TOML files in one folder; config/sample holds a complete one.
`python -m config check FOLDER` tells every error of a folder at once. This page is written by
`python -m config reference` from the types in config/, and a test holds it true.
"""

_FILES: tuple[tuple[str, type[Model]], ...] = (
    (HALL, HallPlan),
    (CATALOGUE, Catalogue),
    (f"{PARTS}/*.toml", Items),
    (POLICY, Policy),
    (APPOINTMENTS, Appointments),
    (EXPORTS, Exports),
)

_REMARK = re.compile(r"^    (\w+): .*?  # (.+)$", re.MULTILINE)


def markdown() -> str:
    """The whole page."""
    pages = [_INTRODUCTION]
    told: set[type[Model]] = set()
    for file, model in _FILES:
        pages.append(f"## {file}\n\n{_prose(model)}\n\n{_table(model)}")
        for part in _parts(model, told):
            pages.append(f"### {part.__name__}\n\n{_prose(part)}\n\n{_table(part)}")
    return "\n".join(pages)


def _parts(model: type[Model], told: set[type[Model]]) -> Iterator[type[Model]]:
    """The models a model is made of, each once, in the order they are met."""
    for field in model.model_fields.values():
        part = _model_in(field.annotation)
        if part and part not in told:
            told.add(part)
            yield part
            yield from _parts(part, told)


def _model_in(annotation: object) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _prose(model: type[Model]) -> str:
    own = model.__dict__.get("__doc__")
    return inspect.cleandoc(own) if own else ""


def _table(model: type[Model]) -> str:
    remarks = dict(_REMARK.findall(inspect.getsource(model)))
    rows = ["| key | value | default | remark |", "| --- | --- | --- | --- |"]
    for key, field in model.model_fields.items():
        value = _value(field.annotation, (field, *field.metadata))
        rows.append(f"| `{key}` | {value} | {_default(field)} | {remarks.get(key, '').replace('|', '∣')} |")
    return "\n".join(rows) + "\n"


def _value(annotation: object, metadata: tuple[object, ...] = ()) -> str:
    """The kind of value in words, with its limits."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(arguments[0], _flat(arguments[1:]))
    if origin in (Union, UnionType):
        return _value(next(argument for argument in arguments if argument is not NoneType), metadata)
    if origin is tuple:
        least = _limit(metadata, "min_length")
        return f"list of: {_value(arguments[0])}" + (f", at least {'one' if least == 1 else least}" if least else "")
    if origin is Mapping:
        return f"table of: {_value(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " · ".join(f"`{member}`" for member in annotation)
    if annotation is int:
        low, high = _limit(metadata, "ge"), _limit(metadata, "le")
        return f"{low}–{high}" if high is not None else "whole number"
    if annotation is bool:
        return "`true` · `false`"
    return "date" if annotation is date else str(_limit(metadata, "description") or "text")


def _flat(metadata: tuple[object, ...]) -> tuple[object, ...]:
    """Field(...) inside Annotated carries its limits in its own metadata."""
    return tuple(p for item in metadata for p in ([item, *item.metadata] if isinstance(item, FieldInfo) else [item]))


def _limit(metadata: tuple[object, ...], name: str) -> object:
    return next((value for item in metadata if (value := getattr(item, name, None)) is not None), None)


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "**required**"
    if field.default is None or field.default in ((), {}) or isinstance(field.default, Model):
        return ""
    if isinstance(field.default, tuple):
        return ", ".join(f"`{value}`" for value in field.default)
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
