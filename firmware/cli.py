"""The `kazasu` command: run a terminal, central or the demo; look at a terminal's devices or at a card."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from firmware.logs import begin

USAGE = 2
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 bug, 2 usage or configuration, others as the command tells."""
    parser = argparse.ArgumentParser(prog="kazasu", description="Public-service terminals for the My Number Card")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    given = sys.argv[1:] if arguments is None else arguments
    for name, add in COMMANDS.items():
        if given[:1] == [name] or given[:1] not in [[name] for name in COMMANDS]:
            add(commands)  # only the command that is wanted is imported
    chosen = parser.parse_args(given)
    begin()
    try:
        return int(chosen.run(chosen))
    except _for_operators() as error:
        print(f"kazasu: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # whoever read has enough, as `head` has; what is still to be written at the end must find a place
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _for_operators() -> tuple[type[Exception], ...]:
    """Errors whose text is a sentence for the operator; only imported when something went wrong."""
    from firmware.config import ConfigError
    from firmware.errors import JournalError
    from firmware.phrases.reader import PhraseError

    return (ConfigError, PhraseError, JournalError)


def _add_run(commands: Commands) -> None:
    run = commands.add_parser("run", help="run a terminal")
    run.add_argument("config", type=Path, metavar="terminal.toml")
    run.add_argument("--dock", type=int, metavar="PORT", help="with a dock on this loopback port")
    run.add_argument("--clock", type=moment, metavar="ISO", help="start at this time, such as 2026-11-24T10:00")
    run.add_argument("--window", action="store_true", help="in a window instead of on the whole display")
    run.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from firmware.clock import Clock
    from firmware.config import read
    from firmware.terminal import Terminal

    terminal = Terminal(read(chosen.config), Clock(chosen.clock))
    signal.signal(signal.SIGTERM, lambda *_: terminal.stop())
    return terminal.run(chosen.dock, window=chosen.window)


def _add_demo(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="central, a virtual terminal and its dock, on this machine")
    demo.add_argument("--role", default="certificate_kiosk")
    demo.add_argument("--port", type=int, default=8100, help="of the dock's page (8100)")
    demo.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its things (.demo)")
    demo.add_argument("--also", action="append", default=[], metavar="DEVICE", help="one more: exit_reader in a bus")
    demo.set_defaults(run=_demo)


def _demo(chosen: argparse.Namespace) -> int:
    from firmware.demo import run

    return run(chosen.role, chosen.port, chosen.folder, tuple(chosen.also))


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser("doctor", help="look at a terminal's configuration, devices and journal")
    doctor.add_argument("config", type=Path, metavar="terminal.toml")
    doctor.add_argument("--try", dest="by_hand", action="store_true", help="and have a person try handset and keys")
    doctor.set_defaults(run=_doctor)


def _doctor(chosen: argparse.Namespace) -> int:
    from firmware.config import read
    from firmware.doctor import examine

    return examine(read(chosen.config), by_hand=chosen.by_hand)


def _add_key(commands: Commands) -> None:
    key = commands.add_parser("key", help="print the terminal's public key, for central to register")
    key.add_argument("config", type=Path, metavar="terminal.toml")
    key.set_defaults(run=_key)


def _key(chosen: argparse.Namespace) -> int:
    from central.signing import Signer
    from firmware.clock import Clock
    from firmware.config import read
    from firmware.terminal_key import load_or_make

    settings = read(chosen.config)
    print(settings.name, Signer(settings.name, load_or_make(Path(settings.state)), Clock().now).public)
    return 0


def _add_decide(commands: Commands) -> None:
    decide = commands.add_parser("decide", help="write what staff found out about an act that was cut off")
    decide.add_argument("config", type=Path, metavar="terminal.toml")
    decide.add_argument("act", help="as the doctor names it")
    decide.add_argument("ending", choices=["done", "not_done"])
    decide.set_defaults(run=_decide)


def _decide(chosen: argparse.Namespace) -> int:
    from firmware.clock import Clock
    from firmware.closing import decide
    from firmware.config import read
    from firmware.journal import Ending, Journal
    from firmware.terminal_key import load_or_make

    state = Path(read(chosen.config).state)
    journal = Journal(state / "journal.db", Clock(), load_or_make(state))
    try:
        decide(journal, chosen.act, Ending(chosen.ending))
    finally:
        journal.close()
    return 0


def _add_journal(commands: Commands) -> None:
    from firmware.cli_journal import add_commands

    add_commands(commands)


def _add_central(commands: Commands) -> None:
    from firmware.cli_central import add_commands

    add_commands(commands)


def _add_card(commands: Commands) -> None:
    from firmware.cli_card import add_commands

    add_commands(commands)


def _add_simulate(commands: Commands) -> None:
    from firmware.cli_simulate import add_simulate

    add_simulate(commands)


def _add_rules(commands: Commands) -> None:
    from firmware.cli_simulate import add_rules

    add_rules(commands)


def _add_gtfs(commands: Commands) -> None:
    from firmware.cli_gtfs import add_gtfs

    add_gtfs(commands)


def _add_verify(commands: Commands) -> None:
    from firmware.cli_verify import add_verify

    add_verify(commands)


def _add_speech(commands: Commands) -> None:
    from firmware.cli_speech import add_speech

    add_speech(commands)


def _add_conformance(commands: Commands) -> None:
    from firmware.cli_conformance import add_conformance

    add_conformance(commands)


def moment(text: str) -> datetime:
    """A time of day in Japan unless it says otherwise; argparse tells the user when it is none."""
    from firmware.clock import JAPAN

    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=JAPAN)


COMMANDS: dict[str, Callable[[Commands], None]] = {
    "run": _add_run,
    "demo": _add_demo,
    "doctor": _add_doctor,
    "key": _add_key,
    "decide": _add_decide,
    "journal": _add_journal,
    "central": _add_central,
    "card": _add_card,
    "simulate": _add_simulate,
    "rules": _add_rules,
    "gtfs": _add_gtfs,
    "verify": _add_verify,
    "conformance": _add_conformance,
    "speech": _add_speech,
}


if __name__ == "__main__":
    sys.exit(main())
