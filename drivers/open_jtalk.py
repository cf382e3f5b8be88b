"""Japanese by Debian's `open_jtalk` 1.11 (BSD 3-clause), each sentence a program of its own that was started ahead.

Manual: `open_jtalk` without arguments. Quirks: one line is read, of at most 1,023 bytes; all of a sentence is made before the first
sample comes; a wave of 48 kHz. Dictionary and voice are files of the Python package pyopenjtalk-plus, which is not imported: Debian has
no voice, and its dictionary misreads 右上 and 数日. The voice is HTS Voice "Mei" (Nagoya Institute of Technology, MMDAgent Project Team,
CC BY 3.0: name them where sounds are handed on).
"""

from __future__ import annotations

import importlib.util
import zlib
from functools import cached_property
from pathlib import Path

from drivers.protocols import DeviceFault, Fault, Sound
from drivers.soxr import resampled
from drivers.speech_program import ProgramVoice, SpeechProgram

PACKAGE = "pyopenjtalk"
DICTIONARY, VOICE = "dictionary", "htsvoice/mei_normal.htsvoice"
MAXBUFLEN = 1024
"""Bytes of the program's line, its end included (open_jtalk.c)."""


class OpenJtalkVoice(ProgramVoice):
    """A Japanese voice; the address is the path of an .htsvoice file, empty for Mei. `patience_s` bounds one sentence."""

    def __init__(self, address: str = "", program: str = "open_jtalk", patience_s: float = 30.0) -> None:
        self._address, self._program, self._patience_s = address, program, patience_s

    @cached_property
    def name(self) -> str:
        """Program, dictionary (by its size) and voice. Raises DeviceFault when one of the files is missing."""
        words, voice = _read_size(self.files[0] / "sys.dic"), self.files[1]
        return f"open_jtalk {words} {voice.name} {_checksum(voice):08x}"

    @cached_property
    def files(self) -> tuple[Path, Path]:
        """The dictionary's folder and the voice's file. Raises DeviceFault without the package that has them."""
        found = importlib.util.find_spec(PACKAGE)
        if found is None or not found.submodule_search_locations:
            sentence = "Japanese has no dictionary: `pip install --no-deps pyopenjtalk-plus` (its files are enough)."
            raise DeviceFault(Fault.OFFLINE, sentence)
        folder = Path(found.submodule_search_locations[0])
        return folder / DICTIONARY, Path(self._address or folder / VOICE)

    def speak(self, sentence: str) -> Sound:
        """One sentence. Raises DeviceFault."""
        text = " ".join(sentence.split())
        if len(text.encode()) >= MAXBUFLEN:
            raise DeviceFault(Fault.OFFLINE, f"A sentence of {len(text)} characters is too long for open_jtalk.")
        rate, samples = self._engine.speak(text)
        self._engine.prepare()
        return resampled(samples, rate)

    @cached_property
    def _engine(self) -> SpeechProgram:
        words, voice = self.files
        command = (self._program, "-x", str(words), "-m", str(voice), "-ow", "/dev/stdout")
        return SpeechProgram(command, "open-jtalk", self._patience_s)


def _read_size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise DeviceFault(Fault.OFFLINE, f"The dictionary {file} cannot be read: {error.strerror}.") from error


def _checksum(voice: Path) -> int:
    try:
        return zlib.crc32(voice.read_bytes())
    except OSError as error:
        raise DeviceFault(Fault.OFFLINE, f"The voice {voice} cannot be read: {error.strerror}.") from error
