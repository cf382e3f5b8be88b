"""What is wrong with a screen that was drawn: the build fails on any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from screens.boxes import Box
from screens.canvas import Canvas, Target, Text
from screens.fonts import missing
from screens.theme import CAPITAL_FLOOR, HIGH_CONTRAST, RUBY_FLOOR, TARGET, TARGET_GAP, contrast

ROUGHLY = 0.02  # mm
CONTRAST_FLOOR = 10.0
HIGH_CONTRAST_FLOOR = 21.0
NUMBER_ENDS = re.compile(r"[0-9][-:,.]?$")
NUMBER_GOES_ON = re.compile(r"[-:,.]?[0-9]|[ap]\.m\.")


def faults(canvas: Canvas) -> list[str]:
    """Every fault of a screen as a sentence; none for a good one."""
    return [
        *(f"overflow: {overflow}" for overflow in canvas.overflows),
        *_target_faults(canvas),
        *_text_faults(canvas),
        *_collisions(canvas.texts, canvas.targets),
        *_crossings(canvas.texts, canvas.edged),
    ]


def _target_faults(canvas: Canvas) -> Iterator[str]:
    glass = canvas.style.panel.glass
    for target in canvas.targets:
        if min(target.box.w, target.box.h) < TARGET - ROUGHLY:
            yield f"target {target.key} is {target.box.w:.1f} x {target.box.h:.1f} mm"
        if not _within(target.box, glass):
            yield f"target {target.key} leaves the panel"
    for one, other in combinations(canvas.targets, 2):
        if (apart := _apart(one.box, other.box)) < TARGET_GAP - ROUGHLY:
            yield f"targets {one.key} and {other.key} are {apart:.2f} mm apart"


def _text_faults(canvas: Canvas) -> Iterator[str]:
    for text in canvas.texts:
        # A sample on the screen for ways of seeing has its own theme, and so its own floor.
        floor = HIGH_CONTRAST_FLOOR if text.theme in HIGH_CONTRAST else CONTRAST_FLOOR
        if text.cap < CAPITAL_FLOOR - ROUGHLY:
            yield f"{text.text!r} has capitals of {text.cap:.1f} mm"
        if 0 < text.ruby < RUBY_FLOOR - ROUGHLY:
            yield f"{text.text!r} has readings of {text.ruby:.1f} mm"
        if not _within(text.box, canvas.style.panel.glass):
            yield f"{text.text!r} leaves the panel"
        if (ratio := contrast(text.ink, text.ground)) < floor - ROUGHLY:
            yield f"{text.text!r} has a contrast of {ratio:.1f}"
        if any(NUMBER_ENDS.search(one) and NUMBER_GOES_ON.match(other) for one, other in pairwise(text.lines)):
            yield f"{text.text!r} breaks a number"
        for cluster in missing(text.text, text.language):
            yield f"{text.text!r}: no font has {cluster!r} ({' '.join(f'U+{ord(char):04X}' for char in cluster)})"


def _collisions(texts: list[Text], targets: list[Target]) -> Iterator[str]:
    # All pairs: a screen has some thirty texts.
    inked = [(text, _ink(text.box)) for text in texts]
    for (one, box), (other, over) in combinations(inked, 2):
        if _apart(box, over) < -ROUGHLY:
            yield f"{one.text!r} overlaps {other.text!r}"
    for text, box in inked:
        for target in targets:
            if _apart(box, target.box) < -ROUGHLY and not _within(box, target.box):
                yield f"{text.text!r} crosses the edge of {target.key}"


def _crossings(texts: list[Text], edged: list[Box]) -> Iterator[str]:
    for text in texts:
        inked = _ink(text.box)
        for box in edged:
            if _apart(inked, box) < -ROUGHLY and not _within(inked, box):
                yield f"{text.text!r} crosses the edge of a box at {box.x:.0f}, {box.y:.0f} mm"


def _ink(box: Box) -> Box:
    """What characters fill of their em box, on all sides at the least."""
    # Lines of different texts may touch in their empty parts.
    return box.inset(0.0, min(0.3, box.h / 4))


def _apart(one: Box, other: Box) -> float:
    """How far two boxes are apart in mm; below nought they overlap."""
    return max(one.x - other.right, other.x - one.right, one.y - other.bottom, other.y - one.bottom)


def _within(one: Box, other: Box) -> bool:
    return (
        one.x >= other.x - ROUGHLY
        and one.y >= other.y - ROUGHLY
        and one.right <= other.right + ROUGHLY
        and one.bottom <= other.bottom + ROUGHLY
    )
