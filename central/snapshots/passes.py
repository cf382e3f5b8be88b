"""Rows of the lists of passes and of card keys, as central makes them and a vehicle reads them.

PASSES: who an identity is and what he may; KEYS: the public key that a registered card answers a challenge with (DER, behind
its length). All numbers little-endian.
"""

from __future__ import annotations

import struct
from datetime import date, timedelta
from typing import NamedTuple, Self

from central.snapshots.tables import ALLOWED, Bytes

_RIDER = struct.Struct("<Q")
_ENTITLEMENT = struct.Struct("<BBHHHI")
_LENGTH = struct.Struct("<H")
EPOCH = date(2000, 1, 1)
FOREVER = 0xFFFF
"""`until` of an entitlement that does not end, in days since EPOCH."""
UNLIMITED = 0xFFFFFFFF
"""`left` of an entitlement of which nothing is counted."""


class Entitlement(NamedTuple):
    """What one scheme grants a rider, in 12 bytes.

    `scheme` is its number in the rules (1 to 255); `status` as in `tables.STATUSES`; `until` the last day (days since EPOCH);
    `used_today` and `used_month` count rides up to when the list was made; `left` is what is left of quota or points.
    """

    scheme: int
    status: int = ALLOWED
    until: int = FOREVER
    used_today: int = 0
    used_month: int = 0
    left: int = 0

    @property
    def last_day(self) -> date | None:
        """The last day on which it counts; None for ever."""
        return None if self.until == FOREVER else EPOCH + timedelta(self.until)


class Pass(NamedTuple):
    """A rider as a vehicle knows him: a pseudonym that all his cards share, and what his schemes grant."""

    rider: int
    entitlements: tuple[Entitlement, ...]

    @property
    def rider_hex(self) -> str:
        """The pseudonym as records carry it: 16 hexadecimal digits."""
        return f"{self.rider:016x}"

    def packed(self) -> bytes:
        """The row. Raises ValueError when a number has no room in it."""
        try:
            return _RIDER.pack(self.rider) + b"".join(_ENTITLEMENT.pack(*each) for each in self.entitlements)
        except struct.error as error:
            raise ValueError(f"a number of the pass is out of range: {error}") from None

    @classmethod
    def of(cls, row: Bytes) -> Self:
        """What stands in a row, filled up with zeros to the width of its list."""
        body = row[_RIDER.size :]
        whole = body[: len(body) // _ENTITLEMENT.size * _ENTITLEMENT.size]
        found = (Entitlement(*each) for each in _ENTITLEMENT.iter_unpack(whole))
        return cls(_RIDER.unpack_from(row)[0], tuple(each for each in found if each.scheme))


def packed_key(der: bytes) -> bytes:
    """The row of a card's public key."""
    return _LENGTH.pack(len(der)) + der


def key_of(row: Bytes) -> bytes:
    """The key (SubjectPublicKeyInfo, DER) of a row."""
    size = _LENGTH.unpack_from(row)[0]
    return bytes(row[_LENGTH.size : _LENGTH.size + size])
