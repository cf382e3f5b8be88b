"""Numbers of virtual cards are told as little as those of real ones."""

from datetime import UTC, datetime

import pytest

from drivers.virtual.air import Felica
from drivers.virtual.card_file import CardFile
from drivers.virtual.certificates import Subject

WORD = "5E471E1"
BYTES = WORD.encode()
NUMBER = 99_887_766
DAY = datetime(2026, 11, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "thing",
    [
        Felica(BYTES, b"", ()),
        CardFile(WORD, "about", serial=NUMBER, pin=WORD, idm=BYTES, uid=BYTES),
        Subject(NUMBER, WORD, DAY, DAY),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_no_number_of_a_card_is_represented(thing):
    assert not any(told in repr(thing) for told in (WORD, str(NUMBER)))
