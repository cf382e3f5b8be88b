"""What every receipt printer does, of the virtual twin and of the ESC/POS driver alike; then what reaches the line.

The ESC/POS driver prints to a printer in a thread that reads its commands, from a socket or at the end of a pty.
"""

import io
import os
import pty
import select
import socket
import threading
import tty

import pytest
from PIL import Image

from drivers.escpos import SILENT, EscposReceiptPrinter
from drivers.protocols import DeviceFault, Fault, Health, Slip, SlipLine
from drivers.slip_raster import draw
from drivers.virtual.receipt_printer import VirtualReceiptPrinter

SLIP = Slip("T-1", (SlipLine("領 収 書", "No.1", strong=True), SlipLine("住民票の写し", "300円"), SlipLine(rule=True)))
LONG = Slip("T-2", tuple(SlipLine(f"{n} 行目", f"{n}円") for n in range(60)))
CUT = b"\x1dV\x01"


def paper(commands: bytes) -> tuple[list[Image.Image], int]:
    """The slips that this stream of ESC/POS puts out, and how often it cuts; anything else is refused."""
    slips, rows, width, cuts, at = [], b"", 0, 0, 0
    while at < len(commands):
        if commands.startswith(b"\x1dv0\x00", at):
            width, height = (int.from_bytes(commands[at + n : at + n + 2], "little") for n in (4, 6))
            rows += commands[at + 8 : at + 8 + width * height]
            at += 8 + width * height
        elif commands.startswith(b"\x1bd", at):
            at += 3
        elif commands.startswith(CUT, at):
            ink = Image.frombytes("1", (width * 8, len(rows) // width), bytes(byte ^ 0xFF for byte in rows))
            slips, rows, cuts, at = [*slips, ink], b"", cuts + 1, at + 3
        else:
            raise AssertionError(f"unknown command at byte {at}: {commands[at : at + 4]!r}")
    return slips, cuts


class Device:
    """An ESC/POS printer at the other end of a file descriptor: answers DLE EOT and GS r, keeps all else."""

    def __init__(self):
        self.commands = bytearray()
        self.fault: Fault | None = None
        self.silent = False
        self.answer: int | None = None
        self.unasked = b""
        self.cut = threading.Event()
        self._gone = threading.Event()
        self._threads: list[threading.Thread] = []

    def serve(self, fd: int) -> None:
        thread = threading.Thread(target=self._serve, args=(fd,))
        thread.start()
        self._threads.append(thread)

    def _serve(self, fd: int) -> None:
        pending = b""
        while not self._gone.is_set():
            if not select.select([fd], [], [], 0.02)[0]:
                continue
            try:
                arrived = os.read(fd, 65536)
            except OSError:
                return
            if not arrived:
                return
            pending = self._act(fd, pending + arrived)

    def _act(self, fd: int, commands: bytes) -> bytes:
        while commands:
            if commands[:1] == b"\x10" and len(commands) >= 3:
                self._tell(fd, self._status(commands[2]))
                commands = commands[3:]
            elif commands.startswith(b"\x1dr") and len(commands) >= 3:
                if self.fault is None:
                    self._tell(fd, 0x00)
                commands = commands[3:]
            elif commands[:1] == b"\x10" or commands in (b"\x1d", b"\x1dr"):
                return commands
            else:
                length = self._length(commands)
                if len(commands) < length:
                    return commands
                self.commands += commands[:length]
                commands = commands[length:]
                if self.commands.endswith(CUT):
                    self.cut.set()
        return b""

    def _length(self, commands: bytes) -> int:
        """How long the first command is, as far as can be told."""
        if not commands.startswith(b"\x1dv0"):
            return 3
        width, height = (int.from_bytes(commands[n : n + 2], "little") for n in (4, 6))
        return 8 + width * height

    def _status(self, kind: int) -> int:
        if self.answer is not None:
            return self.answer
        bits = {(2, Fault.COVER_OPEN): 0x04, (4, Fault.PAPER_OUT): 0x60, (2, Fault.PAPER_JAM): 0x40}
        return 0x12 | bits.get((kind, self.fault), 0)

    def _tell(self, fd: int, status: int) -> None:
        if not self.silent:
            os.write(fd, bytes([status]) + self.unasked)

    def close(self) -> None:
        self._gone.set()
        for thread in self._threads:
            thread.join()


class OnNetwork(Device):
    def __init__(self):
        super().__init__()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.driver = EscposReceiptPrinter(f"127.0.0.1:{self.listener.getsockname()[1]}")
        self.lines: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            self.lines.append(line)
            self.serve(line.fileno())

    def unplug(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._accepting.join()

    def close(self):
        if self.listener.fileno() >= 0:
            self.unplug()
        super().close()
        for line in self.lines:
            line.close()


class OnSerialLine(Device):
    def __init__(self, folder):
        super().__init__()
        self.end, self.device = pty.openpty()
        tty.setraw(self.device)
        self.path = folder / "ttyprinter"
        self.path.symlink_to(os.ttyname(self.device))
        self.driver = EscposReceiptPrinter(str(self.path))
        self.serve(self.end)

    def unplug(self):
        self.path.unlink()

    def close(self):
        super().close()
        os.close(self.end)
        os.close(self.device)


class InMemory:
    def __init__(self):
        self.driver = VirtualReceiptPrinter()

    def slips(self):
        return [Image.open(io.BytesIO(slip.png)) for slip in self.driver.history]

    def breaks(self, fault):
        self.driver.set_fault(fault)

    def unplug(self):
        self.driver.set_fault(Fault.OFFLINE)

    def close(self):
        self.driver.close()


@pytest.fixture(params=["virtual", "network", "serial"])
def stand(request, tmp_path):
    kinds = {"virtual": InMemory, "network": OnNetwork, "serial": lambda: OnSerialLine(tmp_path)}
    stand = kinds[request.param]()
    yield stand
    stand.close()


def slips_of(stand) -> list[Image.Image]:
    return stand.slips() if isinstance(stand, InMemory) else paper(bytes(stand.commands))[0]


def breaks(stand, fault) -> None:
    if isinstance(stand, InMemory):
        stand.driver.set_fault(fault)
    else:
        stand.fault = fault


def test_a_slip_comes_out_dot_for_dot(stand):
    stand.driver.open()
    stand.driver.print(SLIP)
    (slip,) = slips_of(stand)
    assert slip.tobytes() == draw(SLIP).tobytes()


def test_slips_come_out_one_after_the_other_the_long_ones_whole(stand):
    stand.driver.print(LONG)
    stand.driver.print(SLIP)
    assert [slip.tobytes() for slip in slips_of(stand)] == [draw(LONG).tobytes(), draw(SLIP).tobytes()]


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.PAPER_JAM])
def test_a_printer_that_cannot_print_takes_nothing_and_says_why(stand, fault):
    breaks(stand, fault)
    assert stand.driver.health().fault is fault
    with pytest.raises(DeviceFault, match="receipt printer") as caught:
        stand.driver.print(SLIP)
    assert caught.value.fault is fault
    assert slips_of(stand) == []
    breaks(stand, None)
    stand.driver.print(SLIP)
    assert len(slips_of(stand)) == 1


def test_a_ready_printer_says_so_and_may_be_opened_and_closed_twice(stand):
    for _ in range(2):
        stand.driver.open()
        assert stand.driver.health() == Health()
    for _ in range(2):
        stand.driver.close()


def test_a_printer_that_is_not_there_is_offline(stand):
    stand.unplug()
    for attempt in (stand.driver.open, lambda: stand.driver.print(SLIP)):
        with pytest.raises(DeviceFault, match="does not answer") as caught:
            attempt()
        assert caught.value.fault is Fault.OFFLINE
    assert stand.driver.health().fault is Fault.OFFLINE


@pytest.fixture
def device():
    device = OnNetwork()
    yield device
    device.close()


def test_a_printer_that_never_answers_prints_and_its_health_says_what_is_not_known(device):
    device.silent = True
    assert device.driver.health() == Health(None, SILENT)
    device.driver.print(SLIP)
    assert device.cut.wait(60)
    assert paper(bytes(device.commands))[1] == 1


def test_an_answer_that_is_no_status_is_told(device):
    device.answer = 0xFF
    with pytest.raises(DeviceFault, match="0xff, which is no ESC/POS status"):
        device.driver.print(SLIP)
    assert device.commands == b""


def test_what_a_printer_says_unasked_is_not_taken_for_the_next_answer(device):
    device.unasked = b"\x72"  # no paper, it says, but nobody asked
    assert device.driver.health() == Health()
    device.driver.print(SLIP)
    assert paper(bytes(device.commands))[1] == 1


def test_a_file_gets_exactly_the_raster_and_a_cut(tmp_path):
    line = tmp_path / "lp0"
    line.touch()
    printer = EscposReceiptPrinter(str(line))
    printer.print(SLIP)
    printer.print(LONG)
    slips, cuts = paper(line.read_bytes())
    assert [slip.tobytes() for slip in slips] == [draw(SLIP).tobytes(), draw(LONG).tobytes()]
    assert cuts == 2


def test_narrow_paper_gets_a_narrow_raster(tmp_path):
    line = tmp_path / "lp0"
    line.touch()
    EscposReceiptPrinter(f"{line},58").print(SLIP)
    (slip,), _ = paper(line.read_bytes())
    assert slip.tobytes() == draw(SLIP, 384).tobytes()


def test_nothing_is_written_to_standard_output(tmp_path, capsys):
    line = tmp_path / "lp0"
    line.touch()
    EscposReceiptPrinter(str(line)).print(SLIP)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("", "write a path"),
        ("host:", "write a path"),
        ("host:x", "write a path"),
        ("host:70000", "write a path"),
        ("/dev/usb/lp0,70", "'70' must be 80 or 58"),
        ("host,wide", "'wide' must be 80 or 58"),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_part_named(address, part):
    with pytest.raises(ValueError, match=part):
        EscposReceiptPrinter(address)


def test_a_virtual_slip_can_be_read_and_taken_once():
    printer = VirtualReceiptPrinter()
    printer.print(SLIP)
    assert printer.tray[0].text == "領 収 書 No.1\n住民票の写し 300円\n"
    assert printer.take("receipt-1").slip is SLIP
    assert printer.tray == ()
    with pytest.raises(KeyError):
        printer.take("receipt-1")


def test_a_virtual_printer_may_run_out_of_paper_after_some_slips():
    printer = VirtualReceiptPrinter()
    printer.set_fault(Fault.PAPER_OUT, after=1)
    printer.print(SLIP)
    with pytest.raises(DeviceFault, match="new roll"):
        printer.print(SLIP)
    assert len(printer.history) == 1
