"""Which font draws which character in which language, and how wide a run of characters is.

Chinese has its own forms of many characters: for it the collection's Chinese font comes first, never the Japanese one.
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple, cast

import pygame

from screens.coverage import clusters, coverage

FONTS = Path("/usr/share/fonts")
BIZ = FONTS / "truetype/bizud-gothic"
NOTO = FONTS / "opentype/noto"
JAPANESE, CHINESE = 0, 2  # places in the collections of Noto Sans CJK
CHINESE_LANGUAGE = "zh-Hans"


class Face(NamedTuple):
    """One font: its file, and its place in the file if that is a collection."""

    path: Path
    place: int = 0


class Type(NamedTuple):
    """How characters are set: em in pixels, weight, language, and the em in pixels of readings above them (0: none)."""

    px: int
    bold: bool = True
    language: str = "ja"
    ruby: int = 0


MINCHO = Face(FONTS / "truetype/ipamj/ipamjm.ttf")  # the character base's own font: the last that can have a rare kanji
FIRST = {True: Face(BIZ / "BIZUDPGothic-Bold.ttf"), False: Face(BIZ / "BIZUDPGothic-Regular.ttf")}
COLLECTIONS = {True: NOTO / "NotoSansCJK-Bold.ttc", False: NOTO / "NotoSansCJK-Regular.ttc"}


@lru_cache(maxsize=16)
def chain(bold: bool, language: str) -> tuple[Face, ...]:
    """The fonts of a language, in the order in which they are asked for a character."""
    if language == CHINESE_LANGUAGE:
        return Face(COLLECTIONS[bold], CHINESE), FIRST[bold], MINCHO
    return FIRST[bold], Face(COLLECTIONS[bold], JAPANESE), MINCHO


# Sizes are few: six panels have five each, and one terminal has one panel.
@lru_cache(maxsize=64)
def font(face: Face, px: int) -> pygame.font.Font:
    """A font at that em in pixels."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(_first_of(face) if face.place else face.path, px)


def _first_of(face: Face) -> IO[bytes]:
    """A collection in which this font comes first, for pygame can open only the first; one page of the file is copied.

    `Coverage` has read this place before. The file itself is never written to.
    """
    with face.path.open("rb") as file:
        copy = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    # OpenType specification, "Font collections": the table of offsets begins at byte 12
    copy[12:16] = copy[12 + 4 * face.place : 16 + 4 * face.place]
    return cast("IO[bytes]", copy)  # it reads and seeks as a file does


@lru_cache(maxsize=4096)
def face_for(cluster: str, bold: bool, language: str = "ja") -> Face | None:
    """The first font that has this character or variant; None when none has."""
    # Letters and digits look alike in all languages, and are as high as a standard asks for in this font alone.
    if cluster.isascii():
        return FIRST[bold]
    # By character and its selector together: SDL would take the plain character from a font that lacks the variant.
    return next((face for face in chain(bold, language) if coverage(*face).has(cluster)), None)


@lru_cache(maxsize=2048)
def runs(text: str, bold: bool, language: str = "ja") -> tuple[tuple[Face, str], ...]:
    """The text in pieces that one font draws each; what no font has is left to the first font, which draws a box."""
    found: list[tuple[Face, str]] = []
    for cluster in clusters(text):
        face = face_for(cluster, bold, language) or FIRST[bold]
        if found and found[-1][0] == face:
            found[-1] = (face, found[-1][1] + cluster)
        else:
            found.append((face, cluster))
    return tuple(found)


def missing(text: str, language: str = "ja") -> list[str]:
    """The characters and variants of a text that no font has."""
    return [cluster for cluster in clusters(text) if cluster != "\n" and face_for(cluster, True, language) is None]


@lru_cache(maxsize=8192)
def width(text: str, kind: Type) -> int:
    """How wide a run of characters is, in pixels."""
    return sum(font(face, kind.px).size(piece)[0] for face, piece in runs(text, kind.bold, kind.language))


def draw(surface: pygame.Surface, text: str, at: tuple[float, float], kind: Type, colour: str) -> None:
    """Draw a run of characters with its em box's upper left corner at a pixel."""
    # Fonts of one line stand on one base line; their ascents differ.
    x, base = at[0], at[1] + font(FIRST[kind.bold], kind.px).get_ascent()
    for face, piece in runs(text, kind.bold, kind.language):
        drawn = font(face, kind.px).render(piece, True, colour)
        surface.blit(drawn, (round(x), round(base - font(face, kind.px).get_ascent())))
        x += drawn.get_width()
