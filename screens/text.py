"""Words on the glass: which font draws which character, how wide it is, where a line may break.

A line breaks at `|` only; a text without it breaks at spaces, but not within a number. Lines are balanced, and two
characters never stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pygame

from screens.coverage import clusters, coverage

FONTS = Path("/usr/share/fonts")
BIZ = FONTS / "truetype/bizud-gothic"
NOTO = FONTS / "opentype/noto"
MINCHO = FONTS / "truetype/ipamj/ipamjm.ttf"  # the character base's own font: the last that can have a rare kanji
CHAINS = {
    True: (BIZ / "BIZUDPGothic-Bold.ttf", NOTO / "NotoSansCJK-Bold.ttc", MINCHO),
    False: (BIZ / "BIZUDPGothic-Regular.ttf", NOTO / "NotoSansCJK-Regular.ttc", MINCHO),
}
LONELY = 2
GAP = re.compile(r"(?<![0-9]) | (?![0-9])")  # a telephone number may be written in groups


@dataclass(frozen=True)
class Words:
    """One text in its forms, longest first."""

    forms: tuple[str, ...]

    @property
    def shortest(self) -> Words:
        """The shortest form alone."""
        return Words(self.forms[-1:])


STAMP_DEGREES = 18


# Sizes are few: six panels have five each, and one terminal has one panel.
@lru_cache(maxsize=64)
def font(path: Path, px: int) -> pygame.font.Font:
    """A font at that em in pixels."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(path, px)


@lru_cache(maxsize=4096)
def file_for(cluster: str, bold: bool) -> Path | None:
    """The first font that has this character or variant; None when none has."""
    # By character and its selector together: SDL would take the plain character from a font that lacks the variant.
    return next((path for path in CHAINS[bold] if coverage(path).has(cluster)), None)


@lru_cache(maxsize=2048)
def runs(text: str, bold: bool) -> tuple[tuple[Path, str], ...]:
    """The text in pieces that one font draws each; what no font has is left to the first font, which draws a box."""
    found: list[tuple[Path, str]] = []
    for cluster in clusters(text):
        path = file_for(cluster, bold) or CHAINS[bold][0]
        if found and found[-1][0] == path:
            found[-1] = (path, found[-1][1] + cluster)
        else:
            found.append((path, cluster))
    return tuple(found)


def missing(text: str) -> list[str]:
    """The characters and variants of a text that no font has."""
    return [cluster for cluster in clusters(text) if cluster != "\n" and file_for(cluster, True) is None]


@lru_cache(maxsize=8192)
def width(text: str, px: int, bold: bool) -> int:
    """How wide a line is, in pixels."""
    return sum(font(path, px).size(piece)[0] for path, piece in runs(text, bold))


def draw(surface: pygame.Surface, text: str, at: tuple[float, float], px: int, look: tuple[bool, str]) -> None:
    """Draw one line with its em box's upper left corner at a pixel; `look` is weight and colour."""
    # Fonts of one line stand on one base line; their ascents differ.
    bold, colour = look
    x, base = at[0], at[1] + font(CHAINS[bold][0], px).get_ascent()
    for path, piece in runs(text, bold):
        face = font(path, px)
        drawn = face.render(piece, True, colour)
        surface.blit(drawn, (round(x), round(base - face.get_ascent())))
        x += drawn.get_width()


@lru_cache(maxsize=1)
def stamp(word: str, px: int, colours: tuple[str, str]) -> pygame.Surface:
    """A word aslant on its ground; `colours` are ink and ground."""
    flat = pygame.Surface((width(word, px, True), round(px * 1.2)), pygame.SRCALPHA)
    # Clear, but in the word's own colour: its edges would turn dark otherwise.
    flat.fill((*pygame.Color(colours[0])[:3], 0))
    draw(flat, word, (0, 0), px, (True, colours[0]))
    turned = pygame.transform.rotozoom(flat, STAMP_DEGREES, 1.0)
    whole = pygame.Surface(turned.get_size(), depth=32)
    whole.fill(colours[1])
    whole.blit(turned, (0, 0))
    return whole


@lru_cache(maxsize=4096)
def lines(text: str, px: int, bold: bool, most: int) -> tuple[str, ...]:
    """The text broken into as few balanced lines as `most` pixels allow; a line that cannot be broken may be wider."""
    return tuple(line for part in text.split("\n") for line in _paragraph(part.strip(), px, bold, most))


def cut(line: str, px: int, bold: bool, most: int) -> list[str]:
    """A line in pieces of at most `most` pixels, cut between any two characters: for words that nobody has tried here."""
    pieces = [""]
    for cluster in clusters(line):
        if pieces[-1] and width(pieces[-1] + cluster, px, bold) > most:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _paragraph(text: str, px: int, bold: bool, most: int) -> list[str]:
    # Japanese has spaces inside names and beside signs, where no line may end.
    between = "" if "|" in text else " "
    pieces = GAP.split(text) if between else text.split("|")
    widths = [width(piece, px, bold) for piece in pieces]
    space = width(between, px, bold) if between else 0
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
    return [between.join(pieces[group.start : group.stop]).rstrip() for group in balanced]


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
    if len(groups) < 2 or sum(len(pieces[n]) for n in last) > LONELY or len(groups[-2]) < 2:
        return groups
    cut = last.start - 1
    return [*groups[:-2], range(groups[-2].start, cut), range(cut, last.stop)]
