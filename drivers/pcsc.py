"""Any PC/SC reader, through pyscard's `scard` (PC/SC part 5, pcsc-lite's winscard API): `pcsc` or `pcsc:NAME`.

Quirks: a card pulled during an exchange shows either as an error or as an empty answer without one; a contactless card keeps a
verified PIN until it loses power, so a connection is exclusive and ends with unpower; a mute card blocks a call for ever,
so this driver runs inside `drivers.isolated`. Of two cards on a contactless reader most readers choose one and the others
report a card that does not answer; PC/SC has no word for it, so here it is a mute card. Readers come and go, and pcscd restarts: each call looks anew.
"""

# mypy: disable-error-code="no-untyped-call"
# pyscard has no types.

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable

from smartcard import scard

from cards.apdu import Limits
from cards.errors import CardError, CardMute, CardRemoved
from drivers.protocols import CardEvent, DeviceFault, Fault, Health, Link

LOOK_AGAIN_MS = 1000
"""How long to wait for a change of the readers that are known, before looking for new ones."""

SETTLE_MS = 600
"""How long pcscd may take to notice that a card is gone (it looks every 400 ms)."""

REMOVED = frozenset({scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_RESET_CARD})
SILENT = frozenset(
    {
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_E_TIMEOUT,
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_F_COMM_ERROR,
    }
)
"""The card said nothing it should: it may be gone, or there and silent."""

NO_SERVICE = "The smart card service (pcscd) does not run."
NO_READER = "The card reader is not connected. Check its cable."
OFFLINE = {
    scard.SCARD_E_NO_SERVICE: NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED: NO_SERVICE,
    scard.SCARD_E_INVALID_HANDLE: NO_SERVICE,
    scard.SCARD_E_NO_READERS_AVAILABLE: NO_READER,
    scard.SCARD_E_READER_UNAVAILABLE: NO_READER,
    scard.SCARD_E_UNKNOWN_READER: NO_READER,
}


class PcscReader:
    """The readers whose name contains `name`, any by default; the first with a card on it counts."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._present = False
        self._noticed: Callable[[CardEvent], None] | None = None
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._limits: defaultdict[str, Limits] = defaultdict(Limits)

    def open(self, noticed: Callable[[CardEvent], None]) -> None:
        """Start to watch; a card that lies there already is noticed at once. A reader may be plugged in later."""
        if self._thread:
            return
        self._noticed = noticed
        self._closing.clear()
        # Before the thread, so that `card_present` is true as soon as this returns.
        self._look({})
        self._thread = threading.Thread(target=self._watch, name="pcsc", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop to watch."""
        if self._thread:
            self._closing.set()
            self._thread.join()
            self._thread = self._noticed = None
            # Opened again, it must tell anew of a card that lies there.
            self._present = False

    def health(self) -> Health:
        """Whether the service runs and the reader is connected."""
        try:
            with _Context() as context:
                self._readers(context)
        except DeviceFault as fault:
            return Health(fault.fault, str(fault))
        return Health()

    @property
    def card_present(self) -> bool:
        """Whether a card was on a reader when they last changed."""
        return self._present

    def connect(self, *, in_passing: bool = False, felica_first: bool = False) -> PcscConnection:  # noqa: ARG002 - PC/SC chooses itself
        """Power the card and hold it exclusively. Raises CardRemoved, CardMute, DeviceFault."""
        context = _Context()
        try:
            # Asked anew, since the watch may be a moment behind and need not run at all.
            states = _states(context, dict.fromkeys(self._readers(context), scard.SCARD_STATE_UNAWARE), 0)
            name = next((name for name, state in states.items() if state & scard.SCARD_STATE_PRESENT), None)
            if name is None:
                raise CardRemoved("there is no card on the reader")
            result, card, protocol = scard.SCardConnect(
                context.handle, name, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            )
            if result & 0xFFFFFFFF in SILENT:
                raise _gone_or_mute(name)
            _check(result)
            _, _, _, _, atr = scard.SCardStatus(card)
        except (CardError, DeviceFault):
            context.close()
            raise
        return PcscConnection(context, card, protocol, Link(name, bytes(atr)), self._limits[name])

    def _readers(self, context: _Context) -> list[str]:
        result, names = scard.SCardListReaders(context.handle, [])
        _check(result)
        ours = [name for name in names if self._name in name]
        if not ours:
            raise DeviceFault(Fault.OFFLINE, NO_READER)
        return ours

    def _watch(self) -> None:
        states: dict[str, int] = {}
        while not self._closing.is_set():
            states = self._look(states)
            if not states:
                self._closing.wait(LOOK_AGAIN_MS / 1000)

    def _look(self, known: dict[str, int]) -> dict[str, int]:
        """Wait for a change from the states known; none known means tell at once. No state back: nothing to watch."""
        try:
            with _Context() as context:
                names = self._readers(context)
                self._forget(set(self._limits) - set(names))
                same = set(names) == set(known)
                # Readers that come or go are not told by a wait for others, so the wait is short and the list fresh.
                before = known if same else dict.fromkeys(names, scard.SCARD_STATE_UNAWARE)
                states = _states(context, before, LOOK_AGAIN_MS if same else 0)
        # Whatever it was, the watch goes on: a thread that ended here would never see a card again.
        except (CardError, DeviceFault):
            self._forget(set(self._limits))
            states = {}
        self._tell(any(state & scard.SCARD_STATE_PRESENT for state in states.values()))
        return states

    def _forget(self, names: set[str]) -> None:
        """What was learned of readers that went, for another one may come under the same name; a lost answer stays in mind."""
        for name in names:
            self._limits[name] = Limits(unsure=self._limits[name].unsure)

    def _tell(self, present: bool) -> None:
        if present != self._present:
            self._present = present
            if self._noticed:
                self._noticed(CardEvent.INSERTED if present else CardEvent.REMOVED)


