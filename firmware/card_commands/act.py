"""The shape of an act: how it is called, what it does, and how its answer reads."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Answer = dict[str, Any]
"""What an act answers, ready for JSON."""


class Usage(Exception):
    """The caller must call otherwise; the text says how."""


STEERING = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Kinds of characters that move a terminal's cursor, turn its writing direction or begin a line."""


def one_line(told: str) -> str:
    """The text without such characters: what a card or a signature says is a stranger's word, and could pass for ours."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) in STEERING else sign for sign in told)


def text(answer: Answer, indent: str = "") -> list[str]:
    """An answer for a reader of text, one member a line."""
    lines: list[str] = []
    for name, value in answer.items():
        label = f"{indent}{name.replace('_', ' ')}:"
        if isinstance(value, dict):
            lines += [label, *text(value, indent + "  ")]
        else:
            lines.append(f"{label} {_word(value)}")
    return lines


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_word, value))
    return "-" if value is None else str(value)


def _nothing(_: argparse.ArgumentParser) -> None:
    pass


@dataclass(frozen=True)
class Act:
    """One word after `kazasu card`: a line for the list, a paragraph for its own help, and what it does."""

    name: str
    brief: str
    about: str
    run: Callable[[argparse.Namespace], Answer]
    arguments: Callable[[argparse.ArgumentParser], None] = _nothing
    lines: Callable[[Answer], list[str]] = text
    reader: bool = True
