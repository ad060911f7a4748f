"""A call board as it is shipped that says when a call is in its pixels. `python -m benchmarks.screen URL STATION FILE`.

Its lines: `ready` once the hall has told it something, `drawn CALL SECONDS changed|same` when the first frame with a
call has gone to the window (by `time.perf_counter`, the same clock for all processes) and whether the card where calls
stand has other pixels than before, `again CALL` when that very picture was drawn once more: it was whole.

It reads lines: `CALL WINDOW` has it show such a call, of nobody.
"""

import argparse
import asyncio
import sys
import time
import zlib
from pathlib import Path

import msgspec

from display.toolkit import window

CARD = (48, 304, 1232, 656)  # on the lying board: left, bottom, width, height in px


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=__doc__)
    parser.add_argument("server")
    parser.add_argument("station")
    parser.add_argument("key_file", type=Path)
    given = parser.parse_args()
    window.prepare(window.STUDIO)

    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from display.app import DisplayApp
    from display.toolkit.app import Access
    from queue_server.client.session import ViewArrived
    from queue_server.contract.views import BoardView

    class MeasuredBoard(DisplayApp):  # type: ignore[misc]  # Kivy has no types
        def __init__(self, access: Access, voice_store: Path) -> None:
            super().__init__(access, voice_store, spots=voice_store.with_name("spots"))
            self._arrived: ViewArrived | None = None
            self._picture = 0
            self._whole = (0, "")  # the picture a call was first shown with

        def overhear(self, delivery: object) -> None:
            super().overhear(delivery)
            if isinstance(delivery, ViewArrived):
                if self._arrived is None:
                    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._change)
                    _tell("ready")
                self._arrived = delivery

        def _drawn(self, *_: object) -> None:
            calls = frozenset(self._to_draw)
            before = self._picture
            self._picture = zlib.crc32(bytes(glReadPixels(*CARD, GL_RGB, GL_UNSIGNED_BYTE)))
            if not calls and self._picture == self._whole[0]:
                _tell(f"again {self._whole[1]}")
            super()._drawn()
            for call_id in calls:
                self._whole = self._picture, call_id
                asyncio.get_running_loop().call_soon(self._gone, call_id, before != self._picture)

        def _gone(self, call_id: str, changed: bool) -> None:
            _tell(f"drawn {call_id} {time.perf_counter()} {'changed' if changed else 'same'}")

        def _change(self) -> None:
            call_id, number = sys.stdin.readline().split()
            arrived = self._arrived
            if arrived is None or not isinstance(arrived.view, BoardView):
                return
            call, *others = arrived.view.calls
            there = msgspec.structs.replace(call.window, number=int(number))
            call = msgspec.structs.replace(call, call_id=call_id, window=there, called_at_ms=self.now_ms())
            view = msgspec.structs.replace(arrived.view, calls=(call, *others))
            self._delivered(ViewArrived(arrived.topic, arrived.seq, view))

    key = given.key_file.read_text(encoding="utf-8").strip()
    asyncio.run(MeasuredBoard(Access(given.server, given.station, key), given.key_file.parent / "voice").run())


def _tell(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main()
