"""The offline queue: rows of the journal leave for central in order, and none is passed before central has said that it holds it.

The journal is the queue and its cursor the only state, so a cut at any moment costs at most a batch sent twice, which
central knows again. Central says with every answer where it stands in the chain, and the terminal follows.
"""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from central.chain import genesis, links, sealed
from central.client import Busy, CentralClient, CentralFault, Refused
from central.signing import Signer
from central.wire import MOST_RECORDS, Batch, Stand, Verdict
from firmware.chaining import Leaving
from firmware.clock import Clock
from firmware.errors import JournalError
from firmware.journal import Journal

MOST_BYTES = 400_000
"""Of bodies in a batch; packed they are a tenth of it, and two seconds of a line of 200 kbit/s."""
FEWEST = 16
"""Records in a batch on a line that never lets a longer one through."""
START_S = 10.0
"""Seconds over which terminals whose power comes back at once spread their first batch."""
FIRST_S, LONGEST_S = 2.0, 300.0
"""Seconds within which the first repeat falls, and any later one."""
HIGHEST = 2**62
LONGEST_SENTENCE = 200
"""Letters that are kept of what central says of a record: a disk must not fill by what it is told."""
MOST_PATIENT_S = 3600.0
"""Seconds that central may ask for at most: a slip there must not silence a fleet."""


@dataclass(frozen=True)
class Letter:
    """A batch ready to leave: whose place it has in the chain, the hash of each record, and the JSON of the `Batch`."""

    epoch: str
    first: int
    previous: bytes
    hashes: list[bytes]
    body: bytes

    @property
    def last(self) -> int:
        """The number of its last record."""
        return self.first + len(self.hashes) - 1


@dataclass(frozen=True)
class Sent:
    """What came of one sending: records that central took, and the pause in seconds before the next, None when none is left.

    `fault` has a sentence for the operator's log when nothing was taken.
    """

    records: int = 0
    pause_s: float | None = 0.0
    fault: str = ""

    @property
    def failed(self) -> bool:
        """Whether nothing was taken though something was there."""
        return bool(self.fault)


def pause_after(failures: int, retry_after_s: float, chance: random.Random) -> float:
    """Seconds until the next try: what central asked for, and a random part of a window that doubles (full jitter).

    Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
    """
    asked = min(retry_after_s, MOST_PATIENT_S)
    # all who were told the same seconds would come back as one, so the window is never shorter than these
    window = max(min(FIRST_S * 2.0 ** min(failures - 1, 30), LONGEST_S), asked)
    return asked + chance.uniform(0, window)


