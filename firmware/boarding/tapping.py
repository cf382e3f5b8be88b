"""What a tap comes to: from what the vehicle knows and what the lists say to one record and one answer. Writes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from central.snapshots.manifest import Permit
from central.snapshots.tables import ALLOWED
from firmware.boarding import telling
from firmware.boarding.answers import Answer, Door, Grip, Passenger
from firmware.boarding.lists import ORDER
from firmware.boarding.prices import Ends, Prices, Unclear
from firmware.boarding.records import Details, Scene, ride, ruled, said, stamp
from firmware.boarding.state import Boarding, Said, Touch, TripOn
from firmware.clock import JAPAN
from transit.levels import Level
from transit.schemes.deciding import Asked, Denied, Granted, Used, Why, against, decide
from transit.schemes.granting import fiscal_year_end
from transit.schemes.scheme import Scheme


class Finding(NamedTuple):
    """What is to be written (nothing for "") and what is answered once it is."""

    what: str
    detail: Details
    answer: Answer


@dataclass(frozen=True)
class Tap:
    """A tap at a unit, and what the driver has said beforehand: a fare, attendants, how many ride together."""

    passenger: Passenger
    level: Level
    door: Door
    fare: int | None = None
    attendants: int = 0
    group: int = 1


class Held(NamedTuple):
    """A grip that counts on this tap, what is asked of its scheme, and what is decided."""

    grip: Grip
    asked: Asked
    granted: Granted


class Turned(Exception):
    """None of a rider's schemes lets him."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Tapping:
    """One tap in one scene."""

    def __init__(self, scene: Scene, tap: Tap) -> None:
        self._scene, self._tap, self._state = scene, tap, scene.state
        self._passenger, self._lists = tap.passenger, tap.passenger.lists
        self._prices = Prices(self._lists.network, scene.trip, tap.passenger.identity.medium) if scene.trip else None

    def found(self) -> Finding:
        """What it comes to."""
        # a lost card whose rider has got in with his new one is still a lost card
        repeat = self._repeat() if self._good() else None
        if repeat:
            # it stands in the journal already, so there is nothing to wait for either
            return Finding("", {}, repeat)
        try:
            return self._step()
        except Turned as turned:
            return self._turned(turned.why)
        except Unclear as unclear:
            return self._ask(unclear)

    def refused(self, why: str) -> Finding:
        """A refusal."""
        detail = {**self._about(), "sequence": self._state.sequence, "stop": self._stop(), "why": why}
        return Finding("refused", detail, telling.refused(why))

    def _turned(self, why: str) -> Finding:
        """A refusal with what he has to pay, where that is clear; whoever leaves with one is no longer on board."""
        found = self.refused(why)
        boarding, here = self._boarding(), self._state.sequence
        if boarding and self._scene.on and self._leaves(boarding):
            found.detail["boarding"] = boarding.record
            due = self._full(Ends(boarding.sequence, here))
        else:
            on = self._scene.on
            due = self._full(self._flat(on)) if on and on.taps == 1 else 0
        return found._replace(answer=found.answer._replace(due=due))

    def _full(self, ends: Ends) -> int:
        """The full fare; 0 where it is not clear."""
        try:
            return self._prices.yen(ends) if self._prices else 0
        except Unclear:
            return 0

    def _step(self) -> Finding:
        if not self._passenger.rider:
            raise Turned(telling.UNKNOWN)
        if self._scene.on is None or self._prices is None:
            raise Turned(telling.NO_TRIP)
        boarding = self._boarding()
        if boarding and self._leaves(boarding):
            return self._alight(boarding)
        if self._scene.on.taps == 1:
            return self._ride_at_once(self._scene.on)
        if self._tap.door is Door.ALIGHTING:
            return self._alight_unpaired()
        if self._tap.fare is not None:
            # the driver says the fare of somebody whose ride has been booked meanwhile: he does not get in by it
            raise Turned(telling.TOO_LATE)
        return self._board()

    def _repeat(self) -> Answer | None:
        """The answer to a card that has been here before: within the window, or where it got in."""
        touch, boarding = self._state.touched.get(self._passenger.rider), self._boarding()
        if touch is None:
            return None
        window = self._lists.rules.passback_s
        # of the rider and not of the card: a couple's two cards are two riders, one rider's two cards are not
        again = self._scene.mono - touch.mono < window and touch.door == self._tap.door.value
        if again or self._has_paid(touch) or (boarding and not self._leaves(boarding)):
            grip = next((each for each in self._passenger.grips if each.scheme.id == touch.scheme), None)
            return telling.repeated(grip, touch.record)
        return None

    def _has_paid(self, touch: Touch) -> bool:
        """Whether he paid when he got in and holds up his card once more to leave, as other lines have taught him."""
        on = self._scene.on
        got_in = touch.door == Door.BOARDING.value and self._tap.door is Door.ALIGHTING
        return on is not None and on.taps == 1 and got_in and touch.trip == on.trip

    def _boarding(self) -> Boarding | None:
        return self._state.open.get(self._passenger.rider)

    def _leaves(self, boarding: Boarding) -> bool:
        """Whether a tap of somebody who is on board means that he leaves."""
        if self._tap.door is Door.EITHER:
            # a driver who mends the stop backwards makes nobody leave
            return boarding.sequence < self._state.sequence
        return self._tap.door is Door.ALIGHTING

    def _board(self) -> Finding:
        why: str | None = None
        for grip in self._grips():
            asked = self._asked(grip, self._state.sequence, None, self._attendants(grip))
            found = against(grip.scheme, asked)
            if found is None:
                return self._boarded(grip, asked)
            why = why or found
        raise Turned(why or telling.STOPPED)

    def _boarded(self, grip: Grip, asked: Asked) -> Finding:
        used = asked.used
        detail = {
            **self._about(),
            "sequence": self._state.sequence,
            "stop": self._stop(),
            "scheme": grip.scheme.id,
            "party": 1 + asked.attendants,
            "group": asked.party,
            "permit": asked.permit,
            **said(used),
        }
        return Finding("boarded", detail, telling.boarded(grip, self._scene.day, _left(grip.scheme, used, 0)))

    def _alight(self, boarding: Boarding) -> Finding:
        ends = Ends(boarding.sequence, self._state.sequence)
        held = self._best(ends, boarding)
        leg: Details = {
            "board": boarding.stop,
            "board_seq": boarding.sequence,
            "board_at": stamp(boarding.at),
            "alight": self._stop(),
            "alight_seq": self._state.sequence,
            "boarding": boarding.record,
        }
        return self._ridden(held, leg, leaves=True)

    def _ride_at_once(self, on: TripOn) -> Finding:
        """One tap: paid on boarding to wherever he goes, or on leaving from wherever he came."""
        here, leaves = self._state.sequence, self._tap.door is Door.ALIGHTING
        where: Details = {"board": self._stop(), "board_seq": here, "alight": ""}
        if leaves:
            where = {"board": "", "alight": self._stop(), "alight_seq": here}
        return self._ridden(self._best(self._flat(on)), where, leaves=leaves)

    def _flat(self, on: TripOn) -> Ends:
        """The longest way there is from or to here: a flat fare is that of any."""
        here = self._state.sequence
        leaves = self._tap.door is Door.ALIGHTING and here > 1
        return Ends(1, here) if leaves or here >= on.calls else Ends(here, on.calls)

    def _alight_unpaired(self) -> Finding:
        """He leaves and never got in here: the driver says what it is, by the rule of his scheme."""
        here = self._state.sequence
        if self._tap.fare is None:
            # proposed and not taken: he may show where he got in
            grip = next(iter(self._grips()))
            raise Unclear("boarding_missing", (ruled(grip.scheme, self._dearest_to(here)),))
        leg: Details = {"board": "", "alight": self._stop(), "alight_seq": here, "unpaired": True}
        return self._ridden(self._best(Ends(1, here)), leg, leaves=True)

    def _dearest_to(self, here: int) -> int:
        return self._prices.dearest_to(here) if self._prices else 0

    def _best(self, ends: Ends, boarding: Boarding | None = None) -> Held:
        """By which of his schemes he rides: the one that takes least from him, in cash and points. Raises Turned, Unclear."""
        held: list[Held] = []
        why: str | None = None
        for grip in self._grips():
            attendants = boarding.people - 1 if boarding else self._attendants(grip)
            asked = self._asked(grip, ends.origin, ends, attendants)
            if boarding:
                # a list that grew old on the way leaves nobody on board without the ride that he was let in for
                permit = _better(asked.permit, str(boarding.detail["permit"]))
                asked = asked._replace(permit=permit, party=int(boarding.detail["group"] or 1))
            decided = decide(grip.scheme, asked)
            if isinstance(decided, Denied):
                why = why or decided.why
            else:
                held.append(Held(grip, asked, decided))
        if not held:
            raise Turned(why or telling.STOPPED)
        # a point is a yen of the rider's: what is free is never paid for with points
        return min(held, key=lambda each: (each.granted.costs_rider, each.grip.scheme.number))

    def _grips(self) -> list[Grip]:
        """What counts of what he holds. Raises Turned when nothing does."""
        if good := self._good():
            return good
        if not self._passenger.grips:
            # the list knows schemes that the rules of this vehicle do not have (any more)
            raise Turned(Why.NOT_IN_FORCE)
        lasts = [grip.entitlement.last_day for grip in self._passenger.grips]
        # what ended before its last day was stopped: a lost card, a rider who has left
        raise Turned(telling.EXPIRED if all(last and last < self._day for last in lasts) else telling.STOPPED)

    def _good(self) -> list[Grip]:
        """What he holds that counts today."""
        return [grip for grip in self._passenger.grips if is_good(grip, self._day)]

    @property
    def _day(self) -> date:
        """The earliest day that today can be."""
        return self._scene.earliest or self._scene.day

    def _asked(self, grip: Grip, origin: int, ends: Ends | None, attendants: int) -> Asked:
        """What is asked of a scheme; without `ends` of somebody who gets in. Raises Unclear."""
        scheme, scene, prices = grip.scheme, self._scene, self._prices
        on = scene.on
        if prices is None or on is None:
            raise Turned(telling.NO_TRIP)
        asked = Asked(
            scene.day,
            scene.seconds,
            scene.firm,
            on.route,
            prices.stop(origin),
            "" if ends is None or not self._knows_end() else prices.stop(ends.destination),
            0,
            self._tap.level,
            self._passenger.identity.medium,
            party=self._tap.group,
            attendants=attendants,
            permit=self._lists.permit.value,
            used=self._used(grip),
        )
        return asked if ends is None else self._priced(asked, scheme, prices, ends)

    def _priced(self, asked: Asked, scheme: Scheme, prices: Prices, ends: Ends) -> Asked:
        if self._tap.fare is not None:
            return asked._replace(fare=self._tap.fare)
        fare = prices.yen(ends)
        return asked._replace(
            fare=fare, fares=prices.categories(scheme, ends), outside=prices.outside(scheme, ends, fare)
        )

    def _knows_end(self) -> bool:
        return self._scene.on is not None and (self._scene.on.taps == 2 or self._tap.door is Door.ALIGHTING)

    def _used(self, grip: Grip) -> Used:
        made, told, day = self._lists.made, grip.entitlement, self._scene.day.isoformat()
        made_on = made.astimezone(JAPAN).date().isoformat() if made else ""
        quota = grip.scheme.quota("fiscal_year")
        # points stay; rides of a fiscal year begin anew with it, whether the list has come or not
        over = _year_end(made_on) if quota and made_on and not grip.scheme.spends_points else ""
        anew = quota if over and over < day else None
        list_says = Said(
            day,
            # what the list counts of another day, month or fiscal year is nothing of this one
            told.used_today if made_on == day else 0,
            told.used_month if made_on[:7] == day[:7] else 0,
            anew.most if anew else told.left,
            lambda use: self._scene.knows(use, made) or (anew is not None and use.day <= over),
        )
        return self._state.used(self._passenger.rider, grip.scheme.id, list_says)

    def _attendants(self, grip: Grip) -> int:
        return min(self._tap.attendants, grip.scheme.attendants)

    def _ridden(self, held: Held, leg: Details, *, leaves: bool) -> Finding:
        grip, asked, granted = held
        detail = {
            **self._about(),
            **leg,
            "group": asked.party,
            "permit": asked.permit,
            "fare_by": "feed" if self._tap.fare is None else "driver",
            **ride(grip.scheme, self._passenger.rider, asked, granted),
        }
        left = _left(grip.scheme, asked.used, granted.points or granted.rides)
        return Finding("ride", detail, telling.ridden(grip, granted, left, leaves=leaves))

    def _ask(self, unclear: Unclear) -> Finding:
        """Nothing is booked, and it stands in the journal that the driver was asked."""
        phrase = "ride-boarding-missing" if unclear.why == "boarding_missing" else "ride-fare-asked"
        return self.refused(unclear.why)._replace(answer=telling.asked(phrase, unclear.yen))

    def _about(self) -> Details:
        passenger = self._passenger
        rider: Details = {"rider": passenger.rider} if passenger.rider else {}
        # the pseudonym stands in central's list; a number that nobody knows is written down nowhere
        level = self._tap.level.name.lower()
        return {
            **self._scene.here(),
            **rider,
            "medium": passenger.identity.medium,
            "level": level,
            "door": self._tap.door.value,
        }

    def _stop(self) -> str:
        trip, sequence = self._scene.trip, self._state.sequence
        return trip.calls[sequence - 1].stop if trip and sequence <= len(trip.calls) else ""


def is_good(grip: Grip, day: date) -> bool:
    """Whether an entitlement counts on a day."""
    last = grip.entitlement.last_day
    return grip.entitlement.status == ALLOWED and (last is None or day <= last)


def _year_end(day: str) -> str:
    return fiscal_year_end(date.fromisoformat(day)).isoformat()


def _left(scheme: Scheme, used: Used, taken: int) -> int | None:
    return used.left - taken if scheme.spends_points or scheme.counts_left else None


def _better(one: str, other: str) -> str:
    """The wider of two permits: who got in by a list leaves by it."""
    return max(one, other, key=lambda permit: ORDER.index(Permit(permit)))
