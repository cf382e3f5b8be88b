"""What is shown and not said in the same words: one table, each line with its reason and the clause that allows or asks for it."""

from __future__ import annotations

from collections.abc import Mapping

KEYS_ARE_FELT = (
    "a key on the glass is by ear a raised key of the ten-key, told by key-help (ADA 707.6.3, EN 301 549 5.1.3.1)"
)
IN_OTHER_WORDS = "the same fact in words for the ear (EN 301 549 5.1.3.3: the same information, not the same text)"
WHERE_IT_STANDS = "the place of the machine need not be spoken (Section 508 402.2 exception 5)"
ONLY_A_HEADING = "a heading over what is spoken (EN 301 549 5.1.3.1: what is needed to use it)"
WITH_WHERE_AM_I = "the waymark is what ＃ tells; in what ＃ itself asks, it was told a moment ago (EN 301 549 5.1.3.5: repeated on request)"

NOT_SAID: Mapping[str, str] = {
    "button-": KEYS_ARE_FELT,
    "pad-": KEYS_ARE_FELT,
    "rail-": KEYS_ARE_FELT,
    "step-": WITH_WHERE_AM_I,
    "site-name": WHERE_IT_STANDS,
    "row-fee": ONLY_A_HEADING,
    "pay-paid": ONLY_A_HEADING,
    "volume-changed": "how loud it is, is heard in every word (VVSG 2.0 7.1-K)",
    "rate-changed": "how fast it is, is heard in every word (VVSG 2.0 7.1-K)",
    "several-on": "asked for by the screen for the room it takes; which are on is said by item-on (EN 301 549 5.1.3.15)",
    "several-off": "what is not said to be on is off; several-done ends the list (EN 301 549 5.1.3.3)",
}
"""Beginnings of keys that need not be said at all."""

SAID_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "attract-title": ("greeting", "card-place"),
    "pin-enter": ("pin-wrong", "pin-left", "pin-wrong-last", "pin-last-before", "phone-pin-wrong-last", "phone-pin-last-before"),
    "phone-pin-enter": ("pin-wrong", "pin-left", "phone-pin-wrong-last", "phone-pin-last-before"),
    "pin-tries": ("pin-wrong", "pin-left", "pin-wrong-last", "pin-last-before", "phone-pin-wrong-last", "phone-pin-last-before"),
    "seconds-left": ("visit-idle-warning", "left-behind", "seconds-left"),
    "practice-band": ("practice-reminder", "practice-started", "practice-pin", "practice-pay", "practice-ended",
                      "practice-not-printed", "where-am-i"),
    "practice-reminder": ("practice-started", "practice-pin", "practice-pay", "practice-ended", "practice-band",
                          "practice-not-printed", "where-am-i"),
    "help-voice": ("voice-help",),
    "voice-louder": ("voice-help",),
    "voice-softer": ("voice-help",),
    "voice-faster": ("voice-help",),
    "voice-slower": ("voice-help",),
    "voice-done": ("voice-help",),
    "yen-amount": ("pay-cash-added",),
    "closed-hours": ("closed-ear",),
    "closed-hours-value": ("closed-ear",),
    "closed-note": ("closed-ear",),
    "closed-phone": ("closed-ear",),
    "closed-phone-value": ("closed-ear",),
}  # fmt: skip
"""Said with one of these phrases instead, IN_OTHER_WORDS."""

BY_SCREEN_ONLY: Mapping[str, str] = {
    "sight-choose": "how the screen looks is of no use to who does not see it (EN 301 549 5.1.3.1)",
    "staff-menu": "the operator's menu is never spoken: it moves money, and is for staff who see the counters",
}
"""Questions that are met by screen and need not be met by ear."""
