"""What a rider and a driver are told: tables from what was decided to phrases."""

from __future__ import annotations

from datetime import date, timedelta

from drivers.protocols import Signal
from firmware.boarding.answers import Answer, Grip, Outcome
from firmware.phrases import Phrase, say
from transit.schemes.deciding import Granted, Why

RENEW_DAYS = 14
"""So many days before a pass ends its rider is told."""
UNKNOWN, STOPPED, EXPIRED, NO_TRIP, COPY, TOO_LATE = "unknown", "stopped", "expired", "no_trip", "copy", "too_late"
RIDER = {
    UNKNOWN: "ride-pass-unknown",
    "unknown_medium": "ride-pass-unknown",
    "no_certificate": "ride-pass-unknown",
    "phone_pin": "ride-phone-pin",
    STOPPED: "ride-pass-stopped",
    COPY: "ride-pass-stopped",
    EXPIRED: "ride-pass-expired",
    NO_TRIP: "validator-out-of-order",
    Why.LEVEL: "ride-pass-stopped",
    Why.MEDIUM: "ride-pass-stopped",
    Why.FIRM: "ride-other-area",
    Why.ROUTE: "ride-other-area",
    Why.AREA: "ride-other-area",
}
DRIVER = {
    UNKNOWN: "driver-pass-unknown",
    STOPPED: "driver-pass-stopped",
    COPY: "driver-pass-stopped",
    EXPIRED: "driver-pass-expired",
    NO_TRIP: "driver-trip-choose",
    Why.LEVEL: "driver-look-only",
}


def refused(why: str) -> Answer:
    """A refusal."""
    rider, driver = say(RIDER.get(why, "ride-not-today")), say(DRIVER.get(why, "driver-pass-unknown"))
    return Answer(Outcome.REFUSED, Signal.REFUSED, rider, driver=driver)


def asked(phrase: str, choices: tuple[int, ...]) -> Answer:
    """The driver has to say which fare it is."""
    due = choices[0] if len(choices) == 1 else 0
    return Answer(
        Outcome.ASKED, Signal.REFUSED, say(phrase), driver=say("driver-fare-needed", due=due), due=due, choices=choices
    )


def repeated(grip: Grip | None, record: str) -> Answer:
    """The same card again; the driver, who sees whether it is the same person, is told so."""
    return _of(grip, Outcome.REPEATED, say("ride-already-touched"), say("driver-pass-again"))._replace(record=record)


def boarded(grip: Grip, day: date, left: int | None) -> Answer:
    """He may get in; the fare comes when he leaves."""
    ends = grip.entitlement.last_day
    soon = ends is not None and ends - day <= timedelta(days=RENEW_DAYS)
    phrase = say("ride-renew-soon", until=_day(ends)) if soon and ends else say("ride-accepted")
    return _of(grip, Outcome.BOARDED, phrase, _look(grip))._replace(left=left)


def ridden(grip: Grip, granted: Granted, left: int | None, *, leaves: bool) -> Answer:
    """A ride is booked."""
    # what he has to take comes before what he has to look at
    driver = say("driver-fare-needed", due=granted.paid) if granted.paid else _look(grip)
    answer = _of(grip, Outcome.RIDDEN, _ridden(granted, leaves=leaves), driver)
    return answer._replace(fare=granted.fare, due=granted.paid, points=granted.points, left=left)


def _ridden(granted: Granted, *, leaves: bool) -> Phrase:
    if granted.kind == "points" and granted.paid:
        return say("ride-points-short", due=granted.paid)
    # by kind: a flat fare that is above the ride's is paid, and that is 0 yen by chance
    if granted.kind == "free" and not granted.paid:
        return say("ride-free")
    return say("ride-alighted") if leaves else say("ride-accepted")


def _of(grip: Grip | None, outcome: Outcome, phrase: Phrase, driver: Phrase) -> Answer:
    """An answer to somebody who may ride, by the scheme that lets him; None: it is no longer known."""
    if grip is None:
        return Answer(outcome, Signal.ACCEPTED, phrase, driver=driver)
    scheme = grip.scheme
    signal = Signal(scheme.signal)
    return Answer(outcome, signal, phrase, driver=driver, name=scheme.name, counts_points=scheme.spends_points)


def _look(grip: Grip) -> Phrase:
    return say("driver-look-only") if grip.scheme.look else say("driver-pass-ok")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
