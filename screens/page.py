"""What a renderer is given: the canvas, the words, and what else is known about the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pygame

from firmware import asides
from firmware.conversation import View
from firmware.phrases import Phrase, say
from firmware.phrases.reader import FALLBACK, PhraseBook
from firmware.prompts import Prompt
from screens import ruby
from screens.canvas import Canvas
from screens.text import Words
from screens.theme import Panel, Style

# the key that turns to the next page of choices: the screen's own affair
MORE = "more"
PLAIN = "ja-easy"  # plain Japanese: readings stand above its kanji


def canvas_for(panel: Panel, view: View, surface: pygame.Surface | None = None) -> Canvas:
    """A canvas for what this visitor sees; without a surface it only measures."""
    settings = view.settings
    return Canvas(Style(panel, settings.size, settings.theme, view.practice, settings.language), surface, view.focus)


SIZES = (3, 2, 1)
HOME = "driver-home"
"""What stands on the driver's panel while he is asked nothing."""


def is_home(view: View) -> bool:
    """Whether a driver sees how his vehicle is, and is asked nothing else."""
    if view.vehicle is None or view.is_for_riders:
        return False
    return view.prompt is None or view.prompt.phrase.key == HOME


@dataclass(frozen=True)
class Moment:
    """What a screen knows besides the view: the key under a finger, the page of choices, a word in passing, a count of seconds."""

    pressed: str = ""
    number: int = 0
    notice: Phrase | None = None
    tick: int = 0


@dataclass(frozen=True)
class Page:
    """One screen being drawn."""

    canvas: Canvas
    book: PhraseBook
    view: View
    moment: Moment = Moment()

    @property
    def style(self) -> Style:
        """Sizes and colours."""
        return self.canvas.style

    @property
    def panel(self) -> Panel:
        """The pane and its rooms."""
        return self.canvas.style.panel

    def words(self, phrase: Phrase, part: str = "text") -> Words:
        """A phrase's part in the visitor's language, in all its forms."""
        return _words(self.book, phrase, part, (self.view.settings.language, self.view.ticket))

    def say(self, key: str, /, **values: str | int | Phrase) -> Words:
        """The screen's own words."""
        return self.words(say(key, **values))

    def note(self, phrase: Phrase, note: Phrase | None) -> Words | None:
        """The explanation: the one that is given, or else the phrase's own; None when there is neither."""
        if note is not None:
            return self.words(note)
        own = self.book.has(phrase.key, self.view.settings.language, "note")
        return self.words(phrase, "note") if own else None

    def possible(self, prompt: Prompt[Any]) -> frozenset[str]:
        """The keys of the rail that do something now."""
        return asides.possible(prompt, self.view.draft)


def _words(book: PhraseBook, phrase: Phrase, part: str, wanted: tuple[str, str | None]) -> Words:
    language, ticket = wanted
    forms = book.short_forms(phrase, language, part)
    # A city's own words have no shorter form; where a title has no room for them, the product's stands there.
    if phrase.own and part == "text":
        forms += book.short_forms(replace(phrase, own={}), language)
    # A ticket never breaks, and the terminal's name in it may be long: its number alone still tells staff.
    if ticket:
        number = ticket.rpartition("-")[2]
        forms = (*forms, *(form.replace(ticket, number) for form in forms if ticket in form))
    if language == PLAIN:
        return _plain_words(forms, _words(book, phrase, part, (FALLBACK[PLAIN], ticket)))
    named = phrase.key.removeprefix("language-")
    # A language is named in its own characters, whatever language the visitor reads.
    return Words(forms, language=named if named in book.languages else None)


def _plain_words(forms: tuple[str, ...], usual: Words) -> Words:
    """Plain Japanese: with readings above, or where that is too high in kana alone; last the usual words."""
    if not any(map(ruby.has_readings, forms)):
        return Words(forms, usual.forms, usual.language)
    # In plain Japanese a line breaks at spaces; a mark for it can only come from a word of the usual language.
    forms = tuple(form.replace("|", "") for form in forms)
    return Words(tuple(dict.fromkeys((*forms, *map(ruby.kana, forms)))), usual.forms)


def in_largest(page: Page, paint: Callable[[Page], None], *, whole: bool = False) -> None:
    """Paint in the largest size of type in which everything fits, for what nobody sets a size for.

    `whole`: with all its words; shorter ones only where they have no room in the smallest size.
    """
    for size in SIZES:
        style = replace(page.style, size=size)
        tried = Canvas(style)
        paint(replace(page, canvas=tried))
        # Smaller type says more than the usual words that plain Japanese would give way to.
        if not tried.overflows and not tried.gave_way and not (whole and tried.shortened):
            break
    paint(replace(page, canvas=page.canvas.in_style(style)))
