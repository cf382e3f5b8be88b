"""The tokens: panels in millimetres, sizes of type by the height of a capital, colours of the four themes.

Type follows EN 301 549 clause 5.1.4 (0.7 degrees) and the ADA's 4.8 mm floor, targets VVSG 2.0 clause 7.2 (12.7 mm, 2.54 mm apart).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from screens.boxes import Box

CAPITAL = 1608 / 2048  # the drawn H of BIZ UDPGothic, in em; the font's own figure (1567) is lower
TARGET = 12.7
TARGET_GAP = 2.54
CAPITAL_FLOOR = 4.8
# A reading above kanji: half as high as they are (Requirements for Japanese Text Layout, W3C, 3.3.3), and never below
# an em of 4 mm, since whoever needs it reads the kanji by it.
RUBY_RATIO, RUBY_FLOOR = 0.5, 4.0


@dataclass(frozen=True)
class Panel:
    """A pane of glass: pixels, pitch in mm, and the places of the four parts that never move.

    `kind` is S (7 inch), M (10 inch), L (wide) or P (tall); `air` multiplies type, gaps and strokes.
    """

    name: str
    pixels: tuple[int, int]
    pitch: float
    kind: str
    margin: float
    way: tuple[float, float]
    reading: Box
    doing: Box
    rail: tuple[float, float]
    air: float = 1.0

    @property
    def glass(self) -> Box:
        """The whole pane."""
        return Box(0, 0, self.pixels[0] * self.pitch, self.pixels[1] * self.pitch)

    @property
    def across(self) -> Box:
        """All between the margins at the left and right."""
        return self.glass.inset(self.margin, 0)


# Places are written out, not computed: what never moves should be seen at a glance, and each pane was tried on its
# own.
SMALL = Panel("7", (800, 480), 0.1926, "S", 4.5, (3, 9.5), Box(4.5, 16, 57, 52), Box(64, 14, 85.6, 58.9), (75.6, 13.3))
MEDIUM = Panel("10", (1280, 800), 0.17, "M", 7.5, (5.5, 12), Box(7.5, 23, 84, 84), Box(99, 23, 111, 86), (114.5, 16))
WIDE = Panel(
    "15-landscape", (1920, 1080), 0.17987, "L", 12, (9, 15),
    Box(12, 36, 128, 116), Box(152, 34, 181.3, 120), (165, 19.5),
)  # fmt: skip
TALL = Panel(
    "15-portrait", (1080, 1920), 0.17987, "P", 12, (11, 16),
    Box(12, 38, 170.2, 70), Box(12, 110, 170.2, 188), (310, 25),
)  # fmt: skip
LARGE_WIDE = Panel(
    "21-landscape", (1920, 1080), 0.2479, "L", 18, (13, 20),
    Box(18, 50, 170, 158), Box(206, 48, 252, 166), (228, 26), 1.28,
)  # fmt: skip
LARGE_TALL = Panel(
    "21-portrait", (1080, 1920), 0.2479, "P", 17, (15, 22),
    Box(17, 54, 233.7, 94), Box(17, 152, 233.7, 258), (428, 33), 1.28,
)  # fmt: skip
PANELS = {panel.name: panel for panel in (SMALL, MEDIUM, WIDE, TALL, LARGE_WIDE, LARGE_TALL)}

# Height of a capital in mm: caption, body, label, title, display; one row per size of type
# On the smallest pane the label is no larger than the body, for its buttons have no room for more.
TYPE = {
    "S": ((4.8, 5.2, 5.2, 6.0, 9.0), (5.0, 6.8, 6.8, 7.2, 9.6), (5.2, 8.8, 8.8, 8.8, 10.4)),
    "M": ((4.8, 5.2, 5.6, 6.8, 11.0), (5.0, 6.8, 6.8, 8.0, 12.0), (5.3, 8.8, 8.8, 9.2, 13.0)),
    "L": ((4.8, 5.2, 6.0, 8.8, 14.0), (5.6, 6.8, 7.2, 10.0, 15.0), (6.4, 8.8, 8.8, 11.2, 16.0)),
    "P": ((4.8, 5.2, 6.4, 9.6, 15.0), (5.2, 6.8, 7.4, 10.4, 16.0), (5.8, 8.8, 8.8, 10.8, 17.0)),
}

TOKENS = (
    "bg", "sheet", "ink", "soft", "act", "on", "tint", "good", "good_t",
    "warn", "on_warn", "warn_t", "bad", "bad_t", "hair", "plate", "on_plate", "mark",
)  # fmt: skip
THEMES: dict[str, dict[str, str]] = {
    name: dict(zip(TOKENS, colours.split(), strict=True))
    for name, colours in {
        "paper": "#FAF7F0 #FFFFFF #16181D #3A3C42 #12305C #FFFFFF #E6EBF3 #07401F #EAF4EC #FFD257 #16181D #FFF1C9"
        " #700D17 #FCF0EE #D8D2C4 #16181D #FAF7F0 #E8E3D7",
        "black-on-white": "#FFFFFF #FFFFFF #000000 #000000 #000000 #FFFFFF #FFFFFF #000000 #FFFFFF #000000 #FFFFFF #FFFFFF"
        " #000000 #FFFFFF #000000 #000000 #FFFFFF #FFFFFF",
        "white-on-black": "#000000 #000000 #FFFFFF #FFFFFF #FFFFFF #000000 #000000 #FFFFFF #000000 #FFFFFF #000000 #000000"
        " #FFFFFF #000000 #FFFFFF #000000 #FFFFFF #000000",
        "night": "#0C0D10 #15171B #E8DDC6 #D3C8B2 #F2CE8A #0C0D10 #1E1F22 #9CD8AE #122019 #F0C25A #0C0D10 #241E0F"
        " #FFB5A6 #2A1613 #3A3B3E #0C0D10 #E8DDC6 #22242A",
    }.items()
}
ON_MARK = {"soft": "ink"}  # the mark behind a practice takes from the contrast, so what is soft otherwise is not
HIGH_CONTRAST = frozenset({"black-on-white", "white-on-black"})


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#RRGGBB), 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@dataclass(frozen=True)
class Style:
    """How one visitor sees one panel: sizes in mm for a size of type (1 to 3), colours of a theme, whether for practice.

    `language` is the one whose forms of characters are drawn.
    """

    panel: Panel
    size: int = 1
    theme: str = "paper"
    practice: bool = False
    language: str = "ja"

    @cached_property
    def caps(self) -> tuple[float, ...]:
        """Caption, body, label, title, display: the height of a capital in mm."""
        return tuple(cap * self.panel.air for cap in TYPE[self.panel.kind][self.size - 1])

    @property
    def caption(self) -> float:
        """The smallest; only where an icon or a place says the same."""
        return self.caps[0]

    @property
    def body(self) -> float:
        """Explanations."""
        return self.caps[1]

    @property
    def label(self) -> float:
        """Words on buttons."""
        return self.caps[2]

    @property
    def title(self) -> float:
        """The question."""
        return self.caps[3]

    @property
    def display(self) -> float:
        """Amounts and digits."""
        return self.caps[4]

    @property
    def small(self) -> bool:
        """Whether the panel has no room for both an icon and a word."""
        return self.panel.kind == "S"

    @property
    def tall(self) -> bool:
        """Whether reading is above and doing below."""
        return self.panel.kind == "P"

    @property
    def high(self) -> bool:
        """Whether there are two colours only, so that shape and weight carry all meaning."""
        return self.theme in HIGH_CONTRAST

    @cached_property
    def stroke(self) -> float:
        """The width of an edge in mm."""
        # With two colours an edge carries what a tint does otherwise.
        width = 0.55 if self.panel.kind in "SM" else 0.7
        return width * self.panel.air * (1.3 if self.high else 1.0)

    @cached_property
    def gap(self) -> float:
        """The space between targets in mm."""
        return {"S": 2.6, "M": 2.8}.get(self.panel.kind, 4.0) * self.panel.air

    @cached_property
    def pad(self) -> float:
        """The space within a box in mm."""
        return {"S": 3.0, "M": 3.5}.get(self.panel.kind, 6.0) * self.panel.air

    @property
    def corner(self) -> float:
        """The radius of a corner in mm."""
        return 3.0 * self.panel.air

    def colour(self, token: str) -> str:
        """The colour of a token as #RRGGBB."""
        return THEMES[self.theme][ON_MARK.get(token, token) if self.practice else token]


def em(cap: float) -> float:
    """The em, in mm, of type whose capitals are that high."""
    return cap / CAPITAL


def panel_at(address: str) -> tuple[Panel, int]:
    """The panel and the number of the display in `PANEL` or `PANEL:DISPLAY`, as in `7:1`. Raises ValueError with a sentence.

    Displays count from 0 as the system has them (SDL_GetDisplayName).
    """
    name, _, display = address.partition(":")
    if name not in PANELS:
        raise ValueError(f"there is no panel {name!r}; there are {', '.join(PANELS)}")
    if display and not display.isdecimal():
        raise ValueError(f"panel {address!r}: {display!r} is not the number of a display")
    return PANELS[name], int(display or 0)
