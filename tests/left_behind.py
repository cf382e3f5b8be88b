"""What a visit could leave behind: the rows of every database, and the money."""

import sqlite3


def rows_of(path):
    """Every row of every table of a database."""
    with sqlite3.connect(path) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def everything(kiosk):
    """What a visit could leave behind: the journal, central's databases, the money."""
    central = {path.name: rows_of(path) for path in sorted(kiosk.central.folder.rglob("*.sqlite"))}
    assert central
    box = (kiosk.cash_box.history, kiosk.cash_box.stock, kiosk.cash_box.tray)
    return rows_of(kiosk.state / "journal.db"), central, box
