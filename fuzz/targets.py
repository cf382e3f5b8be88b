"""What is fuzzed: one function a target, each taking the bytes that the fuzzer made up."""

from __future__ import annotations

from contextlib import suppress

from properties.acts import ACTS
from properties.frame_liar import DEADLINE_S, SHORTEST_S, FrameLiar
from properties.liar import Liar
from sample_cards import CARDS

from cards.apdu import Channel
from cards.errors import CardError, CardMute, CertificateRefused
from drivers.isodep import FSC, IsoDep
from drivers.virtual import card_kinds
from drivers.virtual.reader import VirtualReader

FWT_S = (0.000302, 0.309, 2.475)
READERS = {name: VirtualReader(card_kinds.load(CARDS / f"{name}.toml", keep=False)) for name in ("hanako", "transport")}


def answers(given: bytes) -> None:
    """Two bytes choose the act and what the reader passes, the rest is the script of lies."""
    if len(given) < 3:
        return
    act = ACTS[given[0] % len(ACTS)]
    with READERS[act.card].connect() as connection:
        liar = Liar(connection, given[2:], (None, True, False)[given[1] % 3])
        with suppress(CardError, CertificateRefused):
            act.does(Channel(liar, liar.limits))


def frames(given: bytes) -> None:
    """Three bytes choose what card it is and the length of the command, the rest is the script."""
    if len(given) < 4:
        return
    liar = FrameLiar(given[3:])
    link = IsoDep(liar.exchange, FSC[given[0] % len(FSC)], FWT_S[given[1] % len(FWT_S)], DEADLINE_S, liar.clock)
    with suppress(CardMute):
        link.transmit(bytearray(4 + given[2]))
    assert liar.now <= DEADLINE_S + SHORTEST_S
