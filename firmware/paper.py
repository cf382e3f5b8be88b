"""From rows to sheets: the one way from the runtime to what draws them, loaded when the first sheet is wanted."""

from __future__ import annotations

from drivers.protocols import PrintJob, Sheet


def drawn(sheet: Sheet, name: str) -> PrintJob:
    """A sheet's pages as a job of that name. Raises DeviceFault when the font is missing or lacks a sign."""
    from drivers.sheet_raster import draw

    pages = draw(sheet)
    return PrintJob(name, pages.document, pages.sheets)
