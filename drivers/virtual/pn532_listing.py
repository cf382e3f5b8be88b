"""How a PN532 finds a card by itself: InListPassiveTarget of each type (NXP UM0701-02, 7.3.5)."""

from __future__ import annotations

from collections.abc import Callable

from drivers.virtual.air_cards import SAK_INCOMPLETE, SELECTS

Ask = Callable[[str, bytes], bytes | None]
"""Sends a frame at a bit rate and type; None when nobody answers, or several do."""

FSD_64 = 0x05
DID = 0x01
TARGET = 0x01
"""The number given to the first target."""


def list_a(ask: Ask, _initiator: bytes, *, rats: bool) -> bytes | None:
    """Target, SENS_RES (high byte first), SEL_RES, UID with its length, and the ATS when RATS is automatic."""
    atqa = ask("106A", b"\x26")
    if atqa is None:
        return None
    uid = b""
    for select in SELECTS:
        part = ask("106A", bytes((select, 0x20)))
        sak = part and ask("106A", bytes((select, 0x70)) + part)
        if not part or not sak:
            return None
        if not sak[0] & SAK_INCOMPLETE:
            uid += part[:4]
            ats = ask("106A", b"\xe0\x50") if rats and sak[0] & 0x20 else b""
            return bytes((TARGET,)) + atqa[::-1] + sak + bytes((len(uid),)) + uid + (ats or b"")
        uid += part[1:4]
    return None


def list_b(ask: Ask, initiator: bytes) -> bytes | None:
    """Target, ATQB, ATTRIB_RES with its length; the card is then active with frames of 64 bytes and a DID."""
    atqb = ask("106B", b"\x05" + (initiator[:1] or b"\x00") + b"\x00")
    if atqb is None or len(atqb) < 12:
        return None
    attrib = ask("106B", b"\x1d" + atqb[1:5] + bytes((0x00, FSD_64, 0x01, DID)))
    return None if attrib is None else bytes((TARGET,)) + atqb + bytes((len(attrib),)) + attrib


def list_f(ask: Ask, brty: str, initiator: bytes) -> bytes | None:
    """Target and POL_RES, which begins with its length."""
    answer = ask(brty, bytes((len(initiator) + 1,)) + initiator)
    return None if answer is None else bytes((TARGET,)) + answer
