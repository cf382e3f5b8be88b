"""APDUs and bytes for a certificate and for a signature: ours in process, OpenSC's with the same card behind a real pcscd."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.places import HANAKO, PIN, private_pcscd, wait_until
from benchmarks.table import Figure, rounded
from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.virtual.card import VirtualCard
from drivers.virtual.my_number_card import load
from drivers.virtual.reader import VirtualReader

DIGEST = hashlib.sha256(b"a challenge").digest()
OTHERS = "published clients on a virtual card: myna 11 / 5, OpenSC 14 / 10"
READ = ("pkcs15-tool", "--read-certificate", "01")
SIGN = ("pkcs15-crypt", "--sign", "--pkcs1", "--sha-256", "--key", "01", "--pin", PIN, "--input", "/dev/stdin", "--raw")


class CountingCard:
    """A virtual card that counts what is sent to it."""

    def __init__(self, card: VirtualCard) -> None:
        self._card = card
        self.apdus = 0

    def transmit(self, command: bytes) -> bytes:
        """Answer one APDU, counted."""
        self.apdus += 1
        return self._card.transmit(command)

    def power_off(self) -> None:
        """Lose power."""
        self._card.power_off()


def figures() -> Iterator[Figure]:
    """Ours, then OpenSC's, then the one against the other."""
    channel, certificate = _certificate()
    goal = 1 + -(-len(certificate) // 256)
    how = f"{len(certificate)} bytes in process, SELECT included"
    yield Figure("card.certificate.apdus", channel.apdus, "APDU", f"{how}; {OTHERS}", f"<= {goal}")
    yield from _bytes("card.certificate", channel, how)
    yield Figure(
        "card.certificate.wake_ups", _sleepy().wake_ups, "APDU", "a card that answers 6F00 first; counted apart"
    )
    channel = _signature()
    how = "SELECT, VERIFY, sign in a session of its own"
    yield Figure("card.signature.apdus", channel.apdus, "APDU", f"{how}; {OTHERS}", "<= 3")
    yield from _bytes("card.signature", channel, how)
    yield Figure(
        "card.attempts_left.apdus", _attempts(), "APDU", "the query that tells the attempts left; counted apart"
    )
    yield Figure("card.visit.apdus", _whole(), "APDU", "certificate, attempts left, PIN and signature in one session")
    yield from _peers()


def _channel(*, sleepy: bool = False) -> Channel:
    card = load(HANAKO, keep=False)
    card.faults.first_6f00 = sleepy
    return Channel(VirtualReader(card).connect())


def _certificate() -> tuple[Channel, bytes]:
    channel = _channel()
    return channel, JpkiSession(channel).certificate()


def _sleepy() -> Channel:
    channel = _channel(sleepy=True)
    JpkiSession(channel).certificate()
    return channel


def _signature() -> Channel:
    channel = _channel()
    session = JpkiSession(channel)
    session.verify(PIN)
    session.sign(DIGEST)
    return channel


def _attempts() -> int:
    channel = _channel()
    session = JpkiSession(channel)
    before = channel.apdus
    session.attempts_left()
    return channel.apdus - before


def _whole() -> int:
    channel = _channel()
    session = JpkiSession(channel)
    session.certificate()
    session.attempts_left()
    session.verify(PIN)
    session.sign(DIGEST)
    return channel.apdus


def _bytes(name: str, channel: Channel, how: str) -> Iterator[Figure]:
    yield Figure(f"{name}.bytes_to_card", channel.sent, "byte", how)
    yield Figure(f"{name}.bytes_from_card", channel.received, "byte", f"{how}, status words included")


def _peers() -> Iterator[Figure]:
    """OpenSC with its driver named, so that it does not first try all the cards it knows."""
    with _opensc() as counted:
        read = counted(*READ)
        sign = counted(*SIGN)
    how = "the same card behind a real pcscd, OPENSC_DRIVER=jpki"
    yield Figure("card.peer.pkcs15_tool.certificate.apdus", read, "APDU", f"{how}: pkcs15-tool --read-certificate")
    yield Figure("card.peer.pkcs15_crypt.signature.apdus", sign, "APDU", f"{how}: pkcs15-crypt --sign")
    how = "ours to the peer's, both counted in this run"
    yield Figure("card.certificate.apdus_to_peer", rounded(_certificate()[0].apdus / read), "ratio", how)
    yield Figure("card.signature.apdus_to_peer", rounded(_signature().apdus / sign), "ratio", how)


@contextmanager
def _opensc() -> Iterator[Callable[..., int]]:
    """Runs a program of OpenSC's and tells how many APDUs the card got."""
    with TemporaryDirectory() as folder, private_pcscd(Path(folder) / "pcscd") as pcscd, pcscd.slot() as slot:
        environment = {**pcscd.environment, "OPENSC_DRIVER": "jpki"}
        card = CountingCard(load(HANAKO, keep=False))
        slot.place(card)

        def run(*command: str) -> bytes:
            return subprocess.run(command, env=environment, input=DIGEST, capture_output=True, check=True).stdout

        def counted(*command: str) -> int:
            before = card.apdus
            run(*command)
            return card.apdus - before

        wait_until(lambda: b"Yes" in run("opensc-tool", "--list-readers"), "the card in OpenSC's eyes")
        yield counted
