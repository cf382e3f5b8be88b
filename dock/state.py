"""`GET /state`: what the terminal is doing, in the visit's language and masked, as JSON-ready values."""

from __future__ import annotations

from dataclasses import asdict

from dock.bench import Bench
from dock.docked import DockedTerminal
from dock.vehicle import driver, signals, vehicle
from dock.words import Json, Words, keys
from firmware.adjust import SPEEDS, VOLUMES
from firmware.conversation import View

NOTHING_HEARD: Json = {
    "heard": 0,
    "changes": 0,
    "sounding": {"handset": None, "speaker": None},
    "cut": {"handset": 0, "speaker": 0},
}


def state(bench: Bench) -> Json:
    """Everything the page and a test need to know now; the draft of a PIN is only dots.

    `version` grows, so that of two states that cross on their way the older one can be told.
    """
    # One look after the other, or a later version could tell of an earlier moment.
    with bench.looking:
        bench.looks += 1
        return {**_state(bench), "version": bench.looks}


def _state(bench: Bench) -> Json:
    terminal = bench.terminal
    view = terminal.talk.view
    words = Words(terminal, view.settings.language)
    return {
        "role": terminal.role,
        "clock": terminal.clock.now().isoformat(timespec="seconds"),
        "visit": view.visit,
        "ticket": view.ticket,
        "turn": view.turn,
        "prompt": words.prompt(view) if view.prompt else None,
        "told": [words.said(phrase) for phrase in view.told],
        "closed": words.said(view.closed) if view.closed else None,
        "practice": view.practice,
        "step": view.steps[view.step] if view.step is not None else None,
        "steps": list(view.steps),
        "settings": asdict(view.settings),
        "keys": keys(view),
        "handset": _handset(bench, view),
        "clicks": sum(sound.clicks for sound in (terminal.handset, terminal.speaker) if sound),
        "focus": view.focus,
        "frame": terminal.screen.frames if terminal.screen else 0,
        **_lying(bench, "reader"),
        "exit_reader": _lying(bench, "exit_reader") if terminal.exit_reader else None,
        "line": bench.line,
        "money": _money(terminal),
        "buzzer": any(getattr(docked.device, "is_sounding", False) for docked in terminal.devices.values()),
        "printed": bench.shelf.printed(),
        "transcript": bench.transcript.lines(),
        "vehicle": vehicle(bench, words),
        "driver": driver(bench, words),
        "signals": signals(bench),
        "devices": {name: _device(bench, name) for name in terminal.devices},
    }


def _lying(bench: Bench, reader: str) -> Json:
    """The card on a reader, and how it misbehaves."""
    return {"card": bench.card_on(reader), "card_fault": bench.card_fault(reader)}


def _handset(bench: Bench, view: View) -> Json | None:
    """The handset and what is heard of it and of the loudspeaker; None where there is neither handset nor loudspeaker."""
    hook, heard = bench.terminal.hook, bench.heard
    if hook is None and heard is None:
        return None
    now = heard.now() if heard else NOTHING_HEARD
    return {
        "ear": view.ear,
        "lifted": hook.is_lifted if hook else None,
        "covered": view.covered,
        "speaking": now["sounding"]["handset"] is not None,
        **now,
        "volume_db": VOLUMES[view.settings.volume],
        "speed": SPEEDS[view.settings.speed],
    }


def _device(bench: Bench, name: str) -> Json:
    docked, health = bench.terminal.devices[name], bench.health(name)
    return {
        "protocol": docked.protocol,
        "driver": docked.driver,
        "state": "fault" if health.fault else "ready",
        "fault": health.fault,
        "sentence": health.sentence,
        "asked": bench.asked.get(name),
    }


def _money(terminal: DockedTerminal) -> Json | None:
    """What lies in the money tray, by the yen of each coin or note."""
    if terminal.cash_box is None:
        return None
    tray = {str(yen): count for yen, count in sorted(terminal.cash_box.tray.items()) if count}
    return {"tray": tray, "yen": sum(int(yen) * count for yen, count in tray.items())}
