"""`python -m kiosk --server URL --station ID --key-file FILE`: a self-service kiosk."""

import argparse
import asyncio
from pathlib import Path

from config import theme
from display.toolkit import window


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=__doc__)
    parser.add_argument("--server", required=True, help="address of the server, http://…")
    parser.add_argument("--station", required=True, help="id of this station in the hall plan")
    parser.add_argument("--key-file", required=True, type=Path, help="file with the key given at enrolment")
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole screen")
    given = parser.parse_args()
    key = given.key_file.read_text(encoding="utf-8").strip()

    window.prepare(theme.KIOSK.size, fullscreen=not given.windowed)

    from display.toolkit.app import Access
    from kiosk.app import KioskApp

    asyncio.run(KioskApp(Access(given.server, given.station, key)).run())


if __name__ == "__main__":
    main()
