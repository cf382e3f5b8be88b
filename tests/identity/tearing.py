"""Cards that are torn away from a bus door at any frame of a tap, in simulated time, and held up again."""

from identity.door import GOOD, RIDERS, DoorOfBus
from nfc_bench import Bench

from drivers import isodep
from drivers.protocols import Signal
from drivers.virtual.air_chip import AirChip

SIGN = b"\x2a"
PAUSE_S = 120
"""Between two riders, longer than a second tap of one card counts as the first."""


class TearingChip(AirChip):
    """A reader whose card leaves around one of its frames: `tear` arms it, `torn_at` is when it happened, `signs` whether by then it was to sign."""

    def __init__(self, field) -> None:
        super().__init__(field)
        self._field, self._left, self._how = field, None, ""
        self.torn_at, self.signs, self.sent = None, False, 0

    def tear(self, frame: int | None, how: str = "") -> None:
        self._left, self._how, self.torn_at, self.signs, self.sent = frame, how, None, False, 0

    def exchange(self, frame, timeout_s):
        self.sent += 1
        self.signs |= frame[2:3] == SIGN
        if self._left is None:
            return super().exchange(frame, timeout_s)
        self._left -= 1
        if self._left >= 0:
            return super().exchange(frame, timeout_s)
        self._left, self.torn_at = None, self._field.clock.now
        return self._torn(frame, timeout_s)

    def _torn(self, frame, timeout_s):
        if self._how == "unheard":
            self._field.remove()
            return super().exchange(frame, timeout_s)
        try:
            answer = super().exchange(frame, timeout_s)
        finally:
            self._field.remove()
            self.torn_at = self._field.clock.now
        if self._how == "cut":
            raise isodep.Garbled
        if self._how == "lost":
            self._field.clock.advance(timeout_s)
            raise isodep.Silence
        return answer


HOWS = ("unheard", "cut", "lost", "after")
"""The card leaves before the frame reaches it, within its answer, before its answer, behind its answer."""


class Tearing:
    """A door whose cards are torn away; `wrong` lists what must never be, `retries` seconds until the reader looked for cards again.

    `signing` are those in which a signature was asked for: nobody can tell a card that calculates from one that is gone.
    """

    def __init__(self, folder) -> None:
        self.bench = Bench("air")
        self.bench.chip = TearingChip(self.bench.field)
        self.door = DoorOfBus(folder, self.bench.reader)
        self.wrong: list[str] = []
        self.retries: list[float] = []
        self.signing: list[float] = []
        self.torn = self.told_again = 0
        self._frames = {name: self._sent_for(name) for name in self.door.cards}

    def tear(self, chance) -> None:
        """One card held up and torn away, and held up again."""
        name = chance.choice([*self.door.cards])
        what = f"{name} at frame {(frame := chance.randrange(self._frames[name]))} {(how := chance.choice(HOWS))}"
        self.door.bus.clock.advance(PAUSE_S)
        begun = self.door.bus.clock.now()
        first = self._hold_up(name, frame, how)
        again = self._hold_up(name)
        self._judge(what, name, first, again, len(self.door.rides(begun)))

    def _sent_for(self, name: str) -> int:
        """Frames of an undisturbed tap; one more goes through undisturbed too."""
        self._hold_up(name, None)
        return self.bench.chip.sent

    def _hold_up(self, name: str, frame: int | None = None, how: str = "") -> Signal:
        bench = self.bench
        bench.field.remove()
        bench.until(False)
        bench.field.place(self.door.cards[name])
        bench.until(True)
        bench.chip.tear(frame, how)
        told = self.door.tap()
        if bench.chip.torn_at is not None:
            self.torn += 1
            self.told_again += told is Signal.AGAIN
            bench.until(False)
            (self.signing if bench.chip.signs else self.retries).append(bench.clock.now - bench.chip.torn_at)
        return told

    def _judge(self, what: str, name: str, first: Signal, again: Signal, rides: int) -> None:
        registered = name in RIDERS
        if rides != registered:
            self.wrong.append(f"{what}: {rides} rides")
        if again is not Signal.REFUSED if not registered else again not in GOOD:
            self.wrong.append(f"{what}: told {again} when held up again")
        if first in GOOD and not registered:
            self.wrong.append(f"{what}: accepted")
