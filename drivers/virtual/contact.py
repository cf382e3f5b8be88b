"""What twins of one contact share: it stands one way or the other, and each change is told once."""

from __future__ import annotations

from drivers.virtual.telling import Telling


class Contact(Telling[bool]):
    """A contact, not touched at first; how it stands is known also while nobody notices."""

    _stands = False

    def _move(self, stands: bool) -> None:
        if stands is self._stands:
            return
        self._stands = stands
        # what moves while its wire is off has moved all the same
        self._tell(stands)
