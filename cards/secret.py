"""A code that somebody typed, in memory that is overwritten after its one use: Python's own texts can only be forgotten."""

from __future__ import annotations

import re
from types import TracebackType


class Secret:
    """The characters of a PIN or password (ASCII); it is empty after `wipe`, and shows nothing but its length."""

    __slots__ = ("octets",)

    def __init__(self, code: str | bytes | bytearray) -> None:
        """Take the code over: a bytearray is the memory itself and must not be used by the caller any more."""
        self.octets = code if isinstance(code, bytearray) else bytearray(_octets(code))

    def fits(self, pattern: str) -> bool:
        """Whether the whole code has the form of the pattern (a regular expression in ASCII)."""
        return re.fullmatch(pattern.encode("ascii"), self.octets) is not None

    def raise_case(self) -> None:
        """Make small letters (a to z) capital ones, in the same memory."""
        for place, octet in enumerate(self.octets):
            if ord("a") <= octet <= ord("z"):
                self.octets[place] = octet - (ord("a") - ord("A"))

    def wipe(self) -> None:
        """Overwrite the code and forget its length; may be called twice."""
        self.octets[:] = bytes(len(self.octets))
        self.octets.clear()

    def __len__(self) -> int:
        return len(self.octets)

    def __repr__(self) -> str:
        return f"Secret({len(self.octets)} characters)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied")

    def __enter__(self) -> Secret:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()


def taken(code: Secret | str) -> Secret:
    """The code as a secret, to be wiped by whoever took it."""
    return code if isinstance(code, Secret) else Secret(code)


def _octets(code: str | bytes) -> bytes:
    # What is not ASCII fits no code; it must reach `fits`, which says so, not fail here with the text in the error.
    return code.encode("utf-8", "replace") if isinstance(code, str) else code
