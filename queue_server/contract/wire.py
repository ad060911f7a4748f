"""The wire: messages between a station (or a page) and the server over one WebSocket, JSON text frames.

    station → server   hello, request, shown
    server → station   welcome, view, accepted, refused, heartbeat, touch, picture_wanted, goodbye

A station says hello with the topics it shows and the last `seq` it has of each; the server answers welcome, then sends
a view for every topic that has changed since, and from then on a view whenever it changes. Views are whole, so a buffer
that is full is emptied and filled with the newest. Silence for longer than `SILENCE_S` means the link is lost.

The protocol has a number. It rises by one when a station or a server of the former number would misunderstand the new
one: a message or a field is taken away, renamed, or means something else; a field that must be there is added to what
goes to the server; a state, a refusal or another code of a closed set is added to what stations are sent. It does not
rise for a field with a default, for a new command, for a new message that a station may pass over. Who says hello with
another number is told goodbye with `protocol_outdated` and the server's number, and is never served half. For that to
work between all versions, hello keeps `protocol`, and goodbye keeps `code` and `details`, for good.

Topics: `hall`, `board` or `board:ZONE`, `panel:WINDOW`, `rating:WINDOW`, `clerk:WINDOW`, `ticket:TICKET`,
`bridge:STATION`, `floor`.
"""

from typing import TypeAlias

import msgspec

from queue_server.contract.commands import AnyCommand, Id, Key
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted as AcceptedResult
from queue_server.contract.views import AnyView

PROTOCOL = 1
HEARTBEAT_S = 3
SILENCE_S = 10
FRAME_LIMIT_BYTES = 65_536  # of a message to the server


class Message(msgspec.Struct, frozen=True, tag_field="message", tag=lambda name: name.lower()):
    """Shared shape: the field `message` tells the kind."""


class Topic(msgspec.Struct, frozen=True):
    topic: str
    last_seq: int = 0  # 0: nothing yet


class Hello(Message, frozen=True):
    """`acknowledges`: the topics of whose calls it will say, with `shown`, that they can be seen or heard."""

    protocol: int
    topics: tuple[Topic, ...]
    acknowledges: tuple[str, ...] = ()


class Request(Message, frozen=True):
    """A command with its idempotency key. Repeating it with the same key is harmless."""

    key: Key
    command: AnyCommand


class Shown(Message, frozen=True):
    """A call can be seen now: its frame was drawn, or `device_id` has taken it. Not answered, and never sent again."""

    call_id: Id
    device_id: Id | None = None


class Welcome(Message, frozen=True):
    """`takes_shown`: the server understands `shown`; one of a former version does not."""

    protocol: int
    actor_id: str
    seq: int
    now_ms: int
    takes_shown: bool = False


class ViewChanged(Message, frozen=True, tag="view"):
    topic: str
    seq: int  # of the event that changed it
    view: AnyView


class Accepted(Message, frozen=True):
    key: str
    result: AcceptedResult


class Refused(Message, frozen=True):
    """`key` is the request's, or None where the message itself could not be read."""

    key: str | None
    code: RefusalCode
    details: dict[str, str] = {}


class Heartbeat(Message, frozen=True):
    seq: int
    now_ms: int


class PictureWanted(Message, frozen=True, tag="picture_wanted"):
    """The console wants a live picture of this screen: send it by HTTP PUT. `blank`: leave out personal fields."""

    blank: bool = True


class Touch(Message, frozen=True):
    """A remote touch, in fractions of the screen's width and height from the top left."""

    x: float
    y: float


class Goodbye(Message, frozen=True):
    """The server closes: protocol_outdated (details: protocol, the server's), unavailable, or no longer signed in."""

    code: RefusalCode
    details: dict[str, str] = {}


ToServer: TypeAlias = Hello | Request | Shown
ToStation: TypeAlias = Welcome | ViewChanged | Accepted | Refused | Heartbeat | PictureWanted | Touch | Goodbye

encode = msgspec.json.Encoder().encode
decode_to_server = msgspec.json.Decoder(ToServer).decode
decode_to_station = msgspec.json.Decoder(ToStation).decode


class _AnyHello(msgspec.Struct, frozen=True, tag_field="message", tag="hello"):
    """What a hello of every version has."""

    protocol: int


_decode_any_hello = msgspec.json.Decoder(_AnyHello).decode


def protocol_of(message: str) -> int | None:
    """The protocol of a hello of whatever version; None: it is no hello."""
    try:
        return _decode_any_hello(message).protocol
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
