"""Certificates signed by the municipality (PAdES baseline B, ETSI EN 319 142-1), as an update after what typst wrote.

pyHanko writes the signature's field and dictionary; what it would add to the metadata is left away.
"""

from __future__ import annotations

import io
from datetime import datetime

from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

from central.service.cms import CmsSigner

FIELD = "Signature"


class PdfSigner:
    """Signs PDFs for one office: `name` signs, at `location`, for a `reason`, as readers of PDF show it."""

    def __init__(self, cms: CmsSigner, *, name: str, location: str, reason: str) -> None:
        self._cms = cms
        self._said = {"/Name": name, "/Location": location, "/Reason": reason}

    def sign(self, pdf: bytes, at: datetime) -> bytes:
        """The same PDF with an invisible signature; nothing of what it held before is moved or changed."""
        embedding = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, _Update(io.BytesIO(pdf)))
        next(embedding)
        embedding.send(SigObjSetup(self._placeholder(at)))
        prepared, written = embedding.send(SigIOSetup(md_algorithm="sha256"))
        embedding.send(self._cms.sign(prepared.document_digest))
        return bytes(written.getbuffer())

    def _placeholder(self, at: datetime) -> PdfSignedData:
        wanted = PdfSignedData(pdf_name("/Sig"), SigSeedSubFilter.PADES, at, bytes_reserved=2 * self._cms.room)
        wanted.update({pdf_name(key): pdf_string(words) for key, words in self._said.items()})
        return wanted


class _Update(IncrementalPdfFileWriter):
    """An update that leaves the metadata as they are: pyHanko's own XMP drops what PDF/A-2 (6.6.2.3) asks of extensions."""

    def _update_meta(self) -> None:
        pass
