"""印鑑登録証明書: the registered seal's impression in true size, and whose it is (model ordinance on seal registration).

Neither the sex nor the number of the registration stands on it.
"""

from __future__ import annotations

from central.service.forms.impression import LABEL, measured
from central.service.forms.order import FormOrder, Layout
from central.service.forms.residence_entries import Entries
from central.service.residents import SealRegistration

IN_KATAKANA = "氏名の片仮名表記"  # how a foreign resident's remark on the reading of his name begins


def lay_out(order: FormOrder) -> Layout:
    """One sheet. Raises ValueError when the record is not this resident's seal, NotPrintable for its impression."""
    [one] = order.residents
    seal, town = order.record, order.municipality
    if not isinstance(seal, SealRegistration) or seal.resident != one.id:
        raise ValueError("a certificate of a seal has its owner's registration")
    known = Entries(order, one).everything()
    katakana = one.remarks if one.foreigner and one.remarks.startswith(IN_KATAKANA) else ""
    rows = [known["name"], known["former"], known["birth"], known["address"]]
    rows.append(["備考", katakana or town.marks.empty])
    words = town.seal_certificate
    sheet = {"label": LABEL, "millimetres": measured(seal.impression), "rows": rows}
    return Layout("seal", [sheet], words.title, words.sentence, {}, seal.impression)
