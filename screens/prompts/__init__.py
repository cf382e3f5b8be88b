"""One renderer for each prompt: how it is asked on the glass."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, cast

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
from screens import frame, strip
from screens.boxes import Box
from screens.page import Page, is_home
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
    """Draw what the view shows: a prompt, or else the closed plate or the attract screen; a vehicle has faces of its own."""
    if covered.covers(page.view):
        covered.draw(page)
        return
    page.canvas.fill(page.panel.glass, "bg")
    if page.view.vehicle is not None:
        _draw_vehicle(page)
        return
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


def _draw_vehicle(page: Page) -> None:
    """What riders see, the driver's face, or what the driver is asked, with the strip in place of the waymark."""
    prompt, panel = page.view.prompt, page.panel
    if page.view.is_for_riders or prompt is None or is_home(page.view):
        _load("rider" if page.view.is_for_riders else "driver", "draw")(page)
    else:
        y, h = panel.way
        strip.draw(page, Box(panel.across.x, y, panel.across.w, h), (page.style.caption,))
        _draw_prompt(page, prompt)
        frame.rail(page, page.possible(prompt), hidden=("language", "sight", "voice", "help"))


def _draw_prompt(page: Page, prompt: Prompt[Any]) -> None:
    module, function = RENDERERS[type(prompt)]
    _load(module, function)(page, prompt)


def _load(module: str, function: str) -> Callable[..., None]:
    return cast(Callable[..., None], getattr(importlib.import_module(f"screens.prompts.{module}"), function))
