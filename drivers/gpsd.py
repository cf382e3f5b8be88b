"""Positions from gpsd by its JSON protocol (gpsd_json(5), protocol 3), over TCP; the standard library's socket is enough.

Address ``, `HOST`, `HOST:PORT`, with `,device=/dev/ttyACM0` for one of several receivers. Answers used: VERSION, DEVICES,
DEVICE, ERROR, TPV (mode, time, lat, lon, eph or epx and epy, speed). A lost connection is taken up again by itself.
Quirks: a receiver that is pulled out shows as DEVICE with `activated` 0, or not at all: then no report comes any more.
Without satellites TPV comes with mode 1 and is no fix. eph is missing from receivers that tell too little. Reports may lie
in gpsd's socket from before a pause of ours: they are passed on, for a fix bears its own time.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from math import hypot
from typing import Any

from drivers.protocols import DeviceFault, Fault, Fix, Health
from drivers.stopwatch import RealStopwatch, Stopwatch
from drivers.wiring import parts

HOST, PORT = "localhost", 2947
MODE_2D = 2
WITHIN_S = 5.0
SILENT_S = 10.0
AGAIN_S = 2.0
LONGEST = 1 << 16
# JSON has room for 1e999, which is endless, and endless is nowhere
LARGEST = 1e9
AWAY = "No gpsd answers at {where}: is it running?"
NO_RECEIVER = "gpsd has no receiver: look at its cable, and at DEVICES in /etc/default/gpsd."
SILENT = "The receiver has told gpsd nothing for {seconds:.0f} s: look at its cable."


class GpsdPosition:
    """The receiver that gpsd watches; a thread of its own reads. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        where, _, rest = address.partition(",")
        self._device = parts(rest, ("device",)).get("device", "")
        self._server = _server(where)
        self._stopwatch = stopwatch or RealStopwatch()
        self._stirred = threading.Condition()
        self._reader: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self._has_receiver = False
        self._heard = 0.0

    def open(self, noticed: Callable[[Fix], object]) -> None:
        """Connect and watch from now on. Raises DeviceFault when no gpsd answers."""
        if self._reader:
            return
        self._socket = self._connect()
        self._reader = threading.Thread(target=self._watch, args=(noticed,), name="gpsd", daemon=True)
        self._reader.start()

    def close(self) -> None:
        """Let gpsd go; nothing is told any more."""
        with self._stirred:
            reader, self._reader = self._reader, None
            if self._socket:
                # closing alone does not wake who reads
                _shut(self._socket)
            self._stirred.notify_all()
        if reader and reader is not threading.current_thread():
            reader.join()
        self._socket = None

    def health(self) -> Health:
        """Whether gpsd is there, has a receiver, and hears from it; one without satellites is well."""
        silent = self._stopwatch.monotonic() - self._heard
        if not self._reader or not self._socket:
            return Health(Fault.OFFLINE, AWAY.format(where=":".join(map(str, self._server))))
        if not self._has_receiver:
            return Health(Fault.OFFLINE, NO_RECEIVER)
        return Health(Fault.MUTE, SILENT.format(seconds=silent)) if silent > SILENT_S else Health()

    def _connect(self) -> socket.socket:
        watch: dict[str, Any] = {"enable": True, "json": True}
        if self._device:
            watch["device"] = self._device
        try:
            found = socket.create_connection(self._server, timeout=WITHIN_S)
            # a receiver may be silent for hours: `health` tells of it, and `close` wakes who reads
            found.settimeout(None)
            found.sendall(f"?WATCH={json.dumps(watch)};\n".encode())
        except OSError as error:
            raise DeviceFault(Fault.OFFLINE, AWAY.format(where=":".join(map(str, self._server)))) from error
        # DEVICES comes at once and says so if there is none; until then nobody is alarmed
        self._has_receiver, self._heard = True, self._stopwatch.monotonic()
        return found

    def _watch(self, noticed: Callable[[Fix], object]) -> None:
        while self._reader is threading.current_thread():
            if self._socket:
                self._read(self._socket, noticed)
                self._socket.close()
                self._socket = None
            else:
                self._try_again()

    def _try_again(self) -> None:
        with self._stirred:
            if self._reader:
                self._stopwatch.wait(self._stirred, AGAIN_S)
            if not self._reader:
                return
        try:
            found = self._connect()
        except DeviceFault:
            return
        with self._stirred:
            if self._reader is threading.current_thread():
                self._socket = found
                return
        # closed while it connected: nobody else knows of this one
        found.close()

    def _read(self, connection: socket.socket, noticed: Callable[[Fix], object]) -> None:
        """Pass on fixes until the connection ends, or sends what is no line."""
        rest = b""
        while len(rest) < LONGEST:
            try:
                data = connection.recv(4096)
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                fix = self._take(_report(line))
                if fix and self._reader is threading.current_thread():
                    noticed(fix)

    def _take(self, report: dict[str, Any]) -> Fix | None:
        """The fix of a report, if it has one; what gpsd tells of its receivers is kept."""
        kind = report.get("class")
        if kind == "DEVICES":
            devices = report.get("devices")
            self._has_receiver = isinstance(devices, list) and any(self._is_ours(each) for each in devices)
        elif kind == "DEVICE" and self._is_ours(report):
            # a receiver that was put in again shows so, one that was pulled out with 0
            self._has_receiver = report.get("activated") != 0
        elif kind == "TPV":
            self._has_receiver, self._heard = True, self._stopwatch.monotonic()
            return fix_of(report)
        return None

    def _is_ours(self, device: Any) -> bool:
        return isinstance(device, dict) and self._device in ("", device.get("path"))


def fix_of(report: dict[str, Any]) -> Fix | None:
    """The fix of a TPV report; None without satellites, or without what makes a fix."""
    mode, latitude, longitude = (_number(report, name) for name in ("mode", "lat", "lon"))
    if mode is None or mode < MODE_2D or latitude is None or longitude is None:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    try:
        at = datetime.fromisoformat(str(report.get("time", "")))
    except ValueError:
        return None
    return Fix(at, latitude, longitude, _accuracy(report), _number(report, "speed")) if at.tzinfo else None


def _accuracy(report: dict[str, Any]) -> float | None:
    eph, east, north = (_number(report, name) for name in ("eph", "epx", "epy"))
    if eph is None and east is not None and north is not None:
        return hypot(east, north)
    return eph


def _number(report: dict[str, Any], name: str) -> float | None:
    value = report.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
        return float(value)
    return None


def _report(line: bytes) -> dict[str, Any]:
    """A line as gpsd sends them; a broken one tells nothing."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _server(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":") if ":" in text else (text, "", "")
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 1 << 16):
        raise ValueError(f"gpsd's port must be a number, such as {PORT}, not {port!r}")
    return host.strip("[]") or HOST, int(port or PORT)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
