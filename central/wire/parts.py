"""What messages are made of: names, times, sums, and how large anything may be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

BASE = "/v1"
PURPOSE_CERTIFICATE = "certificate"
PURPOSE_RIDER = "pass"
# A certificate with its signature is under 3 kB in base64, and nothing else is longer.
LARGEST_REQUEST = 65_536  # bytes of a request's body
LARGEST_ANSWER = 262_144  # bytes of a message from central
LARGEST_DOCUMENT = 33_554_432  # bytes of `Issued`, the PDF in base64
# Every nonce is kept for so long; a terminal without NTP for a month is still within it.
WINDOW_S = 300  # seconds that a terminal's clock may differ from central's
MOST_RECORDS = 500  # in one batch
LARGEST_PACKED = 262_144  # bytes of a batch as it travels
LARGEST_BATCH = 1_048_576  # bytes of a batch when it is unpacked
LARGEST_SNAPSHOT = 268_435_456  # bytes: 16 for each of ten million people, and room

# "$(?!\n)" ends a text for Python's regular expressions and for those of JSON Schema alike.
Id = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,64}$(?!\n)", description="an id that the terminal made, a UUIDv7")]
Ticket = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z_-]{1,32}$(?!\n)", description="what stands on papers and in an address")
]
Word = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{0,32}$(?!\n)")]
Clock = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$(?!\n)", description="HH:MM")]
Moment = Annotated[datetime, Meta(tz=True)]
Copies = Annotated[int, Meta(ge=1, le=99)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256 in hex")]
# Beyond a million yen or sheets it is a slip, never a terminal's visit.
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
