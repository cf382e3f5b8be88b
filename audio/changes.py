"""What is said when something on an open prompt changes, and why a key does nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audio.utterance import Utterance, Wording, is_for_staff
from firmware import asides
from firmware.phrases.reader import PhraseBook
from firmware.phrases.spoken import spelled
from firmware.prompts import (
    DIGITS,
    SPEEDS,
    Adjust,
    Adjusted,
    ChooseSeveral,
    EnterDigits,
    EnterText,
    Pay,
    Progress,
    Prompt,
    Typed,
    Wait,
)
from firmware.view import View

Said = list[Utterance]


def changed(before: View, view: View, book: PhraseBook) -> Said:
    """What is said of a draft or of progress that became another one; both views are of one turn. What staff enter is not said."""
    words, prompt = Wording(book, view.settings.language), view.prompt
    if prompt is not None and is_for_staff(prompt.phrase):
        return []
    if isinstance(prompt, Wait) and isinstance(before.prompt, Wait):
        return _progressed(words, before.prompt.progress, prompt.progress)
    tell = next((tell for kind, tell in DRAFTS.items() if isinstance(prompt, kind)), None)
    return tell(words, prompt, (before.draft, view.draft)) if tell and before.draft != view.draft else []


def unused(view: View, key: str, book: PhraseBook) -> Said:
    """Why this key does nothing now; never which key it was."""
    words, prompt = Wording(book, view.settings.language), view.prompt
    if isinstance(prompt, EnterDigits) and view.draft is not None and key in (*DIGITS, "ok"):
        return _does_not_fit(words, prompt, view.draft, key)
    if isinstance(prompt, Adjust):
        # its keys are its own, so that whoever is lost needs them all again
        return words.speech(prompt.phrase)
    return words.speech(asides.reason_not_possible(key))


def still(view: View, times: int, book: PhraseBook) -> Said:
    """What is said while the machine goes on working, for the first time and for each time after that."""
    words, prompt = Wording(book, view.settings.language), view.prompt
    if isinstance(prompt, Wait) and prompt.progress.total:
        left = prompt.progress.seconds
        return [
            *_page(words, prompt.progress),
            *(words.say("wait-seconds", seconds=left) if left is not None else []),
        ]
    return words.say("visit-wait" if times % 2 == 0 else "visit-wait-long")


def voice(view: View) -> Adjusted:
    """The voice that the visitor has now; while it is being adjusted, as the draft has it."""
    if isinstance(view.prompt, Adjust) and isinstance(view.draft, Adjusted):
        return view.draft
    return Adjusted(view.settings.volume, view.settings.speed)


def _does_not_fit(words: Wording, prompt: EnterDigits, draft: str, key: str) -> Said:
    if prompt.secret:
        short = key == "ok"
        return words.say("pin-short" if short else "pin-digit-taken", count=len(draft))
    if key == "ok" and prompt.highest is not None and draft:
        return words.say("copies-too-many", most=prompt.highest)
    return words.say("key-unused")


def _progressed(words: Wording, before: Progress, now: Progress) -> Said:
    # the first sheet has just been announced, and the last one is told by what comes next
    return _page(words, now) if before.done != now.done and 0 < now.done < now.total else []


def _page(words: Wording, progress: Progress) -> Said:
    return words.say("print-progress", page=min(progress.done + 1, progress.total), pages=progress.total)


def _digits(words: Wording, prompt: EnterDigits, drafts: tuple[str | None, str | None]) -> Said:
    before, now = drafts
    if not now:
        return words.say("pin-digit-erased") if before else words.say("pin-tries", left=prompt.attempts or 0)
    if len(now) < len(before or ""):
        return words.say("pin-digit-erased")
    return words.say("pin-digit-taken", count=len(now)) if prompt.secret else words.say("digit-say", digit=int(now[-1]))


def _letters(words: Wording, prompt: EnterText, drafts: tuple[Typed, Typed]) -> Said:
    before, now = drafts
    if len(now.text) < len(before.text):
        return words.say("letter-erased")
    if now.text != before.text:
        return words.say("letter-typed", letter=spelled(now.text[-1]))
    choices = prompt.alphabet.choices(now.group) if now.group else ()
    return [line for key, letter in choices for line in words.say("letter-group", letters=spelled(letter), key=key)]


def _several(words: Wording, prompt: ChooseSeveral, drafts: tuple[tuple[str, ...], tuple[str, ...]]) -> Said:
    before, now = drafts
    turned = [option for option in prompt.options if (option.name in before) is not (option.name in now)]
    return [line for o in turned for line in words.say("item-on" if o.name in now else "item-off", label=o.phrase)]


def _paid(words: Wording, prompt: Pay, drafts: tuple[int, int]) -> Said:
    due = prompt.yen - drafts[1]
    return words.say("pay-cash-added", due=due) if due > 0 else []


def _adjusted(words: Wording, _prompt: Adjust, drafts: tuple[Adjusted, Adjusted]) -> Said:
    before, now = drafts
    if now.limit:
        return words.say("limit-reached")
    if now.volume != before.volume:
        return words.say("volume-changed", level=now.volume + 1)
    return words.say("rate-changed", rate=f"{SPEEDS[now.speed]:g}")


DRAFTS: dict[type[Prompt[Any]], Callable[[Wording, Any, Any], Said]] = {
    EnterDigits: _digits,
    EnterText: _letters,
    ChooseSeveral: _several,
    Pay: _paid,
    Adjust: _adjusted,
}
