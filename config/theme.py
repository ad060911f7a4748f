"""The theme: colours, type and surfaces of every screen in the hall, as plain values.

Contrast of each text colour on the ground it is used on is at least 4.5:1, of outlines and icons 3:1; a test measures
it. No screen names a colour by its value: it takes it from here.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Colours:
    """One set of colours, each "#RRGGBB". What a name means never changes from set to set."""

    moon: str  # the page
    paper: str  # cards, bars, keys
    mist: str  # tracks, neutral badges, the seal of a closed window
    line: str  # hairlines, decoration only
    edge: str  # outlines of what can be filled in or ticked
    ink: str  # text and numbers
    ink_2: str  # second text
    ink_off: str  # disabled text
    dai: str  # primary fill
    dai_text: str  # text on it
    dai_text_2: str  # second line on it
    dai_press: str  # primary fill while pressed
    dai_ink: str  # links and icons
    dai_soft: str  # icon tile, selected row, quiet banner
    seal: str  # now: call, alarm, "you"
    seal_text: str
    seal_ink: str  # the same as text
    seal_soft: str
    pine: str  # ready, done, connected
    pine_soft: str
    amber: str  # still missing, paused, stale
    amber_soft: str
    dot: str  # one waiting person
    outline_px: int = 2  # cards of the high-contrast set carry an outline

    def items(self) -> dict[str, str]:
        """All colours by name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "outline_px"}


DAY = Colours(
    moon="#EEF3F4",
    paper="#FFFFFF",
    mist="#DFE9EB",
    line="#C9D6DA",
    edge="#778F99",
    ink="#12262D",
    ink_2="#48606A",
    ink_off="#6B8089",
    dai="#0B4F5E",
    dai_text="#FFFFFF",
    dai_text_2="#CFE4E8",
    dai_press="#083B47",
    dai_ink="#0B4F5E",
    dai_soft="#DCEBEE",
    seal="#B8321C",
    seal_text="#FFFFFF",
    seal_ink="#B8321C",
    seal_soft="#FBEAE5",
    pine="#1B6B48",
    pine_soft="#E1F0E8",
    amber="#8A5200",
    amber_soft="#FAF0DD",
    dot="#4E8794",
)

NIGHT = Colours(  # the self-service zone, dimmed: no pure white, no large light area
    moon="#0D1A20",
    paper="#16272F",
    mist="#1F343D",
    line="#2C444E",
    edge="#5B7681",
    ink="#D3DFE2",
    ink_2="#93A9B0",
    ink_off="#6B8089",
    dai="#1C5563",
    dai_text="#E6F1F3",
    dai_text_2="#CFE4E8",
    dai_press="#164550",
    dai_ink="#6DB7C4",
    dai_soft="#1D3A44",
    seal="#A03A28",
    seal_text="#F7E4DF",
    seal_ink="#F08A72",
    seal_soft="#3A211C",
    pine="#7CC7A0",
    pine_soft="#1B3A2E",
    amber="#E0B15C",
    amber_soft="#3A301C",
    dot="#6DB7C4",
)

HIGH_CONTRAST = Colours(  # soft grounds disappear; an outline and an icon take their place
    moon="#000000",
    paper="#000000",
    mist="#000000",
    line="#FFFFFF",
    edge="#FFFFFF",
    ink="#FFFFFF",
    ink_2="#E0E0E0",
    ink_off="#A8A8A8",
    dai="#FFE14D",
    dai_text="#000000",
    dai_text_2="#000000",
    dai_press="#FFF0A0",
    dai_ink="#7FE3F5",
    dai_soft="#000000",
    seal="#FF8A75",
    seal_text="#000000",
    seal_ink="#FF8A75",
    seal_soft="#000000",
    pine="#7CF0AE",
    pine_soft="#000000",
    amber="#FFE14D",
    amber_soft="#000000",
    dot="#7FE3F5",
    outline_px=4,
)


@dataclass(frozen=True)
class Surface:
    """What one kind of screen is drawn for: its size and the least height of anything that can be touched."""

    width_px: int
    height_px: int
    least_target_px: int = 60

    @property
    def size(self) -> tuple[int, int]:
        return self.width_px, self.height_px


KIOSK = Surface(1080, 1920, least_target_px=72)
BOARD = Surface(1920, 1080)
BOARD_PORTRAIT = Surface(1080, 1920)
PANEL = Surface(1920, 540)
RATING = Surface(1280, 800)
RATING_PORTRAIT = Surface(800, 1280)

# Line heights as multiples of the font size.
HEADING_LINE = 1.2
BODY_LINE = 1.4
EXPLANATION_LINE = 1.5

_BOLD_FROM_PX = ((300, 4), (200, 3), (96, 2), (36, 1))
DIGIT_LIFT_EM = 0.065
CHINESE_LIFT_EM = 0.055


def bold_px(font_px: float) -> int:
    """Width of the outline that makes the regular weight bold. Below 36 px there is no bold: size and colour rank."""
    return next((width for from_px, width in _BOLD_FROM_PX if font_px >= from_px), 0)


def lift_px(font_px: float, digits: bool) -> int:
    """How far a text centred by its box must rise to look centred: the font's ascent is larger than its descent."""
    return round(font_px * (DIGIT_LIFT_EM if digits else CHINESE_LIFT_EM))


def rgba(colour: str) -> tuple[float, float, float, float]:
    """ "#RRGGBB" as four numbers from 0 to 1."""
    return (*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)), 1.0)  # type: ignore[return-value]  # three and one
