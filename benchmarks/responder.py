"""The program that `benchmarks.response` presses: the real screen and conversation, prompt after prompt, for ever.

`keys`: each line on standard input is a key, pressed by a device's thread; the answer is when, on `time.monotonic`.
`touch`: two screens with one button, again and again; the first line says where the button is, in pixels.
"""

from __future__ import annotations

import itertools
import sys
import threading
import time
from typing import Any

from benchmarks.places import PANEL
from firmware.clock import Clock
from firmware.conversation import Conversation
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Prompt, Tell
from screens import examples
from screens.screen import Screen
from screens.theme import PANELS

PROMPTS: dict[str, list[Prompt[Any]]] = {
    "keys": [examples.PROMPTS[name][1] for name in ("language", "pin", "certificates", "person", "items", "copies")]
    + [examples.PROMPTS[name][1] for name in ("confirm", "receipt", "take")],
    "touch": [Tell(phrase=say("visit-cancelled")), Tell(phrase=say("visit-ended-idle"))],
}
PRESSES = ("1", *"1234", "ok", "1", "1", *"12", "ok", "2", "ok", "ok", "1", "ok")
"""What answers the prompts of `keys`, once round; every press changes what is shown."""


def main() -> None:
    """Show and answer until standard input ends."""
    talk = Conversation(Clock())
    screen = Screen(talk, PhraseBook(), PANEL, window=False)
    threading.Thread(target=_ask, args=(talk, PROMPTS[sys.argv[1]]), daemon=True).start()
    pressing = {"keys": _press, "touch": _tell_button}[sys.argv[1]]
    threading.Thread(target=pressing, args=(talk, screen), daemon=True).start()
    screen.run()


def _ask(talk: Conversation, prompts: list[Prompt[Any]]) -> None:
    talk.begin("visit", "T-1", examples.STEPS)
    for prompt in itertools.cycle(prompts):
        talk.ask(prompt)


def _press(talk: Conversation, screen: Screen) -> None:
    for line in sys.stdin:
        at = time.monotonic()
        talk.press(line.strip())
        print(at, flush=True)
    screen.stop()


def _tell_button(talk: Conversation, screen: Screen) -> None:  # noqa: ARG001 - called like the other
    while not (found := [target for target in screen.targets if target.key == "ok"]):
        time.sleep(0.05)
    pitch = PANELS[PANEL].pitch
    print(int(found[0].box.cx / pitch), int(found[0].box.cy / pitch), flush=True)
    sys.stdin.read()
    screen.stop()


if __name__ == "__main__":
    main()
