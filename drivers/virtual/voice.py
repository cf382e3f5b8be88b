"""The voice's twin: a tone as long as the sentence, with silence round it as engines leave; it keeps no word."""

from __future__ import annotations

import math
from array import array
from functools import cache

from drivers.protocols import SOUND_RATE, Fault, Sound
from drivers.virtual.faults import Breakable

SENTENCES = {Fault.OFFLINE: "The virtual voice is switched off.", Fault.MUTE: "The virtual voice does not answer."}
SILENCE_S, CHARACTER_S = 0.2, 0.1
HERTZ, LOUDEST = 200, 3000


class VirtualVoice(Breakable):
    """A tenth of a second of tone a character; `spoken` counts the sentences."""

    def __init__(self, name: str = "virtual") -> None:
        super().__init__("voice", SENTENCES)
        self.name = name
        self.spoken = 0

    def prepare(self) -> None:
        """Nothing has to be loaded. Raises DeviceFault when a fault stands."""
        self._refuse()

    def close(self) -> None:
        """Nothing runs."""

    def speak(self, sentence: str) -> Sound:
        """One sentence. Raises DeviceFault when a fault stands."""
        self._refuse()
        silence = bytes(2 * int(SILENCE_S * SOUND_RATE))
        tone = _second() * (len(sentence) // 10 + 1)
        with self._lock:
            self.spoken += 1
            self._count()
        return Sound(silence + tone[: 2 * int(len(sentence) * CHARACTER_S * SOUND_RATE)] + silence)


@cache
def _second() -> bytes:
    """A second of tone."""
    turn = 2 * math.pi * HERTZ / SOUND_RATE
    return array("h", [round(LOUDEST * math.sin(turn * at)) for at in range(SOUND_RATE)]).tobytes()
