"""Words on the glass: how wide a line is, where it may break, how it is drawn with readings above its kanji.

A line breaks at `|` only; a text without it breaks at spaces, but not within a number or after a
key's sign. Lines are balanced, and two characters never stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pygame

from firmware.phrases.reader import plain
from screens import fonts, ruby
from screens.coverage import clusters
from screens.fonts import Type

LONELY = 2
# A telephone number may be written in groups, and a key's sign stands before what the key does.
GAP = re.compile(r"(?<![○←×＊＃])(?:(?<![0-9]) | (?![0-9]))")


@dataclass(frozen=True)
class Words:
    """One text in its forms, longest first; `last` are those for where none of them has room.

    `language` is that of the characters' forms, None for the visitor's.
    """

    forms: tuple[str, ...]
    last: tuple[str, ...] = ()
    language: str | None = None

    @property
    def shortest(self) -> Words:
        """The shortest form alone."""
        return replace(self, forms=self.forms[-1:])

    @property
    def usual(self) -> Words:
        """The forms for where the others have no room, if there are any."""
        return replace(self, forms=self.last or self.forms, last=())

    @property
    def bare(self) -> Words:
        """The forms without readings: for what is read as a figure."""
        return replace(self, forms=tuple(dict.fromkeys(map(plain, self.forms))))


STAMP_DEGREES = 18


def width(line: str, kind: Type) -> int:
    """How wide a line is, in pixels; a reading that is wider than its kanji takes its own width."""
    if "《" not in line:
        return fonts.width(line, kind)
    return sum(max(_widths(piece, kind)) for piece in ruby.pieces(line))


def _widths(piece: tuple[str, str], kind: Type) -> tuple[int, int]:
    """How wide characters and their reading are, in pixels."""
    text, reading = piece
    return fonts.width(text, kind), fonts.width(reading, _above(kind)) if reading else 0


def _above(kind: Type) -> Type:
    return kind._replace(px=kind.ruby or kind.px // 2, bold=False)


def draw(surface: pygame.Surface, line: str, at: tuple[float, float], kind: Type, colour: str) -> None:
    """Draw one line with its em box's upper left corner at a pixel; readings stand above that box."""
    x, y = at
    for piece in ruby.pieces(line):
        below, above = _widths(piece, kind)
        whole = max(below, above)
        _spread(surface, piece[0], (x, y), (kind, whole - below), colour)
        if piece[1]:
            _spread(surface, piece[1], (x, y - kind.ruby), (_above(kind), whole - above), colour)
        x += whole


def _spread(surface: pygame.Surface, text: str, at: tuple[float, float], how: tuple[Type, float], colour: str) -> None:
    """Draw characters with so many pixels shared out around each of them."""
    (kind, free), (x, y) = how, at
    # What is not spread is drawn in one piece: a font sets some pairs closer than others.
    parts = clusters(text) if free else [text]
    for part in parts:
        fonts.draw(surface, part, (x + free / len(parts) / 2, y), kind, colour)
        x += fonts.width(part, kind) + free / len(parts)


@lru_cache(maxsize=1)
def stamp(word: str, kind: Type, colours: tuple[str, str]) -> pygame.Surface:
    """A word aslant on its ground; `colours` are ink and ground."""
    flat = pygame.Surface((width(word, kind), round(kind.px * 1.2)), pygame.SRCALPHA)
    # Clear, but in the word's own colour: its edges would turn dark otherwise.
    flat.fill((*pygame.Color(colours[0])[:3], 0))
    draw(flat, word, (0, 0), kind, colours[0])
    turned = pygame.transform.rotozoom(flat, STAMP_DEGREES, 1.0)
    whole = pygame.Surface(turned.get_size(), depth=32)
    whole.fill(colours[1])
    whole.blit(turned, (0, 0))
    return whole


@lru_cache(maxsize=4096)
def lines(text: str, kind: Type, most: int) -> tuple[str, ...]:
    """The text broken into as few balanced lines as `most` pixels allow; a line that cannot be broken may be wider."""
    return tuple(line for part in text.split("\n") for line in _paragraph(part.strip(), kind, most))


def cut(line: str, kind: Type, most: int) -> list[str]:
    """A line in pieces of at most `most` pixels, cut between any two characters: for words that nobody has tried here."""
    pieces = [""]
    for cluster in clusters(line):
        if pieces[-1] and width(pieces[-1] + cluster, kind) > most:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _paragraph(text: str, kind: Type, most: int) -> list[str]:
    # Japanese has spaces inside names and beside signs, where no line may end.
    between = "" if "|" in text else " "
    pieces = GAP.split(text) if between else text.split("|")
    widths = [width(piece, kind) for piece in pieces]
    space = width(between, kind) if between else 0
    groups = _greedy(widths, most, space)
    # The narrowest width that needs no more lines: that is what balances them.
    low, high = min(max(widths), most), most
    while low < high and len(groups) > 1:
        middle = (low + high) // 2
        if len(_greedy(widths, middle, space)) > len(groups):
            low = middle + 1
        else:
            high = middle
    balanced = _join_lonely(pieces, _greedy(widths, high, space))
    return [between.join(pieces[group.start : group.stop]).strip() for group in balanced]


def _greedy(widths: Sequence[int], most: int, space: int) -> list[range]:
    """Pieces put into lines, each as full as it can be."""
    groups, start, used = [], 0, 0
    for n, piece in enumerate(widths):
        if n > start and used + space + piece > most:
            groups.append(range(start, n))
            start, used = n, piece
        else:
            used += piece + (space if n > start else 0)
    return [*groups, range(start, len(widths))]


def _join_lonely(pieces: Sequence[str], groups: list[range]) -> list[range]:
    """A last line of one or two characters takes over the piece before it."""
    last = groups[-1]
    # The piece is taken even if that line then is the longest: the check for room follows.
    if len(groups) < 2 or sum(len(plain(pieces[n])) for n in last) > LONELY or len(groups[-2]) < 2:
        return groups
    cut = last.start - 1
    return [*groups[:-2], range(groups[-2].start, cut), range(cut, last.stop)]
