"""How tones of the presenters are called in the toolkit, and which script a text is in."""

from kiosk.presenters.pieces import Tone

TONES = {Tone.NEUTRAL: "neutral", Tone.DAI: "quiet", Tone.PINE: "ready", Tone.AMBER: "missing"}


def latin(text: str) -> bool:
    """Written in Latin letters: more of them are needed, and each is narrower."""
    return text.isascii()
