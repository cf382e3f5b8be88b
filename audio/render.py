"""Renders sentences into the store: on all cores, only what is missing or spoiled, and takes out what nobody says any more."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from audio.level import settled
from audio.speech import voice_for
from audio.store import Store, key
from drivers.protocols import Sound, Voice

Progress = Callable[[int, int], None]


class RenderError(Exception):
    """A sound cannot be kept; the text is a sentence for the installer. What was rendered before stays."""


@dataclass(frozen=True)
class Rendered:
    """How many sounds were made now, were there already, and were removed; seconds of speech made."""

    made: int
    kept: int
    removed: int
    seconds: float


def render(
    sentences: Mapping[str, Iterable[str]], voices: Mapping[str, Voice], store: Store, progress: Progress | None = None
) -> Rendered:
    """Render by language all that the store does not have. Raises DeviceFault, RenderError, with the store usable as it is."""
    wanted = {key(voice.name, sentence): (voice, sentence) for voice, sentence in _each(sentences, voices)}
    missing = [name for name in wanted if store.get(name) is None]
    made = 0.0
    with ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        works = [cores.submit(_one, store, name, *wanted[name]) for name in missing]
        try:
            for count, work in enumerate(as_completed(works), 1):
                made += work.result().seconds
                if progress:
                    progress(count, len(works))
        finally:
            cores.shutdown(cancel_futures=True)
    return Rendered(len(missing), len(wanted) - len(missing), _tidy(store, wanted), made)


def _each(sentences: Mapping[str, Iterable[str]], voices: Mapping[str, Voice]) -> Iterator[tuple[Voice, str]]:
    for language, several in sentences.items():
        voice = voice_for(voices, language)
        yield from ((voice, sentence) for sentence in sorted(several))


def _one(store: Store, name: str, voice: Voice, sentence: str) -> Sound:
    sound = settled(voice.speak(sentence))
    try:
        store.put(name, sound)
    except OSError as error:
        raise _told(store, error) from error
    return sound


def _tidy(store: Store, wanted: Mapping[str, object]) -> int:
    try:
        return store.keep_only(wanted.keys())
    except OSError as error:
        raise _told(store, error) from error


def _told(store: Store, error: OSError) -> RenderError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RenderError(f"{store.folder}: the disk is full; make room and start again, it goes on where it stopped")
    return RenderError(f"{store.folder}: cannot be written: {error.strerror}")
