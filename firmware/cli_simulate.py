"""`kazasu simulate` and `kazasu rules`: what a city's rules mean for a visitor, and whether they can be read."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import east_asian_width

from central.service.holidays import is_holiday
from central.service.rules import SHIPPED, Rules
from central.service.rules_file import read_rules
from firmware.clock import JAPAN
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.simulating import Event, Shown, at_once, events, shown

USAGE = 2
CENTURY = range(2000, 2100)
MOST_MINUTES = 24 * 60
# what the operator reads of an event; the visitor's words come after it
EVENTS = {
    "opens": "{kinds} can be had from now on.",
    "closing_soon": "who chooses {kinds} is told:",
    "closes": "{kinds} closed. Who has applied before can still pay until {pay_by}; who applies now is told:",
    "too_late": "{kinds}: who has not paid is charged nothing, and is told:",
}
Json = dict[str, Any]
Day = TypeVar("Day", bound=date)


def add_simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `simulate`; it sets `run`, which takes the arguments and returns the exit status."""
    simulate = commands.add_parser("simulate", help="what a resident would be told at a moment")
    simulate.add_argument("at", type=_moment, metavar="ISO", help="such as 2026-12-28T22:58, in Japan")
    simulate.add_argument("--rules", type=Path, metavar="FILE", default=SHIPPED, help="default: the sample city's")
    simulate.add_argument("--minutes", type=_minutes, default=15, metavar="N", help="that follow (15)")
    simulate.add_argument("--language", default="ja", help="of the visitor (ja)")
    simulate.add_argument("--json", action="store_true", help="for programs")
    simulate.set_defaults(run=lambda args: _with_rules(args.rules, lambda rules: _simulate(args, rules)))


def add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `rules`; it sets `run` likewise."""
    rules = commands.add_parser("rules", help="check a city's rules and print the hours of a month")
    rules.add_argument("file", type=Path, metavar="rules.toml")
    rules.add_argument("--month", type=_month, metavar="YYYY-MM", help="default: this month")
    rules.set_defaults(run=lambda args: _with_rules(args.file, lambda rules: _calendar(args.month, rules)))


def _with_rules(path: Path, then: Callable[[Rules], int]) -> int:
    try:
        rules = read_rules(path)
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE
    try:
        status = then(rules)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has enough, such as `| head`; Python would complain of it once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _month(text: str) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month such as 2026-12") from None
    return _known(found)


def _moment(text: str) -> datetime:
    from firmware.cli import moment

    try:
        found = moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment such as 2026-12-28T22:58") from None
    return _known(found)


def _known(found: Day) -> Day:
    # Beyond it the equinoxes, and with them the holidays, are not reckoned.
    if found.year not in CENTURY:
        raise argparse.ArgumentTypeError(f"{found.year} lies outside of {CENTURY.start} to {CENTURY.stop - 1}")
    return found


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_MINUTES):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {MOST_MINUTES}, a day")
    return int(text)


def _simulate(args: argparse.Namespace, rules: Rules) -> int:
    spoken = _Spoken(args.language)
    if args.language not in spoken.book.languages:
        print(f"--language {args.language}: must be one of {', '.join(spoken.book.languages)}", file=sys.stderr)
        return USAGE
    (_print_json if args.json else _print_text)(args, rules, spoken)
    return 0


def _print_text(args: argparse.Namespace, rules: Rules, spoken: _Spoken) -> None:
    now: datetime = args.at
    print(f"{now:%Y-%m-%d %a %H:%M}{' holiday' if is_holiday(now.date()) else ''}, {args.rules}\n")
    _print_columns([_row(each, spoken) for each in shown(rules, now)])
    if ending := at_once(rules, now):
        print(f"\nEverybody is told, and the visit ends:\n  {spoken.line(ending)}")
    print(f"\nThe {args.minutes} minutes after that:")
    follows = list(events(rules, now, args.minutes))
    for event in follows:
        _print_event(event, now, spoken)
    if not follows:
        print("  nothing changes")


def _print_json(args: argparse.Namespace, rules: Rules, spoken: _Spoken) -> None:
    told = {
        "at": args.at.isoformat(),
        "rules": str(args.rules),
        "language": args.language,
        "told": spoken.json(at_once(rules, args.at)),
        "certificates": [_certificate(each, spoken) for each in shown(rules, args.at)],
        "events": [_event(event, spoken) for event in events(rules, args.at, args.minutes)],
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))


class _Spoken:
    """Phrases as the terminal says them in one language."""

    def __init__(self, language: str) -> None:
        self.book, self._language = PhraseBook(), language

    def line(self, phrase: Phrase | None, *, named: bool = True) -> str:
        """Text and note in one line."""
        if phrase is None:
            return ""
        parts = ("text", "note") if named else ("note",)
        said = [self._part(phrase, part) for part in parts if self.book.has(phrase.key, self._language, part)]
        return " / ".join(said)

    def json(self, phrase: Phrase | None) -> Json | None:
        """Key, text, note and speech."""
        if phrase is None:
            return None
        note = self._part(phrase, "note") if self.book.has(phrase.key, self._language, "note") else None
        speech = self.book.speech(phrase, self._language)
        return {"phrase": phrase.key, "text": self._part(phrase, "text"), "note": note, "speech": speech}

    def name(self, kind: str) -> str:
        """A certificate's name."""
        return self._part(say(f"certificate-{kind}"), "text")

    def _part(self, phrase: Phrase, part: str) -> str:
        return self.book.text(phrase, self._language, part).replace("|", "").replace("\n", " ")


