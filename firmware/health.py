"""How the terminal is: its devices, its journal, what nobody knows the end of, what is owed; sentences for the operator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from drivers.protocols import Device, Health
from firmware.books import read
from firmware.errors import JournalError
from firmware.journal import Entry, Journal
from firmware.phrases import Phrase, say

DECIDE = "then `kazasu decide terminal.toml {act} done` or `not_done`"
SENTENCES = {
    "owed": "{yen} yen are owed for ticket {ticket} since {at}: pay them out by hand, then `kazasu decide terminal.toml"
    " {act} done`, or `not_done` when nobody may have them.",
    "print": "{sheets} sheets of ticket {ticket} may have come out at {at}, known are {out}: look at the printer and ask"
    " the visitor, " + DECIDE + ".",
    "give": "{yen} yen may have been given back for ticket {ticket} at {at}: count the cash box, " + DECIDE + ".",
    "charge": "The payment of {yen} yen for ticket {ticket} was cut off at {at} with {inserted} yen counted; a coin more"
    " may have fallen in: count the cash box, " + DECIDE + ".",
}
OTHERS = "{what} of ticket {ticket} at {at} may or may not have happened: look, " + DECIDE + "."
FOLLOWING = ("charge", "refund")
OUT = "Out of order since {at} by staff ({reason}): put it back in service in the operator's menu."
OUT_OF_ORDER = "out_of_order"
UNTOLD = "{count} outcomes have not been told to central yet, the oldest of {at}: they are told when the line is back."
UNSENT = (
    "{count} records have not reached central yet, the oldest of {at}: they leave by themselves when the line is back."
)
REFUSED = (
    "Central refused {count} records and set them aside, nothing is lost: `kazasu journal show terminal.toml` tells why;"
    " once that is cleared up, `kazasu journal seen terminal.toml`."
)
HELD = (
    "Central holds this terminal's records back, for another machine uses its key: take the copy out of service, then"
    " `kazasu central release`."
)
LATE = timedelta(days=1)
"""A bus or a shelter may be without a line for hours, and nobody need look."""


@dataclass(frozen=True)
class Report:
    """One look at everything: devices by name, what is wrong with the journal, and the acts that are open in it.

    `tickets` names the visits of those acts; `others` are sentences about clock, queue and whatever else was looked at.
    """

    devices: Mapping[str, Health]
    journal: str = ""
    unsettled: tuple[Entry, ...] = ()
    tickets: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """What the operator must do; empty when all is well."""
        faults = [f"{name}: {health.sentence}" for name, health in self.devices.items() if health.fault]
        journal = [f"journal: {self.journal}"] if self.journal else []
        out = [OUT.format(at=_minute(self.out), reason=self.out.detail["reason"])] if self.out else []
        doubted = [self._doubt(entry) for entry in doubts(self.unsettled)]
        return faults + journal + out + doubted + self._untold() + list(self.others)

    @property
    def out(self) -> Entry | None:
        """What staff wrote down when they put the terminal out of order; None while it is in service."""
        return out_of_order(self.unsettled)

    def _doubt(self, entry: Entry) -> str:
        found = {"inserted": entry.known.get("inserted", 0), "out": entry.known.get("sheets", 0)}
        named = {"act": entry.act, "what": entry.what, "at": _minute(entry), "ticket": self.tickets[entry.visit]}
        return SENTENCES.get(entry.what, OTHERS).format(**{**entry.detail, **found, **named})

    def _untold(self) -> list[str]:
        untold = [entry for entry in self.unsettled if entry.what == "outcome"]
        return [UNTOLD.format(count=len(untold), at=_minute(untold[0]))] if untold else []

    def closed(self, essential: tuple[str, ...]) -> Phrase | None:
        """Why visitors cannot be served now, if they cannot; without a journal nothing may be taken or given."""
        if self.out and not self.journal:
            return say(f"closed-for-{self.out.detail['reason']}")
        broken = self.journal or any(self.devices[name].fault for name in essential)
        return say("out-of-order") if broken else None


def doubts(unsettled: Iterable[Entry]) -> list[Entry]:
    """What staff must look at; what follows from another doubt of the same visit is settled with that one."""
    found = [entry for entry in unsettled if entry.what not in (OUT_OF_ORDER, "outcome")]
    parts = {entry.visit for entry in found if entry.what in ("give", "owed")}
    return [e for e in found if e.what not in FOLLOWING or e.visit not in parts or "uncounted" in e.known]


def out_of_order(unsettled: Iterable[Entry]) -> Entry | None:
    """The act by which staff put the terminal out of order, open until it is back in service."""
    return next((entry for entry in unsettled if entry.what == OUT_OF_ORDER), None)


def look(devices: Mapping[str, Device], journal: Journal, others: Iterable[str] = ()) -> Report:
    """Ask every device and the journal how they are; `others` has somebody else to say."""
    states = {name: device.health() for name, device in devices.items()}
    try:
        journal.check_writable()
        unsettled = tuple(journal.unsettled())
        visits = {entry.visit for entry in unsettled}
        tickets = {visit: read(journal.entries(visit)).ticket or "without number" for visit in visits}
        told = (*journal.about_the_clock(), *_about_the_queue(journal), *others)
    except JournalError as error:
        return Report(states, journal=str(error), others=tuple(others))
    return Report(states, unsettled=unsettled, tickets=tickets, others=told)


def _about_the_queue(journal: Journal) -> Iterator[str]:
    backlog = journal.backlog()
    if backlog.oldest and journal.moment().at - backlog.oldest >= LATE:
        yield UNSENT.format(count=backlog.count, at=f"{backlog.oldest:%Y-%m-%d %H:%M}")
    if backlog.unseen:
        yield REFUSED.format(count=backlog.unseen)
    if backlog.held:
        yield HELD


def _minute(entry: Entry) -> str:
    return entry.at[:16].replace("T", " ")
