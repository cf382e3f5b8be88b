"""Names that the terminal gives: visits and orders (UUIDv7, RFC 9562, sortable by time), and how a ticket is told."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

from firmware.phrases import Reading


def uuid7(now: datetime) -> str:
    """A new UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    milliseconds = int(now.timestamp() * 1000) & (1 << 48) - 1
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | random
    # version 7 and variant 10, in the bits that the RFC gives them
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return str(UUID(int=value))


def named(ticket: str) -> Reading:
    """A ticket as visitors are told it: whole for the eye, for the ear the digits of its number."""
    # the name of the terminal before it is letters, which no voice reads well
    return Reading(ticket, "-".join(ticket.rpartition("-")[2]))
