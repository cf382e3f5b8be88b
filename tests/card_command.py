"""`kazasu card` as somebody runs it, and a card of one's own for it, where attempts may be spent."""

import json
import os
import pty
import shutil
import subprocess
import sys
import tomllib
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sample_cards import CARDS

from drivers.virtual.issuers import Issuer, surface_root, text_root
from firmware.cli_card import main

CLI = [sys.executable, "-m", "firmware.cli_card"]

PRINTED = {
    "name": "山田 花子",
    "about": "a card with everything on it",
    "serial": "2001",
    "not_before": datetime(2024, 4, 1, tzinfo=UTC),
    "not_after": datetime(2029, 3, 31, 14, 59, 59, tzinfo=UTC),
    "pin": "7391",
    "profile_pin": "8642",
    "resident_pin": "5173",
    "signature_password": "KSIG77",
    "address": "東京都清瀬市中里5丁目842番地",
    "birth_date": date(1980, 2, 17),
    "sex": "female",
    "municipality": "13221",
    "expires": date(2035, 2, 17),
    "security_code": "2285",
    "my_number": "123456789018",
}
"""What the file of a whole card says."""

BY_NUMBER_B = "1980-02-17\n2035-02-17\n2285\n"
"""What its holder types in place of a PIN: birth date, expiry, security code."""


@dataclass(frozen=True)
class Ended:
    """What a run of the command left: exit status, standard output and error."""

    status: int
    out: str
    errors: str


def kazasu(*arguments, codes: str = "") -> tuple[int, dict]:
    """Exit status and answer in JSON; a code that is typed may show in no error."""
    ended = plainly(*arguments, "--json", codes=codes)
    return ended.status, json.loads(ended.out)


def plainly(*arguments, codes: str = "") -> Ended:
    """The same for a reader of text, in this process: its standard input holds the codes."""
    out, errors = StringIO(), StringIO()
    with typed(codes), redirect_stdout(out), redirect_stderr(errors):
        try:
            status = main(list(map(str, arguments)))
        except SystemExit as end:
            status = end.code
    return _checked(Ended(status, out.getvalue(), errors.getvalue()), codes)


def as_a_program(*arguments, codes: str = "", environment=None) -> tuple[int, dict]:
    """As `kazasu`, in a process of its own."""
    done = subprocess.run(
        [*CLI, *map(str, arguments), "--json"],
        input=codes,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=60,
    )
    _checked(Ended(done.returncode, done.stdout, done.stderr), codes)
    return done.returncode, json.loads(done.stdout)


def _checked(ended: Ended, codes: str) -> Ended:
    told = ended.errors + (ended.out if ended.status else "")
    assert not [code for code in filter(None, codes.split("\n")) if code in told]
    return ended


@contextmanager
def typed(codes: str):
    """Lines on the descriptor that is this process's standard input."""
    theirs, ours = os.pipe()
    os.write(ours, codes.encode())
    os.close(ours)
    before = os.dup(0)
    os.dup2(theirs, 0)
    os.close(theirs)
    try:
        yield
    finally:
        os.dup2(before, 0)
        os.close(before)


def own_card(folder: Path, name: str) -> str:
    """`virtual:FILE` of a copy of a sample card."""
    return f"virtual:{shutil.copy(CARDS / f'{name}.toml', folder)}"


def whole_card(folder: Path, **other) -> str:
    """`virtual:FILE` of a card with everything that can be printed on one; other fields of its file by name, None: left out."""
    keys = tomllib.loads((CARDS / "hanako.toml").read_text(encoding="utf-8"))
    fields = {name: keys[name] for name in ("key", "signature_key")} | PRINTED | other
    path = folder / "whole.toml"
    lines = [f"{name} = {_toml(value)}\n" for name, value in fields.items() if value is not None]
    path.write_text("".join(lines), encoding="utf-8")
    return f"virtual:{path}"


def issuer_keys(folder: Path, *roots: Issuer, key: rsa.RSAPrivateKey | None = None) -> Path:
    """A file of issuers' keys: those of the virtual cards unless others are given; `key` takes the place of each."""
    path = folder / "issuers.toml"
    texts = []
    for root in roots or (text_root(), surface_root()):
        public = (key or root.key).public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        texts.append(f'[[issuer]]\nid = "{root.key_id.hex()}"\npublic_key = """\n{pem}"""\n')
    path.write_text("".join(texts))
    return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + " }"
    # A text in JSON is one in TOML, and days are written as they are.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | int) else value.isoformat()


def at_a_terminal(*arguments, typed: list[tuple[bytes, bytes]]) -> tuple[int, bytes, bytes]:
    """Run it at a keyboard: wait for each question, type its answer. Exit status, standard output, what the screen showed."""
    ours, theirs = pty.openpty()
    command = [*CLI, *map(str, arguments)]
    program = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
    os.close(theirs)
    seen = b""
    for question, answer in typed:
        asked = seen
        while question not in asked:
            asked = os.read(ours, 1000)
            seen += asked
        os.write(ours, answer + b"\n")
    out, _ = program.communicate(timeout=60)
    seen += _rest(ours)
    os.close(ours)
    return program.returncode, out, seen


def _rest(screen: int) -> bytes:
    os.set_blocking(screen, False)
    try:
        return os.read(screen, 10_000)
    except OSError:
        return b""
