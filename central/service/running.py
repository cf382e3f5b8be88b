"""Run central: in the foreground for real, in one process or several, or on a thread with its clock and simulator in hand."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from central.service.app import create_app
from central.service.assemble import open_desk
from central.service.clock import Clock, SystemClock
from central.service.config import Config
from central.service.desk import Desk
from central.service.metrics import measured
from central.service.supervising import keep_running
from central.service.tenants import App, Opened, TenantMap, opened_tenants

log = logging.getLogger(__name__)

START_S = 30.0
END_S = 2  # without it, one client that stops in the middle of a request would keep central from ever ending
KEEP_ALIVE_S = 75  # longer than a PIN takes: the proof of a card, sent once only, should meet an open connection


@dataclass(frozen=True)
class Running:
    """A central that serves at `url`; its desk is in hand, and so are its clock and verifier."""

    url: str
    desk: Desk
    config: Config

    @property
    def clock(self) -> Clock:
        """The clock it goes by."""
        return self.desk.clock


def run(whole: Config | TenantMap, workers: int = 1, begin: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop by SIGINT or SIGTERM; each of several processes does `begin` first.

    Raises ValueError with a sentence when it cannot start.
    """
    if not whole.on_loopback:
        log.warning("listen: %s: certificates pass here in the clear, so only inside a VPN", whole.listen)
    if workers > 1 and whole.simulator:
        raise ValueError("simulator: clock and verdicts would be set in one of the processes only; --workers 1")
    if workers == 1:
        with opened(whole, SystemClock()) as ours, _listen(*whole.address) as listening:
            _serve(ours, listening, whole.metrics)
        return
    # Once here, so that what is wrong is said once, and what is missing is made before the others look for it.
    with opened(whole, SystemClock()):
        pass
    with _listen(*whole.address) as listening:
        keep_running(workers, serve_process, (begin, whole, listening))


def serve_process(number: int, begin: Callable[[], None], whole: Config | TenantMap, listening: socket.socket) -> None:
    """One of several processes that share a socket, serving until it is told to stop."""
    begin()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with opened(whole, SystemClock()) as ours:
        log.info("process %d serves", number)
        _serve(ours, listening, whole.metrics, number)


@contextmanager
def opened(whole: Config | TenantMap, clock: Clock) -> Iterator[Opened]:
    """What is configured, until the block ends. Raises ValueError with a sentence."""
    if isinstance(whole, TenantMap):
        with opened_tenants(whole, clock) as ours:
            yield ours
        return
    desk = open_desk(whole, clock)
    try:
        yield Opened(create_app(desk, with_simulator=whole.simulator, officers=whole.officers), {"": desk})
    finally:
        desk.close()


@contextmanager
def serve(config: Config, clock: Clock | None = None, port: int = 0) -> Iterator[Running]:
    """Serve on a loopback port (0: any free one) until the block ends."""
    desk = open_desk(config, clock or SystemClock())
    try:
        with served(create_app(desk, with_simulator=config.simulator, officers=config.officers), port) as url:
            yield Running(url, desk, config)
    finally:
        desk.close()


@contextmanager
def served(app: App, port: int = 0) -> Iterator[str]:
    """An application on a loopback port (0: any free one), at this URL until the block ends."""
    with _listen("127.0.0.1", port) as listening, _serving(_server(app), listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def _serving(server: uvicorn.Server, listening: socket.socket) -> Iterator[None]:
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="central")
    thread.start()
    try:
        _await_start(server, thread)
        yield
    finally:
        server.should_exit = True
        thread.join()


def _listen(host: str, port: int) -> socket.socket:
    """A socket on that address. Raises ValueError with a sentence.

    It is named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an acknowledgement.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        # Or a restart would be refused for a minute while the last connections are forgotten.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise ValueError(f"listen: {host}:{port}: {error.strerror}") from None
    return listening


def _serve(ours: Opened, listening: socket.socket, metrics: str, number: int = 0) -> None:
    """Serve, and let a Prometheus ask at `metrics`, each process at a port of its own. Raises ValueError."""
    with measured(metrics, number, ours.desks):
        _server(ours.app).run(sockets=[listening])


def _server(app: App) -> uvicorn.Server:
    """Uvicorn without an access log: a path is nobody's business, and nothing else may be logged of a request."""
    settings = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        # Left to itself it would serve on after a start that failed, and batches would wait for a thread that never came.
        lifespan="on",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=END_S,
    )
    return uvicorn.Server(settings)


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    ends = time.monotonic() + START_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > ends:
            raise RuntimeError("central did not start")
        time.sleep(0.005)
