"""A physical keyboard beside the glass: it presses the keys of the ten-key and, while letters are entered, letters as well.

A keyboard in kana mode sends katakana (X11 keysyms); a small kana is the large one and the mark that makes it small.
"""

from __future__ import annotations

import pygame

from firmware.letters import LARGE_KANA, SMALL
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
HIRAGANA = {ord(katakana): ord(katakana) - 0x60 for katakana in map(chr, range(0x30A1, 0x30F7))}


def keys_for(key: int, character: str, prompt: Prompt[object] | None) -> tuple[str, ...]:
    """What a key of the keyboard presses now, in order; nothing for a key without a meaning."""
    if isinstance(prompt, EnterText) and (letters := _letters(character, prompt.alphabet.letters)):
        return letters
    pressed = KEYBOARD.get(key) or TYPED.get(character)
    return (pressed,) if pressed else ()


def _letters(character: str, alphabet: str) -> tuple[str, ...]:
    letter = character.upper().translate(HIRAGANA)
    found = (LARGE_KANA[letter], SMALL) if letter in LARGE_KANA else (letter,)
    return found if letter and all(one in alphabet for one in found) else ()
