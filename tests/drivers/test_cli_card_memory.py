"""After its use a code is nowhere in the memory of `kazasu card`, and never was among its arguments or its environment."""

import fcntl
import os
import secrets
import subprocess
from pathlib import Path

import pytest
from acting import until
from card_command import CLI, whole_card
from properties.memory import copies

from drivers.isolated import IsolatedReader
from drivers.virtual.card_kinds import load

pytestmark = pytest.mark.real


@pytest.fixture
def password():
    """Sixteen characters that stand nowhere by chance."""
    return f"KZ9{secrets.token_hex(7).upper()[:13]}"


@pytest.fixture
def card_there(private_pcscd, password, tmp_path):
    """A card with that password on a real pcscd."""
    card = whole_card(tmp_path, signature_password=password)
    watch = IsolatedReader("pcsc")
    watch.open(lambda event: None)
    with private_pcscd.slot() as slot:
        slot.place(load(Path(card.removeprefix("virtual:")), keep=False))
        until(lambda: watch.card_present, "the card")
        yield
    until(lambda: not watch.card_present, "an empty reader")
    watch.close()


def full_pipe() -> tuple[int, int]:
    """A pipe that takes no more: whoever writes into it stays there, and can be looked into."""
    theirs, ours = os.pipe()
    size = fcntl.fcntl(ours, fcntl.F_GETPIPE_SZ)
    os.write(ours, bytes(size))
    return theirs, ours


def program(letter: Path, stdout: int) -> subprocess.Popen:
    return subprocess.Popen(
        [*CLI, "sign", str(letter), "--reader", "pcsc"], stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE
    )


def test_the_password_that_signed_is_overwritten(card_there, password, tmp_path):
    letter = tmp_path / "letter"
    letter.write_text("letter")
    reading, full = full_pipe()
    with program(letter, full) as signing:
        signing.stdin.write(password.encode() + b"\n")
        signing.stdin.close()
        until((tmp_path / "letter.p7s").exists, "the signature")
        assert copies(signing.pid, password.encode()) == []
        for seen in ("cmdline", "environ"):
            assert password.encode() not in Path(f"/proc/{signing.pid}/{seen}").read_bytes()
        os.close(reading)
        os.close(full)
        assert signing.stderr.read() == b""


def test_a_code_that_is_still_there_would_be_found(password):
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holding:
        holding.stdin.write(password.encode())
        holding.stdin.flush()
        assert holding.stdout.read(len(password)) == password.encode()
        assert copies(holding.pid, password.encode()) != []
