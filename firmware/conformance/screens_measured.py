"""What is measured on the screens: every example of every prompt, laid out for this terminal's panel in all that a visitor may choose."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from firmware.asides import SIZES, THEMES
from firmware.conformance.measured import Measured
from firmware.phrases.reader import PhraseBook
from firmware.view import Settings, View
from screens.canvas import Canvas
from screens.examples import examples
from screens.lint import faults
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.theme import HIGH_CONTRAST, PANELS, Style, contrast

DISTANCE = 400.0  # mm from eye to glass


class Screens:
    """All screens of one panel, laid out once."""

    def __init__(self, panel: str, languages: tuple[str, ...], book: PhraseBook) -> None:
        self._panel, self._languages, self._book = PANELS[panel], languages, book

    @cached_property
    def all(self) -> list[tuple[Settings, Canvas]]:
        """Every example as visitors may see it, with what it was laid out for."""
        return [
            (look, self._laid_out(replace(view, settings=look))) for look in self._looks() for _, view in examples()
        ]

    def _looks(self) -> Iterator[Settings]:
        """Every size in every language, and every other theme once: a theme keeps all places."""
        for language in self._languages:
            yield from (Settings(language, size) for size in SIZES)
        yield from (Settings(self._languages[0], theme=theme) for theme in THEMES[1:])

    def _laid_out(self, view: View) -> Canvas:
        canvas = canvas_for(self._panel, view)
        draw(Page(canvas, self._book, view))
        return canvas

    def contrast_least(self) -> Measured:
        """The least contrast of a text in the first theme."""
        return self._found(min(self._contrasts(THEMES[:1])))

    def contrast_high(self) -> Measured:
        """The least contrast of a text in the themes of two colours."""
        return self._found(min(self._contrasts(tuple(HIGH_CONTRAST))))

    def _contrasts(self, themes: tuple[str, ...]) -> Iterator[float]:
        for look, canvas in self.all:
            if look.theme in themes:
                yield from (contrast(text.ink, text.ground) for text in canvas.texts if text.theme in themes)

    def capital_least(self) -> Measured:
        """The lowest capital of any text, in mm."""
        return self._found(min(text.cap for _, canvas in self.all for text in canvas.texts))

    def capital_largest(self) -> Measured:
        """Body text at the largest size, in mm."""
        return self._found(Style(self._panel, SIZES[-1]).body)

    def capital_angle(self) -> Measured:
        """The angle (degrees) that the question's capitals fill at the first size."""
        return self._found(math.degrees(math.atan(Style(self._panel, SIZES[0]).title / DISTANCE)))

    def overflows(self) -> Measured:
        """Faults of all screens: overflows, overlaps, missing glyphs, what leaves the panel."""
        return self._found(sum(len(faults(canvas)) for _, canvas in self.all))

    def target_least(self) -> Measured:
        """The shortest side of a touch target, in mm."""
        boxes = [target.box for _, canvas in self.all for target in canvas.targets]
        return self._found(min(min(box.w, box.h) for box in boxes))

    def target_gap(self) -> Measured:
        """The smallest gap between two targets of a screen, in mm."""
        gaps = (
            max(one.box.x - other.box.right, other.box.x - one.box.right, one.box.y - other.box.bottom, other.box.y - one.box.bottom)
            for _, canvas in self.all
            for one, other in combinations(canvas.targets, 2)
        )  # fmt: skip
        return self._found(min(gaps))

    def _found(self, value: float) -> Measured:
        panel = self._panel
        size = f"{panel.glass.w:.0f} x {panel.glass.h:.0f} mm"
        return Measured(value, f"panel {panel.name}, {size}; {len(self.all)} screens")
