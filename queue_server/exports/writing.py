"""Writing a message field by field: what is missing, too long or has no code is found before it is sent. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from config.catalogue import Applicant
from config.exports import DepartmentCodes, Export, ItemCodes
from queue_server.exports.codes import CHANNELS
from queue_server.exports.told import Told

Message: TypeAlias = Mapping[str, str]  # by the receiver's own names of the fields; every code is text

MINUTE = "%Y-%m-%d %H:%M:%S"  # yyyy-MM-dd HH:mm:ss


class Unfit(Exception):
    """The receiver's form cannot be filled in. `fields` says which of its fields lack what."""

    def __init__(self, *fields: str) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class Sheet:
    """A form being filled in."""

    def __init__(self, told: Told, export: Export) -> None:
        self._told = told
        self._export = export
        self._fields: dict[str, str] = {}
        self._unfit: list[str] = []

    def put(self, name: str, value: str | None, *, needed: bool = False, at_most: int | None = None) -> None:
        """`at_most`: characters; what is longer is never cut, for half a code is another code."""
        if value is None or value == "":
            if needed:
                self._unfit.append(f"{name}: missing")
            elif self._export.empty_fields:
                self._fields[name] = ""
        elif at_most is not None and len(value) > at_most:
            self._unfit.append(f"{name}: longer than {at_most}")
        else:
            self._fields[name] = value

    def finished(self) -> Message:
        """With what the receiver wants besides. Raises Unfit."""
        if self._export.id_field is not None:
            self._fields[self._export.id_field] = self._told.export_id
        self._fields |= self._export.fixed
        if self._unfit:
            raise Unfit(*self._unfit)
        return self._fields


def local(told: Told, at_ms: int | None, form: str = MINUTE) -> str | None:
    """The hall's own time, written in that form; None of no time."""
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1_000, ZoneInfo(told.time_zone)).strftime(form)


def case_number(told: Told, export: Export) -> str | None:
    """办件编号, or our own number of the service where the receiver takes such; None of neither."""
    if told.case_number is not None:
        return told.case_number
    return f"{export.case_prefix}{told.rating_id}" if export.case_prefix is not None else None


def channel_code(told: Told, export: Export) -> str | None:
    """None where the receiver's table has no code for it: a default rating is never told as one that was given."""
    own = export.channel_codes.get(told.channel)  # type: ignore[call-overload]  # any channel may be asked for
    return own if own is not None else CHANNELS[export.channels].get(told.channel)


def item_codes(told: Told, export: Export) -> ItemCodes | None:
    return export.items.get(told.item.id, export.otherwise) if told.item is not None else export.otherwise


def item_name(told: Told, export: Export) -> str | None:
    codes = item_codes(told, export)
    if codes is not None and codes.name is not None:
        return codes.name
    return told.item.name.zh if told.item is not None else None


def department_codes(told: Told, export: Export) -> DepartmentCodes | None:
    return export.departments.get(told.department.id) if told.department is not None else export.centre


def department_name(told: Told, export: Export) -> str | None:
    codes = department_codes(told, export)
    if codes is not None and codes.name is not None:
        return codes.name
    return told.department.name.zh if told.department is not None else None


def stage_name(told: Told, export: Export) -> str | None:
    return export.stages.get(told.stage.value) if told.stage is not None else None


def applicant(told: Told) -> Applicant | None:
    """As it was said when the ticket was taken, or as the item admits no other."""
    if told.applicant is None and told.item is not None and len(told.item.applicants) == 1:
        return told.item.applicants[0]
    return told.applicant
