"""The touch screen: shows the view, passes keys. One thread runs it; any thread may ask for its picture or touch it."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, replace

import pygame

from firmware import asides
from firmware.conversation import Conversation, Pressed, View
from firmware.phrases import Phrase
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Wait
from screens import keyboard, signing
from screens.canvas import Target
from screens.glass import Bell, Glass, ScreenUnfit
from screens.page import MORE, Moment, Page, canvas_for, is_home
from screens.prompts import draw
from screens.prompts.covered import covers, is_idle, masked
from screens.screens import Screens
from screens.theme import panel_at

__all__ = ["Screen", "ScreenUnfit", "Shown"]
NOTICE_SECONDS = 6.0
LEFT_BUTTON = 1
STILL = Moment()
DRAWING = threading.RLock()
"""Fonts and the pictures that are kept belong to all screens: one draws at a time."""


@dataclass(frozen=True)
class Shown:
    """What the glass shows: nothing is drawn again while this stays the same. A covered view is masked here."""

    view: View
    moment: Moment


class Screen:
    """The surface for eyes and fingers on one panel, `7` or with its display `7:1`.

    `window` shows it in a window, otherwise it fills its display.
    `shown` and `targets` tell what was drawn last, `frames` how often anything was drawn.
    """

    def __init__(self, talk: Conversation, book: PhraseBook, panel: str, *, window: bool = True) -> None:
        self._talk, self._book = talk, book
        self._panel, display = panel_at(panel)
        self.glass = Glass(self._panel, display, framed=window)
        self._window = window
        self._lock = DRAWING
        self.is_stopped = False
        self._surface: pygame.Surface | None = None
        self._moment = STILL
        self._turn = -1
        self._seen: View | None = None
        self._left = False
        self._clip: signing.Clip | None = None
        self._pictured: pygame.Surface | None = None
        talk.signs = signing.has_any(book.site)
        self._told: tuple[Phrase, ...] = ()
        self._notice_until = 0.0
        self._changed = False
        self.frames = 0
        self.bell = Bell()
        talk.listen(lambda _: self.bell.ring())
        self.shown: Shown | None = None
        self.targets: list[Target] = []

    def run(self) -> None:
        """Show this screen alone on this thread until `stop`. Raises ScreenUnfit."""
        Screens([self]).run()

    def stop(self) -> None:
        """End `run`, from any thread, and from the handler of a signal: it takes no lock, for its own thread may hold it."""
        self.is_stopped = True
        self.bell.ring()

    @property
    def is_asked(self) -> bool:
        """Whether a finger is waited for; a plate that is read in passing and what a driver sees all day wait for none."""
        view = self._talk.view
        return view.prompt is not None and not view.is_for_riders and not is_home(view)

    def picture(self) -> bytes:
        """What is shown now, as PNG."""
        with self._lock:
            # Copied under the lock, packed as PNG outside it: packing takes longer than a frame.
            shown = self._refresh().copy()
        file = io.BytesIO()
        pygame.image.save(shown, file, "shown.png")
        return file.getvalue()

    def touch(self, x: float, y: float) -> Pressed:
        """A finger down and up again at a pixel; tells what became of the key there."""
        with self._lock:
            self._refresh()
            target = self._target_at(x, y)
            return Pressed.UNUSED if target is None else self._fire(target)

    def take(self, event: pygame.event.Event) -> None:
        """One event of the window; a finger arrives as a mouse, for SDL makes one of it."""
        if event.type == pygame.KEYDOWN:
            # A keyboard is a part of the screen: who has the handset has its keys.
            view = self._talk.view
            if not covers(view):
                for key in keyboard.keys_for(event.key, event.unicode, view.prompt):
                    self._press(key, view.turn)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == LEFT_BUTTON:
            self._finger_down(*self.glass.on_panel(*event.pos))
        elif event.type == pygame.MOUSEBUTTONUP and event.button == LEFT_BUTTON:
            self._finger_up(*self.glass.on_panel(*event.pos))

    # What the thread calls that runs it

    def open(self) -> None:
        """Show the window. Raises ScreenUnfit, pygame.error."""
        surface = self.glass.open()
        with self._lock:
            self._surface, self.shown = surface, None
        pygame.mouse.set_visible(self._window)

    def show(self) -> None:
        """Draw what has changed and turn it over to the glass."""
        surface = self._refresh()
        if self._changed:
            # Before the flip: another thread may draw meanwhile, and that must count as a new change.
            self._changed = False
            self.glass.flip(surface)

    def close(self) -> None:
        """Take the window away; a picture can be had all the same."""
        with self._lock:
            self._surface = self.shown = None
            self.glass.close()

    # How it works

    def _refresh(self) -> pygame.Surface:
        """Draw if anything has changed; gives the surface."""
        with self._lock:
            if self._surface is None:
                self._surface = pygame.Surface(self._panel.pixels, depth=32)
            # Any thread may draw, since that touches memory only; the display is turned over by the running thread alone.
            view = self._talk.view
            if not self._is_still(view):
                self._follow(view)
                shown = Shown(masked(view, left=self._left), self._moment)
                if shown != self.shown:
                    self._draw(shown)
                self.shown, self._seen = shown, view
            if self._clip is not None:
                self._move(self._clip, self._surface)
            return self._surface

    def _is_still(self, view: View) -> bool:
        """Whether nothing can have changed, told by identity: forty times a second nothing has."""
        shown = self.shown
        if shown is None or self._seen is not view or shown.moment is not self._moment:
            return False
        return self._moment.notice is None and not isinstance(shown.view.prompt, Wait)

    def _follow(self, view: View) -> None:
        """Keep what belongs to this turn only: the page of choices, the key under a finger, what was told."""
        if self._seen is not None:
            ended = is_idle(view) and not is_idle(self._seen)
            self._left = (self._left or ended) and self._seen.by_ear == view.by_ear
        if covers(view):
            # No key is down and nothing is news on a plate that looks the same whatever is asked.
            self._turn, self._told, self._moment = view.turn, view.told, STILL
        elif view.turn != self._turn:
            # A finger that is still down belongs to the question that was under it.
            self._turn = view.turn
            self._moment = Moment(notice=self._news(view))
            # What the role told stays as long as its question; a driver's stands for hours.
            self._notice_until = self._soon() if is_home(view) else float("inf")
        elif view.told != self._told:
            self._moment = replace(self._moment, notice=self._news(view))
            self._notice_until = self._soon() if is_home(view) else float("inf")
        self._told = view.told
        if self._moment.notice is not None and self._talk.clock.monotonic() > self._notice_until:
            self._moment = replace(self._moment, notice=None)
        if isinstance(view.prompt, Wait) and not view.prompt.progress.total and not covers(view):
            self._moment = replace(self._moment, tick=int(self._talk.clock.monotonic()))

    def _news(self, view: View) -> Phrase | None:
        return view.told[-1] if view.told and view.told != self._told else None

    def _draw(self, shown: Shown) -> None:
        canvas = canvas_for(self._panel, shown.view, self._surface)
        draw(Page(canvas, self._book, shown.view, shown.moment))
        self.targets, self.shown, self._changed = canvas.targets, shown, True
        self.frames += 1
        path, self._pictured = signing.picture_for(self._book.site, shown.view), None
        rect = canvas.pixels(canvas.slot.inset(canvas.style.stroke)) if canvas.slot else None
        if path is None or rect is None:
            self._clip = None
        elif self._clip is None or (self._clip.path, self._clip.rect) != (path, rect):
            self._clip = signing.Clip(path, rect)

    def _move(self, clip: signing.Clip, surface: pygame.Surface) -> None:
        """Show the next picture of what is signed, if its time has come."""
        picture = clip.at(self._talk.clock.monotonic())
        if picture is not None and picture is not self._pictured:
            clip.draw(surface, picture)
            self._pictured, self._changed = picture, True

    def _finger_down(self, x: float, y: float) -> None:
        with self._lock:
            target = self._target_at(x, y)
            self._moment = replace(self._moment, pressed=target.key if target else "")

    def _finger_up(self, x: float, y: float) -> None:
        """A key fires when finger down and finger up were both inside it."""
        with self._lock:
            pressed = self._moment.pressed
            self._moment = replace(self._moment, pressed="")
            target = self._target_at(x, y)
            if target is not None and target.key == pressed:
                self._fire(target)

    def _target_at(self, x: float, y: float) -> Target | None:
        """What is under a finger; while nobody is served, all of the glass that is not another key starts a visit."""
        pitch = self._panel.pitch
        # Asked anew: the handset may have been lifted since this was drawn.
        if covers(self._talk.view):
            return None
        found = next((target for target in self.targets if target.box.holds(x * pitch, y * pitch)), None)
        view = self.shown.view if self.shown else None
        if found is not None or view is None:
            return found
        if view.is_for_riders:
            return Target("again", self._panel.glass)
        # A newcomer touches the picture, not the key.
        is_free = view.prompt is None and view.closed is None and view.vehicle is None
        return Target("ok", self._panel.glass) if is_free else None

    def _fire(self, target: Target) -> Pressed:
        # Turning a page is the screen's own affair: no other surface has pages.
        if target.key == MORE:
            self._moment = replace(self._moment, number=self._moment.number + 1)
            return Pressed.TAKEN
        if not target.live:
            self._tell_why(target.key)
            return Pressed.UNUSED
        # A finger on a screen that is no longer asked must not answer the next question.
        return self._press(target.key, self._turn)

    def _press(self, key: str, turn: int) -> Pressed:
        pressed = self._talk.press(key, turn)
        if pressed is Pressed.UNUSED:
            self._tell_why(key)
        return pressed

    def _tell_why(self, key: str) -> None:
        """Say for a short while why a key does nothing now."""
        if self._talk.view.prompt is None:
            return
        self._moment = replace(self._moment, notice=asides.reason_not_possible(key))
        self._notice_until = self._soon()

    def _soon(self) -> float:
        return self._talk.clock.monotonic() + NOTICE_SECONDS
