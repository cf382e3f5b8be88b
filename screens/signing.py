"""Sign language: a small moving picture beside the words, from the site's own folder: `sign/<phrase key>.webp` or `.gif`.

It is loaded on a thread of its own when its phrase is asked and let go with it, and shown at 15 pictures a second at most.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pygame

from firmware.conversation import View
from screens.boxes import Box
from screens.page import Page

SUFFIXES = (".webp", ".gif")
STEP_MS = 1000 / 15
MOST_BYTES = 64_000_000  # of all its pictures unpacked: a terminal has 1 GB for everything
SMALLEST = 24.0  # mm: in a lower slot nobody can read hands
SHARES = (0.6, 0.5, 0.42)  # of the reading room's height, or on a tall panel of two thirds of its width
log = logging.getLogger(__name__)


def has_any(site: Path | None) -> bool:
    """Whether the site has any sign language picture."""
    return site is not None and any(path.suffix in SUFFIXES for path in (site / "sign").glob("*"))


def picture_for(site: Path | None, view: View) -> Path | None:
    """The picture of what is asked; None without one, and where the visitor has not wished for any."""
    if not view.settings.sign or site is None or view.prompt is None:
        return None
    found = (site / "sign" / f"{view.prompt.phrase.key}{suffix}" for suffix in SUFFIXES)
    return next((path for path in found if path.is_file()), None)


def cuts(page: Page, room: Box) -> Iterator[tuple[Box, Box | None]]:
    """Ways to cut a slot off the reading room, the largest first: what is left, and the slot; at last all of it and no slot."""
    if picture_for(page.book.site, page.view) is not None:
        for share in SHARES:
            high = min(room.h, room.w * share * 0.66) if page.style.tall else room.h * share
            wide = min(room.w, high * 4 / 3)
            if high < SMALLEST:
                break
            if page.style.tall:
                yield room.before(wide + page.style.gap), room.end(wide).top(high)
            else:
                yield room.above(high + page.style.gap), room.foot(high).left(wide)
    yield room, None


class Clip:
    """One moving picture, loaded at once but not waited for."""

    def __init__(self, path: Path, rect: pygame.Rect) -> None:
        self.path, self.rect = path, rect
        self._pictures: list[tuple[float, pygame.Surface]] = []
        self._length = 0.0
        self._began: float | None = None
        self._loading = threading.Thread(target=self._load, daemon=True, name="sign")
        self._loading.start()

    def wait(self) -> None:
        """Wait until it is loaded or known not to be fit for it."""
        self._loading.join()

    def at(self, seconds: float) -> pygame.Surface | None:
        """The picture of that moment on a clock, from its first showing on, over and over; None while there is none."""
        if not self._pictures:
            return None
        if self._began is None:
            self._began = seconds
        past = (seconds - self._began) * 1000 % self._length
        return next((picture for end, picture in self._pictures if past < end), self._pictures[-1][1])

    def draw(self, surface: pygame.Surface, picture: pygame.Surface) -> None:
        """Draw a picture into the slot, as large as its shape allows."""
        w, h = picture.get_size()
        scale = min(self.rect.w / w, self.rect.h / h)
        fitted = pygame.transform.smoothscale(picture, (round(w * scale), round(h * scale)))
        surface.blit(fitted, fitted.get_rect(center=self.rect.center))

    def _load(self) -> None:
        try:
            if (needed := unpacked(self.path.read_bytes())) > MOST_BYTES:
                log.error("%s: needs %d MB of memory, more than %d", self.path, needed / 1e6, MOST_BYTES / 1e6)
                return
            pictures = list(thinned(pygame.image.load_animation(self.path)))
        except (OSError, pygame.error) as error:
            log.error("%s: no moving picture: %s", self.path, error)
            return
        self._length = pictures[-1][0]
        # Last, for another thread looks whether there is any.
        self._pictures = pictures


def thinned(pictures: Iterable[tuple[pygame.Surface, float]]) -> list[tuple[float, pygame.Surface]]:
    """Pictures with the millisecond at which each ends, from pictures with how long each lasts; none shorter than a step."""
    found: list[tuple[float, pygame.Surface]] = []
    began = end = 0.0
    for picture, lasts in pictures:
        if found and end - began < STEP_MS:
            # The one before has not been seen long enough: it stays, and this one is left out.
            end += lasts
            found[-1] = (end, found[-1][1])
            continue
        began, end = end, end + max(lasts, 1.0)
        found.append((end, picture))
    return found


def unpacked(octets: bytes) -> int:
    """How many bytes all pictures of a WebP (RFC 9649, 2.7) or GIF (GIF89a, 18 and 23) need at most; 0 for anything else."""
    if octets[:4] == b"RIFF" and octets[12:16] == b"VP8X":
        wide, high = (int.from_bytes(octets[at : at + 3], "little") + 1 for at in (24, 27))
        return wide * high * 4 * octets.count(b"ANMF")
    if octets[:3] == b"GIF":
        wide, high = (int.from_bytes(octets[at : at + 2], "little") for at in (6, 8))
        return wide * high * 4 * octets.count(b"\x21\xf9\x04")
    return 0
