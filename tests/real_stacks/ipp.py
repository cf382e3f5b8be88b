"""A real IPP printer for tests: CUPS's ippeveprinter, with its own D-Bus and Avahi in a private mount namespace.

    from real_stacks.ipp import RealPrinter
    with RealPrinter(tmp_path) as printer:
        IppPagePrinter(printer.address).print(...)
        assert printer.received() == [document]

ippeveprinter 2.4 does not start without D-Bus and Avahi. Both get a private /run and Avahi only the loopback, so that
printers may run side by side; root is needed for the namespace. Ports are free ones of 127.0.0.1.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from acting import LONG

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""
AVAHI = """[server]
host-name=kazasu-test-{port}
allow-interfaces=lo
use-ipv6=no
[wide-area]
enable-wide-area=no
"""
# dies with the test; when the namespace's first process goes, --kill-child takes all the others with it
ALONE = ("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
START = """
mount -t tmpfs tmpfs /run && mkdir -p /run/dbus
dbus-daemon --config-file=bus.conf --nofork --nopidfile &
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.02; done
avahi-daemon --no-drop-root --no-chroot --no-rlimits -f avahi.conf &
until [ -S /run/avahi-daemon/socket ]; do sleep 0.02; done
exec ippeveprinter -p {port} -d spool -k -f {formats} -c ./print.sh -n localhost "Kiosk A4 {port}"
"""
# one round a sheet; the file `fault` holds "SHEETS REASON": after so many sheets the printer stops for that reason.
# ippeveprinter tells its command nothing of a cancellation, so an engine that obeys has to ask
PRINT = """#!/bin/sh
cd "$(dirname "$0")" && pages=$(pdfinfo "$1" | sed -n 's/^Pages: *//p') && out=0
env | grep ^IPP_ > "asked"
job=$(basename "$1") && job=${job%%-*}
cancelled() { ipptool -tv -d "job=$job" ipp://127.0.0.1:PORT/ipp/print look.test | grep -q processing-to-stop-point; }
while [ $out -lt "${pages:-0}" ]; do
    sleep "$(cat pace)"
    if [ -s fault ] && read -r after reason < fault && [ $out -ge "$after" ]; then
        echo "STATE: +$reason" >&2
        while [ -s fault ] && ! cancelled; do sleep 0.05; done
        echo "STATE: -$reason" >&2
        [ -s fault ] && exit 1
    fi
    out=$((out + 1))
    echo "ATTR: job-impressions-completed=$out" >&2
    printf 'x' >> sheets
done
[ $out -gt 0 ]
"""
LOOK = """{
    OPERATION Get-Job-Attributes
    GROUP operation-attributes-tag
    ATTR charset attributes-charset utf-8
    ATTR language attributes-natural-language en
    ATTR uri printer-uri $uri
    ATTR integer job-id $job
    STATUS successful-ok
}
"""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class RealPrinter:
    """One ippeveprinter; `folder` holds its spool and what it is told."""

    def __init__(self, folder: Path, formats: str = "application/pdf") -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}/ipp/print"
        self._formats = formats
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "RealPrinter":
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "spool").mkdir(exist_ok=True)
        (self.folder / "bus.conf").write_text(BUS)
        (self.folder / "avahi.conf").write_text(AVAHI.format(port=self.port))
        (self.folder / "print.sh").write_text(PRINT.replace("PORT", str(self.port)))
        (self.folder / "look.test").write_text(LOOK)
        (self.folder / "print.sh").chmod(0o755)
        self.set_pace(0.0)
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    def start(self) -> None:
        """Switch it on and wait until it answers."""
        script = START.format(port=self.port, formats=self._formats)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*ALONE, "sh", "-c", script],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        ends = time.monotonic() + LONG
        while time.monotonic() < ends:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=LONG).close()
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.025)
        self.kill()
        raise AssertionError(f"ippeveprinter does not start:\n{(self.folder / 'log').read_text(errors='replace')}")

    def kill(self) -> None:
        """Pull the plug: the printer is gone in the middle of whatever it does."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            while self._listens():
                time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0

    def set_pace(self, seconds: float) -> None:
        """How long each sheet takes from now on."""
        (self.folder / "pace").write_text(str(seconds))

    def set_fault(self, reason: str | None, after: int = 0) -> None:
        """Stop for an IPP reason ("media-empty-error") once a job has `after` sheets out; None repairs."""
        (self.folder / "fault").write_text(f"{after} {reason}\n" if reason else "")

    def received(self) -> list[bytes]:
        """The documents as they arrived, oldest first."""
        spooled = [path for path in (self.folder / "spool").iterdir() if path.suffix != ".prn"]
        return [path.read_bytes() for path in sorted(spooled, key=lambda path: int(path.name.split("-")[0]))]

    def asked(self) -> dict[str, str]:
        """The job attributes of the last job, by the names that ippeveprinter gives them (IPP_SIDES, ...)."""
        return dict(line.split("=", 1) for line in (self.folder / "asked").read_text().splitlines())

    def sheets(self) -> int:
        """How many sheets ever came out."""
        counted = self.folder / "sheets"
        return len(counted.read_text()) if counted.exists() else 0
