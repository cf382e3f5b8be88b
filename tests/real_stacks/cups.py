"""A real cupsd for tests, with a root of its own, whose one queue prints on to a real ippeveprinter.

with RealPrinter(tmp_path) as printer, RealCups(printer.port) as cups:
    CupsPagePrinter(cups.address).print(...)
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from acting import LONG
from real_stacks.ipp import free_port

FILES = """
ServerRoot {root}/etc
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/tmp
DocumentRoot /usr/share/cups/doc-root
AccessLog {root}/log
ErrorLog {root}/log
PageLog {root}/log
SystemGroup root
"""
SERVER = """
Listen 127.0.0.1:{port}
Browsing Off
LogLevel info
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""
# stands in for the package cups-filters: PDF goes through as it is
CONVERSIONS = "application/pdf application/vnd.cups-pdf 0 -\n"
QUEUE = "Kiosk"


class RealCups:
    """One cupsd; its folders stand outside pytest's, since CUPS's filters run as another user."""

    def __init__(self, printer_port: int, conversions: str = CONVERSIONS) -> None:
        self._conversions = conversions
        self.root = Path(tempfile.mkdtemp(prefix="kazasu-cups-"))
        self.port = free_port()
        self.address = f"{QUEUE}@127.0.0.1:{self.port}"
        self._printer = f"ipp://localhost:{printer_port}/ipp/print"
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "RealCups":
        self.root.chmod(0o755)
        for folder in ("etc", "spool", "cache", "state", "tmp"):
            (self.root / folder).mkdir()
            shutil.chown(self.root / folder, group="lp")
            (self.root / folder).chmod(0o775)
        (self.root / "etc/cups-files.conf").write_text(FILES.format(root=self.root))
        (self.root / "etc/cupsd.conf").write_text(SERVER.format(port=self.port))
        (self.root / "etc/pdf.convs").write_text(self._conversions)
        try:
            self._start()
        except BaseException:
            # `with` does not leave what it could not enter, and this one's folders are not pytest's
            self.__exit__()
            raise
        return self

    def _start(self) -> None:
        files = ["-c", self.root / "etc/cupsd.conf", "-s", self.root / "etc/cups-files.conf"]
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "cupsd", "-f", *files], stdin=subprocess.DEVNULL
        )
        self._until(self._listens, "does not start")
        subprocess.run(
            ["lpadmin", "-h", f"127.0.0.1:{self.port}", "-p", QUEUE, "-E", "-v", self._printer, "-m", "everywhere"],
            check=True,
            capture_output=True,
            timeout=60,
        )
        self._until((self.root / f"etc/ppd/{QUEUE}.ppd").exists, "has no queue")

    def __exit__(self, *error: object) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def stop(self) -> None:
        """Switch it off."""
        if self._process:
            self._process.terminate()
            self._process.wait(LONG)
            self._process = None

    def log(self) -> str:
        """What cupsd wrote."""
        return (self.root / "log").read_text(errors="replace")

    def _listens(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0

    def _until(self, ready: Callable[[], bool], lacking: str) -> None:
        ends = time.monotonic() + LONG
        while time.monotonic() < ends:
            if ready():
                return
            time.sleep(0.025)
        raise AssertionError(f"cupsd {lacking}:\n{self.log()}")
