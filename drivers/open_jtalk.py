"""Japanese by Debian's `open_jtalk` 1.11 (BSD 3-clause) with an .htsvoice, each sentence a program of its own that was started ahead.

Manual: `open_jtalk` without arguments. Quirks: one line is read, of at most 1,023 bytes; all of a sentence is made before the first
sample comes; a wave of 48 kHz. The voice is HTS Voice "Mei" (Nagoya Institute of Technology, MMDAgent Project Team, CC BY 3.0: name them
where sounds are handed on), which the Python package pyopenjtalk-plus carries; of that package only files are used here.
"""

from __future__ import annotations

import importlib.util
import zlib
from functools import cached_property
from pathlib import Path

from drivers.protocols import DeviceFault, Fault, Sound
from drivers.soxr import resampled
from drivers.speech_program import SpeechProgram, wave

DICTIONARY = Path("/var/lib/mecab/dic/open-jtalk/naist-jdic")
VOICE = "htsvoice/mei_normal.htsvoice"
MAXBUFLEN = 1024
"""Bytes of the program's line, its end included (open_jtalk.c)."""


class OpenJtalkVoice:
    """A Japanese voice; the address is the path of an .htsvoice file, empty for Mei. `patience_s` bounds one sentence."""

    def __init__(self, address: str = "", program: str = "open_jtalk", patience_s: float = 30.0) -> None:
        self._address, self._program, self._patience_s = address, program, patience_s

    @cached_property
    def name(self) -> str:
        """Program, dictionary and voice. Raises DeviceFault when one of the files is missing."""
        try:
            size = (DICTIONARY / "sys.dic").stat().st_size
        except OSError as error:
            sentence = f"The dictionary {DICTIONARY} is missing: install Debian's open-jtalk-mecab-naist-jdic."
            raise DeviceFault(Fault.OFFLINE, sentence) from error
        return f"open_jtalk naist-jdic {size} {self._voice.name} {_checksum(self._voice):08x}"

    def speak(self, sentence: str) -> Sound:
        """One sentence. Raises DeviceFault."""
        text = " ".join(sentence.split())
        if len(text.encode()) >= MAXBUFLEN:
            raise DeviceFault(Fault.OFFLINE, f"A sentence of {len(text)} characters is too long for open_jtalk.")
        rate, samples = wave(self._engine.wav(text))
        self._engine.prepare()
        return resampled(samples, rate)

    def prepare(self) -> None:
        """Have a program wait for the next sentence. Raises DeviceFault."""
        self._engine.prepare()

    def close(self) -> None:
        """End what waits."""
        self._engine.close()

    @cached_property
    def _voice(self) -> Path:
        if self._address:
            return Path(self._address)
        found = importlib.util.find_spec("pyopenjtalk")
        if found is None or not found.submodule_search_locations:
            sentence = (
                "There is no Japanese voice: install kazasu[speech], or name one as open_jtalk:/path/to.htsvoice."
            )
            raise DeviceFault(Fault.OFFLINE, sentence)
        return Path(found.submodule_search_locations[0]) / VOICE

    @cached_property
    def _engine(self) -> SpeechProgram:
        command = (self._program, "-x", str(DICTIONARY), "-m", str(self._voice), "-ow", "/dev/stdout")
        return SpeechProgram(command, "open-jtalk", self._patience_s)


def _checksum(voice: Path) -> int:
    try:
        return zlib.crc32(voice.read_bytes())
    except OSError as error:
        raise DeviceFault(Fault.OFFLINE, f"The voice {voice} cannot be read: {error.strerror}.") from error
