"""Arrays and texts of a compiled feed where they lie; everything here is only read, so any thread may."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from transit.gtfs.arrays import FORMAT, Damaged, unpacked


class Lookup:
    """A compiled feed's heading, arrays (`lookup["stop_id"]`) and texts. Raises Damaged."""

    def __init__(self, raw: memoryview) -> None:
        self.heading, self._arrays = unpacked(raw)
        if self.heading["format"] != FORMAT:
            raise Damaged("The feed was compiled by another version of kazasu; compile it anew.")
        self._ends, self._texts = self._arrays["text_end"], self._arrays["text"]

    def __getitem__(self, name: str) -> memoryview:
        """An array by its name."""
        return self._arrays[name]

    def text(self, number: int) -> str:
        """A text by its number."""
        return str(self._texts[self._ends[number - 1] if number else 0 : self._ends[number]], "utf-8")

    def texts(self, name: str, row: int, width: int) -> tuple[str, ...]:
        """The texts of one row of an array of `width` columns."""
        return tuple(self.text(number) for number in self[name][row * width : (row + 1) * width])

    def row(self, name: str, row: int, width: int) -> Any:
        """The numbers of one row of an array of `width` columns."""
        return self[name][row * width : (row + 1) * width]

    @cached_property
    def stops(self) -> dict[str, int]:
        """Rows of stops by id."""
        return self._rows("stop_id")

    @cached_property
    def routes(self) -> dict[str, int]:
        """Rows of routes by id."""
        return self._rows("route_id")

    @cached_property
    def trips(self) -> dict[str, int]:
        """Rows of trips by id."""
        return self._rows("trip_id")

    def _rows(self, name: str) -> dict[str, int]:
        # two threads may both make it: they make the same
        return {self.text(number): row for row, number in enumerate(self[name])}
