"""`python -m kiosk.bridge --server URL --station ID --key-file FILE`: a device bridge, without a screen."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from config.hall import DeviceKind
from display.bridge.station import Bridge, NotABridge
from display.bridge.voice import aloud
from display.rating_box import rating_boxes
from display.voice.store import voice_store
from kiosk.reception_printer import ReceptionPrinter

MORE = {DeviceKind.TICKET_PRINTER: ReceptionPrinter}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.bridge", description=__doc__)
    parser.add_argument("--server", required=True, help="address of the server, http://…")
    parser.add_argument("--station", required=True, help="id of this station in the hall plan")
    parser.add_argument("--key-file", required=True, type=Path, help="file with the key given at enrolment")
    parser.add_argument("--voice-store", type=Path, default=voice_store(), help="folder for spoken phrases")
    parser.add_argument(
        "--ratings", type=Path, default=rating_boxes(), help="folder for ratings that the hall has not answered yet"
    )
    given = parser.parse_args()
    key = given.key_file.read_text(encoding="utf-8").strip()
    try:
        more = {**MORE, DeviceKind.LOUDSPEAKER: aloud(given.voice_store)}
        asyncio.run(_until_told(Bridge(given.server, given.station, key, more, boxes=given.ratings)))
    except NotABridge as error:
        print(error, file=sys.stderr)
        return 2
    return 0


async def _until_told(bridge: Bridge) -> None:
    """Until SIGINT or SIGTERM; then everything ends in order."""
    running = asyncio.ensure_future(bridge.run())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    await asyncio.wait({running})
    if not running.cancelled():
        running.result()


if __name__ == "__main__":
    sys.exit(main())
