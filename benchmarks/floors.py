"""The floors: what is left of the server when it does nothing. `python -m benchmarks.floors`, says its address, serves.

    POST /empty     reads a command from JSON, writes the answer it was given with PUT /empty as JSON
    GET /socket     a display
    PUT /frame      the frame for the displays
    POST /fan-out   writes that frame to all of them

The same loop, HTTP library and codec as the server, and the same sizes; no sign-in, no decision, no commit, no log.
"""

import asyncio
import signal

import msgspec
import uvloop
from aiohttp import web

from queue_server.contract.commands import IssueTicket
from queue_server.contract.views import Accepted
from queue_server.web.outlet import text_frame

_decode_command = msgspec.json.Decoder(IssueTicket).decode
_decode_answer = msgspec.json.Decoder(Accepted).decode
_encode = msgspec.json.Encoder().encode


class Floors:
    def __init__(self) -> None:
        self._answer: Accepted | None = None
        self._frame = b""
        self._displays: set[asyncio.Transport] = set()

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_put("/empty", self.take_answer)
        app.router.add_post("/empty", self.empty)
        app.router.add_get("/socket", self.display)
        app.router.add_put("/frame", self.take_frame)
        app.router.add_post("/fan-out", self.fan_out)
        return app

    async def take_answer(self, request: web.Request) -> web.Response:
        self._answer = _decode_answer(await request.read())
        return web.Response()

    async def empty(self, request: web.Request) -> web.Response:
        _decode_command(await request.read())
        return web.Response(body=_encode(self._answer), content_type="application/json")

    async def display(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        transport = request.transport
        assert transport is not None  # noqa: S101  it has just been answered on
        self._displays.add(transport)
        async for _ in socket:
            pass
        self._displays.discard(transport)
        return socket

    async def take_frame(self, request: web.Request) -> web.Response:
        self._frame = text_frame(await request.read())
        return web.Response()

    async def fan_out(self, request: web.Request) -> web.Response:
        for transport in self._displays:
            transport.write(self._frame)
        return web.Response()


async def main() -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    runner = web.AppRunner(Floors().application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{site.port}", flush=True)
    await told.wait()
    await runner.cleanup()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as asyncio_runner:
        asyncio_runner.run(main())
