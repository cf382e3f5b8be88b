"""The operator's files: a list of people as CSV, whose identities are hashed at once and not kept; documents as they are."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from central.service.snapshots.snapshots import Content
from central.snapshots.documents import packed
from central.snapshots.keys import hashed
from central.snapshots.tables import STATUSES, Allowance, SharedKey, built
from central.wire import SnapshotKind

IDENTITY = "identity"
WORDS = (IDENTITY, "status", "used", "schemes", "left")
LARGEST_ROW = 4096
EIGHT = 8
Line = Mapping[str, str]


def read_document(path: Path) -> Content:
    """A document. Raises ValueError with a sentence that names the file."""
    return Content(packed(_content(path)))


def read_list(
    path: Path, kind: SnapshotKind, key: bytes, generation: int, hashing: Callable[[bytes, str], int] = hashed
) -> Content:
    """A list by its key. Raises ValueError naming file and line, and nobody."""
    rows: list[tuple[int, bytes]] = []
    lines = array("L")
    pack = _record if kind is SnapshotKind.ROSTER else _allowance
    for number, line in _lines(path, kind):
        try:
            rows.append((hashing(key, line[IDENTITY]), pack(line)))
        except ValueError as error:
            raise ValueError(f"{path}: line {number}: {error}") from None
        lines.append(number)
    width = max((len(row) for _, row in rows), default=EIGHT)
    try:
        payload = built(((hash_, row.ljust(width, b"\0")) for hash_, row in rows), width)
    except SharedKey as error:
        raise ValueError(f"{path}: {_shared(path, kind, *(lines[place] for place in error.places))}") from None
    return Content(payload, len(rows), width, generation)


def _lines(path: Path, kind: SnapshotKind) -> Iterator[tuple[int, Line]]:
    """Every line behind the heading, with its number."""
    try:
        # a spreadsheet puts a mark of its own before the first letter
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _check_heading(path, kind, list(reader.fieldnames or ()))
            for line in reader:
                if None in line or None in line.values() or not line[IDENTITY].strip():
                    raise ValueError(f"{path}: line {reader.line_num}: has not one value for each word of the heading")
                yield reader.line_num, line
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: is not UTF-8 text") from None
    except csv.Error as error:
        raise ValueError(f"{path}: line {reader.reader.line_num}: {error}") from None


def _check_heading(path: Path, kind: SnapshotKind, heading: list[str]) -> None:
    if IDENTITY not in heading:
        raise ValueError(f"{path}: line 1: the heading must have the word {IDENTITY!r}")
    twice = [word for word in heading if heading.count(word) > 1]
    if twice:
        raise ValueError(f"{path}: line 1: {twice[0]!r} stands there twice")
    strange = [word for word in heading if word not in WORDS] if kind is not SnapshotKind.ROSTER else []
    if strange:
        raise ValueError(f"{path}: line 1: {strange[0]!r} is not known (known: {', '.join(WORDS)})")


def _allowance(line: Line) -> bytes:
    status = line.get("status") or "allowed"
    if status not in STATUSES:
        raise ValueError(f"status must be one of {', '.join(STATUSES)}")
    return Allowance(STATUSES[status], *(_number(line, word) for word in WORDS[2:])).packed()


def _number(line: Line, word: str) -> int:
    text = line.get(word) or "0"
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{word} must be a whole number from 0 on")
    return int(text)


def _record(line: Line) -> bytes:
    row = msgspec.json.encode({word: value for word, value in line.items() if word != IDENTITY})
    if len(row) > LARGEST_ROW:
        raise ValueError(f"is longer than {LARGEST_ROW} bytes")
    return row


def _shared(path: Path, kind: SnapshotKind, first: int, second: int) -> str:
    """What the operator must do: the same person stands there twice, or two share a key, which one in millions of lists has."""
    # read once more, since nothing of an identity was kept beside its hash
    identities = {number: line[IDENTITY].strip() for number, line in _lines(path, kind) if number in (first, second)}
    if identities[first] == identities[second]:
        return f"lines {first} and {second} are of one identity: take one of them out"
    return f"lines {first} and {second} are of two identities with one key: publish it with --new-key"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None
