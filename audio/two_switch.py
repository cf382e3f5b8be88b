"""Two switches, move and select: the third way in. Move goes to the next key that does something now; select presses it."""

from __future__ import annotations

from audio.utterance import Utterance, Wording, is_for_staff
from audio.words import item
from firmware.asides import possible
from firmware.phrases.reader import PhraseBook
from firmware.prompts import DIGITS, OTHERWISE, EnterDigits, Option, PresentCard
from firmware.view import View

ENDS = ("ok", "back", "again", "help", "stop")
# in the order of a telephone, so that whoever counts the clicks knows the digit
PAD = (*DIGITS[1:], DIGITS[0])


def keys(view: View) -> tuple[str, ...]:
    """The keys that do something now, in the order that the focus takes."""
    prompt = view.prompt
    if prompt is None:
        return ("ok", "help") if view.closed is None else ()
    # a step is pure: a prompt can be asked what it would do, and a masked draft has the right length
    own = {key for key in (*PAD, *ENDS) if prompt.press(view.draft, key) is not None}
    does = own | possible(prompt, view.draft) | ({"again"} if view.by_ear else set())
    return tuple(key for key in (*PAD, *ENDS) if key in does)


def following(view: View) -> str:
    """The key after the focus, round and round; empty when nothing can be pressed."""
    found = keys(view)
    at = found.index(view.focus) + 1 if view.focus in found else 0
    return found[at % len(found)] if found else ""


def named(view: View, book: PhraseBook) -> list[Utterance]:
    """What the key in focus does, in words; nothing for a digit of a secret number, or of what is for staff."""
    words, prompt, key = Wording(book, view.settings.language), view.prompt, view.focus
    if key in ENDS:
        return words.say(f"key-name-{key}")
    if prompt is not None and is_for_staff(prompt.phrase):
        return []
    if isinstance(prompt, EnterDigits):
        return [] if prompt.secret else words.say("digit-say", digit=int(key))
    if isinstance(prompt, PresentCard) and key == OTHERWISE:
        return words.speech(prompt.otherwise)
    options: tuple[Option, ...] = getattr(prompt, "options", ())
    found = [line for option in options if option.key == key for line in item(words, option)]
    return found or words.say("digit-say", digit=int(key))
