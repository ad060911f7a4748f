"""The floor and the displays that read from it, in one process."""

from aiohttp import ClientSession, web

from benchmarks.displays import Wall
from benchmarks.floors import Floors

DISPLAYS = 5


async def test_the_last_display_has_the_whole_frame_before_the_wall_says_so() -> None:
    runner = web.AppRunner(Floors().application(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with (
            ClientSession(f"http://127.0.0.1:{site.port}") as session,
            Wall.connected(site.port, "/socket", [""] * DISPLAYS, None) as wall,
        ):
            async with session.put("/frame", data=b"." * 5_000 + b"called") as answer:
                assert answer.status == 200
            for _ in range(2):
                arrival = wall.expect(b"called")
                async with session.post("/fan-out") as answer:
                    assert answer.status == 200
                await arrival.last()
                assert arrival.bytes_each == 4 + 5_006
    finally:
        await runner.cleanup()
