"""Every word that a tap may be answered with stands in the phrase files."""

from pathlib import Path

import pytest

from firmware.boarding import telling
from firmware.phrases.reader import PhraseFile
from transit.schemes.deciding import Why
from transit.schemes.explaining import DENIED

FILE = Path(__file__).parents[2] / "firmware" / "phrases" / "ja.ftl"
OTHERS = {
    *("ride-accepted", "ride-free", "ride-alighted", "ride-already-touched", "ride-renew-soon", "ride-points-short"),
    *("ride-not-today", "ride-boarding-missing", "ride-fare-asked"),
    *("driver-pass-ok", "driver-pass-again", "driver-fare-needed", "driver-look-only", "driver-pass-unknown"),
}


@pytest.mark.parametrize("key", sorted({*telling.RIDER.values(), *telling.DRIVER.values(), *OTHERS}))
def test_a_word_is_there(key):
    assert key in PhraseFile("ja", FILE.read_text(encoding="utf-8")).phrases


def test_every_reason_has_a_sentence():
    assert set(DENIED) == set(Why)
