"""Every interruption at every step: what the visitor is told, where the money is, how many sheets, what the operator reads.

Each cell is `phrase` or `phrase / money / sheets / operator`: the phrase that is told first ("goes on" when nothing
changes), where what was put in is when all is over, how many sheets came out, and what the operator's sentences speak of.
Where a visit goes on, the visitor then stops it, or takes what is paid for.
"""

import pytest
from acting import LONG
from interruptions import happening
from interruptions.happening import Left, at_station, on_line
from interruptions.line import Line
from interruptions.stations import STATIONS
from kiosk import TUESDAY, Central, Kiosk

from central.client import CentralClient

OPERATOR = {"": "", "count": "count the cash box", "untold": "1 outcomes have not been told to central yet"}
STOPPED, ALONE, ON, DOWN = "visit-cancelled", "visit-ended-idle", "goes on", "line-down"
AGAIN = "attract"
BACK, HALF, PAID = "pay-refunded / back 100", "goes on / back 100", "goes on / kept 300 / 1"

CAUSES = ("torn", "wrong_card", "two_cards", "cancel", "idle", "power")
AT = {
    "language": (ON, ON, ON, STOPPED, ALONE, AGAIN),
    "card": (ON, "card-other-kind", "card-several", STOPPED, ALONE, AGAIN),
    "pin": ("card-moved", "card-other-kind", "card-several", STOPPED, ALONE, AGAIN),
    # the card comes off first, whoever is in a hurry; one that is left there sounds the alarm at the end
    "card off": ("certificate-choose", "certificate-choose", "certificate-choose", ON, ALONE, AGAIN),
    "certificate": (ON, ON, ON, STOPPED, ALONE, AGAIN),
    "whom": (ON, ON, ON, STOPPED, ALONE, AGAIN),
    "items": (ON, ON, ON, STOPPED, ALONE, AGAIN),
    "copies": (ON, ON, ON, STOPPED, ALONE, AGAIN),
    "confirm": (ON, ON, ON, STOPPED, ALONE, AGAIN),
    "pay": (ON, ON, ON, STOPPED, ALONE, "attract / none / 0 / count"),
    "pay in part": (HALF, HALF, HALF, BACK, BACK, "restart-returned / back 100 / 0 / count"),
    "receipt": (PAID, PAID, PAID, PAID, "hand-over / kept 300 / 1", "attract / kept 300 / 1"),
    "take": (PAID, PAID, PAID, PAID, "paper-left-staff / kept 300 / 1", "attract / kept 300 / 1"),
}

LINES = ("slow", "unreachable", "nonsense", "torn", "power")
RETURNED, KEPT = "print-not-done / back 300 / 0 / untold", "receipt-choose / kept 300 / 1"
ON_LINE = {
    "visits": (DOWN, DOWN, DOWN, "card-moved", AGAIN),
    "person": (DOWN, DOWN, DOWN, "certificate-choose", AGAIN),
    "orders": (DOWN, DOWN, DOWN, "pay-insert-cash", AGAIN),
    "document": (RETURNED, RETURNED, RETURNED, KEPT, "restart-returned / back 300 / 0 / untold"),
    # the sheet is out: the visitor is served, and central hears of it later
    "outcome": (*[f"{KEPT} / untold"] * 3, KEPT, "attract / kept 300 / 1 / untold"),
}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture
def line(city):
    city.clock.move(TUESDAY)
    line = Line(city.url)
    yield line
    line.close()


@pytest.fixture
def kiosk(city, line, tmp_path, request):
    patience = 2.0 if "slow" in request.node.callspec.params.values() else LONG
    kiosk = Kiosk(city, tmp_path, client=CentralClient(line.url, city.signer, timeout=patience, pause=0))
    yield kiosk
    kiosk.close()


def expected(cell: str) -> Left:
    parts = [part.strip() for part in cell.split("/")]
    told, money, sheets, operator = parts + ["", "none", "0", ""][len(parts) :]
    return Left(told, money, int(sheets), operator)


def found(left: Left) -> Left:
    """With the operator's sentences as the word of the table that they hold."""
    spoken_of = [word for word, part in OPERATOR.items() if word and part in left.health]
    assert spoken_of or not left.health, left.health
    return Left(left.told, left.money, left.sheets, " ".join(spoken_of))


def cells(table, causes):
    return [(row, cause, cell) for row, line in table.items() for cause, cell in zip(causes, line, strict=True)]


def test_the_table_has_every_step_that_a_visitor_sees():
    assert list(AT) == list(STATIONS)


@pytest.mark.parametrize(("station", "cause", "cell"), cells(AT, CAUSES))
def test_whatever_comes_between_has_a_sentence_and_the_money_is_somewhere(kiosk, station, cause, cell):
    assert found(at_station(kiosk, station, getattr(happening, cause))) == expected(cell)


@pytest.mark.parametrize(("call", "cause", "cell"), cells(ON_LINE, LINES))
def test_whatever_happens_to_a_call_has_a_sentence_and_the_money_is_somewhere(kiosk, line, call, cause, cell):
    happens = getattr(happening, cause, cause)
    assert found(on_line(kiosk, line, f"/{call}", happens)) == expected(cell)
