"""A card reader in a child program that can be killed: when a card or a reader goes mute, only the child hangs.

`IsolatedReader` starts `drivers.reader_program`, which tells the frames they speak. The first `+` or `-` says that the child is
ready. No secret is in its arguments or its output.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

from cards.apdu import Limits
from cards.errors import CardError, CardMute, CardRemoved
from drivers.child import ChildProgram
from drivers.frames import receive, send
from drivers.protocols import CardEvent, DeviceFault, Fault, Health, Link
from drivers.reader_program import CARD_ERRORS, FELICA_FIRST, IN_PASSING, unpack_link

START_S = 5.0
"""Seconds a child may take to import its driver and look at its reader, on the slowest computer."""

NFC_DEADLINE_S = 10.0
"""Longer than `drivers.nfc_cards.DEADLINE_S` of one command and a look for the card after it: that driver ends by itself, slow cards count."""

RESTART_S = 2.0
"""Seconds before a child that ended by itself is replaced: a driver that cannot start must not keep the computer busy."""

MUTE = "The card reader does not answer. Unplug it and plug it in again."


class IsolatedReader:
    """A reader of a kind at an address; `deadline_s` is what one exchange may take before the child is killed."""

    def __init__(self, kind: str, address: str = "", deadline_s: float = 3.0) -> None:
        self._command = [sys.executable, "-m", "drivers.reader_program", kind, address]
        self._deadline_s = deadline_s
        self._lock = threading.Lock()
        self._noticed: Callable[[CardEvent], None] | None = None
        self._child: _Child | None = None
        self._present = False
        self._health = Health()
        self._limits: defaultdict[str, Limits] = defaultdict(Limits)

    def open(self, noticed: Callable[[CardEvent], None]) -> None:
        """Start the child. `noticed` must return at once. A reader that is not there yet is no error, `health` tells it."""
        self._noticed = noticed
        with self._lock:
            self._running()

    def close(self) -> None:
        """End the child, in the middle of an exchange too."""
        self._noticed = None
        # Whoever waits for its answer holds the lock, and is told at once that it ended.
        if child := self._child:
            child.kill()
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.kill()
        self._present = False

    def health(self) -> Health:
        """Ask the reader how it is; one that does not answer in time is mute. While an exchange runs, as it was when last asked."""
        if not self._lock.locked():
            self._health = self._ask_health()
        return self._health

    def _ask_health(self) -> Health:
        try:
            fault, _, sentence = self.ask(b"H").decode().partition("\n")
        except CardMute:
            return Health(Fault.MUTE, MUTE)
        except DeviceFault as error:
            return Health(error.fault, str(error))
        return Health(Fault(fault), sentence) if fault else Health()

    @property
    def card_present(self) -> bool:
        """Whether a card is on the reader, as far as the child has told."""
        return self._present

    @property
    def child_pid(self) -> int | None:
        """Process identifier of the child, for whoever measures it."""
        return self._child.pid if self._child else None

    def connect(self, *, in_passing: bool = False, felica_first: bool = False) -> IsolatedConnection:
        """Power the card, as `CardReader.connect` has it. Raises CardRemoved, CardMute, SeveralCards, DeviceFault."""
        how = IN_PASSING * in_passing + FELICA_FIRST * felica_first
        link, fresh = unpack_link(self.ask(b"C", how))
        if fresh:
            # A lost answer is not forgotten: the same card may come to the reader that is back.
            self._limits[link.reader] = Limits(unsure=self._limits[link.reader].unsure)
        return IsolatedConnection(self, self._child, link, self._limits[link.reader])

    def ask(self, letter: bytes, payload: bytes | bytearray = b"", of: _Child | None = None) -> bytes:
        """One exchange with the child, `of` a certain child if given. Raises CardRemoved, CardMute, DeviceFault."""
        with self._lock:
            child = self._running()
            # A connection must never speak to the card that a later child has found.
            if of not in {None, child}:
                raise CardRemoved("the reader was restarted")
            try:
                return child.ask(letter, payload, self._deadline_s)
            except TimeoutError as error:
                # Only killing takes the power from a mute card: its driver is stuck inside a call.
                child.kill()
                self._running()
                raise CardMute("the card did not answer in time") from error

    def _running(self) -> _Child:
        """The child, started anew when it has ended."""
        if self._child is None or self._child.ended:
            self._child = _Child(self._command, self._heard, self._ended)
        return self._child

    def _heard(self, child: _Child, present: bool) -> None:
        # A child that was killed may still have words in its pipe.
        if child is self._child and present != self._present:
            self._present = present
            # Taken once: `close` may clear it on another thread.
            if noticed := self._noticed:
                noticed(CardEvent.INSERTED if present else CardEvent.REMOVED)

    def _ended(self, child: _Child) -> None:
        """A child that ended by itself is replaced, so that cards are noticed again."""
        # On the listener's own thread, which has nothing left to hear.
        time.sleep(RESTART_S)
        # `health` starts it later when it does not start now, and tells why.
        with self._lock, suppress(DeviceFault):
            if child is self._child and self._noticed:
                self._running()


def pcsc_reader(name: str = "") -> IsolatedReader:
    """A PC/SC reader by part of its name, the first with a card by default."""
    return IsolatedReader("pcsc", name)


def nfc_reader(address: str = "") -> IsolatedReader:
    """A reader of nfcpy's at an address of `drivers.nfc`, the first on USB by default."""
    return IsolatedReader("nfc", address, NFC_DEADLINE_S)


