"""Several processes that serve together: one that ends is begun again, and all end with the first."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

PAUSE_S = 1.0  # so that one that cannot start does not take the processor from those that serve
END_S = 30.0  # longer than intake takes to give up
log = logging.getLogger(__name__)
Serve = Callable[..., None]


def keep_running(count: int, serve: Serve, arguments: tuple[Any, ...], end_s: float = END_S) -> None:
    """Run `serve(number, *arguments)` in so many processes, until this one is told to end (SystemExit, KeyboardInterrupt).

    Who has not ended `end_s` seconds after it was told to is killed.
    """
    processes = [_begun(number, serve, arguments) for number in range(count)]
    try:
        while True:
            # Not without end: a signal that came the moment before would not be heard.
            wait([process.sentinel for process in processes], PAUSE_S)
            for number, process in enumerate(processes):
                if process.exitcode is not None:
                    log.error("process %d ended (%s) and is begun again", number, process.exitcode)
                    time.sleep(PAUSE_S)
                    processes[number] = _begun(number, serve, arguments)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(end_s)
            # Or Python would wait for it at its own end: for a commit, say, that no standby confirms.
            process.kill()


def _begun(number: int, serve: Serve, arguments: tuple[Any, ...]) -> BaseProcess:
    # Spawned, not forked: a lock that some thread held at that moment would never be let go of.
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(number, serve, arguments), name=f"central-{number}", daemon=True
    )
    process.start()
    return process


def _serve(number: int, serve: Serve, arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    serve(number, *arguments)


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
