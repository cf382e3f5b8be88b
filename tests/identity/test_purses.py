"""A purse with both cards in it: the one that somebody knows is meant, whichever lies on top."""

import pytest
from nfc_bench import Bench, on_every_chip
from sample_cards import sample

from cards.errors import CardRemoved, SeveralCards
from drivers.virtual.reader import VirtualReader
from firmware.identity import UnknownMedium, held_up

HANAKO, SENIOR = "jpki:1001:rsa-2048", "felica:0112C0FFEE5EA701"


def reader_in_process(*cards):
    reader = VirtualReader()
    reader.place(*cards)
    return reader


def reader_on_air(*cards):
    return on(Bench("air"), *cards)


def on(bench, *cards):
    for card in cards:
        bench.field.place(card)
    bench.clock.advance(0.02)
    bench.until(True)
    return bench.reader


on_both = pytest.mark.parametrize("reader_with", [reader_in_process, reader_on_air])


def meant(reader, *known) -> str:
    with held_up(reader, lambda identity: identity.text in known) as reading:
        return reading.identity.text


@on_both
@pytest.mark.parametrize("top", ["hanako", "senior"])
@pytest.mark.parametrize(
    ("known", "expected"),
    [((HANAKO,), HANAKO), ((SENIOR,), SENIOR), ((HANAKO, SENIOR), HANAKO), ((), HANAKO)],
    ids=["my number known", "transport known", "both known", "neither known"],
)
def test_of_a_purse_the_card_that_is_known_is_meant(reader_with, top, known, expected):
    purse = [sample(top), sample("senior" if top == "hanako" else "hanako")]
    assert meant(reader_with(*purse), *known) == expected


@on_every_chip
def test_it_is_so_on_every_chip(bus):
    for looks in range(3):
        bench = Bench(bus)
        bench.look(looks)
        assert meant(on(bench, sample("hanako"), sample("senior")), SENIOR) == SENIOR


@on_both
def test_a_licence_beside_a_transport_card_hides_nobody(reader_with):
    assert meant(reader_with(sample("licence"), sample("senior")), SENIOR) == SENIOR
    with pytest.raises(UnknownMedium):
        meant(reader_with(sample("licence"), sample("senior")))


def test_a_card_alone_that_nobody_knows_is_asked_once():
    for name in ("hanako", "stranger"):
        card = sample(name)
        meant(reader_in_process(card))
        assert len(card.log) == (2 if name == "hanako" else 1)


def test_a_card_that_is_known_is_not_connected_a_second_time():
    reader = reader_in_process(sample("hanako"), sample("senior"))
    meant(reader, HANAKO)
    assert reader.history.count("connected") == 1


def test_two_of_one_kind_are_several():
    with pytest.raises(SeveralCards):
        meant(reader_in_process(sample("senior"), sample("stranger")), SENIOR)


def test_what_goes_wrong_while_the_card_is_used_is_told_to_who_uses_it():
    for known in ((HANAKO,), (SENIOR,)):
        reader = reader_in_process(sample("hanako"), sample("senior"))
        with pytest.raises(CardRemoved), held_up(reader, lambda identity, known=known: identity.text in known):
            raise CardRemoved("torn while it proves itself")
        assert reader.history[-1] == "closed"
