"""The accounts: their kinds, and how one is called, `LEDGER/KIND/...`, so that its name alone says all of it.

A fact that a terminal reports off line is always booked, for the person was told; it moves the `-offline` account beside
one that may not be overdrawn, and the month's end balances the two as far as there is something to balance with. What a
person had been granted does not reach for is the city's risk from then on, `offline-risk`, and no debt of that person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OFFLINE, RISK = "-offline", "offline-risk"


class Root(StrEnum):
    """The five classes of accounts that bookkeeping knows; beancount's names for them."""

    ASSETS = "Assets"
    LIABILITIES = "Liabilities"
    EQUITY = "Equity"
    INCOME = "Income"
    EXPENSES = "Expenses"


@dataclass(frozen=True)
class AccountKind:
    """A kind of account; one that is `limited` never owes: its debits, pending ones too, are at most its credits."""

    root: Root
    limited: bool = False


KINDS = {
    # yen: what a city pays for rides, to whom, and what riders paid themselves
    "city": AccountKind(Root.EXPENSES),
    "firm": AccountKind(Root.LIABILITIES),
    "riders": AccountKind(Root.EQUITY),
    "fares": AccountKind(Root.INCOME),
    # yen: a kiosk's box, what is a visitor's in it, what was charged, what was earned, what staff paid out or took out
    "cash": AccountKind(Root.ASSETS),
    "visitors": AccountKind(Root.LIABILITIES),
    "charged": AccountKind(Root.LIABILITIES),
    "fees": AccountKind(Root.INCOME),
    "counter": AccountKind(Root.ASSETS),
    "office": AccountKind(Root.ASSETS),
    "differences": AccountKind(Root.EXPENSES),
    # yen and pieces: vouchers
    "voucher-cost": AccountKind(Root.EXPENSES),
    "vouchers-open": AccountKind(Root.LIABILITIES),
    "voucher": AccountKind(Root.LIABILITIES, limited=True),
    "voucher-offline": AccountKind(Root.EQUITY),
    "vouchers-issued": AccountKind(Root.EQUITY),
    "vouchers-used": AccountKind(Root.INCOME),
    # rides: a rider's quota
    "rider": AccountKind(Root.LIABILITIES, limited=True),
    "rider-offline": AccountKind(Root.EQUITY),
    "rides-granted": AccountKind(Root.EQUITY),
    "rides-taken": AccountKind(Root.INCOME),
    # points of a municipality
    "points": AccountKind(Root.LIABILITIES, limited=True),
    "points-offline": AccountKind(Root.EQUITY),
    "points-granted": AccountKind(Root.EQUITY),
    "points-expired": AccountKind(Root.INCOME),
    "shop": AccountKind(Root.LIABILITIES),
    # points that rides were paid with; the firm claims them in yen
    "ridden": AccountKind(Root.INCOME),
    # of each: what was given off line beyond what there was
    RISK: AccountKind(Root.EXPENSES),
}


def kind_of(account: str) -> str:
    """The kind in an account's name."""
    return account.partition("/")[2].partition("/")[0]


def ledger_of(account: str) -> str:
    """The ledger in an account's name: `yen`, `rides`, `vouchers` or `points.CITY`."""
    return account.partition("/")[0]


def is_limited(account: str) -> bool:
    """Whether it may never be overdrawn. Raises KeyError for a kind that is none."""
    return KINDS[kind_of(account)].limited


def is_offline(account: str) -> bool:
    """Whether it stands beside a limited one, for what was told off line."""
    return kind_of(account).endswith(OFFLINE)


def backed_by(offline: str) -> str:
    """The limited account that an `-offline` one stands beside."""
    ledger, _, rest = offline.partition("/")
    kind, _, rest = rest.partition("/")
    return f"{ledger}/{kind.removesuffix(OFFLINE)}/{rest}"


def risk_of(offline: str) -> str:
    """The account of the city's risk beside an `-offline` one."""
    ledger, kind, rest = offline.split("/", 2)
    return f"{ledger}/{RISK}/{kind.removesuffix(OFFLINE)}/{rest}"


def is_balancing(debit: str, credit: str) -> bool:
    """Whether one of the two is an `-offline` account, and the other one of those beside it."""
    return any(
        is_offline(offline) and other in (backed_by(offline), risk_of(offline))
        for offline, other in ((debit, credit), (credit, debit))
    )
