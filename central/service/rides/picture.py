"""Boardings as pictures (SVG 2): how many on each line, and on one line at which stop and hour.

Every number stands in the picture too, so that it says the same in grey, on paper and to who sees no colours. Darker is more.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from central.service.rides.counting import Line, Place
from central.service.rides.naming import Names

FEW = "&lt;3"
NAME, HOUR, ROW, SUM, BAR = 232, 42, 28, 150, 640
"""Widths of a name, an hour, a sum, the longest bar; height of a row; in CSS pixels."""
SHADES = 5
LONGEST = 15  # full-width letters of a name that have room
HATCH = (
    '<defs><pattern id="few" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V6" class="hatch"/></pattern></defs>'
)


def of_lines(lines: list[Line], names: Names, month: str, chosen: str) -> str:
    """A bar for each line, which leads to its stops."""
    top = max((line.total or 0 for line in lines), default=0) or 1
    rows = "".join(
        _line(ROW * n + 4, line, names.route(line.route), top, _link(line, month, chosen))
        for n, line in enumerate(lines)
    )
    about = f"{month} の乗車人数。路線ごとの棒。"
    return _svg("lines", (NAME + BAR + 90, ROW * len(lines) + 8), ("路線別の乗車", about), rows)


def of_stops(line: Line, names: Names, month: str) -> str:
    """Stops by hours: the darker the more; hatched where it is hidden."""
    hours, top = line.hours, max((count or 0 for count in line.shown.values()), default=0) or 1
    head = "".join(
        _text(NAME + HOUR * n + HOUR // 2, 18, f"{hour}時" if hour >= 0 else "?", "hour")
        for n, hour in enumerate(hours)
    )
    rows = "".join(_stop(n, stop, line, names, top) for n, stop in enumerate(line.stops))
    size = (NAME + HOUR * len(hours) + SUM, ROW * (len(line.stops) + 1) + 8)
    about = f"{month} の乗車人数。行は停留所、列は時刻。濃いほど多い。斜線は伏せた欄。"
    title = f"{escape(names.route(line.route))} の停留所と時刻別の乗車"
    return _svg("stops", size, (title, about), HATCH + head + rows)


def sum_of(line: Line, *, stop: str | None = None, hour: int | None = None) -> str:
    """The sum of what is shown of a stop or an hour, with a + where something is hidden."""
    counts = [
        count
        for place, count in line.shown.items()
        if (stop is None or place.stop == stop) and (hour is None or place.hour == hour)
    ]
    found = sum(count or 0 for count in counts)
    if counts and not found:
        return "–"
    return f"{found:,}+" if None in counts else f"{found:,}"


def shown(line: Line, place: Place) -> str:
    """What a place's cell says: a number, that it is hidden, or nothing."""
    if place not in line.shown:
        return ""
    count = line.shown[place]
    return FEW if count is None else f"{count:,}"


def _line(y: int, line: Line, name: str, top: int, link: str) -> str:
    if line.total is None:
        return _text(NAME - 8, y + 19, _short(name), "name") + _text(NAME + 6, y + 19, FEW, "count")
    wide = max(BAR * line.total // top, 2)
    return (
        f"<a {link}><title>{escape(name)}: {line.total:,} 人</title>"
        # or a finger between name and bar would meet nothing
        f'<rect class="row" y="{y}" width="{NAME + BAR + 90}" height="{ROW}"/>'
        f"{_text(NAME - 8, y + 19, _short(name), 'name')}"
        f'<rect class="bar" x="{NAME}" y="{y + 2}" width="{wide}" height="{ROW - 6}"/>'
        f"{_text(NAME + wide + 6, y + 19, f'{line.total:,}', 'count')}</a>"
    )


def _link(line: Line, month: str, chosen: str) -> str:
    mark = ' class="chosen"' if line.route == chosen else ""
    return f'href="?month={month}&amp;route={quote(line.route, safe="")}"{mark}'


def _stop(row: int, stop: str, line: Line, names: Names, top: int) -> str:
    y = ROW * (row + 1)
    cells = "".join(
        _cell(NAME + HOUR * n, y, line, Place(stop, hour), top)
        for n, hour in enumerate(line.hours)
        if Place(stop, hour) in line.shown
    )
    name = _text(NAME - 8, y + 19, _short(names.stop(stop) or "不明"), "name")
    return name + cells + _text(NAME + HOUR * len(line.hours) + 12, y + 19, sum_of(line, stop=stop), "count")


def _cell(x: int, y: int, line: Line, place: Place, top: int) -> str:
    count = line.shown[place]
    shade = "few" if count is None else f"s{min(SHADES - 1, SHADES * count // (top + 1))}"
    rect = f'<rect class="{shade}" x="{x + 1}" y="{y + 1}" width="{HOUR - 2}" height="{ROW - 2}"/>'
    return rect + _text(x + HOUR // 2, y + 19, shown(line, place), f"in {shade}")


def _svg(name: str, size: tuple[int, int], words: tuple[str, str], body: str) -> str:
    (wide, high), (title, about) = size, words
    # by name: two of one size stand on the same page, and an id is there once
    ids = f"{name}-title", f"{name}-about"
    return (
        f'<svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="group" aria-labelledby="{" ".join(ids)}">'
        f'<title id="{ids[0]}">{title}</title><desc id="{ids[1]}">{about}</desc>{body}</svg>'
    )


def _text(x: int, y: int, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{text}</text>'


def _short(name: str) -> str:
    return escape(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
