"""Seal impressions that nobody can take for a real one: the strokes of 見本 in a ring, each worn in its own way."""

from __future__ import annotations

from random import Random

# Strokes on a square of 100: 見 above, 本 below.
STROKES = (
    "M35 18H65V44H35ZM35 26.5H65M35 35H65M42 44Q42 52 30 54M57 44V51Q57 54 61 54H70"
    "M28 64H72M50 57V88M50 64Q42 76 27 82M50 64Q58 76 73 82M41 79H59"
)
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{size}mm" height="{size}mm" viewBox="0 0 100 100">\
<g stroke="#000" stroke-width="4" fill="none" transform="rotate({turned} 50 50)">\
<circle cx="50" cy="50" r="46"/><path d="{strokes}"/></g>{worn}</svg>"""
WORN = '<circle cx="{x}" cy="{y}" r="{r}" fill="#fff"/>'
SIZES = (10.5, 12, 13.5, 15, 16.5, 18)  # mm; to be registered, over 8 mm and within 25 mm square


def impression(rng: Random) -> str:
    """A person's dummy seal: round, as SVG of true size."""
    spots = [
        WORN.format(x=rng.randint(8, 92), y=rng.randint(8, 92), r=rng.randint(1, 3)) for _ in range(rng.randint(2, 5))
    ]
    return SVG.format(size=rng.choice(SIZES), turned=rng.randint(-6, 6), strokes=STROKES, worn="".join(spots))
