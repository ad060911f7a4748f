"""IPP: what an A4 printer, or the CUPS before it, is asked and answers. Pure.

Sources: RFC 8010 (encoding), RFC 8011 (operations, attributes, states). Only what a hall needs: print a PDF, ask how
the job and the printer are, cancel a job.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from hardware.health import Health as Health

VERSION = b"\x02\x00"
LARGEST_ANSWER = 262_144

Value: TypeAlias = int | str
Attributes: TypeAlias = Mapping[str, tuple[Value, ...]]


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_PRINTER = 0x000B


class Group(IntEnum):
    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


class JobState(IntEnum):
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


class PrinterState(IntEnum):
    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer: `code` is the operation or the status. Groups of one kind are joined."""

    code: int
    request: int
    groups: Mapping[Group, Attributes] = field(default_factory=dict)
    document: bytes = b""

    @property
    def ok(self) -> bool:
        """Of an answer: 0x0000 to 0x00FF are the kinds of success."""
        return self.code < 0x0100

    def numbers(self, group: Group, name: str) -> tuple[int, ...]:
        return tuple(value for value in self.groups.get(group, {}).get(name, ()) if isinstance(value, int))

    def words(self, group: Group, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.groups.get(group, {}).get(name, ()) if isinstance(value, str))


_TAGS: dict[str, Tag] = {
    "attributes-charset": Tag.CHARSET,
    "attributes-natural-language": Tag.LANGUAGE,
    "printer-uri": Tag.URI,
    "job-uri": Tag.URI,
    "requesting-user-name": Tag.NAME,
    "job-name": Tag.NAME,
    "document-format": Tag.MIME,
    "requested-attributes": Tag.KEYWORD,
    "job-id": Tag.INTEGER,
    "copies": Tag.INTEGER,
    "media": Tag.KEYWORD,
    "last-document": Tag.BOOLEAN,
    "operations-supported": Tag.ENUM,
    "job-impressions-completed": Tag.INTEGER,
    "job-media-sheets-completed": Tag.INTEGER,
    "job-state": Tag.ENUM,
    "job-state-reasons": Tag.KEYWORD,
    "printer-state": Tag.ENUM,
    "printer-state-reasons": Tag.KEYWORD,
    "printer-is-accepting-jobs": Tag.BOOLEAN,
}


def encoded(message: Message) -> bytes:
    """Its bytes. Raises KeyError for an attribute this module does not know."""
    parts = [VERSION, message.code.to_bytes(2, "big"), message.request.to_bytes(4, "big")]
    for group, attributes in message.groups.items():
        parts.append(bytes((group,)))
        for name, values in attributes.items():
            for place, value in enumerate(values):
                parts += (
                    bytes((_TAGS[name],)),
                    _sized(name.encode() if place == 0 else b""),
                    _sized(_coded(name, value)),
                )
    return b"".join((*parts, bytes((Group.END,)), message.document))


def decoded(data: bytes) -> Message | None:
    """None for what is no IPP, or more than anybody has to say."""
    if len(data) < 9 or data[0] not in (1, 2) or len(data) > LARGEST_ANSWER:
        return None
    groups: dict[Group, dict[str, tuple[Value, ...]]] = {}
    into: dict[str, tuple[Value, ...]] = {}
    name, at = "", 8
    while at < len(data):
        tag = data[at]
        at += 1
        if tag == Group.END:
            code, request = int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:8], "big")
            return Message(code, request, groups, data[at:])
        if tag < 0x10:
            into = groups.setdefault(Group(tag), {}) if tag in list(Group) else {}
            continue
        told, at = _field(data, at)
        value, at = _field(data, at)
        if told is None or value is None:
            return None
        name = told.decode("ascii", "replace") or name
        into[name] = (*(into.get(name, ()) if not told else ()), _value(tag, value))
    return None


def request(
    operation: Operation,
    number: int,
    uri: str,
    job: Mapping[str, tuple[Value, ...]] | None = None,
    document: bytes = b"",
) -> Message:
    """A request to the printer at `uri`, with what it is about besides."""
    about: dict[str, tuple[Value, ...]] = {
        "attributes-charset": ("utf-8",),
        "attributes-natural-language": ("zh-cn",),
        "printer-uri": (uri,),
        **(job or {}),
    }
    return Message(operation, number, {Group.OPERATION: about}, document)


def health(answer: Message) -> Health:
    """How a printer is, from its answer to GET_PRINTER: the first thing somebody has to do something about."""
    reasons = answer.words(Group.PRINTER, "printer-state-reasons")
    causes = {reason.rsplit("-", 1)[0] if reason.endswith(_SEVERITIES) else reason for reason in reasons}
    for cause, found in _CAUSES.items():
        if cause in causes:
            return found
    state = answer.numbers(Group.PRINTER, "printer-state")
    if not answer.ok or not state:
        return Health.NO_ANSWER
    if state[0] == PrinterState.STOPPED or answer.numbers(Group.PRINTER, "printer-is-accepting-jobs") == (0,):
        return Health.FAULT
    return Health.PAPER_LOW if "media-low" in causes else Health.OK


_SEVERITIES = ("-report", "-warning", "-error")
_CAUSES = {
    "door-open": Health.COVER_OPEN,
    "cover-open": Health.COVER_OPEN,
    "interlock-open": Health.COVER_OPEN,
    "media-empty": Health.PAPER_OUT,
    "media-needed": Health.PAPER_OUT,
    "input-tray-missing": Health.PAPER_OUT,
    "media-jam": Health.JAM,
    "toner-empty": Health.FAULT,
    "marker-supply-empty": Health.FAULT,
    "connecting-to-device": Health.OFFLINE,
    "offline": Health.OFFLINE,
    "timed-out": Health.OFFLINE,
    "shutdown": Health.OFFLINE,
}


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(2, "big") + value


def _coded(name: str, value: Value) -> bytes:
    match _TAGS[name]:
        case Tag.INTEGER | Tag.ENUM:
            return int(value).to_bytes(4, "big", signed=True)
        case Tag.BOOLEAN:
            return bytes((bool(value),))
    return str(value).encode()


def _field(data: bytes, at: int) -> tuple[bytes | None, int]:
    size = int.from_bytes(data[at : at + 2], "big")
    end = at + 2 + size
    return (data[at + 2 : end], end) if end <= len(data) else (None, end)


def _value(tag: int, value: bytes) -> Value:
    if tag in (Tag.INTEGER, Tag.ENUM, Tag.BOOLEAN) and len(value) <= 4:
        return int.from_bytes(value, "big", signed=tag != Tag.BOOLEAN)
    return value.decode("utf-8", "replace")
