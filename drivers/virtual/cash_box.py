"""The cash box's twin: a slot, tubes of coins, a chest of notes and a tray, with the money counted to the last yen.

Coins that are kept join the tubes and are given out again; notes stay in the chest. While the slot is shut, or money
is of a kind it does not know, it falls through to the tray at once, as in a vending machine.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drivers.protocols import DeviceFault, Fault
from drivers.virtual.faults import Breakable

COINS = (500, 100, 50, 10)
NOTES = (1000,)
STOCK = {500: 10, 100: 40, 50: 20, 10: 40}
SENTENCES = {
    Fault.NO_CHANGE: "The cash box lacks coins for change: fill the tubes.",
    Fault.MONEY_JAM: "Money is jammed in the cash box: open it and clear the slot.",
    Fault.OFFLINE: "The cash box does not answer: look at its power and its line.",
}


@dataclass(frozen=True)
class Movement:
    """One coin, note or pay-out: `kind` is kept (in the box), returned (it fell through) or given (from the tubes)."""

    kind: str
    yen: int


class VirtualCashBox(Breakable):
    """A cash box in memory; `insert` is what a person does, from any thread."""

    def __init__(self, stock: Mapping[int, int] | None = None) -> None:
        super().__init__("cash box", SENTENCES)
        self._stock = Counter(STOCK if stock is None else stock)
        self._tray: Counter[int] = Counter()
        self._history: list[Movement] = []
        self._inserted: Callable[[int], None] | None = None
        self._telling = threading.RLock()

    def open(self) -> None:
        """Be ready, slot shut. Raises DeviceFault when off line."""
        self._inserted = None
        self._refuse(Fault.OFFLINE)

    def close(self) -> None:
        """Shut the slot."""
        self.stop()

    def accept(self, inserted: Callable[[int], None]) -> None:
        """Open the slot. Raises DeviceFault when jammed or off line."""
        self._refuse(Fault.OFFLINE, Fault.MONEY_JAM)
        self._inserted = inserted

    def stop(self) -> None:
        """Shut the slot; a coin that is being told of is told before this returns."""
        with self._telling:
            self._inserted = None

    def insert(self, yen: int) -> bool:
        """Drop a coin or note in; False when it falls through to the tray."""
        with self._telling:
            with self._lock:
                inserted = self._inserted
                if inserted is None or yen not in COINS + NOTES or self._fault in (Fault.OFFLINE, Fault.MONEY_JAM):
                    self._move("returned", yen)
                    return False
                self._move("kept", yen)
            # outside the inner lock, so that whoever is told may shut the slot or ask for change
            inserted(yen)
            return True

    def can_give(self, yen: int) -> bool:
        """Whether the tubes hold the coins for this sum."""
        with self._lock:
            return self._fault is None and self._coins_for(yen) is not None

    def give(self, yen: int) -> None:
        """Give coins into the tray. Raises DeviceFault, with nothing given."""
        with self._lock:
            coins = self._coins_for(yen)
            if self._fault or coins is None:
                fault = self._fault or Fault.NO_CHANGE
                raise DeviceFault(fault, self._sentence(fault))
            self._stock -= coins
            self._tray += coins
            self._history.append(Movement("given", yen))

    @property
    def stock(self) -> dict[int, int]:
        """How many of each coin are in the tubes and how many notes in the chest, by yen."""
        with self._lock:
            return {yen: self._stock[yen] for yen in COINS + NOTES}

    @property
    def tray(self) -> dict[int, int]:
        """How many of each coin or note lie in the tray, by yen."""
        with self._lock:
            return dict(self._tray)

    def take(self) -> dict[int, int]:
        """Empty the tray into a person's hand."""
        with self._lock:
            taken, self._tray = dict(self._tray), Counter()
            return taken

    @property
    def history(self) -> tuple[Movement, ...]:
        """Every movement of money since the start."""
        with self._lock:
            return tuple(self._history)

    def _move(self, kind: str, yen: int) -> None:
        self._history.append(Movement(kind, yen))
        if kind == "returned":
            self._tray[yen] += 1
            return
        self._stock[yen] += 1
        self._count()

    def _coins_for(self, yen: int) -> Counter[int] | None:
        """The fewest coins that make this sum; taking the largest first is exact, since each coin divides the next."""
        coins: Counter[int] = Counter()
        # A negative sum would be "given" by taking coins in.
        if yen < 0:
            return None
        for coin in COINS:
            coins[coin] = min(yen // coin, self._stock[coin])
            yen -= coin * coins[coin]
        return None if yen else coins
