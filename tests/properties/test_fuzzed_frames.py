"""Whatever comes back over the air: a command gets an answer or CardMute within its deadline, and no more frames than fit in."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from properties.frame_liar import DEADLINE_S, SHORTEST_S, FrameLiar

from cards.errors import CardMute
from drivers.isodep import FSC, LONGEST_ANSWER, IsoDep

FWT_S = (0.000302, 0.309, 2.475)
"""Frame waiting times of FWI 0, 10 and 13."""
ENDLESS_CHAIN = bytes((2, 1, 0))
ENDLESS_TIME = bytes((4, 1))
ENDLESS_RECEIPTS = bytes((3, 0, 0))


def talk(script: bytes, command: bytes, fsc: int, fwt_s: float) -> tuple[FrameLiar, bytes | None]:
    liar = FrameLiar(script)
    link = IsoDep(liar.exchange, fsc, fwt_s, DEADLINE_S, liar.clock)
    try:
        return liar, link.transmit(bytearray(command))
    except CardMute:
        return liar, None


@settings(max_examples=800, deadline=None)
@given(
    script=st.binary(max_size=80),
    command=st.binary(min_size=4, max_size=700),
    fsc=st.sampled_from(FSC),
    fwt_s=st.sampled_from(FWT_S),
)
@example(script=ENDLESS_TIME, command=b"1234", fsc=256, fwt_s=2.475)
@example(script=ENDLESS_RECEIPTS, command=b"1234", fsc=256, fwt_s=0.309)
@example(script=ENDLESS_CHAIN, command=b"1234", fsc=256, fwt_s=0.000302)
def test_any_frames_end_in_an_answer_or_a_mute_card_within_the_deadline(script, command, fsc, fwt_s):
    liar, answer = talk(script, command, fsc, fwt_s)
    assert liar.now <= DEADLINE_S + SHORTEST_S
    assert answer is None or len(answer) <= LONGEST_ANSWER + 256


@settings(max_examples=300, deadline=None)
@given(script=st.binary(max_size=80), fwt_s=st.sampled_from(FWT_S))
def test_asking_whether_the_card_is_there_takes_a_few_frames_whatever_comes_back(script, fwt_s):
    liar = FrameLiar(script)
    IsoDep(liar.exchange, 256, fwt_s, DEADLINE_S, liar.clock).present()
    assert liar.frames <= 5


def test_a_card_that_is_silent_is_given_up_at_the_deadline():
    liar, answer = talk(b"\x06", b"1234", 256, 2.475)
    assert answer is None
    assert liar.now == pytest.approx(DEADLINE_S)
