"""A virtual tag: an ISO/IEC 14443-3 Type A sticker with a UID and no APDUs, as many keys and lanyards carry one."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.virtual.card_faults import CardFaults
from drivers.virtual.transport_card import FUNCTION_NOT_SUPPORTED, GET_IDM, SUCCESS


@dataclass
class TagChip:
    """Says its UID to a PC/SC reader (PC/SC part 3, 3.2.2.1.3), and nothing else."""

    uid: bytes

    def power_off(self) -> None:
        """Lose power; there is nothing to forget."""

    def answer(self, command: bytes | bytearray, _faults: CardFaults) -> bytes:
        """What a PC/SC reader with this tag on it answers."""
        return self.uid + SUCCESS if bytes(command[:4]) == GET_IDM else FUNCTION_NOT_SUPPORTED

    def answer_frame(self, _frame: bytes) -> bytes | None:
        """None: it speaks no FeliCa."""
        return None
