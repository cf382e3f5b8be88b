"""`python -m screens.gallery OUTDIR [PANEL...]`: every example as a picture, contact sheets per panel, size, theme and language."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

# Before pygame is imported, which reads it.
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame

from firmware.conversation import Settings, View
from firmware.phrases.reader import PhraseBook
from screens.canvas import Canvas
from screens.examples import examples, view_for
from screens.lint import faults
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS, Panel

THUMB = 300
GAP = 8
PER_SHEET = 60
COLUMNS = {True: 10, False: 6}


def drawn(panel: Panel, settings: Settings, view: View, book: PhraseBook) -> Canvas:
    """One view drawn in full on a surface of its own."""
    seen = view_for(view, settings)
    canvas = canvas_for(panel, seen, pygame.Surface(panel.pixels, depth=32))
    draw(Page(canvas, book, seen))
    return canvas


def _contact(pictures: list[pygame.Surface], columns: int) -> pygame.Surface:
    w, h = pictures[0].get_size()
    rows = -(-len(pictures) // columns)
    sheet = pygame.Surface((columns * (w + GAP) + GAP, rows * (h + GAP) + GAP))
    sheet.fill("#808080")
    for n, picture in enumerate(pictures):
        sheet.blit(picture, (GAP + n % columns * (w + GAP), GAP + n // columns * (h + GAP)))
    return sheet


def _looks(wanted: argparse.Namespace) -> Iterator[tuple[Panel, Settings]]:
    for name in wanted.panels or PANELS:
        for language in wanted.language:
            for size in wanted.size:
                for theme in wanted.theme:
                    yield PANELS[name], Settings(language, size, theme)


def main(arguments: list[str]) -> int:
    """Draw the gallery; the status tells whether any screen has a fault."""
    parser = argparse.ArgumentParser(prog="screens.gallery", description="Draw every example screen.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("panels", nargs="*", help=f"of {', '.join(PANELS)}")
    parser.add_argument("--language", nargs="*", default=["ja"])
    parser.add_argument("--size", nargs="*", type=int, default=[1])
    parser.add_argument("--theme", nargs="*", default=["paper"])
    parser.add_argument("--only", nargs="*", help="names of examples; each is drawn in full")
    wanted = parser.parse_args(arguments)
    book, found = PhraseBook(), 0
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for panel, settings in _looks(wanted):
        found += _draw_all(wanted, book, panel, settings)
    return int(found > 0)


def _draw_all(wanted: argparse.Namespace, book: PhraseBook, panel: Panel, settings: Settings) -> int:
    stem = f"{panel.name}-{settings.language}-{settings.size}-{settings.theme}"
    thumbs, found = [], 0
    for name, view in examples():
        if wanted.only and name not in wanted.only:
            continue
        canvas = drawn(panel, settings, view, book)
        for fault in faults(canvas):
            found += 1
            sys.stdout.write(f"{stem} {name}: {fault}\n")
        if canvas.surface and wanted.only:
            pygame.image.save(canvas.surface, wanted.folder / f"{stem}-{name}.png")
        # A wide panel needs more pixels than a tall one to be judged at a glance.
        elif canvas.surface:
            scale = THUMB / panel.pixels[0] * (1 if panel.kind == "P" else 1.5)
            thumbs.append(pygame.transform.smoothscale_by(canvas.surface, scale))
    for n in range(0, len(thumbs), PER_SHEET):
        sheet = _contact(thumbs[n : n + PER_SHEET], COLUMNS[panel.kind == "P"])
        pygame.image.save(sheet, wanted.folder / f"{stem}-{n // PER_SHEET + 1}.png")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
