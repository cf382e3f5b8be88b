"""What is wrong with a feed and where: faults and conflicting fares, each with its file and line."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

ERROR, WARNING = "error", "warning"
# one wrong heading makes a fault of each of 190,000 rows
LISTED = 10_000


class Unreadable(ValueError):
    """There is no feed to read: no such folder, no zip, nothing of GTFS in it. The text is a sentence for the operator."""


class Place(NamedTuple):
    """A line of a file; the heading is line 1."""

    file: str
    line: int


class Fault(NamedTuple):
    """One thing that is wrong; line 0 is the whole file, `code` is for programs. An error costs something that the feed wanted to say."""

    file: str
    line: int
    field: str
    severity: str
    code: str
    sentence: str

    def __str__(self) -> str:
        """As the command prints it."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.severity}: {self.sentence}"


class Conflict(NamedTuple):
    """One way with several prices: origin and destination are zones as the rules have them, blank is any; or stops where only they tell."""

    route: str
    origin: str
    destination: str
    category: str
    yen: tuple[float, ...]
    places: tuple[Place, ...]


class Faults:
    """Collects them; of one kind in one file and of conflicts at most ten thousand are listed, the rest counted."""

    def __init__(self) -> None:
        self.conflicts: list[Conflict] = []
        """The first ten thousand of them."""
        self.conflict_count = 0
        self.counts: dict[str, int] = {}
        self._listed: list[Fault] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def error(self, place: Place, field: str, code: str, sentence: str) -> None:
        """Something is lost."""
        self._add(Fault(place.file, place.line, field, ERROR, code, sentence))

    def warning(self, place: Place, field: str, code: str, sentence: str) -> None:
        """Nothing is lost."""
        self._add(Fault(place.file, place.line, field, WARNING, code, sentence))

    def conflict(self, conflict: Conflict) -> None:
        """A way has several prices."""
        self.conflict_count += 1
        if self.conflict_count <= LISTED:
            self.conflicts.append(conflict)

    def _add(self, fault: Fault) -> None:
        kind = (fault.file, fault.code, fault.severity)
        self._seen[kind] += 1
        if self._seen[kind] <= LISTED:
            self._listed.append(fault)

    @property
    def listed(self) -> list[Fault]:
        """All of them by file and line; where there were too many of a kind, a last one says how many more."""
        more = [
            Fault(file, 0, "", severity, code, f"and {count - LISTED} more of this kind ({code}).")
            for (file, code, severity), count in self._seen.items()
            if count > LISTED
        ]
        return sorted(self._listed, key=lambda fault: (fault.file, fault.line)) + more

    @property
    def errors(self) -> int:
        """How many errors there are, listed or not."""
        return self._count(ERROR)

    @property
    def warnings(self) -> int:
        """How many warnings there are, listed or not."""
        return self._count(WARNING)

    def _count(self, severity: str) -> int:
        return sum(count for (_, _, kind), count in self._seen.items() if kind == severity)
