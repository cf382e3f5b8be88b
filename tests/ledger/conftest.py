"""A ledger on each engine, and central's clock, which stands still."""

from datetime import datetime

import pytest

from central.service.clock import JAPAN
from central.service.stores.checking import open_postgres
from central.service.stores.sqlite import SqliteStore


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at=datetime(2026, 11, 21, 10, tzinfo=JAPAN)):
        self.at = at

    def now(self):
        return self.at

    def move(self, to):
        self.at = to


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def store(request, tmp_path):
    if request.param == "postgres":
        store = open_postgres(request.getfixturevalue("postgres_url"))
    else:
        store = SqliteStore(tmp_path / "central.sqlite")
    yield store
    store.close()


@pytest.fixture
def sqlite(tmp_path):
    store = SqliteStore(tmp_path / "central.sqlite")
    yield store
    store.close()
