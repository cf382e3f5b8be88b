"""Speech faster or slower with its pitch kept: libsonic 0.2 (Bill Cox; sonic.h), the library that espeak-ng speeds up with.

Its method is PICOLA-like: whole pitch periods are left out or repeated, found between 65 and 400 Hz. Debian: libsonic0.
"""

from __future__ import annotations

import ctypes
from array import array

from drivers.protocols import SOUND_RATE, DeviceFault, Fault

LIBRARY = "libsonic.so.0"
MISSING = "The library for the speed of speech is missing: install libsonic0."
ROOM = 2048
"""Samples that are read at once."""


class Sonic:
    """A stream of 16-bit mono samples at `SOUND_RATE`. Raises DeviceFault when the library is missing."""

    def __init__(self, speed: float = 1.0) -> None:
        self._library = _library()
        self._room = (ctypes.c_short * ROOM)()
        self._stream = self._library.sonicCreateStream(SOUND_RATE, 1)
        if not self._stream:
            raise MemoryError
        self.set_speed(speed)

    def set_speed(self, speed: float) -> None:
        """How much faster from now on, 0.5 to 2.0; 1.0 passes samples on as they are."""
        self._library.sonicSetSpeed(self._stream, speed)

    def through(self, samples: memoryview, *, last: bool = False) -> array[int]:
        """Give in samples (bytes of them) and take out what is ready; with the `last` ones everything comes out."""
        # A copy, for what comes from a pipe may not be writable, and ctypes asks for that.
        given = (ctypes.c_short * (len(samples) // 2)).from_buffer_copy(samples)
        if not self._library.sonicWriteShortToStream(self._stream, given, len(given)):
            raise MemoryError
        if last and not self._library.sonicFlushStream(self._stream):
            raise MemoryError
        made = array("h")
        while count := self._library.sonicReadShortFromStream(self._stream, self._room, ROOM):
            made.frombytes(memoryview(self._room).cast("B")[: 2 * count])
        return made

    def close(self) -> None:
        """Free what the library holds; may be called twice."""
        stream, self._stream = self._stream, None
        if stream:
            self._library.sonicDestroyStream(stream)


def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise DeviceFault(Fault.UNKNOWN, MISSING) from error
    stream, samples = ctypes.c_void_p, ctypes.POINTER(ctypes.c_short)
    library.sonicCreateStream.restype = stream
    library.sonicCreateStream.argtypes = [ctypes.c_int, ctypes.c_int]
    library.sonicDestroyStream.argtypes = [stream]
    library.sonicFlushStream.argtypes = [stream]
    library.sonicSetSpeed.argtypes = [stream, ctypes.c_float]
    for move in (library.sonicWriteShortToStream, library.sonicReadShortFromStream):
        move.argtypes = [stream, samples, ctypes.c_int]
    return library
