"""What a renderer is given: the canvas, the words, and what else is known about the moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pygame

from firmware import asides
from firmware.conversation import View
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Prompt
from screens.canvas import Canvas
from screens.text import Words
from screens.theme import Panel, Style

# the key that turns to the next page of choices: the screen's own affair
MORE = "more"


def canvas_for(panel: Panel, view: View, surface: pygame.Surface | None = None) -> Canvas:
    """A canvas for what this visitor sees; without a surface it only measures."""
    return Canvas(Style(panel, view.settings.size, view.settings.theme, view.practice), surface)


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
        language, ticket = self.view.settings.language, self.view.ticket
        forms = self.book.short_forms(phrase, language, part)
        # A city's own words have no shorter form; where a title has no room for them, the product's stands there.
        if phrase.own and part == "text":
            forms += self.book.short_forms(replace(phrase, own={}), language)
        if not ticket:
            return Words(forms)
        # A ticket never breaks, and the terminal's name in it may be long: its number alone still tells staff.
        number = ticket.rpartition("-")[2]
        return Words((*forms, *(form.replace(ticket, number) for form in forms if ticket in form)))

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
