"""`kazasu card ACT`: what a card says, and what it does for its holder. Codes are read from standard input only.

Exit status: 0 done, 1 bug, 2 usage, 3 no card, 4 wrong PIN, 5 blocked, 6 card or reader fault, 7 checked and not genuine,
130 stopped by the keyboard.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from contextlib import suppress

from cards.errors import (
    ApplicationMissing,
    CardError,
    CardRemoved,
    CertificateRefused,
    FileMissing,
    MalformedPin,
    PinBlocked,
    SeveralCards,
    WrongPin,
)
from drivers.protocols import DeviceFault
from firmware.card_commands import age, authenticate, change_pin, doctor, history, photo, profile, show, sign, verify
from firmware.card_commands.act import Act, Usage, one_line
from firmware.card_commands.desk import Told

ACTS: tuple[Act, ...] = tuple(
    each.ACT for each in (show, authenticate, profile, photo, age, change_pin, sign, verify, history, doctor)
)

ERRORS: tuple[tuple[type[Exception], str, int], ...] = (
    (Usage, "usage", 2),
    (MalformedPin, "malformed_pin", 2),
    # The particular before the general: each of these is a CardError too.
    (CardRemoved, "no_card", 3),
    (WrongPin, "wrong_pin", 4),
    (PinBlocked, "blocked", 5),
    (ApplicationMissing, "application_missing", 6),
    (FileMissing, "certificate_missing", 6),
    (SeveralCards, "several_cards", 6),
    (CardError, "card_fault", 6),
    (DeviceFault, "reader_fault", 6),
    (CertificateRefused, "not_genuine", 7),
)
"""Error to its code in the answer and the exit status; the first that fits counts."""

ANSWERED: tuple[type[Exception], ...] = (Told, *(kind for kind, _, _ in ERRORS))
"""What is answered with a sentence; anything else is a bug."""

STOPPED = 130
"""Exit status of a program that was interrupted, as shells count it."""

STATUSES = (
    "exit status: 0 done, 2 wrong usage, 3 no card, 4 wrong PIN, 5 PIN blocked, 6 card or reader fault, 7 not genuine."
)
CODES = " Codes are read from standard input, one line each; at a keyboard they are asked for and not shown."


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `card` and its acts to a command line; each sets `run`, which takes the arguments and returns the exit status."""
    card = subparsers.add_parser("card", help="look at a card, read it, or let it sign", epilog=STATUSES)
    acts = card.add_subparsers(required=True, metavar="ACT")
    for act in ACTS:
        parser = acts.add_parser(act.name, help=act.brief, description=act.about, epilog=STATUSES + CODES * act.reader)
        if act.reader:
            _add_reader(parser)
        act.arguments(parser)
        parser.add_argument("--json", action="store_true", help="answer in JSON, errors too, for programs")
        parser.set_defaults(run=lambda chosen, act=act: run(chosen, act))


def run(chosen: argparse.Namespace, act: Act) -> int:
    """Do it, print the answer or the error, and give the exit status back."""
    try:
        answer = act.run(chosen)
        _print(json.dumps(answer) if chosen.json else "\n".join(map(one_line, act.lines(answer))))
    except KeyboardInterrupt:
        return STOPPED
    except ANSWERED as error:
        return _failed(error, in_json=chosen.json)
    return 0


def _print(text: str) -> None:
    if sys.stdout is None:
        raise Usage("standard output is closed")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        # A name that this terminal cannot write must not hide all the rest.
        print(text.encode(encoding, "replace").decode(encoding), flush=True)
    except OSError as error:
        # What could not be written is not to be tried again at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Whoever read it had enough, as `head` has.
        if not isinstance(error, BrokenPipeError):
            raise Usage(f"standard output cannot be written, {error.strerror}") from error


def _add_reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reader",
        default="pcsc",
        metavar="KIND:ADDRESS",
        help="pcsc (the first reader with a card; the default), pcsc:NAME, nfc:ADDRESS such as nfc:usb or "
        "nfc:tty:USB0:pn532, or virtual:FILE with a card from examples/cards",
    )
    parser.add_argument(
        "--wait",
        type=_seconds,
        default=0.0,
        metavar="SECONDS",
        help="wait so long for a card; by default it must be there already",
    )


def _seconds(given: str) -> float:
    try:
        found = float(given)
    except ValueError:
        found = -1
    # Not a number would be waited for without end.
    if not 0 <= found < threading.TIMEOUT_MAX:
        raise argparse.ArgumentTypeError("a number of seconds is needed, such as 30")
    return found


def _failed(error: Exception, *, in_json: bool) -> int:
    cause = error.__cause__ if isinstance(error, Told) else error
    code, status = next((code, status) for kind, code, status in ERRORS if isinstance(cause, kind))
    left = getattr(error, "attempts_left", None)
    if in_json:
        with suppress(Usage):
            _print(json.dumps({"error": {"code": code, "message": str(error), "attempts_left": left}}))
    else:
        print(f"kazasu: {one_line(str(error))}", file=sys.stderr)
    return status


def main(arguments: list[str] | None = None) -> int:
    """This command alone, as `python -m firmware.cli_card show ...`."""
    parser = argparse.ArgumentParser(prog="kazasu")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    chosen = parser.parse_args(["card", *(sys.argv[1:] if arguments is None else arguments)])
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