class OfflineQueue:
    """The records of one journal on their way to central; for one thread at a time."""

    def __init__(
        self, journal: Journal, client: CentralClient, signer: Signer, clock: Clock, chance: random.Random
    ) -> None:
        self._journal, self._client, self._signer = journal, client, signer
        self._clock, self._chance = clock, chance
        self._failures = self._epochs = 0
        self.refusal = ""
        """Why central takes nothing from this terminal, as it said last; empty once it has taken a batch."""
        self._most = MOST_RECORDS
        self._ahead: Letter | None = None
        self._not_before = clock.monotonic() + chance.uniform(0, START_S)

    @property
    def is_due(self) -> bool:
        """Whether the pause after the last failure, or after the start, is over."""
        return self._clock.monotonic() >= self._not_before

    def send_one(self) -> Sent:
        """One batch there and back; whatever comes back, no record loses its place. Raises JournalError."""
        return self._send(self.letter())

    def ask(self) -> Sent:
        """With nothing to send: does central still hold the last record? One that was restored from a backup shows it. Raises JournalError."""
        last = self._journal.acknowledged
        # of this chain, and kept: of the last record that is no longer kept the hash still is
        if last < self._journal.oldest or self._journal.hash_at(last) is None:
            return Sent(pause_s=None)
        return self._send(self._sealed(self._journal.leaving(1, MOST_BYTES, last - 1)))

    def _send(self, letter: Letter | None) -> Sent:
        if letter is None:
            return Sent(pause_s=None)
        preparing = threading.Thread(target=self._prepare, args=(letter,), name="next batch", daemon=True)
        # with less than a whole batch there is no other behind it
        if len(letter.hashes) == self._most:
            preparing.start()
        try:
            stand = self._client.records(letter.body)
        except (CentralFault, Refused) as fault:
            return self.failed(fault)
        finally:
            if preparing.ident:
                preparing.join()
        return self.follow(letter, stand)

    def _prepare(self, letter: Letter) -> None:
        """While a batch is on its way, make the one behind it ready."""
        # what is wrong with the journal is met again, by whoever may tell of it
        with suppress(JournalError):
            self._ahead = self._sealed(self._journal.leaving(self._most, MOST_BYTES, letter.last))

    def letter(self) -> Letter | None:
        """The next batch, sealed; None when central holds everything. Raises JournalError."""
        ahead, self._ahead = self._ahead, None
        if ahead and (ahead.epoch, ahead.first) == (self._journal.epoch, self._journal.acknowledged + 1):
            return ahead
        return self._sealed(self._journal.leaving(self._most, MOST_BYTES))

    def _sealed(self, leaving: Leaving | None) -> Letter | None:
        if leaving is None:
            return None
        hashes = list(links(leaving.previous, leaving.bodies))
        whose = self._signer.terminal, leaving.epoch, leaving.first
        batch = Batch(
            terminal=self._signer.terminal,
            epoch=leaving.epoch,
            first=leaving.first,
            previous=leaving.previous,
            records=[msgspec.Raw(body) for body in leaving.bodies],
            seal=self._signer.seal(sealed(*whose, len(hashes), hashes[-1])),
        )
        return Letter(leaving.epoch, leaving.first, leaving.previous, hashes, msgspec.json.encode(batch))

    def follow(self, letter: Letter, stand: Stand) -> Sent:
        """Go where central stands, as far as the hashes prove it. Raises JournalError."""
        if not 0 <= stand.through <= HIGHEST:
            return self._lost("central stands at a number that there is not")
        if not stand.verdicts:
            return self._go_to(letter, stand)
        if len(stand.verdicts) != len(letter.hashes) or stand.through < letter.last:
            return self._lost("central's answer does not fit the batch")
        if stand.through == letter.last and stand.head != letter.hashes[-1]:
            return self._lost("central answered about another chain")
        if stand.through > letter.last and stand.head != self._journal.hash_at(stand.through):
            return self._fork()
        return self._taken(letter, stand)

    def failed(self, fault: CentralFault | Refused) -> Sent:
        """Nothing came back that can be followed: the pause grows, and a batch that may be too long for the line shrinks."""
        busy = isinstance(fault, Busy)
        if not busy:
            self._most = max(self._most // 2, FEWEST)
        if isinstance(fault, Refused):
            self.refusal = str(fault.refusal.reason)
        return self._lost(str(fault), fault.retry_after_s if isinstance(fault, Busy) else 0.0)

    def _taken(self, letter: Letter, stand: Stand) -> Sent:
        numbers = enumerate(stand.verdicts, letter.first)
        refused = {n: _told(stand.refused.get(str(n), "")) for n, verdict in numbers if verdict is Verdict.REFUSED}
        self._journal.acknowledge(letter.last, refused, held=stand.quarantined)
        self._failures, self._not_before, self.refusal = 0, 0.0, ""
        self._most = min(self._most * 2, MOST_RECORDS)
        return Sent(len(letter.hashes))

    def _go_to(self, letter: Letter, stand: Stand) -> Sent:
        """The batch does not join on to what central holds, which was restored from a backup, or met another terminal like this."""
        if stand.through >= letter.first:
            if stand.head == self._journal.hash_at(stand.through):
                return self._lost("central holds the batch and gives no verdicts")
            return self._fork()
        is_ours = stand.head == self._journal.hash_at(stand.through)
        if (is_ours and stand.through == letter.first - 1) or (stand.through == 0 and _begins(letter)):
            return self._lost("central takes nothing and gives no reason")
        # of a row before a gap the hash is still known, but what followed it is no longer kept
        if is_ours and stand.through >= self._journal.oldest - 1:
            self._journal.rewind(stand.through)
            return self._lost(f"central forgot what came after record {stand.through}: sent again")
        # it may have forgotten more than this chain: what it knows, it knows again
        return self._begin_anew("central does not know this chain: all that is kept is sent again")

    def _fork(self) -> Sent:
        # from where the two part nobody can say: a restored central may have forgotten what it had acknowledged
        return self._begin_anew("central holds other records under these numbers: all is sent in a new chain")

    def _begin_anew(self, fault: str) -> Sent:
        """Send all that is kept in a new epoch, each later than the one before: it writes every row, which wears a card out."""
        self._failures = max(self._failures, self._epochs)
        self._epochs += 1
        self._journal.begin_epoch(self._journal.oldest)
        return self._lost(fault)

    def _lost(self, fault: str, retry_after_s: float = 0.0) -> Sent:
        """No progress, whatever the reason: who answers nonsense at once must not keep the terminal busy."""
        self._failures += 1
        self._ahead = None
        pause = pause_after(self._failures, retry_after_s, self._chance)
        self._not_before = self._clock.monotonic() + pause
        return Sent(pause_s=pause, fault=fault)


def _begins(letter: Letter) -> bool:
    return letter.previous == genesis(letter.epoch)


def _told(sentence: str) -> str:
    # shown on an operator's terminal, which other signs would steer
    return "".join(sign if sign.isprintable() else " " for sign in sentence[:LONGEST_SENTENCE])
