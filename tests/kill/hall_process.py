"""A server cut down to what the kill test is about: the real dispatcher over the real database, behind a socket.

Each line to it is a JSON array [key, role, actor id, command], each line back [key, answer or null].
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import Accepted
from queue_server.engine.clock import SystemClock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.storage.database import Database


class Line(msgspec.Struct, array_like=True, frozen=True):
    key: str
    role: Role
    actor_id: str
    command: AnyCommand


class Reply(msgspec.Struct, array_like=True, frozen=True):
    key: str
    accepted: Accepted | None


def serve(folder: Path, hall_id: str, deadly_step: str | None, spared: int) -> None:
    """Serves on `folder`/socket until killed: by itself the moment `deadly_step` comes after `spared` such steps."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    left = spared

    def step(name: str) -> None:
        nonlocal left
        if name == deadly_step:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    asyncio.run(_serve(folder, hall_id, step))


async def _serve(folder: Path, hall_id: str, step: Callable[[str], None]) -> None:
    database = await Database.open(f"sqlite:///{folder / 'hall.sqlite'}")
    dispatcher = await Dispatcher.start(database, hall_id, clock=SystemClock(), step=step)
    decode = msgspec.json.Decoder(Line).decode

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            asked = decode(line)
            try:
                by = Actor(asked.actor_id, frozenset({asked.role}))
                accepted = await dispatcher.submit(asked.command, key=asked.key, by=by)
                reply = Reply(asked.key, accepted)
            except CommandRefused:
                reply = Reply(asked.key, None)
            writer.write(msgspec.json.encode(reply) + b"\n")

    server = await asyncio.start_unix_server(converse, folder / "arriving")
    (folder / "arriving").rename(folder / "socket")  # there only when it listens
    await server.serve_forever()
