"""OpenSC's APDUs for the same jobs with the same card behind a real pcscd: its driver named, and searched for as it comes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.card_jobs import DIGEST
from benchmarks.card_stages import NotedCard
from benchmarks.places import HANAKO, PIN, private_pcscd, wait_until
from benchmarks.table import Figure, rounded
from drivers.virtual.card_kinds import load

READ = ("pkcs15-tool", "--read-certificate", "01")
SIGN = ("pkcs15-crypt", "--sign", "--pkcs1", "--sha-256", "--key", "01", "--pin", PIN, "--input", "/dev/stdin", "--raw")


class OpenSc:
    """OpenSC's programs with one card on the reader."""

    def __init__(self, environment: dict[str, str], card: NotedCard) -> None:
        self._environment = environment
        self._card = card

    def run(self, *command: str, driver: str = "") -> bytes:
        """What the program says."""
        environment = self._environment | ({"OPENSC_DRIVER": driver} if driver else {})
        return subprocess.run(command, env=environment, input=DIGEST, capture_output=True, check=True).stdout

    def apdus(self, *command: str, driver: str = "") -> int:
        """How many APDUs the card got for it."""
        before = len(self._card.exchanges)
        self.run(*command, driver=driver)
        return len(self._card.exchanges) - before


def figures(certificate: int, signature: int) -> Iterator[Figure]:
    """The peer's, and ours (APDUs behind the same pcscd) to the peer's with its driver named, which is its best."""
    with _opensc() as opensc:
        read, sign = opensc.apdus(*READ, driver="jpki"), opensc.apdus(*SIGN, driver="jpki")
        searched_read, searched_sign = opensc.apdus(*READ), opensc.apdus(*SIGN)
    how = "the same card behind a real pcscd, OPENSC_DRIVER=jpki"
    yield Figure("card.peer.pkcs15_tool.certificate.apdus", read, "APDU", f"{how}: pkcs15-tool --read-certificate")
    yield Figure("card.peer.pkcs15_crypt.signature.apdus", sign, "APDU", f"{how}: pkcs15-crypt --sign")
    how = "the same card behind a real pcscd, OpenSC as it comes"
    yield Figure("card.peer.pkcs15_tool.certificate.searched.apdus", searched_read, "APDU", how)
    yield Figure("card.peer.pkcs15_crypt.signature.searched.apdus", searched_sign, "APDU", how)
    how = "ours to the peer's at its best, both counted in this run"
    yield Figure("card.certificate.apdus_to_peer", rounded(certificate / read), "ratio", how)
    yield Figure("card.signature.apdus_to_peer", rounded(signature / sign), "ratio", how)


@contextmanager
def _opensc() -> Iterator[OpenSc]:
    with TemporaryDirectory() as folder, private_pcscd(Path(folder) / "pcscd") as pcscd, pcscd.slot() as slot:
        card: Any = NotedCard(load(HANAKO, keep=False))
        opensc = OpenSc(pcscd.environment, card)
        slot.place(card)
        wait_until(lambda: b"Yes" in opensc.run("opensc-tool", "--list-readers"), "the card in OpenSC's eyes")
        yield opensc
