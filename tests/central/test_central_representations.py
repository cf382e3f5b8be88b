"""Nothing that central holds of a person stands in a representation, which a traceback with locals or a log line would show."""

from datetime import date

import pytest
from central_line import TUESDAY

from central.client import _Call
from central.service.config import Config
from central.service.forms.order import Document, FormOrder, Layout
from central.service.forms.rows import Row
from central.service.orders import Made, _Ordered
from central.service.residents import Foreigner, FormerAddress, SealRegistration
from central.service.simulator import SetVerdict
from central.service.verifier import Verdict
from central.service.visits import Identified, Visit
from central.wire import Binding, Identify, Issued, ListKey, Order, Quote, Release

WORD = "5E471E1"
BYTES = WORD.encode()
ORDER = Order(order="o", kind="residence", whom="self", items=[], copies=1)
BINDING = Binding(terminal="t", visit="v", ticket="k", order=ORDER, holder=WORD)
RELEASE = Release(
    terminal="t", visit="v", ticket="k", order=ORDER, holder=WORD, sha256="0" * 64, receipt="r", expires=TUESDAY
)
DAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    "thing",
    [
        Identify(certificate=BYTES, signature=BYTES),
        BINDING,
        RELEASE,
        Issued(release=RELEASE, document=BYTES),
        ListKey(share=BYTES, sealed=BYTES, signature=BYTES),
        _Call("POST", "/v1/visits", BYTES),
        Made(BINDING, 7, BYTES, "0" * 64, 1, 300),
        _Ordered(ORDER, Quote(order="o", fee=300, sheets=1, sha256="0" * 64), None, None, BYTES, BYTES, 0),
        Visit("t", "v", "k", "p", 0, BYTES, 0, 7, None, None, None, WORD),
        Identified("t", "v", "k", 7, WORD, BYTES),
        FormOrder("seal", (), "self", frozenset(), 1, "k", DAY, None, record=SealRegistration(7, WORD, DAY, WORD), check=WORD),
        Document(BYTES, 1, "0" * 64),
        Layout("seal", [{"name": WORD}], "", WORD, {"name": WORD}, WORD),
        Row([WORD], WORD, boxed=WORD),
        Foreigner(WORD, WORD, WORD, WORD, DAY, WORD, WORD, DAY),
        FormerAddress(WORD, DAY, DAY, WORD, within=True),
        SealRegistration(7, WORD, DAY, WORD),
        Config(database=f"postgresql://kazasu:{WORD}@one/kazasu", verdicts={WORD: Verdict.REVOKED}, officers={WORD: "0" * 64}),
        SetVerdict(serial=WORD, verdict=Verdict.REVOKED),
    ],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_what_tells_of_a_person_or_a_card_is_never_represented(thing):
    assert WORD not in repr(thing)
    assert repr(thing)
