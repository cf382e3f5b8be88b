"""A central that makes snapshots by hand, and a terminal's folder for them."""

import pytest
from snapshots.made import RIDERS as KIND
from snapshots.made import Maker

from firmware.snapshots.shelf import Shelf


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def shelf(maker, tmp_path):
    found = Shelf(tmp_path / "snapshots", maker.public)
    found.keep_key(KIND, maker.list_key(KIND))
    return found
