"""A strict reader of phrase files in Fluent syntax: nothing is guessed, nothing falls back silently within a file.

`fluent.runtime` is not used: with a value missing it speaks the value's name, and it needs 36 MB more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from fluent.syntax import FluentParser, ast

from firmware.phrases import Phrase, Reading
from firmware.phrases.properties import properties
from firmware.phrases.spoken import reading, spoken

FOLDER = Path(__file__).parent
ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*) *=", re.MULTILINE)
RUBY = re.compile(r"《[^》]*》")
FALLBACK = {"ja-easy": "ja", "zh-Hans": "en"}
# plain Japanese is shown in words of its own, with spaces and ruby, and spoken as Japanese
SPOKEN_AS = {"ja-easy": "ja"}
Said = str | int


def plain(text: str) -> str:
    """Plain Japanese without its ruby, which stands as 漢字《かんじ》: for a surface that cannot draw it above."""
    return RUBY.sub("", text)


class PhraseError(Exception):
    """A phrase file is wrong, or a phrase was asked for with the wrong values; the text names file, key and part."""


class PhraseFile:
    """One language's phrases and terms. An entry is parsed when it is first said; `check` parses them all."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self._entries = _cut(name, source)
        first = ENTRY.search(source)
        self._head = source[: first.start()] if first else source
        self._parsed: dict[str, dict[str, ast.Pattern]] = {}

    @property
    def phrases(self) -> frozenset[str]:
        """The keys of the phrases; terms are not among them."""
        return frozenset(entry for entry in self._entries if not entry.startswith("-"))

    def check(self) -> None:
        """Read the whole file strictly. Raises PhraseError with the line of what cannot be read."""
        # entry by entry: all of it at once would take megabytes that the terminal never gives back
        line = 1
        for piece in (self._head, *self._entries.values()):
            _strictly(self.name, piece, line)
            line += piece.count("\n")

    def lay_over(self, name: str, source: str) -> None:
        """Lay a site's own terms over this language's; a site changes nothing else. Raises PhraseError."""
        laid: list[str] = []
        for entry in _strictly(name, source):
            if isinstance(entry, ast.Message):
                raise PhraseError(
                    f"{name}: {entry.id.name} is a phrase; a site can change only terms, such as -counter"
                )
            if isinstance(entry, ast.Term):
                term = f"-{entry.id.name}"
                if term not in self._entries:
                    raise PhraseError(f"{name}: {term} is no term of {self.name}")
                self._parsed[term] = _parts(entry)
                laid.append(term)
        # A term that cannot be said must be found when the terminal starts, not when a visitor comes to it.
        for term in laid:
            self._try(name, term)

    def _try(self, name: str, term: str) -> None:
        try:
            self._pattern(self._parts_of(term)["text"], {})
        except KeyError as missing:
            raise PhraseError(f"{name}: {term} has no {missing}; a site's words take no values") from missing
        except RecursionError as error:
            raise PhraseError(f"{name}: {term} is made of itself") from error
        except PhraseError as error:
            raise PhraseError(f"{name}: {term}: {error}") from error

    def has(self, key: str, part: str) -> bool:
        """Whether this file itself has that part of that phrase."""
        return key in self._entries and part in self._parts_of(key)

    def say(self, key: str, part: str, values: Mapping[str, Said]) -> str:
        """The words of one part. Raises PhraseError for an unknown key, part, term or value."""
        try:
            return self._pattern(self._parts_of(key)[part], values)
        except KeyError as missing:
            raise PhraseError(f"{self.name}: {key}.{part} has no {missing}") from missing

    def _parts_of(self, key: str) -> dict[str, ast.Pattern]:
        if key not in self._parsed:
            # parsing a whole file takes 50 ms, which the first picture of a terminal has not got
            entry = FluentParser(with_spans=False).parse_entry(self._entries[key])
            if not isinstance(entry, ast.Message | ast.Term):
                self.check()
                raise PhraseError(f"{self.name}: cannot read {key}")
            self._parsed[key] = _parts(entry)
        return self._parsed[key]

    def _pattern(self, pattern: ast.Pattern, values: Mapping[str, Said]) -> str:
        return "".join(
            e.value if isinstance(e, ast.TextElement) else _shown(self._value(e.expression, values))
            for e in pattern.elements
        )

    def _value(self, e: object, values: Mapping[str, Said]) -> Said:
        match e:
            case ast.VariableReference():
                return values[e.id.name]
            case ast.TermReference():
                return self._pattern(self._parts_of(f"-{e.id.name}")["text"], values)
            case ast.StringLiteral():
                return str(e.parse()["value"])
            case ast.FunctionReference(
                id=ast.Identifier(name="NUMBER"),
                arguments=ast.CallArguments(
                    positional=[ast.VariableReference(id=ast.Identifier(name=name))],
                    named=[ast.NamedArgument(name=ast.Identifier(name="minimumIntegerDigits"), value=width)],
                ),
            ):
                return str(values[name]).zfill(int(width.value))
            case ast.SelectExpression():
                return self._pattern(_variant(e, self._value(e.selector, values)).value, values)
        raise PhraseError(f"{self.name}: {type(e).__name__} is not used in phrase files")


