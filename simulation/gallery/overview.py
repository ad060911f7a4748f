"""The one picture of the whole hall, for the README: kiosk, call board, window panel, rating terminal, phone, slip."""

from pathlib import Path

from PIL import Image

from config import theme

_SIZE = (1600, 1000)
_PLACES = {  # picture → left, top, width, height
    "kiosk-start-appointments": (32, 32, 526, 936),
    "board-one-call": (590, 32, 704, 396),
    "panel-calling": (590, 460, 704, 198),
    "rating-asking": (590, 690, 445, 278),
    "standing-board-one-call": (1067, 690, 227, 278),
    "slip-usual": (1326, 32, 242, 626),
    "page-ticket-waiting": (1326, 690, 242, 278),
}


def paint(folder: Path) -> Path:
    """Puts pictures of the gallery in `folder` together, each cut at its foot where it is longer than its place."""
    whole = Image.new("RGB", _SIZE, theme.DAY.mist)
    for name, (left, top, width, height) in _PLACES.items():
        with Image.open(folder / f"{name}.png") as picture:
            scaled = picture.convert("RGB")
            scaled = scaled.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
        whole.paste(scaled.crop((0, 0, width, min(height, scaled.height))), (left, top))
    path = folder / "overview.png"
    whole.quantize(128).save(path, optimize=True)
    return path
