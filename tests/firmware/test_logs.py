"""What is logged, where it goes, and what never gets into it."""

import io
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from acting import LONG

from firmware.logs import Journald, Lines, begin

JOURNALD = Path("/lib/systemd/systemd-journald")
QUEUE = Path("/proc/sys/net/unix/max_dgram_qlen")
NAME, PIN = "見本花子", "4711"


def logged(handler: logging.Handler, level: int = logging.ERROR, words: str = "away", **rest: object) -> None:
    log = logging.Logger("drivers.reader")
    log.addHandler(handler)
    log.log(level, words, **rest)


@pytest.fixture
def listening(tmp_path):
    """A socket in journald's place."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journald:
        journald.bind(str(tmp_path / "socket"))
        yield journald


def heard(journald: socket.socket) -> dict[str, str]:
    """The fields of one message; those of several lines have their length before them."""
    message, found = journald.recv(65536), {}
    while message:
        name, _, rest = message.partition(b"\n")
        if b"=" in name:
            key, _, value = name.partition(b"=")
            message = rest
        else:
            size = int.from_bytes(rest[:8], sys.byteorder)
            key, value, message = name, rest[8 : 8 + size], rest[9 + size :]
        found[key.decode()] = value.decode()
    return found


def fail() -> None:
    try:
        raise KeyError(NAME)
    except KeyError as error:
        raise ValueError(f"{NAME} {PIN}") from error


@pytest.fixture
def handler():
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    kept = Kept()
    kept.setFormatter(Lines())
    return kept, lines


def test_a_message_reaches_journald_with_its_fields(listening, tmp_path):
    logged(Journald(tmp_path / "socket"), words="no answer", extra={"device": "reader", "fault": "offline"})
    told = heard(listening)
    assert (told["MESSAGE"], told["PRIORITY"], told["KAZASU_PART"]) == ("no answer", "3", "drivers.reader")
    assert (told["KAZASU_DEVICE"], told["KAZASU_FAULT"]) == ("reader", "offline")
    assert told["CODE_FUNC"] == "logged"


@pytest.mark.parametrize(("level", "priority"), [(50, "2"), (40, "3"), (35, "4"), (20, "6"), (10, "7"), (5, "7")])
def test_a_level_has_its_priority(listening, tmp_path, level, priority):
    logged(Journald(tmp_path / "socket"), level)
    assert heard(listening)["PRIORITY"] == priority


def test_only_fields_that_are_named_go_on(listening, tmp_path, handler):
    kept, lines = handler
    logged(Journald(tmp_path / "socket"), extra={"holder": NAME, "pin": PIN, "count": 3})
    logged(kept, extra={"holder": NAME, "pin": PIN, "count": 3})
    told = str(heard(listening)) + "".join(lines)
    assert "count=3" in told
    assert NAME not in told
    assert PIN not in told


def test_of_an_exception_its_kind_and_place_are_told_and_never_its_text(listening, tmp_path, handler):
    kept, lines = handler
    for one in (Journald(tmp_path / "socket"), kept):
        try:
            fail()
        except ValueError:
            logged(one, words="a fault in the program", exc_info=True)
    told = heard(listening)
    assert told["KAZASU_EXCEPTION"] == "ValueError"
    assert lines[0].endswith("ValueError from KeyError")
    assert "in fail" in told["KAZASU_PLACES"]
    assert "in fail" in lines[0]
    for text in (NAME, PIN):
        assert text not in str(told) + lines[0]


def test_what_another_handler_made_of_the_exception_is_not_taken_over(handler):
    kept, lines = handler
    plain = logging.StreamHandler(io.StringIO())
    log = logging.Logger("x")
    log.addHandler(plain)
    log.addHandler(kept)
    try:
        fail()
    except ValueError:
        log.exception("a fault")
    assert NAME not in lines[0]


def test_a_line_break_in_a_message_makes_no_message_of_its_own(listening, tmp_path):
    logged(Journald(tmp_path / "socket"), words="x\nPRIORITY=0\nMESSAGE=forged")
    told = heard(listening)
    assert told["MESSAGE"] == "x\nPRIORITY=0\nMESSAGE=forged"
    assert told["PRIORITY"] == "3"


def test_a_journald_that_is_away_loses_the_message_and_nothing_else(listening, tmp_path):
    handler = Journald(tmp_path / "socket")
    (tmp_path / "socket").unlink()
    logged(handler, words="lost")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as anew:
        anew.bind(str(tmp_path / "socket"))
        logged(handler, words="heard again")
        assert heard(anew)["MESSAGE"] == "heard again"


def test_a_journald_that_stands_still_holds_nobody_and_hears_afterwards_how_many_it_missed(listening, tmp_path):
    handler, holds = Journald(tmp_path / "socket"), int(QUEUE.read_text()) + 1
    for number in range(holds + 3):
        logged(handler, words=f"message {number}")
    taken = [heard(listening)["MESSAGE"] for _ in range(holds)]
    assert taken == [f"message {number}" for number in range(holds)]
    logged(handler, words="after them")
    told = heard(listening)
    assert (told["MESSAGE"], told["KAZASU_LOST"]) == ("after them", "3")
    logged(handler, words="and on")
    assert "KAZASU_LOST" not in heard(listening)


def test_outside_systemd_the_log_is_lines_on_standard_error(monkeypatch):
    monkeypatch.setenv("JOURNAL_STREAM", "not:numbers")
    code = "from firmware.logs import begin; import logging; begin(); logging.error('here', extra={'count': 2})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stderr.endswith("root ERROR here [count=2]\n")
    assert begin.__doc__


def test_a_message_whose_words_do_not_fit_its_values_fails_nobody(listening, tmp_path):
    log = logging.Logger("drivers.reader")
    log.addHandler(Journald(tmp_path / "socket"))
    log.error("%d coins", "no number")
    log.error("after it")
    assert heard(listening)["MESSAGE"] == "after it"


def test_a_thread_that_dies_is_told_without_what_its_exception_says():
    code = (
        "from firmware.logs import begin; import threading; begin()\n"
        f"def fail(): raise ValueError('{PIN}')\n"
        "one = threading.Thread(target=fail); one.start(); one.join()"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    assert "CRITICAL a thread has ended" in told
    assert told.endswith("ValueError\n")
    assert told.count(PIN) == 0


@pytest.mark.real
@pytest.mark.skipif(os.geteuid() != 0 or not JOURNALD.exists(), reason="a journald of one's own needs root")
def test_the_real_journald_finds_a_message_by_its_fields():
    space = f"kazasu{os.getpid()}"
    daemon = subprocess.Popen([JOURNALD, space], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        path = Path(f"/run/systemd/journal.{space}/socket")
        until = time.monotonic() + LONG
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.02)
        logged(Journald(path), words="two\nlines", extra={"fault": "paper_jam"})
        logged(Journald(path), words="another", extra={"fault": "offline"})
        ask = ["journalctl", f"--namespace={space}", "-o", "json", "KAZASU_FAULT=paper_jam"]
        found = ""
        while not found and time.monotonic() < until:
            found = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    finally:
        daemon.terminate()
        daemon.wait(LONG)
        for folder in (Path("/var/log/journal"), Path("/run/log/journal")):
            for left in folder.glob(f"*.{space}"):
                shutil.rmtree(left)
    [told] = map(json.loads, found.splitlines())
    assert (told["MESSAGE"], told["SYSLOG_IDENTIFIER"]) == ("two\nlines", "kazasu")