def _cut(name: str, source: str) -> dict[str, str]:
    """The source of each entry by its name, a term's with its dash. Raises PhraseError for a name that stands twice."""
    found = list(ENTRY.finditer(source))
    ends = [entry.start() for entry in found[1:]] + [len(source)]
    names = [entry[1] for entry in found]
    if twice := sorted({entry for entry in names if names.count(entry) > 1}):
        raise PhraseError(f"{name}: {', '.join(twice)} stands there twice")
    return {entry[1]: source[entry.start() : end] for entry, end in zip(found, ends, strict=True)}


def _strictly(name: str, source: str, first_line: int = 1) -> list[ast.EntryType]:
    """All that stands in a file, or a piece of one. Raises PhraseError with the line of what cannot be read."""
    body = FluentParser(with_spans=True).parse(source).body
    for entry in body:
        if isinstance(entry, ast.Junk):
            line = source[: entry.span.start if entry.span else 0].count("\n") + first_line
            raise PhraseError(f"{name}, line {line}: cannot read {str(entry.content)[:60]!r}")
    return body


def _shown(value: Said) -> str:
    """A number as it is shown: 1,730. A year, a telephone number or a ticket is text, not a number."""
    return f"{value:,}" if isinstance(value, int) else value


def _parts(message: ast.Message | ast.Term) -> dict[str, ast.Pattern]:
    named = {a.id.name: a.value for a in message.attributes}
    return {"text": message.value, **named} if message.value else named


def _variant(e: ast.SelectExpression, value: Said) -> ast.Variant:
    """The exact match first, then the English plural 'one', then the starred variant."""
    # Japanese has no plural, and English only this one: CLDR's rules would be a library for one line.
    for name in [str(value)] + (["one"] if value == 1 else []):
        for v in e.variants:
            if name == (v.key.value if isinstance(v.key, ast.NumberLiteral) else v.key.name):
                return v
    return next(v for v in e.variants if v.default)


