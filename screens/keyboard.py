"""A physical keyboard beside the glass: it presses the keys of the ten-key and, while letters are entered, letters as well."""

from __future__ import annotations

import pygame

from firmware.prompts import DIGITS, EnterText, Prompt

KEYBOARD = {
    **{getattr(pygame, f"K_KP{digit}"): digit for digit in DIGITS},
    pygame.K_RETURN: "ok",
    pygame.K_KP_ENTER: "ok",
    pygame.K_BACKSPACE: "back",
    pygame.K_ESCAPE: "stop",
    pygame.K_F1: "help",
}
TYPED = {**{digit: digit for digit in DIGITS}, "*": "again", "#": "help"}


def keys_for(key: int, character: str, prompt: Prompt[object] | None) -> tuple[str, ...]:
    """What a key of the keyboard presses now, in order; nothing for a key without a meaning."""
    if isinstance(prompt, EnterText) and (letters := prompt.alphabet.typed(character)):
        return letters
    pressed = KEYBOARD.get(key) or TYPED.get(character)
    return (pressed,) if pressed else ()
