"""What the journal's rows say: intents, outcomes and notes, and how much of them central has not acknowledged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Detail = str | int | bool | None


class Ending(StrEnum):
    """The three answers there are to "did it happen?"."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """One row: an intent, an outcome or a note; of an open act, `known` is what was found out about it so far."""

    at: str
    visit: str
    act: str
    what: str
    phase: str
    detail: dict[str, Detail]
    known: dict[str, Detail] = field(default_factory=dict)


@dataclass
class Act:
    """Something that has been written down as meant; say once how it ended, and whatever is known of it."""

    id: str
    visit: str
    what: str
    ending: Ending | None = None
    detail: dict[str, Detail] = field(default_factory=dict)

    def end(self, ending: Ending, **detail: Detail) -> None:
        """How it ended; written when the block of the act is left."""
        self.ending, self.detail = ending, detail


@dataclass(frozen=True)
class Aside:
    """A record that central refused, as it was sent, and why."""

    seq: int
    body: bytes
    sentence: str


@dataclass(frozen=True)
class Backlog:
    """What central has not acknowledged: how many records, when the oldest was written; how many it ever refused.

    `unseen`: how many of the refused staff have not looked at yet.
    `held`: central counts nothing of this terminal for now, because another machine uses its key.
    """

    count: int
    oldest: datetime | None
    refused: int
    unseen: int
    held: bool
