"""From what is shown to what is said in the handset: one function for each prompt.

First what happened, then what to do now, then the key. What has been said a moment ago, or can be asked for with the help
key, is not said unasked: `details` has it. No function is given a digit of a secret number: a view's draft is masked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audio.utterance import Utterance, Wording, is_for_staff
from firmware.phrases import Phrase, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook
from firmware.phrases.spoken import spelled
from firmware.prompts import (
    Adjust,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Option,
    Pay,
    PresentCard,
    Prompt,
    RemoveCard,
    Tell,
    Thing,
    Typed,
    Wait,
)
from firmware.view import View

__all__ = ["Utterance", "details", "item", "spoken"]
Said = list[Utterance]
# a last word asks for no key: whoever has heard it hangs up
NO_KEY = "button-end"
LANGUAGE = "language-"
HEARD_NOTES = frozenset(("pay-exact-note", "pay-exact-only", "left-behind"))


def spoken(view: View, book: PhraseBook) -> Said:
    """All that is said when what is shown comes before the visitor, or is asked for again."""
    words, prompt = Wording(book, view.settings.language), view.prompt
    if prompt is None:
        return [*words.speech(view.closed), *words.say("closed-ear")] if view.closed else []
    if is_for_staff(prompt.phrase):
        return words.say("staff-prompt")
    told = _of(PROMPTS, prompt)(words, prompt, view)
    reminds = view.practice and not prompt.phrase.key.startswith("practice-")
    return [*(words.say("practice-reminder") if reminds else []), *told]


def details(words: Wording, prompt: Prompt[Any], view: View) -> Said:
    """What a prompt shows besides, for whoever asks for help; nothing of what is for staff, whose sums are in words of anybody."""
    if is_for_staff(prompt.phrase):
        return []
    note = words.speech(prompt.note) if prompt.note and not _is_heard(prompt.note) else []
    return [*note, *_of(DETAILS, prompt)(words, prompt, view)]


def item(words: Wording, option: Option, *, chosen: bool = False) -> Said:
    """A line of a menu: the thing first, its number last. A language is offered in itself."""
    language = option.phrase.key.removeprefix(LANGUAGE)
    if option.phrase.key != language:
        words = Wording(words.book, language)
    return words.say("choice-chosen" if chosen else "choice-item", label=option.phrase, key=option.key)


def _of(table: dict[type[Prompt[Any]], Callable[[Wording, Any, View], Said]], prompt: Prompt[Any]) -> Any:
    return next((tell for kind, tell in table.items() if isinstance(prompt, kind)), _nothing)


def _nothing(_words: Wording, _prompt: Any, _view: View) -> Said:
    return []


def _is_heard(note: Phrase) -> bool:
    """Whether a note is said at once, because nothing else tells it; the others are there for whoever asks for help."""
    return note.key in HEARD_NOTES


def _asked(words: Wording, prompt: Prompt[Any]) -> Said:
    note = words.speech(prompt.note) if prompt.note and _is_heard(prompt.note) else []
    return [*words.speech(prompt.phrase), *note]


def _plain(words: Wording, prompt: Prompt[Any], _view: View) -> Said:
    return _asked(words, prompt)


def _choose(words: Wording, prompt: Choose, _view: View) -> Said:
    lines = [line for o in prompt.options for line in item(words, o, chosen=o.name == prompt.chosen)]
    back = words.say("help-return") if prompt.phrase.key == "help-choose" else []
    return [*_asked(words, prompt), *lines, *back]


def _choose_several(words: Wording, prompt: ChooseSeveral, view: View) -> Said:
    on = [line for o in prompt.options if o.name in view.draft for line in words.say("item-on", label=o.phrase)]
    lines = [line for option in prompt.options for line in item(words, option)]
    return [*_asked(words, prompt), *lines, *on, *words.say("several-done")]


def _confirm(words: Wording, prompt: Confirm, _view: View) -> Said:
    """The values alone: with the words they have for being read back, each tells what it is of."""
    rows = [line for row in prompt.rows for line in words.confirm(row.value)]
    yen = words.confirm(say("yen-amount", yen=prompt.yen)) if prompt.yen is not None else []
    return [*rows, *yen, *_asked(words, prompt)]


def _digits(words: Wording, prompt: EnterDigits, view: View) -> Said:
    draft = view.draft
    if prompt.secret or not draft:
        count = words.say("pin-digit-taken", count=len(draft)) if draft else []
        return [*_asked(words, prompt), *count]
    return [*_asked(words, prompt), *(line for digit in draft for line in words.say("digit-say", digit=int(digit)))]


def _text(words: Wording, prompt: EnterText, view: View) -> Said:
    draft: Typed = view.draft
    typed = [line for letter in draft.text for line in words.say("letter-typed", letter=spelled(letter))]
    lines = [
        line
        for key, letters in prompt.alphabet.choices(draft.group)
        for line in words.say("letter-group", letters=spelled(letters), key=key)
    ]
    return [*([] if draft.group else _asked(words, prompt)), *typed, *lines]


def _present_card(words: Wording, prompt: PresentCard, _view: View) -> Said:
    return [*_asked(words, prompt), *words.speech(prompt.otherwise)]


def _pay(words: Wording, prompt: Pay, view: View) -> Said:
    return [*words.say("pay-cash-added", due=max(prompt.yen - view.draft, 0)), *_asked(words, prompt)]


def _hand_over(words: Wording, prompt: HandOver, _view: View) -> Said:
    """The things and where they lie, then what to do with them."""
    return [*(line for thing in prompt.things for line in _thing(words, thing)), *_asked(words, prompt)]


def _thing(words: Wording, thing: Thing) -> Said:
    own = f"thing-item-{thing.name}"
    if own in properties():
        return words.say(own, amount=thing.amount)
    return words.say("thing-item", thing=thing.phrase, amount=thing.amount)


def _tell(words: Wording, prompt: Tell, view: View) -> Said:
    told = [*words.speech(prompt.amount), *_asked(words, prompt)]
    if prompt.about is not None:
        told += [*words.speech(prompt.about.phrase), *details(words, prompt.about, view)]
    if prompt.plate or prompt.verb.key == NO_KEY or _names_a_key(words, told):
        return told
    return [*told, *words.say("press-ok", verb=prompt.verb), *(words.say("greeting-help") if prompt.about else [])]


def _names_a_key(words: Wording, told: Said) -> bool:
    """Whether the last of what is told says which key leads on."""
    names = [one.text for key in ("key-ok", "key-back") for one in words.say(key)]
    return any(name in told[-1].text for name in names)


PROMPTS: dict[type[Prompt[Any]], Callable[[Wording, Any, View], Said]] = {
    Choose: _choose,
    ChooseSeveral: _choose_several,
    Confirm: _confirm,
    EnterDigits: _digits,
    EnterText: _text,
    PresentCard: _present_card,
    RemoveCard: _plain,
    Pay: _pay,
    Wait: _plain,
    HandOver: _hand_over,
    Tell: _tell,
    Adjust: _plain,
}


def _options_details(words: Wording, prompt: Choose, _view: View) -> Said:
    return [line for option in prompt.options for line in _option_details(words, option)]


def _option_details(words: Wording, option: Option) -> Said:
    yen = words.say("yen-amount", yen=option.yen) if option.yen is not None else []
    more = [*words.speech(option.note), *yen]
    return [*words.confirm(option.phrase), *more] if more else []


def _rows_details(words: Wording, prompt: Confirm, _view: View) -> Said:
    rows = [line for row in prompt.rows for part in (row.name, row.value) for line in words.confirm(part)]
    return [*rows, *(words.say("yen-amount", yen=prompt.yen) if prompt.yen is not None else [])]


def _digits_details(words: Wording, prompt: EnterDigits, _view: View) -> Said:
    if prompt.attempts is None:
        return []
    return words.speech(prompt.last) if prompt.attempts == 1 else words.say("pin-consequence")


def _pay_details(words: Wording, prompt: Pay, _view: View) -> Said:
    return [*words.say("row-fee"), *words.say("yen-amount", yen=prompt.yen)]


DETAILS: dict[type[Prompt[Any]], Callable[[Wording, Any, View], Said]] = {
    Choose: _options_details,
    Confirm: _rows_details,
    EnterDigits: _digits_details,
    Pay: _pay_details,
}
