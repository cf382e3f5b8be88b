"""A pcscd of our own with two vpcd slots, beside whatever the machine runs.

    @pytest.mark.real
    def test_something(private_pcscd):
        with private_pcscd.slot() as slot:
            slot.place(card)
            ... run programs with env=private_pcscd.environment, or IsolatedReader("pcsc") in this process
        until(lambda: not reader.card_present, "an empty reader")   # pcscd needs 0.4 s to see it; leave it so

`tests/conftest.py` makes the fixture known to every test.
The fixture lives for the whole run and puts PCSCLITE_CSOCK_NAME into this process's environment, so child programs and the
first PC/SC call of this process find it. It needs root, or user namespaces.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import LONG, until

from drivers.virtual.vpcd import VpcdSlot

READER_CONF = """FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x{port:04X}
LIBPATH {library}
CHANNELID 0x{port:04X}
"""


class PrivatePcscd:
    """pcscd in a mount namespace of its own; `stop` and `start` to see how others live through it."""

    def __init__(self, folder: Path) -> None:
        self._run, self._conf = folder / "run", folder / "conf"
        self._run.mkdir()
        self._conf.mkdir()
        self.port = _two_free_ports()
        library = next(Path("/usr/lib").glob("**/libifdvpcd.so*"))
        (self._conf / "vpcd").write_text(READER_CONF.format(port=self.port, library=library))
        self.environment = os.environ | {"PCSCLITE_CSOCK_NAME": str(self._run / "pcscd.comm")}
        self._program: subprocess.Popen | None = None

    def start(self) -> None:
        Path("/run/pcscd").mkdir(parents=True, exist_ok=True)
        namespace = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-Urm"]
        inner = f'mount --bind "{self._run}" /run/pcscd && exec pcscd -f -c "{self._conf}"'
        self._program = subprocess.Popen(
            [*namespace, "sh", "-c", inner],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until((self._run / "pcscd.comm").exists, "pcscd's socket")
        until(self._listens, "vpcd's port")

    def stop(self) -> None:
        if self._program:
            self._program.send_signal(signal.SIGTERM)
            try:
                self._program.wait(timeout=LONG)
            except subprocess.TimeoutExpired:
                self._program.kill()
                self._program.wait()
            self._program = None
        for left_over in self._run.iterdir():
            left_over.unlink()

    def slot(self) -> VpcdSlot:
        return VpcdSlot(self.port)

    def _listens(self) -> bool:
        with Path("/proc/net/tcp").open() as table:
            return f":{self.port:04X} 00000000:0000 0A" in table.read()


def _two_free_ports() -> int:
    """The first of two neighbouring ports that nobody uses."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture(scope="session")
def private_pcscd(tmp_path_factory) -> Iterator[PrivatePcscd]:
    if not shutil.which("pcscd"):
        pytest.fail("pcscd is not installed; `make setup` installs it")
    pcscd = PrivatePcscd(tmp_path_factory.mktemp("pcscd"))
    pcscd.start()
    before = os.environ.get("PCSCLITE_CSOCK_NAME")
    os.environ["PCSCLITE_CSOCK_NAME"] = pcscd.environment["PCSCLITE_CSOCK_NAME"]
    yield pcscd
    if before is None:
        del os.environ["PCSCLITE_CSOCK_NAME"]
    else:
        os.environ["PCSCLITE_CSOCK_NAME"] = before
    pcscd.stop()
