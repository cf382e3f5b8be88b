"""Alphabets for `EnterText`: which letters there are, and how a telephone's ten keys reach each of them.

Two keys make a letter: one for its group, one for its place in it. That needs no timing, so it can be done by ear as well.
Kana stand in the rows of a Japanese telephone (あ on 1 to わ on 0); voiced and small ones are made by a mark after the letter.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

PLACES = "1234567890"
VOICED, HALF_VOICED, SMALL = "゛", "゜", "小"
COMBINING = {VOICED: "\u3099", HALF_VOICED: "\u309a"}
SMALL_KANA = dict(zip("あいうえおつやゆよわ", "ぁぃぅぇぉっゃゅょゎ", strict=True))
LARGE_KANA = {small: large for large, small in SMALL_KANA.items()}
HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


@dataclass(frozen=True)
class Alphabet:
    """Letters in groups, each group with its key on the ten-key; the groups are in the order of the alphabet."""

    name: str
    groups: tuple[tuple[str, str], ...]

    @property
    def letters(self) -> str:
        """All letters, in their order."""
        return "".join(letters for _, letters in self.groups)

    def choices(self, group: str) -> tuple[tuple[str, str], ...]:
        """What the keys do now, as (key, letters): the groups, or the letters of the open one."""
        letters = dict(self.groups).get(group)
        return self.groups if letters is None else tuple(zip(PLACES, letters, strict=False))

    def letter(self, group: str, press: object) -> str | None:
        """The letter that a press means: the letter itself, or its place in the open group."""
        if isinstance(press, str) and len(press) == 1 and press in self.letters:
            return press
        return dict(self.choices(group)).get(str(press)) if group else None

    def typed(self, character: str) -> tuple[str, ...]:
        """The letters that a character of a keyboard means, in order; none for one that is not in the alphabet.

        A keyboard in kana mode sends katakana (X11 keysyms); a small kana is the large one and the mark that makes it small.
        """
        letter = character.upper().translate(HIRAGANA)
        found = (LARGE_KANA[letter], SMALL) if letter in LARGE_KANA else (letter,)
        return found if len(letter) == 1 and all(one in self.letters for one in found) else ()


LETTERS = Alphabet(
    "letters",
    (("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO"), ("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ")),
)
KANA = Alphabet(
    "kana",
    (
        ("1", "あいうえお"), ("2", "かきくけこ"), ("3", "さしすせそ"), ("4", "たちつてと"), ("5", "なにぬねの"),
        ("6", "はひふへほ"), ("7", "まみむめも"), ("8", "やゆよ"), ("9", "らりるれろ"),
        ("0", f"わをんー{VOICED}{HALF_VOICED}{SMALL}"),
    ),
)  # fmt: skip


def joined(text: str, letter: str) -> str | None:
    """The text with a letter after it; a mark changes the last letter, None where it cannot."""
    if letter not in (VOICED, HALF_VOICED, SMALL):
        return text + letter
    if not text:
        return None
    last = text[-1]
    changed = (SMALL_KANA | LARGE_KANA).get(last) if letter == SMALL else _marked(last, letter)
    return None if changed is None else text[:-1] + changed


def _marked(kana: str, mark: str) -> str | None:
    """A kana with a voicing mark; the same mark once more takes it off."""
    plain = unicodedata.normalize("NFD", kana)[0]
    marked = unicodedata.normalize("NFC", plain + COMBINING[mark])
    if len(marked) > 1:
        return None
    return plain if marked == kana else marked
