"""What the register holds for a certificate besides its residents."""

from __future__ import annotations

from collections.abc import Callable

from central.service.family import FamilyRegister
from central.service.register import Register, Resident
from central.service.residents import SealRegistration, TaxRecord
from central.wire import Order

Record = SealRegistration | TaxRecord | FamilyRegister | None
RECORDS: dict[str, Callable[[Register, Resident, Order], Record]] = {
    "seal": lambda register, holder, _order: register.seal_of(holder),
    "tax": lambda register, holder, order: register.tax_of(holder, order.year),
    "family-all": lambda register, holder, _order: register.family_of(holder),
    "family-one": lambda register, holder, _order: register.family_of(holder),
    "supplementary": lambda register, holder, _order: register.family_of(holder),
}


def record_for(register: Register, holder: Resident, order: Order) -> Record:
    """The record that an order is about; None for one of the residents alone. Raises RegisterDamaged."""
    read = RECORDS.get(order.kind)
    return read(register, holder, order) if read else None
