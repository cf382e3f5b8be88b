"""Why the dock will not do what it was asked, as an HTTP status, a sentence and a word that the page can translate."""

from __future__ import annotations

from collections.abc import Iterable


class Refusal(Exception):
    """A call that was refused: `reason` is a stable word, the text a sentence."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.reason = status, reason


def unknown(what: str, name: str, names: Iterable[str]) -> Refusal:
    """The refusal of a name that is not known; it lists what is."""
    known = ", ".join(sorted(names)) or "none"
    return Refusal(400, "unknown", f"{what} {name!r} is not known (known: {known})")


def impossible(reason: str, sentence: str) -> Refusal:
    """The refusal of an act that cannot be done now."""
    return Refusal(409, reason, sentence)
