"""Moments in words: today at this time, tomorrow, or a day with its weekday."""

from __future__ import annotations

from datetime import datetime, timedelta

from firmware.phrases import Phrase, say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def when(moment: datetime, now: datetime) -> Phrase:
    """When something comes, for somebody who hears it now."""
    moment = moment.astimezone(now.tzinfo)
    time = clock_time(moment)
    if moment.date() == now.date():
        return say("when-today", time=time)
    if moment.date() == now.date() + timedelta(days=1):
        return say("when-tomorrow", time=time)
    weekday = say(f"weekday-{WEEKDAYS[moment.weekday()]}")
    return say("when-day", month=moment.month, day=moment.day, weekday=weekday, time=time)


def clock_time(moment: datetime) -> Phrase:
    """A time of day such as 8:30, to be said in any language."""
    hour = moment.hour
    half = "am" if hour < 12 else "pm"
    return say("clock-time", hour=hour, minute=moment.minute, hour12=(hour - 1) % 12 + 1 if hour else 0, half=half)
