"""The verifier port: who may ask J-LIS whether a certificate is revoked, and the simulator that answers without it.

Revocation data goes only to notified verifiers (Act on JPKI, art. 36) and serves nothing but this check (art. 52): what
comes through the port is a verdict, and only that is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from cards.certificates import Certificate


class Verdict(StrEnum):
    """What a verifier says of a certificate now; UNREACHABLE when it says nothing."""

    VALID = "valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"


class Verifier(Protocol):
    """A certified verifier, a platform operator, or a simulator of one; `name` stands in the record of a check."""

    name: str

    def ask(self, certificate: Certificate) -> Verdict:
        """The verdict now. A line that fails is UNREACHABLE, never an exception."""
        ...


class SimulatedVerifier:
    """Says what it was told to say of a serial number, and VALID of all others. Kept in memory only."""

    name = "simulator"

    def __init__(self, verdicts: Mapping[int, Verdict]) -> None:
        self._verdicts = dict(verdicts)

    def ask(self, certificate: Certificate) -> Verdict:
        """The verdict that was set."""
        return self._verdicts.get(certificate.serial, Verdict.VALID)

    def set(self, serial: int, verdict: Verdict) -> None:
        """Say this of that serial number from now on."""
        self._verdicts[serial] = verdict
