"""How values of the presenters look in the toolkit's terms."""

from kiosk.presenters.pieces import Tone

TONES = {Tone.NEUTRAL: "neutral", Tone.DAI: "quiet", Tone.PINE: "ready", Tone.AMBER: "missing"}


def sentences(banner) -> str:
    """What happened and what to do, one under the other."""
    return f"{banner.text}\n{banner.advice}" if banner.advice else banner.text
