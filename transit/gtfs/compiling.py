"""From a feed as published to the compact file that a terminal maps into memory, with everything that is wrong on the way."""

from __future__ import annotations

import zlib
from pathlib import Path

from transit.gtfs.arrays import FORMAT, Buffer, packed
from transit.gtfs.conflicts import find, find_on_ways, may_meet
from transit.gtfs.fares import fare_arrays
from transit.gtfs.faults import Faults
from transit.gtfs.feed import Feed, read_feed
from transit.gtfs.lookup import Lookup
from transit.gtfs.places import route_arrays, stop_arrays
from transit.gtfs.source import Source, open_source, source_of
from transit.gtfs.tariff import Tariff


def compile_to(feed: Path, file: Path) -> Faults:
    """Compile a folder or zip into a file, which is there whole or not at all. Raises Unreadable, OSError."""
    read = _read(feed)
    draft = file.with_name(f"{file.name}.draft")
    with draft.open("wb") as writing:
        writing.writelines(_pack(read))
    draft.replace(file)
    return read.faults


def compile_feed(feed: Path | bytes) -> tuple[bytes, Faults]:
    """The compiled file of a folder, of a zip, or of a zip's bytes, and the feed's faults. Raises Unreadable when there is no feed at all."""
    read = _read(feed)
    return b"".join(_pack(read)), read.faults


def check_feed(feed: Path | bytes) -> tuple[dict[str, str], Faults]:
    """What feed_info.txt says, and the faults. Raises Unreadable when there is no feed at all."""
    read = _read(feed)
    return read.about, read.faults


def _read(feed: Path | bytes) -> Feed:
    source: Source = source_of(feed) if isinstance(feed, bytes) else open_source(feed)
    with source:
        found = read_feed(source)
    find(found)
    if may_meet(found):
        # asked of the compiled file, so that the check cannot differ from the bus
        find_on_ways(found, Tariff(Lookup(memoryview(b"".join(_pack(found))))))
    return found


def _pack(feed: Feed) -> list[Buffer]:
    arrays: dict[str, Buffer] = {
        **stop_arrays(feed),
        **route_arrays(feed),
        **feed.services.arrays(),
        **feed.timetable.arrays(feed.strings),
        **fare_arrays(feed),
        **feed.words.arrays(),
    }
    arrays["text_end"], arrays["text"] = feed.strings.arrays()
    contains = [[key, fare, line, sorted(zones)] for (key, fare), (line, zones) in feed.fares.contains.items()]
    heading = {
        "format": FORMAT,
        "version": _version(feed, arrays),
        "about": feed.about,
        "agencies": feed.agencies,
        "contains": contains,
        "categories": feed.fares.categories,
        "ruled": feed.fares.ruled,
    }
    return packed(heading, arrays)


def _version(feed: Feed, arrays: dict[str, Buffer]) -> str:
    """What the operator calls it; a sum over everything when he gave it no name."""
    told = f"{feed.about.get('feed_version', '')} {feed.about.get('feed_start_date', '')}".strip()
    if told:
        return told
    # records must tell two feeds apart even when the operator does not
    total = 0
    for values in arrays.values():
        total = zlib.crc32(values, total)
    return f"unversioned-{total:08x}"
