"""What must hold in every state: each check gives a sentence for each place where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prover.acts import PIN, WRONG
from prover.exceptions import BY_SCREEN_ONLY, NOT_SAID, SAID_OTHERWISE
from prover.record import Record, Step
from prover.recording import Fact

from firmware.phrases.properties import properties

SECRETS = re.compile(rf"(?<![0-9a-f.-])({PIN}|{WRONG})(?![0-9a-f.-])|見本 花子|本町")
"""PINs that were entered, and the name and address of who entered them."""
PRIVATE = re.compile(r"円|yen|住民票|印鑑|戸籍|certificate|みなと|[0-9]{3,}")
"""What a queue must not hear: sums, papers, places."""


def unspoken(record: Record) -> Iterator[str]:
    """A fact that is shown, and neither said by itself nor when ＃ is pressed."""
    for step in record.steps:
        if step.act == "key help" and step.before.by_ear and step.before.shown:
            spoken = step.before.spoken | step.after.spoken
            yield from (
                f"{step.before.state}: {fact}"
                for fact in sorted(step.before.shown, key=str)
                if not _is_said(fact, spoken)
            )


def _is_said(fact: Fact, spoken: frozenset[Fact]) -> bool:
    said = {one.key for one in spoken}
    return (
        fact in spoken
        or any(fact.key.startswith(key) for key in NOT_SAID)
        or any(key in said for key in SAID_OTHERWISE.get(fact.key, ()))
    )


def silent(record: Record) -> Iterator[str]:
    """A key, or anything that changes the question, after which the handset says nothing."""
    for step in record.steps:
        asks = step.act.startswith("key") or step.after.turn != step.before.turn
        if step.after.by_ear and asks and not any(one.channel == "handset" for one in step.after.heard):
            yield f"{step.before.state} --{step.act}--> {step.after.state}"


def without_help(record: Record) -> Iterator[str]:
    """A state by ear in which ＃ was never answered."""
    helped = {step.before.state for step in record.steps if step.act == "key help" and step.after.heard}
    reached = {step.after.state for step in record.steps if step.after.by_ear}
    yield from (str(state) for state in sorted(reached - helped))


def out_of_reach(by_screen: Record, by_ear: Record) -> Iterator[str]:
    """A question or message that the path by screen meets and the path by ear does not."""
    missing = {phrase for _, phrase in by_screen.asked} - {phrase for _, phrase in by_ear.asked} - set(BY_SCREEN_ONLY)
    yield from sorted(missing)


def told_to_the_queue(record: Record) -> Iterator[str]:
    """What the loudspeaker said that is not for everybody, or beside a lifted handset."""
    known = properties()
    for step in record.steps:
        for one in step.after.heard:
            if one.channel != "speaker":
                continue
            alarms = any(known[key].alarm for key in one.keys)
            if PRIVATE.search(one.text) or (step.before.by_ear and step.after.by_ear and not alarms):
                yield f"{step.before.state} --{step.act}--> {step.after.state}: {one.text}"


def leaked(record: Record) -> Iterator[str]:
    """A secret in the log, in the terminal's files, or in a sentence."""
    places = {
        "log": record.logged,
        "file": [file.decode("utf-8", "replace") for file in record.files],
        "speech": [one.text for one in record.heard],
    }
    for place, texts in places.items():
        yield from (f"{place}: {found[0]}" for text in texts if (found := SECRETS.search(text)))


def uncovered(record: Record) -> Iterator[str]:
    """Pictures of a covered screen that differ by more than language and practice: one of them tells of the visit."""
    pictures: dict[bytes, Step] = {}
    for step in record.steps:
        # in idle there is nobody of whom a picture could tell
        if step.after.covered is not None and step.after.state.kind != "idle":
            pictures.setdefault(step.after.covered, step)
    # two languages, with and without the band of practice
    if len(pictures) > 4:
        yield from (f"a plate of its own: {step.after.state} after {step.act}" for step in pictures.values())
