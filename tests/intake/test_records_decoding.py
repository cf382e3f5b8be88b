"""The quick way of reading records says what the strict one says."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from sealed_records import a_record

from central.service.intake.decoding import read_all
from central.wire import Record

TEXTS = st.text(max_size=4) | st.sampled_from(
    ["", "a", "a\nb", "a" * 32, "a" * 33, "a" * 64, "a" * 65, "é", "-", "_", "٣", "a b"]
)
GOOD = ["2026-11-24T10:00:00+09:00", "2026-11-24T10:00:00.123456Z"]
BAD = [
    "2026-11-24T10:00:00+09:00\n2026-11-24T10:00:00+09:00",
    "2026-02-30T10:00:00+09:00",
    "20261124T100000+0900",
    "2026-W48-2T10:00:00+09:00",
    "2026-11-24 10:00:00+09:00",
    "2026-11-24T10:00:00",
    "",
]
FIELDS = {
    "id": TEXTS,
    "act": TEXTS,
    "what": TEXTS,
    "boot": TEXTS,
    "rules": TEXTS,
    "visit": TEXTS,
    "at": st.sampled_from(GOOD + BAD),
    "mono_ms": st.integers(-1, 1),
}


def strictly(body):
    """What a body says by `Record` alone, its time apart."""
    try:
        return msgspec.structs.asdict(msgspec.json.decode(body, type=Record))
    except msgspec.MsgspecError:
        return None


CHANGES = st.sets(st.sampled_from(list(FIELDS))).flatmap(
    lambda names: st.fixed_dictionaries({name: FIELDS[name] for name in sorted(names)})
)


@given(st.lists(CHANGES, min_size=1, max_size=4))
def test_a_record_is_read_in_company_as_it_is_alone_and_never_beyond_its_limits(changes):
    bodies = [a_record(**change) for change in changes]
    expected = [
        strictly(body) if change.get("at", GOOD[0]) in GOOD else None
        for body, change in zip(bodies, changes, strict=True)
    ]
    assert [found and msgspec.structs.asdict(found) for found in read_all(bodies)] == expected
