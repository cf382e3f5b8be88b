"""A speech program that reads a sentence on its standard input and writes a WAV file to its output: text is in no argument and no file.

One is started ahead and waits, so that its dictionary and voice are loaded before there is anything to say.
"""

from __future__ import annotations

import struct
import subprocess
import threading
from collections.abc import Sequence

from drivers.protocols import DeviceFault, Fault

LEAST = 44
"""Bytes of a WAV file without a sample."""


class SpeechProgram:
    """Runs `command` once a sentence; `package` is where an installer finds it. Any thread may ask, several at once."""

    def __init__(self, command: Sequence[str], package: str, patience_s: float) -> None:
        self._command, self._package, self._patience_s = tuple(command), package, patience_s
        self._lock = threading.Lock()
        self._waiting: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Start one that waits, unless one does. Raises DeviceFault."""
        with self._lock:
            if self._waiting is None or self._waiting.poll() is not None:
                self._waiting = self._start()

    def close(self) -> None:
        """End the one that waits; may be called twice."""
        with self._lock:
            program, self._waiting = self._waiting, None
        if program:
            _end(program)

    def speak(self, text: str) -> tuple[int, bytes]:
        """Rate and samples of a text. Raises DeviceFault when the program is missing, fails or takes too long."""
        program = self._take()
        try:
            wav, _ = program.communicate(text.encode(), self._patience_s)
        except subprocess.TimeoutExpired as error:
            raise self._fault(Fault.MUTE, f"did not speak within {self._patience_s:g} s and was ended") from error
        finally:
            _end(program)
        try:
            return wave(wav)
        except ValueError as error:
            what = f"ended with status {program.returncode} and without a sound"
            raise self._fault(Fault.OFFLINE, what) from error

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            program, self._waiting = self._waiting, None
        return program if program and program.poll() is None else self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        try:
            return subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=quiet)
        except OSError as error:
            raise self._fault(Fault.OFFLINE, f"is missing: install Debian's {self._package}") from error

    def _fault(self, fault: Fault, what: str) -> DeviceFault:
        return DeviceFault(fault, f"The speech program {self._command[0]} {what}.")


def wave(wav: bytes) -> tuple[int, bytes]:
    """Rate and samples of a mono 16-bit WAV file; sizes of a file that was written to a pipe are wrong and not believed.

    Raises ValueError.
    """
    if len(wav) < LEAST or wav[:4] != b"RIFF" or wav[8:16] != b"WAVEfmt ":
        raise ValueError("no WAV file")
    size, kind, channels, rate, _, _, bits = struct.unpack_from("<IHHIIHH", wav, 16)
    data = wav.find(b"data", 20 + size)
    if (kind, channels, bits) != (1, 1, 16) or data < 0:
        raise ValueError("not one channel of 16-bit samples")
    samples = wav[data + 8 :]
    return rate, samples[: len(samples) // 2 * 2]


def _end(program: subprocess.Popen[bytes]) -> None:
    program.kill()
    for pipe in (program.stdin, program.stdout):
        if pipe:
            pipe.close()
    program.wait()


class ProgramVoice:
    """What voices share whose engine is a program."""

    @property
    def _engine(self) -> SpeechProgram:
        raise NotImplementedError

    def prepare(self) -> None:
        """Have a program wait for the next sentence. Raises DeviceFault."""
        self._engine.prepare()

    def close(self) -> None:
        """End what waits."""
        self._engine.close()
