"""`kazasu speech`: render all that a terminal can say before anybody comes, with a bar that tells how far it is."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from audio.render import Rendered
    from firmware.config import TerminalSettings

FAULT = 3
WIDTH = 24
SHARES = 10


def add_speech(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `speech`; it sets `run`, which takes the arguments and returns the exit status."""
    speech = commands.add_parser(
        "speech",
        help="render what a terminal says",
        epilog="exit status: 0 done, 2 usage or configuration, 3 a voice or the disk fails",
    )
    speech.add_argument("config", type=Path, metavar="terminal.toml")
    speech.add_argument("--folder", type=Path, help="instead of audio.speech in the configuration")
    speech.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Render, and tell how much; what is wrong is told in a sentence."""
    from audio.render import RenderError
    from drivers.protocols import DeviceFault
    from firmware.config import read

    settings = read(args.config)
    folder = args.folder or Path(settings.audio.speech)
    began = time.monotonic()
    try:
        done = render_speech(settings, folder)
    except (DeviceFault, RenderError) as error:
        print(f"kazasu speech: {error}", file=sys.stderr)
        return FAULT
    took = time.monotonic() - began
    print(
        f"{folder}: {done.made} made ({done.seconds:.0f} s of speech) in {took:.0f} s, {done.kept} kept, {done.removed} removed"
    )
    return 0


def render_speech(settings: TerminalSettings, folder: Path, out: TextIO | None = None) -> Rendered:
    """Render what this terminal says into the folder; progress goes to standard error or `out`. Raises ConfigError, PhraseError, DeviceFault, RenderError."""
    from audio.catalogue import catalogue
    from audio.render import render
    from audio.store import Store
    from firmware.assembly import make_voices
    from firmware.phrases.reader import PhraseBook

    book = PhraseBook(site=Path(settings.site_terms) if settings.site_terms else None)
    voices = make_voices(settings)
    try:
        return render(catalogue(book, settings.languages), voices, Store(folder), Bar(out or sys.stderr))
    finally:
        for voice in voices.values():
            voice.close()


@dataclass
class Bar:
    """Progress in one line on a terminal; in a log, a line each tenth."""

    out: TextIO
    began: float = field(default_factory=time.monotonic)
    told: int = -1

    def __call__(self, count: int, total: int) -> None:
        """So many of all are done."""
        share = count * SHARES // total
        if self.out.isatty():
            self.out.write("\r" + self._line(count, total) + ("\n" if count == total else "\x1b[K"))
            self.out.flush()
        elif share > self.told:
            print(self._line(count, total), file=self.out, flush=True)
        self.told = share

    def _line(self, count: int, total: int) -> str:
        rate = count / max(time.monotonic() - self.began, 0.001)
        bar = "#" * (WIDTH * count // total)
        return f"speech [{bar:{WIDTH}}] {count}/{total}, {rate:.1f} a second, {(total - count) / rate:.0f} s left"
