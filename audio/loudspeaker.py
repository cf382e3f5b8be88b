"""The loudspeaker: what a queue may hear. It says generic words only, and nothing beside a lifted handset but alarms.

All of it belongs to the thread of the guidance.
"""

from __future__ import annotations

from collections.abc import Callable

from audio.changes import changed, voice
from audio.channel import Channel
from audio.utterance import Utterance, Wording
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import SPEEDS, Adjust, Tell
from firmware.view import Ear, VehicleFace, View


class Loudspeaker:
    """What is said aloud; `gain` gives the dB of a step of volume."""

    def __init__(self, book: PhraseBook, channel: Channel, gain: Callable[[int], float]) -> None:
        self._book, self._channel, self._gain = book, channel, gain
        self._view = View()

    def show(self, view: View, told: list[Phrase]) -> None:
        """Say aloud what became of the view, as far as everybody may hear it."""
        before, self._view = self._view, view
        now = voice(view)
        self._channel.set_voice(self._gain(now.volume), SPEEDS[now.speed])
        if view.by_ear and not before.by_ear:
            self._channel.silence()
        if view.ear is Ear.BROKEN and before.by_ear:
            self._channel.tell(self._words(view).aloud(say("handset-broken")))
        self._channel.tell(self._allowed(view, told))
        # who hung up, or hears no more, still has to take what the machine hands over
        is_left = before.by_ear and not view.by_ear and view.visit is not None
        asked = asked_aloud(view) if view.aloud > before.aloud else []
        if view.turn != before.turn or is_left:
            self._channel.say(self._allowed(view, [*([view.prompt.phrase] if view.prompt else []), *asked]))
        elif asked:
            self._channel.say(self._allowed(view, asked))
        elif isinstance(view.prompt, Adjust) and not view.by_ear:
            # who changes the voice by eye must hear it, or would not know how loud it is now
            self._channel.say(one for one in changed(before, view, self._book) if not one.private)

    def _allowed(self, view: View, phrases: list[Phrase]) -> list[Utterance]:
        said = [one for phrase in phrases for one in self._words(view).aloud(phrase)]
        return [one for one in said if one.alarm or not view.by_ear]

    def _words(self, view: View) -> Wording:
        return Wording(self._book, view.settings.language)


def asked_aloud(view: View) -> list[Phrase]:
    """What a rider hears who asks where the vehicle is and what it costs; what is left on his card is nobody else's."""
    vehicle = view.vehicle or VehicleFace()
    if view.closed is not None:
        return [say("validator-out-of-order")]
    fare = (view.prompt.amount if isinstance(view.prompt, Tell) else None) or vehicle.fare
    told = (
        say("ride-here", place=vehicle.stop) if vehicle.stop else None,
        say("ride-next", place=vehicle.next_stop) if vehicle.next_stop else None,
        say("ride-costs", fare=fare) if fare else None,
    )
    return [phrase for phrase in told if phrase is not None]
