"""Every message between a terminal and central, defined once for both ends (JSON; times in RFC 3339, money in yen).

A request is authenticated by the terminal's Ed25519 key (RFC 9421, see `central/signing.py`). A refusal is answered
with status 4xx and a `Refusal`; anything else that is not a message of this file is a fault of the line or of central.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Raw, Struct

BASE = "/v1"
PURPOSE_CERTIFICATE = "certificate"
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


class Reason(StrEnum):
    """Why central refuses. What a visitor is told follows from it, and never says more than it does."""

    CARD_REVOKED = "card_revoked"
    CARD_SUSPENDED = "card_suspended"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    SIGNATURE_WRONG = "signature_wrong"
    CHALLENGE_SPENT = "challenge_spent"
    REVOCATION_UNKNOWN = "revocation_unknown"
    CITY_NOT_JOINED = "city_not_joined"
    CARD_TOO_NEW = "card_too_new"
    TOO_YOUNG = "too_young"
    WITHHELD = "withheld"
    CLOSED = "closed"
    CLOSED_MIDWAY = "closed_midway"
    NOT_OFFERED = "not_offered"
    SEAL_NOT_REGISTERED = "seal_not_registered"
    FAMILY_ELSEWHERE = "family_elsewhere"
    FAMILY_CHANGING = "family_changing"
    TAX_NOT_FOUND = "tax_not_found"
    TEXT_TOO_LONG = "text_too_long"
    VISIT_UNKNOWN = "visit_unknown"
    ORDER_CHANGED = "order_changed"
    TERMINAL_UNKNOWN = "terminal_unknown"
    CLOCK_WRONG = "clock_wrong"
    REPLAYED = "replayed"
    MALFORMED = "malformed"


class Words(Struct, kw_only=True):
    """A city's own words for a refusal in one language: what is shown, what is said, and what to do now."""

    text: Annotated[str, Meta(min_length=1, max_length=60)]
    speech: Annotated[str, Meta(min_length=1, max_length=300)]
    now: Annotated[str, Meta(max_length=100)] = ""


class Refusal(Struct, kw_only=True):
    """Central will not: `reason` for the program, `sentence` for the operator's log (never about a person).

    `words` by language code, where the city has words of its own for this reason.
    """

    reason: Reason
    sentence: str = ""
    words: dict[str, Words] = {}


class OpenVisit(Struct, kw_only=True):
    """POST /v1/visits. `visit` is the terminal's UUIDv7, `ticket` what stands on papers."""

    visit: Id
    ticket: Ticket
    purpose: Word = PURPOSE_CERTIFICATE


class Challenge(Struct, kw_only=True):
    """The answer: 32 random bytes, good once, for this terminal, visit and purpose, until `expires`."""

    challenge: bytes
    expires: datetime


class Identify(Struct, kw_only=True):
    """POST /v1/visits/{visit}/person: the card's certificate (DER) and its signature over `bound(...)`."""

    certificate: bytes
    signature: bytes


class Hours(Struct, kw_only=True):
    """A part of a day in which something can be had: `opens` and `closes` as HH:MM, the closing minute not in it."""

    opens: Clock
    closes: Clock


class Offer(Struct, kw_only=True):
    """One certificate of the city's: its kind, fee per copy, and what may be chosen.

    `years` are the fiscal years of a tax certificate, the newest first. `refused` tells why this person cannot have it
    here, and what is said when it is chosen all the same. `hours` are this day's, none when closed all day. `closes` is when
    it closes, told to who chooses it `closing_soon` minutes before; `next_open` is for what cannot be had now.
    """

    kind: str
    fee: Count
    open_now: bool
    hours: list[Hours]
    whom: Annotated[list[str], Meta(min_length=1)]
    items: list[str]
    most_copies: Copies
    years: list[int] = []
    refused: Refusal | None = None
    closes: Moment | None = None
    closing_soon: Count = 0
    next_open: Moment | None = None


class Person(Struct, kw_only=True):
    """The card is good and its holder is known; no name and no number comes to the terminal."""

    offers: Annotated[list[Offer], Meta(min_length=1)]


