"""The synthetic city for tests, and certificates as a person reads them."""

import subprocess
from datetime import date
from functools import cache
from pathlib import Path

from central.service import city
from central.service.forms import Document, FormOrder, compose, read_municipality
from central.service.register import Register, on
from central.service.stores.sqlite import SqliteConnection, connect

ISSUED = date(2026, 11, 20)
TOWN_FILE = Path(city.__file__).parent / "minato.toml"
TOWN = read_municipality(TOWN_FILE)
ALL = ("relation", "domicile")

HANAKO, TARO, HANA, JIRO, YOSHINO, MARIA, MOVED, PROTECTED = range(0x1001, 0x1009)
VARIANT, GAIJI, CHILD, DECEASED, FIVE, OTHER_COLLECTION = 0x100A, 0x100B, 0x100C, 0x100D, 0x1010, 0x1011
ONE_NAME, PERMANENT, UNKNOWN_DAY, FIFTY_LETTERS, NINE, LEAVING = range(0x1012, 0x1018)


def built(**asked) -> SqliteConnection:
    connection = connect(":memory:")
    city.build(connection, **asked)
    return connection


@cache
def register() -> Register:
    return Register(on(built()))


def resident(serial: int):
    found = register().by_serial(None, serial)
    assert found is not None
    return found


def order_for(*people, whom="self", items=ALL, copies=1, town=TOWN) -> FormOrder:
    return FormOrder("residence", tuple(people), whom, frozenset(items), copies, "01-000123", ISSUED, town)


def order(serial: int, whom="self", **asked) -> FormOrder:
    one = resident(serial)
    people = register().household_of(one) if whom == "household" else [one]
    return order_for(*people, whom=whom, **asked)


def family_order(kind: str, who, whom="self", items=(), record=None, **asked) -> FormOrder:
    """An order of a family register's certificate, for a resident or the holder of a card's serial number."""
    one = resident(who) if isinstance(who, int) else who
    record = record or register().family_of(one)
    town, copies = asked.get("town", TOWN), asked.get("copies", 1)
    return FormOrder(kind, (one,), whom, frozenset(items), copies, "01-000123", ISSUED, town, record=record)


def pages(document: Document) -> list[str]:
    """What stands on each sheet, cell after cell, without any blanks."""
    argument = ["pdftotext", "-raw", "-", "-"]
    read = subprocess.run(argument, input=document.pdf, capture_output=True, check=True).stdout.decode()
    return ["".join(page.split()) for page in read.split("\f")[:-1]]


def page(wanted: FormOrder) -> str:
    [one] = pages(compose(wanted))
    return one
