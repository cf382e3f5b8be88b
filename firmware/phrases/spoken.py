"""From words as they are written to words as a voice can read them: in one line, without the marks for the eye.

What is mended here was measured with the voices that ship: pyopenjtalk-plus' dictionary for Japanese, espeak-ng for the rest.
"""

from __future__ import annotations

import re

from firmware.phrases import Reading

FOR_THE_EYE = str.maketrans({"|": "", "\n": " ", "\u00a0": " "})
GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
HYPHENED = re.compile(r"\d+(?:-\d+)+")
# as hiragana は and へ inside a name are read as particles
KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})

# letters that a voice passes over in silence
NAMES = {"ー": "のばすおん", "゛": "てんてん", "゜": "はんだくてん", "小": "ちいさいじ"}


def spoken(words: str, language: str) -> str:
    """The words as one spoken line; a number is whole, one with hyphens (a telephone's, a ticket's) is read in digits."""
    line = GROUPED.sub("", words.translate(FOR_THE_EYE)).strip()
    # Japanese reads the digits of such a number by itself; other voices say "dash"
    return line if language == "ja" else HYPHENED.sub(_digits, line)


def reading(kana: str) -> str:
    """A reading from a record, in the kana that a voice reads as they stand."""
    return kana.translate(KATAKANA)


def spelled(letters: str) -> Reading:
    """Letters one by one, each by a name that can be heard."""
    between = ", " if letters.isascii() else "、"
    return Reading(letters, between.join(NAMES.get(letter, letter) for letter in letters))


def _digits(number: re.Match[str]) -> str:
    return ", ".join(" ".join(group) for group in number[0].split("-"))
