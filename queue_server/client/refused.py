"""A refusal, read from the body of the server's answer."""

import msgspec

from queue_server.contract.refusals import CommandRefused, RefusalCode


class _Body(msgspec.Struct):
    code: RefusalCode
    details: dict[str, str] = {}


def refusal(content: bytes) -> CommandRefused:
    """UNAVAILABLE for an answer that is none of the server's."""
    try:
        told = msgspec.json.decode(content, type=_Body)
    except msgspec.MsgspecError:
        return CommandRefused(RefusalCode.UNAVAILABLE, why="unreadable answer")
    return CommandRefused(told.code, **told.details)
