"""The page /boardings for the city's staff: a month's boardings by line, stop and hour, as a picture, as a table, as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

from litestar import MediaType, Response, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromQuery

from central.service.desk import Desk
from central.service.page_headers import headers_for
from central.service.rides import counting, officers, picture
from central.service.rides.counting import Line, Place
from central.service.rides.naming import Names, names_of
from central.service.spreadsheets import Cell, text_of
from central.service.stores import Store

HERE = Path(__file__).parent
STYLE = (HERE / "boardings.css").read_text(encoding="utf-8")
PAGE = Template((HERE / "boardings.html").read_text(encoding="utf-8"))
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
HEAD = ("month", "route", "route_name", "stop", "stop_name", "hour", "boardings")
NONE = "<p>この月の乗車は、まだ届いていません。</p>"


@get("/boardings", sync_to_thread=True)
def boardings(desk: NamedDependency[Desk], month: FromQuery[str] = "", route: FromQuery[str] = "") -> Response[str]:
    """A month's boardings as pictures and tables."""
    known, month, lines = _counted(desk.store, month)
    names = names_of(desk.store)
    open_ = [line for line in lines if line.total is not None]
    chosen = next((line for line in open_ if line.route == route), open_[0] if open_ else None)
    shown = PAGE.substitute(
        style=STYLE,
        city=escape(desk.city.municipality.name),
        month=month,
        months="".join(_option(each, month) for each in known or [month]),
        lines=picture.of_lines(lines, names, month, chosen.route if chosen else "") if lines else NONE,
        total=f"{sum(line.total or 0 for line in lines):,}",
        line=_of_line(chosen, names, month) if chosen else "",
    )
    return Response(shown, media_type=MediaType.HTML)


@get("/boardings.csv", sync_to_thread=True)
def boardings_csv(desk: NamedDependency[Desk], month: FromQuery[str] = "") -> Response[bytes]:
    """All lines of a month, a row for each stop and hour (RFC 4180, UTF-8 with BOM)."""
    _, month, lines = _counted(desk.store, month)
    text = text_of([HEAD, *_rows(month, lines, names_of(desk.store))])
    fields = {"Content-Disposition": f'attachment; filename="boardings-{month}.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=fields)


def boardings_page(staff: Mapping[str, str]) -> Router:
    """The routes for these officers (hashes by name); for nobody when there is none."""
    return Router(
        "/",
        route_handlers=[boardings, boardings_csv],
        before_request=officers.only(staff),
        response_headers=headers_for(STYLE),
        include_in_schema=False,
    )


def _counted(store: Store, month: str) -> tuple[list[str], str, list[Line]]:
    """The months that there are, the one that is asked, and its lines. Raises ClientException."""
    if month and not MONTH.fullmatch(month):
        raise ClientException("month: must be as 2026-11")
    with store.reading() as connection:
        known = counting.months(connection)
        month = month or (known[0] if known else "")
        return known, month, counting.lines(connection, month) if month else []


def _option(month: str, chosen: str) -> str:
    return f'<option value="{month}"{" selected" if month == chosen else ""}>{month}</option>'


def _of_line(line: Line, names: Names, month: str) -> str:
    name = escape(names.route(line.route))
    return (
        f'<section><h2 id="line">{name}<small>{line.total:,} 人</small></h2>'
        f'<div class="wide">{picture.of_stops(line, names, month)}</div>'
        f'<div class="wide">{_table(line, names, name)}</div></section>'
    )


def _table(line: Line, names: Names, name: str) -> str:
    head = "".join(f'<th scope="col">{hour}時</th>' for hour in line.hours)
    rows = "".join(
        f'<tr><th scope="row">{escape(names.stop(stop) or "不明")}</th>'
        + "".join(f"<td>{picture.shown(line, Place(stop, hour))}</td>" for hour in line.hours)
        + f"<td>{picture.sum_of(line, stop=stop)}</td></tr>"
        for stop in line.stops
    )
    sums = "".join(f"<td>{picture.sum_of(line, hour=hour)}</td>" for hour in line.hours)
    return (
        f"<table><caption>{name} 停留所と時刻別の乗車人数</caption><thead><tr><th>停留所</th>{head}<th>計</th></tr></thead>"
        f'<tbody>{rows}</tbody><tfoot><tr><th scope="row">計</th>{sums}<td>{line.total:,}</td></tr></tfoot></table>'
    )


def _rows(month: str, lines: list[Line], names: Names) -> Iterator[list[Cell]]:
    for line in lines:
        of = [month, line.route, names.route(line.route)]
        if line.total is None:
            yield [*of, "", "", "", "<3"]
        for place, count in line.shown.items():
            yield [*of, place.stop, names.stop(place.stop), place.hour, "<3" if count is None else count]
