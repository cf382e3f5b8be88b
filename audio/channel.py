"""One channel of speech: a queue of utterances, spoken one after the other into one sound device.

Any thread may call; no call waits for speech. All reports come from the channel's own thread, with nothing held, in the
order in which things happen; each utterance that began ends exactly once. Opening the device is its owner's affair.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from audio.heard import ChannelName, Heard
from audio.line import Line, Speaks
from audio.utterance import Utterance
from drivers.protocols import DeviceFault, Sound, SoundOut
from firmware.clock import Clock

log = logging.getLogger(__name__)
AHEAD = 2
"""How many sounds lie in the device: the one that is heard, and the next sentence of the same utterance."""
VOICE = "voice"


@dataclass(frozen=True)
class Reports:
    """Whom a channel tells: what is heard, whether it speaks at all, and what failed (the channel's name, or `VOICE`).

    `numbers` gives utterances their numbers, over all channels.
    """

    numbers: Iterator[int]
    heard: Callable[[Heard], None]
    speaks: Callable[[bool], None]
    failed: Callable[[str], None]


class Channel:
    """What is said on one device; `ended` is what the device calls."""

    def __init__(self, name: ChannelName, out: SoundOut, speech: Speaks, clock: Clock, reports: Reports) -> None:
        self._name: ChannelName = name
        self._out, self._speech, self._clock, self._reports = out, speech, clock, reports
        self._changed = threading.Condition()
        self._queue: deque[Line] = deque()
        self._now: Line | None = None
        self._number = 0
        self._voice: tuple[float, float] | None = None
        self._must_set, self._speaks, self._is_over = True, False, False
        self._thread = threading.Thread(target=self._run, name=f"speech: {name}", daemon=True)
        self._maker = threading.Thread()

    def start(self) -> None:
        """Begin to speak what is said from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Be silent, for good."""
        with self._changed:
            self._is_over = True
            self.silence()
        if self._thread.is_alive():
            self._thread.join()
        # not before: the channel's thread may just have begun it
        if self._maker.is_alive():
            self._maker.join()

    # What any thread may call

    def say(self, utterances: Iterable[Utterance]) -> None:
        """The machine's next phrase: in place of what was said before, except what must be heard to its end."""
        with self._changed:
            self._drop(lambda line: line.stays)
            self._add(utterances, told=False)

    def tell(self, utterances: Iterable[Utterance]) -> None:
        """A message of its own: it is heard after what is being said, whatever comes next."""
        with self._changed:
            self._add(utterances, told=True)

    def cut(self, *, finish: bool) -> None:
        """A key was pressed: be silent at once. A message that nobody has heard yet stays, and without `finish` what must be heard to its end."""
        with self._changed:
            now = self._now
            self._drop(lambda line: (line.utterance.finish and not finish) or (line.told and line is not now))

    def silence(self) -> None:
        """Be silent at once, and forget all that was to be said."""
        with self._changed:
            self._drop(lambda _line: False)

    def click(self) -> None:
        """Sound as a key."""
        try:
            self._out.click()
        except DeviceFault:
            self._reports.failed(self._name)

    def set_voice(self, gain: float, speed: float) -> None:
        """Louder or softer (dB), faster or slower from now on."""
        with self._changed:
            if self._voice != (gain, speed):
                self._voice = gain, speed
                self._set_voice()

    def ended(self, number: int, cut: bool) -> None:
        """A sound is over; one that was cut by nobody was lost with its device."""
        with self._changed:
            line = self._now
            if line is None or number not in line.pending:
                return
            line.pending.discard(number)
            if not line.cut:
                line.ended = self._clock.monotonic()
                line.cut = line.lost = cut
            self._changed.notify_all()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is said, queued or still to be told of."""
        with self._changed:
            return not (self._now or self._queue or self._speaks)

    # How it works; the lock is held

    def _add(self, utterances: Iterable[Utterance], *, told: bool) -> None:
        if not self._is_over:
            self._queue.extend(Line(utterance, told) for utterance in utterances)
            self._changed.notify_all()

    def _drop(self, keeps: Callable[[Line], bool]) -> None:
        self._queue = deque(line for line in self._queue if keeps(line))
        line = self._now
        if line is not None and not line.cut and not keeps(line):
            line.cut, line.ended = True, self._clock.monotonic()
            self._out.cut()
        self._changed.notify_all()

    def _set_voice(self) -> None:
        if self._voice is not None:
            self._out.set_gain(self._voice[0])
            self._out.set_speed(self._voice[1])

    # The channel's own thread

    def _run(self) -> None:
        while not self._is_over:
            line = self._take()
            if line is None:
                self._be_speaking(False)
                self._await(lambda: bool(self._queue) or self._is_over)
            else:
                self._be_speaking(True)
                self._speak(line)
        self._be_speaking(False)

    def _take(self) -> Line | None:
        with self._changed:
            self._now = self._queue.popleft() if self._queue else None
            return self._now

    def _be_speaking(self, speaks: bool) -> None:
        if self._speaks is not speaks:
            self._speaks = speaks
            self._reports.speaks(speaks)

    def _speak(self, line: Line) -> None:
        """Speak one utterance until it has ended, and tell of it."""
        try:
            for sound in line.sentences(self._speech):
                if not self._play(line, sound):
                    break
            else:
                self._complete(line)
        except DeviceFault:
            self._fail(VOICE)
        except Exception as error:
            # a bug, which must not end the channel in silence; its message may have the words in it
            log.error("speech failed: %s", type(error).__name__)
            self._fail(VOICE)
        # the next one comes into the device only now: it could not be taken out of it without cutting this one
        self._await(lambda: line.cut or not line.pending)
        if line.number:
            self._reports.heard(line.heard(self._name, over=True))
        if line.lost:
            self._fail(self._name)

    def _play(self, line: Line, sound: Sound) -> bool:
        """Put a sound into the device when it has room; False once the utterance was cut."""
        self._await(lambda: line.cut or len(line.pending) < AHEAD)
        with self._changed:
            # under the lock: a key that cuts must find it in the device, or not let it get there
            if line.cut:
                return False
            self._number += 1
            self._begin(line)
            line.pending.add(self._number)
            try:
                self._out.play(self._number, sound)
            except DeviceFault:
                line.pending.discard(self._number)
                line.cut, line.lost, line.ended = True, True, self._clock.monotonic()
                return False
            line.sounds = (*line.sounds, sound)
        self._reports.heard(line.heard(self._name, over=False))
        return True

    def _begin(self, line: Line) -> None:
        if not line.sounds:
            if self._must_set:
                self._set_voice()
                self._must_set = False
            line.number, line.started = next(self._reports.numbers), self._clock.monotonic()

    def _complete(self, line: Line) -> None:
        """All its sounds are known; while the last one sounds, the first of what comes next is made."""
        line.whole = True
        if line.number:
            self._reports.heard(line.heard(self._name, over=False))
        with self._changed:
            following = self._queue[0] if self._queue else None
        if following is not None:
            # beside this thread: what a key then asks for does not wait for what nobody will hear
            self._maker = threading.Thread(target=following.prepare, args=(self._speech,), daemon=True)
            self._maker.start()

    def _fail(self, what: str) -> None:
        """Nothing can be said: forget all of it, so that nothing old is said when the device is back."""
        with self._changed:
            self.silence()
            self._must_set = True
        self._reports.failed(what)

    def _await(self, until: Callable[[], bool]) -> None:
        with self._changed:
            self._changed.wait_for(until)
