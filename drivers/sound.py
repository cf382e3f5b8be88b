"""Sound to one named device by SDL, in a child program that can be killed: what hangs or dies there takes nothing else with it.

`drivers.sound_program` tells the frames they speak, `drivers.sound_address` what an address may be. Device and program come back by themselves:
a program that ended is started anew and waits for its device. Only samples and numbers cross the pipe, and nothing is logged.
"""

from __future__ import annotations

import fcntl
import select
import sys
import termios
import threading
from array import array
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

from drivers.child import ChildProgram
from drivers.frames import receive, send
from drivers.protocols import DeviceFault, Fault, Health, Sound
from drivers.sound_address import NUMBER, OVER, REAL, wanted

QUEUED = 64
"""How many sounds may wait in the child: longer than anything a visitor hears out."""

QUEUED_S = 180.0
"""Seconds of sound at usual speed that may wait: 9 MB."""

START_S = 10.0
"""Seconds a child may take to import its library and find out how its device is, on the slowest computer."""

HANG_S = 3.0
"""A child that plays and says nothing for so long hangs and is killed; it speaks at least once a second."""

PIPE = 1 << 20
"""Bytes the pipe to the child holds, 20 s of sound: what any user may ask for (pipe(7))."""

RESTART_S = 1.0
"""Seconds before a child that ended is replaced, so that one which cannot start does not keep the computer busy."""

CLOSED = "The sound device {name} is not open."
ENDED = "The sound program of {name} ended and is started anew."
FULL = "More sound was queued for {name} than anybody would hear."


class SdlSound:
    """A channel of sound on a device of PulseAudio or ALSA. Raises ValueError for an address that means none.

    A sound whose `play` raised was not taken and never ends; every other ends once, as cut when the device or the program goes.
    A full queue is refused while `health` stays ready. `ended` comes when the last sample has left for the device, 20 ms
    before it is heard.
    """

    def __init__(self, address: str) -> None:
        self._name = wanted(address).called
        self._command = [sys.executable, "-m", "drivers.sound_program", address]
        self._changed = threading.Condition()
        self._child: _Child | None = None
        self._session: object | None = None
        self._health = self._fault(CLOSED)
        self._is_known = False
        self._gain, self._speed = 0.0, 1.0

    def open(self, ended: Callable[[int, bool], None]) -> None:
        """Start the child and wait until it knows how its device is. Raises DeviceFault; the child then waits for the device."""
        with self._changed:
            if self._session is None:
                self._session, self._is_known = object(), False
                threading.Thread(target=self._run, args=(self._session, ended), name="sound", daemon=True).start()
            self._changed.wait_for(lambda: self._is_known, START_S)
            self._refuse()

    def close(self) -> None:
        """Be silent and end the child; what was queued ends as cut."""
        with self._changed:
            self._session = None
            self._set(self._fault(CLOSED))
            if self._child:
                self._child.kill()

    def health(self) -> Health:
        """How the device was when the child last spoke: a second ago, or at the most `HANG_S` when it hangs."""
        return self._health

    @property
    def child_pid(self) -> int | None:
        """Process identifier of the child, for whoever measures it."""
        return self._child.pid if self._child else None

    def play(self, number: int, sound: Sound) -> None:
        """Put a sound behind what is queued. Raises DeviceFault: it was not taken."""
        with self._changed:
            child = self._refuse()
            if not child.has_room(sound):
                raise DeviceFault(Fault.UNKNOWN, FULL.format(name=self._name))
            child.queued[number] = sound.seconds
            child.tell(b"P", NUMBER.pack(number) + sound.samples)

    def cut(self) -> None:
        """Be silent at once; the child tells of each sound as cut."""
        with self._changed:
            if self._child:
                self._child.dropped |= self._child.queued.keys()
                self._child.tell(b"X")

    def click(self) -> None:
        """Sound as a key that was pressed. Raises DeviceFault."""
        with self._changed:
            self._refuse().tell(b"C")

    def set_gain(self, decibels: float) -> None:
        """Louder or softer, kept for the next child too."""
        self._gain = decibels
        self._tell(b"G", REAL.pack(decibels))

    def set_speed(self, speed: float) -> None:
        """Faster or slower, kept for the next child too."""
        self._speed = speed
        self._tell(b"S", REAL.pack(speed))

    def _tell(self, letter: bytes, payload: bytes = b"") -> None:
        with self._changed:
            if self._child:
                self._child.tell(letter, payload)

    def _refuse(self) -> _Child:
        if self._health.fault or self._child is None:
            raise DeviceFault(self._health.fault or Fault.OFFLINE, self._health.sentence)
        return self._child

    def _fault(self, sentence: str) -> Health:
        return Health(Fault.OFFLINE, sentence.format(name=self._name))

    def _set(self, health: Health) -> None:
        """Know how the device is; the lock is held."""
        self._health, self._is_known = health, True
        self._changed.notify_all()

    def _run(self, session: object, ended: Callable[[int, bool], None]) -> None:
        """The driver's thread: one child after another, until closed."""
        while self._session is session:
            if child := self._start(session):
                while frame := child.hear():
                    self._heard(child, session, frame, ended)
                child.kill()
                with self._changed:
                    lost, child.queued = child.queued, {}
                    if self._session is session and self._health.fault is None:
                        self._set(self._fault(ENDED))
                for number in lost:
                    ended(number, True)
            with self._changed:
                self._changed.wait_for(lambda: self._session is not session, RESTART_S)

    def _start(self, session: object) -> _Child | None:
        """The next child; None when this session is over, or when none can be started now."""
        with self._changed:
            if self._session is not session:
                return None
            try:
                self._child = child = _Child(self._command, self._name)
            except DeviceFault as fault:
                self._set(Health(fault.fault, str(fault)))
                return None
            child.tell(b"G", REAL.pack(self._gain))
            child.tell(b"S", REAL.pack(self._speed))
            return child

    def _heard(
        self, child: _Child, session: object, frame: tuple[bytes, bytearray], ended: Callable[[int, bool], None]
    ) -> None:
        letter, payload = frame
        if letter == b"E":
            number, cut = OVER.unpack(payload)
            with self._changed:
                del child.queued[number]
                child.dropped.discard(number)
            ended(number, cut)
        elif letter in b"RL":
            with self._changed:
                # A program that is being closed may still have words in its pipe.
                if self._session is session:
                    self._set(Health(Fault.OFFLINE, payload.decode()) if letter == b"L" else Health())


