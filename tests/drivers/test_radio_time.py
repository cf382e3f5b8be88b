import pytest

from drivers.radio_time import ACTIVATION_S, exchange_s, felica_polling_s, floor_s, frame_s, pair_s

RATES = (106, 212, 424, 848)

SELECTS = [(15, 2), (7, 2)]
SERIAL = [*SELECTS, (5, 34)]
SIGN = [*SELECTS, (9, 2), (7, 2), (57, 258)]
SHORT = [*SELECTS, *[(5, 258)] * 6, (5, 66)]
FITTING = [*SELECTS, *[(5, 253)] * 6, (5, 96)]
EXTENDED = [*SELECTS, (7, 1602)]
PHOTO = [*SELECTS, *[(5, 252)] * 24]

# The published model of the floor, ms at 106, 212, 424 and 848 kbit/s.
FLOORS = {
    "activation": ([], (4.6, 4.6, 4.6, 4.6)),
    "serial": (SERIAL, (14.5, 9.9, 7.5, 6.3)),
    "sign": (SIGN, (46.3, 26.1, 15.9, 10.9)),
    "certificate, Le 256": (SHORT, (181.9, 94.8, 51.2, 29.5)),
    "certificate, Le 251": (FITTING, (174.2, 90.3, 48.4, 27.4)),
    "certificate, extended": (EXTENDED, (170.4, 88.4, 47.4, 26.9)),
    "photo of 6 kB": (PHOTO, (623, 316, 163, 87)),
}


@pytest.mark.parametrize("job", FLOORS)
def test_the_floor_of_a_job_is_the_published_one(job):
    exchanges, published = FLOORS[job]
    ours = [floor_s(exchanges, kbit) * 1000 for kbit in RATES]
    assert ours == pytest.approx(published, rel=0.03)


def test_the_fixed_cost_of_an_exchange_is_the_published_one():
    assert [pair_s(1, 1, f"{kbit}B") * 1000 for kbit in RATES] == pytest.approx((1.28, 0.75, 0.48, 0.34), rel=0.03)


@pytest.mark.parametrize(
    ("reads", "published"), [([], (4.1, 3.3)), ([(16, 29)], (6.5, 4.5)), ([(30, 141)], (11.3, 6.9))]
)
def test_the_floor_of_a_transport_card_is_the_published_one(reads, published):
    ours = [
        1000 * (felica_polling_s(kbit) + sum(pair_s(sent, received, f"{kbit}F") for sent, received in reads))
        for kbit in (212, 424)
    ]
    assert ours == pytest.approx(published, rel=0.03)


def test_the_ceiling_of_a_long_answer_is_the_published_one():
    bytes_per_ms = [253 / (1000 * (exchange_s(7, 253 * 1000, kbit) / 1000)) for kbit in RATES]
    assert bytes_per_ms == pytest.approx((9.8, 19.4, 38.2, 74.1), rel=0.03)


def test_frames_of_64_bytes_cost_a_seventh_to_a_third_more():
    more = [exchange_s(7, 1602, kbit, 64) / exchange_s(7, 1602, kbit) for kbit in RATES]
    assert more == sorted(more)
    assert more[0] > 8 / 7
    assert more[-1] < 4 / 3


def test_one_byte_too_many_for_a_block_costs_one_more_acknowledgement():
    assert exchange_s(5, 254) - exchange_s(5, 253) == pytest.approx(
        pair_s(1, 1, "106B") + frame_s(1, "106B") - frame_s(0, "106B")
    )


def test_an_unknown_bit_rate_is_refused():
    with pytest.raises(ValueError):
        frame_s(3, "100B")


def test_activation_runs_at_106_whatever_comes_later():
    assert floor_s([], 848) == floor_s([], 106) == ACTIVATION_S
