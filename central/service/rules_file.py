"""Read a city's rules: whatever is wrong with the file is told with its line and its place, all of it at once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from central.service import toml_lines
from central.service.opening import MONTH_DAY, read_days_off, read_span, read_weekdays
from central.service.rules import KINDS, Rule, Rules, Since, Stop
from central.wire import Reason, Words

Place = toml_lines.Path
Shape = TypeVar("Shape", bound=Struct)

# What has no entry is for the holder alone, and shows nothing that could be left out.
WHOM = {"residence": {"self", "household"}}
ITEMS = {"residence": {"relation", "domicile"}, "supplementary": {"domicile"}}
WITH_YEARS = {"tax"}
# What a visitor can meet and a city may put into its own words; all else is trouble of the line or of a program.
OWN_WORDS = (
    Reason.CARD_REVOKED,
    Reason.CARD_SUSPENDED,
    Reason.CERTIFICATE_EXPIRED,
    Reason.REVOCATION_UNKNOWN,
    Reason.CITY_NOT_JOINED,
    Reason.CARD_TOO_NEW,
    Reason.TOO_YOUNG,
    Reason.WITHHELD,
    Reason.CLOSED,
    Reason.CLOSED_MIDWAY,
    Reason.SEAL_NOT_REGISTERED,
    Reason.FAMILY_ELSEWHERE,
    Reason.FAMILY_CHANGING,
    Reason.TAX_NOT_FOUND,
    Reason.TEXT_TOO_LONG,
)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")
STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")


class RulesError(ValueError):
    """A file of rules has mistakes; the text has a line for each, and it names file, line and place."""


def read_rules(path: Path) -> Rules:
    """Read a file of rules. Raises RulesError."""
    try:
        source = path.read_text(encoding="utf-8")
        raw = tomllib.loads(source)
    except OSError as error:
        raise RulesError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: is not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path}: {error}") from None
    reading = _Reading()
    rules = reading.rules(raw)
    if reading.complaints:
        lines = toml_lines.lines_of(source)
        found = {(toml_lines.line_of(lines, place), _spelt(place), what) for place, what in reading.complaints}
        raise RulesError("\n".join(f"{path}, line {line}: {field}: {what}" for line, field, what in sorted(found)))
    return rules


class _Reading:
    """Collects what is wrong; what could be read is read on."""

    def __init__(self) -> None:
        self.complaints: list[tuple[Place, str]] = []

    def rules(self, raw: Mapping[str, Any]) -> Rules:
        for key in raw.keys() - {"since", "stop"}:
            self._complain((key,), "is not known (known: since, stop)")
        blocks = [self._since(table, ("since", n)) for n, table in self._tables(raw, "since")]
        if not blocks and not self.complaints:
            self._complain(("since",), "is missing: without a block nothing is offered on any day")
        stops = [self._stop(table, ("stop", n)) for n, table in self._tables(raw, "stop")]
        days = Counter(block.day for block in blocks if block)
        for n, block in enumerate(blocks):
            if block and days[block.day] > 1:
                self._complain(("since", n, "day"), f"{block.day} stands there twice")
        return Rules(since=[block for block in blocks if block], stop=[stop for stop in stops if stop])

    def _tables(self, raw: Mapping[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
        """The tables of an array of tables, numbered."""
        found = raw.get(key, [])
        if isinstance(found, list) and all(isinstance(table, dict) for table in found):
            return list(enumerate(found))
        self._complain((key,), f"is written as tables: [[{key}]]")
        return []

    def _named(self, raw: dict[str, Any], key: str, place: Place) -> dict[str, dict[str, Any]]:
        """Tables by name, taken out of the table around them."""
        found = raw.pop(key, {})
        if isinstance(found, dict) and all(isinstance(table, dict) for table in found.values()):
            return found
        self._complain((*place, key), f"is written as tables: [since.{key}.NAME]")
        return {}

    def _since(self, raw: Mapping[str, Any], place: Place) -> Since | None:
        rest = dict(raw)
        certificates = self._named(rest, "certificate", place)
        refusals = self._named(rest, "refusal", place)
        block = self._struct(rest, Since, place)
        rules = {kind: self._rule(kind, table, (*place, "certificate", kind)) for kind, table in certificates.items()}
        words = {name: self._refusal(name, table, (*place, "refusal", name)) for name, table in refusals.items()}
        if block is None:
            return None
        self._each(block.closed, read_days_off, (*place, "closed"))
        if self.complaints:
            return block
        known = {kind: rules[kind] for kind in KINDS if kind in rules}
        return msgspec.structs.replace(
            block,
            certificate={kind: rule for kind, rule in known.items() if rule},
            refusal={Reason(name): spoken for name, spoken in words.items()},
        )

    def _rule(self, kind: str, raw: dict[str, Any], place: Place) -> Rule | None:
        if kind not in KINDS:
            self._complain(place, f"is not known (known: {', '.join(KINDS)})")
            return None
        rule = self._struct(raw, Rule, place)
        if rule:
            self._hours(rule.hours, (*place, "hours"))
            self._each(rule.closed, read_days_off, (*place, "closed"))
            self._choices(rule.whom, WHOM.get(kind, {"self"}), (*place, "whom"))
            self._choices(rule.items, ITEMS.get(kind, set()), (*place, "items"))
            self._years(rule, kind, place)
        return rule

    def _hours(self, hours: dict[str, list[str]], place: Place) -> None:
        named = Counter(day for days in hours for day in self._read(days, read_weekdays, (*place, days)) or ())
        for days, texts in hours.items():
            twice = [day for day in self._read(days, read_weekdays, (*place, days)) or () if named[day] > 1]
            if twice:
                self._complain((*place, days), f"{', '.join(twice)} stands in two groups of days")
            spans = self._each(texts, read_span, (*place, days))
            for n, (one, following) in enumerate(pairwise(spans), 1):
                if one and following and following.opens < one.closes:
                    self._complain((*place, days, n), f"{texts[n]!r} begins before {texts[n - 1]!r} has ended")
        if not any(hours.values()):
            self._complain(place, "is empty on every day, so nobody could ever have it")

    def _choices(self, chosen: list[Any], possible: set[str], place: Place) -> None:
        for n, name in enumerate(chosen):
            if name not in possible:
                self._complain((*place, n), f"{name!r} is not possible here (possible: {', '.join(sorted(possible))})")
            if name in chosen[:n]:
                self._complain((*place, n), f"{name!r} stands there twice")

    def _years(self, rule: Rule, kind: str, place: Place) -> None:
        if bool(rule.years) is not (kind in WITH_YEARS):
            self._complain((*place, "years"), f"belongs to {', '.join(WITH_YEARS)}, and must be there at least 1")
        elif rule.years and not (MONTH_DAY.fullmatch(rule.new_year) and self._is_day(rule.new_year)):
            self._complain((*place, "new_year"), "must be the day (MM-DD) from which a new fiscal year can be had")

    def _is_day(self, text: str) -> bool:
        try:
            return bool(read_days_off(text))
        except ValueError:
            return False

    def _refusal(self, name: str, raw: dict[str, Any], place: Place) -> dict[str, Words]:
        if name not in OWN_WORDS:
            self._complain(place, f"is not known (known: {', '.join(OWN_WORDS)})")
            return {}
        found = {}
        for language, table in raw.items():
            if not LANGUAGE.fullmatch(language):
                self._complain((*place, language), "is no code of a language such as ja or en")
            words = self._struct(table, Words, (*place, language))
            if words:
                found[language] = words
        return found

    def _stop(self, raw: Mapping[str, Any], place: Place) -> Stop | None:
        stop = self._struct(raw, Stop, place)
        if stop is None:
            return None
        for key, moment in (("from", stop.begins), ("until", stop.ends)):
            if moment.tzinfo or moment.second:
                self._complain((*place, key), "is a moment of Japan's clock to the minute, such as 2026-12-05T21:00:00")
                return None
        if stop.begins >= stop.ends:
            self._complain((*place, "until"), "is no later than from")
        return stop

    def _struct(self, raw: Any, shape: type[Shape], place: Place) -> Shape | None:
        """A table, key by key: what is wrong with one must not hide what is wrong with the next."""
        fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
        if not isinstance(raw, Mapping):
            self._complain(place, f"is a table of {', '.join(fields)}")
            return None
        before = len(self.complaints)
        for key in raw.keys() - fields.keys():
            self._complain((*place, key), f"is not known (known: {', '.join(fields)})")
        for key, field in fields.items():
            if key in raw:
                self._value(raw[key], field.type, (*place, key))
            elif field.required:
                self._complain((*place, key), "is missing")
        return msgspec.convert(raw, shape) if len(self.complaints) == before else None

    def _value(self, raw: Any, kind: Any, place: Place) -> None:
        try:
            msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            text, _, where = str(error).partition(" - at `$")
            # Which key of a table it was is not told, so the place ends there.
            inner = tuple(name or int(number) for name, number in STEP.findall(where.partition("[...]")[0]))
            self._complain((*place, *inner), f"{text[0].lower()}{text[1:]}")

    def _each(self, texts: list[str], read: Callable[[str], Any], place: Place) -> list[Any]:
        return [self._read(text, read, (*place, n)) for n, text in enumerate(texts)]

    def _read(self, text: str, read: Callable[[str], Any], place: Place) -> Any:
        try:
            return read(text)
        except ValueError as error:
            self._complain(place, str(error))
            return None

    def _complain(self, place: Place, what: str) -> None:
        self.complaints.append((place, what))


def _spelt(place: Place) -> str:
    """A place for people, who count from 1: since[1].certificate.residence.hours.mon-fri[2]."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
