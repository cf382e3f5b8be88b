"""A code is overwritten after its one use: a process that used some up shows none in objects, memory, tracebacks, logs or dumps."""

import json
import re
import secrets
import subprocess
import sys
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from acting import LONG, until
from properties.memory import copies
from sample_cards import CARDS, sample

from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.pn532_faces import Pn532Pty
from drivers.virtual.radio import RadioField

PROGRAM = Path(__file__).with_name("sentinel_program.py")
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.real


class Codes:
    """A right password, a wrong one, and one to change to: 16 characters that stand nowhere by chance."""

    def __init__(self) -> None:
        self.right, self.wrong, self.fresh = (f"KZ9{secrets.token_hex(7).upper()[:13]}" for _ in range(3))

    def __iter__(self):
        return iter((self.right, self.wrong, self.fresh))

    @property
    def given(self) -> bytes:
        """What the program takes: to sign, to fail, to be torn away with, and the old and the new one to change."""
        return "".join((self.right, self.wrong, self.right, self.right, self.fresh)).encode()


class Watched:
    """The program after it has used its codes up; `told` is what it said of itself."""

    def __init__(self, program: subprocess.Popen, codes: Codes, errors: Path) -> None:
        self._program, self._codes, self._errors = program, codes, errors
        program.stdin.write(codes.given)
        program.stdin.flush()
        self.output = program.stdout.readline()
        assert self.output, errors.read_text()
        self.told = json.loads(self.output)

    def everything_said(self) -> str:
        return self.output.decode() + self._errors.read_text()

    def copies(self, pid: int | None = None) -> list[str]:
        return [found for code in self._codes for found in copies(pid or self._program.pid, code.encode())]


@contextmanager
def watched(kind: str, address: str, codes: Codes, folder: Path):
    errors = folder / "errors"
    digests = [sha256(code.encode()).hexdigest() for code in codes]
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(
            [sys.executable, str(PROGRAM), kind, address, *digests],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        ) as program,
    ):
        try:
            yield Watched(program, codes, errors)
        finally:
            program.stdin.close()
            program.wait(LONG)


@pytest.fixture(scope="module")
def on_a_virtual_reader(tmp_path_factory):
    codes, folder = Codes(), tmp_path_factory.mktemp("sentinel")
    card = folder / "card.toml"
    text = (CARDS / "hanako.toml").read_text(encoding="utf-8")
    card.write_text(
        re.sub(r'(?m)^signature_password = ".*"$', f'signature_password = "{codes.right}"', text), encoding="utf-8"
    )
    with watched("virtual", str(card), codes, folder) as program:
        yield program


@pytest.fixture
def on_a_pcsc_reader(private_pcscd, tmp_path):
    codes = Codes()
    with private_pcscd.slot() as slot:
        slot.place(sample(signature_password=codes.right))
        until(lambda: b"Yes" in _readers(private_pcscd.environment), "the card in the reader")
        with watched("pcsc", "", codes, tmp_path) as program:
            yield program
    until(lambda: b"Yes" not in _readers(private_pcscd.environment), "an empty reader")


@pytest.fixture
def on_a_contactless_reader(tmp_path):
    """A PN532: nfcpy's UDP driver, which only simulators speak, writes frames as hexadecimal text and leaves one in freed memory."""
    codes, field = Codes(), RadioField()
    field.place(sample(signature_password=codes.right))
    with Pn532Pty(Pn532Chip(field)) as line, watched("nfc", f"tty:{line.path}:pn532", codes, tmp_path) as program:
        yield program


def _readers(environment) -> bytes:
    return subprocess.run(["opensc-tool", "--list-readers"], env=environment, capture_output=True, check=True).stdout


def test_each_code_was_used(on_a_virtual_reader):
    signed, wrong, torn, changed = ("\n".join(lines) for lines in on_a_virtual_reader.told["shown"])
    assert "Traceback" not in signed + changed
    assert "WrongPin" in wrong
    assert "CardRemoved" in torn


def test_no_object_of_the_process_holds_a_code(on_a_virtual_reader):
    assert on_a_virtual_reader.told["objects"] == 0


def test_no_traceback_log_repr_or_dump_shows_a_code(on_a_virtual_reader):
    said = on_a_virtual_reader.everything_said()
    assert all(code not in said for code in on_a_virtual_reader._codes)
    assert "take" not in on_a_virtual_reader.told["threads"]
    assert "main" in on_a_virtual_reader.told["threads"]


def test_no_byte_of_the_process_memory_holds_a_code(on_a_virtual_reader):
    assert on_a_virtual_reader.copies() == []


def test_over_pcsc_the_process_holds_no_code_either(on_a_pcsc_reader):
    assert on_a_pcsc_reader.told["objects"] == 0
    assert on_a_pcsc_reader.copies() == []


def test_over_pcsc_the_child_that_spoke_with_the_reader_holds_no_code(on_a_pcsc_reader):
    assert on_a_pcsc_reader.copies(on_a_pcsc_reader.told["child"]) == []


def test_over_nfcpy_neither_the_process_nor_its_child_holds_a_code(on_a_contactless_reader):
    assert on_a_contactless_reader.told["objects"] == 0
    assert on_a_contactless_reader.copies() == []
    assert on_a_contactless_reader.copies(on_a_contactless_reader.told["child"]) == []


def test_the_search_finds_a_code_that_a_process_keeps():
    code = Codes().right
    keep = "import sys; kept = sys.stdin.readline(); print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", keep], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        program.stdin.write(code.encode() + b"\n")
        program.stdin.flush()
        program.stdout.readline()
        found = copies(program.pid, code.encode())
        program.stdin.close()
    assert found
