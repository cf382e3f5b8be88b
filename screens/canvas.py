"""Drawing in millimetres. What is drawn is also recorded: targets for the finger, and texts and overflows for the checks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import pygame

from firmware.phrases.reader import plain
from screens import pen, ruby, text
from screens.boxes import Box
from screens.fonts import Type
from screens.text import Words
from screens.theme import RUBY_FLOOR, RUBY_RATIO, Style, em

FOCUS_OUT, FOCUS_STROKE = 1.7, 1.2  # mm: how far a ring of focus reaches beyond its key, and how thick it is
NEARLY = 0.3  # mm: less than a pixel and a half on the coarsest panel


@dataclass(frozen=True)
class Look:
    """How a text stands: capital in mm, weight, colours as tokens, line pitch in em, place in its box, most lines."""

    cap: float
    bold: bool = True
    ink: str = "ink"
    ground: str = "bg"
    lead: float = 1.2
    align: float = 0.0
    anchor: float = 0.5
    most: int = 9


@dataclass(frozen=True)
class Target:
    """Where a finger presses a key; `live` is false for a key that is not possible now."""

    key: str
    box: Box
    live: bool = True


@dataclass(frozen=True)
class Text:
    """A text that was drawn: where, its lines, how high its capitals are in mm, its colours as #RRGGBB, its theme.

    `ruby` is the em of the readings above its kanji in mm, 0 without any; `language` that of its characters.
    """

    box: Box
    lines: tuple[str, ...]
    cap: float
    ink: str
    ground: str
    theme: str
    ruby: float = 0.0
    language: str = "ja"

    @property
    def text(self) -> str:
        """Its lines as one, a slash between."""
        return "/".join(self.lines)


@dataclass(frozen=True)
class Placed:
    """How a form of a text fits its box: its lines, their common width and height in mm, how it is set.

    `first` and `pitch` are in pixels: where the first line stands below the top, and the next below it.
    """

    form: str
    lines: tuple[str, ...]
    width: float
    height: float
    kind: Type
    first: float
    pitch: float


class Canvas:
    """One screen being drawn on a surface, or only measured when there is none."""

    def __init__(self, style: Style, surface: pygame.Surface | None = None, focus: str = "") -> None:
        self.style, self.surface, self.focus = style, surface, focus
        self.targets: list[Target] = []
        self.texts: list[Text] = []
        self.overflows: list[str] = []
        self.gave_way: list[str] = []
        self.shortened: list[str] = []
        self.slot: Box | None = None
        self.edged: list[Box] = []
        self._k = 1 / style.panel.pitch

    def in_style(self, style: Style) -> Canvas:
        """The same canvas in another style."""
        other = Canvas(style, self.surface)
        # The lists are shared: a sample in another theme is checked with the rest of the screen.
        other.targets, other.texts, other.overflows, other.edged = self.targets, self.texts, self.overflows, self.edged
        other.gave_way, other.focus = self.gave_way, self.focus
        return other

    def fill(self, box: Box, colour: str) -> None:
        """A box without an edge and with sharp corners."""
        if self.surface:
            self.surface.fill(self.style.colour(colour), self.pixels(box))

    def box(self, box: Box, fill: str, edge: str | None = None, stroke: float | None = None) -> None:
        """A box with round corners, and an edge within it."""
        # Noted even when nothing is drawn: the checks hold every text against the edges.
        if edge is not None:
            self.edged.append(box)
        if not self.surface:
            return
        rect, r = self.pixels(box), self._px(min(self.style.corner, box.w / 2, box.h / 2))
        if edge is None:
            self._rounded(rect, r, fill)
            return
        width = self._px(stroke or self.style.stroke)
        # The edge lies within the box, so that two boxes as far apart as targets must be are just that.
        self._rounded(rect, r, edge, width)
        self._rounded(rect.inflate(-2 * width, -2 * width), max(r - width, 0), fill)

    def dashed(self, box: Box, colour: str, ground: str) -> None:
        """A box whose edge is dashed: a key that is not possible now."""
        if not self.surface:
            return
        # A whole edge with pieces taken out keeps its round corners, which dashes drawn one by one would not.
        self.box(box, ground, colour)
        r, step = self.style.corner, 2.2 * self.style.panel.air
        for along, x, y, wide in (
            (box.w - 2 * r, box.x + r, box.y, True),
            (box.w - 2 * r, box.x + r, box.bottom - self.style.stroke, True),
            (box.h - 2 * r, box.x, box.y + r, False),
            (box.h - 2 * r, box.right - self.style.stroke, box.y + r, False),
        ):
            self._gaps(along, (x, y), step, wide, ground)

    def disc(self, x: float, y: float, r: float, colour: str) -> None:
        """A filled circle."""
        if self.surface:
            drawn = pen.disc(max(2, round(2 * r * self._k)), self.style.colour(colour))
            self.surface.blit(drawn, drawn.get_rect(center=(round(x * self._k), round(y * self._k))))

    def ring(self, x: float, y: float, r: float, colours: tuple[str, str], stroke: float | None = None) -> None:
        """A circle with an edge inside its radius; `colours` are edge and fill."""
        self.disc(x, y, r, colours[0])
        self.disc(x, y, r - (stroke or self.style.stroke), colours[1])

    def rule(self, x: float, right: float, y: float, colour: str = "hair", stroke: float | None = None) -> None:
        """A level line."""
        height = stroke or self.style.stroke * 0.45
        # A line thinner than a pixel would be there on one panel and gone on another.
        self.fill(Box(x, y - height / 2, right - x, max(height, 1.01 / self._k)), colour)

    def art(self, box: Box, ground: str, paint: pen.Paint, *details: Any) -> None:
        """A drawing that fills the box; `paint(pen, *details)` draws it in mm from the box's corner, on the ground."""
        if self.surface:
            rect = self.pixels(box)
            drawn = pen.art(paint, details, rect.size, (self._k, self.style.theme, ground))
            self.surface.blit(drawn, rect)

    def reserve(self, box: Box) -> None:
        """Keep a place for the moving picture of what is asked."""
        self.slot = box
        self.box(box, "sheet", "hair", self.style.stroke * 0.7)

    def target(self, key: str, box: Box, *, live: bool = True) -> None:
        """A finger here presses this key; the one that has the focus gets its ring, below what is drawn next."""
        self.targets.append(Target(key, box, live))
        if key == self.focus:
            air = self.style.panel.air
            # Within the gap to the next target, and apart from the key's own edge: it is no part of either.
            self.box(box.inset(-FOCUS_OUT * air), "bg", "ink", FOCUS_STROKE * air)

    def text(self, box: Box, words: Words, look: Look) -> float:
        """Write the longest form that fits; gives the height in mm. When none fits, that is an overflow: it is recorded."""
        placed = self.place(box, words, look)
        if placed is None and words.last:
            placed = self.place(box, replace(words, forms=words.last), look)
            self.gave_way.append(words.forms[0])
        elif placed is not None and placed.form != words.forms[0]:
            self.shortened.append(placed.form)
        if placed is None:
            # It is drawn all the same: the visitor sees something, and the checks see the overflow.
            placed = self._lay(box, (*words.forms, *words.last)[-1], look, words.language)
            self.overflows.append(f"{'/'.join(placed.lines)!r} ({placed.width:.0f} x {placed.height:.0f} mm) in {box}")
        x = box.x + (box.w - placed.width) * look.align
        y = box.y + (box.h - placed.height) * look.anchor
        ink, ground = self.style.colour(look.ink), self._ground(look)
        here, kind = Box(x, y, placed.width, placed.height), placed.kind
        high = kind.ruby / self._k if any(map(ruby.has_readings, placed.lines)) else 0.0
        shown = tuple(map(plain, placed.lines))
        self.texts.append(Text(here, shown, look.cap, ink, ground, self.style.theme, high, kind.language))
        if self.surface:
            self._write(box, placed, look, y)
        return placed.height

    def _ground(self, look: Look) -> str:
        """What a text stands on at the worst: in practice the mark lies behind everything."""
        return self.style.colour("mark" if self.style.practice and look.ground == "bg" else look.ground)

    def watermark(self, word: str) -> None:
        """A word in large type all over the pane; it is decoration, and no check counts it as text."""
        if not self.surface:
            return
        kind = self._kind(Look(self.style.display * 2), None)
        stamp = text.stamp(word, kind, (self.style.colour("mark"), self.style.colour("bg")))
        (w, h), (wide, high) = stamp.get_size(), self.surface.get_size()
        for n, y in enumerate(range(-h // 3, high, h)):
            for x in range(-w // 2 * (n % 2) - w // 4, wide, round(w * 1.2)):
                self.surface.blit(stamp, (x, y))

    def place(self, box: Box, words: Words, look: Look) -> Placed | None:
        """How the longest form that fits would stand; None when none fits."""
        for form in words.forms:
            placed = self._lay(box, form, look, words.language)
            if placed.width <= box.w + NEARLY and placed.height <= box.h + NEARLY and len(placed.lines) <= look.most:
                return placed
        return None

    def width(self, words: str, look: Look) -> float:
        """How wide one line is, in mm."""
        return text.width(words, self._kind(look, None)) / self._k

    def em_px(self, cap: float) -> int:
        """The em in whole pixels, never smaller than asked."""
        # Rounding down would fall below the capital that a standard asks for.
        return math.ceil(em(cap) * self._k - 0.01)

    def cut_lines(self, w: float, form: str, look: Look) -> list[str]:
        """The lines of a text, none wider than `w` mm, even if a word must be cut for it."""
        kind, most = self._kind(look, None), self._most(w)
        return [piece for line in text.lines(form, kind, most) for piece in text.cut(line, kind, most)]

    def _kind(self, look: Look, language: str | None) -> Type:
        px = self.em_px(look.cap)
        ruby_px = math.ceil(max(px * RUBY_RATIO, RUBY_FLOOR * self.style.panel.air * self._k) - 0.01)
        return Type(px, look.bold, language or self.style.language, ruby_px)

    def _most(self, w: float) -> int:
        # Whole pixels, since the cache of lines has this width as its key.
        return int((w + NEARLY) * self._k)

    def _lay(self, box: Box, form: str, look: Look, language: str | None) -> Placed:
        kind = self._kind(look, language)
        lines = text.lines(form, kind, self._most(box.w))
        widest = max(text.width(line, kind) for line in lines)
        pitch, first = kind.px * look.lead, 0
        if "《" in form:
            # Lines stand as far apart as their readings need, and so does the first from what is above it.
            pitch, first = max(pitch, kind.px + kind.ruby * 1.12), kind.ruby if ruby.has_readings(lines[0]) else 0
        high = first + kind.px + pitch * (len(lines) - 1)
        return Placed(form, lines, widest / self._k, high / self._k, kind, first, pitch)

    def _write(self, box: Box, placed: Placed, look: Look, y: float) -> None:
        colour = self.style.colour(look.ink)
        for n, line in enumerate(placed.lines):
            free = box.w * self._k - text.width(line, placed.kind)
            at = (box.x * self._k + free * look.align, y * self._k + placed.first + n * placed.pitch)
            if self.surface:
                text.draw(self.surface, line, at, placed.kind, colour)

    def _px(self, mm: float) -> int:
        return max(1, round(mm * self._k))

    def pixels(self, box: Box) -> pygame.Rect:
        """The pixels of a box."""
        # Both edges are rounded, never the width: boxes that meet in mm meet in pixels too.
        left, top = round(box.x * self._k), round(box.y * self._k)
        right, bottom = round(box.right * self._k), round(box.bottom * self._k)
        return pygame.Rect(left, top, max(right - left, 1), max(bottom - top, 1))

    def _rounded(self, rect: pygame.Rect, r: int, colour: str, thick: int | None = None) -> None:
        """A box with round corners; with `thick`, only what an edge of so many pixels needs."""
        if not self.surface:
            return
        shade = self.style.colour(colour)
        wide, high = rect.inflate(-2 * r, 0), rect.inflate(0, -2 * r)
        if thick is None:
            # Filling is what a frame costs most, so no pixel is filled twice here.
            self.surface.fill(shade, wide)
        else:
            self.surface.fill(shade, (wide.x, wide.y, wide.w, thick))
            self.surface.fill(shade, (wide.x, wide.bottom - thick, wide.w, thick))
        side = thick or r
        self.surface.fill(shade, (high.x, high.y, side, high.h))
        self.surface.fill(shade, (high.right - side, high.y, side, high.h))
        drawn = pen.disc(2 * r, shade) if r else None
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)) if drawn else ():
            corner = (rect.x + dx * (rect.w - r), rect.y + dy * (rect.h - r))
            self.surface.blit(drawn, corner, (dx * r, dy * r, r, r))  # type: ignore[arg-type]

    def _gaps(self, along: float, at: tuple[float, float], step: float, wide: bool, ground: str) -> None:
        """Take every other piece out of one side of an edge."""
        pieces = max(1, round(along / step / 2)) * 2 + 1
        # A little wider than the edge: its pixels were rounded on their own.
        length, width = along / pieces, self.style.stroke + 0.2
        for n in range(0, pieces, 2):
            x = at[0] + (n * length if wide else -0.1)
            y = at[1] + (-0.1 if wide else n * length)
            self.fill(Box(x, y, length if wide else width, width if wide else length), ground)
