"""How long a visit takes by ear: its keys, the seconds of what is said at 1.0x, and hands as they were modelled.

The model: somebody hears everything to its end and then acts. Speech is as long as the voice makes it; printing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prover.bench import Bench
from prover.by_ear import Ears

from audio.heard import Heard
from audio.level import PAUSE_S

FIRST_KEY_S, NEXT_KEY_S = 0.8, 0.5
"""From the end of speech to the first key, and from key to key."""
HAND_S = {"lift": 0.0, "place": 4.0, "take card": 2.0, "coin": 2.0, "take paper": 4.0, "hang up": 1.0}
MACHINE_S = {"place": 1.5, "PIN": 2.5, "order": 2.0}
"""What reader and central take; what is said meanwhile takes no time of its own."""
MEANWHILE = ("card-reading", "pin-checking", "order-sending", "document-coming", "print-started", "print-progress",
             "wait-seconds", "visit-wait", "visit-wait-long")  # fmt: skip

PIN = ("PIN", *"1234", "ok")
Act = tuple[str, ...]
"""What is done, and the keys for it; `keys` for nothing else."""
START: tuple[Act, ...] = (("lift",), ("place",))
CHECKED: tuple[Act, ...] = (PIN, ("take card",))
END: tuple[Act, ...] = (("keys", "1"), ("take paper", "ok"), ("hang up",))
RESIDENCE: tuple[Act, ...] = (("keys", "1"), ("keys", "1"), ("keys", "ok"), ("keys", "ok"))
PAID = (("order", "ok"), ("coin",), ("coin",), ("coin",))
JOURNEYS: dict[str, tuple[Act, ...]] = {
    "residence record, self, cash": (*START, *CHECKED, *RESIDENCE, *PAID, *END),
    "seal certificate, cash": (*START, *CHECKED, ("keys", "2"), ("keys", "ok"), *PAID, *END),
    "family register, all, 450 in cash": (
        *START, *CHECKED, ("keys", "3"), ("keys", "ok"), ("order", "ok"), *[("coin",)] * 5, *END),
    "household, 2 copies, all items, cash": (
        *START, *CHECKED, ("keys", "1"), ("keys", "2"), ("keys", "1"), ("keys", "2"), ("keys", "ok"),
        ("keys", "2", "ok"), *PAID, *[("coin",)] * 3, *END),
    "residence record, one wrong PIN": (*START, ("PIN", *"9876", "ok"), *CHECKED, *RESIDENCE, *PAID, *END),
    "residence record, one step back and one repeat": (
        *START, *CHECKED, ("keys", "1"), ("keys", "again"), ("keys", "1"), ("keys", "ok"), ("keys", "back"),
        ("keys", "ok"), ("keys", "ok"), *PAID, *END),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One act of a journey: its keys, and the seconds that the terminal speaks and that it takes in all."""

    act: str
    keys: int
    speech: float
    seconds: float
    said: str

    def __str__(self) -> str:
        return f"{self.act:12} {self.keys:2} keys {self.speech:5.1f} s speech {self.seconds:6.1f} s  {self.said}"


def travel(bench: Bench, ears: Ears, acts: Sequence[Act]) -> list[Row]:
    """Do a journey from idle, and tell what each act took."""
    rows = []
    coins = _coins(acts)
    for name, *keys in acts:
        ears.settle()
        said = _do(bench, ears, name, keys, coins)
        hand = HAND_S.get(name, 0.0) + (FIRST_KEY_S + NEXT_KEY_S * (len(keys) - 1) if keys else 0.0)
        # while a coin is fetched, what is left to pay is heard; the last one is followed by another question
        speech = max(speech_of(said) - (hand if name == "coin" and coins else 0.0), 0.0)
        rows.append(
            Row(name, len(keys), speech, hand + MACHINE_S.get(name, 0.0) + speech, " ".join(one.text for one in said))
        )
    return rows


def _coins(acts: Sequence[Act]) -> list[int]:
    """Hundreds, and a fifty where five coins make 450."""
    count = sum(act[0] == "coin" for act in acts)
    return [50, *[100] * 4] if count == 5 else [100] * count


def _do(bench: Bench, ears: Ears, name: str, keys: Sequence[str], coins: list[int]) -> list[Heard]:
    """Do it; what is said after it, without what is said while the machine works."""
    match name:
        case "lift":
            ears.lifts()
        case "place":
            bench.lays("hanako")
        case "take card":
            bench.takes_card()
        case "coin":
            bench.kiosk.cash_box.insert(coins.pop())
        case "hang up":
            ears.hangs_up()
    for key in keys:
        # what is said between two keys is spoken over
        ears.heard()
        ears.press(key)
    ears.settle()
    return [one for one in ears.heard() if one.channel == "handset" and one.keys[0] not in MEANWHILE]


def speech_of(heard: Sequence[Heard]) -> float:
    """How long these utterances take, to the end of the last word: the pause after a sentence is part of its sound."""
    return max(sum(sound.seconds for one in heard for sound in one.sounds) - PAUSE_S, 0.0)
