"""A virtual card in a slot of vsmartcard's vpcd, so that a real pcscd sees it as a card in a reader.

Protocol (vsmartcard, virtualsmartcard/src/vpcd): TCP to the slot's port, two length bytes big-endian before each message; a message of
one byte is a control (0 power off, 1 power on, 2 reset, 4 ATR wanted), anything else an APDU; closing the connection pulls the card.
Quirk: vpcd writes length and body apart, so without TCP_QUICKACK, re-armed before each read, every APDU waits 44 ms.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from cards.errors import CardMute, CardRemoved
from drivers.protocols import DeviceFault, Fault
from drivers.virtual.card import VirtualCard

VPCD_PORT = 35963
"""Port of the first slot (VPCDPORT); the second slot has the next one."""

VPCD_CTRL_OFF = 0
VPCD_CTRL_ON = 1
VPCD_CTRL_RESET = 2
VPCD_CTRL_ATR = 4
POWER = frozenset({VPCD_CTRL_OFF, VPCD_CTRL_ON, VPCD_CTRL_RESET})


class VpcdSlot:
    """One slot: place a card into it, take it out."""

    def __init__(self, port: int = VPCD_PORT, host: str = "127.0.0.1") -> None:
        self._address = (host, port)
        self._connection: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def place(self, card: VirtualCard) -> None:
        """Put a card into the slot, in place of any other. Raises DeviceFault when no pcscd listens."""
        self.remove()
        try:
            self._connection = socket.create_connection(self._address, timeout=5)
        except OSError as error:
            raise DeviceFault(Fault.OFFLINE, f"No vpcd listens on port {self._address[1]}.") from error
        # pcscd says nothing while nobody uses the card, for hours.
        self._connection.settimeout(None)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        card.power_off()
        self._thread = threading.Thread(target=_serve, args=(self._connection, card), name="vpcd", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Take the card out, even in the middle of an exchange."""
        if self._connection and self._thread:
            with suppress(OSError):  # pcscd, or the card itself, was first
                self._connection.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._connection = self._thread = None

    def __enter__(self) -> VpcdSlot:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def _serve(connection: socket.socket, card: VirtualCard) -> None:
    """Answer until the card leaves."""
    # Closing the socket is how a card leaves the slot.
    with connection:
        try:
            while (message := _receive(connection)) is not None:
                answer = _answer(card, message)
                if answer is not None:
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)
        except (CardRemoved, DeviceFault, OSError):
            return


def _answer(card: VirtualCard, message: bytes) -> bytes | None:
    if len(message) != 1:
        try:
            card.dally()
            return card.transmit(message)
        except CardMute:
            # vpcd waits for ever, as the driver of a real reader may.
            return None
    if message[0] in POWER:
        card.power_off()
    return card.atr if message[0] == VPCD_CTRL_ATR else None


def _receive(connection: socket.socket) -> bytes | None:
    length = _exactly(connection, 2)
    return length and _exactly(connection, int.from_bytes(length, "big"))


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    """That many bytes, or None when the other side has closed."""
    got = b""
    while len(got) < size:
        # Linux forgets it after some packets.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        more = connection.recv(size - len(got))
        if not more:
            return None
        got += more
    return got