def _row(each: Shown, spoken: _Spoken) -> tuple[str, ...]:
    offer = each.offer
    hours = " ".join(f"{span.opens}-{span.closes}" for span in offer.hours) or "-"
    # Which certificate it is stands in the row already; what matters is what to do now.
    said = spoken.line(each.phrase, named=offer.open_now)
    return offer.kind, spoken.name(offer.kind), f"{offer.fee} yen", hours, "open" if offer.open_now else "closed", said


def _certificate(each: Shown, spoken: _Spoken) -> Json:
    offer = each.offer
    return {
        "kind": offer.kind,
        "name": spoken.name(offer.kind),
        "fee": offer.fee,
        "open": offer.open_now,
        "hours": [f"{span.opens}-{span.closes}" for span in offer.hours],
        "closes": _iso(offer.closes),
        "next_open": _iso(offer.next_open),
        "told": spoken.json(each.phrase),
    }


def _event(event: Event, spoken: _Spoken) -> Json:
    return {
        "at": event.at.isoformat(),
        "what": event.what,
        "kinds": list(event.kinds),
        "pay_by": _iso(event.pay_by),
        "told": spoken.json(event.phrase),
    }


def _print_event(event: Event, start: datetime, spoken: _Spoken) -> None:
    pay_by = f"{event.pay_by:%H:%M}" if event.pay_by else ""
    at = f"{event.at:%H:%M}" if event.at.date() == start.date() else f"{event.at:%Y-%m-%d %H:%M}"
    print(f"  {at}  {EVENTS[event.what].format(kinds=', '.join(event.kinds), pay_by=pay_by)}")
    if event.phrase:
        print(f"         {spoken.line(event.phrase)}")


def _calendar(month: date | None, rules: Rules) -> int:
    first = month or datetime.now(JAPAN).date().replace(day=1)
    days = [day for day in (first + timedelta(n) for n in range(31)) if day.month == first.month]
    kinds = dict.fromkeys(kind for day in days for kind in rules.on(day).certificate)
    if not kinds:
        print(f"Nothing is offered in {first:%Y-%m}: the rules hold from {min(one.day for one in rules.since)} on.")
        return 0
    columns: dict[tuple[str, ...], list[str]] = {}
    for kind in kinds:
        columns.setdefault(tuple(_hours(rules, kind, day) for day in days), []).append(kind)
    names = [f"{day:%Y-%m-%d %a}{' holiday' if is_holiday(day) else ''}" for day in days]
    table = list(zip(names, *columns, strict=True))
    _print_columns([("", *(", ".join(kinds) for kinds in columns.values())), *table])
    return 0


def _hours(rules: Rules, kind: str, day: date) -> str:
    return " ".join(f"{span.hours.opens}-{span.hours.closes}" for span in rules.spans(kind, day)) or "closed"


def _print_columns(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """How many columns a text takes; kanji and kana take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
