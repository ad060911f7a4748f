"""The sheets that come out of a virtual A4 printer: how many pages a document has, and how each of them looks."""

import io
import threading

import pypdfium2

SCALE = 1.5  # 108 dots per inch

_one_at_a_time = threading.Lock()  # PDFium is not for several threads


def pages_in(pdf: bytes) -> int:
    """At least one: of what is no PDF, a printer still spoils a page."""
    with _one_at_a_time:
        try:
            with pypdfium2.PdfDocument(pdf) as document:
                return max(1, len(document))
        except pypdfium2.PdfiumError:
            return 1


def picture(pdf: bytes, page: int) -> bytes:
    """PNG of a page, the first being 1. Raises LookupError if there is none."""
    with _one_at_a_time:
        try:
            with pypdfium2.PdfDocument(pdf) as document:
                if not 0 < page <= len(document):
                    raise LookupError(page)
                drawn = document[page - 1].render(scale=SCALE).to_pil()
        except pypdfium2.PdfiumError:
            raise LookupError(page) from None
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()
