"""The lights beside the places where something is put or taken: each shines as long as it is asked for."""

from __future__ import annotations

import logging

from drivers.protocols import DeviceFault, Indicator
from firmware.conversation import Conversation
from firmware.prompts import HandOver, PresentCard, Prompt, RemoveCard
from firmware.view import View

log = logging.getLogger(__name__)
CARD: tuple[type[Prompt[bool]], ...] = (PresentCard, RemoveCard)
PAPER: tuple[type[Prompt[bool]], ...] = (HandOver,)


class Lights:
    """Lights that follow a conversation; a broken one stops nobody, since every surface says the same."""

    def __init__(self, talk: Conversation, card: Indicator | None, paper: Indicator | None) -> None:
        self._talk = talk
        self._lights = [(light, kinds) for light, kinds in ((card, CARD), (paper, PAPER)) if light is not None]
        self._shining: set[int] = set()

    def start(self) -> None:
        """Follow from now on."""
        self._talk.listen(self._follow)

    def _follow(self, view: View) -> None:
        for number, (light, kinds) in enumerate(self._lights):
            shines = isinstance(view.prompt, kinds)
            if shines is (number in self._shining):
                continue
            try:
                (light.light if shines else light.dim)()
            except DeviceFault as fault:
                log.warning("%s", fault)
            # a broken one too: told once a change and not with every view
            (self._shining.add if shines else self._shining.discard)(number)
