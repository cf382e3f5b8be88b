"""What came out of the printers: told, shown as PDF or PNG, and taken."""

from __future__ import annotations

import io
from contextlib import suppress
from importlib import import_module
from typing import Any

from dock.docked import DockedTerminal
from dock.refusal import Refusal, impossible, unknown
from drivers.virtual.page_printer import PDFIUM

DPI = 150
PDF, PNG = "application/pdf", "image/png"


class Shelf:
    """The trays of the page printer and the receipt printer, and all that ever lay in them."""

    def __init__(self, terminal: DockedTerminal) -> None:
        self._pages, self._slips = terminal.page_printer, terminal.receipt_printer

    def printed(self) -> list[dict[str, Any]]:
        """All that came out, oldest first: `{id, device, sheets, ticket, formats, taken}`."""
        pages = self._pages.history if self._pages else ()
        slips = self._slips.history if self._slips else ()
        there = self._there()
        entries = [_entry(p.id, "page", p.sheets, p.ticket, ["pdf", "png"]) for p in pages]
        entries += [_entry(s.id, "receipt", 1, s.slip.name, ["png"]) for s in slips]
        return [{**entry, "taken": entry["id"] not in there} for entry in entries]

    def picture(self, identifier: str, kind: str, page: int) -> tuple[str, bytes]:
        """A print as (media type, bytes); `page` counts from 1 and matters to a PNG. Raises Refusal."""
        for slip in self._slips.history if self._slips else ():
            if slip.id == identifier and kind == "png" and page == 1:
                return PNG, slip.png
        for printed in self._pages.history if self._pages else ():
            if printed.id == identifier and kind == "pdf":
                return PDF, printed.document
            if printed.id == identifier and kind == "png" and 1 <= page <= printed.sheets:
                return PNG, _draw(printed.document, page)
        raise Refusal(404, "unknown", f"nothing was printed that is {identifier}.{kind}, sheet {page}")

    def take(self, identifier: str) -> None:
        """Take one print out of its tray. Raises Refusal."""
        if identifier not in {entry["id"] for entry in self.printed()}:
            raise unknown("print", identifier, [entry["id"] for entry in self.printed()])
        try:
            self._tray(identifier).take(identifier)
        except KeyError:
            raise impossible("nothing-there", f"{identifier} has been taken already, or still comes out") from None

    def take_all(self) -> None:
        """Empty the trays of all that has come out whole."""
        for identifier in self._there():
            # A sheet that still comes out is left where it is.
            with suppress(Refusal):
                self.take(identifier)

    def _tray(self, identifier: str) -> Any:
        slips = {slip.id for slip in self._slips.history} if self._slips else set()
        return self._slips if identifier in slips else self._pages

    def _there(self) -> list[str]:
        return [thing.id for printer in (self._pages, self._slips) if printer for thing in printer.tray]


def _entry(identifier: str, device: str, sheets: int, ticket: str, formats: list[str]) -> dict[str, Any]:
    return {"id": identifier, "device": device, "sheets": sheets, "ticket": ticket, "formats": formats}


def _draw(document: bytes, page: int) -> bytes:
    pypdfium2: Any = import_module("pypdfium2")  # a dock without paper never needs it
    target = io.BytesIO()
    # PDFium is not safe for threads; the virtual printer holds the same lock.
    with PDFIUM, pypdfium2.PdfDocument(document) as pdf:
        pdf[page - 1].render(scale=DPI / 72).to_pil().save(target, "PNG")
    return target.getvalue()
