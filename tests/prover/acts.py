"""What can be tried in each state: the keys, the card, money, patience, and what may happen to a device just then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, runtime_checkable

from prover.bench import BY_EYE, Bench, State

from drivers.protocols import Fault
from firmware.prompts import (
    DIGITS,
    Choose,
    ChooseSeveral,
    EnterDigits,
    HandOver,
    Pay,
    PresentCard,
    Prompt,
    RemoveCard,
)

Act = Callable[[], object]
PIN, WRONG = "1234", "9876"
LAID = ("hanako", "hanako-2", "hanako-1", "maria", "android", "training", "jiro", "facial", "licence", "resident_old",
        "transport", "unknown", "two", "moved", "protected", "revoked", "hana")  # fmt: skip
"""Every kind of card and of story that a visitor is told something else about; with the first every key is tried."""
IDLE_WITH = ("hanako", "unknown")
NO_LINE = "http://127.0.0.1:1"


class Hands(Protocol):
    """How one kind of visitor presses keys: by touch on what is drawn, or on the ten-key."""

    def pressable(self) -> tuple[str, ...]:
        """The keys that there are now."""

    def press(self, key: str) -> None:
        """Press one."""


@runtime_checkable
class Handset(Protocol):
    """The hook, for hands that have one."""

    def lifts(self) -> None:
        """Take it."""

    def hangs_up(self) -> None:
        """Put it back for good."""

    def fumbles(self) -> None:
        """Put it down and take it up again at once."""


def acts(bench: Bench, hands: Hands, state: State) -> dict[str, Act]:
    """Everything that is tried here by name, help first; whatever they break is whole again afterwards."""
    if BY_EYE in state.mood and isinstance(hands, Handset):
        return {"lift": hands.lifts}
    found = {f"key {key}": _pressing(hands, key) for key in _keys(bench, hands, state)}
    found |= dict(_special(bench, hands, state))
    return dict(sorted(found.items(), key=lambda act: act[0] != "key help"))


def _keys(bench: Bench, hands: Hands, state: State) -> list[str]:
    """Of the digits only those that differ in what they do, and one that does nothing."""
    prompt = bench.talk.view.prompt
    wanted = {o.key for o in prompt.options} if isinstance(prompt, Choose | ChooseSeveral) else {"1"}
    if _is_familiar(state):
        return [key for key in hands.pressable() if key in (*wanted, "ok", "back", "help", "stop")]
    rail = ("language", "sight", "voice") if bench.talk.view.draft else ()
    unused = () if isinstance(prompt, EnterDigits) else next(((d,) for d in "987" if d not in wanted), ())
    return [key for key in hands.pressable() if key not in (*DIGITS, *rail) or key in wanted or key in unused]


def _is_familiar(state: State) -> bool:
    """Whether the same prompt is met elsewhere with every key: here only what differs is tried."""
    mood = set(state.mood)
    if state.kind == "EnterDigits" and any(part.isdigit() or part == "whole" for part in mood):
        return True
    practised = "practice" in mood and not state.phrase.startswith("practice-")
    return practised or bool(mood & {*LAID[1:], "(1)", "(2)"})


def _pressing(hands: Hands, *keys: str) -> Act:
    def press() -> None:
        for key in keys:
            hands.press(key)

    return press


def _special(bench: Bench, hands: Hands, state: State) -> Iterator[tuple[str, Act]]:
    prompt = bench.talk.view.prompt
    if prompt is None:
        yield from _idle(bench, hands)
        return
    for kind, special in SPECIAL.items():
        if isinstance(prompt, kind):
            yield from special(bench, hands, prompt)
    familiar = _is_familiar(state)
    if not familiar and not state.is_aside:
        yield from _hook(bench, hands)
    if prompt.patience is not None and (not familiar or isinstance(prompt, HandOver | RemoveCard)):
        yield "wait", bench.waits_long
    if bench.card and not familiar and not state.is_aside and not isinstance(prompt, RemoveCard):
        yield "card taken", bench.takes_card


def _idle(bench: Bench, hands: Hands) -> Iterator[tuple[str, Act]]:
    yield from _hook(bench, hands)
    if bench.talk.view.closed is not None:
        yield "open", bench.opens
        return
    yield "close", bench.closes
    for card in IDLE_WITH:
        yield f"card {card}", _laying(bench, card)


def _hook(bench: Bench, hands: Hands) -> Iterator[tuple[str, Act]]:
    """Who has a handset lifts it, hangs it up, and sometimes misses the hook."""
    if not isinstance(hands, Handset):
        return
    if not bench.talk.view.by_ear:
        yield "lift", hands.lifts
        return
    yield "hang up", hands.hangs_up
    yield "miss the hook", hands.fumbles


def _laying(bench: Bench, card: str) -> Act:
    return lambda: bench.lays(card)


def _present(bench: Bench, _hands: Hands, _prompt: Prompt) -> Iterator[tuple[str, Act]]:
    for card in LAID:
        yield f"card {card}", _laying(bench, card)


def _remove(bench: Bench, _hands: Hands, _prompt: Prompt) -> Iterator[tuple[str, Act]]:
    yield "card off", bench.takes_card


def _secret(bench: Bench, hands: Hands, prompt: EnterDigits) -> Iterator[tuple[str, Act]]:
    """A whole PIN only from a draft that is empty; with a fault of reader or line it is lost on its way."""
    if not prompt.secret or bench.talk.view.draft:
        return
    # who is told on the screen of a wrong one first says that he goes on
    first = () if "1" in hands.pressable() else ("ok",)
    yield "right PIN", _pressing(hands, *first, *PIN, "ok")
    if not bench.card.startswith("hanako"):
        return
    yield "wrong PIN", _pressing(hands, *first, *WRONG, "ok")
    yield "PIN not sent", _pressing(hands, *first, *WRONG)
    if bench.card == "hanako" and prompt.attempts is None:
        yield "PIN, reader mute", _broken(bench, "reader", Fault.MUTE, _pressing(hands, *PIN, "ok"))
        yield "PIN, reader gone", _broken(bench, "reader", Fault.OFFLINE, _pressing(hands, *PIN, "ok"), 1)
        yield "PIN, line down", _cut_off(bench, _pressing(hands, *PIN, "ok"))


def _pay(bench: Bench, hands: Hands, prompt: Pay) -> Iterator[tuple[str, Act]]:
    def inserting(*money: int) -> Act:
        return lambda: [bench.kiosk.cash_box.insert(yen) for yen in money]

    due = prompt.yen - bench.talk.view.draft
    whole = inserting(*[100] * (due // 100))
    yield "100 yen", inserting(100)
    yield "exact", whole
    yield "1000 yen", inserting(1000)
    yield "foreign coin", inserting(7)
    for name, fault, after in (
        ("page_printer", Fault.PAPER_OUT, 0), ("page_printer", Fault.PAPER_OUT, 1),
        ("page_printer", Fault.OFFLINE, 0), ("cash_box", Fault.NO_CHANGE, 0),
    ):  # fmt: skip
        act = inserting(1000) if name == "cash_box" else whole
        yield f"paid, {name} {fault.value} after {after}", _broken(bench, name, fault, act, after)
    yield "paid, line down", _cut_off(bench, whole)
    if bench.talk.view.draft:
        yield "stop, cash box gone", _broken(bench, "cash_box", Fault.OFFLINE, _stopping(bench, hands))


def _stopping(bench: Bench, hands: Hands) -> Act:
    def stop() -> None:
        hands.press("stop")
        bench.settle()
        hands.press("stop")

    return stop


def _choose(bench: Bench, hands: Hands, prompt: Choose) -> Iterator[tuple[str, Act]]:
    if prompt.phrase.key == "receipt-choose" and "1" in hands.pressable():
        yield "receipt, printer gone", _broken(bench, "receipt_printer", Fault.OFFLINE, _pressing(hands, "1"))


def _digits(bench: Bench, hands: Hands, prompt: EnterDigits) -> Iterator[tuple[str, Act]]:
    if not prompt.secret and not bench.talk.view.draft:
        yield "2 and ok", _pressing(hands, "2", "ok")
        yield "too many", _pressing(hands, "9", "9", "ok")
    if prompt.secret:
        yield from _secret(bench, hands, prompt)


SPECIAL: Mapping[type[Prompt], Callable[[Bench, Hands, Prompt], Iterator[tuple[str, Act]]]] = {
    PresentCard: _present,
    RemoveCard: _remove,
    EnterDigits: _digits,
    Pay: _pay,
    Choose: _choose,
}


def _broken(bench: Bench, name: str, fault: Fault, act: Act, after: int = 0) -> Act:
    """An act while a device fails, which is repaired as soon as its consequences are there."""
    device = getattr(bench.kiosk, name)

    def break_and_act() -> None:
        device.set_fault(fault, after)
        try:
            act()
            bench.settle()
        finally:
            device.set_fault(None)

    return break_and_act


def _cut_off(bench: Bench, act: Act) -> Act:
    """An act while central cannot be reached."""

    def cut_and_act() -> None:
        bench.kiosk.client.use(NO_LINE)
        try:
            act()
            bench.settle()
        finally:
            bench.kiosk.client.use(bench.kiosk.central.url)

    return cut_and_act
