"""Terminals' records as intake keeps them, without a line: what a test says happened, in chains of its own."""

import hashlib
import uuid

import msgspec

from central.chain import genesis, link
from central.service.ledger import book
from central.service.ledger.poster import post_new
from central.wire import Phase, Quality, Record

DAY = "2026-11-10T09:00:00.000000+09:00"


def name_of(*parts):
    """An id that the same words always give, so that a test may make the same record again."""
    return str(uuid.UUID(bytes=hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:16], version=4))


def record(what, name, phase=Phase.NOTE, act=None, at=DAY, rules="2026-10", **detail):
    """A record that `name` tells from others of its kind."""
    id_ = name_of(what, name, phase)
    return Record(
        id=id_,
        at=at,
        clock=Quality.SET,
        boot="b",
        mono_ms=0,
        rules=rules,
        visit="",
        act=act or id_,
        what=what,
        phase=phase,
        detail=detail,
    )


def ride(name, *, firm="f1", rider=1, fare=1500, subsidy=750, paid=None, rides=1, scheme="maitaku", at=DAY, **more):
    paid = fare - subsidy if paid is None else paid
    return record(
        "ride", name, at=at, scheme=scheme, firm=firm, rider=f"{rider:016x}", fare=fare, subsidy=subsidy, paid=paid,
        rides=rides, **more,
    )  # fmt: skip


def granted(name, points, account="a1", city="242012", lot="2026"):
    return record("points_granted", name, account=account, city=city, points=points, lot=lot)


def spent(name, points, account="a1", city="242012", shop="s1"):
    return record("points_spent", name, account=account, city=city, points=points, shop=shop)


def void(name, old, at=DAY):
    return record("void", name, at=at, record=old.id, reason="wrong_fare")


def act(what, name, ending, *, told=None, **meant):
    """An intent and its outcome, which tells `told`."""
    shared = name_of("act", what, name)
    intent = record(what, name, Phase.INTENT, shared, **meant)
    return [intent] if ending is None else [intent, record(what, name, ending, shared, **(told or {}))]


def feed(store, terminal, records, epoch=None, received="2026-11-10T00:00:01+00:00"):
    """Put records behind those of a terminal's chain, or at the beginning of a new one."""
    epoch = epoch or name_of("epoch", terminal)
    with store.writing() as connection:
        found = connection.execute(
            "SELECT id, through, head FROM chain WHERE terminal = ? AND epoch = ?", (terminal, epoch)
        ).fetchone()
        if not found:
            new = (terminal, epoch, 1, 0, genesis(epoch), 0, received, received)
            columns = ("terminal", "epoch", "first", "through", "head", "posted", "started", "heard")
            connection.insert("chain", columns, [new])
            found = connection.execute(
                "SELECT id, through, head FROM chain WHERE terminal = ? AND epoch = ?", (terminal, epoch)
            ).fetchone()
        chain, through, head = found
        rows = []
        for each in records:
            body = msgspec.json.encode(each)
            through, head = through + 1, link(bytes(head), body)
            rows.append((chain, through, each.id, each.at, each.what, body.decode(), received))
        connection.insert("record", ("chain", "seq", "id", "at", "what", "body", "received"), rows)
        connection.execute(
            "UPDATE chain SET through = ?, head = ?, stored = stored + ? WHERE id = ?",
            (through, head, len(rows), chain),
        )
        return chain


def post_all(store, clock, most=1000):
    """Post until nothing is left; how many records were taken."""
    taken = 0
    while more := post_new(store, clock, most):
        taken += more
    return taken


def transfers(store, *records):
    """The transfers of records, or all."""
    with store.reading() as connection:
        ids = {each.id for each in records}
        return [each for each in book.every_transfer(connection) if not ids or each.record in ids]


def balance(store, name):
    """Credits less debits, as posted."""
    with store.reading() as connection:
        found = book.account(connection, name)
    return found.credits_posted - found.debits_posted


def pending(store, name):
    """What is set aside from an account."""
    with store.reading() as connection:
        return book.account(connection, name).debits_pending


def aside(store):
    """What was set aside, by record, with the reason."""
    with store.reading() as connection:
        return dict(connection.execute("SELECT record, reason FROM unposted").fetchall())


def hash_of(store):
    with store.snapshot() as connection:
        return book.ledger_hash(connection)


def rewind(store):
    """As if nothing had been posted yet, which a backup that is older than the ledger would say."""
    with store.writing() as connection:
        connection.execute("UPDATE chain SET posted = 0")
