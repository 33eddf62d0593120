"""A record's papers as one PDF: a contents list, every document, every attached PDF or JPEG, with
running page numbers.

Attached files are opened from disk and the whole is written to disk: 40 documents and 100 scanned
pages take about a second, so nothing is queued (`test_a_long_file_is_whole` keeps the time).
"""

import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO, cast

import pikepdf
from django.conf import settings
from django.utils import timezone, translation
from PIL import Image

from opora.accounts.models import Organization
from opora.lib import words
from opora.lib.actor import Actor

from . import content, pdf, queries, store
from .models import Attachment, IssuedDocument
from .queries import Papers

FOLDER = Path(__file__).parent / "templates" / "documents"
CONTENTS, NUMBERS = FOLDER / "file.typ", FOLDER / "numbers.typ"
A4 = (595, 842)
JOINED = {content.PDF.media_type, content.JPEG.media_type, content.PNG.media_type}


@dataclass(slots=True)
class Part:
    """One document of the file."""

    title: str
    number: str
    pdf: pikepdf.Pdf


def joined(actor: Actor, papers: Papers, *, title: str) -> BinaryIO:
    """Everything that may be shown on pages, in order of time, as one PDF. The caller closes it."""
    with TemporaryDirectory() as folder:
        return _joined(actor, papers, title, Path(folder))


def _joined(actor: Actor, papers: Papers, title: str, folder: Path) -> BinaryIO:
    parts = _parts(papers, folder)
    left_out = [each.title for each in papers.attachments if each.media_type not in JOINED]
    with translation.override("bg"):
        head = _contents(actor, parts, left_out, title, n_head=1)
        if len(head.pages) > 1:
            head = _contents(actor, parts, left_out, title, n_head=len(head.pages))
        whole = pikepdf.new()
        for part in (head, *(each.pdf for each in parts)):
            whole.pages.extend(part.pages)
        _number(whole, title)
    target = cast("BinaryIO", TemporaryFile())  # noqa: SIM115  (the answer closes it)
    whole.save(target)
    target.seek(0)
    return target


def _parts(papers: Papers, folder: Path) -> list[Part]:
    full = {
        one.pk: one for one in IssuedDocument.objects.filter(pk__in=[e.pk for e in papers.issued])
    }
    found: list[tuple[Any, Part]] = [
        (
            one.issued_at,
            Part(
                f"{one.title} (оттеглен)" if one.withdrawn_at else one.title,
                one.full_number,
                pikepdf.open(io.BytesIO(queries.printed(full[one.pk]))),
            ),
        )
        for one in papers.issued
    ]
    for file in papers.attachments:
        if file.media_type in JOINED:
            day = words.day(timezone.localdate(file.attached_at))
            number = f"вх. № {file.number}/{day}" if file.number else day
            found.append((file.attached_at, Part(file.title, number, _pages_of(file, folder))))
    return [part for _at, part in sorted(found, key=lambda pair: pair[0])]


def _pages_of(file: Attachment, folder: Path) -> pikepdf.Pdf:
    """The pages of an attached PDF, or one page with a picture."""
    stored = folder / file.stored_as
    with stored.open("wb") as opened:
        opened.writelines(store.read(file.stored_as))
    if file.media_type == content.PDF.media_type:
        return pikepdf.open(stored)
    page = io.BytesIO()
    with Image.open(stored) as picture:
        picture.thumbnail((A4[0] * 2, A4[1] * 2))
        picture.convert("RGB").save(page, "PDF", resolution=144.0)
    page.seek(0)
    return pikepdf.open(page)


def _contents(
    actor: Actor, parts: list[Part], left_out: list[str], title: str, *, n_head: int
) -> pikepdf.Pdf:
    rows, page = [], n_head + 1
    for part in parts:
        rows.append({"title": part.title, "number": part.number, "page": str(page)})
        page += len(part.pdf.pages)
    printed = pdf.render(
        CONTENTS,
        {
            "title": title,
            "organization": Organization.objects.get(pk=actor.organization_id).name,
            "day": words.day(timezone.localdate()),
            "rows": rows,
            "left_out": left_out,
            "is_demo": settings.ENVIRONMENT.is_demo,
        },
    )
    return pikepdf.open(io.BytesIO(printed))


def _number(whole: pikepdf.Pdf, title: str) -> None:
    """A running number on every page, over whatever is there."""
    sizes = []
    for number, page in enumerate(whole.pages, 1):
        left, bottom, right, top = (float(each) for each in page.mediabox)
        sizes.append([right - left, top - bottom, number])
    made = pdf.render(NUMBERS, {"sizes": sizes, "title": title, "total": len(sizes)})
    with pikepdf.open(io.BytesIO(made)) as overlay:
        for page, over in zip(whole.pages, overlay.pages, strict=True):
            page.add_overlay(over, None)
