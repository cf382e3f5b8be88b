"""The line between a session and a virtual card: one exchange on it may go wrong, and it notes what the card got of a code."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cards.apdu import SELECT, VERIFY, Limits
from cards.errors import CardError, CardMute, CardRemoved
from drivers.protocols import DeviceFault, Fault

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


class Witness:
    """A card that counts on its own side how often each code was presented to it, whatever lies between."""

    def __init__(self, card) -> None:
        self._card = card
        self._application = b""
        self.presented: Counter = Counter()

    def transmit(self, command) -> bytes:
        if command[1] == VERIFY and len(command) > 4:
            self.presented[self._application, command[3] & 0x1F] += 1
        answer = self._card.transmit(command)
        self._application = _selected(command, answer) or self._application
        return answer

    @property
    def wait(self):
        return self._card.wait

    @wait.setter
    def wait(self, how) -> None:
        self._card.wait = how

    def __getattr__(self, name):
        return getattr(self._card, name)


@dataclass
class Noted:
    """One command about a code: which code, whether it was presented or only asked about, and whether its answer was lost."""

    code: tuple[bytes, int]
    presented: bool
    lost: bool


class Line:
    """The way to a reader: `connect` gives a wire to its card. `strike_at(n, strike)` lets the n-th exchange from now go wrong."""

    def __init__(self, reader) -> None:
        self._reader = reader
        self._wire: Wire | None = None
        self._strike: tuple[int, Strike] | None = None
        self.noted: list[Noted] = []
        self.lengths: list[int] = []
        self.limits = Limits()

    def connect(self) -> "Wire":
        self.close()
        self._wire = Wire(self, self._reader.connect())
        return self._wire

    def close(self) -> None:
        if self._wire:
            self._wire.close()

    @property
    def alive(self) -> bool:
        return self._wire is not None and self._wire.alive

    def strike_at(self, exchange: int, strike: Strike) -> None:
        self._strike = (exchange, strike)

    def due(self) -> Strike | None:
        """What happens to the exchange of now."""
        if self._strike is None:
            return None
        left, strike = self._strike
        self._strike = (left - 1, strike) if left > 1 else None
        return None if left > 1 else strike


class Wire:
    """One connection; dead when it was struck so, and old when another was made. `lengths` of the line: of all true answers."""

    def __init__(self, line: Line, connection) -> None:
        self._line, self._connection = line, connection
        self._application = b""
        self.link, self.limits = connection.link, line.limits
        self.alive = True

    def close(self) -> None:
        if self.alive:
            self.alive = False
            self._connection.close()

    def transmit(self, command) -> bytes:
        if not self.alive:
            raise CardRemoved("the connection is over")
        strike, noted = self._line.due(), self._note(bytes(command))
        try:
            answer = self._struck(command, strike) if strike else self._forward(command)
        except (CardError, DeviceFault):
            noted.lost = True
            raise
        noted.lost = strike is not None
        return answer

    def _struck(self, command, strike: Strike) -> bytes:
        true = self._forward(command) if strike.acts else b""
        if strike.fatal:
            self.close()
        if strike.raises:
            raise strike.raises()
        return strike.answers if isinstance(strike.answers, bytes) else strike.answers(true)

    def _forward(self, command) -> bytes:
        answer = self._connection.transmit(command)
        self._line.lengths.append(len(answer))
        self._application = _selected(command, answer) or self._application
        return answer

    def _note(self, command: bytes) -> Noted:
        noted = Noted((self._application, command[3] & 0x1F), presented=len(command) > 4, lost=False)
        if command[1] == VERIFY:
            self._line.noted.append(noted)
        return noted


def _selected(command, answer: bytes) -> bytes:
    """The application that this command has just made current."""
    named = command[1] == SELECT and command[2] == 0x04 and answer[-2:] == b"\x90\x00"
    return bytes(command[5 : 5 + command[4]]) if named else b""
