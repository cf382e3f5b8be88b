"""A driver's child program, to which frames go (`drivers.frames`) and which can be killed whatever it hangs in."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from io import RawIOBase
from typing import cast

from drivers.protocols import DeviceFault, Fault

KILLED_S = 2.0
"""Seconds a killed child is waited for: one that is stuck in the kernel ends when its device lets go, and holds nobody up."""


class ChildProgram:
    """One run of a program; `requests` and `answers` are its unbuffered pipes. Raises DeviceFault when it does not start."""

    def __init__(self, command: list[str], called: str) -> None:
        try:
            # A session of its own: Ctrl-C is for the parent, at whose end the child's pipe ends too.
            self._program = subprocess.Popen(
                command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
        except OSError as error:
            raise DeviceFault(Fault.UNKNOWN, f"The program of {called} does not start: {error.strerror}.") from error
        # Without a buffer these are bare files, whatever their type says.
        self.requests = cast(RawIOBase, self._program.stdin)
        self.answers = cast(RawIOBase, self._program.stdout)

    @property
    def pid(self) -> int:
        """Process identifier."""
        return self._program.pid

    def kill(self) -> None:
        """End it at once; may be called twice."""
        self._program.kill()
        self.wait()

    def wait(self) -> None:
        """Take note of its end, so that nothing of it stays."""
        with suppress(subprocess.TimeoutExpired):
            self._program.wait(KILLED_S)
