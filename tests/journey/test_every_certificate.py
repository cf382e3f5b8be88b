"""Each of the six certificates, chosen, paid and printed."""

import pytest
from kiosk import identifies, pays, stops, takes, text_of

# kind: the answers between the choice and the copies, what stands on paper, the fee
WALKS = {
    "residence": ([("person-choose", "2"), ("items-several", "1", "ok")], "見本　太郎", 300),
    "seal": ([], "印鑑登録証明書", 300),
    "family-all": ([], "全部事項証明", 450),
    "family-one": ([], "個人事項証明", 450),
    "supplementary": ([("items-several-supplementary", "1", "ok")], "附票", 300),
    "tax": ([("tax-year-choose", "2")], "令和7年度", 300),
}


def plain(text):
    return "".join(text.split())


@pytest.mark.parametrize("kind", WALKS)
def test_a_resident_takes_each_certificate(kiosk, kind):
    answers, on_paper, fee = WALKS[kind]
    visit = kiosk.begins()
    identifies(kiosk)
    menu = kiosk.visitor.sees("certificate-choose")
    kiosk.visitor.presses(next(option.key for option in menu.options if option.name == kind))
    for phrase, *keys in answers:
        kiosk.visitor.answers(phrase, *keys)
    kiosk.visitor.answers("copies-enter", "ok")
    kiosk.visitor.answers("order-check", "ok")
    pays(kiosk, *([100] * (fee // 100)), *([50] if fee % 100 else []))
    takes(kiosk)
    visit.result()
    [document] = kiosk.printed()
    assert plain(on_paper) in plain(text_of(document))
    [slip] = kiosk.receipt_printer.history
    assert f"{fee}円" in slip.text


def test_who_has_no_family_register_in_japan_is_not_offered_a_copy_of_it(kiosk):
    visit = kiosk.begins()
    identifies(kiosk, "maria")
    menu = kiosk.visitor.sees("certificate-choose")
    assert [(option.key, option.name) for option in menu.options] == [("1", "residence"), ("2", "seal"), ("3", "tax")]
    stops(kiosk, "certificate-choose")
    visit.result()
