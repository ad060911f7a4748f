"""`python -m display --server URL --station ID --key-file FILE`: a call board, window panel or rating terminal."""

import argparse
import asyncio
from pathlib import Path

from display.rating_box import rating_boxes
from display.spots.programme import spot_store
from display.toolkit import window
from display.voice.store import voice_store


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m display", description=__doc__)
    parser.add_argument("--server", required=True, help="address of the server, http://…")
    parser.add_argument("--station", required=True, help="id of this station in the hall plan")
    parser.add_argument("--key-file", required=True, type=Path, help="file with the key given at enrolment")
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole screen")
    parser.add_argument("--voice-store", type=Path, default=voice_store(), help="folder for spoken phrases")
    parser.add_argument(
        "--ratings", type=Path, default=rating_boxes(), help="folder for ratings that the hall has not answered yet"
    )
    parser.add_argument("--spots", type=Path, default=spot_store(), help="folder for the hall's pictures and films")
    given = parser.parse_args()
    key = given.key_file.read_text(encoding="utf-8").strip()

    # Large enough for every kind of display; it takes its own size as soon as the server has said which one it is.
    window.prepare(window.STUDIO, fullscreen=not given.windowed)

    from display.app import DisplayApp
    from display.toolkit.app import Access

    asyncio.run(
        DisplayApp(Access(given.server, given.station, key), given.voice_store, given.ratings, given.spots).run()
    )


if __name__ == "__main__":
    main()
