"""The files of schemes as they are shipped."""

from pathlib import Path

import pytest

from transit.schemes.rules import Rules

SHIPPED = Path(__file__).parents[2] / "examples" / "schemes"


@pytest.fixture(scope="session")
def rules():
    return Rules.read(SHIPPED)
