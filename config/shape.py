"""Shape errors of a table, told in the words of the person who wrote it: key, reason and what may have been meant."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.findings import Finding, did_you_mean, quoted
from config.model import Model

M = TypeVar("M", bound=Model)

_WORDS = {  # pydantic's error type → what to say; the rest keeps pydantic's own words
    "missing": "is missing",
    "extra_forbidden": "is not a key that belongs here",
    "model_type": "must be a table",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}

_KEY = "[key]"  # pydantic's last step to a table's key that is not written as it should be


def shaped(model: type[M], table: Mapping[str, object], file: str) -> M | tuple[Finding, ...]:
    """The table as a value of `model`, or everything about its shape that keeps it from being one."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        return tuple(_finding(model, table, file, details) for details in error.errors(include_url=False))


def key_path(place: Sequence[int | str]) -> str:
    """("windows", 3, "kind") → "windows[3].kind"; a key that is wrong itself stands at its own place."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place if step != _KEY)
    return path.removeprefix(".")


def _finding(model: type[Model], table: Mapping[str, object], file: str, details: ErrorDetails) -> Finding:
    place, kind, given = details["loc"], details["type"], details["input"]
    reason, suggestion = _WORDS.get(kind, details["msg"]), None
    if kind == "extra_forbidden":
        suggestion = did_you_mean(place[-1], _keys_at(model, place[:-1]))
    elif kind == "enum":
        allowed = re.findall(r"'(\w+)'", str(details["ctx"]["expected"]))
        reason = f"{quoted(given)} is none of {', '.join(allowed)}"
        suggestion = did_you_mean(given, allowed)
    elif kind == "string_pattern_mismatch":
        reason = f"{quoted(given)} is not {_description(model, place) or 'written like that'}"
    return Finding(file, key_path(place), reason + _of(table, place), suggestion)


def _of(table: object, place: Sequence[int | str]) -> str:
    """Which entry of a list it is, for people who do not count from nought: `, in "w04"`."""
    owner = None
    for step in place[:-1]:
        table = _step(table, step)
        owner = _step(table, "id") or owner
    return f", in {quoted(owner)}" if isinstance(owner, str) else ""


def _step(value: object, step: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _description(model: type[BaseModel], place: Sequence[int | str]) -> str | None:
    """What the value at `place` should be, in the words of its type."""
    field = None
    for step in place:
        if isinstance(step, str) and step in model.model_fields:  # and not a key of a table, as in needed_when
            field = model.model_fields[step]
            model = _model_in(field.annotation) or model
    return _described(field, *get_args(field.annotation)) if field else None


def _described(*types: object) -> str | None:
    for part in types:
        words = part.description if isinstance(part, FieldInfo) else _described(*get_args(part))
        if words:
            return words
    return None


def _keys_at(model: type[BaseModel], place: Sequence[int | str]) -> list[str]:
    """The keys the table at `place` may have."""
    for step in place:
        if isinstance(step, str):
            model = _model_in(model.model_fields[step].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside `M`, `M | None` or `tuple[M, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
