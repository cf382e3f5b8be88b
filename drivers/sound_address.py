"""What `drivers.sound` and its program both know: which device an address means, and what numbers look like in a frame."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path
from typing import NamedTuple

NUMBER = struct.Struct(">I")
OVER = struct.Struct(">I?")
REAL = struct.Struct(">d")

CARDS = ("hw:", "plughw:", "path:")
"""Names of ALSA's that mean a card itself: behind others may stand PulseAudio, which moves them to another device when theirs goes."""

BY_PATH = Path("/dev/snd/by-path")
"""Where udev names sound cards by the socket they are plugged into; two of a kind have no other name that stays."""


class Wanted(NamedTuple):
    """What an address means: SDL's driver, the name it lists a device under (None: by AUDIODEV), ALSA's name or socket."""

    driver: str
    name: str | None
    alsa: str = ""

    @property
    def called(self) -> str:
        """What the operator calls it."""
        return self.name or self.alsa


def wanted(address: str) -> Wanted:
    """Read `NAME`, `pulse:NAME`, `alsa:hw:CARD`, `alsa:plughw:CARD` or `alsa:path:SOCKET`. Raises ValueError."""
    kind, colon, rest = address.partition(":")
    if kind == "alsa" and rest.startswith(CARDS) and not rest.endswith(":"):
        return Wanted("alsa", None, rest)
    name = rest if kind == "pulse" and colon else address
    if not name or (kind == "alsa" and colon):
        raise ValueError(
            f"sdl:{address}: a sound device's address is NAME, pulse:NAME, alsa:DEVICE or alsa:path:SOCKET"
        )
    return Wanted("pulseaudio", name)


def alsa_name(device: str, by_path: Path = BY_PATH) -> str | None:
    """ALSA's name of a device, `path:SOCKET` by where it is plugged in; None while nothing is there."""
    if not device.startswith("path:"):
        return device
    with contextlib.suppress(OSError):
        # the link leads to controlC1 for card 1
        return "plughw:" + (by_path / device.removeprefix("path:")).readlink().name.removeprefix("controlC")
    return None
