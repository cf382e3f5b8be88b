"""A city's own words go with its refusals, over the line and from their day on."""

import pytest
from central_line import Cardholder, StillClock, Terminal

from central.client import Refused
from central.service.clock import JAPAN
from central.service.config import Config
from central.service.rules import SHIPPED
from central.service.running import serve
from central.wire import Reason, Refusal
from firmware.phrases.reader import PhraseBook
from firmware.refusals import phrase_for

OWN = """
[since.refusal.withheld.ja]
text = "窓口で|承ります"
now = "一階の|窓口へ|どうぞ。"
speech = "窓口で承ります。一階の窓口へ、どうぞ。"
[since.refusal.card_revoked.en]
text = "Please come to the city office"
speech = "Please come to the city office."
"""
MOVED, REVOKED, STRANGER = 0x1007, 0x1009, 0xABCDEF
BOOK = PhraseBook()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A terminal of a city whose own words hold from 25 November 2026 on."""
    folder = tmp_path_factory.mktemp("own words")
    before = SHIPPED.read_text(encoding="utf-8")
    later = before.replace("day = 2024-04-01", "day = 2026-11-25") + OWN
    (folder / "rules.toml").write_text(before + later, encoding="utf-8")
    with serve(Config(state=folder / "state", rules=folder / "rules.toml"), StillClock()) as central:
        yield Terminal(central)


def phrase_for_reason(reason):
    return phrase_for(Refusal(reason=reason))


def told(terminal, serial, day, language="ja"):
    """What the visitor reads, and what to do now."""
    terminal.central.clock.move(terminal.central.clock.now().replace(day=day, tzinfo=JAPAN))
    with pytest.raises(Refused) as refused:
        terminal.identifies(Cardholder(serial))
    phrase = phrase_for(refused.value.refusal)
    return BOOK.text(phrase, language), BOOK.text(phrase, language, "note")


def test_the_words_hold_from_their_day_on(terminal):
    assert told(terminal, MOVED, 24)[0] == "この|機械では|発行|できません"
    assert told(terminal, MOVED, 25) == ("窓口で|承ります", "一階の|窓口へ|どうぞ。")


def test_a_language_without_own_words_keeps_the_terminals(terminal):
    assert told(terminal, MOVED, 25, "en")[0] == "This machine cannot issue it"


def test_what_to_do_now_stays_the_terminals_when_the_city_says_nothing_of_it(terminal):
    text, note = told(terminal, REVOKED, 25, "en")
    assert text == "Please come to the city office"
    assert note == BOOK.text(phrase_for_reason(Reason.CARD_REVOKED), "en", "note")


def test_a_reason_without_own_words_keeps_the_terminals(terminal):
    assert told(terminal, STRANGER, 25)[0] == BOOK.text(phrase_for_reason(Reason.CITY_NOT_JOINED), "ja")
