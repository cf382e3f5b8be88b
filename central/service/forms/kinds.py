"""The certificates that can be made: one entry each. Another is one more file here and one more template."""

from __future__ import annotations

from collections.abc import Callable

from central.service.forms import family, family_addresses, residence, seal, tax
from central.service.forms.order import FormOrder, Layout

KINDS: dict[str, Callable[[FormOrder], Layout]] = {
    "residence": residence.lay_out,
    "family-all": family.lay_out_all,
    "family-one": family.lay_out_one,
    "supplementary": family_addresses.lay_out,
    "seal": seal.lay_out,
    "tax": tax.lay_out,
}