class IsolatedConnection:
    """A connection that the child holds; it ends with the child."""

    def __init__(self, reader: IsolatedReader, child: _Child | None, link: Link, limits: Limits) -> None:
        self._reader = reader
        self._child = child
        self.link = link
        self.limits = limits

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU within the deadline. Raises CardRemoved, CardMute, DeviceFault."""
        if self._child is None:
            raise CardRemoved("the connection was closed")
        try:
            return self._reader.ask(b"T", command, self._child)
        except (CardMute, DeviceFault):
            # Perhaps another reader of the same name by now, which fails over long commands: it is tried once.
            if self.limits.extended:
                self.limits.extended = None
            raise

    def close(self) -> None:
        """Take the power from the card; a child that was killed has done so."""
        child, self._child = self._child, None
        if child and not child.ended:
            # Whatever is wrong now, the session is over, and its own error must not be covered by this one.
            with suppress(CardError, DeviceFault):
                self._reader.ask(b"D", of=child)

    def __enter__(self) -> IsolatedConnection:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Child(ChildProgram):
    """One run of the child program, and the thread that reads what it says."""

    def __init__(
        self, command: list[str], heard: Callable[[_Child, bool], None], ended: Callable[[_Child], None]
    ) -> None:
        super().__init__(command, "the card reader")
        self._replies: SimpleQueue[tuple[bytes, bytearray] | None] = SimpleQueue()
        self._ready = threading.Event()
        self._heard, self._on_end = heard, ended
        self.ended = False
        threading.Thread(target=self._listen, name="reader", daemon=True).start()

    def ask(self, letter: bytes, payload: bytes | bytearray, deadline_s: float) -> bytes:
        """Raises TimeoutError, CardRemoved, CardMute, DeviceFault."""
        # The first start on a slow computer takes longer than any exchange may, so it has a time of its own.
        if not self._ready.wait(START_S):
            raise TimeoutError
        try:
            send(self.requests, letter, payload)
            reply = self._replies.get(timeout=deadline_s)
        except Empty as error:
            raise TimeoutError from error
        except OSError:
            reply = None
        if reply is None:
            raise DeviceFault(Fault.UNKNOWN, "The card reader's program ended.")
        if reply[0] == b"!":
            raise _failure(reply[1])
        return bytes(reply[1])

    def kill(self) -> None:
        """End it at once, whatever it hangs in."""
        self.ended = True
        super().kill()

    def _listen(self) -> None:
        while frame := receive(self.answers):
            if frame[0] in b"+-":
                self._heard(self, frame[0] == b"+")
                self._ready.set()
            else:
                self._replies.put(frame)
        # `kill` marks the child first: whoever killed it also starts the next.
        by_itself = not self.ended
        self.ended = True
        self._replies.put(None)
        self._ready.set()
        if by_itself:
            self.wait()
            self._on_end(self)


def _failure(payload: bytes | bytearray) -> CardError | DeviceFault:
    name, _, sentence = payload.decode().partition("\n")
    return CARD_ERRORS[name](sentence) if name in CARD_ERRORS else DeviceFault(Fault(name), sentence)
