"""Names in other languages and in kana: translations.txt in its two layouts."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from transit.gtfs.checking import shown
from transit.gtfs.faults import Place

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed, Rows
    from transit.gtfs.rows import Table


Field: TypeAlias = "Callable[[Feed, str, str], str | None]"
"""What the feed has in a field of a record (its id, its sub-id); None when there is no such record."""


class Words:
    """Translations by language and text; of two different ones the first counts."""

    def __init__(self) -> None:
        self._found: dict[int, int] = {}

    def add(self, feed: Feed, place: Place, said: tuple[str, str], translation: str) -> None:
        """Another (language, text) and its translation."""
        texts, (language, text) = feed.strings, said
        # two numbers in one: a dictionary of pairs takes three times the memory
        found = self._found.setdefault(texts[language] << 32 | texts[text], texts[translation])
        if found != texts[translation]:
            told = f"{shown(text)} is also {shown(texts.text(found))} in {language}; that one counts."
            feed.faults.warning(place, "translation", "two_translations", told)

    def arrays(self) -> dict[str, array[int]]:
        """The words for the compiled file: language, text, translation."""
        rows = array("I")
        for said, translation in self._found.items():
            rows.extend((said >> 32, said & 0xFFFFFFFF, translation))
        return {"word": rows}


def take_words(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember translations, whichever layout the heading shows."""
    (_take_old if "trans_id" in table.columns else _take_new)(feed, table, rows)


def _take_old(feed: Feed, table: Table, rows: Rows) -> None:
    pick = table.picker("trans_id", "lang", "translation")
    for line, cells in rows:
        text, language, translation = pick(cells)
        if text and language and translation:
            feed.words.add(feed, Place(table.file, line), (language, text), translation)


def _take_new(feed: Feed, table: Table, rows: Rows) -> None:
    pick = table.picker(
        "table_name", "field_name", "language", "translation", "record_id", "record_sub_id", "field_value"
    )
    for line, cells in rows:
        name, field, language, translation, record, part, value = pick(cells)
        if not (language and translation):
            continue
        place = Place(table.file, line)
        text = value or _FIELDS.get((name, field), _unknown)(feed, record, part)
        if text is None:
            feed.faults.error(
                place, "record_id", "unknown_reference", f"record_id {shown(record)} is not in {name}.txt."
            )
        elif text:
            feed.words.add(feed, place, (language, text), translation)


def _unknown(_feed: Feed, _record: str, _part: str) -> str | None:
    """What no rider sees here needs no translation."""
    return ""


def _stop(feed: Feed, stop: str, _part: str) -> str | None:
    return feed.stops[stop].name if stop in feed.stops else None


def _route(at: int) -> Field:
    return lambda feed, route, _: feed.routes[route][at] if route in feed.routes else None


def _headsign(feed: Feed, trip: str, _part: str) -> str | None:
    number = feed.timetable.numbers.get(trip)
    return None if number is None else feed.strings.text(feed.timetable.rows[number * 5 + 2])


def _sign_at_stop(feed: Feed, trip: str, sequence: str) -> str | None:
    """The trip's sign that riders may see here; "" for others."""
    number = feed.timetable.numbers.get(trip)
    if number is None:
        return None
    at, sign = feed.timetable.signs.get(number, (0, ""))
    return sign if sequence in {"", str(at)} else ""


_FIELDS: dict[tuple[str, str], Field] = {
    ("stops", "stop_name"): _stop,
    ("routes", "route_short_name"): _route(0),
    ("routes", "route_long_name"): _route(1),
    ("trips", "trip_headsign"): _headsign,
    ("stop_times", "stop_headsign"): _sign_at_stop,
    ("agency", "agency_name"): lambda feed, agency, _: feed.agencies.get(agency),
}