class _Child(ChildProgram):
    """One run of the child program; `queued` holds the sounds that are not over, number to seconds, some of them `dropped`."""

    def __init__(self, command: list[str], called: str) -> None:
        super().__init__(command, called)
        self._told: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
        self._telling = threading.Lock()
        self._behind = 0
        with suppress(OSError):
            fcntl.fcntl(self.requests, fcntl.F_SETPIPE_SZ, PIPE)
        self._patience = START_S
        self.queued: dict[int, float] = {}
        self.dropped: set[int] = set()
        threading.Thread(target=self._tell_all, name="sound out", daemon=True).start()

    def has_room(self, sound: Sound) -> bool:
        """Whether a sound more may wait; those that are cut but not told of yet take no room."""
        waiting = [seconds for number, seconds in self.queued.items() if number not in self.dropped]
        return len(waiting) < QUEUED and sum(waiting) + sound.seconds <= QUEUED_S

    def tell(self, letter: bytes, payload: bytes = b"") -> None:
        """Tell it something; a child that hangs never holds up who tells."""
        with self._telling:
            if self._behind or not self._fits(len(payload)):
                self._behind += 1
                self._told.put((letter, payload))
                return
            # At once: on a busy computer another thread would come to it tens of milliseconds later.
            with suppress(OSError, ValueError):
                send(self.requests, letter, payload)

    def hear(self) -> tuple[bytes, bytearray] | None:
        """What it says next; None when it ended or hangs."""
        if not select.select([self.answers], [], [], self._patience)[0]:
            return None
        frame = receive(self.answers)
        if frame and frame[0] == b"R":
            self._patience = HANG_S
        return frame

    def kill(self) -> None:
        """End it at once, whatever it hangs in."""
        super().kill()
        self._told.put(None)

    def _fits(self, size: int) -> bool:
        """Whether the pipe takes so many bytes without waiting; it counts in pages, so some are left free."""
        unread = array("i", [0])
        with suppress(OSError, ValueError):
            fcntl.ioctl(self.requests, termios.FIONREAD, unread)
            return size + unread[0] + PIPE // 16 < fcntl.fcntl(self.requests, fcntl.F_GETPIPE_SZ)
        return False

    def _tell_all(self) -> None:
        """What did not fit, on a thread that may wait."""
        with self.requests, suppress(OSError):
            while told := self._told.get():
                send(self.requests, *told)
                with self._telling:
                    self._behind -= 1
