"""What one walk found, step by step, and how it is walked: by screen, or by ear with what the screen would have shown beside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import Central
from prover.acts import Act, acts
from prover.bench import Bench, State
from prover.by_ear import Ears
from prover.by_screen import Eyes
from prover.recording import Fact, RecordingBook, facts_of
from prover.walk import Graph, Walker

from audio.heard import Heard
from firmware.phrases import Phrase

MOST = 6000


@dataclass(frozen=True, repr=False)
class Moment:
    """A state as it was found once. `covered` is the picture of a covered screen."""

    state: State
    by_ear: bool = False
    turn: int = 0
    heard: tuple[Heard, ...] = ()
    spoken: frozenset[Fact] = frozenset()
    shown: frozenset[Fact] = frozenset()
    covered: bytes | None = None


@dataclass(frozen=True, repr=False)
class Step:
    """An act, and the moments before and after it."""

    before: Moment
    act: str
    after: Moment


@dataclass(repr=False)
class Record:
    """A whole walk; `logged` are the lines of the log, `files` what lies in the terminal's folder at the end."""

    graph: Graph = field(default_factory=Graph)
    steps: list[Step] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def heard(self) -> list[Heard]:
        """All that was heard."""
        return [heard for step in self.steps for heard in step.after.heard]

    @property
    def asked(self) -> set[tuple[str, str]]:
        """Every question and message that was met: its kind and phrase."""
        return {(state.kind, state.phrase) for state in self.graph.edges}

    def __repr__(self) -> str:
        # a failing test tells of it, and all that was heard would take minutes to write out
        graph = self.graph
        left = f", {len(graph.left)} not tried" if graph.left else ""
        return f"{len(graph.edges)} states, {graph.tried} edges{left}, {graph.steps} steps, {self.seconds:.0f} s"


class Listening(logging.Handler):
    """Keeps every line of the log."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


@contextmanager
def bench_at(city: Central, folder: Path, record: Record) -> Iterator[Bench]:
    """A running bench whose log is kept."""
    listening = Listening(record.logged)
    logging.getLogger().addHandler(listening)
    bench = Bench(city, folder)
    bench.start()
    began = time.monotonic()
    try:
        yield bench
    finally:
        record.seconds = time.monotonic() - began
        bench.close()
        logging.getLogger().removeHandler(listening)
        record.files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def by_screen(city: Central, folder: Path) -> Record:
    """Walk everything that can be touched."""
    record = Record()
    with bench_at(city, folder, record) as bench:
        eyes = Eyes(bench, RecordingBook())

        def look() -> tuple[Moment, dict[str, Act]]:
            bench.settle()
            eyes.looks()
            return Moment(bench.state()), acts(bench, eyes, bench.state())

        _walk(record, look)
    return record


def by_ear(city: Central, folder: Path, book: RecordingBook, path: Iterable[str] | None = None) -> Record:
    """Walk everything that handset and ten-key allow, or only these acts one after the other."""
    record = Record()
    with bench_at(city, folder, record) as bench:
        ears = Ears(bench, book)
        try:
            _walk(record, lambda: _listen(bench, ears, record), path)
        finally:
            ears.person.stops()
    return record


def _listen(bench: Bench, ears: Ears, record: Record) -> tuple[Moment, dict[str, Act]]:
    ears.settle()
    state, view = bench.state(), bench.talk.view
    is_new = state not in record.graph.edges
    before = record.steps[-1].after if record.steps else None
    picture = ears.picture() if view.covered and is_new else None
    heard, asked = tuple(ears.listens()), ears.book.taken()
    said = {key for one in heard for key in one.keys}
    spoken = _facts(phrase for phrase in asked if phrase.key in said)
    if before is not None and before.turn == view.turn:
        # what was said when it was asked stays true while only the draft changes
        spoken |= before.spoken
    shown = _facts(ears.would_show()) if is_new else frozenset()
    return Moment(state, view.by_ear, view.turn, heard, spoken, shown, picture), acts(bench, ears, state)


def _facts(phrases: Iterable[Phrase]) -> frozenset[Fact]:
    return frozenset(fact for phrase in phrases for fact in facts_of(phrase))


def _walk(record: Record, look: Callable[[], tuple[Moment, dict[str, Act]]], path: Iterable[str] | None = None) -> None:
    moments: list[Moment] = []

    def see() -> tuple[State, dict[str, Act]]:
        moment, possible = look()
        moments.append(moment)
        return moment.state, possible

    def seen(_before: State, act: str, _after: State) -> None:
        record.steps.append(Step(moments[-2], act, moments[-1]))

    walker = Walker(see, seen)
    record.graph = walker.graph
    if path is None:
        walker.run(MOST)
    else:
        walker.follow(path)
