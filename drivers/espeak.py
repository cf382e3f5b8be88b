"""Other languages by Debian's `espeak-ng` 1.51 (GPL 3, a program of its own): understandable, not beautiful; a better voice is another driver.

Manual: `man espeak-ng`. Quirks: the WAV header on a pipe has no true length; the voice `cmn` spells some characters in English letters
(日 as "R, I, four"), so Mandarin is `cmn-latn-pinyin`, which reads them all.
"""

from __future__ import annotations

import subprocess
from functools import cached_property

from drivers.protocols import DeviceFault, Fault, Sound
from drivers.soxr import resampled
from drivers.speech_program import ProgramVoice, SpeechProgram

WORDS_A_MINUTE = 150
"""Within the 120 to 180 of a public terminal's usual speed; 175 is the program's own."""
VOICES = {"cmn": "cmn-latn-pinyin"}


class EspeakVoice(ProgramVoice):
    """The voice that `espeak-ng --voices` calls by the address, such as en; `voice` is the one taken. Raises ValueError without one."""

    def __init__(self, address: str, program: str = "espeak-ng", patience_s: float = 30.0) -> None:
        if not address.replace("-", "").isalnum():
            raise ValueError(f"espeak:{address}: a voice's address is its language, such as espeak:en")
        self.voice = VOICES.get(address, address)
        self._program, self._patience_s = program, patience_s

    @cached_property
    def name(self) -> str:
        """Program with its version, voice and speed. Raises DeviceFault when the program is missing."""
        try:
            told = subprocess.run([self._program, "--version"], capture_output=True, text=True, check=True, timeout=10)
        except (OSError, subprocess.SubprocessError) as error:
            sentence = f"The speech program {self._program} is missing: install Debian's espeak-ng."
            raise DeviceFault(Fault.OFFLINE, sentence) from error
        version = told.stdout.partition("Data at")[0].strip()
        return f"{version} {self.voice} {WORDS_A_MINUTE}"

    def speak(self, sentence: str) -> Sound:
        """One sentence. Raises DeviceFault."""
        rate, samples = self._engine.speak(sentence)
        self._engine.prepare()
        return resampled(samples, rate)

    @cached_property
    def _engine(self) -> SpeechProgram:
        command = (self._program, "-v", self.voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "-z", "--stdin", "--stdout")
        return SpeechProgram(command, "espeak-ng", self._patience_s)
