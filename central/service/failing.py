"""What is told of a bug of ours: where it is, and never the error's text, which may quote a person."""

from __future__ import annotations

import traceback


def told(error: BaseException) -> str:
    """The kind of an error, and on the lines below it the places that it came through."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
