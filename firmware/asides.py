"""Asides: what interrupts any prompt and then returns to it, its draft kept: stop, idle, language, sight, voice, help.

Help tells first where one is and all that this prompt wants; asked for again, it is a menu of what else can be had.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from firmware.errors import Declined, LeftAlone
from firmware.phrases import Phrase, say
from firmware.prompts import Adjust, Adjusted, Choose, Confirm, Option, Pay, Press, Prompt, Sign, Tell, Wait
from firmware.view import Ear, Settings

if TYPE_CHECKING:
    from firmware.conversation import Conversation

IDLE = "idle"
# 20 to 45 s to answer (VVSG 2.0), said again each 10 s because a countdown that is only shown is not heard
WARNINGS = (30, 20, 10)
WARNINGS_BY_EAR = (45, 30, 15)
SIZES = (1, 2, 3)
THEMES = ("paper", "black-on-white", "white-on-black", "night")


@dataclass(frozen=True)
class Outcome:
    """How a prompt was left: with an answer (a one-tuple), or for an aside with the draft to return to."""

    draft: Any
    answer: tuple[Any] | None = None
    aside: str = ""


def possible(prompt: Prompt[Any], draft: Any) -> frozenset[str]:
    """The keys that interrupt this prompt now; a way back is shut once money has been paid."""
    if isinstance(prompt, Wait):
        return frozenset()
    keys = {"language", "sight", "voice", "help"}
    if prompt.stop:
        keys.add("stop")
    if prompt.back and not (isinstance(prompt, Pay) and draft):
        keys.add("back")
    return frozenset(keys)


def hold(talk: Conversation, aside: str, prompt: Prompt[Any]) -> None:
    """Hold one aside. Raises Declined, LeftAlone."""
    with talk.interrupting(prompt):
        ASIDES[aside](talk, prompt)


def hear_out(talk: Conversation, prompt: Prompt[Any]) -> None:
    """Ask what nobody must answer: over when it is answered, stopped or left alone; any other aside returns to it. Raises VisitEnded."""
    while (outcome := talk.ask_once(prompt, prompt.start())).aside not in ("", "stop", IDLE):
        hold(talk, outcome.aside, prompt)


def _stop(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001 - every aside is told what it interrupts
    question = Confirm(
        phrase=say("visit-cancel-confirm"),
        sign=Sign.WARN,
        verb=say("button-continue"),
        otherwise=say("button-cancel"),
        patience=WARNINGS[0],
        back=False,
    )
    if talk.ask_once(question, "").aside in ("stop", IDLE):
        raise Declined


def _idle(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    outcome = count_down(talk, _still_there)
    if outcome.aside == "stop":
        raise Declined
    if outcome.aside == IDLE:
        raise LeftAlone


def _still_there(seconds: int) -> Confirm:
    return Confirm(
        phrase=say("visit-idle-warning", seconds=seconds),
        sign=Sign.WARN,
        verb=say("button-continue"),
        otherwise=say("button-cancel"),
        back=False,
    )


def count_down(
    talk: Conversation, question: Callable[[int], Prompt[Any]], now: Callable[[], Press | None] = lambda: None
) -> Outcome:
    """Ask with fewer and fewer seconds left, each told anew; once they are over the outcome's aside is IDLE.

    `now` is as for `Conversation.ask`. Raises VisitEnded.
    """
    warnings = WARNINGS_BY_EAR if talk.view.by_ear else WARNINGS
    for left, after in zip(warnings, (*warnings[1:], 0), strict=True):
        asked = replace(question(left), countdown=left, patience=left - after)
        outcome = talk.ask_once(asked, asked.start(), now)
        if outcome.aside != IDLE:
            break
    return outcome


def taken_in_time(
    talk: Conversation, question: Callable[[int], Prompt[Any]], now: Callable[[], Press | None] = lambda: None
) -> bool:
    """Count down until what lies there is taken; False once the seconds are over. After an aside the count begins anew."""
    while True:
        outcome = count_down(talk, question, now)
        if outcome.answer is not None or outcome.aside == IDLE:
            return outcome.answer is not None
        hold(talk, outcome.aside, question(WARNINGS[0]))


def _language(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    choose_language(talk, lambda question: _answer(talk, question))


def choose_language(talk: Conversation, ask: Callable[[Prompt[str]], str | None]) -> None:
    """Let the visitor choose the language of the rest of the visit; each is named in itself."""
    choices = tuple(Option(str(n), name, say(f"language-{name}")) for n, name in enumerate(talk.languages, 1))
    question = Choose(phrase=say("language-choose"), options=choices, chosen=talk.view.settings.language)
    if chosen := ask(question):
        talk.change_settings(replace(talk.view.settings, language=chosen))


def _sight(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    settings = talk.view.settings
    names = [f"size-{size}" for size in SIZES] + [f"theme-{theme}" for theme in THEMES]
    choices = [Option(str(n), name, say(f"sight-{name}")) for n, name in enumerate(names, 1)]
    if talk.signs:
        turned = "sign-off" if settings.sign else "sign-on"
        choices.append(Option(str(len(choices) + 1), turned, say("sight-sign-off" if settings.sign else "sight-sign")))
    question = Choose(
        phrase=say("sight-choose"), note=say("sight-note"), options=tuple(choices), chosen=f"size-{settings.size}"
    )
    chosen = _answer(talk, question)
    if chosen is not None:
        talk.change_settings(_seen(settings, *chosen.split("-", 1)))


def _seen(settings: Settings, kind: str, value: str) -> Settings:
    """The settings with one way of seeing changed."""
    if kind == "size":
        return replace(settings, size=int(value))
    return replace(settings, sign=value == "on") if kind == "sign" else replace(settings, theme=value)


def _voice(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    settings = talk.view.settings
    question = Adjust(phrase=say("voice-help"), start_from=Adjusted(settings.volume, settings.speed))
    outcome = talk.ask_once(question, question.start())
    # the voice that one hears stays, whichever way one leaves
    voice = outcome.answer[0] if outcome.answer else outcome.draft
    talk.change_settings(replace(talk.view.settings, volume=voice.volume, speed=voice.speed))


def _help(talk: Conversation, prompt: Prompt[Any]) -> None:
    step = say(f"step-{talk.view.steps[talk.view.step]}") if talk.view.step is not None else say("step-start")
    here = say("where-am-i", step=step, index=(talk.view.step or 0) + 1, steps=max(len(talk.view.steps), 1))
    explain = Tell(phrase=here, note=prompt.phrase, verb=say("button-return"), about=prompt)
    if talk.ask_once(explain, "").aside == "help":
        chosen = _answer(talk, Choose(phrase=say("help-choose"), options=_helps(talk)))
        if chosen is not None:
            HELPS[chosen](talk, prompt)


def _helps(talk: Conversation) -> tuple[Option, ...]:
    """What can be had for help; a number means the same on every terminal."""
    view = talk.view
    shows = "hide" if view.settings.helper else "show"
    found = [
        ("1", "keys", view.ear is not Ear.NONE),
        ("2", "voice", view.ear is not Ear.NONE),
        ("3", shows, view.by_ear),
        ("4", "language", len(talk.languages) > 1),
        ("5", "staff", True),
    ]
    return tuple(Option(key, name, say(f"help-{name}")) for key, name, is_there in found if is_there)


def _keys(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    _answer(talk, Tell(phrase=say("key-help"), verb=say("button-return")))


def _companion(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    """Let a companion see and touch, or no more; a secret is never shown."""
    settings = talk.view.settings
    talk.change_settings(replace(settings, helper=not settings.helper))
    talk.tell("companion-off" if settings.helper else "companion-on")


def _staff(talk: Conversation, prompt: Prompt[Any]) -> None:  # noqa: ARG001
    _answer(talk, Tell(phrase=say("staff-ask"), verb=say("button-return")))


def _answer(talk: Conversation, question: Prompt[Any]) -> Any:
    """The answer to an aside's question, or None when it was left by any other way."""
    outcome = talk.ask_once(question, question.start())
    return outcome.answer[0] if outcome.answer else None


ASIDES: dict[str, Callable[[Conversation, Prompt[Any]], None]] = {
    "stop": _stop,
    IDLE: _idle,
    "language": _language,
    "sight": _sight,
    "voice": _voice,
    "help": _help,
}
HELPS: dict[str, Callable[[Conversation, Prompt[Any]], None]] = {
    "keys": _keys,
    "voice": _voice,
    "show": _companion,
    "hide": _companion,
    "language": _language,
    "staff": _staff,
}


def reason_not_possible(press: str) -> Phrase:
    """Why a key that is not possible now does nothing, for a surface to tell."""
    return say("key-unused-back") if press == "back" else say("key-unused")
