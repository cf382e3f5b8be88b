"""`kazasu card show|authenticate`: what a card says, and a signature by it. The PIN is read from standard input only.

Exit status: 0 done, 2 usage, 3 no card, 4 wrong PIN, 5 blocked, 6 card or reader fault (1 is left to a bug).
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import importlib
import json
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from typing import Any

from cards import tables
from cards.apdu import Channel
from cards.errors import (
    ApplicationMissing,
    CardError,
    CardRemoved,
    CertificateRefused,
    FileMissing,
    MalformedPin,
    PinBlocked,
    PinRequired,
    WrongPin,
)
from cards.jpki import JpkiSession
from cards.kinds import CardKind, kind_of
from cards.session import Session
from drivers.protocols import CardReader, DeviceFault

CHALLENGE_BYTES = 32

READERS = {
    "pcsc": "drivers.isolated:pcsc_reader",
    "virtual": "drivers.virtual.my_number_card:reader_at",
}
"""Kind of reader to what makes one of an address; loaded when asked for."""

Answer = dict[str, Any]


class Usage(Exception):
    """The caller must call otherwise; the text says how."""


ERRORS: tuple[tuple[type[Exception], str, int], ...] = (
    (Usage, "usage", 2),
    (MalformedPin, "malformed_pin", 2),
    # The particular before the general: each of these is a CardError too.
    (CardRemoved, "no_card", 3),
    (WrongPin, "wrong_pin", 4),
    (PinBlocked, "blocked", 5),
    (ApplicationMissing, "application_missing", 6),
    (FileMissing, "certificate_missing", 6),
    (CardError, "card_fault", 6),
    (DeviceFault, "reader_fault", 6),
)
"""Error to its code in the answer and the exit status; the first that fits counts."""


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `card show` and `card authenticate` to a command line."""
    card = subparsers.add_parser("card", help="look at a card, or let it sign")
    acts = card.add_subparsers(required=True, metavar="ACT")
    for name, act, told in (
        ("show", show, "tell what the card is"),
        ("authenticate", authenticate, "sign a challenge"),
    ):
        parser = acts.add_parser(name, help=told)
        parser.add_argument("--reader", required=True, metavar="KIND:ADDRESS", help="pcsc, pcsc:NAME or virtual:FILE")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.set_defaults(run=lambda chosen, act=act: run(chosen, act))
    acts.choices["authenticate"].add_argument(
        "--challenge", metavar="HEX", help="what to sign; 32 random bytes by default"
    )


def run(chosen: argparse.Namespace, act: Callable[[Channel, argparse.Namespace], Answer]) -> int:
    """Do it with the card on the reader, print the answer or the error, and give the exit status back."""
    try:
        with closing(reader(chosen.reader)) as there, there.connect() as connection:
            answer = act(Channel(connection), chosen)
    except tuple(kind for kind, _, _ in ERRORS) as error:
        return _failed(error, in_json=chosen.json)
    print(json.dumps(answer, ensure_ascii=False) if chosen.json else "\n".join(_lines(answer)))
    return 0


def reader(address: str) -> CardReader:
    """The reader of `KIND:ADDRESS`. Raises Usage."""
    kind, _, rest = address.partition(":")
    if kind not in READERS:
        raise Usage(f"--reader {address}: {kind} is not a kind of reader; kinds are {', '.join(READERS)}")
    module, name = READERS[kind].split(":")
    try:
        made: CardReader = getattr(importlib.import_module(module), name)(rest)
    except ValueError as error:
        raise Usage(str(error)) from error
    return made