class Order(Struct, kw_only=True):
    """POST /v1/visits/{visit}/orders. `order` is the terminal's UUIDv7.

    The same one again gives the same quote, as long as its document is kept.
    """

    order: Id
    kind: Word
    whom: Word
    items: Annotated[list[Word], Meta(max_length=32)]
    copies: Copies
    year: Annotated[int, Meta(ge=0, le=9999)] = 0


class Quote(Struct, kw_only=True):
    """The document is made and can be had: what it costs, how many sheets it has, its SHA-256 (hex).

    After `pay_by`, some minutes past closing time, it is handed over to nobody who has not paid before.
    """

    order: str
    fee: Count
    sheets: Annotated[int, Meta(ge=1, le=10_000)]
    sha256: Sha256
    pay_by: Moment | None = None


class Paid(Struct, kw_only=True):
    """POST /v1/visits/{visit}/orders/{order}/document: the fee was taken; the answer is `Issued`."""

    yen: Count
    method: Word
    receipt: Annotated[str, Meta(max_length=80)]  # a terminal's name, of 64 letters at most, and a number


class Binding(Struct, kw_only=True, frozen=True):
    """Whose document it is: made for this terminal, visit and ticket, for this order, for this holder (`holder_of`)."""

    terminal: str
    visit: str
    ticket: str
    order: Order
    holder: Sha256


class Release(Binding, kw_only=True, frozen=True):
    """What a document may be printed for: whose it is, its SHA-256, the receipt it was paid under, and until when."""

    sha256: Sha256
    receipt: str
    expires: Annotated[datetime, Meta(tz=True)]


class Issued(Struct, kw_only=True, frozen=True):
    """The answer to `Paid`: the document (PDF), whose keywords carry `mark_of(release)`, and what it may be printed for."""

    release: Release
    document: bytes


class Printed(StrEnum):
    """The journal's three answers about the paper. UNKNOWN may be settled once, by staff, with one of the others."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


class Outcome(Struct, kw_only=True):
    """PUT /v1/visits/{visit}/orders/{order}/outcome: what became of the paper and of the money (yen)."""

    printed: Printed
    sheets: Count
    kept: Count
    returned: Count


class Phase(StrEnum):
    """Of an act: what was meant, and the three answers there are to "did it happen?"; a note is something that has happened."""

    INTENT = "intent"
    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    NOTE = "note"


class Quality(StrEnum):
    """How far a record's time can be believed."""

    SET = "set"  # by a time server since the start, or chosen
    BATTERY = "battery"  # kept by a clock with a battery
    HELD = "held"  # the wall clock leapt with nobody vouching for it: reckoned on from the last time believed
    UNSURE = "unsure"  # nothing vouches for it


class Record(Struct, kw_only=True, frozen=True):
    """One row of a terminal's journal, as it was committed and as it leaves: its JSON is hashed, sealed and kept byte for byte.

    `id` is the record's own (UUIDv7), `act` what an intent and its outcomes share. `at` is RFC 3339 with Japan's offset;
    `boot` and `mono_ms` order records whatever the wall clock did. `rules` is the version of the rules in force.
    `detail` names no person: numbers, states, keyed hashes.
    """

    id: Id
    at: Annotated[str, Meta(max_length=40)]
    clock: Quality
    boot: Annotated[str, Meta(max_length=36)]
    mono_ms: Annotated[int, Meta(ge=0)]
    rules: Annotated[str, Meta(max_length=128)]
    visit: Annotated[str, Meta(max_length=64)]
    act: Id
    what: Word
    phase: Phase
    detail: dict[str, str | int | bool | None]


