"""The partner of nfcpy's `udp:HOST:PORT` driver: what lies in a radio field answers over UDP.

A datagram is bit rate and type, a space and the frame in hexadecimal, CRC apart (`106B 050010`); `RFOFF` switches the carrier off.
Quirks: the driver tells no timeout, so a silent card is just silent and nfcpy gives up by itself; a frame without content is how a
spoiled one looks (nfcpy raises TransmissionError).

    python -m drivers.virtual.udp_target CARD.toml [PORT]
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from binascii import unhexlify
from contextlib import suppress
from pathlib import Path

from drivers.protocols import DeviceFault, Fault
from drivers.virtual import card_kinds
from drivers.virtual.card_parts import BadCardFile
from drivers.virtual.radio import Garbled, RadioField

UDP_PORT = 54321
"""nfcpy's default."""

RFOFF = b"RFOFF"
RATES = frozenset({"106A", "212A", "424A", "106B", "212B", "424B", "848B", "212F", "424F"})

PATIENCE_S = 5.0
"""Longer than the longest frame waiting time (FWI 14), for the driver says nothing of its own."""

GUARD_S = 20e-3
"""Let go by before each frame, so that a card that was laid down is awake: the driver knows no guard times."""


class UdpTarget:
    """Serves a field on a port (0: any free one); in real time every exchange takes as long as on the air."""

    def __init__(
        self, field: RadioField, port: int = UDP_PORT, host: str = "127.0.0.1", *, real_time: bool = False
    ) -> None:
        self._field, self._address, self._real_time = field, (host, port), real_time
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """What nfcpy is to be given: `udp:127.0.0.1:54321`."""
        host, port = self._socket.getsockname() if self._socket else self._address
        return f"udp:{host}:{port}"

    def start(self) -> None:
        """Listen. Raises DeviceFault when the port is taken."""
        if self._socket:
            return
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind(self._address)
        except OSError as error:
            self._socket.close()
            self._socket = None
            raise DeviceFault(Fault.OFFLINE, f"Port {self._address[1]} is taken.") from error
        self._thread = threading.Thread(target=self._serve, args=(self._socket,), name="udp target", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Listen no longer."""
        port, self._socket = self._socket, None
        if port and self._thread:
            # The thread may be waiting for a datagram: this one wakes it, with nothing in it for a card.
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
                ours.sendto(b"", port.getsockname())
            self._thread.join()
            port.close()
            self._thread = None

    def __enter__(self) -> UdpTarget:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _serve(self, port: socket.socket) -> None:
        while True:
            with suppress(ConnectionError):  # whoever asked is gone
                datagram, sender = port.recvfrom(1024)
                if self._socket is None:
                    return
                answer = self._answer(datagram)
                if answer is not None:
                    port.sendto(answer, sender)

    def _answer(self, datagram: bytes) -> bytes | None:
        if datagram.startswith(RFOFF):
            self._field.off()
            return None
        request = _parse(datagram)
        if request is None:
            return None
        brty, frame = request
        begun = self._field.clock.now
        self._field.on()
        self._field.clock.advance(GUARD_S)
        try:
            answer = self._field.exchange(brty, frame, PATIENCE_S)
        except Garbled:
            answer = b""
        if answer is None:
            return None
        if self._real_time:
            time.sleep(self._field.clock.now - begun - GUARD_S)
        return f"{brty} {answer.hex()}".strip().encode("ascii")


def _parse(datagram: bytes) -> tuple[str, bytes] | None:
    """Bit rate and type, and frame; None for anything else, which no card would hear."""
    brty, _, frame = datagram.partition(b" ")
    try:
        name, content = brty.decode("ascii"), unhexlify(frame)
    except ValueError:
        return None
    return (name, content) if name in RATES and content else None


def main(arguments: list[str]) -> int:
    """Lay the card of a card file into a field and serve it until interrupted; the exit status."""
    path, port = (*arguments, str(UDP_PORT))[:2] if arguments else ("", "")
    if not port.isdigit():
        sys.stderr.write("use: python -m drivers.virtual.udp_target CARD.toml [PORT]\n")
        return 2
    field = RadioField()
    try:
        field.place(card_kinds.load(Path(path)))
        with UdpTarget(field, int(port), real_time=True) as target, suppress(KeyboardInterrupt):
            sys.stderr.write(f"{path} lies on nfc:{target.address}. Ctrl-C ends.\n")
            while True:
                # Waited for without end, a signal that came the moment before would not be heard.
                time.sleep(1.0)
    except (BadCardFile, DeviceFault) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
