"""The devices by which a visitor hears, and presses without seeing: opened, watched and opened again, on a thread of their own.

None is essential. While the handset, its hook or its keys are broken the visit goes on by eye, and every surface says so;
a device that is back is taken up again, in the midst of a visit too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from drivers.protocols import DeviceFault
from firmware.assembly import HANDSET
from firmware.conversation import Conversation
from firmware.phrases import Phrase, say
from firmware.view import Ear

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0
VOICE, GUIDANCE = "voice", "guidance"
WORDS = (VOICE, GUIDANCE)
"""What is no device and may fail at the same words again."""
AGAIN = (LOOK_SECONDS, 30.0)
"""Seconds until what failed in use is believed to be well again: a device, and one of `WORDS`."""
LEFT_OFF = "hook: The handset lies beside its hook: hang it up, or look at the hook's wires."
FOR_STAFF = {
    **dict.fromkeys(("handset", "hook", *WORDS), say("handset-fault")),
    "keypad": say("keypad-fault"),
    "speaker": say("speaker-fault"),
}
"""What the operator's menu tells of what ails; of the others the log and `kazasu doctor` do."""
Opened = Callable[..., object]


def left_off(devices: Mapping[str, Any], conversation: Conversation) -> bool:
    """Whether the handset is off its hook and nobody is held to listen."""
    hook = devices.get("hook")
    return hook is not None and hook.is_lifted and conversation.view.ear is Ear.READY


class Surfaces:
    """Of one terminal; each device is opened with what `callbacks` has under its name."""

    def __init__(self, talk: Conversation, devices: Mapping[str, Any], callbacks: Mapping[str, Opened]) -> None:
        self._talk, self._devices, self._callbacks = talk, devices, callbacks
        self._stirred = threading.Condition()
        self._away = set(devices)
        self._failed: dict[str, float] = {}
        self._told: set[str] = set()
        self._off_since: float | None = None
        self._is_due = self._is_stopping = False
        self._is_opened = threading.Event()
        self._thread = threading.Thread(target=self._run, name="surfaces", daemon=True)

    def start(self) -> None:
        """Open what can be opened, and keep watching."""
        self._thread.start()

    def await_open(self, seconds: float) -> None:
        """Wait in real time, at most that long, until each device has been tried once."""
        self._is_opened.wait(seconds)

    def stop(self) -> None:
        """Watch no more, and close the devices."""
        with self._stirred:
            self._is_stopping = True
            self._stirred.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        for device in self._devices.values():
            device.close()

    def failed(self, name: str) -> None:
        """A device, or the "voice", has failed while it was used: look at once. Any thread; returns at once."""
        with self._stirred:
            self._failed[name] = self._talk.clock.monotonic()
            self._is_due = True
            self._stirred.notify_all()

    def _run(self) -> None:
        while not self._is_stopping:
            self._look()
            self._is_opened.set()
            with self._stirred:
                if not self._is_due and not self._is_stopping:
                    self._talk.clock.wait(self._stirred, LOOK_SECONDS)
                self._is_due = False

    def _look(self) -> None:
        ailing = {name for name in self._devices if not self._is_well(name)} | self._failing()
        told = {phrase.key: phrase for name, phrase in FOR_STAFF.items() if name in ailing}
        self._talk.ailing = (*self._hanging(), *told.values())
        if all(name in self._devices for name in HANDSET):
            self._tell_ear(not ailing & {*HANDSET, *WORDS})

    def _hanging(self) -> tuple[Phrase, ...]:
        """What to tell of a handset that is off its hook and serves nobody."""
        is_off, now = left_off(self._devices, self._talk), self._talk.clock.monotonic()
        self._tell_operator("off", LEFT_OFF if is_off else "")
        if not is_off:
            self._off_since = None
            return ()
        self._off_since = now if self._off_since is None else self._off_since
        # who listened no more was waited for before, so it is never less than one
        return (say("hook-stuck", minutes=max(1, int(now - self._off_since) // 60)),)

    def _is_well(self, name: str) -> bool:
        """Whether a device serves; one that does not is opened again."""
        device, refused = self._devices[name], ""
        if name in self._away or device.health().fault:
            self._away.add(name)
            # one that holds its device, such as a ten-key with a stuck key, takes no harm from it
            try:
                device.open(*([self._callbacks[name]] if name in self._callbacks else []))
                self._away.discard(name)
            except DeviceFault as fault:
                # its health tells only that it is not open, and not why
                refused = str(fault)
        sentence = refused or device.health().sentence
        self._tell_operator(name, f"{name}: {sentence}" if sentence else "")
        return not sentence

    def _failing(self) -> set[str]:
        """What failed in use and is not believed to be well again; of words each visitor is another beginning."""
        now, is_idle = self._talk.clock.monotonic(), self._talk.view.visit is None
        with self._stirred:
            for name, at in list(self._failed.items()):
                if now - at >= AGAIN[name in WORDS] or (is_idle and name in WORDS):
                    del self._failed[name]
            return set(self._failed)

    def _tell_ear(self, is_usable: bool) -> None:
        view = self._talk.view
        if not is_usable:
            self._talk.change_ear(Ear.BROKEN)
        elif view.ear in (Ear.NONE, Ear.BROKEN):
            self._talk.change_ear(Ear.READY)
            # whoever still holds the handset hears what is asked
            if view.visit is not None and self._devices["hook"].is_lifted:
                self._callbacks["hook"](True)

    def _tell_operator(self, name: str, sentence: str) -> None:
        """Write it down once, and that it is over: a log that grows by itself fills the disk."""
        if sentence and name not in self._told:
            self._told.add(name)
            log.error("%s", sentence)
        elif not sentence and name in self._told:
            self._told.discard(name)
            log.info("%s: well again", name.replace("off", "hook"))
