"""The line between a session and a virtual card: one exchange on it may go wrong, and it notes what the card got of a code."""

from collections.abc import Callable
from dataclasses import dataclass

from cards.apdu import SELECT, VERIFY, Limits
from cards.errors import CardError, CardMute, CardRemoved
from drivers.protocols import DeviceFault, Fault
from drivers.virtual.reader import VirtualReader

SETTLED = {0x6983, 0x6984}


def mute() -> Exception:
    return CardMute("the card does not answer")


def torn() -> Exception:
    return CardRemoved("the card was pulled away")


def unplugged() -> Exception:
    return DeviceFault(Fault.OFFLINE, "The card reader is not connected.")


@dataclass(frozen=True)
class Strike:
    """What goes wrong once: the card acts or not, then `raises` or `answers` comes instead; `fatal` ends the connection."""

    name: str
    acts: bool
    raises: Callable[[], Exception] | None = None
    answers: bytes | Callable[[bytes], bytes] = b""
    fatal: bool = True

    def __repr__(self):
        return self.name


BROKEN = tuple(
    Strike(
        f"{made.__name__}, {'after' if acts else 'before'} the card acted{'' if fatal else ', line alive'}",
        acts,
        made,
        fatal=fatal,
    )
    for made in (torn, mute, unplugged)
    for acts in (True, False)
    for fatal in (True, False)
)
STRANGE = tuple(
    Strike(
        f"{answer.hex() or 'nothing'} {'after' if acts else 'before'} the card acted", acts, None, answer, fatal=False
    )
    for answer in map(
        bytes.fromhex, ("6F00", "6100", "6110", "6C00", "6C04", "6700", "6D00", "6300", "", "90", "00009000", "FFFFFF")
    )
    for acts in (True, False)
)


@dataclass
class Noted:
    """One command about a code: which code, whether it was presented or only asked about, and whether its answer was lost."""

    code: tuple[bytes, int]
    presented: bool
    lost: bool


class Line:
    """Connects to whatever is on the reader; `strike_at(n, strike)` lets the n-th exchange from now go wrong. `lengths` of true answers."""

    def __init__(self, reader: VirtualReader) -> None:
        self._reader = reader
        self._connection = None
        self._application = b""
        self._strike: tuple[int, Strike] | None = None
        self.noted: list[Noted] = []
        self.lengths: list[int] = []
        self.limits = Limits()
        self.link = None

    def connect(self) -> "Line":
        self.close()
        self._connection = self._reader.connect()
        self.link = self._connection.link
        self._application = b""
        return self

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    @property
    def alive(self) -> bool:
        return self._connection is not None

    def strike_at(self, exchange: int, strike: Strike) -> None:
        self._strike = (exchange, strike)

    def transmit(self, command) -> bytes:
        if self._connection is None:
            raise CardRemoved("the connection is over")
        strike = self._due()
        noted = self._note(bytes(command))
        try:
            answer = self._struck(command, strike) if strike else self._forward(command)
        except (CardError, DeviceFault):
            if noted:
                noted.lost = True
            raise
        if noted:
            noted.lost = strike is not None
        return answer

    def _due(self) -> Strike | None:
        if self._strike is None:
            return None
        left, strike = self._strike
        self._strike = (left - 1, strike) if left > 1 else None
        return None if left > 1 else strike

    def _struck(self, command, strike: Strike) -> bytes:
        true = self._forward(command) if strike.acts else b""
        if strike.fatal:
            self.close()
        if strike.raises:
            raise strike.raises()
        return strike.answers if isinstance(strike.answers, bytes) else strike.answers(true)

    def _forward(self, command) -> bytes:
        answer = self._connection.transmit(command)
        self.lengths.append(len(answer))
        if command[1] == SELECT and command[2] == 0x04 and answer[-2:] == b"\x90\x00":
            self._application = bytes(command[5 : 5 + command[4]])
        return answer

    def _note(self, command: bytes) -> Noted | None:
        if command[1] != VERIFY:
            return None
        noted = Noted((self._application, command[3] & 0x1F), presented=len(command) > 4, lost=False)
        self.noted.append(noted)
        return noted
