"""Feeds for tests and benchmarks: small ones written cell by cell, a large one with a triangle of fares, and what SQL says fares are."""

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

REAL = Path(__file__).parents[2] / "shared/data/gtfs"
SAMPLE = Path(__file__).parents[1] / "examples/bus/feed"

TINY = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\nbus,みなとバス,https://bus.example/,Asia/Tokyo,ja\n",
    "stops": (
        "stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type\n"
        "a,市役所,35.0,139.0,a,0\nb,病院前,35.003,139.0,b,0\nc,みなと駅,35.006,139.0,c,0\n"
    ),
    "routes": "route_id,agency_id,route_short_name,route_long_name,route_type\nr,bus,12,港南線,3\n",
    "trips": "route_id,service_id,trip_id,trip_headsign,block_id,direction_id\nr,all,t,みなと駅,1,0\n",
    "stop_times": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "t,10:00:00,10:00:00,a,1,0,1\nt,10:05:00,10:06:00,b,2,0,0\nt,10:10:00,10:10:00,c,3,1,0\n"
    ),
    "calendar": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "all,1,1,1,1,1,1,1,20260401,20270331\n"
    ),
    "fare_attributes": "fare_id,price,currency_type,payment_method,transfers,agency_id\nf1,180,JPY,0,0,bus\nf2,210,JPY,0,0,bus\n",
    "fare_rules": "fare_id,route_id,origin_id,destination_id\nf1,r,a,b\nf1,r,b,c\nf2,r,a,c\n",
    "feed_info": (
        "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
        "みなと,https://bus.example/,ja,20260401,20270331,春\n"
    ),
    "translations": "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n",
}
"""A feed without a fault: one trip from 市役所 by 病院前 to みなと駅."""


def write(folder: Path, **tables: str | bytes | None) -> Path:
    """The tiny feed with other tables in place of its own; None leaves one out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**TINY, **tables}.items():
        if content is not None:
            (folder / f"{name}.txt").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def triangle(folder: Path, routes: int = 20, stops: int = 98, conflicts: int = 347) -> Path:
    """Lines with a fare from each stop to each other one, all values quoted; with 20 lines of 98 stops 190,120 rules and some 14 MB.

    On the first line so many ways have a second, dearer price.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = [[f"熊本-{route:02}-{stop:03}_のりば" for stop in range(stops)] for route in range(routes)]
    fares = {(route, n): f"fare_{route:03}_{n:04}_普通運賃" for route in range(routes) for n in range(stops)}
    _quoted(
        folder,
        "agency",
        "agency_id agency_name agency_url agency_timezone",
        [["k", "K", "https://k.example/", "Asia/Tokyo"]],
    )
    rows = [
        [name, name, 32 + s / 1e4, 130 + r / 1e3, name] for r, line in enumerate(names) for s, name in enumerate(line)
    ]
    _quoted(folder, "stops", "stop_id stop_name stop_lat stop_lon zone_id", rows)
    _quoted(
        folder,
        "routes",
        "route_id agency_id route_short_name route_type",
        [[f"r{r}", "k", r + 1, 3] for r in range(routes)],
    )
    _quoted(folder, "trips", "route_id service_id trip_id", [[f"r{r}", "all", f"t{r}"] for r in range(routes)])
    _quoted(folder, "stop_times", "trip_id arrival_time departure_time stop_id stop_sequence", _calls(names))
    week = "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date"
    _quoted(folder, "calendar", week, [["all", *"1111111", "20260401", "20270331"]])
    _quoted(
        folder,
        "fare_attributes",
        "fare_id price currency_type payment_method transfers",
        [[fare, 150 + 10 * n + route, "JPY", 0, 0] for (route, n), fare in fares.items()],
    )
    _quoted(
        folder, "fare_rules", "fare_id route_id origin_id destination_id contains_id", _rules(names, fares, conflicts)
    )
    return folder


def _calls(names: list[list[str]]) -> Iterator[list[object]]:
    for route, line in enumerate(names):
        for at, stop in enumerate(line):
            time = f"{8 + at // 60}:{at % 60:02}:00"
            yield [f"t{route}", time, time, stop, at]


def _rules(names: list[list[str]], fares: dict[tuple[int, int], str], conflicts: int) -> Iterator[list[object]]:
    for route, line in enumerate(names):
        for start, origin in enumerate(line):
            for end, destination in enumerate(line):
                if start != end:
                    yield [fares[route, abs(start - end)], f"r{route}", origin, destination, ""]
                if not route and start < end and conflicts:
                    conflicts -= 1
                    yield [fares[route, (abs(start - end) + 1) % len(line)], f"r{route}", origin, destination, ""]


def _quoted(folder: Path, name: str, heading: str, rows: object) -> None:
    with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(heading.split())
        writer.writerows(rows)


Way = tuple[str, str, str]


def by_sql(folder: Path) -> Iterator[tuple[Way, list[tuple[int, int]]]]:
    """Each way (route, origin, destination) between two stops of a line, with all prices that SQL over the raw files finds for it.

    A price is (cash, IC card). Blank is any; a rule names a stop by zone_id or by stop_id.
    """
    base = sqlite3.connect(":memory:")
    for name in ("stops", "trips", "stop_times", "fare_attributes", "fare_rules"):
        _load(base, folder / f"{name}.txt")
    columns = {row[1] for row in base.execute("PRAGMA table_info(fare_attributes)")}
    ic = "CASE WHEN a.ic_price = '' THEN a.price ELSE a.ic_price END" if "ic_price" in columns else "a.price"
    base.execute("CREATE INDEX way ON fare_rules (route_id, origin_id, destination_id)")
    base.execute("CREATE INDEX fare ON fare_attributes (fare_id)")
    base.execute(
        "CREATE TABLE served AS SELECT DISTINCT t.route_id, s.stop_id, s.zone_id FROM stop_times c"
        " JOIN trips t ON t.trip_id = c.trip_id JOIN stops s ON s.stop_id = c.stop_id"
    )
    base.execute("CREATE INDEX line ON served (route_id)")
    found = base.execute(
        f"SELECT o.route_id, o.stop_id, d.stop_id, group_concat(DISTINCT CAST(a.price AS INT) || '/' || CAST({ic} AS INT))"
        " FROM served o JOIN served d ON d.route_id = o.route_id"
        " LEFT JOIN fare_rules f ON f.route_id IN ('', o.route_id) AND f.origin_id IN ('', o.zone_id, o.stop_id)"
        " AND f.destination_id IN ('', d.zone_id, d.stop_id) LEFT JOIN fare_attributes a ON a.fare_id = f.fare_id"
        " GROUP BY 1, 2, 3"
    )
    for route, origin, destination, prices in found:
        yield (route, origin, destination), sorted(_pair(price) for price in prices.split(",")) if prices else []


def _pair(price: str) -> tuple[int, int]:
    cash, _, ic = price.partition("/")
    return int(cash), int(ic)


def _load(base: sqlite3.Connection, path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        heading = next(rows)
        base.execute(f"CREATE TABLE {path.stem} ({', '.join(heading)})")
        marks = ", ".join("?" * len(heading))
        base.executemany(f"INSERT INTO {path.stem} VALUES ({marks})", (row for row in rows if len(row) == len(heading)))


def lines(faults: object, code: str) -> list[tuple[str, int]]:
    """Where faults of a kind are."""
    return [(fault.file, fault.line) for fault in faults.listed if fault.code == code]  # type: ignore[attr-defined]
