"""Contactless readers by nfcpy 1.0.4: `nfc:usb` (RC-S380), `nfc:tty:USB0:pn532`, `nfc:i2c:1:pn532`, `nfc:spi:0.0:pn532`, `nfc:udp[:HOST:PORT]`.

Quirks: nfcpy's `connect` waits 0.5 s between polls, tries NDEF and stays at 106 kbit/s, so only its chips are used here, frame by
frame (`drivers.nfc_devices`). A chip that hangs may hang its driver, so this one runs inside `drivers.isolated`. Close takes the power
from the card. Of a purse or a phone the card that speaks APDUs is taken; two of one type are told, and none is chosen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from cards.apdu import Limits
from cards.errors import CardMute, CardRemoved, SeveralCards
from drivers.isodep import PATIENT, Patience
from drivers.nfc_cards import GUARD_S, POLL_S, POLL_TRIES, CardLink, Field, TagLink
from drivers.nfc_chips import Chip
from drivers.nfc_devices import BUSY, fault_of, open_chip
from drivers.protocols import CardEvent, DeviceFault, Fault, Health, Link

BETWEEN_LOOKS_S = GUARD_S - POLL_S
"""Pause between two looks at an empty field: a card may need 5 ms without a question before it hears one (ISO/IEC 14443-3, 5), the wait for the last answer counted."""
LYING_S = 0.05
"""Pause between two looks at a card that lies there."""
RETRY_S = 1.0
"""Pause between two tries to find a reader that is not there."""
QUIET_S = 0.1
"""How long a connection must have been quiet before the card is asked whether it is still there."""
TURNS = "BBF" * 10 + "A"
"""Which type of card each look asks: B mostly, F for transport cards, A now and then since it takes a chip longest."""
TAKEN_FIRST = "BAF"
"""Which of several types is spoken to: My Number Cards are B, only B and A speak APDUs, and a purse or a phone has F beside them."""
PASSED_FIRST, FELICA_FIRST = "BFA", "FBA"
"""The same where people pass by: a telephone is a transport card there, whatever else it answers; and for a purse's other card."""
PASSING = Patience(answer_s=0.05, thought_s=0.75, repeated_s=0.0125, retries=1)
"""So long a card that passes by is waited for: reads take milliseconds, RSA signatures 54 to 683 ms (JCAlgTest). A PN532 knows steps of 51.2 and 12.8 ms."""