class PcscConnection:
    """An exclusive connection to one card."""

    def __init__(self, context: _Context, card: int, protocol: int, link: Link, limits: Limits) -> None:
        self._context = context
        self._card: int | None = card
        self._protocol = protocol
        self.link = link
        self.limits = limits

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU. Raises CardRemoved, CardMute, DeviceFault."""
        if self._card is None:
            raise CardRemoved("the connection was closed")
        result, answer = scard.SCardTransmit(self._card, self._protocol, list(command))
        if result & 0xFFFFFFFF in SILENT:
            reason = _gone_or_mute(self.link.reader)
            self.close()
            raise reason
        _check(result)
        # The other shape of a removal: success, with nothing in it.
        if len(answer) < 2:
            raise CardRemoved("the card was taken away")
        return bytes(answer)

    def close(self) -> None:
        """Take the power from the card, and with it a verified PIN."""
        if self._card is not None:
            # Not reset: a contactless card may keep a verified PIN over it.
            scard.SCardDisconnect(self._card, scard.SCARD_UNPOWER_CARD)
            self._card = None
            self._context.close()

    def __enter__(self) -> PcscConnection:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Context:
    """A connection to pcscd; one blocks while a call of its own waits, so every user has its own."""

    def __init__(self) -> None:
        result, self.handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _check(result)

    def close(self) -> None:
        """Leave the service."""
        scard.SCardReleaseContext(self.handle)

    def __enter__(self) -> _Context:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _states(context: _Context, before: dict[str, int], timeout_ms: int) -> dict[str, int]:
    """The states of readers once one differs from before or the time is over. Raises DeviceFault."""
    result, found = scard.SCardGetStatusChange(context.handle, timeout_ms, list(before.items()))
    if result & 0xFFFFFFFF == scard.SCARD_E_TIMEOUT:
        return before
    _check(result)
    # The count of events in the upper half stays: by it a wait sees a card that went and came in between.
    return {name: state & ~scard.SCARD_STATE_CHANGED for name, state, _atr in found}


def _gone_or_mute(reader: str) -> CardError | DeviceFault:
    """Why a card said nothing: pcscd may need a moment to see that it is gone."""
    try:
        with _Context() as context:
            states = _states(context, {reader: scard.SCARD_STATE_UNAWARE}, 0)
            if states[reader] & scard.SCARD_STATE_PRESENT:
                states = _states(context, states, SETTLE_MS)
    except (CardError, DeviceFault) as error:
        return error
    if states[reader] & scard.SCARD_STATE_PRESENT:
        return CardMute("the card does not answer")
    return CardRemoved("the card was taken away")


def _check(result: int) -> None:
    """Translate a PC/SC return code. Raises CardRemoved, DeviceFault."""
    code = result & 0xFFFFFFFF  # pyscard gives negative numbers on some platforms
    if code == scard.SCARD_S_SUCCESS:
        return
    if code in REMOVED:
        raise CardRemoved("the card was taken away")
    if code in OFFLINE:
        raise DeviceFault(Fault.OFFLINE, OFFLINE[code])
    if code == scard.SCARD_E_SHARING_VIOLATION:
        raise DeviceFault(Fault.UNKNOWN, "Another program holds the card reader.")
    raise DeviceFault(Fault.UNKNOWN, f"The card reader reports the error {code:08X}.")
