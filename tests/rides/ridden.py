"""Records as vehicles write them, and what central has made of them."""

from ledger.fed import feed, name_of, post_all, record, ride

from central.service.rides.following import follow_new

DAY, BOARDED_AT, LEFT_AT = "2026-11-10", "2026-11-10T08:05:00.000000+09:00", "2026-11-10T08:31:00.000000+09:00"
WAY = {"trip": "t1", "route": "r1", "day": DAY, "vehicle": "bus-200", "firm": "f1"}


def boarded(name, *, rider=1, stop="s1", sequence=1, at=BOARDED_AT, scheme="senior", party=1, **more):
    return record(
        "boarded", name, at=at, **(WAY | {"rider": f"{rider:016x}", "scheme": scheme, "stop": stop, "sequence": sequence,
        "level": 1, "medium": "felica", "party": party, "category": "adult", "permit": "ordinary"} | more),
    )  # fmt: skip


def left(
    name, *, of=None, rider=1, at=LEFT_AT, board="s1", alight="s9", fare=400, subsidy=350, scheme="senior", **more
):
    """A ride with both its ends, which settles the boarding `of`."""
    ends = {"board": board, "board_seq": 1, "board_at": BOARDED_AT, "alight": alight, "alight_seq": 9, "level": 1}
    boarding = {"boarding": of.id} if of else {}
    return ride(
        name, rider=rider, at=at, fare=fare, subsidy=subsidy, scheme=scheme,
        **(WAY | ends | {"medium": "felica", "party": 1, "category": "adult", "unpaired": False} | boarding | more)
        | {"firm": more.get("firm", "f1")},
    )  # fmt: skip


def counted(what, name, count=1, stop="s1", at=BOARDED_AT, **more):
    return record(
        what, name, at=at, **(WAY | {"stop": stop, "sequence": 1, "category": "adult", "count": count} | more)
    )


def follow_all(store, most=1000):
    while follow_new(store, most):
        pass


def told(store, clock, *records, terminal="bus-200", epoch=None):
    feed(store, terminal, records, epoch and name_of(epoch))
    post_all(store, clock)
    follow_all(store)


def rides(store, *columns):
    """Rows of `ride` in the order of their ids, all columns as a dict or some as tuples."""
    with store.reading() as connection:
        found = connection.execute("SELECT * FROM ride ORDER BY id")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [tuple(row[name] for name in columns) for row in rows] if columns else rows
