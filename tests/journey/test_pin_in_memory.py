"""A PIN outlives its use nowhere: whole visits in a process whose every writable page and every object is then looked through."""

import re
import secrets
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from kiosk import CARDS

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("pin_program.py")
VERIFY = bytes.fromhex("0020009804")
NUMBERS = re.compile(rb"(?<![0-9A-Za-z])[0-9]{4}(?![0-9A-Za-z])")
FORMS = {
    "command": re.compile(rb".*" + re.escape(VERIFY) + rb"[0-9]{4}.", re.DOTALL),
    "text": re.compile(rb".*\x04\0{7}.{24}[0-9]{4}\0", re.DOTALL),
    "bytes": re.compile(rb".*\x04\0{7}.{8}[0-9]{4}\0", re.DOTALL),
    "number": re.compile(rb".*(?<![0-9A-Za-z])[0-9]{4}(?![0-9A-Za-z]).", re.DOTALL),
}
"""What four digits are, by the 40 bytes before and the one after them; objects as CPython 3.11 lays them out (PyASCIIObject, PyBytesObject)."""
BEFORE = 40

pytestmark = pytest.mark.real


def pages(pid):
    """The writable memory of a process."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(errors="replace").splitlines():
            span, rights, *_ = line.split()
            if "rw" not in rights or "[v" in line:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:  # a guard page
                continue


class Watched:
    """The kiosk's process, and what a person does at it, key by key."""

    def __init__(self, program: subprocess.Popen) -> None:
        self.program = program
        self.pid = int(self.answer().split()[1])

    def answer(self) -> str:
        line = self.program.stdout.readline().decode()
        assert line, "the kiosk's process ended"
        return line

    def does(self, line: str) -> str:
        self.program.stdin.write(line.encode())
        self.program.stdin.flush()
        return self.answer().removeprefix("done ").strip()

    def answers(self, phrase: str, *keys: str) -> None:
        self.does(f"sees {phrase}")
        for key in keys:
            self.does(f"press {key}")

    def numbers(self) -> set[bytes]:
        """Every number of four digits that stands alone somewhere in its memory."""
        return {number for page in pages(self.pid) for number in NUMBERS.findall(page)}

    def copies(self, pin: str) -> dict[str, int]:
        """How often the PIN stands there: in a command, as a text, as bytes, and as a number that stands alone."""
        code, found = pin.encode(), Counter()
        for page in pages(self.pid):
            for match in re.finditer(code, page):
                around = page[max(match.start() - BEFORE, 0) : match.end() + 1]
                found.update(name for name, form in FORMS.items() if form.fullmatch(around))
        return dict(found)


@contextmanager
def watched(central, folder, card, pins):
    (folder / "errors").touch()
    digests = [sha256(pin.encode()).hexdigest() for pin in pins]
    at = central.clock.now().isoformat()
    command = [sys.executable, str(PROGRAM), central.url, at, str(card), str(folder), *digests]
    with (
        (folder / "errors").open("wb") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        ) as program,
    ):  # fmt: skip
        try:
            yield Watched(program)
        finally:
            program.kill()


@pytest.fixture(scope="module")
def pins(city, tmp_path_factory):
    """The right PIN and a wrong one, of numbers that such a process does not hold by itself."""
    with watched(city, tmp_path_factory.mktemp("first"), CARDS / "hanako.toml", ()) as kiosk:
        walk_away(kiosk)
        held = kiosk.numbers()
    free = [pin for pin in (f"{number:04}" for number in range(2000, 10000)) if pin.encode() not in held]
    return tuple(secrets.SystemRandom().sample(free, 2))


@pytest.fixture
def kiosk(central, tmp_path, pins):
    folder, card = tmp_path / "kiosk", tmp_path / "card.toml"
    folder.mkdir()
    text = (CARDS / "hanako.toml").read_text(encoding="utf-8")
    card.write_text(text.replace('pin = "1234"', f'pin = "{pins[0]}"', 1), encoding="utf-8")
    with watched(central, folder, card, pins) as kiosk:
        yield kiosk


def walk_away(kiosk):
    """A visitor lays a card there, and stops before any digit."""
    kiosk.does("begin")
    kiosk.answers("pin-enter", "stop")
    kiosk.answers("visit-cancel-confirm", "stop")
    kiosk.answers("visit-cancelled", "ok")
    kiosk.does("take")
    kiosk.does("over")


def cancel(kiosk, pin):
    """All digits are in, one was corrected, and the visitor stops after all."""
    kiosk.does("begin")
    kiosk.answers("pin-enter", *pin, "back", pin[-1], "stop")
    kiosk.answers("visit-cancel-confirm", "stop")
    kiosk.answers("visit-cancelled", "ok")
    kiosk.does("take")
    kiosk.does("over")


def enter(kiosk, wrong, right):
    """A wrong PIN, help in the middle of the right one, and on to the certificates."""
    kiosk.does("begin")
    kiosk.answers("pin-enter", *wrong, "ok")
    kiosk.answers("pin-wrong", *right[:2], "help")
    kiosk.answers("where-am-i", "ok")
    kiosk.answers("pin-wrong", *right[2:], "ok")
    kiosk.does("sees card-remove")
    kiosk.does("take")
    kiosk.answers("certificate-choose", "stop")
    kiosk.answers("visit-cancel-confirm", "stop")
    kiosk.answers("visit-cancelled", "ok")
    kiosk.does("over")


def test_after_a_visit_with_a_wrong_and_a_right_pin_neither_is_left_in_memory_or_in_an_object(kiosk, pins, tmp_path):
    right, wrong = pins
    enter(kiosk, wrong, right)
    assert kiosk.does("look") == ""
    assert {pin: kiosk.copies(pin) for pin in pins} == {pin: {} for pin in pins}
    said = (tmp_path / "kiosk" / "errors").read_text()
    assert not NUMBERS.search(said.encode()) or all(pin not in said for pin in pins)


def test_a_pin_that_was_entered_and_never_used_is_not_left_either(kiosk, pins):
    cancel(kiosk, pins[0])
    assert kiosk.does("look") == ""
    assert kiosk.copies(pins[0]) == {}


def test_while_it_is_being_entered_the_digits_stand_in_one_place_only(kiosk, pins):
    kiosk.does("begin")
    kiosk.answers("pin-enter", *pins[0])
    assert set(kiosk.copies(pins[0]).items()) <= {("number", 1)}


def test_the_search_finds_a_pin_that_a_process_keeps():
    keep = "import os; kept = os.read(0, 4).decode(); raw = bytearray(kept, 'ascii'); print('ready', os.getpid(), flush=True); os.read(0, 1)"
    with subprocess.Popen([sys.executable, "-c", keep], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        program.stdin.write(b"7391")
        program.stdin.flush()
        found = Watched(program).copies("7391")
        program.stdin.close()
    assert found["text"] >= 1
    assert found["number"] >= 2
