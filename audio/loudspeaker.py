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
from firmware.prompts import SPEEDS, Adjust
from firmware.view import Ear, View


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
        if view.turn != before.turn or is_left:
            self._channel.say(self._allowed(view, [view.prompt.phrase] if view.prompt else []))
        elif isinstance(view.prompt, Adjust) and not view.by_ear:
            # who changes the voice by eye must hear it, or would not know how loud it is now
            self._channel.say(one for one in changed(before, view, self._book) if not one.private)

    def _allowed(self, view: View, phrases: list[Phrase]) -> list[Utterance]:
        said = [one for phrase in phrases for one in self._words(view).aloud(phrase)]
        return [one for one in said if one.alarm or not view.by_ear]

    def _words(self, view: View) -> Wording:
        return Wording(self._book, view.settings.language)
