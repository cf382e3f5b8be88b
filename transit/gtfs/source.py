"""Where a feed's files are: a folder or a zip, in either perhaps one folder down. Only reads."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from transit.gtfs.faults import Unreadable
from transit.gtfs.tables import LAYOUTS

READING_FAULTS = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)
"""What the standard library raises for a file that is damaged, encrypted or packed in a way it does not know."""


class Source:
    """The files of a feed by their lower-case names; a context, to be left when they are read."""

    def __init__(self, files: dict[str, Callable[[], IO[bytes]]], close: Callable[[], None] = lambda: None) -> None:
        self._files, self._close = files, close

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def names(self) -> list[str]:
        """All files that lie beside the tables."""
        return sorted(self._files)

    def open(self, name: str) -> IO[bytes]:
        """A file as bytes. Raises KeyError and READING_FAULTS."""
        return self._files[name]()


def open_source(path: Path) -> Source:
    """A feed from its folder or zip. Raises Unreadable."""
    try:
        return _folder(path) if path.is_dir() else _zip(path)
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such folder or file.") from None
    except zipfile.BadZipFile:
        raise Unreadable(f"{path}: this is neither a folder nor a zip.") from None
    except READING_FAULTS as error:
        raise Unreadable(f"{path}: cannot be read ({error}).") from None


def source_of(feed: bytes) -> Source:
    """A feed from the bytes of its zip. Raises Unreadable."""
    try:
        return _packed(zipfile.ZipFile(io.BytesIO(feed)), "the zip")
    except READING_FAULTS as error:
        raise Unreadable(f"This is not a zip ({error}).") from None


def _folder(path: Path) -> Source:
    found = [each for each in path.glob("*") if each.is_file()]
    deeper = [each for each in path.glob("*/*") if each.is_file()]
    place = _home(each.relative_to(path).as_posix() for each in found + deeper)
    if place is None:
        raise Unreadable(f"{path}: there are no GTFS tables (stops.txt, routes.txt, ...) here.")
    return Source({each.name.lower(): _opener(each) for each in sorted(found + deeper) if each.parent == path / place})


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _zip(path: Path) -> Source:
    return _packed(zipfile.ZipFile(path), str(path))


def _packed(packed: zipfile.ZipFile, told: str) -> Source:
    names = [
        # macOS packs a shadow of each file beside it
        each.filename
        for each in packed.infolist()
        if not each.is_dir() and not each.filename.startswith("__MACOSX")
    ]
    place = _home(names)
    if place is None:
        packed.close()
        raise Unreadable(f"{told}: there are no GTFS tables (stops.txt, routes.txt, ...) in it.")

    def opener(name: str) -> Callable[[], IO[bytes]]:
        return lambda: packed.open(name)

    files = {each.name.lower(): opener(name) for name in names if (each := _path(name)).parent == place}
    return Source(files, packed.close)


def _path(name: str) -> PurePosixPath:
    """A name in a zip; some programs write backslashes."""
    return PurePosixPath(name.replace("\\", "/"))


def _home(names: Iterable[str]) -> PurePosixPath | None:
    """The folder with the most tables, the nearest of several; None when nothing looks like a table."""
    tables: dict[PurePosixPath, int] = {}
    for name in map(_path, names):
        if name.suffix.lower() == ".txt" and name.stem.lower() in LAYOUTS:
            tables[name.parent] = tables.get(name.parent, 0) + 1
    # an archive may hold last year's feed in a folder of its own
    return max(tables, key=lambda place: (tables[place], -len(place.parts)), default=None)
