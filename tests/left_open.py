"""Names the test that leaves a stream open.

A stream that nobody closed complains when it is collected, which may be much later: the error would stand at whichever
test happens to run then.
"""

import asyncio
from typing import Any
from weakref import WeakKeyDictionary


class LeftOpen:
    """What has been opened since `watch` and not been closed by the time its loop ended."""

    def __init__(self) -> None:
        self._loops: WeakKeyDictionary[asyncio.StreamWriter, asyncio.AbstractEventLoop] = WeakKeyDictionary()
        self._kept: list[asyncio.StreamWriter] = []  # named once; collected, they would complain again

    def watch(self) -> None:
        """From now on; once."""
        begin = asyncio.StreamWriter.__init__

        def begun(
            writer: asyncio.StreamWriter, transport: Any, protocol: Any, reader: Any, loop: asyncio.AbstractEventLoop
        ) -> None:
            begin(writer, transport, protocol, reader, loop)
            self._loops[writer] = loop

        asyncio.StreamWriter.__init__ = begun  # type: ignore[assignment, method-assign]

    def take(self) -> list[str]:
        """Each stream that can never be closed any more, once."""
        found = [
            writer
            for writer, loop in self._loops.items()
            if loop.is_closed() and not writer.transport.is_closing() and writer not in self._kept
        ]
        self._kept += found
        return [f"a stream to {writer.get_extra_info('peername') or writer.transport}" for writer in found]
