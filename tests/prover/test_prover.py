"""The prover: the whole conversation graph of the role, by screen and by ear, and what must hold in every state of it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from kiosk import Central
from prover.checks import leaked, out_of_reach, silent, told_to_the_queue, uncovered, unspoken, without_help
from prover.record import Record, by_ear, by_screen
from prover.recording import RecordingBook

from audio.heard import Heard

pytestmark = [pytest.mark.minutes, pytest.mark.timeout(1200)]
TO_THE_PIN = ("lift", "key help", "key help", "key help", "card hanako")
TO_THE_CHOICE = (*TO_THE_PIN, "right PIN", "card off", "key help")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture(scope="module")
def seen(city, tmp_path_factory) -> Record:
    record = by_screen(city, tmp_path_factory.mktemp("screen"))
    print(f"\nby screen: {record}")  # noqa: T201 - how much was proved
    return record


@pytest.fixture(scope="module")
def heard(city, tmp_path_factory) -> Record:
    record = by_ear(city, tmp_path_factory.mktemp("ear"), RecordingBook())
    print(f"\nby ear: {record}")  # noqa: T201 - how much was proved
    return record


def none(found: Iterable[str]) -> None:
    places = sorted(set(found))
    assert not places, "\n" + "\n".join(places)


def test_every_fact_that_is_shown_is_spoken(heard):
    none(unspoken(heard))


def test_no_state_is_silent_by_ear(heard):
    none(silent(heard))


def test_help_answers_in_every_state(heard):
    none(without_help(heard))


def test_by_ear_one_comes_wherever_one_comes_by_screen(seen, heard):
    none(out_of_reach(seen, heard))


def test_the_loudspeaker_says_what_a_queue_may_hear(seen, heard):
    none(told_to_the_queue(heard))


def test_no_secret_reaches_a_log_a_file_or_a_sentence(seen, heard):
    none([*leaked(seen), *leaked(heard)])


def test_a_covered_screen_looks_the_same_whatever_is_asked(heard):
    none(uncovered(heard))


def test_the_walks_leave_hardly_anything_untried(seen, heard):
    for record in (seen, heard):
        assert len(record.graph.left) <= record.graph.tried / 30, record.graph.left


# Each check can fail


class Mute(RecordingBook):
    """A book that has nothing to say for some phrases."""

    def __init__(self, *keys: str) -> None:
        super().__init__()
        self._keys = keys

    def speech(self, phrase, language):
        return "" if phrase.key in self._keys else super().speech(phrase, language)


class Indiscreet(RecordingBook):
    """A book that tells the loudspeaker all that the handset may say."""

    def aloud(self, phrase, language):
        return self.speech(phrase, language)


def test_a_fact_that_is_not_spoken_is_found(city, tmp_path):
    # the name of a certificate is said by no other phrase
    record = by_ear(city, tmp_path, Mute("yen-amount"), TO_THE_CHOICE)
    assert any("yen-amount(yen=300)" in place for place in unspoken(record))


def test_a_state_that_is_silent_is_found(city, tmp_path):
    book = Mute("pin-enter", "card-reading")
    assert any("pin-enter" in place for place in silent(by_ear(city, tmp_path, book, TO_THE_PIN)))


def test_help_that_says_nothing_is_found(city, tmp_path):
    record = by_ear(city, tmp_path, RecordingBook(), TO_THE_PIN)
    assert any("pin-enter" in place for place in without_help(record))


def test_a_path_that_is_missing_by_ear_is_found(city, tmp_path, seen):
    assert "hand-over" in set(out_of_reach(seen, by_ear(city, tmp_path, RecordingBook(), TO_THE_PIN)))


def test_a_loudspeaker_that_says_what_is_private_is_found(city, tmp_path):
    path = ("card hanako", "lift", "right PIN", "card off", "hang up")
    record = by_ear(city, tmp_path, Indiscreet(), ("card hanako",))
    spoken = Heard(1, "住民票は1。", "speaker", "ja", ("choice-item",), 0.0)
    doctored = replace(record, steps=[replace(s, after=replace(s.after, heard=(spoken,))) for s in record.steps])
    assert list(told_to_the_queue(doctored)), path


def test_a_secret_in_the_log_is_found(city, tmp_path):
    record = by_ear(city, tmp_path, RecordingBook(), ("lift",))
    assert not list(leaked(record))
    assert list(leaked(replace(record, logged=["the visitor entered 1234"])))
    assert list(leaked(replace(record, files=["見本 花子".encode()])))


def test_a_plate_that_tells_of_the_visit_is_found(city, tmp_path):
    record = by_ear(city, tmp_path, RecordingBook(), TO_THE_CHOICE)
    assert not list(uncovered(record))
    drawn = [replace(step, after=replace(step.after, covered=bytes([n]))) for n, step in enumerate(record.steps)]
    assert list(uncovered(replace(record, steps=drawn)))
