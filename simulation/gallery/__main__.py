"""`python -m simulation.gallery`: draws and inspects everything; fails on what is clipped, missing or overlapping."""

import argparse
import asyncio
import sys
from pathlib import Path

from simulation.gallery import overview, screens, sheets, slips, wall
from simulation.gallery.exhibit import Exhibit
from simulation.gallery.pages import hanging


async def exhibits(folder: Path) -> list[Exhibit]:
    """All of it, in the order of the page."""
    hung = [exhibit async for exhibit in screens.hang(folder)]
    hung += slips.hang(folder)
    hung += sheets.hang(folder)
    hung += [exhibit async for exhibit in hanging.hang(folder)]
    return hung


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulation.gallery", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/gallery"), help="where the pictures go")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    hung = asyncio.run(exhibits(folder))
    overview.paint(folder)
    page = wall.write(folder, hung)
    faults = [f"{exhibit.picture.name}: {fault}" for exhibit in hung for fault in exhibit.faults]
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"gallery: pictures={len(hung)} faults={len(faults)} {page}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
