"""Names that the terminal gives: visits and orders (UUIDv7, RFC 9562, sortable by time), and how a ticket is told."""

from __future__ import annotations

import os
from datetime import datetime

from firmware.phrases import Reading

VARIANTS = "89ab"


def uuid7(now: datetime) -> str:
    """A new UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    time, random = f"{int(now.timestamp() * 1000) & (1 << 48) - 1:012x}", os.urandom(10).hex()
    # version 7 and variant 10, in the bits that the RFC gives them
    variant = VARIANTS[int(random[3], 16) & 0b11]
    return f"{time[:8]}-{time[8:]}-7{random[:3]}-{variant}{random[4:7]}-{random[7:19]}"


def named(ticket: str) -> Reading:
    """A ticket as visitors are told it: whole for the eye, for the ear the digits of its number."""
    # the name of the terminal before it is letters, which no voice reads well
    return Reading(ticket, "-".join(ticket.rpartition("-")[2]))
