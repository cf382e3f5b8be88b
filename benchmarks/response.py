"""From a key or a touch to the new frame: pressed from outside, seen in the framebuffer, at moments that fit no rhythm."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from benchmarks.display import Display, display
from benchmarks.processes import stop, word
from benchmarks.responder import PRESSES
from benchmarks.table import Figure, median, percentile, rounded

ROUNDS = 20
TOUCHES = 80
PAUSE_S = (0.03, 0.08)
"""Between a frame and the next press; longer than the screen's 25 ms, and never the same."""


def figures() -> Iterator[Figure]:
    """Keys from a device's thread, then fingers through the window system."""
    with display() as shown:
        keys = list(_keys(shown))
        touches = list(_touches(shown))
    how = f"{len(keys)} presses of a device's thread, each screen of a visit in turn, Xvfb 1080x1920, last pixel"
    yield from _told("response.key", keys, how)
    how = f"{len(touches)} changes by a finger through XTEST, down and up, Xvfb 1080x1920, last pixel"
    yield from _told("response.touch", touches, how)


def _told(name: str, times: list[float], how: str) -> Iterator[Figure]:
    yield Figure(f"{name}.p99", percentile(times, 0.99), "ms", f"{how}; longest {rounded(max(times))}", "<= 33")
    yield Figure(f"{name}.median", median(times), "ms", how)


def _keys(shown: Display) -> Iterator[float]:
    """Milliseconds of each press."""
    moments = random.Random(1)
    with _responder(shown, "keys") as program:
        assert program.stdin
        assert program.stdout
        for key in itertools.chain.from_iterable([PRESSES] * ROUNDS):
            time.sleep(moments.uniform(*PAUSE_S))
            before = shown.look()
            program.stdin.write(f"{key}\n".encode())
            program.stdin.flush()
            at = shown.changed(before)
            yield 1000 * (at - float(word(program.stdout, "the responder")))


def _touches(shown: Display) -> Iterator[float]:
    """Milliseconds of each change: the button pressed, and what comes after it."""
    moments = random.Random(2)
    with _responder(shown, "touch") as program:
        assert program.stdout
        x, y = (int(number) for number in word(program.stdout, "the responder").split())
        for _ in range(TOUCHES):
            for act in (partial(shown.finger_down, x, y), shown.finger_up):
                time.sleep(moments.uniform(*PAUSE_S))
                before, began = shown.look(), time.monotonic()
                act()
                yield 1000 * (shown.changed(before) - began)


@contextmanager
def _responder(shown: Display, mode: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, its first screen shown and at rest."""
    before = shown.look()
    program = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.responder", mode],
        env=shown.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        shown.changed(before, settle=0.5)
        yield program
    finally:
        stop(program, "the responder")
