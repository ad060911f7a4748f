"""A picture as a board shows it, made of a file nobody has looked at before: never larger than its place.

Of a film it is the first frame. Whatever is wrong with a file is found here, once, and not while somebody is called.
"""

import os
import resource
import subprocess
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from config.spots import is_film
from queue_server.contract.commands import SpotFault

PLAYER: Final = "ffmpeg"
"""The program that decodes films (Debian's package of that name): a process of its own, so that a file that breaks it
breaks nothing else."""

HUMBLY: Final = ("nice", "-n", "19")  # waits for everything else on the machine

PIXELS_AT_MOST: Final = 50_000_000
LOOK_S: Final = 20.0
MEMORY_BYTES: Final = 2 << 30  # that a decoder may ask for

_FORMATS: Final = ("PNG", "JPEG", "WEBP")


def prepare(file: Path, into: Path, size: tuple[int, int]) -> SpotFault | None:
    """Writes the picture of `file`, as large as fits into `size`, as PNG. Returns why it cannot be, then nothing is
    written. Raises OSError where nothing can be written."""
    unfinished = into.with_suffix(".unfinished")
    try:
        fault = (_first_frame if is_film(file.name) else _picture)(file, unfinished, size)
        if fault is None:
            unfinished.replace(into)
        return fault
    finally:
        unfinished.unlink(missing_ok=True)


def _picture(file: Path, into: Path, size: tuple[int, int]) -> SpotFault | None:
    """Its size is looked at before its pixels are: a small file can hold a thousand times its size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS) as opened:
                if opened.width * opened.height > PIXELS_AT_MOST:
                    return SpotFault.TOO_LARGE
                opened.draft("RGB", size)
                upright = ImageOps.exif_transpose(opened)
                fitted = ImageOps.contain(_on_paper(upright), size)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return SpotFault.TOO_LARGE
    except (OSError, ValueError, SyntaxError, EOFError):  # all that Pillow says of a file that is none
        return SpotFault.UNREADABLE
    fitted.save(into, "PNG", compress_level=1)
    return None


def _on_paper(picture: Image.Image) -> Image.Image:
    """What is transparent is white, like the card it stands on."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "#FFFFFF")
        return Image.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")
    return picture.convert("RGB")


def _first_frame(file: Path, into: Path, size: tuple[int, int]) -> SpotFault | None:
    width, height = size
    command = decoding(file, 0.0, f"scale={width}:{height}:force_original_aspect_ratio=decrease", paced=False)
    try:
        process = subprocess.Popen(  # noqa: S603
            [*command, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return SpotFault.NO_PLAYER
    confine(process.pid)
    with process:
        try:
            frame, _ = process.communicate(timeout=LOOK_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return SpotFault.UNREADABLE
    if process.returncode == _NOT_FOUND:
        return SpotFault.NO_PLAYER
    if process.returncode != 0 or not frame.startswith(b"\x89PNG"):
        return SpotFault.UNREADABLE
    into.write_bytes(frame)
    return None


_NOT_FOUND = 127  # of `nice`: there is no such program


def decoding(file: Path, from_s: float, scaled: str, *, paced: bool) -> list[str]:
    """The decoder's words up to what is to come out, at the lowest priority: without sound, reading that file alone."""
    return [
        *(*HUMBLY, PLAYER, "-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file"),
        *(("-re",) if paced else ()),
        *("-ss", f"{from_s:.2f}", "-i", f"file:{file}", "-an", "-sn", "-dn", "-vf", scaled),
    ]


def confine(process_id: int) -> None:
    """A film that asks for more memory than a film may ends its decoder, not the board."""
    try:
        resource.prlimit(process_id, resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        os.sched_setscheduler(process_id, os.SCHED_IDLE, os.sched_param(0))
    except (OSError, AttributeError):
        return  # it has ended already
