"""The certificates that can be made: one entry each. Another is one more file here and one more template."""

from __future__ import annotations

from collections.abc import Callable

from central.service.forms import residence, seal
from central.service.forms.order import FormOrder, Layout

KINDS: dict[str, Callable[[FormOrder], Layout]] = {
    "residence": residence.lay_out,
    "seal": seal.lay_out,
}
