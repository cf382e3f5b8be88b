"""Seal impressions that nobody can take for a real one: the strokes of 見本 in a ring, each worn in its own way."""

from __future__ import annotations

from random import Random

# Strokes on a square of 100: 見 above, 本 below, as straight lines.
STROKES = (
    "M35 18H65V44H35ZM35 26.5H65M35 35H65M42 44Q42 52 30 54M57 44V51Q57 54 61 54H70",
    "M28 64H72M50 57V88M50 64Q42 76 27 82M50 64Q58 76 73 82M41 79H59",
)
RING = '<circle cx="50" cy="50" r="46" fill="none" stroke-width="4"/>'
FRAME = '<rect x="4" y="4" width="92" height="92" fill="none" stroke-width="6"/>'


def impression(rng: Random) -> str:
    """A person's dummy seal as SVG: round, 10 to 18 mm (Registration rules: over 8 mm, within 25 mm square)."""
    turned = rng.randint(-6, 6)
    worn = "".join(
        f'<circle cx="{rng.randint(8, 92)}" cy="{rng.randint(8, 92)}" r="{rng.randint(1, 3)}" fill="#fff" stroke="none"/>'
        for _ in range(rng.randint(2, 5))
    )
    return _svg(
        rng.choice((10.5, 12, 13.5, 15, 16.5, 18)),
        f'<g transform="rotate({turned} 50 50)">{RING}{_strokes()}</g>{worn}',
    )


def office_seal(millimetres: float = 21) -> str:
    """The city's dummy seal as SVG: square, like a mayor's, and says 見本."""
    return _svg(millimetres, FRAME + _strokes())


def _strokes() -> str:
    return "".join(f'<path d="{path}" fill="none" stroke-width="4"/>' for path in STROKES)


def _svg(millimetres: float, body: str) -> str:
    size = f'width="{millimetres}mm" height="{millimetres}mm"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 100 100"><g stroke="#000">{body}</g></svg>'
