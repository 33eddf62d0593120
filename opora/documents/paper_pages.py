"""Opening a document, downloading a file, adding one, and marking what no longer stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused

from . import casefile, content, forms, panels, queries, rules, services, store
from .models import Attachment, IssuedDocument

# An opened file is a world of its own: no scripts, no forms, nothing else fetched.
CLOSED = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
SANDBOXED = f"{CLOSED}; sandbox"
SHOWN = {content.JPEG.media_type, content.PNG.media_type}

# What `site` does when somebody opens a paper about a person: (request, person_id, what).
SEEN: list[Callable[[ActingRequest, int], None]] = []


@require_safe
def document(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """An issued document as it was issued."""
    found = get_object_or_404(queries.visible(request.actor), pk=pk)
    _seen(request, found)
    name = f"{found.issued_on:%Y-%m-%d}-{found.pk}.pdf"
    return HttpResponse(
        queries.printed(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', **_headers(CLOSED)},
    )


@require_safe
def attachment(request: ActingRequest, organization: str, pk: int) -> HttpResponseBase:
    """A file: an image may be looked at (`?show`), everything else is downloaded."""
    found = get_object_or_404(queries.attachments(request.actor), pk=pk)
    _seen(request, found)
    is_shown = "show" in request.GET and found.media_type in SHOWN
    name = f"{slugify(found.title, allow_unicode=True)[:80] or found.pk}.{found.extension}"
    return StreamingHttpResponse(
        store.read(found.stored_as),
        content_type=found.media_type,
        headers={
            "Content-Disposition": content_disposition_header(not is_shown, name) or "",
            "Content-Length": str(found.size),
            **_headers(SANDBOXED),
        },
    )


@require_POST
def file(request: ActingRequest, organization: str) -> HttpResponseBase:
    """All papers of the record whose page gave the signed place, as one PDF."""
    place, heading = panels.opened(request, request.POST.get("place", ""))
    found = queries.of(request.actor, place.record_kind, place.record_id)
    if place.person_id:
        for tell in SEEN:
            tell(request, place.person_id)
    return FileResponse(
        casefile.joined(request.actor, found, title=heading),
        content_type="application/pdf",
        filename="dosie.pdf",
        headers=_headers(CLOSED),
    )


@require_POST
def attach(request: ActingRequest, organization: str) -> HttpResponse:
    """Add a file to the record whose page gave the signed place."""
    place = panels.place_of(request, request.POST.get("place", ""))
    form = forms.AttachmentForm(request.POST, request.FILES, auto_id="attach_%s")
    if is_too_large(request):
        del form.errors["file"]
        refused = content.too_large(queries.limit(timezone.localdate()))
        form.add_error("file", refused.sentence)
        return _again(request, place, form, refused, status=413)
    if not form.is_valid():
        return _again(request, place, form)
    try:
        services.attach(
            request.actor,
            upload=form.cleaned_data["file"],
            title=form.cleaned_data["title"],
            received_from=form.cleaned_data["received_from"],
            record_kind=place.record_kind,
            record_id=place.record_id,
            audience=place.audience,
            person_id=place.person_id,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error("file", refused.sentence)
        return _again(request, place, form, refused)
    messages.success(request, _("Файлът е прикачен."))
    return redirect(place.back)


def is_too_large(request: HttpRequest) -> bool:
    """Whether the request brought a file over the ceiling, which was not read."""
    return bool(getattr(request, "scope", {}).get(rules.TOO_LARGE))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Withdraw a document that the own organization issued."""
    found = get_object_or_404(queries.issued_by(request.actor), pk=pk)

    def act(reason: str) -> None:
        services.withdraw(request.actor, document=found, reason=reason, now=timezone.now())

    return _with_reason(request, found, act, _("Оттегляне на документ"), _("Оттеглете"))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Mark a file of the own organization as attached by mistake."""
    found = get_object_or_404(queries.own_attachments(request.actor), pk=pk)

    def act(reason: str) -> None:
        services.remove(request.actor, attachment=found, reason=reason, now=timezone.now())

    return _with_reason(request, found, act, _("Файл, прикачен по грешка"), _("Махнете"))


def _with_reason(
    request: ActingRequest,
    found: IssuedDocument | Attachment,
    act: Callable[[str], None],
    title: str,
    button: str,
) -> HttpResponse:
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "found": found, "title": title, "button": button}
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refused as refused:
            return render(
                request, "documents/reason.html", context | {"refused": refused}, status=400
            )
        messages.success(request, _("Отбелязано е."))
        return redirect("documents:register", organization=request.organization.slug)
    status = 400 if form.errors else 200
    return render(request, "documents/reason.html", context, status=status)


def _again(
    request: ActingRequest,
    place: panels.Place,
    form: forms.AttachmentForm,
    refused: Refused | None = None,
    status: int = 400,
) -> HttpResponse:
    """The form once more, with what is wrong; the typed title stays, the file is chosen anew."""
    context = panels.attaching(request, place) | {"form": form, "back": place.back}
    return render(request, "documents/attach.html", context | {"refused": refused}, status=status)


def _seen(request: ActingRequest, found: IssuedDocument | Attachment) -> None:
    if found.person_id:
        for tell in SEEN:
            tell(request, found.person_id)


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
