"""The whole ledger as plain text that beancount (3.x) reads, so that an auditor needs none of our programs: bean-check adds it up.

Every transfer is a transaction with its id and record; what is set aside moves the `Held` side of both accounts. At the end
stands each balance as the database holds it, so that a sum that was changed in either place no longer agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from central.service.ledger import book
from central.service.ledger.accounts import KINDS
from central.service.ledger.book import Account
from central.service.ledger.transfers import Transfer
from central.service.stores import Connection

OPENED = "1900-01-01"
ODD = re.compile(r"[^0-9A-Za-z]")
CAPITAL = re.compile(r"[0-9A-Z]+")
CURRENCIES = {"yen": "JPY", "rides": "RIDES", "vouchers": "VOUCHERS"}


def exported(connection: Connection) -> Iterator[str]:
    """The text, line by line; the same ledger always gives the same. Ask for it in a `snapshot`."""
    yield 'option "title" "Kazasu"'
    for currency in sorted({currency_of(found.name) for found in book.every_account(connection)}):
        yield f"{OPENED} commodity {currency}"
    for found in book.every_account(connection):
        name, currency = name_of(found.name), currency_of(found.name)
        yield f"{OPENED} open {name} {currency}"
        yield f"  account: {_quoted(found.name)}"
        yield f"{OPENED} open {held_of(found.name)} {currency}"
    last = OPENED
    for transfer in book.every_transfer(connection):
        yield from _transaction(transfer)
        last = max(last, transfer.day)
    for found in book.every_account(connection):
        yield from _balances(found, last)


def name_of(account: str, side: str = "") -> str:
    """An account's name for beancount: its class, then its parts; whatever is neither letter nor digit as -HEX-."""
    ledger, kind, *rest = account.split("/")
    # beancount wants a capital or a digit first; no sum of an account takes in another's, for none lies below another
    named = [f"X{ODD.sub(_hex, part)}" for part in rest]
    upper = [ODD.sub(_hex, ledger[:1].upper() + ledger[1:]), kind.capitalize()]
    return ":".join([KINDS[kind].root.value + side, *upper, *named])


def held_of(account: str) -> str:
    """The name of what is set aside of it."""
    return name_of(account, ":Held")


def currency_of(account: str) -> str:
    """JPY, RIDES, VOUCHERS, or POINTS. with the municipality; one that has other letters than capitals stands as -HEX."""
    ledger = account.partition("/")[0]
    if ledger in CURRENCIES:
        return CURRENCIES[ledger]
    city = ledger.partition(".")[2]
    return f"POINTS.{city}" if CAPITAL.fullmatch(city) else f"POINTS-{city.encode().hex().upper()}"


def _transaction(transfer: Transfer) -> Iterator[str]:
    currency = currency_of(transfer.debit)
    yield f"{transfer.day} * {_quoted(transfer.kind)}"
    yield f"  id: {_quoted(transfer.id)}"
    yield f"  record: {_quoted(transfer.record)}"
    yield f"  booked: {_quoted(transfer.month)}"
    if transfer.names:
        yield f"  names: {_quoted(transfer.names)}"
    yield from _legs(name_of(transfer.debit), name_of(transfer.credit), transfer.amount, currency)
    if transfer.held:
        yield from _legs(held_of(transfer.debit), held_of(transfer.credit), transfer.held, currency)


def _legs(debit: str, credit: str, amount: int, currency: str) -> Iterator[str]:
    yield f"  {debit}  {amount} {currency}"
    yield f"  {credit}  {-amount} {currency}"


def _balances(found: Account, last: str) -> Iterator[str]:
    # an assertion holds for the beginning of its day
    day, currency = date.fromisoformat(last) + timedelta(days=1), currency_of(found.name)
    yield f"{day} balance {name_of(found.name)}  {found.debits_posted - found.credits_posted} {currency}"
    yield f"{day} balance {held_of(found.name)}  {found.debits_pending - found.credits_pending} {currency}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _hex(found: re.Match[str]) -> str:
    return f"-{ord(found[0]):x}-"
