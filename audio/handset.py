"""The handset with its ten-key: all that is shown is said, and every key does by ear what it does by eye.

`key` may be called from any thread, and so may `speaks` and `failed`; everything else belongs to the thread of the guidance.
A key that was pressed is never kept, and nothing that is said names it where it may be a digit of a secret number.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from audio import two_switch
from audio.changes import changed, still, unused, voice
from audio.channel import Channel
from audio.utterance import Utterance, Wording
from audio.words import spoken
from firmware.conversation import Conversation, Pressed
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import DIGITS, SPEEDS, Adjust, Choose, Wait
from firmware.view import Ear, View

log = logging.getLogger(__name__)
PAUSE_SECONDS = 3.0
"""How long a handset may be back on its hook before the visit is over."""
SILENCE_SECONDS = 3.5
"""After so long without a word the machine says that it still works: never longer than 4 s, the voice's own start included."""
PUT_BACK_SECONDS, LEFT_SECONDS = 30.0, 60.0
"""A handset that nobody listens to any more: when it asks to be put back, and when the terminal goes on without it."""
Post = Callable[[Callable[[], None]], None]
GAP_SECONDS = 0.5
"""How long a key that is typed ahead waits for the next question."""


class Handset:
    """What is said in the handset, and what its hook means.

    `gain` gives the dB of a step of volume; `post` has something done on the guidance's thread, after the views so far.
    """

    def __init__(
        self, talk: Conversation, book: PhraseBook, channel: Channel, gain: Callable[[int], float], post: Post
    ) -> None:
        self._talk, self._book, self._channel, self._gain, self._post = talk, book, channel, gain, post
        self._view = View()
        self._greeted: str | None = None
        self._echo: Phrase | None = None
        self._coming: list[Utterance] = []
        self._told: list[Utterance] = []
        self._last: list[Utterance] = []
        self._hung_up: float | None = None
        self._free_since: float | None = None
        self._asked_back = False
        self._quiet_since: float | None = None
        self._busy_since: float | None = None
        self._times = 0

    # From any thread

    def key(self, key: str) -> Pressed:
        """A key of the ten-key: it clicks, cuts what is said, and is pressed; what it did is heard."""
        view = self._talk.view
        if view.ear is not Ear.LIFTED:
            return Pressed.UNUSED if view.ear is Ear.PAUSED else self._press(key)
        # before anything else, so that no digit can be told from another by when it clicks
        self._channel.click()
        self._channel.cut(finish=key not in DIGITS)
        if key == "again":
            self._post(self._say_again)
            return Pressed.TAKEN
        pressed = self._press(key)
        if pressed is not Pressed.TAKEN:
            # words, and not the key, are handed on
            self._post(partial(self._channel.say, unused(self._talk.view, key, self._book)))
        elif _changed_nothing(view, self._talk.view):
            limit = Wording(self._book, view.settings.language).say("limit-reached")
            self._post(partial(self._channel.say, limit))
        return pressed

    def speaks(self, speaks: bool) -> None:
        """The channel speaks, or is quiet again: patience begins at the end of speech."""
        self._quiet_since = None if speaks else self._talk.clock.monotonic()
        self._talk.speaking(speaks)

    def failed(self) -> None:
        """Nothing can be heard: the visit goes on by eye."""
        if self._talk.view.ear is not Ear.NONE:
            self._talk.change_ear(Ear.BROKEN)

    # From the thread of the guidance

    def show(self, view: View, told: list[Phrase]) -> None:
        """Say what became of the view, and what was told since the last one."""
        before, self._view = self._view, view
        self._set_voice(before, view)
        self._mind_time(before, view)
        if _is_others(before, view):
            self._told, self._coming, self._last = [], [], []
        if view.ear is not Ear.LIFTED:
            # what was answered by eye is no echo for whoever lifts the handset later
            self._echo = None
            if before.ear is Ear.LIFTED:
                self._channel.silence()
            if view.ear is Ear.PAUSED:
                self._coming += self._messages(view, told)
            return
        self._tell(view, told)
        if before.ear is not Ear.LIFTED or _is_new(before, view):
            self._ask(before, view)
        elif said := changed(before, view, self._book):
            self._channel.say(said)
        elif view.focus and view.focus != before.focus:
            self._channel.say(two_switch.named(view, self._book))

    def hook(self, lifted: bool) -> None:
        """The handset was lifted or hung up; one that cannot be heard stops nobody."""
        ear = self._talk.view.ear
        if lifted and ear in (Ear.READY, Ear.PAUSED):
            self._hung_up = None
            self._talk.lift()
        elif not lifted and ear is Ear.LIFTED:
            if self._talk.view.visit is None:
                self._talk.hang_up()
            else:
                self._hung_up = self._talk.clock.monotonic()
                self._talk.pause()

    def due(self) -> float | None:
        """When `tick` has something to do next, on the clock's stopwatch."""
        times = [at for at, _ in self._appointments()]
        return min(times) if times else None

    def tick(self) -> None:
        """Do what the time has come for."""
        now = self._talk.clock.monotonic()
        for at, act in self._appointments():
            if at <= now:
                act()

    # How it works

    def _press(self, key: str) -> Pressed:
        """Press; a key that is typed ahead is for the question that comes next."""
        pressed = Pressed.STALE
        for _ in range(3):
            view = self._talk.view
            # beforehand: the next question may be up before this thread goes on
            self._echo = _echo(view, key)
            pressed = self._talk.press(key, view.turn)
            if pressed is not Pressed.STALE:
                break
            self._talk.wait_open(GAP_SECONDS)
        if pressed is not Pressed.TAKEN:
            self._echo = None
        return pressed

    def _say_again(self) -> None:
        self._channel.silence()
        self._channel.say([*self._told, *self._coming, *(spoken(self._view, self._book) or self._last)])

    def _tell(self, view: View, told: list[Phrase]) -> None:
        if utterances := self._messages(view, told):
            self._coming += utterances
            self._channel.tell(utterances)

    def _messages(self, view: View, told: list[Phrase]) -> list[Utterance]:
        words = Wording(self._book, view.settings.language)
        return [one for phrase in told for one in words.speech(phrase)]

    def _ask(self, before: View, view: View) -> None:
        """Say what is shown, behind the echo of what was answered."""
        if view.turn != before.turn:
            self._told, self._coming, self._times = self._coming, [], 0
        words = Wording(self._book, view.settings.language)
        head, self._echo = words.say("choice-taken", label=self._echo) if self._echo else [], None
        if before.ear is Ear.PAUSED and view.visit is not None:
            # what was told may have been cut by the hook before anybody heard it
            head = [*words.say("handset-resumed"), *self._told, *self._coming]
        self._last = spoken(view, self._book) or self._farewell(before, view)
        greets = view.prompt is not None and view.visit != self._greeted
        if greets:
            self._greeted = view.visit
            self._last = [*words.say("greeting"), *self._last, *words.say("greeting-help")]
        if self._last:
            self._channel.say([*head, *self._last])

    def _farewell(self, before: View, view: View) -> list[Utterance]:
        """The last words of a visit, in its own language: the view has forgotten it."""
        if view.visit is None and before.visit is not None:
            return Wording(self._book, before.settings.language).say("visit-end")
        return []

    def _set_voice(self, before: View, view: View) -> None:
        # who has finished still listens to the last words, at the volume that is right for him
        if view.ear is Ear.LIFTED and view.visit is None and before.ear is Ear.LIFTED:
            return
        now = voice(view)
        self._channel.set_voice(self._gain(now.volume), SPEEDS[now.speed])

    def _mind_time(self, before: View, view: View) -> None:
        """Know since when nobody is served by a handset that is off its hook, and since when the machine works."""
        free = view.ear is Ear.LIFTED and view.visit is None
        if not free:
            self._free_since, self._asked_back = None, False
        elif self._free_since is None or before.visit is not None:
            self._free_since = self._talk.clock.monotonic()
        if self._talk.is_asking:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = self._talk.clock.monotonic()

    def _appointments(self) -> list[tuple[float, Callable[[], None]]]:
        """What is to be done when."""
        found: list[tuple[float, Callable[[], None]]] = []
        if self._hung_up is not None:
            found.append((self._hung_up + PAUSE_SECONDS, self._hang_up))
        if self._free_since is not None:
            act = self._leave if self._asked_back else self._ask_back
            found.append((self._free_since + (LEFT_SECONDS if self._asked_back else PUT_BACK_SECONDS), act))
        quiet = self._quiet_since
        if quiet is not None and self._is_working():
            # an answer to a question that was long over begins the silence anew
            found.append((max(quiet, self._busy_since or quiet) + SILENCE_SECONDS, self._say_still))
        return found

    def _is_working(self) -> bool:
        view = self._view
        serves = view.ear is Ear.LIFTED and view.visit is not None and view.turn == self._talk.view.turn
        return serves and (isinstance(view.prompt, Wait) or not self._talk.is_asking)

    def _hang_up(self) -> None:
        self._hung_up = None
        # meanwhile it may have failed, or the visit have gone on by eye
        if self._talk.view.ear is Ear.PAUSED:
            self._talk.hang_up()

    def _ask_back(self) -> None:
        self._asked_back = True
        self._channel.say(Wording(self._book, self._view.settings.language).say("handset-put-back"))

    def _leave(self) -> None:
        log.warning("the handset is off its hook, and nobody uses it: the terminal goes on without")
        self._free_since = None
        self._talk.change_ear(Ear.READY)

    def _say_still(self) -> None:
        # until the channel is quiet again
        self._quiet_since = None
        self._channel.say(still(self._view, self._times, self._book))
        self._times += 1


def _echo(view: View, key: str) -> Phrase | None:
    """What an answer is read back as; a language names itself, and what help does is heard by itself."""
    prompt = view.prompt
    if not isinstance(prompt, Choose) or prompt.phrase.key == "help-choose":
        return None
    phrase = next((option.phrase for option in prompt.options if option.key == key), None)
    return say("language-changed") if phrase is not None and prompt.phrase.key == "language-choose" else phrase


def _changed_nothing(before: View, now: View) -> bool:
    """Whether a voice was already as far as it goes: then no other view tells of the key."""
    return isinstance(now.prompt, Adjust) and now.turn == before.turn and now.draft == before.draft


def _is_others(before: View, view: View) -> bool:
    """Whether whoever was told something before is gone: nobody else may have it said again."""
    if view.visit is None:
        return view.ear is not Ear.LIFTED
    return view.visit != before.visit


def _is_new(before: View, view: View) -> bool:
    """Whether another thing is asked or shown; work that goes on under the same words is none."""
    now, then = view.prompt, before.prompt
    if isinstance(now, Wait) and isinstance(then, Wait) and now.phrase == then.phrase:
        return False
    return view.turn != before.turn or (now is None and view.closed != before.closed)
