"""Consultations for everybody, without an account: what is open, what is proposed, a comment."""

import hashlib
import json

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib.refusals import Refused
from opora.needs import presenting
from opora.needs.analysis_forms import CommentForm
from opora.needs.queries import analyses as queries
from opora.needs.rules import State
from opora.needs.services import consultations as services

from . import limits

# One address may send so many comments an hour: enough for a family or an office.
MOST_COMMENTS, WINDOW = 5, 3600


def consultations(request: HttpRequest) -> HttpResponse:
    """The open consultations, those that end first on top, and the ones of the last year."""
    today = timezone.localdate()
    shown = {
        "open": queries.consultations(today),
        "past": queries.past_consultations(today)[:40],
    }
    return render(request, "public/consultations.html", shown)


def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """The analysis as it was put to consultation, what was said and answered, and a form."""
    found, version = queries.published(pk)
    last = found.consultation_to
    is_open = bool(found.state == State.CONSULTATION and last and last >= timezone.localdate())
    form = CommentForm(request.POST or None) if is_open else None
    refused, status = None, 200
    if request.method == "POST":
        status = 400
        refused = _too_many(request) if form else _closed()
        if form and refused is None and form.is_valid():
            try:
                services.comment(
                    analysis_id=pk,
                    name=form.cleaned_data["name"],
                    text=form.cleaned_data["text"],
                    now=timezone.now(),
                )
            except Refused as error:
                refused = error
            else:
                messages.success(
                    request,
                    _("Благодарим. Предложението е получено; ще стои тук с отговора на общината."),
                )
                return redirect("public:consultation", pk=pk)
    shown = {
        "found": found,
        "version": version,
        "shown": presenting.shown(json.loads(bytes(version.content)), is_public=True),
        "comments": queries.answered(found),
        "form": form,
        "is_open": is_open,
        "refused": refused,
    }
    return render(request, "public/consultation.html", shown, status=status)


def _too_many(request: HttpRequest) -> Refused | None:
    """Counted by address for an hour; only the address's digest is kept."""
    address = get_adapter(request).get_client_ip(request)
    key = f"comment:{hashlib.sha256(str(address).encode()).hexdigest()[:32]}"
    if limits.count(key, window=WINDOW) <= MOST_COMMENTS:
        return None
    return Refused(
        _("От този адрес вече са изпратени няколко предложения."),
        remedy=_("Опитайте отново след час, или ги изпратете на общината."),
    )


def _closed() -> Refused:
    return Refused(_("Обсъждането е приключило."), rule=_("чл. 42 НПСУ"))