class Batch(Struct, kw_only=True):
    """POST /v1/records: records of one chain in order, sealed by the terminal's key (`chain.sealed`), gzip allowed.

    `first` is the number of the first, `previous` the hash before it. Not signed otherwise: whoever repeats a batch changes nothing.
    """

    terminal: Annotated[str, Meta(min_length=1, max_length=64)]
    epoch: Id
    first: Annotated[int, Meta(ge=1)]
    previous: Annotated[bytes, Meta(min_length=32, max_length=32)]
    records: Annotated[list[Raw], Meta(min_length=1, max_length=MOST_RECORDS)]
    seal: Annotated[bytes, Meta(min_length=64, max_length=64)]


class Verdict(StrEnum):
    """What central did with one record. After each of them the terminal need not send it again."""

    STORED = "stored"
    KNOWN = "known"
    HELD = "held"  # durable, but counted only once an operator has looked: two machines use this terminal's key
    REFUSED = "refused"  # set aside for the operator: unreadable, or another record has its id


class Stand(Struct, kw_only=True):
    """Where central stands in a terminal's chain: it holds all up to `through`, whose hash is `head`.

    `verdicts` has one for each record of the batch; none when the batch does not join on. `through` is 0 when central
    does not know the epoch. `refused` has a sentence for each refused number.
    """

    through: int
    head: bytes
    verdicts: list[Verdict] = []
    refused: dict[str, str] = {}
    quarantined: bool = False


class SnapshotKind(StrEnum):
    """What central hands down to terminals: lists of who may, and papers of what applies."""

    RIDERS = "riders"
    POINTS = "points"
    STAFF = "staff"
    ROSTER = "roster"
    RULES = "rules"
    FARES = "fares"
    PHRASES = "phrases"


class AskListKey(Struct, kw_only=True):
    """POST /v1/snapshots/{kind}/key: `share` is an X25519 public key that the terminal made for this one request."""

    share: bytes


class ListKey(Struct, kw_only=True):
    """The answer: the key under which a list's identities are hashed, encrypted for that share (`snapshots.keys`)."""

    share: bytes
    sealed: bytes
    signature: bytes


class Paper(StrEnum):
    """What became of the sheets of a certificate, as whoever is shown one is told."""

    PRINTED = "printed"
    PRINTING = "printing"
    NOT_PRINTED = "not_printed"
    UNCLEAR = "unclear"
    WITHDRAWN = "withdrawn"


class CheckFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """POST /check, which anybody may ask: was a file with this hash issued? The answer is `Checked` or `NotIssued`."""

    sha256: Sha256


class Checked(Struct, kw_only=True):
    """A certificate that was issued: by which city, of which kind, when, on how many sheets. Nothing of its contents."""

    city: str
    ticket: str
    kind: str
    issued: date
    sheets: int
    terminal: str
    paper: Paper


class NotIssued(Struct, kw_only=True):
    """The one answer (404) for a number that never was, a code that is wrong, and a file that nobody here made."""

    sentence: str


def bound(challenge: bytes, terminal: str, visit: str, purpose: str) -> bytes:
    """The message of 32 bytes that the card signs: SHA-256 over the challenge bound to terminal, visit and purpose."""
    # The first part keeps what a card signs here from ever fitting another program or a later version.
    return _digest(b"kazasu person check v1", challenge, *_bytes(terminal, visit, purpose))


def holder_of(challenge: bytes, certificate: bytes) -> str:
    """The holder as both ends know him: SHA-256 (hex) over the visit's challenge and the card's certificate (DER).

    It names nobody, and is another one in each visit.
    """
    return _digest(b"kazasu holder v1", challenge, certificate).hex()


def mark_of(whose: Binding) -> str:
    """The mark that a document carries in its keywords: SHA-256 (hex) over all that it was made for."""
    order = whose.order
    # Field by field: one that a later version adds to an order must not change what older ones compute.
    asked = (order.order, order.kind, order.whom, " ".join(order.items), str(order.copies), str(order.year))
    parts = _bytes(whose.terminal, whose.visit, whose.ticket, whose.holder, *asked)
    return f"kazasu:{_digest(b'kazasu mark v1', *parts).hex()}"


def _bytes(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


def _digest(*parts: bytes) -> bytes:
    """SHA-256 over parts that are each led by their length, so that no two different lists give the same bytes."""
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
