"""A process that takes codes from standard input, uses each up through cards and an isolated reader, and waits to be looked into.

Arguments: kind and address of the reader, and the SHA-256 of the sentinel, by which it looks through its own objects without holding it.
Input: each code in 16 bytes, `password` (right), `other` (wrong), `fresh` (the new one), in this order. Output: JSON lines.
"""

import faulthandler
import gc
import json
import logging
import os
import sys
import tempfile
import traceback
from hashlib import sha256

from cards.apdu import Channel
from cards.errors import CardError
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.tables import JPKI
from drivers.isolated import IsolatedReader
from drivers.protocols import DeviceFault

LENGTH = 16


def take() -> Secret:
    """One code from standard input, straight into the memory that is overwritten."""
    code = bytearray(LENGTH)
    if os.readv(0, [code]) != LENGTH:
        raise SystemExit("a whole code was not given")
    return Secret(code)


def use(reader: IsolatedReader, act) -> list[str]:
    """Let the act use its code; what a failure would show of it, its local variables included."""
    with reader.connect() as connection:
        session = JpkiSession(Channel(connection, connection.limits))
        try:
            act(session)
        except (CardError, DeviceFault) as error:
            told = traceback.TracebackException.from_exception(error, capture_locals=True)
            return [*told.format(), repr(error), repr(session), repr(connection)]
    return [repr(session), repr(session.channel), repr(connection), repr(reader)]


def sign(session: JpkiSession) -> None:
    session.verify(take(), JPKI.signature)
    session.sign(sha256(b"a challenge").digest(), JPKI.signature)


def try_wrong(session: JpkiSession) -> None:
    session.verify(take(), JPKI.signature)


def change(session: JpkiSession) -> None:
    session.change_pin(take(), take(), JPKI.signature)


def interrupted(session: JpkiSession) -> None:
    session.channel._transport.close()
    session.verify(take(), JPKI.signature)


def texts_of_objects():
    """Every text and string of bytes that the collector's objects reach, two steps deep; these are not tracked themselves."""
    for thing in gc.get_objects():
        for held in (thing, *gc.get_referents(thing)):
            if isinstance(held, str | bytes | bytearray) and len(held) >= LENGTH:
                yield held.encode("utf-8", "replace") if isinstance(held, str) else bytes(held)


def found_in_objects(digests: set[str]) -> int:
    """How many objects hold a code; long ones are the source of modules and are looked through at their ends only."""
    seen: set[int] = set()
    found = 0
    for text in texts_of_objects():
        if hash(text) in seen:
            continue
        seen.add(hash(text))
        starts = range(len(text) - LENGTH + 1) if len(text) < 400 else (0, len(text) - LENGTH)
        found += any(sha256(text[at : at + LENGTH]).hexdigest() in digests for at in starts)
    return found


def dump_of_threads() -> str:
    with tempfile.TemporaryFile("w+") as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        return file.read()


def say(**what) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Use the codes up, tell what was found, and wait until somebody has looked."""
    kind, address, *digests = sys.argv[1:]
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    reader = IsolatedReader(kind, address)
    reader.open(lambda _event: None)
    acts = (sign, try_wrong, interrupted, change)
    shown = [use(reader, act) for act in acts]
    gc.collect()
    say(shown=shown, threads=dump_of_threads(), objects=found_in_objects(set(digests)), child=reader.child_pid)
    sys.stdin.read()
    reader.close()


if __name__ == "__main__":
    main()
