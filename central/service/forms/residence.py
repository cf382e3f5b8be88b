"""住民票の写し in both standard forms: for a household (世帯連記式) and for one person (個人票).

The forms are those of the standard for residents' systems (標準化法, Act 40 of 2021), in use since 2024 to 2026.
"""

from __future__ import annotations

from central.service.forms.order import Content, FormOrder, Layout
from central.service.forms.residence_entries import Entries

ON_A_SHEET = 4
BESIDE_JAPANESE = ("unused", "unused", "unused", "unused", "moved_within", "remarks")
BESIDE_FOREIGN = ("residence_status", "period", "expires", "became_foreign_resident", "alias_changes", "remarks")
PLACES = ("slot_1", "slot_2", "slot_3", "slot_4", "wide_1", "wide_2")


def lay_out(order: FormOrder) -> Layout:
    """The sheets of a residence record. Raises ValueError when `whom` does not fit the residents."""
    words = order.municipality.residence
    sentence = words.household if of_whole_household(order) else words.members
    if order.municipality.residence_form == "individual":
        return Layout("residence_individual", _individual(order), words.title, sentence, {})
    shared = Entries(order, order.residents[0]).household()
    return Layout("residence_household", _by_four(order), words.title, sentence, {**shared})


def of_whole_household(order: FormOrder) -> bool:
    """Whether the copy is of the whole household: decided by who stands on it, never by the items left out."""
    # Held against the register's own list: a person missing would make the sentence a lie.
    ids = tuple(resident.id for resident in order.residents)
    if order.whom == "household" and ids != order.residents[0].household.members:
        raise ValueError("a copy for a household has all of its members, each once, in the register's order")
    if order.whom == "self" and len(ids) != 1:
        raise ValueError("a copy for oneself has one person")
    return order.whom == "household"


def _individual(order: FormOrder) -> list[object]:
    sheets: list[object] = []
    for resident in order.residents:
        entries = Entries(order, resident)
        sheets.append({"foreign": entries.foreign, "entries": entries.everything(), **entries.moves()})
    return sheets


def _by_four(order: FormOrder) -> list[object]:
    people: list[Content] = []
    for number, resident in enumerate(order.residents, 1):
        entries = Entries(order, resident)
        known = entries.everything()
        beside = BESIDE_FOREIGN if entries.foreign else BESIDE_JAPANESE
        placed = {place: known[key] for place, key in zip(PLACES, beside, strict=True)}
        people.append({"place": str(number), "foreign": entries.foreign, "entries": {**known, **placed}})
    return [people[i : i + ON_A_SHEET] for i in range(0, len(people), ON_A_SHEET)]
