"""A form: straight-line questions with a way back.

The questions are an ordinary function that only asks. A step back forgets the last answer and runs it again from the
top; the answers before are given from memory, so the visitor sees just the question before, and no state is kept by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

from firmware.conversation import Conversation
from firmware.errors import SteppedBack
from firmware.prompts import Prompt

Answer = TypeVar("Answer")
Filled = TypeVar("Filled")


class Ask(Protocol):
    """How questions ask: like `Conversation.ask`."""

    def __call__(self, prompt: Prompt[Answer], /) -> Answer:
        """Ask, or remember."""
        ...


class Form:
    """The answers so far to one set of questions; `leave` tells whether stepping back from the first one is possible."""

    def __init__(self, talk: Conversation, *, leave: bool = False) -> None:
        self._talk, self._leave = talk, leave
        self._answers: list[Any] = []

    def fill(self, questions: Callable[[Ask], Filled]) -> Filled:
        """Ask until all is answered. Raises SteppedBack when `leave` and the visitor steps back from the first question."""
        while True:
            try:
                return questions(self._asker())
            except SteppedBack:
                if not self._answers:
                    raise
                self._answers.pop()

    def step_back(self) -> None:
        """Forget the last answer, so that the next `fill` asks it again."""
        self._answers.pop()

    def _asker(self) -> Ask:
        # a copy: answers that are added while the questions run must not be given back to them
        remembered = iter(list(self._answers))

        def ask(prompt: Prompt[Answer], /) -> Answer:
            for answer in remembered:
                return cast(Answer, answer)
            may_go_back = prompt.back and (self._leave or bool(self._answers))
            answer = self._talk.ask(replace(prompt, back=may_go_back))
            self._answers.append(answer)
            return answer

        return ask
