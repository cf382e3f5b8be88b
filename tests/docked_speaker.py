"""What speaks at a dock whose tests choose the words."""

import math
from array import array
from contextlib import suppress
from dataclasses import replace

from audio.heard import Heard
from drivers.protocols import SOUND_RATE, DeviceFault, Sound, Switch


class Speaker:
    """Speaks what a test tells it to; its ten-key cuts what sounds in the handset and passes the key on."""

    def __init__(self, talk, handset) -> None:
        self._talk, self._handset = talk, handset
        self._listeners, self._sounding, self._count = [], {}, 0

    def listen(self, heard):
        self._listeners.append(heard)

    def key(self, key):
        with suppress(DeviceFault):
            self._handset.click()
        self.ends("handset", cut=True)
        return self._talk.press(key)

    def switched(self, switch):
        self._talk.press("ok") if switch is Switch.SELECT else self._talk.focus("ok")

    def hook(self, lifted):
        self._talk.lift() if lifted else self._talk.hang_up()

    def says(self, text, channel="handset", seconds=1.0, **more):
        """Begin an utterance; its sound is a tone of so many seconds."""
        self.ends(channel)
        self._count += 1
        sounds = (tone(seconds), tone(0.1))
        begun = {
            "whole": True,
            "language": "ja",
            "keys": ("card-place",),
            "started": self._talk.clock.monotonic(),
            "sounds": sounds,
        }
        self._sounding[channel] = Heard(self._count, text, channel, **begun | more)
        self._tell(self._sounding[channel])
        return self._count

    def goes_on(self, channel, seconds):
        one = self._sounding[channel]
        self._sounding[channel] = replace(one, sounds=(*one.sounds, tone(seconds)), whole=True)
        self._tell(self._sounding[channel])

    def ends(self, channel, *, cut=False):
        if one := self._sounding.pop(channel, None):
            self._tell(replace(one, ended=self._talk.clock.monotonic(), cut=cut, whole=True))

    def _tell(self, heard):
        for listener in self._listeners:
            listener(heard)


def tone(seconds):
    times = range(int(seconds * SOUND_RATE))
    return Sound(array("h", [int(9000 * math.sin(0.15 * time)) for time in times]).tobytes())
