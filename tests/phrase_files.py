"""What tests of the words share: the files as Fluent reads them, and values to say a phrase with."""

from functools import cache

from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from firmware.phrases import Phrase, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import FOLDER

LANGUAGES = ("ja", "en", "zh-Hans", "ja-easy")
VISITORS = tuple(sorted(key for key, phrase in properties().items() if phrase.channel != "staff"))
EXAMPLES: dict[str, str | int | Phrase] = {
    "certificate": say("certificate-family-all"),
    "closes": say("clock-time", hour=17, hour12=5, minute=15, half="pm"),
    "time": say("clock-time", hour=8, hour12=8, minute=30, half="am"),
    "when": say("when-tomorrow", time=say("clock-time", hour=8, hour12=8, minute=30, half="am")),
    "weekday": say("weekday-mon"),
    "step": say("step-certificate"),
    "label": say("certificate-tax"),
    "thing": say("thing-certificate"),
    "amount": say("sheets-count", sheets=2),
    "verb": say("button-next"),
    "letters": "ABC",
    "letter": "A",
    "half": "am",
    "ticket": "00412",
    "phone": "03-0000-0000",
    "digit": 7,
    "key": "3",
    "year": "8",
    "income-year": "7",
    "era": say("era-reiwa"),
    "left": 2,
    "seconds": 45,
    "rate": "1.25",
}


class Variables(Visitor):
    """Collects the names of the values that a message takes."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.names.add(node.id.name)


@cache
def messages(language: str) -> dict[str, fluent.Message]:
    """A language's own phrases."""
    source = (FOLDER / f"{language}.ftl").read_text(encoding="utf-8")
    return {e.id.name: e for e in FluentParser().parse(source).body if isinstance(e, fluent.Message)}


def taken(node: fluent.BaseNode) -> set[str]:
    """The names of the values that a message or one of its parts takes."""
    found = Variables()
    found.visit(node)
    return found.names


def example(key: str) -> Phrase:
    """A phrase with values as they may be."""
    return Phrase(key, {name: EXAMPLES.get(name, 4) for name in properties()[key].values})


def parts(language: str, key: str) -> list[str]:
    """The names of the parts that a language's own file has of a phrase."""
    return ["text", *(attribute.id.name for attribute in messages(language)[key].attributes)]
