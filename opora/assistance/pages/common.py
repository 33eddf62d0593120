"""What every page of assistance begins with."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.lib.refusals import NotVisible, Refused
from opora.people import services as people

from .. import parts, queries


def check_manages(request: ActingRequest) -> None:
    """Only who leads assistance in a municipality finds a page here."""
    if not _may(request, OrganizationKind.MUNICIPALITY):
        raise NotVisible


def check_directs(request: ActingRequest) -> None:
    """Only who issues directions in a directorate."""
    if not _may(request, OrganizationKind.DIRECTORATE):
        raise NotVisible


def check_sees(request: ActingRequest) -> None:
    """Either of the two."""
    if not queries.sees(request.actor, request.organization.kind):
        raise NotVisible


def _may(request: ActingRequest, kind: OrganizationKind) -> bool:
    return request.organization.kind == kind and queries.sees(request.actor, kind)


def seen(request: ActingRequest) -> int | None:
    """The version that the person looked at."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdigit() else -1


def month_of(text: str) -> date:
    """2026-10 as the first day of the month; anything else is not found."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


def last_month() -> date:
    """The month that is being reported: the one before today's."""
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


def slug_of(month: date) -> str:
    """How a month stands in an address."""
    return f"{month:%Y-%m}"


def tabs(request: ActingRequest, shown: str) -> list[dict[str, Any]]:
    """The parts of assistance that the kind of organization works with."""
    slug, month = request.organization.slug, slug_of(last_month())
    return [
        {
            "label": _(part.label),
            "url": reverse(part.url_name, args=[slug, month] if part.by_month else [slug]),
            "active": part.name == shown,
        }
        for part in parts.PARTS
        if request.organization.kind in part.kinds
    ]


def page(
    request: ActingRequest, template: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of assistance with its tabs."""
    context = {
        "tabs": tabs(request, part),
        "who": queries.who(request.actor),
        "is_directorate": request.organization.kind == OrganizationKind.DIRECTORATE,
        "today": timezone.localdate(),
        **context,
    }
    return render(request, template, context, status=status)


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was right and the act was done; a refusal stands at its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        words = " ".join(filter(None, [refused.sentence, refused.rule, refused.remedy]))
        field = {"begins_on": "day", "ended_on": "day", "effective_on": "day"}.get(refused.field)
        named = refused.field if refused.field in form.fields else field
        form.add_error(named if named in form.fields else None, words)
        return False
    return True


def done(request: ActingRequest, sentence: str, name: str, *args: object) -> HttpResponse:
    """Say what was done, and go where it is seen."""
    messages.success(request, sentence)
    return redirect(name, request.organization.slug, *args)


def log(request: ActingRequest, person_id: int, purpose: str) -> None:
    """Who looked at whose page; a live refetch is not a look."""
    if not (request.headers.get("Opora-Fetch") or request.headers.get("HX-Request")):
        people.log_view(request.actor, person_id=person_id, purpose=purpose, page="assistance")
