"""One renderer for each prompt: how it is asked on the glass."""

from __future__ import annotations

import importlib
from typing import Any

from firmware.prompts import (
    Adjust,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Pay,
    PresentCard,
    Prompt,
    RemoveCard,
    Tell,
    Wait,
)
from screens import frame
from screens.page import Page
from screens.prompts import covered, idle

# prompt -> the module here and its function, loaded when first asked: the attract screen must not wait for them
RENDERERS: dict[type[Prompt[Any]], tuple[str, str]] = {
    Choose: ("choose", "draw"),
    ChooseSeveral: ("several", "draw"),
    Confirm: ("confirm", "draw"),
    EnterDigits: ("digits", "draw"),
    EnterText: ("letters", "draw"),
    PresentCard: ("card", "draw_present"),
    RemoveCard: ("card", "draw_remove"),
    Pay: ("pay", "draw"),
    Wait: ("wait", "draw"),
    HandOver: ("hand_over", "draw"),
    Tell: ("tell", "draw"),
    Adjust: ("adjust", "draw"),
}


def draw(page: Page) -> None:
    """Draw what the view shows: a prompt, or else the closed plate or the attract screen."""
    if covered.covers(page.view):
        covered.draw(page)
        return
    page.canvas.fill(page.panel.glass, "bg")
    if page.view.practice:
        frame.practice_ground(page)
    prompt = page.view.prompt
    if isinstance(prompt, Tell) and prompt.plate:
        _draw_prompt(page, prompt)
    elif prompt is not None:
        frame.waymark(page)
        _draw_prompt(page, prompt)
        frame.rail(page, page.possible(prompt))
    elif page.view.closed is not None:
        idle.draw_closed(page, page.view.closed)
    else:
        idle.draw_attract(page)


def _draw_prompt(page: Page, prompt: Prompt[Any]) -> None:
    module, function = RENDERERS[type(prompt)]
    getattr(importlib.import_module(f"screens.prompts.{module}"), function)(page, prompt)
