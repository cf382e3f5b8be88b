"""Speech: how fast it is made live and beforehand, how early its first sound is there, what the rendered phrases weigh."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from audio.catalogue import catalogue
from audio.render import render
from audio.speech import Speech, voice_for
from audio.store import Store
from benchmarks.guided import voices
from benchmarks.processes import tree
from benchmarks.table import Figure, median, percentile, rounded
from drivers.protocols import Voice
from firmware.phrases.reader import PhraseBook

LIVE = (
    "料金は、1730円です。お金を入れてください。",
    "今日、午後5時15分までに受け取ってください。",
    "11月24日、火曜日、午前9時30分からです。",
    "次は、カサハラコーテツマエ、に停まります。",
    "トシマクニシイケブクロ、1丁目18番1号。",
    "預かった番号は、52-17です。控えてください。",
    "おつりは、270円です。右下の口です。",
    "タカサキトクコさん、次へお進みください。",
)
"""What a terminal says live: sentences round amounts, times, stops, addresses, tickets and names, of about 20 characters."""
ROUNDS = 8
PAUSE_S = 0.7
"""Between two live phrases: what waits for the next sentence is loaded again."""
HOW_LIVE = f"{len(LIVE) * ROUNDS} phrases of {min(map(len, LIVE))} to {max(map(len, LIVE))} characters, text to the first sound, levelled"


def figures() -> Iterator[Figure]:
    """Live, then everything from nothing in a folder of its own."""
    speakers = voices()
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield from _live(speakers, Path(folder) / "live")
            yield from _factor(speakers)
            yield from _all(speakers, Path(folder) / "all")
        finally:
            for voice in speakers.values():
                voice.close()


def _live(speakers: dict[str, Voice], folder: Path) -> Iterator[Figure]:
    speech = Speech(speakers, Store(folder))
    speech.prepare()
    times = []
    for text in LIVE * ROUNDS:
        time.sleep(PAUSE_S)
        began = time.monotonic()
        next(speech.sounds(text, "ja"))
        times.append(1000 * (time.monotonic() - began))
    yield Figure("speech.live.p95", percentile(times, 0.95), "ms", HOW_LIVE)
    yield Figure("speech.live.median", median(times), "ms", HOW_LIVE)
    programs = [pid for pid in tree(os.getpid()) if pid != os.getpid()]
    yield Figure(
        "speech.waiting",
        rounded(sum(map(_private_mib, programs))),
        "MiB",
        f"{len(programs)} programs that wait, memory of their own",
    )


def _factor(speakers: dict[str, Voice]) -> Iterator[Figure]:
    """Seconds of a core for a second of sound, programs started anew included."""
    for language, texts in {"ja": LIVE, "en": ("Your fee is 1730 yen. Please insert coins or notes.",) * 8}.items():
        before = _core_seconds()
        seconds = sum(voice_for(speakers, language).speak(text).seconds for text in texts)
        speakers[language].close()
        how = f"core seconds a second of sound, {rounded(seconds)} s of {language}"
        yield Figure(f"speech.factor.{language}", rounded((_core_seconds() - before) / seconds), "ratio", how, "<= 0.2")


def _all(speakers: dict[str, Voice], folder: Path) -> Iterator[Figure]:
    began, before = time.monotonic(), _core_seconds()
    done = render(catalogue(PhraseBook(), speakers), speakers, Store(folder))
    took, cores = time.monotonic() - began, _core_seconds() - before
    how = f"{done.made} sentences in {', '.join(speakers)}, {done.seconds:.0f} s of sound, {os.cpu_count()} cores, {cores:.0f} s of a core"
    yield Figure("speech.render_all", rounded(took), "s", how, "<= 180")
    size = sum(path.stat().st_size for path in folder.iterdir())
    yield Figure("speech.store", rounded(size / 1e6), "MB", f"{done.made} clips, 24 kHz, 16 bit")


def _core_seconds() -> float:
    """What this program and those it started and waited for have taken of a core."""
    return sum(os.times()[:4])


def _private_mib(pid: int) -> float:
    """Memory that no other program shares."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
