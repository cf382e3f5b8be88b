"""Another rate or loudness for sound by libsoxr (LGPL 2.1, Debian `libsoxr0`): a low-pass that leaves no alias, 1 ms a sentence, no numpy.

Constants and structures as in soxr.h 0.1.3.
"""

from __future__ import annotations

import ctypes
from functools import cache

from drivers.protocols import SOUND_RATE, DeviceFault, Fault, Sound

SOXR_INT16_I = 3
SOXR_HQ = 4
SOXR_NO_DITHER = 8
LIBRARY = "libsoxr.so.0"


class QualitySpec(ctypes.Structure):
    """soxr_quality_spec_t: pass band 0.913 of half the rate with `SOXR_HQ`."""

    _fields_ = (
        ("precision", ctypes.c_double),
        ("phase_response", ctypes.c_double),
        ("passband_end", ctypes.c_double),
        ("stopband_begin", ctypes.c_double),
        ("e", ctypes.c_void_p),
        ("flags", ctypes.c_ulong),
    )


class IoSpec(ctypes.Structure):
    """soxr_io_spec_t: what goes in and comes out, and a factor."""

    _fields_ = (
        ("itype", ctypes.c_int),
        ("otype", ctypes.c_int),
        ("scale", ctypes.c_double),
        ("e", ctypes.c_void_p),
        ("flags", ctypes.c_ulong),
    )


def resampled(samples: bytes, rate: int) -> Sound:
    """Mono s16le samples at that rate as a sound. Raises DeviceFault when the library is missing."""
    return Sound(samples) if rate == SOUND_RATE else _converted(samples, rate, IoSpec(scale=1.0))


def scaled(sound: Sound, factor: float) -> Sound:
    """The sound louder or softer, rounded; what is too loud is clipped. Raises DeviceFault when the library is missing."""
    return _converted(sound.samples, SOUND_RATE, IoSpec(scale=factor, flags=SOXR_NO_DITHER))


def _converted(samples: bytes, rate: int, io: IoSpec) -> Sound:
    io.itype = io.otype = SOXR_INT16_I
    count = len(samples) // 2
    room = count * SOUND_RATE // rate + 1
    out, done = ctypes.create_string_buffer(2 * room), ctypes.c_size_t()
    library = _library()
    quality = library.soxr_quality_spec(SOXR_HQ, 0)
    ends = (ctypes.c_double(rate), ctypes.c_double(SOUND_RATE), 1)
    given = (samples, ctypes.c_size_t(count), None)
    made = (out, ctypes.c_size_t(room), ctypes.byref(done))
    error = library.soxr_oneshot(*ends, *given, *made, ctypes.byref(io), ctypes.byref(quality), None)
    if error:
        raise DeviceFault(Fault.OFFLINE, f"{LIBRARY} refuses {rate} samples a second: {error.decode()}.")
    return Sound(out.raw[: 2 * done.value])


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise DeviceFault(Fault.OFFLINE, f"{LIBRARY} is missing: install Debian's libsoxr0.") from error
    library.soxr_quality_spec.restype = QualitySpec
    library.soxr_oneshot.restype = ctypes.c_char_p
    return library
