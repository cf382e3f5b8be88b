"""What a command prints may be cut off by whoever reads it."""

import subprocess
import sys


def test_a_reader_that_has_enough_is_no_error():
    command = [sys.executable, "-m", "firmware.cli", "gtfs", "check", "examples/bus/feed", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as told:
        told.stdout.close()
        complaint = told.stderr.read()
    assert (told.returncode, complaint) == (0, b"")
