"""A vehicle that decides alone: whatever writes returns after the journal has committed; any thread may call any of it."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Protocol

from firmware.boarding.answers import Answer, Door, Grip, Outcome, Passenger, VehicleStatus
from firmware.boarding.ending import closed
from firmware.boarding.heard import Heard
from firmware.boarding.lists import Lists, ListSource
from firmware.boarding.prices import Prices
from firmware.boarding.recalling import is_full, needed, recalled
from firmware.boarding.records import Details, Scene
from firmware.boarding.state import VOID, VOIDABLE, Row, Use, fold
from firmware.boarding.tapping import Finding, Tap, Tapping, is_good
from firmware.clock import JAPAN, Clock
from firmware.config import BusSettings
from firmware.journal import Journal
from firmware.timeline import BELIEVED
from transit.levels import Identity, Level
from transit.network import ADULT, Trip

DAY_S = 86_400


class At(Protocol):
    """Where a vehicle is on its trip: `transit.tracking.Place` is one. `confidence` from 0 to 1."""

    @property
    def sequence(self) -> int:
        """The call (`transit.network.Call.sequence`) at which it stands or which it has left last."""

    @property
    def confidence(self) -> float:
        """How sure that is."""


@dataclass(frozen=True)
class Voided:
    """What was taken back: `what` kind of record (ride, boarded, cash_boarded, ic_boarded), and the id of the void."""

    what: str
    record: str


class Vehicle:
    """One vehicle: its trip, who is on board, what riders used up here. All of it is read from the journal at the start."""

    def __init__(self, journal: Journal, settings: BusSettings, lists: ListSource, clock: Clock) -> None:
        self._journal, self._own, self._lists, self._clock = journal, settings, lists, clock
        self._lock = threading.RLock()
        self._heard = Heard(journal)
        self._rows = list(recalled(journal, clock, self._heard, lists.now().made))
        self._state = fold(self._rows)
        self._trip: Trip | None = None
        self._attendants, self._group, self._grouped = 0, 1, 0
        self._place: Details = {}
        self._find_trip(lists.now())

    def find(self, identity: Identity) -> Passenger:
        """Who a tap says it is; writes nothing."""
        lists = self._lists.now()
        found = lists.find(identity.text)
        if found is None:
            return Passenger(identity, lists)
        day = self.day
        known = ((lists.rules.find(each.scheme, day), each) for each in found.entitlements)
        grips = tuple(Grip(scheme, each) for scheme, each in known if scheme)
        needs = max((grip.scheme.best_level for grip in grips if is_good(grip, day)), default=Level.NUMBER)
        key = lists.key(identity.text) if identity.level < needs else None
        return Passenger(identity, lists, found.rider_hex, grips, needs, key)

    def take(self, passenger: Passenger, level: Level, door: Door, fare: int | None = None) -> Answer:
        """Decide a tap at the level that was proved, and write it down; `fare` in yen when the driver was asked. Raises JournalError."""
        with self._lock:
            # looked at under the lock: two units may have the same rider in the same moment
            tap = Tap(passenger, level, door, fare, self._attendants, self._group)
            finding = Tapping(self._scene(passenger.lists), tap).found()
            answer = self._write(finding)
            # what the driver said was of who gets in, and not of who gets out beside him
            if answer.outcome in (Outcome.BOARDED, Outcome.RIDDEN) and "boarding" not in finding.detail:
                self._one_less()
            return answer

    def refuse(self, why: str, passenger: Passenger | None = None) -> Answer:
        """Write down that a tap was refused for what the card did: copy, or why a medium is unknown. Raises JournalError."""
        with self._lock:
            whom = passenger or Passenger(Identity("", "unknown", Level.NUMBER), self._lists.now())
            tapping = Tapping(self._scene(whom.lists), Tap(whom, whom.identity.level, Door.EITHER))
            return self._write(tapping.refused(why))

    def cash(self, count: int = 1, category: str = ADULT) -> str:
        """Count riders who pay in cash; the record's id. Raises JournalError."""
        return self._count("cash_boarded", count, category)

    def ic(self, count: int = 1, category: str = ADULT) -> str:
        """Count riders who pay with a transit card at its own unit; the record's id. Raises JournalError."""
        return self._count("ic_boarded", count, category)

    def attendants(self, count: int) -> None:
        """The next rider brings so many attendants."""
        with self._lock:
            self._attendants = count

    def group(self, count: int) -> None:
        """The next so many riders ride together."""
        with self._lock:
            self._group = self._grouped = max(1, count)

    @property
    def last(self) -> str:
        """The record that `void_last` would take back; "" when there is none."""
        with self._lock:
            found = self._last() if self._state.trip else None
            return found.id if found else ""

    def void_last(self, reason: str = "driver", record: str = "") -> Voided | None:
        """Take back the last ride, boarding or count of this trip that still stands; None when there is none.

        With `record` that one, whatever came since: it was the last when somebody was asked. Raises JournalError.
        """
        with self._lock:
            last = self._last(record) if self._state.trip else None
            if last is None:
                return None
            # read anew without it: nothing has to know how to undo itself
            void = self._note(VOID, {**self._here(), "record": last.id, "reason": reason})
            self._state = fold(self._rows)
            return Voided(last.what, void)

    def begin_trip(self, trip: Trip, day: date, by: str = "driver", sequence: int = 1) -> None:
        """Begin a trip of a service day at one of its calls, after ending the one before. Raises JournalError."""
        with self._lock:
            self.end_trip()
            lists = self._lists.now()
            self._forget(lists)
            self._place = {}
            self._trip = trip
            detail: Details = {
                "firm": self._own.firm,
                "vehicle": self._own.vehicle,
                "trip": trip.id,
                "route": trip.route,
                "block": trip.block,
                "day": day.isoformat(),
                "feed": lists.network.version if lists.network else "",
                "taps": self._taps(lists, trip),
                "calls": len(trip.calls),
                "sequence": sequence,
                "stop": trip.calls[sequence - 1].stop,
                "by": by,
            }
            self._note("trip_begun", detail)

    def end_trip(self) -> int:
        """End the trip; boardings that are open become rides by their scheme's rule. How many did. Raises JournalError."""
        with self._lock:
            on = self._state.trip
            if on is None:
                return 0
            # each ride by itself: after a cut in between the trip is still on, and its end goes on with the rest
            lists = self._lists.now()
            left = [(rider, each) for rider, each in self._state.open.items() if each.sequence < on.calls]
            for rider, boarding in left:
                self._note("ride", closed(self._scene(lists), lists, rider, boarding))
            self._leave()
            self._note("trip_ended", {**self._here(), "on_board": self._state.on_board, "open": len(left)})
            self._trip = None
            return len(left)

    def call_at(self, place: At, latitude: float | None = None, longitude: float | None = None) -> None:
        """The vehicle is there: taps take this stop from now on; on leaving one its figures are written. Raises JournalError."""
        with self._lock:
            self._heard.look()
            sequence = max(1, place.sequence)
            if self._state.trip and sequence != self._state.sequence:
                self._leave(sequence)
            self._place = {"confidence": round(place.confidence * 100)}
            if latitude is not None and longitude is not None:
                self._place |= {"latitude": round(latitude * 1e6), "longitude": round(longitude * 1e6)}

    def status(self) -> VehicleStatus:
        """What the driver sees; whoever looks also sees what central has acknowledged, so that no tap has to."""
        self._heard.look()
        lists, state, trip = self._lists.now(), self._state, self._trip
        on = state.trip
        moment = self._journal.moment()
        return VehicleStatus(
            trip=on.trip if on else "",
            route=on.route if on else "",
            number=self._number(lists, on.route) if on else "",
            headsign=trip.headsign if trip else "",
            sequence=state.sequence,
            stop=self._name(lists, state.sequence),
            next_stop=self._name(lists, state.sequence + 1),
            on_board=state.on_board,
            open_boardings=len(state.open),
            list_age_s=(moment.at - lists.made).total_seconds() if lists.made else None,
            permit=lists.permit.value,
            queue=self._journal.backlog().count,
        )

    @property
    def trip(self) -> Trip | None:
        """The trip that is on."""
        return self._trip

    @property
    def late_s(self) -> int | None:
        """Seconds behind the timetable when it came to the call where it is; None without a trip."""
        late = self._late()
        # more than a day is a clock's mistake, and not the driver's
        return late if self._trip and abs(late) <= DAY_S else None

    @property
    def day(self) -> date:
        """The service day: of the trip that is on, else of the calendar."""
        on = self._state.trip
        return date.fromisoformat(on.day) if on else self._clock.now().date()

    def _last(self, record: str = "") -> Row | None:
        """The last record since the trip began that can be taken back and was not, or the one that is named."""
        rows = list(takewhile(lambda row: row.what != "trip_begun", reversed(self._rows)))
        gone = {row.detail["record"] for row in rows if row.what == VOID}
        stand = [row for row in rows if row.what in VOIDABLE and row.id not in gone]
        # who has left since then is taken back by his ride, not by his boarding
        left = {row.detail.get("boarding") for row in stand}
        return next((row for row in stand if row.id not in left and record in ("", row.id)), None)

    def _write(self, finding: Finding) -> Answer:
        if not finding.what:
            return finding.answer
        return finding.answer._replace(record=self._note(finding.what, finding.detail))

    def _note(self, what: str, detail: Details) -> str:
        """Commit one record, and only then know of it."""
        # before the commit, so a list that is made meanwhile counts as made behind it
        at = self._journal.moment().at
        record = self._journal.note("", what, **detail)
        if what == "ride":
            self._heard.wrote(record)
        row = Row(record, what, at, self._clock.monotonic(), detail)
        self._rows.append(row)
        self._state.apply(row)
        return record

    def _count(self, what: str, count: int, category: str) -> str:
        with self._lock:
            stop: Details = {"sequence": self._state.sequence, "stop": self._stop(self._state.sequence)}
            return self._note(what, {**self._here(), **stop, "category": category, "count": count})

    def _leave(self, following: int = 0) -> None:
        """Write the figures of the call that is left."""
        state = self._state
        detail: Details = {
            "sequence": state.sequence,
            "stop": self._stop(state.sequence),
            "on_board": state.on_board,
            "boarded": state.boarded,
            "alighted": state.alighted,
            "late_s": self._late(),
            "next": following or state.sequence,
            "next_stop": self._stop(following or state.sequence),
        }
        self._note("called", {**self._here(), **detail, **self._place})

    def _late(self) -> int:
        """Seconds behind the timetable when it came here."""
        on, sequence, arrived = self._state.trip, self._state.sequence, self._state.arrived
        if on is None or self._trip is None or arrived is None or sequence > len(self._trip.calls):
            return 0
        begins = datetime.fromisoformat(on.day).replace(tzinfo=JAPAN)
        late = int((arrived - begins).total_seconds()) - self._trip.calls[sequence - 1].arrival
        # whoever waits where the trip begins is not early
        return late if sequence > 1 else max(0, late)

    def _scene(self, lists: Lists) -> Scene:
        moment = self._journal.moment()
        # today is no earlier than the list, whatever the clock shows
        sure = moment.quality in BELIEVED or lists.made is None
        return Scene(
            self._own.firm,
            self._own.vehicle,
            self._state,
            moment.at,
            self._clock.monotonic(),
            None if sure or lists.made is None else min(lists.made.astimezone(JAPAN).date(), self.day),
            self._knows,
            self._state.trip,
            self._trip,
        )

    def _here(self) -> Details:
        return self._scene(self._lists.now()).here()

    def _stop(self, sequence: int) -> str:
        trip = self._trip
        return trip.calls[sequence - 1].stop if trip and 1 <= sequence <= len(trip.calls) else ""

    def _name(self, lists: Lists, sequence: int) -> str:
        stop = self._stop(sequence)
        # KeyError, here and below: a feed that came in the middle of the trip and no longer has it
        with suppress(KeyError):
            return lists.network.stop(stop).name if stop and lists.network else ""
        return ""

    def _number(self, lists: Lists, route: str) -> str:
        with suppress(KeyError):
            return lists.network.route(route).number if lists.network else ""
        return ""

    def _taps(self, lists: Lists, trip: Trip) -> int:
        if self._own.fares != "feed":
            return 1 if self._own.fares == "flat" else 2
        return 1 if Prices(lists.network, trip, "").is_taken_on_boarding() else 2

    def _one_less(self) -> None:
        self._attendants = 0
        self._grouped = max(0, self._grouped - 1)
        if not self._grouped:
            self._group = 1

    def _find_trip(self, lists: Lists) -> None:
        """After a restart in the middle of a trip: the trip as the feed has it, or none until the driver says which."""
        on = self._state.trip
        if on and lists.network:
            try:
                self._trip = lists.network.trip(on.trip)
            except KeyError:
                self._trip = None

    def _knows(self, use: Use, made: datetime | None) -> bool:
        return self._heard.is_counted(use.record, use.at, made)

    def _forget(self, lists: Lists) -> None:
        """Let go of what is older than a service day and known to the list."""
        now = self._journal.moment().at
        if is_full(self._rows, now):
            self._rows = needed(self._rows, now, self._heard, lists.made)
            self._heard.keep({row.id for row in self._rows})
            self._state = fold(self._rows)
