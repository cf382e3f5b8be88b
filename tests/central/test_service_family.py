"""Family registers over the line: who gets which, and what central does not give."""

import pytest
from central_line import Cardholder, an_order, refused, text_of
from sample_city import FIVE, HANA, HANAKO, MARIA, NINE, VARIANT, register, resident

from central.wire import Reason

KINDS = ("family-all", "family-one", "supplementary")


def took(terminal, serial, kind, items=()) -> str:
    visit = terminal.identifies(Cardholder(serial))
    quote = terminal.orders(visit, kind=kind, items=list(items))
    return text_of(terminal.takes(visit, quote))


def test_a_family_register_comes_with_all_who_stand_in_it(terminal):
    text = took(terminal, HANA, "family-all")
    assert all(f"【名】{name}" in text for name in ("清", "ハナ", "文子"))
    assert "見本県みなと市本町三丁目1番地" in text


def test_a_certificate_of_ones_own_comes_with_oneself(terminal):
    text = took(terminal, HANAKO, "family-one")
    assert "【名】花子" in text
    assert "【名】太郎" not in text


@pytest.mark.parametrize(("items", "shown"), [((), False), (("domicile",), True)])
def test_the_supplementary_card_shows_the_domicile_when_it_is_asked_for(terminal, items, shown):
    text = took(terminal, HANAKO, "supplementary", items)
    assert "みなと市浜町一丁目2番3号" in text
    assert ("本町一丁目10番地" in text) == shown


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("serial", "reason"),
    [(VARIANT, Reason.FAMILY_ELSEWHERE), (NINE, Reason.FAMILY_CHANGING), (MARIA, Reason.NOT_OFFERED)],
)
def test_who_has_no_register_here_or_one_that_is_changing_gets_none(terminal, serial, reason, kind):
    visit = terminal.identifies(Cardholder(serial))
    assert refused(lambda: terminal.client.order(visit, an_order(kind=kind))) is reason


def test_three_generations_of_one_home_get_two_registers(terminal):
    parents = took(terminal, FIVE, "family-all")
    son = next(one for one in register().family_of(resident(FIVE)).members if one.name == "榮一")
    own = register().family_of(register().by_id(son.resident))
    assert "【名】榮一" in parents
    assert "【名】蓮" not in parents
    assert [one.name for one in own.members][-1] == "蓮"
