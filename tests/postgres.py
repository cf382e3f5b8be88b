"""A real PostgreSQL 15 for tests: `Server` starts one in a temporary folder, `postgres_url` gives a fresh database of it."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

VERSIONS = Path("/usr/lib/postgresql")
FOUND = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])) if VERSIONS.exists() else []
BIN = FOUND[-1].parent if FOUND else None
USER = "kazasu"
START_S = 60
# Nothing here outlives the test, unless durability is what it is about.
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}
_numbers = itertools.count(1)


class Server:
    """One server on a loopback port; its user `kazasu` owns all, and is trusted unless there is a `password`."""

    def __init__(self, durable: bool = False, password: str = "", **settings: str) -> None:
        if BIN is None:
            pytest.skip("PostgreSQL is not installed (Debian: postgresql-15)")
        # Not pytest's own folder, which only its owner may enter: PostgreSQL does not run as root.
        self.folder = Path(tempfile.mkdtemp(prefix="kazasu-postgres-"))
        self.folder.chmod(0o755)
        self.settings = ({} if durable else HASTY) | {"max_connections": "200", "shared_buffers": "64MB"} | settings
        self._as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        if self._as:
            shutil.chown(self.folder, "postgres", "postgres")
        secret = self.folder / "password"
        secret.write_text(password or "none", encoding="utf-8")
        auth = ["--auth=scram-sha-256", f"--pwfile={secret}"] if password else ["--auth=trust"]
        secret.chmod(0o644)
        made = [BIN / "initdb", "-D", self.data, "-U", USER, *auth, "--no-sync", "--encoding=UTF8", "--locale=C"]
        subprocess.run(made, check=True, capture_output=True, cwd=self.folder, **self._as)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._running = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> Server:
        set_ = itertools.chain.from_iterable(("-c", f"{name}={value}") for name, value in self.settings.items())
        listen = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-k", self.folder, "-c", "timezone=UTC"]
        with (self.folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [BIN / "postgres", "-D", self.data, *listen, *set_],
                stdout=log, stderr=log, cwd=self.folder, **self._as,
            )  # fmt: skip
        ends = time.monotonic() + START_S
        while subprocess.run(
            [BIN / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            if self._running.poll() is not None or time.monotonic() > ends:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """Let it end in good order, dropping whoever is connected."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut of the machine's processes would: at once, with every child."""
        pid = self._running.pid
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for one in [pid, *children]:
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._running.wait(START_S)

    def url(self, database: str = "postgres", **more: str) -> str:
        asked = "&".join(f"{name}={value}" for name, value in more.items())
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}" + (f"?{asked}" if asked else "")

    def fresh(self) -> str:
        """A new empty database; its name."""
        name = f"central_{next(_numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name

    def remove(self) -> None:
        if self._running and self._running.poll() is None:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def _end(self, by: signal.Signals) -> None:
        self._running.send_signal(by)
        self._running.wait(START_S)


@contextmanager
def server(**how):
    """A running server until the block ends."""
    one = Server(**how)
    try:
        yield one.start()
    finally:
        one.remove()


@pytest.fixture(scope="session")
def postgres_server():
    """One server for all tests that only need a database."""
    with server() as one:
        yield one


@pytest.fixture
def postgres_url(postgres_server):
    """The URL of a new empty database."""
    return postgres_server.url(postgres_server.fresh())
