"""What the engines read, as kana and phonemes: the sound itself says nothing to a test."""

from __future__ import annotations

import re
import subprocess
from functools import cache

from drivers.open_jtalk import OpenJtalkVoice

FAST = "20"
"""Speed: the reading is the same, and the sound, which nobody hears, is soon made."""
ACCENT = str.maketrans("", "", "’、？！")


def trace(sentence: str, speed: str = FAST) -> list[str]:
    """What open_jtalk tells of one sentence: analysis, then a line a phoneme with its times in units of 100 ns."""
    words, voice = OpenJtalkVoice().files
    command = ["open_jtalk", "-x", str(words), "-m", str(voice), "-ow", "/dev/null", "-ot", "/dev/stdout", "-r", speed]
    return (
        subprocess.run(command, input=sentence.encode(), capture_output=True, check=True).stdout.decode().splitlines()
    )


def own_seconds(sentence: str) -> float:
    """How long the synthesiser itself says that a sentence takes, from its first phoneme to its last."""
    times = [line.split()[:2] for line in trace(sentence, "1") if re.match(r"\d+ \d+ ", line)]
    return (int(times[-1][0]) - int(times[0][1])) / 1e7


@cache
def kana(sentence: str) -> str:
    """How the Japanese voice reads a sentence: katakana as pronounced, without pauses."""
    return "".join(_pronounced(sentence)).translate(ACCENT)


@cache
def kana_of_each(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """The same for several in one run: each must be without a pause of its own."""
    return tuple(said.translate(ACCENT) for said in "".join(_pronounced("。".join(sentences))).split("、"))


def phonemes(text: str, voice: str) -> str:
    """How espeak-ng reads a text, in the International Phonetic Alphabet; (en) where it changes into another language."""
    command = ["espeak-ng", "-v", voice, "-b", "1", "-q", "--ipa", "--stdin"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _pronounced(sentence: str) -> list[str]:
    fields = [line.split(",") for line in trace(sentence) if line.count(",") >= 12]
    return [field[9] for field in fields]
