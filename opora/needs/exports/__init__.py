"""The analysis as a document: one content in, bytes out; to edit, to sign, to check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import pdf, text, workbook


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    label: str
    content_type: str
    make: Callable[[Mapping[str, Any]], bytes]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "docx": Format("DOCX", f"{_OFFICE}.wordprocessingml.document", text.make),
    "pdf": Format("PDF", "application/pdf", pdf.make),
    "xlsx": Format("XLSX", f"{_OFFICE}.spreadsheetml.sheet", workbook.make),
}
