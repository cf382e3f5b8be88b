"""Names of a feed as phrases: shown as written, spoken by their kana, in other languages where the feed has them."""

from __future__ import annotations

from collections.abc import Iterable

from firmware.phrases import Phrase, Reading
from transit.network import Network

KANA = "ja-Hrkt"
FEED_LANGUAGE = "ja"


def place_name(network: Network, name: str, languages: Iterable[str]) -> Phrase | None:
    """The name of a stop or a headsign; None for none."""
    if not name:
        return None
    kana = network.word(name, KANA)
    own = {}
    for language in languages:
        word = network.word(name, language)
        if word != name and not language.startswith(FEED_LANGUAGE):
            own[language] = {"text": word, "speech": word}
    # a name without kana is spoken as it is written: the voice then guesses, and nobody here does
    return Phrase("place-name", {"name": Reading(name, kana) if kana != name else name}, own)
