"""A code from standard input, one line each: never from the command line, which every process may read, and never echoed.

The line is read byte by byte into memory that becomes the Secret; Python's own texts and buffers could not be overwritten.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from cards.secret import Secret
from firmware.card_commands.act import Usage

STDIN = 0
LONGEST = 64
"""Bytes of a line that are kept: no code of any card is half as long, and a longer line stays one that fits none."""
LOOK_S = 0.1
ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""What ends a program without its `finally`; the last writes its memory to the disk besides."""

LF, CR = b"\n"[0], b"\r"[0]


def code(asked: str) -> Secret:
    """The next line, without its end; a person at a terminal is asked for it by name. Raises Usage."""
    # Closed, its number may by now be that of the reader, or of any other file.
    if sys.stdin is None:
        raise Usage(f"{asked}: standard input is closed")
    try:
        with _unseen(asked):
            found = _line()
    except OSError as error:
        raise Usage(f"{asked}: standard input cannot be read, {error.strerror}") from error
    if found is None:
        raise Usage(f"{asked}: standard input ended before it")
    return found


def pin(asked: str) -> Secret:
    """The next line, of which it is said whose PIN it is. Raises Usage."""
    return code(f"{asked}. PIN")


def line(asked: str) -> str:
    """The next line as text: for what is printed on the card and is no secret alone, such as a date. Raises Usage."""
    with code(asked) as secret:
        return secret.octets.decode("utf-8", "replace").strip()


def _line() -> Secret | None:
    """One line, None when there is none any more."""
    room = bytearray(LONGEST)
    with memoryview(room) as view:
        try:
            used = _fill(view)
            return None if used is None else Secret(bytearray(view[:used]))
        finally:
            view[:] = bytes(LONGEST)


def _fill(room: memoryview) -> int | None:
    """Read up to the end of the line, and how many bytes of it there are; None when nothing came, not even an end."""
    used = 0
    # One byte at a time: what is read too far here would be missing from the next code.
    while came := _read_one(room[used : used + 1]):
        if room[used] == LF:
            break
        used = min(used + 1, LONGEST - 1)
    if not came and not used:
        return None
    # A line of another system ends in two bytes.
    return used - 1 if used and room[used - 1] == CR else used


def _read_one(room: memoryview) -> int:
    # A signal in the moment before a read would be heard with the next key only, so nothing is read before it is there.
    while not select.select([STDIN], [], [], LOOK_S)[0]:
        pass
    return os.readv(STDIN, [room])


@contextmanager
def _unseen(asked: str) -> Iterator[None]:
    if not os.isatty(STDIN):
        yield
        return
    before = termios.tcgetattr(STDIN)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    # Whoever stops at the question, however early, gets the echo back.
    with _by_exception():
        try:
            # Before the question, or the first letter of a quick typist would show; what was typed earlier answers another.
            termios.tcsetattr(STDIN, termios.TCSAFLUSH, silent)
            print(f"{asked}: ", end="", file=sys.stderr, flush=True)
            yield
        finally:
            # A terminal that was closed has no echo to get back.
            with suppress(termios.error, OSError):
                termios.tcsetattr(STDIN, termios.TCSADRAIN, before)
                print(file=sys.stderr)


@contextmanager
def _by_exception() -> Iterator[None]:
    """Let whoever ends the program end it by SystemExit; a signal that is ignored stays so."""
    ours = [each for each in ENDINGS if signal.getsignal(each) is signal.SIG_DFL]
    try:
        for each in ours:
            signal.signal(each, _end)
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
