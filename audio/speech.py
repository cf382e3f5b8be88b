"""Words into sound, sentence by sentence: a rendered one from the store, any other spoken now and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from audio.level import COMMA_S, PAUSE_S, settled
from audio.store import Store, key
from drivers.protocols import DeviceFault, Fault, Sound, Voice

END = re.compile(r"(?<=[。！？])(?![。！？」』）])|(?<=[.!?])\s+|\n")
COMMA = re.compile(r"(?<=、)|(?<=，)|(?<=,)\s+")
HEAD = 4
"""Characters before a comma for which it is worth beginning without the rest."""
LONGEST = 300
"""Characters of one piece: open_jtalk takes 1,023 bytes."""


def sentences(text: str) -> list[str]:
    """The sentences of a text: after 。！？, after .!? with a space, at a line's end."""
    return [sentence.strip() for sentence in END.split(text) if sentence.strip()]


class Speech:
    """Voices by language; a language without its own is spoken by the one before its dash: ja-easy by ja."""

    def __init__(self, voices: Mapping[str, Voice], store: Store) -> None:
        self._voices, self._store = voices, store

    def sounds(self, text: str, language: str) -> Iterator[Sound]:
        """Each sentence with the pause after it, the first as early as possible. Raises DeviceFault."""
        voice = voice_for(self._voices, language)
        for sentence in sentences(text):
            clip = self._store.get(key(voice.name, sentence))
            if clip:
                yield clip
            else:
                yield from _live(voice, sentence)

    def prepare(self) -> None:
        """Have each voice ready for a live sentence. Raises DeviceFault."""
        for voice in self._voices.values():
            voice.prepare()

    def close(self) -> None:
        """End what the voices have running."""
        for voice in self._voices.values():
            voice.close()


def voice_for(voices: Mapping[str, Voice], language: str) -> Voice:
    """What speaks a language: its own voice, or the one of the part before its dash. Raises DeviceFault when nothing does."""
    found = voices.get(language) or voices.get(language.partition("-")[0])
    if found is None:
        raise DeviceFault(Fault.OFFLINE, f"There is no voice for the language {language}: name one in audio.voices.")
    return found


def _live(voice: Voice, sentence: str) -> Iterator[Sound]:
    """What comes before the first comma first: it can be heard while the rest is made."""
    *first, last = pieces(sentence)
    for piece in first:
        yield settled(voice.speak(piece), COMMA_S)
    yield settled(voice.speak(last), PAUSE_S)


def pieces(sentence: str) -> list[str]:
    """A sentence's beginning up to a comma, the rest in pieces that an engine takes."""
    head = next((at.start() for at in COMMA.finditer(sentence) if HEAD <= at.start() < len(sentence)), 0)
    rest = sentence[head:].strip()
    cut = [rest[at : at + LONGEST] for at in range(0, len(rest), LONGEST)]
    return [sentence[:head].strip(), *cut] if head else cut
