"""A real PulseAudio for tests, with null sinks `handset` and `speaker` whose monitors are recorded.

    from real_stacks.pulse import PrivatePulse
    with PrivatePulse(tmp_path) as pulse, pulse.recording("handset") as recording:
        ...
    samples = recording.samples

An ordinary program in a folder of its own, without D-Bus; it dies with the test. While it stands, this program and those that
it starts find it and no other.
"""

import array
import contextlib
import os
import re
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from acting import LONG

RATE = 24_000
SINKS = ("handset", "speaker")
FOR_LIFE = ("setpriv", "--pdeathsig", "KILL")


class PrivatePulse:
    """One PulseAudio; sinks can be unplugged and plugged in again. `folder` holds its log."""

    def __init__(self, folder: Path, samples: str = "s16le") -> None:
        self._folder = folder
        self._samples = samples
        # The path of a UNIX socket is short (108 bytes), that of a test's folder is not.
        self._run = tempfile.TemporaryDirectory(prefix="pulse")
        self._socket = Path(self._run.name) / "native"
        self._program: subprocess.Popen[bytes] | None = None
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> "PrivatePulse":
        here = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "XDG_RUNTIME_DIR": self._run.name,
            "PULSE_COOKIE": f"{self._run.name}/cookie",
        }
        self._before = {name: os.environ.get(name) for name in here}
        os.environ.update(here)
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()
        self._run.cleanup()
        for name, value in self._before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value

    def start(self) -> None:
        """Switch it on, with both sinks."""
        modules = [f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}", *map(self._sink, SINKS)]
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        with (self._folder / "pulse.log").open("ab") as log:
            self._program = subprocess.Popen(
                [*FOR_LIFE, *command, *(word for module in modules for word in ("-L", module))],
                env={**os.environ, "HOME": self._run.name},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        ends = time.monotonic() + LONG
        while time.monotonic() < ends:
            if self._socket.exists() and "speaker" in self.pactl("list", "short", "sinks"):
                # Its main thread passes sound on, and must not wait for whatever else a busy machine does.
                with contextlib.suppress(PermissionError):
                    os.sched_setscheduler(self._program.pid, os.SCHED_RR, os.sched_param(5))
                return
            time.sleep(0.025)
        raise AssertionError(f"PulseAudio does not start:\n{(self._folder / 'pulse.log').read_text(errors='replace')}")

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._program:
            self._program.kill()
            self._program.wait()
            self._program = None
            self._socket.unlink(missing_ok=True)

    def load(self, module: str) -> str:
        """Load a module; its number."""
        return self.pactl("load-module", *module.split(" ")).strip()

    def unplug(self, sink: str) -> None:
        """Take a sink away."""
        rows = (row.split("\t") for row in self.pactl("list", "short", "modules").splitlines())
        (number,) = [row[0] for row in rows if f"sink_name={sink} " in "\t".join(row) + " "]
        self.pactl("unload-module", number)

    def plug(self, sink: str) -> None:
        """Put a sink back."""
        self.load(self._sink(sink))

    def pactl(self, *words: str) -> str:
        """What PulseAudio's own control program prints."""
        return subprocess.run(["pactl", *words], capture_output=True, text=True, check=False).stdout

    def recording(self, sink: str) -> "Recording":
        """A recorder of everything that sounds on a sink."""
        return Recording(self, sink)

    def _sink(self, name: str) -> str:
        # A sink that rewinds lets its monitor hear twice what it plays anew.
        shape = f"norewinds=1 rate={RATE} channels=1 format={self._samples}"
        return f"module-null-sink sink_name={name} {shape} sink_properties=device.description={name}"


class Recording:
    """What a sink plays: mono samples at 24 kHz, full scale 1.0, and when each of them sounded."""

    def __init__(self, pulse: PrivatePulse, sink: str) -> None:
        self._pulse, self._sink = pulse, sink
        self.ahead_s = 0.0
        shape = ("--format=float32le", f"--rate={RATE}", "--channels=1", "--raw", "--latency-msec=20")
        self._command = ["parec", "-d", f"{sink}.monitor", *shape]
        self._came: list[tuple[float, int]] = []
        self._bytes = bytearray()
        self._changed = threading.Condition()

    def __enter__(self) -> "Recording":
        self._program = subprocess.Popen([*FOR_LIFE, *self._command], stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._take)
        self._thread.start()
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._came) > 5, LONG), "PulseAudio records nothing"
        return self

    def __exit__(self, *error: object) -> None:
        self._program.terminate()
        self._thread.join()
        self._program.wait()

    def _take(self) -> None:
        assert self._program.stdout
        while part := os.read(self._program.stdout.fileno(), 65536):
            with self._changed:
                self._bytes += part
                self._came.append((time.monotonic(), len(self._bytes) // 4))
                self._changed.notify_all()

    def until(self, moment: float) -> None:
        """Wait until everything that sounded before that moment (`time.monotonic`) is recorded."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.index(moment) < self._came[-1][1], LONG)

    @property
    def samples(self) -> array.array:
        """Everything so far."""
        with self._changed:
            return array.array("f", bytes(self._bytes[: len(self._bytes) // 4 * 4]))

    def moment(self, index: int) -> float:
        """When (`time.monotonic`) a sample sounded, at the latest.

        The sink has one clock, the computer's, so the block that came soonest after its last sample tells where all of them
        lie. A null sink hands a block to its monitor when it renders it, before a loudspeaker would have played it: its own
        latency (`ahead_s`) is added. What the recorder takes at its quickest is still in it, so figures are too high.
        """
        return min(came - end / RATE for came, end in self._came) + self.ahead_s + index / RATE

    def measure_ahead(self) -> None:
        """Ask what the sink's latency is now, while something plays."""
        about = self._pulse.pactl("list", "sinks").partition(f"Name: {self._sink}\n")[2]
        self.ahead_s = int(re.search(r"configured (\d+) usec", about)[1]) / 1e6

    def index(self, moment: float) -> int:
        """The sample that sounded at a moment."""
        return int((moment - self.moment(0)) * RATE)

    def since(self, moment: float) -> array.array:
        """Everything from that moment on."""
        return self.samples[max(self.index(moment), 0) :]
