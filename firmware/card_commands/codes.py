"""A code from standard input, one line each: never from the command line, which every process may read, and never echoed.

The line is read byte by byte into memory that becomes the Secret; Python's own texts and buffers could not be overwritten.
"""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from cards.secret import Secret
from firmware.card_commands.act import Usage

STDIN = 0
LONGEST = 64
"""Bytes of a line that are kept: no code of any card is half as long, and a longer line stays one that fits none."""

LF, CR = b"\n"[0], b"\r"[0]


def code(asked: str) -> Secret:
    """The next line, without its end; a person at a terminal is asked for it by name. Raises Usage."""
    try:
        with _unseen(asked):
            return _line()
    except OSError as error:
        raise Usage(f"{asked}: standard input cannot be read, {error.strerror}") from error


def pin(asked: str) -> Secret:
    """The next line, of which it is said whose PIN it is. Raises Usage."""
    return code(f"{asked}. PIN")


def line(asked: str) -> str:
    """The next line as text: for what is printed on the card and is no secret alone, such as a date. Raises Usage."""
    with code(asked) as secret:
        return secret.octets.decode("utf-8", "replace").strip()


def _line() -> Secret:
    room = bytearray(LONGEST)
    with memoryview(room) as view:
        try:
            used = _fill(view)
            return Secret(bytearray(view[:used]))
        finally:
            view[:] = bytes(LONGEST)


def _fill(room: memoryview) -> int:
    """Read up to the end of the line, and how many bytes of it there are."""
    used = 0
    # One byte at a time: what is read too far here would be missing from the next code.
    while os.readv(STDIN, [room[used : used + 1]]) and room[used] != LF:
        used = min(used + 1, LONGEST - 1)
    # A line of another system ends in two bytes.
    return used - 1 if used and room[used - 1] == CR else used


@contextmanager
def _unseen(asked: str) -> Iterator[None]:
    if not os.isatty(STDIN):
        yield
        return
    before = termios.tcgetattr(STDIN)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    # Whoever stops at the question, however early, gets the echo back.
    try:
        # Before the question, or the first letter of a quick typist would show; what was typed earlier answers another.
        termios.tcsetattr(STDIN, termios.TCSAFLUSH, silent)
        print(f"{asked}: ", end="", file=sys.stderr, flush=True)
        yield
    finally:
        termios.tcsetattr(STDIN, termios.TCSADRAIN, before)
        print(file=sys.stderr)
