"""How a virtual card shows itself on the air, and what a radio field asks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

NEW_PUPI = bytes(4)
"""In an ATQB: the card draws another PUPI whenever it gets power."""

WILDCARD = 0xFF
FELICA_PERFORMANCE = bytes.fromhex("0083")
"""212 and 424 kbit/s, told apart by the card."""


@dataclass(frozen=True)
class TypeB:
    """ISO/IEC 14443 Type B: the 12 bytes of the ATQB (ISO/IEC 14443-3, 7.9: 50, PUPI, application, protocol).

    A PUPI of four zeros is drawn anew whenever the card gets power.
    """

    atqb: bytes


@dataclass(frozen=True)
class TypeA:
    """ISO/IEC 14443 Type A: UID of 4, 7 or 10 bytes, ATQA as sent (low byte first), SAK; an empty ATS answers no RATS.

    The ATS begins with its own length (ISO/IEC 14443-4, 5.2).
    """

    uid: bytes
    atqa: bytes = b"\x04\x00"
    sak: int = 0x20
    ats: bytes = b""


@dataclass(frozen=True)
class Felica:
    """FeliCa (JIS X 6319-4): IDm and PMm of 8 bytes each, and the system codes it answers to, the first one first."""

    idm: bytes = field(repr=False)
    pmm: bytes
    systems: tuple[int, ...]

    def polled(self, wanted: bytes, request: int) -> bytes | None:
        """IDm, PMm and what the request code asks for, when it has the wanted system, in which FF stands for any byte; else None."""
        codes = (code.to_bytes(2, "big") for code in self.systems)
        system = next((code for code in codes if _fits(code, wanted)), None)
        if system is None:
            return None
        return self.idm + self.pmm + {1: system, 2: FELICA_PERFORMANCE}.get(request, b"")


Air = TypeA | TypeB | Felica


def _fits(code: bytes, wanted: bytes) -> bool:
    return all(ask in {WILDCARD, have} for ask, have in zip(wanted, code, strict=True))


class AirCard(Protocol):
    """A card that can be laid into a radio field.

    `wait` is called by the card instead of `time.sleep` when it is slow; a field puts its own clock there. `waiting_extensions`
    is how many S(WTX) blocks the card asks for before each answer to an APDU.
    """

    wait: Callable[[float], None]

    @property
    def air(self) -> Air:
        """How it shows itself."""

    @property
    def waiting_extensions(self) -> int:
        """How many times it asks for more time before each answer to an APDU."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one APDU. Raises CardRemoved (it left the field) and CardMute (it says nothing until it loses power)."""

    def answer_frame(self, frame: bytes) -> bytes | None:
        """Answer one FeliCa frame other than polling, length byte first and no CRC; None is silence. Others: always None."""

    def power_off(self) -> None:
        """Lose power."""