def show(channel: Channel, _: argparse.Namespace) -> Answer:
    """Kind, certificate and attempts left; nothing on the card is spent."""
    try:
        session = JpkiSession(channel)
    except ApplicationMissing:
        return {"kind": CardKind.UNKNOWN.value, "certificate": None, "attempts_left": _attempts({})}
    kind, certificate = kind_of(session).value, _certificate(session)
    left = _tries(session, tables.JPKI)
    with suppress(ApplicationMissing):  # phones do not have it
        # Last of all, since selecting it leaves the JPKI application.
        left |= _tries(Session(channel, tables.TEXT), tables.TEXT)
    return {"kind": kind, "certificate": certificate, "attempts_left": _attempts(left)}


def authenticate(channel: Channel, chosen: argparse.Namespace) -> Answer:
    """Sign a challenge with the visitor's PIN; a blocked card is told before the PIN is asked for, and tried with none."""
    challenge = _challenge(chosen.challenge)
    session = JpkiSession(channel)
    # Asked before the PIN, so nobody types a secret for nothing.
    if session.attempts_left() == 0:
        raise PinBlocked
    certificate = session.certificate()
    session.verify(_pin())
    signature = session.sign(hashlib.sha256(challenge).digest())
    return {
        "certificate": base64.b64encode(certificate).decode(),
        "challenge": challenge.hex(),
        "signature": signature.hex(),
        "attempts_left": session.attempts_left(),
    }


def _challenge(text: str | None) -> bytes:
    try:
        challenge = secrets.token_bytes(CHALLENGE_BYTES) if text is None else bytes.fromhex(text)
    except ValueError as error:
        raise Usage("--challenge: hexadecimal digits are needed, two for each byte") from error
    if not challenge:
        raise Usage("--challenge: at least one byte is needed")
    return challenge


def _pin() -> str:
    # A person is asked without an echo, a program gives one line; arguments would show in the list of processes.
    if sys.stdin.isatty():
        return getpass.getpass("PIN: ")
    return sys.stdin.readline().rstrip("\r\n")


def _certificate(session: JpkiSession) -> Answer | None:
    # Here, so that `kazasu run` need not load cryptography for it.
    from cards import certificates

    try:
        der = session.certificate()
        found = certificates.read(der)
    except (FileMissing, PinRequired):
        return None
    except CertificateRefused as error:
        raise CardError(str(error)) from error
    return {
        "serial": f"{found.serial:X}",
        "not_before": found.not_before.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "not_after": found.not_after.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": found.subject,
        "fingerprint": hashlib.sha256(der).hexdigest(),
    }


def _tries(session: Session, application: tables.Application) -> dict[str, int | None]:
    """Attempts left by the PIN's name; None for one the card does not have or does not tell."""
    left: dict[str, int | None] = {}
    for pin in application.pins:
        try:
            left[pin.name] = session.tries_left(pin)
        except FileMissing:
            left[pin.name] = None
    return left


def _attempts(left: Mapping[str, int | None]) -> dict[str, int | None]:
    return {pin.name: left.get(pin.name) for pin in (*tables.JPKI.pins, *tables.TEXT.pins)}


def _failed(error: Exception, *, in_json: bool) -> int:
    code, status = next((code, status) for kind, code, status in ERRORS if isinstance(error, kind))
    left = {"wrong_pin": getattr(error, "attempts_left", None), "blocked": 0}.get(code)
    if in_json:
        print(json.dumps({"error": {"code": code, "message": str(error), "attempts_left": left}}, ensure_ascii=False))
    else:
        print(f"kazasu: {error}", file=sys.stderr)
    return status


def _lines(answer: Answer, indent: str = "") -> list[str]:
    """The answer for a reader of text, one member a line."""
    lines: list[str] = []
    for name, value in answer.items():
        label = f"{indent}{name.replace('_', ' ')}:"
        if isinstance(value, dict):
            lines += [label, *_lines(value, indent + "  ")]
        else:
            lines.append(f"{label} {'-' if value is None else value}")
    return lines


def main() -> int:
    """This command alone, as `python -m firmware.cli_card show ...`."""
    parser = argparse.ArgumentParser(prog="kazasu")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    chosen = parser.parse_args(["card", *sys.argv[1:]])
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