class PhraseBook:
    """All languages of a terminal; each file is read when its language is first spoken.

    `site` is a folder with the site's own terms, a file a language: ja.ftl, en.ftl.
    """

    def __init__(self, folder: Path = FOLDER, site: Path | None = None) -> None:
        self._folder, self.site = folder, site
        self._files: dict[str, PhraseFile] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages there are files for, Japanese first."""
        found = {path.stem for path in self._folder.glob("*.ftl")}
        return ("ja", *sorted(found - {"ja"}))

    def text(self, phrase: Phrase, language: str, part: str = "text") -> str:
        """The words for the eye, `|` where a line may break. Raises PhraseError."""
        return self._said(phrase, language, part)

    def short_forms(self, phrase: Phrase, language: str, part: str = "text") -> tuple[str, ...]:
        """The text and its shorter forms, longest first: `.short` belongs to the text, `.note-short` to the note."""
        short = "short" if part == "text" else f"{part}-short"
        if part in _own(phrase, language):
            return (self.text(phrase, language, part),)
        parts = [part] + ([short] if self.has(phrase.key, language, short) else [])
        return tuple(self._said(phrase, language, p) for p in parts)

    def speech(self, phrase: Phrase, language: str) -> str:
        """The words for the ear: the phrase's speech, or else its text without breaks."""
        return self._heard(phrase, language, "speech") or self._heard(phrase, language, "text") or ""

    def confirm(self, phrase: Phrase, language: str) -> str:
        """How a choice is read back to the ear: its own words for that, or else its speech."""
        instead = None if _own(phrase, language) else self._heard(phrase, language, "confirm")
        return instead or self.speech(phrase, language)

    def aloud(self, phrase: Phrase, language: str) -> str | None:
        """What a loudspeaker may say, which a queue can hear: generic words, a public phrase's speech, or nothing."""
        if generic := self._heard(phrase, language, "aloud"):
            return generic
        return self.speech(phrase, language) if properties()[phrase.key].channel == "public" else None

    def _heard(self, phrase: Phrase, language: str, part: str) -> str | None:
        """A part as it is spoken: in one line, without the marks for the eye; None where there is no such part."""
        language = SPOKEN_AS.get(language, language)
        if part not in _own(phrase, language) and not self.has(phrase.key, language, part):
            return None
        return spoken(self._said(phrase, language, part, heard=True), language)

    def has(self, key: str, language: str, part: str) -> bool:
        """Whether the phrase has this part; one that a language lacks comes whole from the language it leans on."""
        home = self._home(key, language)
        return home is not None and home.has(key, part)

    def keys(self, language: str) -> frozenset[str]:
        """The keys of the phrases that this language's own file has."""
        return self._file(language).phrases

    def check(self, language: str) -> None:
        """Read a language's whole file strictly, and the site's. Raises PhraseError."""
        for name in _chain(language):
            self._file(name).check()

    def _said(self, phrase: Phrase, language: str, part: str, *, heard: bool = False) -> str:
        if own := _own(phrase, language).get(part):
            return own
        values: dict[str, Said] = {}
        for name, value in phrase.values.items():
            values[name] = self._spoken(value, language) if heard else self._written(value, language)
        # text and note of two languages side by side would be read as one
        home = self._home(phrase.key, language)
        if home is None or not home.has(phrase.key, part):
            raise PhraseError(f"{language}.ftl: no phrase {phrase.key} with a part {part}")
        return home.say(phrase.key, part, values)

    def _home(self, key: str, language: str) -> PhraseFile | None:
        return next((file for file in map(self._file, _chain(language)) if file.has(key, "text")), None)

    def _written(self, value: Said | Phrase | Reading, language: str) -> Said:
        match value:
            case Phrase():
                return self._said(value, language, "text")
            case Reading():
                return value.written
        return value

    def _spoken(self, value: Said | Phrase | Reading, language: str) -> Said:
        match value:
            case Phrase():
                return self.speech(value, language)
            case Reading():
                return reading(value.kana)
        return value

    def _file(self, language: str) -> PhraseFile:
        if language not in self._files:
            path = self._folder / f"{language}.ftl"
            if not path.is_file():
                raise PhraseError(f"no phrases for the language {language}: {path.name} is not there")
            found = PhraseFile(path.name, _read(path))
            if self.site is not None:
                own = self.site / path.name
                found.lay_over(str(own), _read(own))
            self._files[language] = found
        return self._files[language]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PhraseError(f"{path}: cannot be read: {error}") from error


def _own(phrase: Phrase, language: str) -> Mapping[str, str]:
    """The words that came with a phrase for this language, or for the nearest that it falls back on."""
    return next((phrase.own[name] for name in _chain(language) if name in phrase.own), {})


def _chain(language: str) -> tuple[str, ...]:
    """A language and those it leans on for the phrases that it lacks."""
    return (language, *_chain(FALLBACK[language])) if language in FALLBACK else (language,)
