"""The organization's own register of documents: found, filtered, sorted, taken away as a table."""

from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts import rules as rights
from opora.accounts.requests import ActingRequest
from opora.lib import words

from . import forms, queries
from .models import IssuedDocument

PER_PAGE = 25
EXPORTED = 20_000
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ActingRequest, organization: str) -> HttpResponse:
    """Outgoing documents, the newest first. A name is searched by POST: it is personal data."""
    _allow(request)
    form = forms.SearchForm(request.GET)
    typed = request.POST.get("text", "").strip()[:100]
    found = _found(request, form, typed)
    shown = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "text": typed,
        "is_filtered": bool(typed or any(request.GET.get(name) for name in form.fields)),
        "tab": "outgoing",
    }
    return render(request, "documents/register.html", shown)


@require_safe
def incoming(request: ActingRequest, organization: str) -> HttpResponse:
    """What was received and attached, with its incoming numbers."""
    _allow(request)
    found = queries.own_attachments(request.actor).filter(number__isnull=False)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "documents/incoming.html", {"page": page, "tab": "incoming"})


@require_safe
def export(request: ActingRequest, organization: str) -> HttpResponseBase:
    """The same list as a spreadsheet."""
    _allow(request)
    found = _found(request, forms.SearchForm(request.GET), "")[:EXPORTED]
    name = f"dokumenti-{timezone.localdate()}.xlsx"
    return FileResponse(_workbook(found), as_attachment=True, filename=name)


def _found(request: ActingRequest, form: forms.SearchForm, text: str) -> QuerySet[IssuedDocument]:
    found = queries.issued_by(request.actor)
    if form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        if values["year"]:
            found = found.filter(year=values["year"])
        if values["title"]:
            found = found.filter(title=values["title"])
        if values["state"]:
            found = found.filter(withdrawn_at__isnull=values["state"] == "valid")
    if text:
        found = found.filter(
            Q(register_number__iexact=text)
            | Q(register_number__endswith=f"-{text}")
            | Q(title__icontains=text)
            | Q(about__icontains=text)
        )
    return found


def _allow(request: ActingRequest) -> None:
    """Whoever works with the organization's people or plans; an administrator does not."""
    allowed = rights.EXPERTS
    if request.actor.roles.isdisjoint(allowed):
        raise PermissionDenied


def _workbook(found: QuerySet[IssuedDocument]) -> IO[bytes]:
    file: IO[bytes] = SpooledTemporaryFile(max_size=2**21)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(file, AS_TEXT)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    head = [_("Номер"), _("Дата"), _("Вид"), _("За кого"), _("Основание"), _("Състояние")]
    sheet.set_column(0, len(head), 26)
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
    for number, one in enumerate(found.iterator(), 1):
        state = _("оттеглен: %s") % one.withdrawn_reason if one.withdrawn_at else _("в сила")
        label = f"{one.register_label} {one.register_number}"
        day = words.day(one.issued_on)
        for column, text in enumerate((label, day, one.title, one.about, one.article, state)):
            sheet.write_string(number, column, text)
    book.close()
    file.seek(0)
    return file
