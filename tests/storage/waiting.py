"""Waiting inside a storage function, wherever its database runs it."""

import asyncio

from sqlalchemy.util import await_only


def wait_for(event: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """SQLite's functions run on a thread beside the loop, PostgreSQL's on the loop itself."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run_coroutine_threadsafe(event.wait(), loop).result(timeout=30)
    else:
        await_only(event.wait())
