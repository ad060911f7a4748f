"""Films made for a test by the same program that plays them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from display.spots.picture import PLAYER

needs_player = pytest.mark.skipif(shutil.which(PLAYER) is None, reason="no ffmpeg here; set-up installs it for tests")


def film(path: Path, *, length_s: float = 1.0, size: str = "320x180") -> Path:
    """Red, with a sound, at 25 frames a second."""
    subprocess.run(
        [
            *(PLAYER, "-v", "error", "-y", "-f", "lavfi", "-i", f"color=c=red:s={size}:d={length_s}:r=25"),
            *("-f", "lavfi", "-i", f"sine=d={length_s}", "-c:v", "mpeg4", "-c:a", "aac", str(path)),
        ],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return path