class NfcReader:
    """One contactless reader; `opened` makes its chip of the address, `clock` and `sleep` are seconds."""

    def __init__(
        self,
        address: str = "usb",
        opened: Callable[[str], Chip] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = address or "usb"
        self._opened = opened or open_chip
        self._clock, self._sleep = clock, sleep
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._noticed: Callable[[CardEvent], None] | None = None
        self._field: Field | None = None
        # Never the exception: its frames hold the line that failed open, and the next try would find it in use.
        self._health = Health()
        self._connection: NfcConnection | None = None
        self._limits = Limits()
        self._passing = PASSING
        self._seen: tuple[str, ...] = ()
        self._alone = False
        self._looks = 0
        self._present = False
        self._left = False

    def open(self, noticed: Callable[[CardEvent], None]) -> None:
        """Start to watch; a card that lies there already is noticed at once. A reader may be plugged in later."""
        if self._thread:
            return
        self._noticed = noticed
        self._closing.clear()
        # Every type once, so that `card_present` is true as soon as this returns.
        for self._looks in sorted(TURNS.index(kind) for kind in set(TURNS)):
            self.look()
            if self._health.fault:
                break
        self._thread = threading.Thread(target=self._watch, name="nfc", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop to watch, and let the reader go."""
        if self._thread:
            self._closing.set()
            self._thread.join()
        self._thread = self._noticed = None
        with self._lock:
            self._drop()
            self._present = False

    def health(self) -> Health:
        """What the last look or exchange came to; a reader that was never opened is looked at now."""
        # Asked under the lock: a chip that hangs in a look must not pass for a sound one, so the answer hangs with it.
        with self._lock:
            if self._field is None and self._thread is None:
                self.look()
            return self._health

    @property
    def card_present(self) -> bool:
        """Whether a card was in the field at the last look or exchange."""
        return self._present and not self._left

    def look(self) -> None:
        """One step of watching: ask one type of card, or the card that lies there; tell what changed. Never raises."""
        with self._lock:
            if self._left:
                self._left = False
                self._tell(present=False)
            try:
                present = self._answers()
            except DeviceFault:
                present = False
            self._tell(present)

    def connect(self, *, in_passing: bool = False, felica_first: bool = False) -> NfcConnection:
        """Power the card and hold it exclusively, as `CardReader.connect` has it. Raises CardRemoved, CardMute, SeveralCards, DeviceFault."""
        with self._lock:
            if self._connection:
                raise DeviceFault(Fault.UNKNOWN, BUSY)
            if in_passing and self._left:
                raise CardRemoved("the card was taken away")
            field = self._ready()
            with self._working():
                order = FELICA_FIRST if felica_first else PASSED_FIRST if in_passing else TAKEN_FIRST
                kind, link = self._activate(field, order, self._passing if in_passing else PATIENT)
            self._connection = NfcConnection(self, kind, link, field.chip.name, self._limits)
            self._connection.used_at = self._clock()
            return self._connection

    def exchange(self, connection: NfcConnection, command: bytes | bytearray) -> bytes:
        """One APDU on the connection that holds the card. Raises CardRemoved, CardMute, DeviceFault."""
        with self._lock:
            if connection is not self._connection:
                raise CardRemoved("the connection was closed")
            with self._working():
                begin = self._clock()
                try:
                    return connection.card.transmit(command)
                except CardMute:
                    self._connection = None
                    if self._lies_there(connection.kind):
                        # It was slow and not gone: the next try gets more time, until a card has been quick again.
                        self._passing = self._passing.longer()
                        raise
                    self._left = True
                    raise CardRemoved("the card was taken away") from None
                finally:
                    connection.used_at = self._clock()
                    connection.slow |= connection.used_at - begin > PASSING.answer_s

    def release(self, connection: NfcConnection) -> None:
        """Take the power from the card."""
        with self._lock:
            if connection is self._connection:
                self._connection, self._alone = None, False
                if not connection.slow:
                    self._passing = PASSING
                # The session is over; that the reader is gone too is told by the next look.
                with suppress(DeviceFault), self._working():
                    if self._field:
                        self._field.reset()

    def _watch(self) -> None:
        while not self._closing.is_set():
            self.look()
            if self._health.fault:
                self._closing.wait(RETRY_S)
            else:
                # An event's wait costs twice the processor time of a sleep.
                self._sleep(LYING_S if self._alone else BETWEEN_LOOKS_S)

    def _answers(self) -> bool:
        """Whether a card is there. Raises DeviceFault."""
        field = self._ready()
        with self._working():
            if self._connection:
                return self._still(field, self._connection)
            if self._seen:
                self._seen = self._kinds(field)
                self._alone = bool(self._seen)
            else:
                kind = TURNS[self._looks % len(TURNS)]
                self._looks += 1
                # Told at once; the next look asks for a second card.
                self._seen, self._alone = (kind,) if field.seen(kind) else (), False
            return bool(self._seen)

    def _kinds(self, field: Field, order: str = TAKEN_FIRST) -> tuple[str, ...]:
        """The types that answer: those seen are asked again when they are silent, Type A, the slowest, once when B says nothing."""
        found: list[str] = []
        for kind in "BFA":
            known = not self._seen or kind in self._seen
            if kind == "A" and not known and (self._alone or "B" in found or (order != TAKEN_FIRST and found)):
                continue
            # After a reset a FeliCa card may take 20 ms to wake up (JIS X 6319-4).
            if field.seen(kind, POLL_TRIES if known or kind == order[0] == "F" else 1):
                found.append(kind)
        return tuple(found)

    def _still(self, field: Field, connection: NfcConnection) -> bool:
        if self._clock() - connection.used_at < QUIET_S:
            return True
        connection.used_at = self._clock()
        if not connection.card.present():
            self._connection, self._seen, self._alone = None, (), False
            # Were it only disturbed, it would go on listening to nobody else until it loses power.
            field.reset()
            return False
        return True

    def _lies_there(self, kind: str) -> bool:
        """Whether a card answers after its power was cut: a mute one does, and is the better for it."""
        field = self._ready()
        field.reset()
        self._seen, self._alone = (kind,) if field.seen(kind, POLL_TRIES) else (), False
        return bool(self._seen)

    def _activate(self, field: Field, order: str, patience: Patience) -> tuple[str, CardLink]:
        # What a look has seen, a second card too, is not asked again; and whatever lies beside a Type B card, that one is taken.
        if not self._alone and self._seen != (order[0],):
            self._seen = self._kinds(field, order)
        if not self._seen:
            raise CardRemoved("there is no card on the reader")
        kind = min(self._seen, key=order.index)
        link = field.activate(kind, patience)
        if link and not (isinstance(link, TagLink) and "F" in self._seen):
            return kind, link
        # Neither of two speaks APDUs, or no single card can be made out of what answers.
        if link or field.seen(kind, POLL_TRIES):
            raise SeveralCards("two cards are on the reader")
        self._seen, self._alone, self._left = (), False, True
        raise CardRemoved("the card was taken away")

    def _ready(self) -> Field:
        """The field of the reader, found anew when it went. Raises DeviceFault."""
        if self._field is None:
            with self._working():
                self._field = Field(self._opened(self._address), self._clock, self._sleep)
                self._field.reset()
            self._health = Health()
        return self._field

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Turn what a chip that fails does into a DeviceFault, and let it go."""
        try:
            yield
        except OSError as error:
            self._drop()
            fault, sentence = fault_of(error, self._address)
            self._health = Health(fault, sentence)
            raise DeviceFault(fault, sentence) from None

    def _drop(self) -> None:
        """Let the reader go, and what was learned of it; a lost answer stays in mind."""
        field, self._field = self._field, None
        self._connection, self._seen, self._alone = None, (), False
        self._limits = Limits(unsure=self._limits.unsure)
        if field:
            with suppress(OSError):
                field.chip.close()

    def _tell(self, present: bool) -> None:
        if present != self._present:
            self._present = present
            if self._noticed:
                self._noticed(CardEvent.INSERTED if present else CardEvent.REMOVED)


class NfcConnection:
    """An exclusive connection to one card."""

    def __init__(self, reader: NfcReader, kind: str, card: CardLink, name: str, limits: Limits) -> None:
        self._reader = reader
        self.kind, self.card = kind, card
        self.used_at = 0.0
        self.slow = False
        self.link = Link(name, card.atr, card.announced, card.used)
        self.limits = limits

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU. Raises CardRemoved, CardMute, DeviceFault."""
        return self._reader.exchange(self, command)

    def close(self) -> None:
        """Take the power from the card, and with it a verified PIN."""
        self._reader.release(self)

    def __enter__(self) -> NfcConnection:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
